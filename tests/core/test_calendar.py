"""The kernel's calendar beside Python's own: every day from 1970 to 2199, in the awkward zones.

Python's `datetime` and `zoneinfo` share nothing with the kernel's integer arithmetic.
"""

import calendar
import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.core.engine.book import version_after
from setia.core.engine.build import interpreted_names
from setia.core.engine.calendar import (
    first_day,
    instant_us,
    local_us,
    month_of,
    months_later,
    rounded_up,
)
from setia.core.engine.limits import NEVER
from setia.core.engine.zones import ZoneTable
from setia.core.program.read import read_program
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
    ("zone", "earned", "lives", "ends"),
    [
        # Through the same day a year later: the first instant of the day after it.
        ("Asia/Kuala_Lumpur", "2024-01-15 23:59", "12 months", "2025-01-16 00:00"),
        ("Asia/Kuala_Lumpur", "2024-01-16 00:00", "12 months", "2025-01-17 00:00"),
        ("UTC", "2024-02-29 12:00", "12 months", "2025-03-01 00:00"),
        ("UTC", "2023-02-28 12:00", "12 months", "2024-02-29 00:00"),
        ("UTC", "2024-01-31 12:00", "1 month", "2024-03-01 00:00"),
        # To month end: the first instant of the month after.
        ("UTC", "2024-01-15 12:00", "12 months, to month end", "2025-02-01 00:00"),
        ("UTC", "2024-02-29 12:00", "1 month, to month end", "2024-04-01 00:00"),
        ("UTC", "2024-12-31 23:59", "1 month, to month end", "2025-02-01 00:00"),
        # Midnight was skipped on 4 November 2018: the day began at one.
        ("America/Sao_Paulo", "2017-11-03 12:00", "12 months", "2018-11-04 01:00"),
        # The day after never was: 29 December 2011 ended where the 31st began.
        ("Pacific/Apia", "2010-12-29 12:00", "12 months", "2011-12-31 00:00"),
        ("Pacific/Apia", "2010-12-30 12:00", "12 months", "2011-12-31 00:00"),
        # Midnight came twice on 3 November 2024: the day began with the first.
        ("America/Havana", "2023-11-02 12:00", "12 months", "2024-11-03 00:00"),
        # Days: through that day, in summer time too.
        ("Europe/Amsterdam", "2024-03-30 12:00", "1 day", "2024-04-01 00:00"),
        ("Europe/Amsterdam", "2024-10-20 12:00", "14 days", "2024-11-04 00:00"),
        ("UTC", "2024-02-28 00:00", "30 days, to month end", "2024-04-01 00:00"),
        # To the end of a quarter or a year.
        ("UTC", "2024-01-15 12:00", "12 months, to quarter end", "2025-04-01 00:00"),
        ("UTC", "2024-03-31 12:00", "3 months, to quarter end", "2024-07-01 00:00"),
        ("UTC", "2024-01-01 00:00", "2 years, to year end", "2027-01-01 00:00"),
        ("UTC", "2024-12-31 23:59", "1 year, to year end", "2026-01-01 00:00"),
        ("Asia/Kuala_Lumpur", "2024-12-31 23:59", "end of year", "2025-01-01 00:00"),
        ("Asia/Kuala_Lumpur", "2025-01-01 00:00", "end of quarter", "2025-04-01 00:00"),
        ("UTC", "2024-02-29 12:00", "end of month", "2024-03-01 00:00"),
    ],
)
def test_points_end_where_a_person_would_say(zone: str, earned: str, lives: str, ends: str) -> None:
    assert _ends(zone, at(zone, earned), lives) == at(zone, ends)


def test_never_is_never() -> None:
    assert _ends("UTC", 0, "never") == NEVER


def _ends(zone: str, at_us: int, lives: str) -> int:
    """When points end by the source that is made for a wallet in which they live so long."""
    head = f"setia: 1\nprogram: p\ncurrency: MYR\ntime zone: {zone}\n"
    program = read_program(head + f"wallets: {{beans: {{expires: '{lives}'}}}}")
    pinned = table(zone)
    names = interpreted_names(version_after(None, 1, 0, program, pinned).source)
    expires: Any = names["by_day_expires_beans"]
    return int(expires(pinned.local_us(at_us) // DAY_US))


@given(st.dates(FIRST, date(2199, 12, 30)), st.sampled_from([1, 3, 12]))
def test_a_stretch_of_the_calendar_ends_where_the_next_begins(day: date, months: int) -> None:
    found = FIRST + timedelta(days=rounded_up(number(day), months))
    assert found.day == 1
    assert (found.month - 1) % months == 0
    assert day < found <= later(day.replace(day=1), months)


@pytest.mark.parametrize(
    ("at_us", "offset_us"), [((), ()), ((0, 0), (1, 2)), ((5, 1), (1, 2)), ((0,), (1, 2))]
)
def test_a_zone_table_that_does_not_rise_is_refused(
    at_us: tuple[int, ...], offset_us: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match="rising transitions"):
        ZoneTable(at_us, offset_us)
