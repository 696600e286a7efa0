"""The short phrases of a program document: amounts, spans, limits.

Each reads one phrase exactly or raises `PhraseError` with a remedy that shows the form. Decimals
are read as exact fractions; nothing here makes a float. A unit, where one is written, is handed
back for the caller to compare with the wallets that there are.
"""

import re
from fractions import Fraction
from typing import Final

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.plain_numbers import exact
from setia.core.program.document import Expiry, Fixed, Gives, Multiply, PerAmount

MAX_MONTHS: Final = 240
MAX_FACTOR: Final = 1_000
_DECIMAL = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"
_WHOLE = r"(?P<points>[0-9]{1,20})(?: (?P<unit>[\w-]+))?"
_PER = re.compile(
    rf"(?P<points>{_DECIMAL})(?: (?P<unit>[\w-]+))? per (?P<whole>whole )?(?P<money>{_DECIMAL})"
)
_SPAN = re.compile(r"(?P<count>[0-9]{1,4}) (?P<unit>months?|years?)(?P<end>, to month end)?")
_COUNT = re.compile(_WHOLE)
_DAILY = re.compile(rf"{_WHOLE} per day")
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


def gives(text: str, decimals: int) -> tuple[Gives, str]:
    """``1 per whole 1.00``, ``5 beans per 10.00`` or ``20 beans``: what is given, and the unit."""
    if match := _COUNT.fullmatch(text):
        return Fixed(_points(match["points"])), match["unit"] or ""
    match = _PER.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} can't be read", "write it like: 1 per whole 1.00, or: 20")
    per = money(match["money"], decimals)
    points = Fraction(match["points"])
    if per == 0 or not 0 < points <= MAX_AMOUNT:
        raise PhraseError(f"{text!r} gives nothing or too much", "both numbers must be above 0")
    return PerAmount(points, per, match["whole"] is not None), match["unit"] or ""


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
    """``12 months``, ``1 year`` or ``24 months, to month end``; None for ``never``."""
    if text == "never":
        return None
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PhraseError(
            f"{_cut(text)} is not a span", "write it like: 12 months, to month end, or: never"
        )
    return Expiry(_months(match), match["end"] is not None)


def months(text: str) -> int:
    """``12 months`` or ``1 year``: a span that has no rounding to it."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a span", "write it like: 12 months")
    if match["end"] is not None:
        raise PhraseError("this span can't be rounded", "leave out: , to month end")
    return _months(match)


def daily(text: str) -> tuple[int, str]:
    """``200 per day``: points, and the unit when named."""
    match = _DAILY.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a limit", "write it like: 200 per day")
    return _points(match["points"]), match["unit"] or ""


def points(text: str) -> tuple[int, str]:
    """``100000 beans``: points, and the unit when named."""
    match = _COUNT.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a number of points", "write it like: 100000 beans")
    return _points(match["points"]), match["unit"] or ""


def spend_window(text: str) -> int:
    """``spend in 12 months``: the window in months."""
    match = _SPEND.fullmatch(text)
    if match is None:
        raise PhraseError(f"{_cut(text)} is not a measure", "write it like: spend in 12 months")
    return months(match["span"])


def _months(match: re.Match[str]) -> int:
    count = int(match["count"]) * (12 if match["unit"].startswith("year") else 1)
    if not 1 <= count <= MAX_MONTHS:
        raise PhraseError(f"{match.group()!r} is out of range", f"from 1 to {MAX_MONTHS} months")
    return count


def _points(text: str) -> int:
    value = int(text)
    if not 1 <= value <= MAX_AMOUNT:
        raise PhraseError(f"{text} is out of range", f"from 1 to {MAX_AMOUNT}")
    return value


def _cut(text: str) -> str:
    """What was written, in quotes, cut where it is long."""
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
