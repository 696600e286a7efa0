"""The short phrases of a program document: amounts, spans, limits.

Each reads one phrase exactly or raises `PhraseError` with a remedy that shows the form. Decimals
are read as exact fractions; nothing here makes a float. A unit, where one is written, is handed
back for the caller to compare with the wallets that there are.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions import spans
from setia.core.expressions.plain_numbers import exact
from setia.core.program.document import (
    Calendar,
    Expiry,
    Fixed,
    Limit,
    Multiply,
    PerAmount,
    Period,
    Span,
    Unreleased,
)

Places: TypeAlias = Callable[[str], int]
"""From the unit that a phrase names ("" for none) to the decimals of those points."""

GIVE: Final = "write it like: 1 per whole 1.00, or: 20"
MAX_MONTHS: Final = 240
MAX_DAYS: Final = 3_660
MAX_FACTOR: Final = 1_000
MAX_WAIT_US: Final = 366 * 86_400_000_000
_DECIMAL = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"
_WHOLE = rf"(?P<points>{_DECIMAL})(?: (?P<unit>[\w-]+))?"
_PER = re.compile(
    rf"(?P<points>{_DECIMAL})(?: (?P<unit>[\w-]+))? per (?P<whole>whole )?(?P<money>{_DECIMAL})"
)
_COUNTED = r"(?P<count>[0-9]{1,5}) (?P<unit>day|month|year)s?"
_SPAN = re.compile(rf"{_COUNTED}(?:, to (?P<to>month end|quarter end|year end|anniversary))?")
_END_OF = re.compile(r"end of (?P<to>month|quarter|year)")
_UNTIL_RELEASED = re.compile(r"until released, (?P<or_else>else|lost) after (?P<span>.+)")
_WITHOUT = re.compile(rf"{_COUNTED} without (?P<kinds>[a-z][\w-]*(?: or [a-z][\w-]*)*)")
_COUNT = re.compile(_WHOLE)
_AT_A_TIME = re.compile(rf"at (?P<end>least|most) (?P<points>{_DECIMAL}(?: [\w-]+)?)")
_LIMIT = re.compile(
    rf"(?P<often>once|twice|[0-9]{{1,20}} times|{_DECIMAL}(?: (?!times\b)(?P<unit>[\w-]+))?)"
    r" (?:per (?P<per>event|day|week|month|year)|(?P<ever>ever))"
)
_WAIT = re.compile(r"(?P<count>[0-9]{1,6}) (?P<unit>minute|hour|day)s?")
_WORTH = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_PLACE: Final = re.compile(r"[1-9][0-9]{0,3}")
_PERIODS: Final[Mapping[str, Period]] = {
    "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
_COUNTED_PER: Final[Mapping[str, Period]] = {**_PERIODS, "membership year": "membership year"}
_PER_WHAT: Final[Mapping[str, Period | Literal["event", "ever"]]] = {
    **_PERIODS, "event": "event", "ever": "ever",
}  # fmt: skip
_CALENDAR: Final[Mapping[str, Calendar]] = {
    "month": "month", "quarter": "quarter", "year": "year", "month end": "month",
    "quarter end": "quarter", "year end": "year", "anniversary": "anniversary",
}  # fmt: skip
_UNITS_US: Final = {"minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}
_FACTOR = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}|/0*[1-9][0-9]{0,5})?")
_SPEND = re.compile(r"spend in (?P<span>.+)")


class PhraseError(ValueError):
    """A phrase that can't be read: the cause and the remedy."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause}; {remedy}")
        self.cause = cause
        self.remedy = remedy


def money(text: str, decimals: int) -> int:
    """An amount such as ``12.50`` in minor units."""
    value = exact(text)
    if value is None:
        raise PhraseError(f"{_cut(text)} is not an amount", "write it like 12.50")
    scaled: Fraction = value * 10**decimals
    if scaled.denominator != 1:
        raise PhraseError(f"{text!r} has too many decimals", f"at most {decimals}")
    if scaled > MAX_AMOUNT:
        raise PhraseError(f"{text!r} is out of range", f"from 0 to {MAX_AMOUNT} minor units")
    return scaled.numerator


def scaled(text: str, decimals: int) -> int:
    """A number such as ``-12.5`` in parts of 10^-decimals; it may be below 0."""
    negative = text.startswith("-")
    parts = money(text.removeprefix("-"), decimals)
    return -parts if negative else parts


def decimals(text: str) -> int:
    """How many decimals a number has: 0 to 6."""
    if not re.fullmatch(r"[0-6]", text):
        raise PhraseError(f"{_cut(text)} is not a number of decimals", "from 0 to 6")
    return int(text)


def fixed(text: str, places: Places, remedy: str = GIVE) -> tuple[Fixed, str]:
    """``20 beans``: the points each time, and the unit when named.

    places: the decimals of a wallet's points, by the unit that is named.
    """
    match = _COUNT.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} can't be read", remedy)
    unit = match["unit"] or ""
    return Fixed(_points(match["points"], places(unit))), unit


