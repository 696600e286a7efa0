"""Wakes the holders for whom something falls due by itself, and records what fell due.

What a holder can spend is computed for the instant asked, so a late sweep changes no answer; the
clock event that is recorded here only carries postings which the fold knows anyway. Many sweepers may
run at once and any may die: a holder that is locked is skipped, a holder that was swept is no longer
due, and nothing is ever half swept.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from setia.core.engine.postings import FIELDS, MOVE
from setia.core.proof.leaf import EventLeaf
from setia.ledger.lookups import holders_of, opening
from setia.ledger.rows import STATE_COLUMNS, Holder, write
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.queries import book as book_of

BATCH: Final = 500

_DUE: Final = f"""
    SELECT {STATE_COLUMNS} FROM member_state WHERE next_due_us <= %s
    ORDER BY member_id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_EMPTY_MAC: Final = hashlib.sha256(b"clock").digest()


@dataclass(frozen=True, slots=True)
class Swept:
    """How many holders one batch woke, and how many postings that made."""

    holders: int
    postings: int


def sweep(limit: int = BATCH) -> Swept:
    """Wake up to `limit` due holders in one transaction."""
    with outermost() as cursor:
        cursor.execute(_DUE, (clock.now(cursor), limit), prepare=True)
        locked = cursor.fetchall()
        if not locked:
            return Swept(0, 0)
        now_us, newest = opening(cursor)
        book = book_of(cursor, newest)
        leaves: list[EventLeaf] = []
        holders = list(holders_of(locked, book.newest.layout).values())
        for holder in holders:
            recorded = holder.next_recorded(now_us)
            flat = book.advanced(holder.state, recorded)
            holder.swept_us = recorded
            holder.seq += 1
            leaves.append(_clock_event(holder, recorded, book.at(recorded).number, flat))
        write(cursor, leaves, holders, book)
        return Swept(len(holders), sum(len(leaf.amounts) for leaf in leaves))


def sweep_all(limit: int = BATCH) -> Swept:
    """Sweep until nothing that is free is due."""
    holders = postings = 0
    while (swept := sweep(limit)).holders:
        holders += swept.holders
        postings += swept.postings
    return Swept(holders, postings)


def _clock_event(holder: Holder, recorded: int, version: int, flat: list[int]) -> EventLeaf:
    moves: list[int] = []
    for k in range(0, len(flat), FIELDS):
        moves += flat[k : k + MOVE]
    return EventLeaf(
        holder.member_id, holder.seq, "clock", recorded, recorded, SYSTEM.line(), "clock",
        str(recorded), _EMPTY_MAC, "live", version, b"{}", [], "accepted", "", [], moves,
        flat[MOVE::FIELDS],
    )  # fmt: skip
