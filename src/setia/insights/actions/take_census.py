"""Counts the members and their tiers now and then, and keeps the count with its time.

How many hold a tier can't be told from movements, since tiers also end by themselves, so the states
are counted as they are. That reads them all; it is done again only when something was sealed since,
or an hour has gone by, and never takes more than a fiftieth of the time. Run twice, at once or
killed, it leaves one whole count, since the reader's row is locked and the row is written whole.
"""

from typing import Final, LiteralString

from setia.core.engine.layout import Layout
from setia.insights.periods import DAY_US, PERIOD_DAYS
from setia.ledger import follow
from setia.platform import clock
from setia.platform.arrays import ints, texts
from setia.platform.connection import RawCursor, outermost
from setia.programs.queries import NoProgram, current_book

READER: Final = "insights.census"
LEAST_PAUSE_US: Final = 5_000_000
LONGEST_PAUSE_US: Final = 3_600_000_000
SHARE: Final = 50
"""A count that took a second is not taken again for this many."""

_LAST: Final = "SELECT taken_us, took_us, position FROM census WHERE id = 1"
_HEAD: Final = "SELECT coalesce(max(position), 0) FROM leaf"
_MEMBERS: Final = "SELECT count(*) FROM member WHERE erased_us IS NULL"
# Every zone is a multiple of a quarter of an hour from UTC, so a quarter lies in one local day.
_QUARTER_US: Final = 900_000_000
_JOINED: Final = """
    SELECT joined_us / 900000000, count(*) FROM member
    WHERE erased_us IS NULL AND joined_us >= %s GROUP BY 1
"""
# The states outlive erasure; the few of the erased are looked up and taken off.
_TIERS: Final = """
    SELECT tiers, sum(holders)::bigint FROM (
        SELECT tiers, count(*) AS holders FROM member_state WHERE kind = 'person' GROUP BY tiers
        UNION ALL
        SELECT s.tiers, -count(*) FROM member AS m JOIN member_state AS s USING (member_id)
        WHERE m.erased_us IS NOT NULL GROUP BY s.tiers
    ) AS counted GROUP BY tiers ORDER BY tiers
"""
_SAVE: Final = """
    INSERT INTO census (id, taken_us, took_us, position, members, joined_days, joined, tier_sets,
        levels, holders)
    VALUES (1, %s, %s, %s, %s, %s::int[], %s::bigint[], %s::text[], %s::smallint[], %s::bigint[])
    ON CONFLICT (id) DO UPDATE SET taken_us = excluded.taken_us, took_us = excluded.took_us,
        position = excluded.position, members = excluded.members,
        joined_days = excluded.joined_days, joined = excluded.joined,
        tier_sets = excluded.tier_sets, levels = excluded.levels, holders = excluded.holders
"""


def take_census() -> int:
    """Count again if it is time; gives 1 when it did, else 0."""
    with outermost() as cursor:
        follow.position_of(cursor, READER)
        now_us, head = clock.now(cursor), _number(cursor, _HEAD)
        if not _is_time(cursor, now_us, head):
            return 0
        try:
            version = current_book(cursor).newest
        except NoProgram:
            return 0
        members = _number(cursor, _MEMBERS)
        today = version.zone.local_us(now_us) // DAY_US
        joined = dict.fromkeys(range(today - 2 * PERIOD_DAYS + 1, today + 1), 0)
        # A day more than asked for, since days of the zone begin before those of UTC or after.
        cursor.execute(_JOINED, (now_us - (2 * PERIOD_DAYS + 1) * DAY_US,))
        for quarter, members_then in cursor:
            day = version.zone.local_us(quarter * _QUARTER_US) // DAY_US
            if day in joined:
                joined[day] += members_then
        held = _held(cursor, version.layout)
        values = (
            ints(joined), ints(joined.values()), texts(name for name, _ in held),
            ints(level for _, level in held), ints(held.values()),
        )  # fmt: skip
        took_us = clock.now(cursor) - now_us
        cursor.execute(_SAVE, (now_us, took_us, head, members, *values))
        return 1


def _is_time(cursor: RawCursor, now_us: int, head: int) -> bool:
    cursor.execute(_LAST)
    last = cursor.fetchone()
    if last is None:
        return True
    taken_us, took_us, position = last
    pause_us = now_us - int(taken_us)
    if pause_us < 0 or pause_us >= LONGEST_PAUSE_US:
        return True
    return int(position) != head and pause_us >= max(LEAST_PAUSE_US, SHARE * int(took_us))


def _held(cursor: RawCursor, layout: Layout) -> dict[tuple[str, int], int]:
    """How many persons hold which level of which tier set, in the order of sets and levels."""
    sets = [name.removeprefix("tier:") for name in layout.slots if name.startswith("tier:")]
    held: dict[tuple[str, int], int] = {}
    cursor.execute(_TIERS)
    for tiers, count in cursor:
        # A state that an older version wrote has no place yet for the sets that came later.
        padded = [*tiers, *([0] * (len(sets) - len(tiers)))]
        for name, code in zip(sets, padded, strict=True):
            level = layout.rank(name, code)
            held[name, level] = held.get((name, level), 0) + count
    return dict(sorted(held.items(), key=lambda one: (sets.index(one[0][0]), one[0][1])))


def _number(cursor: RawCursor, query: LiteralString) -> int:
    cursor.execute(query)
    row = cursor.fetchone()
    return int(row[0]) if row else 0