def speaks_of_basis(text: str) -> bool:
    """Whether what is given depends on a basis: ``1 per 1.00``."""
    return " per " in text


def rate(
    text: str, basis: spans.Span, decimals: int, places: Places, remedy: str = GIVE
) -> tuple[PerAmount, str]:
    """``1 per whole 1.00`` or ``5 beans per 10``: points a part of a basis, and the unit.

    decimals: of the program's currency, which amounts of money are written in. places: those of a
    wallet's points, by the unit that is named.
    """
    match = _PER.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} can't be read", remedy)
    per = parts(match["money"], basis, decimals)
    points = Fraction(match["points"])
    if per == 0 or not 0 < points <= MAX_AMOUNT:
        raise PhraseError(f"{text!r} gives nothing or too much", "both numbers must be above 0")
    unit = match["unit"] or ""
    return PerAmount(points * 10 ** places(unit), per, match["whole"] is not None), unit


def parts(text: str, basis: spans.Span, decimals: int) -> int:
    """An amount or number such as ``12.50`` in the parts that a basis is counted in."""
    value = exact(text)
    if value is None:
        raise PhraseError(f"{_cut(text)} is not a number", "write it like 12.50")
    scale = basis.scale * (10**decimals if basis.unit == "money" else 1)
    found: Fraction = value * scale
    if found.denominator != 1:
        raise PhraseError(f"{text!r} has too many decimals", f"at most {len(str(scale)) - 1}")
    if found > max(MAX_AMOUNT, basis.high):
        raise PhraseError(f"{text!r} is out of range", f"at most {max(MAX_AMOUNT, basis.high)}")
    return found.numerator


def factor(text: str) -> Multiply:
    """``2``, ``1.5`` or ``3/2``; at least 1."""
    if not _FACTOR.fullmatch(text):
        raise PhraseError(f"{_cut(text)} is not a factor", "write it like 2, 1.5 or 3/2")
    value = Fraction(text)
    if not 1 <= value <= MAX_FACTOR or value.denominator > 1_000:
        limits = f"from 1 to {MAX_FACTOR}, in thousandths at most"
        raise PhraseError(f"{text!r} is out of range", limits)
    return Multiply(value)


def expiry(text: str) -> Expiry | None:
    """``12 months``, ``24 months, to year end``, ``end of month`` or ``6 months without purchase``.

    None for ``never``.
    """
    if text == "never":
        return None
    if match := _WITHOUT.fullmatch(text):
        return Expiry(_span(match, None), tuple(match["kinds"].split(" or ")))
    return Expiry(span(text, "write it like: 12 months, to month end, or: never"))


def span(text: str, remedy: str = "write it like: 12 months, or: 12 months, to year end") -> Span:
    """``14 days``, ``12 months``, ``1 year, to quarter end`` or ``end of year``."""
    if match := _END_OF.fullmatch(text):
        return Span(to=_CALENDAR[match["to"]])
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a span", remedy)
    return _span(match, _CALENDAR.get(match["to"] or ""))


def pending(text: str) -> tuple[Span, Unreleased | None]:
    """``14 days``, or ``until released, lost after 60 days``: for how long, and what comes then.

    ``else`` in the place of ``lost`` lets points that were not released become usable. None: they
    wait for no release.
    """
    if match := _UNTIL_RELEASED.fullmatch(text):
        return span(match["span"]), "lost" if match["or_else"] == "lost" else "usable"
    if text.startswith("until"):
        remedy = "write it like: until released, lost after 60 days, or: … else after 60 days"
        raise PhraseError(f"{_cut(text)} can't be read", remedy)
    return span(text), None


def keep(text: str) -> Span:
    """``12 months``, ``12 months, to year end`` or ``end of year``: how long a tier is kept."""
    found = span(text, "write it like: 12 months, or: 12 months, to year end")
    if found.days and found.to is None:
        raise PhraseError(f"{_cut(text)} is not a span of months", "write it like: 12 months")
    return found


def grace(text: str) -> Span:
    """``30 days`` or ``1 month``: how much longer a level is held, or points live."""
    found = span(text, "write it like: 30 days, or: 1 month")
    if found.to is not None:
        raise PhraseError(f"{_cut(text)} ends with the calendar", "write it like: 30 days")
    return found


def months(text: str) -> int:
    """``12 months`` or ``1 year``: a span that has no rounding to it."""
    found = span(text, "write it like: 12 months")
    if found.to is not None:
        raise PhraseError("this span can't be rounded", f"leave out: {text[text.find(',') :]}")
    if found.days:
        raise PhraseError(f"{_cut(text)} is not a span of months", "write it like: 12 months")
    return found.months


def worth(text: str) -> Fraction:
    """``0.01``: what one point is worth, in the program's currency."""
    if not _WORTH.fullmatch(text):
        raise PhraseError(
            f"{_cut(text)} is not an amount", "write it like 0.01, 6 decimals at most"
        )
    return Fraction(text)


