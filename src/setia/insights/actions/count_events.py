"""Counts what has been sealed since the last time, by day.

It follows positions and moves its cursor in the transaction of its counts, with the cursor's row
locked: run twice it finds nothing new, two at once take turns, and one that is killed has counted
nothing (I14). It counts movements of points, not what rules say, so issued, spent, expired and what
is left always add up as postings do (I1).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from setia.core.engine.postings import unfold
from setia.core.engine.zones import ZoneTable
from setia.core.proof.leaf import EventLeaf
from setia.ledger import follow
from setia.ledger.rows import instant_us
from setia.platform.arrays import ints, texts
from setia.platform.connection import RawCursor, outermost
from setia.programs.queries import current_book

READER: Final = "insights.counts"
BATCH: Final = 2_000
"""Most positions counted in one transaction."""

_DAY_US: Final = 86_400_000_000
_ADD_POINTS: Final = """
    INSERT INTO points_day AS p (wallet, account, day, change)
    VALUES (unnest(%s::smallint[]), unnest(%s::smallint[]), unnest(%s::int[]),
        unnest(%s::bigint[]))
    ON CONFLICT (wallet, account, day) DO UPDATE SET change = p.change + excluded.change
"""
_ADD_EVENTS: Final = """
    INSERT INTO event_day AS e (kind, outcome, day, events)
    VALUES (unnest(%s::text[]), unnest(%s::text[]), unnest(%s::int[]), unnest(%s::bigint[]))
    ON CONFLICT (kind, outcome, day) DO UPDATE SET events = e.events + excluded.events
"""


def count_events(limit: int = BATCH) -> int:
    """Count up to `limit` positions in one transaction; gives how many it went on by."""
    with outermost() as cursor:
        position = follow.position_of(cursor, READER)
        found, reached = follow.after(cursor, position, limit)
        if reached == position:
            return 0
        if found:
            zone = current_book(cursor).newest.zone
            _add(cursor, [one.event for one in found], zone)
        follow.move_to(cursor, READER, reached)
        return reached - position


def _add(cursor: RawCursor, events: Iterable[EventLeaf], zone: ZoneTable) -> None:
    points: Counter[tuple[int, int, int]] = Counter()
    kinds: Counter[tuple[str, str, int]] = Counter()
    for leaf in events:
        at_us = instant_us(leaf.kind, leaf.origin, leaf.occurred_us, leaf.recorded_us)
        kinds[leaf.kind, leaf.outcome, _day(zone, at_us)] += 1
        for one in unfold(leaf.moves, leaf.amounts):
            day = _day(zone, one.effective_us)
            points[one.wallet, one.source, day] -= one.amount
            points[one.wallet, one.target, day] += one.amount
    if points:
        wallets, accounts, days = zip(*points, strict=True)
        cursor.execute(
            _ADD_POINTS, (ints(wallets), ints(accounts), ints(days), ints(points.values()))
        )
    names, outcomes, dates = zip(*kinds, strict=True)
    cursor.execute(_ADD_EVENTS, (texts(names), texts(outcomes), ints(dates), ints(kinds.values())))


def _day(zone: ZoneTable, us: int) -> int:
    return zone.local_us(us) // _DAY_US
