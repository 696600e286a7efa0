"""Puts points back into the lots that they came from, when a hold ends or a spend is cancelled.

Its text below the line is copied behind the constants of a version. Like the rest of the library it
runs unchanged interpreted and compiled.
"""

from setia.core.engine.kernel import (
    AVAILABLE,
    DEBT,
    EXPIRE,
    EXPIRED,
    NEVER,
    post,
    put,
    repay,
)
from setia.core.engine.returning import WRITTEN_OFF

# fmt: off
SUM_OF: tuple[int, ...] = ()
DEBT_OF: tuple[int, ...] = ()
FORGIVEN_OF: tuple[int, ...] = ()
FUNDER_OF: tuple[int, ...] = ()
# fmt: on


def idle_end(s: list[int], series: int) -> int:
    """Stands for the version's own, as do the names above."""
    raise NotImplementedError


def idle_since(s: list[int], series: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def fresh_end(s: list[int], series: int, at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def graced(at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def month_at(at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


# This line ends what the version itself has.

RENEW = 14
SECOND_US = 1000000


def made_good(
    s: list[int],
    out: list[int],
    source: int,
    cause: int,
    wallet: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> int:
    """What is left of points that come back, once what was written off or owed for them is not."""
    off = min(s[FORGIVEN_OF[wallet]], amount)
    if off > 0:
        post(out, wallet, source, WRITTEN_OFF, lot, month, funder, at, cause, off)
        s[FORGIVEN_OF[wallet]] -= off
        amount -= off
    owed = min(s[DEBT_OF[wallet]], amount) if lot == 0 else 0
    if owed > 0:
        post(out, wallet, source, DEBT, 0, 0, 0, at, cause, owed)
        s[DEBT_OF[wallet]] -= owed
        amount -= owed
    return amount


def give_back(
    s: list[int],
    out: list[int],
    source: int,
    cause: int,
    wallet: int,
    month: int,
    funder: int,
    lot: int,
    due: int,
    amount: int,
    at: int,
) -> int:
    """Put points back into their lot, or what was owed for them out of debt; how many are lost.

    What was written off is given up first, and a debt is repaid.

    due: when they were due. A lot that has ended lives on once for the grace that the program
    gives; it then ends a microsecond before its day does, and is known by that.
    """
    off = s[FORGIVEN_OF[wallet]]
    amount = made_good(s, out, source, cause, wallet, month, funder, lot, amount, at)
    off -= s[FORGIVEN_OF[wallet]]
    if amount == 0:
        return off
    post(out, wallet, source, AVAILABLE, lot, month, funder, at, cause, amount)
    amount = repay(s, out, wallet, DEBT_OF[wallet], month, funder, lot, amount, at)
    if amount == 0:
        return off
    ends = idle_end(s, wallet)
    graced_once = (due + 1) % SECOND_US == 0
    if lot != 0 and not graced_once and at < ends < NEVER and idle_since(s, wallet) < due:
        # The lot would have lived on with the others.
        due = ends
    if due <= at:
        # A debt that was repaid in the meantime was repaid with points of another lot.
        if lot == 0:
            due = fresh_end(s, wallet, at)
        elif not graced_once:
            due = graced(at) - 1
        if due <= at:
            post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, EXPIRE, amount)
            return off + amount
        post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, RENEW, amount)
        if lot == 0:
            month = month_at(at)
            funder = FUNDER_OF[wallet]
        lot = NEVER if lot == NEVER or ends != NEVER else due
        post(out, wallet, EXPIRED, AVAILABLE, lot, month, funder, at, RENEW, amount)
    put(s, SUM_OF[wallet], due, wallet, month, funder, lot, amount)
    return off
