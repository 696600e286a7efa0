"""From the text of a time to an instant, in µs since 1970 UTC.

A text with an offset is taken at its word; another is local time in the map's zone, else in the
program's. A date without time is noon there. A local time that a clock change repeats is its first
occurrence, and one that it skips is read with the offset from before the change.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from setia.core.engine.limits import MAX_INSTANT_US
from setia.imports.amounts import Bad, Numbers, NumberStyle
from setia.imports.import_map import Time

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
COUNTS: Final = {"seconds": 6, "milliseconds": 3, "microseconds": 0}
_MICROSECOND: Final = timedelta(microseconds=1)
_NOON: Final = time(12)
_OF_DAY: Final = re.compile(r"%[HIXcTsf]")
_OTHERWISE: Final = re.compile(r"[0-9]{1,4}[/. ][0-9A-Za-z]{1,9}[/. ][0-9]{1,4}.*")
_PLAIN: Final = Numbers(NumberStyle())


class Instants:
    """Reads the times of one file. `zone`: where texts without an offset were written."""

    def __init__(self, how: Time, zone: ZoneInfo) -> None:
        self._format = how.format
        self._zone = zone
        self._dates_only = how.format != "iso" and not _OF_DAY.search(how.format)

    def read(self, text: str) -> int | Bad:
        """The instant, or why there is none."""
        try:
            instant = self._read(text)
        except (ValueError, OverflowError):
            like = "" if self._format == "iso" else f" like {self._format}"
            hint = ""
            if not like and _OTHERWISE.fullmatch(text):
                hint = "; say how the file writes times: time: {format: '%d/%m/%Y'}"
            return Bad(f"{text[:40]!r} is not a time{like}{hint}")
        if isinstance(instant, Bad):
            return instant
        if not 0 <= instant <= MAX_INSTANT_US:
            return Bad(f"{text[:40]!r} is not between the years 1970 and 2200")
        return instant

    def _read(self, text: str) -> int | Bad:
        if self._format in COUNTS:
            return _PLAIN.read(text, COUNTS[self._format], MAX_INSTANT_US)
        if self._format == "iso":
            moment = self._iso(text)
        else:
            moment = datetime.strptime(text, self._format)  # noqa: DTZ007  # the zone follows
            if self._dates_only:
                moment = datetime.combine(moment, _NOON, moment.tzinfo)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        return (moment - EPOCH) // _MICROSECOND

    def _iso(self, text: str) -> datetime:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), _NOON)
        return datetime.fromisoformat(text)


def shown(instant_us: int) -> str:
    """An instant as people read it, in UTC."""
    return (EPOCH + timedelta(microseconds=instant_us)).strftime("%Y-%m-%d %H:%M:%S UTC")
