"""Reads sealed events for the live feed, in the one thread that is kept for it.

One thread means one database connection, however many watch. It reads by position and at most a
screenful at a time; when more has come, the oldest are passed over and counted, so that an import
of millions neither floods a page nor holds the reader back (I14, I18).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import psycopg
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from setia.console.live.hub import Batch, Signal, Unreadable
from setia.console.live.items import feed_items
from setia.ledger import follow
from setia.platform.connection import RawCursor, raw_cursor
from setia.programs.queries import current_book

MOST: Final = 100
"""Most entries read at once, and most that are replayed to a viewer who comes back."""

_HEAD: Final = "SELECT coalesce(max(position), 0) FROM leaf"


class Reading:
    """The thread of one process that reads for the live feed."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")

    async def after(self, position: int | None) -> Batch:
        """What was sealed after a position; None: nothing, but where the log ends.

        Raises Unreadable when the database gives no answer.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _after, position, None)

    async def between(self, position: int, last: int) -> Batch:
        """What was sealed after a position up to another one. Raises Unreadable."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _after, position, last)

    def close(self) -> None:
        """Close the thread's connection and the thread, after what it is at."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)


def _after(position: int | None, last: int | None) -> Batch:
    try:
        close_old_connections()
        # A raw cursor asks for no check by itself, and a restart leaves a connection that is dead.
        connections["default"].close_if_health_check_failed()
        with raw_cursor() as cursor:
            return read_after(cursor, position, last)
    except (DatabaseError, psycopg.Error, OSError) as error:
        connections["default"].close()
        raise Unreadable(Signal.AWAY, f"{type(error).__name__}: {error}") from error
    except follow.LostEvent as error:
        raise Unreadable(Signal.BROKEN, str(error)) from error


def read_after(cursor: RawCursor, position: int | None, last: int | None = None) -> Batch:
    """The newest entries, `MOST` of them, after a position up to `last` (None: all there are)."""
    cursor.execute(_HEAD, prepare=True)
    row = cursor.fetchone()
    head = int(row[0]) if row else 0
    if last is not None:
        head = min(head, last)
    if position is None or position >= head:
        # A position beyond the end is of another database: begin where this one ends.
        return Batch((), head)
    skipped = max(0, head - position - MOST)
    found, reached = follow.after(cursor, position + skipped, min(MOST, head - position))
    if not found:
        return Batch((), reached, skipped)
    return Batch(feed_items(current_book(cursor), found), reached, skipped)
