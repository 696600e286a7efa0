"""Wakes the holders for whom something falls due by itself, and records what fell due.

What a holder can spend is computed for the instant asked, so a late sweep changes no answer; the
clock event that is recorded here only carries postings which the fold knows anyway. Many sweepers
may run at once and any may die: a holder that is locked is skipped, a holder that was swept is no
longer due, and nothing is ever half swept. A damaged state stops only its own holder.
"""

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from setia.core.engine.postings import apart
from setia.core.proof.leaf import EventLeaf
from setia.ledger.lookups import holders_of, opening
from setia.ledger.rows import STATE_COLUMNS, Holder, write
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.queries import book as book_of

BATCH: Final = 500

_DUE: Final = f"""
    SELECT {STATE_COLUMNS} FROM member_state WHERE next_due_us <= %s AND member_id > %s
    ORDER BY member_id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_EMPTY_MAC: Final = hashlib.sha256(b"clock").digest()
_NIL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Swept:
    """How many holders one batch woke, how many postings that made, how many states are damaged."""

    holders: int
    postings: int
    damaged: int = 0


def sweep(limit: int = BATCH) -> Swept:
    """Wake up to `limit` due holders in one transaction; damaged ones are passed over."""
    after: UUID | None = _NIL
    damaged = 0
    while after is not None:
        after, swept = _batch(limit, after)
        damaged += swept.damaged
        if swept.holders:
            return Swept(swept.holders, swept.postings, damaged)
    return Swept(0, 0, damaged)


def sweep_all(limit: int = BATCH) -> Swept:
    """Sweep until nothing that is free and whole is due."""
    holders = postings = 0
    while (swept := sweep(limit)).holders:
        holders += swept.holders
        postings += swept.postings
    return Swept(holders, postings, swept.damaged)


def _batch(limit: int, after: UUID) -> tuple[UUID | None, Swept]:
    """Wake some holders after an id; the last id that was looked at, None when there was none."""
    with outermost() as cursor:
        cursor.execute(_DUE, (clock.now(cursor), after, limit), prepare=True)
        locked = cursor.fetchall()
        if not locked:
            return None, Swept(0, 0)
        now_us, newest = opening(cursor)
        book = book_of(cursor, newest)
        leaves: list[EventLeaf] = []
        whole, damaged = holders_of(locked, book.newest.layout)
        for holder in whole.values():
            recorded = holder.next_recorded(now_us)
            flat = book.advanced(holder.state, recorded)
            holder.swept_us = recorded
            holder.seq += 1
            leaves.append(_clock_event(holder, recorded, book.at(recorded).number, flat))
        write(cursor, leaves, list(whole.values()), book)
        postings = sum(len(leaf.amounts) for leaf in leaves)
        return locked[-1][0], Swept(len(whole), postings, len(damaged))


def _clock_event(holder: Holder, recorded: int, version: int, flat: list[int]) -> EventLeaf:
    moves, amounts = apart(flat)
    return EventLeaf(
        holder.member_id, holder.seq, "clock", recorded, recorded, SYSTEM.line(), "clock",
        str(recorded), _EMPTY_MAC, "live", version, b"{}", [], "accepted", "", [], moves,
        amounts,
    )  # fmt: skip
