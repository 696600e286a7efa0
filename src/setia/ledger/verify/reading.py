"""Reads what one range of holders has: states, events, and the leaf or note of each event.

All of it comes from one snapshot, or a purchase in between would look like damage. A range goes
from one holder id (not included) to another (included); together the ranges cover every id there
can be, so that an event whose holder has lost its state is read too.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.rows import EVENT_COLUMNS, STATE_COLUMNS, leaf_of
from setia.platform.connection import RawCursor, outermost

EVENTS_AT_ONCE: Final = 20_000
"""Events of one range, more or less: what a process holds in memory at a time."""

_NIL: Final = UUID(int=0)
_LAST: Final = UUID(int=2**128 - 1)

# A holder's state knows how many events it has, so a range ends where enough of them have come.
_ENDS: Final = """
    SELECT DISTINCT ON (part) member_id FROM (
        SELECT member_id,
            (sum(greatest(seq, 0) + 1) OVER (ORDER BY member_id))::bigint / %s AS part
        FROM member_state
    ) AS parts ORDER BY part, member_id DESC
"""
_STATES: Final = f"""
    SELECT {STATE_COLUMNS}, balances, tiers, next_due_us, next_expiry_us FROM member_state
    WHERE member_id > %s AND member_id <= %s ORDER BY member_id
"""
_EVENTS: Final = f"""
    SELECT {", ".join("e." + column.strip() for column in EVENT_COLUMNS.split(","))},
        l.position, l.hash
    FROM event AS e
    LEFT JOIN leaf AS l ON l.holder = e.member_id AND l.seq = e.seq AND l.kind = {EVENT}
    WHERE e.member_id > %s AND e.member_id <= %s ORDER BY e.member_id, e.seq
"""
_NOTES: Final = """
    SELECT n.holder, n.seq, n.hash
    FROM unsealed AS u, unnest(u.kinds, u.holders, u.seqs, u.hashes) AS n (kind, holder, seq, hash)
    WHERE u.holders && %s::uuid[] AND n.kind = 1
"""


@dataclass(frozen=True, slots=True)
class Range:
    """Holders from `after` (not included) to `last` (included)."""

    after: UUID = _NIL
    last: UUID = _LAST


@dataclass(frozen=True, slots=True)
class Sealed:
    """One event as stored, with the hash that was sealed or noted for it.

    position: 0 while the sealer has not come by. hash: None when nobody knows of the event.
    """

    leaf: EventLeaf
    position: int
    hash: bytes | None


@contextmanager
def snapshot() -> Iterator[RawCursor]:
    """A transaction that sees one moment and can't write."""
    with outermost() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def ranges(cursor: RawCursor, events_at_once: int = EVENTS_AT_ONCE) -> list[Range]:
    """Ranges that cover every holder id, each of about so many events."""
    cursor.execute(_ENDS, (events_at_once,))
    ends = [row[0] for row in cursor.fetchall()][:-1]
    return [Range(a, b) for a, b in zip([_NIL, *ends], [*ends, _LAST], strict=True)]


def states(cursor: RawCursor, within: Range) -> list[Sequence[Any]]:
    """The state rows of a range: STATE_COLUMNS, then the columns that are derived from them."""
    cursor.execute(_STATES, (within.after, within.last), binary=True)
    return list(cursor.fetchall())


def events(cursor: RawCursor, within: Range) -> dict[UUID, list[Sealed]]:
    """Every event of a range by holder, in recorded order, with what was sealed of it."""
    cursor.execute(_EVENTS, (within.after, within.last), binary=True)
    rows = cursor.fetchall()
    notes = _notes(cursor, {row[0] for row in rows if row[-1] is None})
    found: dict[UUID, list[Sealed]] = {}
    for *columns, position, sealed in rows:
        leaf = leaf_of(columns)
        known = sealed if sealed is not None else notes.get((leaf.member_id, leaf.seq))
        found.setdefault(leaf.member_id, []).append(Sealed(leaf, position or 0, known))
    return found


def _notes(cursor: RawCursor, holders: set[UUID]) -> dict[tuple[UUID, int], bytes]:
    """What is noted for the sealer of these holders' events."""
    if not holders:
        return {}
    cursor.execute(_NOTES, (list(holders),), binary=True)
    return {(holder, seq): noted for holder, seq, noted in cursor.fetchall()}
