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

from psycopg import sql

from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.rows import EVENT_COLUMNS, STATE_COLUMNS, leaf_of
from setia.platform.connection import RawCursor, outermost

EVENTS_AT_ONCE: Final = 20_000
"""Events of one range, more or less: what a process holds in memory at a time."""

_NIL: Final = UUID(int=0)
_LAST: Final = UUID(int=2**128 - 1)

# One pass along two indexes, in the order asked; left to itself the planner reads and sorts a whole
# table for every range, which is quadratic.
_PLAN: Final = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('enable_hashjoin', 'off', true), set_config('enable_nestloop', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)
"""

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
"""
_WITHIN: Final = """
    AND l.holder > %s AND l.holder <= %s
    WHERE e.member_id > %s AND e.member_id <= %s ORDER BY e.member_id, e.seq
"""
_OF: Final = """
    AND l.holder = ANY(%s) WHERE e.member_id = ANY(%s) ORDER BY e.member_id, e.seq
"""

# The texts, the MAC and the payload stand together in the order in which a leaf has them.
_STREAM: Final = f"""
    COPY (SELECT e.member_id, e.seq, e.occurred_us, e.recorded_us, e.version, e.kind, e.principal,
        e.source, e.key, e.origin, e.outcome, e.reason, e.body_mac, e.payload, e.facts,
        e.decision, e.moves, e.amounts, l.position, l.hash
    FROM event AS e
    LEFT JOIN leaf AS l ON l.holder = e.member_id AND l.seq = e.seq AND l.kind = {EVENT}
        AND l.holder > {{after}} AND l.holder <= {{last}}
    WHERE e.member_id > {{after}} AND e.member_id <= {{last}} ORDER BY e.member_id, e.seq)
    TO STDOUT (FORMAT binary)
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
    cursor.execute(_PLAN)
    cursor.execute(_EVENTS + _WITHIN, (within.after, within.last) * 2, binary=True)
    return _by_holder(cursor)


def events_of(cursor: RawCursor, holders: Sequence[UUID]) -> dict[UUID, list[Sealed]]:
    """As `events`, of some holders."""
    cursor.execute(_EVENTS + _OF, (list(holders), list(holders)), binary=True)
    return _by_holder(cursor)


def streamed(cursor: RawCursor, within: Range) -> bytes:
    """Every event of a range in PostgreSQL's binary form, as `stream.read` takes it."""
    cursor.execute(_PLAN)
    statement = sql.SQL(_STREAM).format(
        after=sql.Literal(within.after), last=sql.Literal(within.last)
    )
    with cursor.copy(statement) as copy:
        return b"".join(copy)


def _by_holder(cursor: RawCursor) -> dict[UUID, list[Sealed]]:
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
