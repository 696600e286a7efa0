"""Names, for the sealer, what a transaction wrote.

One row a transaction: parallel arrays of leaf kinds, holders (or entry ids), numbers and hashes.
The hash is made where the row is made, so that what is sealed is what was recorded, even if the row
were changed before the sealer came by (I15).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from setia.platform.arrays import blobs, ints, uuids
from setia.platform.connection import RawCursor
from setia.platform.ids import uuid7

NOTE: Final = (
    "INSERT INTO unsealed (id, kinds, holders, seqs, hashes)"
    " VALUES (%s, %s::smallint[], %s::uuid[], %s::bigint[], %s::bytea[])"
)


class Noted(NamedTuple):
    """One leaf to be: its kind, the holder or entry it belongs to, its number there, its hash."""

    kind: int
    holder: UUID
    seq: int
    hash: bytes


def note(cursor: RawCursor, leaves: Sequence[Noted]) -> None:
    """Note leaves in the caller's transaction; nothing for none."""
    if leaves:
        cursor.execute(
            NOTE,
            (
                uuid7(),
                ints(leaf.kind for leaf in leaves),
                uuids(leaf.holder for leaf in leaves),
                ints(leaf.seq for leaf in leaves),
                blobs(leaf.hash for leaf in leaves),
            ),
            prepare=True,
        )
