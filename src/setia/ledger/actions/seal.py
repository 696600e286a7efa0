"""Gives positions to what transactions have noted.

One sealer at a time holds the lease row; should two ever run, the position's primary key lets only one
commit. Whatever has committed is found in the intake, however late it committed, so no reader that
follows positions can miss it (I14). A position, once given, never changes (I10).
"""

from dataclasses import dataclass
from typing import Final

from setia.platform import clock
from setia.platform.connection import RawCursor, outermost

BATCH: Final = 256
"""Transactions sealed at once."""

_LEASE: Final = "SELECT name FROM lease WHERE name = 'sealer' FOR UPDATE SKIP LOCKED"
_NEXT: Final = "SELECT position, sealed_us FROM leaf ORDER BY position DESC LIMIT 1"
_TAKE: Final = "SELECT id, kinds, holders, seqs, hashes FROM unsealed ORDER BY id LIMIT %s"
_INSERT: Final = """
    INSERT INTO leaf (position, kind, holder, seq, hash, sealed_us)
    VALUES (unnest(%s::bigint[]), unnest(%s::smallint[]), unnest(%s::uuid[]), unnest(%s::bigint[]),
        unnest(%s::bytea[]), %s)
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many leaves were sealed, and the last position given (0: none ever)."""

    leaves: int
    position: int


def seal(limit: int = BATCH) -> Sealed:
    """Seal up to `limit` transactions; nothing when another sealer holds the lease."""
    with outermost() as cursor:
        cursor.execute(_LEASE)
        if cursor.fetchone() is None:
            return Sealed(0, 0)
        last, sealed_us = _last(cursor)
        cursor.execute(_TAKE, (limit,), prepare=True)
        noted = cursor.fetchall()
        leaves = [leaf for _, *columns in noted for leaf in zip(*columns, strict=True)]
        if not leaves:
            return Sealed(0, last)
        kinds, holders, seqs, hashes = (list(column) for column in zip(*leaves, strict=True))
        cursor.execute(
            _INSERT,
            (
                list(range(last + 1, last + 1 + len(leaves))),
                kinds,
                holders,
                seqs,
                hashes,
                max(clock.now(cursor), sealed_us + 1),
            ),
        )
        cursor.execute("DELETE FROM unsealed WHERE id = ANY(%s)", ([row[0] for row in noted],))
        return Sealed(len(leaves), last + len(leaves))


def seal_all() -> Sealed:
    """Seal until nothing is left that has committed."""
    leaves = 0
    while (sealed := seal()).leaves:
        leaves += sealed.leaves
    return Sealed(leaves, sealed.position)


def _last(cursor: RawCursor) -> tuple[int, int]:
    cursor.execute(_NEXT, prepare=True)
    row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
