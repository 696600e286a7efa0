"""Numbers, money and dates are written by the rules of each locale, and no digit is lost."""

from fractions import Fraction

import pytest

from setia.core.engine.limits import MAX_AMOUNT, NEVER
from setia.platform.languages.formats import Formats
from setia.platform.languages.language import LANGUAGES, Language, choose
from setia.platform.zone_table import zone_table

KL = zone_table("Asia/Kuala_Lumpur")
NOON_UTC_US = 1_769_860_800_000_000  # 2026-01-31 12:00 UTC, 20:00 in Kuala Lumpur


def formats(language: Language, currency: str = "MYR") -> Formats:
    return Formats(language, currency, 2, KL, "Asia/Kuala_Lumpur")


@pytest.mark.parametrize(
    ("language", "money", "number", "day"),
    [
        ("en", "RM1,818.50", "18,204", "31 Jan 2026"),
        ("ms", "RM1,818.50", "18,204", "31 Jan 2026"),
        ("id", "MYR1.818,50", "18.204", "31 Jan 2026"),
        ("nl", "MYR 1.818,50", "18.204", "31 jan 2026"),
        ("de", "1.818,50 MYR", "18.204", "31.01.2026"),
    ],
)
def test_each_language_writes_by_its_own_rules(
    language: Language, money: str, number: str, day: str
) -> None:
    one = formats(language)
    assert one.money(181_850).replace("\xa0", " ") == money
    assert one.number(18_204) == number
    assert one.day(NOON_UTC_US) == day


def test_a_currency_is_written_as_at_home() -> None:
    assert formats("id", "IDR").money(1_850).startswith("Rp")
    assert formats("en", "USD").money(1_850) == "$18.50"
    assert formats("nl", "EUR").money(1_850).replace("\xa0", " ") == "€ 18,50"


def test_no_digit_of_a_large_amount_is_lost() -> None:
    digits = [sign for sign in formats("en").money(MAX_AMOUNT - 1) if sign.isdigit()]
    assert "".join(digits) == str(MAX_AMOUNT - 1)
    assert formats("en").number(2**62 - 1).replace(",", "") == str(2**62 - 1)


def test_fractions_are_exact() -> None:
    one = formats("nl")
    assert one.exact(Fraction(111, 40)) == "2,775"
    assert one.exact(Fraction(25, 9)) == "25/9"
    assert one.exact(Fraction(-1, 2)) == "-0,5"
    assert one.exact(Fraction(18_000)) == "18.000"


def test_points_carry_their_sign() -> None:
    one = formats("en")
    assert [one.signed(n) for n in (37, 0, -1_200)] == ["+37", "0", "-1,200"]


def test_a_million_is_written_short() -> None:
    assert formats("en").compact(999_999) == "999,999"
    assert formats("en").compact(1_920_000) == "1.92M"
    assert formats("id").compact(1_920_000).replace("\xa0", " ") == "1,92 jt"


def test_times_are_those_of_the_program() -> None:
    assert formats("nl").time(NOON_UTC_US) == "20:00"
    assert formats("nl").seconds(NOON_UTC_US + 31_000_000) == "20:00:31"
    assert formats("nl").machine(NOON_UTC_US) == "2026-01-31T12:00:00Z"
    assert formats("en").place() == "Kuala Lumpur"


def test_points_can_be_used_through_the_day_before_their_end() -> None:
    midnight_us = NOON_UTC_US + 4 * 3_600_000_000
    assert formats("en").last_day(midnight_us) == "31 Jan 2026"
    assert formats("en").last_day(midnight_us + 1) == "1 Feb 2026"
    assert formats("en").last_day(NEVER) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_write_everything(language: Language) -> None:
    one = Formats(language)
    assert one.money(100)
    assert one.percent(1, 3)
    assert one.month(24_312)
    assert one.date_of(20_000)


@pytest.mark.parametrize(
    ("asked", "before", "accepted", "chosen"),
    [
        ("ms", "de", "nl", "ms"),
        ("MS", "", "", "ms"),
        ("xx", "de", "nl", "de"),
        ("", "", "fr, nl-BE;q=0.8, de;q=0.9", "de"),
        ("", "", "fr, id-ID", "id"),
        ("", "", "nl;q=0, en;q=0.1", "en"),
        ("", "", "", "en"),
        ("", "", "*;;;q=,,=", "en"),
        ("", "", "de;q=x, ms;q=0.001", "ms"),
        ("", "", "x" * 5_000 + ",de", "en"),
    ],
)
def test_a_reader_gets_the_language_asked_for(
    asked: str, before: str, accepted: str, chosen: str
) -> None:
    assert choose(asked, before, accepted) == chosen
