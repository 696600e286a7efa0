"""The short phrases of a program document: amounts, spans, limits.

Each reads one phrase exactly or raises `PhraseError` with a remedy that shows the form. Decimals are
read as exact fractions; nothing here makes a float.
"""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.program.document import Expiry, Fixed, Gives, Multiply, PerAmount

MAX_MONTHS = 240
_PER = re.compile(r"(?P<points>[\d.]+)(?: (?P<unit>[\w-]+))? per (?P<whole>whole )?(?P<money>[\d.]+)")
_SPAN = re.compile(r"(?P<count>\d+) (?P<unit>months?|years?)(?P<end>, to month end)?")
_COUNT = re.compile(r"(?P<points>\d+)(?: (?P<unit>[\w-]+))?")
_DAILY = re.compile(r"(?P<points>\d+)(?: (?P<unit>[\w-]+))? per day")
_FACTOR = re.compile(r"\d{1,6}(\.\d{1,6}|/\d{1,6})?")
_SPEND = re.compile(r"spend in (?P<span>.+)")


class PhraseError(ValueError):
    """A phrase that can't be read: the cause and the remedy."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause}; {remedy}")
        self.cause = cause
        self.remedy = remedy


def money(text: str, decimals: int) -> int:
    """An amount such as ``12.50`` in minor units."""
    try:
        scaled = Decimal(text).scaleb(decimals)
    except InvalidOperation:
        raise PhraseError(f"{text!r} is not an amount", "write it like 12.50") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise PhraseError(f"{text!r} has too many decimals", f"at most {decimals}")
    if not 0 <= scaled <= MAX_AMOUNT:
        raise PhraseError(f"{text!r} is out of range", f"from 0 to {MAX_AMOUNT} minor units")
    return int(scaled)


def gives(text: str, decimals: int) -> tuple[Gives, str]:
    """``1 per whole 1.00``, ``5 beans per 10.00`` or ``20 beans``: what is given, and the unit."""
    if match := _COUNT.fullmatch(text):
        return Fixed(_points(match["points"])), match["unit"] or ""
    match = _PER.fullmatch(text)
    if match is None:
        raise PhraseError(f"{text!r} can't be read", "write it like: 1 per whole 1.00, or: 20")
    per = money(match["money"], decimals)
    try:
        points = Fraction(Decimal(match["points"]))
    except InvalidOperation:
        raise PhraseError(f"{match['points']!r} is not a number", "write it like 1.5") from None
    if per == 0 or points <= 0 or points > MAX_AMOUNT:
        raise PhraseError(f"{text!r} gives nothing or too much", "both numbers must be above 0")
    return PerAmount(points, per, match["whole"] is not None), match["unit"] or ""


def factor(text: str) -> Multiply:
    """``2``, ``1.5`` or ``3/2``; at least 1."""
    if not _FACTOR.fullmatch(text) or text.endswith("/0"):
        raise PhraseError(f"{text!r} is not a factor", "write it like 2, 1.5 or 3/2")
    value = Fraction(text)
    if not 1 <= value <= 1_000 or value.denominator > 1_000:
        raise PhraseError(f"{text!r} is out of range", "from 1 to 1000, in thousandths at most")
    return Multiply(value)


def months(text: str) -> Expiry:
    """``12 months``, ``1 year`` or ``24 months, to month end``."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PhraseError(f"{text!r} is not a span", "write it like: 12 months, to month end")
    count = int(match["count"]) * (12 if match["unit"].startswith("year") else 1)
    if not 1 <= count <= MAX_MONTHS:
        raise PhraseError(f"{text!r} is out of range", f"from 1 to {MAX_MONTHS} months")
    return Expiry(count, match["end"] is not None)


def daily(text: str) -> tuple[int, str]:
    """``200 per day``: points, and the unit when named."""
    match = _DAILY.fullmatch(text)
    if match is None:
        raise PhraseError(f"{text!r} is not a limit", "write it like: 200 per day")
    return _points(match["points"]), match["unit"] or ""


def points(text: str) -> tuple[int, str]:
    """``100000 beans``: points, and the unit when named."""
    match = _COUNT.fullmatch(text)
    if match is None:
        raise PhraseError(f"{text!r} is not a number of points", "write it like: 100000 beans")
    return _points(match["points"]), match["unit"] or ""


def spend_window(text: str) -> int:
    """``spend in 12 months``: the window in months."""
    match = _SPEND.fullmatch(text)
    if match is None:
        raise PhraseError(f"{text!r} is not a measure", "write it like: spend in 12 months")
    span = months(match["span"])
    if span.to_month_end:
        raise PhraseError("a measure's window can't be rounded", "leave out: , to month end")
    return span.months


def _points(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MAX_AMOUNT:
        raise PhraseError(f"{text} is out of range", f"from 1 to {MAX_AMOUNT}")
    return value
