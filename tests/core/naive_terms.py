"""Numbers for the second opinion on conditions: sums, products, counts, the least and the most.

As the conditions, each writes itself as text and says what it comes to on plain values: an exact
fraction of its unit, or None where something that it needs is absent.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from tests.core.naive_expressions import (
    FIELDS,
    ITEM_FIELDS,
    SIGNS,
    Told,
    Values,
    chains,
    comparisons,
    denied,
    items_of,
    joined,
    listings,
    memberships,
    of_item,
    of_items,
    pairs,
    plain,
    presences,
)


@dataclass(frozen=True)
class Worked:
    """One number: how it is written, what it comes to (None: absent), and its unit."""

    text: str
    value: Callable[[Values], Fraction | None]
    unit: str


def _number(text: str, unit: str = "number") -> Worked:
    return Worked(text, lambda _: Fraction(text), unit)


def _read(name: str) -> Worked:
    field = FIELDS.get(name) or ITEM_FIELDS[name]

    def value(values: Values) -> Fraction | None:
        found = values[name]
        return None if found is None else Fraction(plain(field, found))

    return Worked(name, value, field.type)


@st.composite
def counted(draw: st.DrawFn) -> Worked:
    """``count(…)`` and ``total(…)``; what an item lacks adds nothing."""
    where = draw(st.none() | of_item())
    if draw(st.booleans()):
        text = f"count({where.text if where else ''})"
        return Worked(
            text,
            lambda v: Fraction(sum(1 for one in items_of(v) if where is None or where.holds(one))),
            "number",
        )
    of = draw(
        st.sampled_from(
            [
                _read("item.amount"),
                _read("item.quantity"),
                _both("*", _read("item.amount"), _read("item.quantity")),
            ]
        )
    )

    def total(values: Values) -> Fraction:
        asked = (one for one in items_of(values) if where is None or where.holds(one))
        return sum((of.value(one) or Fraction(0) for one in asked), Fraction(0))

    return Worked(f"total({of.text}{f', {where.text}' if where else ''})", total, of.unit)


def _both(sign: str, one: Worked, other: Worked) -> Worked:
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]

    def value(values: Values) -> Fraction | None:
        here, there = one.value(values), other.value(values)
        return None if here is None or there is None else work(here, there)

    unit = one.unit
    if sign == "*" and other.unit == "money":
        unit = "money"
    if sign == "-" and one.unit == other.unit == "date":
        unit = "number"
    return Worked(f"({one.text} {sign} {other.text})", value, unit)


@st.composite
def terms(draw: st.DrawFn, unit: str) -> Worked:
    """Anything that can be calculated in one unit, one sign deep or two."""
    if unit == "date":
        start = draw(st.sampled_from(["due", "today", "member.joined"]))
        days = draw(st.sampled_from(["0", "1", "30"]))
        return _both(draw(st.sampled_from("+-")), _read(start), _number(days))
    literal = st.sampled_from(["0", "1", "2.5", "10.00", "0.05"])
    plain_ones = st.sampled_from(["units", "weight", "hour"]).map(_read) | literal.map(_number)
    numbers: st.SearchStrategy[Worked] = st.one_of(
        plain_ones,
        counted().filter(lambda one: one.unit == "number"),
        st.just(_both("-", _read("today"), _read("due"))),
    )
    if unit == "number":
        one, other = draw(numbers), draw(plain_ones)
        return draw(st.sampled_from([one, *(_both(sign, one, other) for sign in "+-*")]))
    money = st.one_of(
        st.sampled_from(["amount", "fee"]).map(_read),
        counted().filter(lambda one: one.unit == "money"),
    )
    one, other, times = draw(money), draw(money), draw(plain_ones)
    sums = [one, _both("+", one, other), _both("-", one, other), _both("*", one, times)]
    sums += [_both("-", one, _number("1.50", "money")), _both("+", other, _both("*", times, one))]
    return draw(st.sampled_from(sums))


@st.composite
def chosen(draw: st.DrawFn, unit: str) -> Worked:
    """``min(…)`` or ``max(…)`` of two terms, or one of them."""
    one, other = draw(terms(unit)), draw(terms(unit))
    name = draw(st.sampled_from(["", "min", "max"]))
    if not name:
        return one
    pick = min if name == "min" else max

    def value(values: Values) -> Fraction | None:
        here, there = one.value(values), other.value(values)
        return None if here is None or there is None else pick(here, there)

    return Worked(f"{name}({one.text}, {other.text})", value, unit)


@st.composite
def calculations(draw: st.DrawFn) -> Told:
    """Two terms beside each other."""
    unit = draw(st.sampled_from(["money", "number", "date"]))
    one, other = draw(chosen(unit)), draw(chosen(unit))
    sign = draw(st.sampled_from(sorted(SIGNS)))

    def holds(values: Values) -> bool:
        here, there = one.value(values), other.value(values)
        return here is not None and there is not None and SIGNS[sign](here, there)

    return Told(f"{one.text} {sign} {other.text}", holds)


def conditions(*, items: bool = True) -> st.SearchStrategy[Told]:
    """Any condition of the language, up to a handful of parts; with items or without."""
    single = [comparisons(FIELDS), pairs(), memberships(FIELDS), listings(FIELDS)]
    single += [presences(FIELDS), chains()]
    if items:
        single += [of_items(), calculations()]
    return st.recursive(
        st.one_of(single),
        lambda inner: st.one_of(
            inner.map(denied),
            st.builds(
                joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4)
            ),
        ),
        max_leaves=6,
    )
