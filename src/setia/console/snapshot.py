"""One moment of the database for one page, so that its figures fit each other.

Nothing can be written within it: a page that only shows can't change anything by mistake.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from setia.platform.connection import RawCursor, outermost


@contextmanager
def snapshot() -> Iterator[RawCursor]:
    """A cursor on which everything is read as of its first query."""
    with outermost() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor
