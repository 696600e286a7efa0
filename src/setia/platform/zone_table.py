"""Makes the zone table that a version pins, from the zone database of the machine that publishes.

The database is asked for offsets only, so transitions are found by halving: from 1970 to 2200 every
change of the offset to UTC, exact to the microsecond in which it happens.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from setia.core.engine.zones import ZoneTable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START_S = -86_400
END_S = 7_258_118_400
STEP_S = 7 * 86_400
BEFORE_ALL_US = -(2**61)


class UnknownZone(ValueError):
    """A time zone that the zone database does not have."""


def zone_table(name: str) -> ZoneTable:
    """Every transition of a zone from 1970 to 2200. Raises UnknownZone."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(
            f"time zone {name!r} is not known; write it like Asia/Kuala_Lumpur"
        ) from None
    at, offset = [BEFORE_ALL_US], [_offset_s(zone, START_S)]
    for left in range(START_S, END_S, STEP_S):
        _transitions(zone, left, min(left + STEP_S, END_S), at, offset)
    return ZoneTable(tuple(at), tuple(seconds * 1_000_000 for seconds in offset))


def _transitions(zone: ZoneInfo, left: int, right: int, at: list[int], offset: list[int]) -> None:
    """Find the change between two instants whose offsets differ; a week holds one at most."""
    if _offset_s(zone, right) == offset[-1]:
        return
    while right - left > 1:
        middle = (left + right) // 2
        if _offset_s(zone, middle) == offset[-1]:
            left = middle
        else:
            right = middle
    at.append(right * 1_000_000)
    offset.append(_offset_s(zone, right))


def _offset_s(zone: ZoneInfo, instant_s: int) -> int:
    found = (EPOCH + timedelta(seconds=instant_s)).astimezone(zone).utcoffset()
    if found is None:
        raise UnknownZone(f"{zone.key} gives no offset")
    return int(found.total_seconds())