def limit(text: str, places: Places) -> tuple[Limit, str]:
    """``200 beans per day``, ``3 times per week``, ``once ever``: a limit, and the unit named.

    places: the decimals of a wallet's points, by the unit that is named.
    """
    match = _LIMIT.fullmatch(text)
    if match is None:
        remedy = "write it like: 200 per day, 3 times per week, or: once ever"
        raise PhraseError(f"{_cut(text)} is not a limit", remedy)
    per: Period | Literal["event", "ever"] = _PER_WHAT[match["per"] or "ever"]
    word = match["often"].split()[0]
    often = {"once": 1, "twice": 2}.get(word)
    if often is None and not match["often"].endswith(" times"):
        unit = match["unit"] or ""
        return Limit(_points(word, places(unit)), "points", per), unit
    if per == "event":
        raise PhraseError("a rule gives once in an event", "limit its points: 50 per event")
    return Limit(_points(word) if often is None else often, "times", per), ""


def wait(text: str) -> int:
    """``30 minutes``, ``3 hours`` or ``2 days`` in µs."""
    match = _WAIT.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is no time to wait", "write it like: 3 hours")
    us = int(match["count"]) * _UNITS_US[match["unit"]]
    if not 0 < us <= MAX_WAIT_US:
        raise PhraseError(f"{text!r} is out of range", "from 1 minute to 366 days")
    return us


def rolling(text: str) -> tuple[int, Literal["days", "months"]]:
    """``30 days``, ``12 months`` or ``1 year``: how far back something is counted."""
    found = span(text, "write it like: 30 days, or: 12 months")
    if found.to is not None:
        raise PhraseError("this span can't be rounded", "say per: month, or leave out the end")
    return (found.days, "days") if found.days else (found.months, "months")


def period(text: str) -> Period:
    """``day``, ``week``, ``month``, ``year`` or ``membership year``."""
    found = _COUNTED_PER.get(text)
    if found is None:
        raise PhraseError(f"{_cut(text)} is no period", f"write one of: {', '.join(_COUNTED_PER)}")
    return found


def points(text: str, places: Places) -> tuple[int, str]:
    """``100000 beans``: points in a wallet's smallest parts, and the unit when named.

    places: the decimals of a wallet's points, by the unit that is named.
    """
    match = _COUNT.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a number of points", "write it like: 100000 beans")
    unit = match["unit"] or ""
    return _points(match["points"], places(unit)), unit


def at_a_time(text: str, places: Places) -> tuple[tuple[int, int] | None, set[str]]:
    """``yes``, ``at least 100`` or ``at least 100, at most 5000 beans``: how many points, from and
    to, and the units that are named; None for ``no``.
    """
    if text in ("yes", "no"):
        return ((1, MAX_AMOUNT) if text == "yes" else None), set()
    # Each bound at most once, "least" before "most"; what was not read is missing here.
    ends = {match["end"]: match for one in text.split(", ") if (match := _AT_A_TIME.fullmatch(one))}
    if ", ".join(match[0] for _, match in sorted(ends.items())) != text:
        raise PhraseError(f"{_cut(text)} can't be read", "write it like: at least 100, or: yes")
    read = {end: points(match["points"], places) for end, match in ends.items()}
    (least, _), (most, _) = read.get("least", (1, "")), read.get("most", (MAX_AMOUNT, ""))
    if least > most:
        raise PhraseError(f"{text!r} lets nothing through", "write the smaller number first")
    return (least, most), {unit for _, unit in read.values() if unit}


def place(text: str) -> int:
    """``2``: a place in a list, from 1."""
    if not _PLACE.fullmatch(text):
        raise PhraseError(f"{_cut(text)} is no place in a list", "count from 1")
    return int(text)


def spend_window(text: str, remedy: str) -> int:
    """``spend in 12 months``: the window in months."""
    match = _SPEND.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a measure", remedy)
    return months(match["span"])


def _span(match: re.Match[str], to: Calendar | None) -> Span:
    count = int(match["count"]) * (12 if match["unit"] == "year" else 1)
    days = match["unit"] == "day"
    most = MAX_DAYS if days else MAX_MONTHS
    if not 1 <= count <= most:
        limits = f"from 1 to {most} {'days' if days else 'months'}"
        raise PhraseError(f"{match.group()!r} is out of range", limits)
    return Span(days=count, to=to) if days else Span(months=count, to=to)


def _points(text: str, places: int = 0) -> int:
    value: Fraction = Fraction(text) * 10**places
    if value.denominator != 1:
        at_most = f"at most {places}" if places else "these points have none"
        raise PhraseError(f"{text} has too many decimals", at_most)
    if not 1 <= value <= MAX_AMOUNT:
        raise PhraseError(f"{text} is out of range", f"from 1 to {MAX_AMOUNT}")
    return value.numerator


def _cut(text: str) -> str:
    """What was written, in quotes, cut where it is long."""
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
