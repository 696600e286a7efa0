"""What a term counts, in what parts, and how far it can reach: interval arithmetic over integers.

Every value on the way to a result is an integer, and all of them must stay below 2^62, or compiled
code would wrap in silence (I17). The bounds follow from those that are declared for the fields.
"""

from dataclasses import dataclass
from math import lcm
from typing import assert_never

from setia.core.engine.limits import MAX_ITEMS, RANGE
from setia.core.expressions.fields import FieldType
from setia.core.expressions.nodes import (
    Add,
    Constant,
    Count,
    Least,
    Most,
    Read,
    Subtract,
    Term,
    Times,
    Total,
    Unit,
)

_UNITS: dict[FieldType, Unit] = {"money": "money", "number": "number", "date": "date"}


class BadTerm(ValueError):
    """Two terms that can't be calculated with, or a result that is too wide: cause and remedy."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause}; {remedy}")
        self.cause = cause
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Span:
    """A term's value is an integer from `low` to `high`, over `scale`, of a unit."""

    unit: Unit
    scale: int
    low: int
    high: int

    def times(self, factor: int) -> "Span":
        """The same values in parts that are so many times finer. Raises BadTerm."""
        return within(Span(self.unit, self.scale * factor, self.low * factor, self.high * factor))


def within(span: Span) -> Span:
    """The span itself, when no value of it can reach 2^62. Raises BadTerm."""
    widest = max(abs(span.low), abs(span.high), span.scale)
    if widest >= RANGE:
        digits = len(str(widest)) - 1
        raise BadTerm(
            f"could reach 10^{digits}, beyond 2^62", "give a field narrower bounds, from: and to:"
        )
    return span


def span_of(term: Term) -> Span:
    """Unit, scale and bounds of a term. Raises BadTerm when it can't be calculated safely."""
    match term:
        case Read(field):
            low, high = field.bounds
            return within(Span(_UNITS[field.type], 10**field.decimals, low, high))
        case Constant(value, unit, scale):
            return within(Span(unit, scale, value, value))
        case Add(left, right):
            return _sum(span_of(left), span_of(right), subtract=False)
        case Subtract(left, right):
            return _sum(span_of(left), span_of(right), subtract=True)
        case Times(left, right):
            return _product(span_of(left), span_of(right))
        case Least(parts) | Most(parts):
            spans = same_scale(*(span_of(part) for part in parts))
            _one_unit(spans)
            pick = min if isinstance(term, Least) else max
            low, high = pick(one.low for one in spans), pick(one.high for one in spans)
            return within(Span(spans[0].unit, spans[0].scale, low, high))
        case Count():
            return Span("number", 1, 0, MAX_ITEMS)
        case Total(of):
            each = span_of(of)
            if each.unit == "date":
                raise BadTerm("dates can't be added up", "add up money or numbers")
            low, high = min(0, each.low) * MAX_ITEMS, max(0, each.high) * MAX_ITEMS
            return within(Span(each.unit, each.scale, low, high))
        case _:
            assert_never(term)


def same_scale(*spans: Span) -> tuple[Span, ...]:
    """The same values, all in parts of one scale. Raises BadTerm."""
    scale = lcm(*(one.scale for one in spans))
    return tuple(one.times(scale // one.scale) for one in spans)


def _sum(left: Span, right: Span, *, subtract: bool) -> Span:
    unit = left.unit
    if "date" in (left.unit, right.unit):
        unit = _of_dates(left, right, subtract=subtract)
    elif left.unit != right.unit:
        raise BadTerm(f"{left.unit} and {right.unit} can't be added", "make both the same")
    left, right = same_scale(left, right)
    if subtract:
        low, high = left.low - right.high, left.high - right.low
    else:
        low, high = left.low + right.low, left.high + right.high
    return within(Span(unit, left.scale, low, high))


def _of_dates(left: Span, right: Span, *, subtract: bool) -> Unit:
    """Two dates apart are days; so many days from a date is a date; anything else means nothing."""
    if left.unit == right.unit == "date":
        if subtract:
            return "number"
        raise BadTerm("two dates can't be added", "take one from the other: today - joined")
    days = right if left.unit == "date" else left
    if days.unit != "number" or days.scale != 1:
        raise BadTerm("only whole days can be added to a date", "write a whole number of days")
    if subtract and right.unit == "date":
        raise BadTerm("a date can't be taken from a number", "write the date first")
    return "date"


def _product(left: Span, right: Span) -> Span:
    if "date" in (left.unit, right.unit):
        raise BadTerm("dates can't be multiplied", "subtract two dates to get days")
    if left.unit == right.unit == "money":
        raise BadTerm("money times money means nothing", "multiply money by a number")
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    unit: Unit = "money" if "money" in (left.unit, right.unit) else "number"
    return within(Span(unit, left.scale * right.scale, min(ends), max(ends)))


def _one_unit(spans: tuple[Span, ...]) -> None:
    units = sorted({one.unit for one in spans})
    if len(units) > 1:
        raise BadTerm(f"{' and '.join(units)} can't be compared", "make both the same")
