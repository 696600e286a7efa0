"""Gives positions to what transactions have noted.

One sealer at a time holds the lease row; should two ever run, the position's primary key lets only
one commit. Whatever has committed is found in the intake, however late it committed, so no reader
that follows positions can miss it (I14). Positions of one holder rise with `seq`, whatever the
clocks of the processes that recorded it say (I11). A position, once given, never changes (I10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from setia.core.proof.leaf import EVENT
from setia.platform import clock
from setia.platform.arrays import blobs, ints, uuids
from setia.platform.connection import RawCursor, outermost

BATCH: Final = 256
"""Transactions sealed at once."""

_LEASE: Final = "SELECT name FROM lease WHERE name = 'sealer' FOR UPDATE SKIP LOCKED"
_NEXT: Final = "SELECT position, sealed_us FROM leaf ORDER BY position DESC LIMIT 1"
_TAKE: Final = "SELECT id, kinds, holders, seqs, hashes FROM unsealed ORDER BY id LIMIT %s"
_WAITED_FOR: Final = f"""
    SELECT n.holder FROM (SELECT unnest(%s::uuid[]) AS holder, unnest(%s::bigint[]) AS seq) AS n
    LEFT JOIN leaf AS l ON l.holder = n.holder AND l.seq = n.seq - 1 AND l.kind = {EVENT}
    WHERE l.position IS NULL
"""
_TAKE_BEFORE: Final = """
    SELECT id, kinds, holders, seqs, hashes FROM unsealed
    WHERE holders && %s::uuid[] AND NOT id = ANY(%s::uuid[])
"""
_INSERT: Final = """
    INSERT INTO leaf (position, kind, holder, seq, hash, sealed_us)
    VALUES (unnest(%s::bigint[]), unnest(%s::smallint[]), unnest(%s::uuid[]),
        unnest(%s::bigint[]), unnest(%s::bytea[]), %s)
"""
_CLEAR: Final = "DELETE FROM unsealed WHERE id = ANY(%s::uuid[])"


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many leaves were sealed, and the last position given (0: none ever)."""

    leaves: int
    position: int


class _Leaf(NamedTuple):
    kind: int
    holder: UUID
    seq: int
    hash: bytes


def seal(limit: int = BATCH) -> Sealed:
    """Seal up to `limit` transactions, and those that must come before them.

    Nothing is done when another sealer holds the lease.
    """
    with outermost() as cursor:
        cursor.execute(_LEASE)
        if cursor.fetchone() is None:
            return Sealed(0, 0)
        last, sealed_us = _last(cursor)
        taken, leaves = _take(cursor, limit)
        if not leaves:
            return Sealed(0, last)
        cursor.execute(
            _INSERT,
            (
                ints(range(last + 1, last + 1 + len(leaves))),
                ints(leaf.kind for leaf in leaves),
                uuids(leaf.holder for leaf in leaves),
                ints(leaf.seq for leaf in leaves),
                blobs(leaf.hash for leaf in leaves),
                max(clock.now(cursor), sealed_us + 1),
            ),
        )
        cursor.execute(_CLEAR, (uuids(taken),))
        return Sealed(len(leaves), last + len(leaves))


def seal_all() -> Sealed:
    """Seal until nothing is left that has committed."""
    leaves = 0
    while (sealed := seal()).leaves:
        leaves += sealed.leaves
    return Sealed(leaves, sealed.position)


def _take(cursor: RawCursor, limit: int) -> tuple[list[UUID], list[_Leaf]]:
    """The notes of some transactions, and their leaves in the order in which they are sealed."""
    cursor.execute(_TAKE, (limit,), prepare=True, binary=True)
    rows = cursor.fetchall()
    waited_for = _waited_for(cursor, _leaves(rows))
    while waited_for:
        # A note's id was made by the clock of some process. One that was made by a slow clock comes
        # first, though the events before it, recorded by another process, are still to be sealed.
        known = uuids(row[0] for row in rows)
        cursor.execute(_TAKE_BEFORE, (uuids(waited_for), known), binary=True)
        before = cursor.fetchall()
        rows = [*before, *rows]
        waited_for = _waited_for(cursor, _leaves(before)) if before else []
    return [row[0] for row in rows], _by_seq(_leaves(rows))


def _leaves(rows: Sequence[tuple[object, ...]]) -> list[_Leaf]:
    return [_Leaf(*leaf) for _, *columns in rows for leaf in zip(*columns, strict=True)]


def _waited_for(cursor: RawCursor, leaves: Iterable[_Leaf]) -> list[UUID]:
    """Holders of whom an event before these is neither sealed nor among these."""
    first: dict[UUID, int] = {}
    for leaf in leaves:
        if leaf.kind == EVENT and leaf.seq < first.get(leaf.holder, leaf.seq + 1):
            first[leaf.holder] = leaf.seq
    asked = {holder: seq for holder, seq in first.items() if seq > 1}
    if not asked:
        return []
    cursor.execute(_WAITED_FOR, (uuids(asked), ints(asked.values())), prepare=True)
    return [row[0] for row in cursor.fetchall()]


def _by_seq(leaves: list[_Leaf]) -> list[_Leaf]:
    """The leaves, those of one holder by `seq` in the places that they have together."""
    by_holder: dict[UUID, list[_Leaf]] = {}
    for leaf in leaves:
        by_holder.setdefault(leaf.holder, []).append(leaf)
    turns = {
        holder: iter(sorted(theirs, key=lambda leaf: leaf.seq))
        for holder, theirs in by_holder.items()
    }
    return [next(turns[leaf.holder]) for leaf in leaves]


def _last(cursor: RawCursor) -> tuple[int, int]:
    cursor.execute(_NEXT, prepare=True)
    row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
