"""How everything outside the ledger reads it: by position, and by nothing else.

A reader keeps the last position it has dealt with and asks for what comes after. Positions are
given after commit by one sealer and are dense, so nothing that committed late is skipped (I14). A
reader that must act exactly once moves its cursor in the transaction of its effect.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.rows import EVENT_COLUMNS, leaf_of
from setia.platform.connection import RawCursor

_AFTER: Final = f"""
    SELECT l.position, l.kind, {", ".join("e." + c.strip() for c in EVENT_COLUMNS.split(","))}
    FROM (SELECT position, kind, holder, seq FROM leaf WHERE position > %s
        ORDER BY position LIMIT %s) AS l
    LEFT JOIN event AS e ON l.kind = {EVENT} AND e.member_id = l.holder AND e.seq = l.seq
    ORDER BY l.position
"""


class LostEvent(RuntimeError):
    """A position names an event that is not in the ledger: somebody removed it."""

    def __init__(self, position: int) -> None:
        super().__init__(f"position {position} names an event that is gone; run: setia verify")
        self.position = position


@dataclass(frozen=True, slots=True)
class Followed:
    """One sealed event, at its position."""

    position: int
    event: EventLeaf


def after(cursor: RawCursor, position: int, limit: int = 500) -> tuple[list[Followed], int]:
    """Sealed events after a position, in order, and the position up to which that is all.

    Audit entries take positions too; they are passed over, which is why the second value is needed.
    Raises LostEvent at a leaf whose event is gone: no reader may pass it as if nothing had been.
    """
    cursor.execute(_AFTER, (position, limit), prepare=True)
    rows = cursor.fetchall()
    found: list[Followed] = []
    for row in rows:
        if row[1] == EVENT and row[2] is None:
            raise LostEvent(row[0])
        if row[1] == EVENT:
            found.append(Followed(row[0], leaf_of(row[2:])))
    return found, rows[-1][0] if rows else position


def position_of(cursor: RawCursor, reader: str) -> int:
    """How far a reader has come; 0 for a new one. Locks its row until the transaction ends."""
    cursor.execute(
        "INSERT INTO reader_cursor (reader, position) VALUES (%s, 0) ON CONFLICT DO NOTHING",
        (reader,),
    )
    cursor.execute("SELECT position FROM reader_cursor WHERE reader = %s FOR UPDATE", (reader,))
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def move_to(cursor: RawCursor, reader: str, position: int) -> None:
    """Note that a reader has dealt with everything up to a position."""
    cursor.execute(
        "UPDATE reader_cursor SET position = %s WHERE reader = %s AND position < %s",
        (position, reader, position),
    )


def holder_events(cursor: RawCursor, member_id: UUID, limit: int = 500) -> list[EventLeaf]:
    """The newest events of one holder, newest first."""
    cursor.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE member_id = %s ORDER BY seq DESC LIMIT %s",
        (member_id, limit),
    )
    return [leaf_of(row) for row in cursor.fetchall()]
