"""The one clock: the database's, plus the stored offset of a database made for tests.

No worker's own clock ever decides order or expiry (I11). Instants are int64 microseconds since 1970
UTC. Ask after the lock is held, so that a later holder of the lock never gets an earlier instant.
"""

from typing import Final, Protocol

_NOW: Final = """
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + clock_offset_us
    FROM installation WHERE id = 1
"""


class Cursor(Protocol):
    """What is needed of a database cursor."""

    def execute(self, query: str, /) -> object:
        """Run a statement."""
        ...

    def fetchone(self) -> tuple[int, ...] | None:
        """The next row."""
        ...


def now(cursor: Cursor) -> int:
    """The instant now, µs since 1970 UTC."""
    cursor.execute(_NOW)
    row = cursor.fetchone()
    if row is None:
        raise RuntimeError("the installation row is missing; run the migrations")
    return row[0]
