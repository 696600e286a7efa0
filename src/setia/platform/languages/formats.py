"""How numbers, money, points and dates are written for a reader, by the locale's own rules.

Babel knows the rules (CLDR); nothing here writes a separator, a sign or a month of its own. The
locale is that of the language in the currency's own country where there is one, so that ringgit are
RM in Malaysian English. Amounts stay whole numbers or exact fractions until they are text (I17).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError, dates, lists, numbers

from setia.core.engine.limits import NEVER
from setia.core.engine.zones import UTC, ZoneTable
from setia.core.program.currencies import decimals_of
from setia.platform.languages.language import Language

EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # wall-clock time of whichever zone is shown
DAY_US: Final = 86_400_000_000
COMPACT_FROM: Final = 1_000_000
MAX_DECIMALS: Final = 6
REMEMBERED: Final = 10_000
"""Texts kept of each sort: a page says the same few numbers and days again and again."""

_THOUSANDTH: Final = Decimal("0.001")


def ending(number: Fraction) -> Decimal | None:
    """A fraction as a number without zeros at its end; None when it does not end soon."""
    if number.denominator == 1:
        return Decimal(number.numerator)
    scaled = number * 10**MAX_DECIMALS
    if scaled.denominator != 1:
        return None
    return Decimal(scaled.numerator).scaleb(-MAX_DECIMALS).normalize()


@cache
def locale_of(language: Language, currency: str) -> Locale:
    """A language's locale where a currency is at home: its ISO code begins with the country."""
    for name in (f"{language}_{currency[:2]}", "en_001" if language == "en" else language):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(language)


@lru_cache(REMEMBERED)
def _number(language: Language, currency: str, number: int, pattern: str) -> str:
    locale = locale_of(language, currency)
    return numbers.format_decimal(number, format=pattern or None, locale=locale)


@lru_cache(REMEMBERED)
def _money(language: Language, currency: str, minor: int, decimals: int) -> str:
    value = Decimal(minor).scaleb(-decimals)
    return numbers.format_currency(value, currency, locale=locale_of(language, currency))


