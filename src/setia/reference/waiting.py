"""Waits until an upload is known, so that whoever asked for it can go on at once.

It waits for a moment that is at most seconds ahead by the database's own clock, and never longer.
"""

from typing import Final

from setia.platform import clock
from setia.platform.connection import raw_cursor
from setia.reference.queries import Edition

ROUNDS: Final = 3
"""So often it is looked again; the clock may have been set back meanwhile."""


def wait_until_known(edition: Edition) -> bool:
    """Come back when an edition is known. False where the clock did not come to that."""
    with raw_cursor() as cursor:
        for _ in range(ROUNDS):
            left_us = edition.known_us - clock.now(cursor)
            if left_us <= 0:
                return True
            cursor.execute("SELECT pg_sleep(%s)", (min(left_us, 5_000_000) / 1_000_000,))
        return clock.now(cursor) >= edition.known_us
