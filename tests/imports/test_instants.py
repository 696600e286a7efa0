"""Times become instants by rules that are written down: noon, zones, clock changes, bounds."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from setia.core.engine.limits import MAX_INSTANT_US
from setia.imports.amounts import Bad
from setia.imports.import_map import Time
from setia.imports.instants import Instants, shown

JAKARTA = "Asia/Jakarta"
BERLIN = "Europe/Berlin"


def _read(text: str, form: str = "iso", zone: str = "UTC") -> int | Bad:
    return Instants(Time(("t",), form), ZoneInfo(zone)).read(text)


def _us(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    at = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return int(at.timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("text", "form", "zone", "instant"),
    [
        ("1997-01-01", "iso", "UTC", _us(1997, 1, 1, 12)),
        ("1997-01-01", "iso", JAKARTA, _us(1997, 1, 1, 5)),
        ("19970101", "iso", "UTC", _us(1997, 1, 1, 12)),
        ("2017-01-07 23:15:32", "iso", JAKARTA, _us(2017, 1, 7, 16, 15, 32)),
        ("2017-01-07T23:15:32Z", "iso", JAKARTA, _us(2017, 1, 7, 23, 15, 32)),
        ("2017-01-07 23:15:32+02:00", "iso", JAKARTA, _us(2017, 1, 7, 21, 15, 32)),
        ("2017-01-07 23:15:32.000000000", "iso", "UTC", _us(2017, 1, 7, 23, 15, 32)),
        ("2017-01-07 23:15:32.000001", "iso", "UTC", _us(2017, 1, 7, 23, 15, 32) + 1),
        ("31.12.2019", "%d.%m.%Y", "UTC", _us(2019, 12, 31, 12)),
        ("31.12.2019 08:30", "%d.%m.%Y %H:%M", JAKARTA, _us(2019, 12, 31, 1, 30)),
        ("31/12/19 8:30 PM", "%d/%m/%y %I:%M %p", "UTC", _us(2019, 12, 31, 20, 30)),
        ("2019-12-31 +0700", "%Y-%m-%d %z", "UTC", _us(2019, 12, 31, 5)),
        ("0", "seconds", JAKARTA, 0),
        ("1.000001", "seconds", "UTC", 1_000_001),
        ("1483830932123", "milliseconds", "UTC", 1_483_830_932_123_000),
        ("1483830932123456", "microseconds", "UTC", 1_483_830_932_123_456),
    ],
)
def test_a_time_has_one_instant(text: str, form: str, zone: str, instant: int) -> None:
    assert _read(text, form, zone) == instant


def test_a_repeated_hour_is_its_first_and_a_skipped_one_the_old_offset() -> None:
    assert _read("2021-10-31 02:30:00", zone=BERLIN) == _us(2021, 10, 31, 0, 30)
    assert _read("2021-03-28 02:30:00", zone=BERLIN) == _us(2021, 3, 28, 1, 30)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("yesterday", "iso"),
        ("2021-02-29", "iso"),
        ("2021-13-01 00:00:00", "iso"),
        ("31.12.2019", "%Y-%m-%d"),
        ("2019-12-31 extra", "%Y-%m-%d"),
        ("12.5.0", "seconds"),
        ("0.0000001", "seconds"),
    ],
)
def test_what_is_no_time_says_so(text: str, form: str) -> None:
    read = _read(text, form)
    assert isinstance(read, Bad)
    assert repr(text) in read.reason


def test_bounds_one_below_at_and_one_above() -> None:
    assert _read("1970-01-01T00:00:00Z") == 0
    assert _read(str(MAX_INSTANT_US), "microseconds") == MAX_INSTANT_US
    for text, form in (
        ("1969-12-31T23:59:59Z", "iso"),
        (str(MAX_INSTANT_US + 1), "microseconds"),
        ("-1", "seconds"),
        ("9999-12-31", "iso"),
    ):
        assert isinstance(_read(text, form), Bad), text


def test_an_instant_is_shown_in_utc() -> None:
    assert shown(_us(1997, 1, 1, 12)) == "1997-01-01 12:00:00 UTC"


@pytest.mark.parametrize("text", ["03/02/2026", "3.2.2026", "3 Feb 2026", "03/02/2026 12:30"])
def test_a_time_that_is_written_otherwise_says_what_to_write(text: str) -> None:
    hint = "; say how the file writes times: time: {format: '%d/%m/%Y'}"
    assert _read(text) == Bad(f"{text!r} is not a time{hint}")
    assert _read("then") == Bad("'then' is not a time")
