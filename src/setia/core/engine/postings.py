"""Postings as values, and the netting that a late event needs.

A posting moves a positive amount between two accounts of one holder and wallet (I1). When history
is folded anew, what should stand is compared with what does stand, key by key, and the difference
becomes postings of its own: a reversal is the same posting the other way round.
"""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final, NamedTuple

FIELDS: Final = 9
MOVE: Final = 8


class Account(IntEnum):
    """Sources, the holder's own accounts, sinks, and what is under way.

    In transit: from one wallet of a holder to another. Sent: from one holder to another.
    """

    ISSUED = 1
    OPENING = 2
    ADJUSTED = 3
    PENDING = 10
    AVAILABLE = 11
    HELD = 12
    DEBT = 13
    SPENT = 20
    EXPIRED = 21
    WRITTEN_OFF = 22
    DONATED = 23
    IN_TRANSIT = 30
    SENT = 31


class Cause(IntEnum):
    """Why points moved; movements are made from causes."""

    EARN = 1
    SPEND = 2
    EXPIRE = 3
    REPAY = 4
    RELEASE = 5
    RETURN = 6
    WRITE_OFF = 7
    ADJUST = 8
    OPEN = 9
    HOLD = 10
    CAPTURE = 11
    CANCEL = 12
    LAPSE = 13
    RENEW = 14
    SET_FREE = 15
    DONATE = 16
    CONVERT = 17
    TRANSFER = 18


class Posting(NamedTuple):
    """One movement. wallet: its series; expires_us, month, funder: the lot; effective_us: when."""

    wallet: int
    source: int
    target: int
    expires_us: int
    month: int
    funder: int
    effective_us: int
    cause: int
    amount: int


Totals = dict[tuple[int, ...], int]


def unfold(moves: Sequence[int], amounts: Sequence[int]) -> list[Posting]:
    """The postings of a stored row."""
    return [
        Posting._make((*moves[MOVE * k : MOVE * k + MOVE], amount))
        for k, amount in enumerate(amounts)
    ]


def add(totals: Totals, postings: Iterable[Sequence[int]], sign: int = 1) -> None:
    """Net postings into totals; a posting and its reversal cancel."""
    for wallet, source, target, *rest, amount in postings:
        if source <= target:
            key, change = (wallet, source, target, *rest), sign * amount
        else:
            key, change = (wallet, target, source, *rest), -sign * amount
        totals[key] = totals.get(key, 0) + change


def standing(totals: Totals) -> list[Posting]:
    """Postings that amount to the totals, in key order; nothing for what cancels out."""
    found: list[Posting] = []
    for key in sorted(totals):
        amount = totals[key]
        wallet, source, target, *rest = key
        if amount > 0:
            found.append(Posting._make((wallet, source, target, *rest, amount)))
        elif amount < 0:
            found.append(Posting._make((wallet, target, source, *rest, -amount)))
    return found


def apart(flat: Sequence[int]) -> tuple[list[int], list[int]]:
    """Postings that stand end to end, as a row stores them: what moved where, and how much."""
    moves = [n for k in range(0, len(flat), FIELDS) for n in flat[k : k + MOVE]]
    return moves, list(flat[MOVE::FIELDS])


def nines(flat: Sequence[int]) -> list[Sequence[int]]:
    """The postings that stand end to end in one row of integers."""
    return [flat[k : k + FIELDS] for k in range(0, len(flat), FIELDS)]
