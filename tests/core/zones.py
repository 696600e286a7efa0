"""Time zones for tests: Setia's table of a zone, and Python's own reading of the same zone.

The zones are the awkward ones: summer time that begins or ends at midnight, a shift of half an
hour, days that never were, the two ends of the world.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from setia.core.engine.zones import ZoneTable
from setia.platform.zone_table import zone_table

ZONES: Final = (
    "UTC",
    "Asia/Kuala_Lumpur",
    "America/Sao_Paulo",  # summer time began at midnight: days without one
    "Asia/Beirut",  # begins at midnight
    "Africa/Cairo",  # begins at midnight, ended at midnight
    "America/Havana",  # begins at midnight, ends at one: midnight comes twice
    "America/St_Johns",  # changed at one minute past midnight
    "Australia/Lord_Howe",  # shifts by half an hour
    "Pacific/Apia",  # 30 December 2011 never was
    "Pacific/Kiritimati",  # UTC+14; 31 December 1994 never was
    "Etc/GMT+12",  # UTC-12
    "Africa/Monrovia",  # 44 minutes and 30 seconds behind until 1972
    "Europe/Amsterdam",
)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
US: Final = timedelta(microseconds=1)
DAY_US: Final = 86_400_000_000

table = cache(zone_table)


def us(moment: datetime) -> int:
    """An aware moment in µs since 1970."""
    return (moment - EPOCH) // US


def at(zone: str, text: str) -> int:
    """A local reading such as ``2024-02-29 12:00`` in µs since 1970; the first of two."""
    return us(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def local(zone: ZoneInfo, instant_us: int) -> datetime:
    """The wall-clock reading of an instant, without its zone."""
    return (EPOCH + instant_us * US).astimezone(zone).replace(tzinfo=None)


def start_of(zone: ZoneInfo, day: date) -> int:
    """The first instant of a local day as Python sees it: its midnight, or the end of its gap."""
    midnight = datetime.combine(day, time())
    first = us(midnight.replace(tzinfo=zone))
    if local(zone, first) == midnight:
        return first
    low, high = first - 2 * DAY_US, first + 2 * DAY_US
    while high - low > 1:
        middle = (low + high) // 2
        if local(zone, middle) < midnight:
            low = middle
        else:
            high = middle
    return high


def transitions(zone: ZoneTable) -> tuple[int, ...]:
    """The instants at which a table changes its offset."""
    return zone.at_us[1:]
