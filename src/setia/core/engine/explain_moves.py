"""The movements of an event: what its postings say, which are its own, and which fell due.

An event's own movements stand first in its row, up to what it decided to move; what follows of the
same cause and instant belongs to other events that it put right.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from setia.core.engine.book import Version
from setia.core.engine.explanation import Movement
from setia.core.engine.postings import Account, Cause, Posting
from setia.core.program.document import Wallet

BACK: Final = (Cause.RETURN, Cause.WRITE_OFF)
MADE_USABLE: Final = (Cause.RELEASE, Cause.LAPSE)
_OWN: Final = (Account.AVAILABLE, Account.DEBT)
_WITH_IT: Final = (Cause.EXPIRE, Cause.RENEW, Cause.REPAY)


def wallet_of(version: Version, series: int) -> Wallet:
    """The wallet whose points a series holds."""
    name = version.layout.series[series]
    return next(own for own in version.program.wallets if own.id == name)


def movement(newest: Version, one: Posting) -> Movement:
    """A posting as a reader sees it. newest: the version that names wallets."""
    wallet = wallet_of(newest, one.wallet)
    change = one.amount * ((one.target in _OWN) - (one.source in _OWN))
    waits = one.amount * ((one.target == Account.PENDING) - (one.source == Account.PENDING))
    return Movement(
        wallet=wallet.id,
        unit=wallet.unit,
        cause=Cause(one.cause),
        forward=_forward(one),
        points=one.amount,
        change=change,
        expires_us=one.expires_us,
        month=one.month,
        effective_us=one.effective_us,
        debt=Account.DEBT in (one.source, one.target),
        inactive=bool(wallet.expiry and wallet.expiry.without),
        waits=0 if one.cause in (Cause.RELEASE, Cause.SET_FREE) else waits,
    )


def _forward(one: Posting) -> bool:
    """Whether a posting goes the way of its cause; of some causes it can go either way."""
    match one.cause:
        case Cause.ADJUST | Cause.RENEW | Cause.CONVERT | Cause.TRANSFER:
            return True
        case Cause.HOLD:
            return one.target == Account.HELD
        case Cause.CANCEL | Cause.LAPSE:
            return one.source in (Account.HELD, Account.SPENT)
        case _:
            return (one.source < one.target) is not (one.cause in BACK)


def _at(one: Movement, at_us: int) -> bool:
    return one.forward and one.effective_us == at_us


def fell_due(moves: Sequence[Movement], at_us: int) -> list[Movement]:
    """What time did by an instant: lots that ended or became usable, and what went with that."""
    by_time = (Cause.EXPIRE, *MADE_USABLE)
    ahead = [one for one in moves if one.forward and one.effective_us <= at_us]
    due = [one for one in ahead if one.cause in by_time]
    usable = {(one.wallet, one.effective_us) for one in due if one.cause in MADE_USABLE}
    return due + [
        one
        for one in ahead
        if one.cause in (Cause.REPAY, Cause.RENEW) and (one.wallet, one.effective_us) in usable
    ]


def first(
    moves: Sequence[Movement], at_us: int, cause: Cause, wanted: Mapping[str, int]
) -> list[Movement]:
    """The event's own movements: they stand first in its row, up to what it decided to move.

    What follows of the same cause and instant belongs to another event that it put right.
    """
    left = dict(wanted)
    own: list[Movement] = []
    for one in moves:
        if one.cause is cause and _at(one, at_us) and left.get(one.wallet, 0) > 0:
            own.append(one)
            left[one.wallet] -= one.points
    return own


def given_back(
    moves: Sequence[Movement], wanted: Mapping[str, int], forgiven: Mapping[str, int]
) -> list[Movement]:
    """A return's own movements: they stand together in its row, all of one instant.

    wanted: what it decided to move, by wallet; forgiven: what to write off. What follows belongs to
    events that it put right.
    """
    own: list[Movement] = []
    left, off = dict(wanted), dict(forgiven)
    for one in moves:
        its = one.cause in (*BACK, Cause.REPAY) if own else one.cause in BACK
        if (own or its) and not any(left.values()) and not any(off.values()):
            break
        if its and (not own or one.effective_us == own[0].effective_us):
            own.append(one)
            left[one.wallet] = left.get(one.wallet, 0) - one.change - one.waits
            if one.cause is Cause.WRITE_OFF:
                off[one.wallet] = off.get(one.wallet, 0) - one.points
        elif own:
            break
    return own


def moved_by(moves: Sequence[Movement], at_us: int, wanted: Mapping[Cause, int]) -> list[Movement]:
    """The own movements of a capture, cancel or release: they stand together in its row, all of one
    instant.

    wanted: how many points it decided to move, by cause. What follows belongs to events that it put
    right.
    """
    own: list[Movement] = []
    left = dict(wanted)
    for one in moves:
        its = left.get(one.cause, 0) > 0 or (bool(own) and one.cause in _WITH_IT)
        if its and _at(one, at_us):
            own.append(one)
            left[one.cause] = left.get(one.cause, 0) - one.points
        elif own:
            break
    return own
