"""The kernel's calendar beside Python's own: every day from 1970 to 2199, in the awkward zones.

Python's `datetime` and `zoneinfo` share nothing with the kernel's integer arithmetic.
"""

import calendar
import random
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.core.engine.kernel import (
    NEVER,
    expires_us,
    first_day,
    instant_us,
    local_us,
    month_of,
    months_later,
)
from setia.core.engine.zones import ZoneTable
from tests.core.zones import DAY_US, EPOCH, US, ZONES, at, local, start_of, table, transitions

FIRST = date(1970, 1, 1)
DAYS = (date(2200, 1, 1) - FIRST).days
YEAR_2200_US = DAYS * DAY_US


def number(day: date) -> int:
    return (day - FIRST).days


def later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def test_every_day_has_its_month_and_every_month_its_first_day() -> None:
    for day in range(DAYS):
        real = FIRST + timedelta(days=day)
        assert month_of(day) == real.year * 12 + real.month - 1
    for month in range(1970 * 12, 2200 * 12):
        assert first_day(month) == number(date(month // 12, month % 12 + 1, 1))


@given(st.dates(FIRST, date(2199, 12, 31)), st.integers(1, 240))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    assert months_later(number(day), months) == number(later(day, months))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2096-02-29", 48, "2100-02-28"),
        ("2024-05-31", 1, "2024-06-30"),
    ],
)
def test_the_ends_of_months(day: str, months: int, then: str) -> None:
    found = months_later(number(date.fromisoformat(day)), months)
    assert FIRST + timedelta(days=found) == date.fromisoformat(then)


def _instants(zone: ZoneTable) -> list[int]:
    """Both sides of every change of offset, and some hundreds in between."""
    edges = [edge + shift for edge in transitions(zone) for shift in (-1, 0, 1)]
    chance = random.Random(len(edges))
    return [*edges, 0, YEAR_2200_US - 1, *(chance.randrange(YEAR_2200_US) for _ in range(300))]


@pytest.mark.parametrize("name", ZONES)
def test_an_instant_reads_as_python_reads_it(name: str) -> None:
    zone, zone_info = table(name), ZoneInfo(name)
    for instant in _instants(zone):
        reading = EPOCH.replace(tzinfo=None) + local_us(instant, zone.at_us, zone.offset_us) * US
        assert reading == local(zone_info, instant), instant
        assert zone.local_us(instant) == local_us(instant, zone.at_us, zone.offset_us)


@pytest.mark.parametrize("name", ZONES)
def test_a_local_day_begins_where_python_says(name: str) -> None:
    zone, zone_info = table(name), ZoneInfo(name)
    chance = random.Random(name)
    days = {chance.randrange(1, DAYS) for _ in range(300)}
    for edge in transitions(zone):
        day = zone.local_us(edge) // DAY_US
        days |= {day - 1, day, day + 1, day + 2}
    for day in sorted(days):
        found = instant_us(day, zone.at_us, zone.offset_us)
        assert found == start_of(zone_info, FIRST + timedelta(days=day)), day


@pytest.mark.parametrize("name", ZONES)
def test_every_local_day_begins_after_the_one_before(name: str) -> None:
    """Half-open days leave no instant out: a day that never was is empty, no day is negative."""
    zone = table(name)
    starts = [instant_us(day, zone.at_us, zone.offset_us) for day in range(14_000, 17_500)]
    empty = [day for day, (one, other) in enumerate(pairwise(starts)) if one == other]
    assert starts == sorted(starts)
    assert [14_000 + day for day in empty] == (
        [number(date(2011, 12, 30))] if name == "Pacific/Apia" else []
    )


@pytest.mark.parametrize(
    ("zone", "earned", "months", "to_end", "ends"),
    [
        # Through the same day a year later: the first instant of the day after it.
        ("Asia/Kuala_Lumpur", "2024-01-15 23:59", 12, False, "2025-01-16 00:00"),
        ("Asia/Kuala_Lumpur", "2024-01-16 00:00", 12, False, "2025-01-17 00:00"),
        ("UTC", "2024-02-29 12:00", 12, False, "2025-03-01 00:00"),
        ("UTC", "2023-02-28 12:00", 12, False, "2024-02-29 00:00"),
        ("UTC", "2024-01-31 12:00", 1, False, "2024-03-01 00:00"),
        # To month end: the first instant of the month after.
        ("UTC", "2024-01-15 12:00", 12, True, "2025-02-01 00:00"),
        ("UTC", "2024-02-29 12:00", 1, True, "2024-04-01 00:00"),
        ("UTC", "2024-12-31 23:59", 1, True, "2025-02-01 00:00"),
        # Midnight was skipped on 4 November 2018: the day began at one.
        ("America/Sao_Paulo", "2017-11-03 12:00", 12, False, "2018-11-04 01:00"),
        # The day after never was: 29 December 2011 ended where the 31st began.
        ("Pacific/Apia", "2010-12-29 12:00", 12, False, "2011-12-31 00:00"),
        ("Pacific/Apia", "2010-12-30 12:00", 12, False, "2011-12-31 00:00"),
        # Midnight came twice on 3 November 2024: the day began with the first.
        ("America/Havana", "2023-11-02 12:00", 12, False, "2024-11-03 00:00"),
    ],
)
def test_points_end_where_a_person_would_say(
    zone: str, earned: str, months: int, *, to_end: bool, ends: str
) -> None:
    pinned = table(zone)
    day = pinned.local_us(at(zone, earned)) // DAY_US
    assert expires_us(day, months, to_end, pinned.at_us, pinned.offset_us) == at(zone, ends)


def test_never_is_never() -> None:
    assert expires_us(20_000, 0, False, (0,), (0,)) == NEVER


@pytest.mark.parametrize(
    ("at_us", "offset_us"), [((), ()), ((0, 0), (1, 2)), ((5, 1), (1, 2)), ((0,), (1, 2))]
)
def test_a_zone_table_that_does_not_rise_is_refused(
    at_us: tuple[int, ...], offset_us: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="rising transitions"):
        ZoneTable(at_us, offset_us)
