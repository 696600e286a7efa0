"""What stands between those who record and those who change what recording reads.

Whoever records holds it with others; whoever uploads reference data holds it alone for the moment
in which the upload is dated and committed. So nobody who records at or after that date can have
read what was known before (I8). It lasts as long as the transaction.
"""

from typing import Final

from psycopg.errors import LockNotAvailable

from setia.platform.connection import RawCursor

_NUMBER: Final = 7368

TOGETHER: Final = f"pg_advisory_xact_lock_shared({_NUMBER})"
"""To be selected by whoever records, in a statement before those that read."""

TRIES: Final = 30
"""So often an upload tries; together with the pauses between, some fifteen seconds."""

WAIT_MS: Final = 200
"""How long one try waits for the recordings that are under way; so long new ones stand behind it,
which is far less than they wait themselves.
"""

PAUSE_S: Final = 0.3


def hold_alone(cursor: RawCursor) -> None:
    """Wait until nobody records, and keep others from beginning until this transaction ends.

    Raises psycopg's LockNotAvailable where no try succeeds.
    """
    cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
    for left in range(TRIES, 0, -1):
        cursor.execute("SAVEPOINT before_alone")
        try:
            cursor.execute(f"SELECT pg_advisory_xact_lock({_NUMBER})")
        except LockNotAvailable:
            cursor.execute("ROLLBACK TO SAVEPOINT before_alone")
            if left == 1:
                raise
            cursor.execute("SELECT pg_sleep(%s)", (PAUSE_S,))
        else:
            return
