"""What stands between those who record and those who change what recording reads.

Whoever records holds it with others; whoever uploads reference data holds it alone for the moment
in which the upload is dated and committed. So nobody who records at or after that date can have
read what was known before (I8). It lasts as long as the transaction.
"""

from typing import Final

from setia.platform.connection import RawCursor

_NUMBER: Final = 7368

TOGETHER: Final = f"pg_advisory_xact_lock_shared({_NUMBER})"
"""To be selected by whoever records, in a statement before those that read."""

PATIENCE_MS: Final = 10_000
"""How long an upload waits for the recordings that are under way."""


def hold_alone(cursor: RawCursor) -> None:
    """Wait until nobody records, and keep others from beginning until this transaction ends.

    Raises psycopg's LockNotAvailable where that takes longer than `PATIENCE_MS`.
    """
    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
    cursor.execute(f"SELECT pg_advisory_xact_lock({_NUMBER})")
