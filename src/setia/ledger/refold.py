"""Folds one holder's whole history: what its state row and postings should be.

This is the yardstick of `verify` and of `rebuild_states`. It looks at the events with their facts
and never at the stored state (I6). It reads and writes nothing.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

from setia.core.engine.book import Book, same
from setia.core.engine.kinds import ACTS
from setia.core.engine.layout import Layout
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Totals
from setia.core.engine.state import DUE, BadState, buckets
from setia.core.proof.leaf import EventLeaf
from setia.ledger.entries import Origin
from setia.ledger.rows import Holder, folded, happened, holder_of, instant_us

TOO_MANY_LOTS: Final = "too_many_lots"
"""Why an event was set aside after time had passed up to it."""

UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading an event can raise that somebody changed behind the ledger's back."""


@dataclass(frozen=True, slots=True)
class Instants:
    """What the state row says of time, all in µs.

    recorded_us: the newest recorded; swept_us: where the clock has advanced the holder to;
    last_act_us: the newest act that was not imported. 0 for none.
    """

    recorded_us: int
    swept_us: int
    last_act_us: int


def instants(leaves: Sequence[EventLeaf]) -> Instants:
    """What the events say of time."""
    recorded = swept = act = 0
    for leaf in leaves:
        recorded = max(recorded, leaf.recorded_us)
        if leaf.kind == "clock":
            swept = max(swept, leaf.recorded_us)
        elif leaf.reason == TOO_MANY_LOTS:
            at_us = instant_us(leaf.kind, leaf.origin, leaf.occurred_us, leaf.recorded_us)
            swept = max(swept, at_us)
        if leaf.kind in ACTS and leaf.origin != Origin.IMPORT:
            act = max(act, leaf.recorded_us)
    return Instants(recorded, swept, act)


def refold(book: Book, leaves: Sequence[EventLeaf]) -> tuple[list[int], Totals]:
    """The state after these events, advanced to where time has passed for the holder; its postings.

    Time has passed up to the last event that the fold looks at, and up to the last sweep.
    """
    events = [happened(leaf) for leaf in leaves if folded(leaf)]
    to_us = max([instants(leaves).swept_us, *(event.at_us for event in events)])
    return book.fold(events, to_us)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a state row that SQL asks, as the packed state gives them."""

    balances: Sequence[int]
    tiers: Sequence[int]
    next_due_us: int
    next_expiry_us: int

    def differences(self, row: Sequence[Any]) -> list[str]:
        """What differs in a row's own columns; one of an older version has fewer balances."""
        balances, tiers, *dates = row
        pairs = (
            ("balances", self.balances, balances),
            ("tiers", self.tiers, tiers),
            ("next_due_us and next_expiry_us", (self.next_due_us, self.next_expiry_us), dates),
        )
        return [
            f"{name}: {list(does)}, the state behind gives {list(should)}"
            for name, should, does in pairs
            if any(a != b for a, b in zip_longest(should, does, fillvalue=0))
        ]


def columns(layout: Layout, state: Sequence[int]) -> Columns:
    """The columns that belong to a packed state."""
    debts = [f"debt:{name}" for name in layout.series]
    owed = [state[layout.slot(name)] if name in layout.slots else 0 for name in debts]
    sums = [state[layout.slot(f"sum:{name}")] for name in layout.series]
    ends = (one[0] for one in buckets(state) if debts[one[1]] in layout.slots)
    return Columns(
        balances=[total - debt for total, debt in zip(sums, owed, strict=True)],
        tiers=[state[layout.slot(name)] for name in layout.slots if name.startswith("tier:")],
        next_due_us=state[DUE],
        next_expiry_us=min(ends, default=NEVER),
    )


def should_be(book: Book, member_id: UUID, leaves: Sequence[EventLeaf]) -> Holder:
    """The holder as its events give it."""
    times = instants(leaves)
    state, _ = refold(book, leaves)
    seq = leaves[-1].seq if leaves else 0
    return Holder(member_id, seq, times.recorded_us, times.swept_us, times.last_act_us, state)


def is_stored(holder: Holder, row: Sequence[Any], book: Book) -> bool:
    """Whether a row (STATE_COLUMNS, then those of Columns) is this holder's."""
    layout = book.newest.layout
    try:
        stored = holder_of(row[:6], layout)
    except BadState:
        return False
    return (
        (stored.seq, stored.recorded_us, stored.swept_us, stored.last_act_us)
        == (holder.seq, holder.recorded_us, holder.swept_us, holder.last_act_us)
        and same(stored.state, holder.state)
        and not columns(layout, holder.state).differences(row[6:])
    )