@lru_cache(REMEMBERED)
def _date(language: Language, currency: str, day: int) -> str:
    found = date(1970, 1, 1) + timedelta(days=day)
    return dates.format_date(found, "medium", locale=locale_of(language, currency))


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes values for one reader of one program. decimals: of the currency's minor unit."""

    language: Language
    currency: str = ""
    decimals: int = 2
    zone: ZoneTable = UTC
    zone_name: str = "UTC"

    @property
    def locale(self) -> Locale:
        """The locale whose rules are followed."""
        return locale_of(self.language, self.currency)

    def number(self, number: int) -> str:
        """``18,204``."""
        return _number(self.language, self.currency, number, "")

    def compact(self, number: int) -> str:
        """``18,204``, and ``1.92M`` from a million on."""
        if abs(number) < COMPACT_FROM:
            return self.number(number)
        return numbers.format_compact_decimal(number, locale=self.locale, fraction_digits=2)

    def signed(self, number: int) -> str:
        """``+37``, ``-20`` or ``0``."""
        pattern = "+#,##0;-#,##0" if number else "0"
        return _number(self.language, self.currency, number, pattern)

    def exact(self, number: Fraction) -> str:
        """A fraction as a decimal number when it ends soon, else as ``25/9``."""
        if number.denominator == 1:
            return self.number(number.numerator)
        value = ending(number)
        if value is None:
            return f"{self.number(number.numerator)}/{self.number(number.denominator)}"
        return numbers.format_decimal(value, locale=self.locale, decimal_quantization=False)

    def points(self, parts: int, decimals: int = 0) -> str:
        """``18,204`` or ``12.50``: points in their smallest parts, with all their decimals."""
        if not decimals:
            return self.number(parts)
        return self._decimal(parts, decimals, "")

    def compact_points(self, parts: int, decimals: int = 0) -> str:
        """As `points`, and ``1.92M`` from a million on."""
        whole = parts // 10**decimals
        return self.points(parts, decimals) if abs(whole) < COMPACT_FROM else self.compact(whole)

    def signed_points(self, parts: int, decimals: int = 0) -> str:
        """``+37`` or ``-2.50``."""
        if not decimals or not parts:
            return self.signed(parts)
        return self._decimal(parts, decimals, "+")

    def _decimal(self, parts: int, decimals: int, plus: str) -> str:
        places = "0" * decimals
        pattern = f"{plus}#,##0.{places};-#,##0.{places}"
        value = Decimal(parts).scaleb(-decimals)
        return numbers.format_decimal(value, format=pattern, locale=self.locale)

    def ratio(self, value: int, scale: int) -> str:
        """``value / scale``, all decimals that there are."""
        return self.exact(Fraction(value, scale))

    def percent(self, part: int, whole: int) -> str:
        """``3.1%``, to a tenth."""
        share = (Decimal(part) / Decimal(whole)).quantize(_THOUSANDTH)
        return numbers.format_percent(share, locale=self.locale, decimal_quantization=False)

    def money(self, minor: int) -> str:
        """An amount of the program's currency."""
        return _money(self.language, self.currency, minor, self.decimals)

    def money_of(self, minor: int, currency: object) -> str:
        """An amount of a currency by its code; of the program's where none is said."""
        if not isinstance(currency, str) or currency == self.currency:
            return self.money(minor)
        # In the locale of the program's currency, whose own sign another one may not have.
        value = Decimal(minor).scaleb(-decimals_of(currency))
        return numbers.format_currency(value, currency, locale=self.locale)

    def day(self, us: int) -> str:
        """The date of an instant (µs since 1970 UTC) in the program's zone."""
        return _date(self.language, self.currency, self.zone.local_us(us) // DAY_US)

    def last_day(self, us: int) -> str:
        """The last date on which what ends at an instant is still there; "" for no end."""
        return "" if us >= NEVER else self.day(us - 1)

    def date_of(self, day: int) -> str:
        """A day since 1970, without its year."""
        found = date(1970, 1, 1) + timedelta(days=day)
        return dates.format_skeleton("MMMd", found, locale=self.locale)

    def month(self, month: int) -> str:
        """A month since year 0."""
        return dates.format_skeleton(
            "yMMM", date(month // 12, month % 12 + 1, 1), locale=self.locale
        )

    def date(self, day: int) -> str:
        """A day since 1970, with its year."""
        return _date(self.language, self.currency, day)

    def weekday(self, day: int) -> str:
        """The name of a day of the week, from Monday as 0."""
        name: str = self.locale.days["stand-alone"]["wide"][day]
        return name

    def month_name(self, month: int) -> str:
        """The name of a month, from January as 1."""
        name: str = self.locale.months["stand-alone"]["wide"][month]
        return name

    def clock(self, hour: int) -> str:
        """A full hour of the day; 24 is midnight."""
        return dates.format_time(time(hour % 24), "short", locale=self.locale)

    def quoted(self, text: str) -> str:
        """``“app”``, with the marks of the language."""
        return f"„{text}“" if self.language == "de" else f"“{text}”"

    def either(self, texts: Sequence[str]) -> str:
        """``a, b or c``."""
        return lists.format_list(texts, style="or", locale=self.locale)

    def together(self, texts: Sequence[str]) -> str:
        """``a, b and c``."""
        return lists.format_list(texts, style="standard", locale=self.locale)

    def time(self, us: int) -> str:
        """The time of day of an instant, to the minute."""
        return dates.format_time(self._local(us).time(), "short", locale=self.locale)

    def seconds(self, us: int) -> str:
        """The time of day of an instant, to the second."""
        return dates.format_time(self._local(us).time(), "medium", locale=self.locale)

    def machine(self, us: int) -> str:
        """An instant for machines: ISO 8601 in UTC."""
        return (EPOCH + timedelta(microseconds=us)).isoformat(timespec="seconds") + "Z"

    def place(self) -> str:
        """Whose time it is: the city of the zone."""
        return dates.get_timezone_location(self.zone_name, locale=self.locale, return_city=True)

    def _local(self, us: int) -> datetime:
        return EPOCH + timedelta(microseconds=self.zone.local_us(us))
