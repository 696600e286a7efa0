"""A second opinion on conditions: small trees that write themselves as text and say what they mean.

It shares nothing with the rule language but the names of the fields. A tree is made first; its text
goes through Setia, its meaning is worked out here on plain Python values, None where an event
carries nothing.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from hypothesis import strategies as st

from setia.core.expressions.fields import WEEKDAYS, Field

LEVELS: Final = ("regular", "silver", "gold")
FIELDS: Final = {
    one.name: one
    for one in (
        Field("amount", "money", "event"),
        Field("fee", "money", "event"),
        Field("hour", "number", "event"),
        Field("units", "number", "event"),
        Field("channel", "text", "event"),
        Field("weekday", "choice", "event", WEEKDAYS),
        Field("tier", "choice", "state", LEVELS, ordered=True),
        Field("item.amount", "money", "item"),
        Field("item.department", "text", "item"),
    )
}
TEXTS: Final = ("app", "web", "till", "DELI", "Kedai 3", "é ünï", "")
Known: TypeAlias = int | str | None
Values: TypeAlias = Mapping[str, Known]

SIGNS: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Told:
    """One condition: how it is written, and whether it holds for given values."""

    text: str
    holds: Callable[[Values], bool]


def rank(field: Field, value: Known) -> int | str:
    """What two values of a field are compared by; never called for an absent one."""
    assert value is not None
    if field.type == "choice":
        return field.values.index(str(value))
    return value


def written(field: Field, value: Known) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) % 2 else f'"{value}"'
    assert value is not None
    if field.type == "number":
        return str(value)
    sign, units = ("-" if value < 0 else ""), abs(value)
    return f"{sign}{units // 100}.{units % 100:02d}"


def values_of(field: Field) -> st.SearchStrategy[Known]:
    """Literals of a field, few enough to be met by what events carry."""
    if field.type == "text":
        return st.sampled_from(TEXTS)
    if field.type == "choice":
        return st.sampled_from(field.values)
    return st.integers(-3, 5) | st.sampled_from((10**12, -(10**12), 99, 100))


def carried() -> st.SearchStrategy[Values]:
    """What one event carries; the engine's own fields are always there."""
    always = {"amount", "hour", "weekday", "tier", "item.amount"}
    return st.fixed_dictionaries(
        {
            name: values_of(one) if name in always else st.none() | values_of(one)
            for name, one in FIELDS.items()
        }
    )


def signs_of(field: Field) -> st.SearchStrategy[str]:
    ordered = field.ordered or field.type in ("money", "number")
    return st.sampled_from(sorted(SIGNS) if ordered else ["!=", "=="])


def compared(field: Field, sign: str, value: Known, *, flipped: bool) -> Told:
    here, there = field.name, written(field, value)
    mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(sign, sign)
    text = f"{there} {mirrored} {here}" if flipped else f"{here} {sign} {there}"
    return Told(text, lambda values: _holds(field, values[field.name], sign, value))


def _holds(field: Field, left: Known, sign: str, right: Known) -> bool:
    if left is None or right is None:
        return False
    if field.type == "text":
        return (left == right) is (sign == "==")
    one, other = rank(field, left), rank(field, right)
    assert isinstance(one, int)
    assert isinstance(other, int)
    return SIGNS[sign](one, other)


@st.composite
def comparisons(draw: st.DrawFn) -> Told:
    field = draw(st.sampled_from(list(FIELDS.values())))
    return compared(
        field, draw(signs_of(field)), draw(values_of(field)), flipped=draw(st.booleans())
    )


@st.composite
def pairs(draw: st.DrawFn) -> Told:
    """Two fields of one kind beside each other."""
    one, other = draw(
        st.sampled_from([("amount", "fee"), ("hour", "units"), ("fee", "item.amount")])
    )
    sign = draw(signs_of(FIELDS[one]))
    return Told(f"{one} {sign} {other}", lambda v: _holds(FIELDS[one], v[one], sign, v[other]))


@st.composite
def memberships(draw: st.DrawFn) -> Told:
    field = draw(st.sampled_from(list(FIELDS.values())))
    listed = draw(st.lists(values_of(field), min_size=1, max_size=4))
    open_, close = draw(st.sampled_from([("(", ",)"), ("[", "]")]))
    inner = ", ".join(written(field, value) for value in listed)
    if draw(st.booleans()):
        text = f"{field.name} in {open_}{inner}{close}"
        return Told(text, lambda values: values[field.name] in listed)
    text = f"{field.name} not in {open_}{inner}{close}"
    return Told(
        text, lambda values: values[field.name] is not None and values[field.name] not in listed
    )


@st.composite
def presences(draw: st.DrawFn) -> Told:
    name = draw(st.sampled_from(list(FIELDS)))
    if draw(st.booleans()):
        return Told(f"{name} is set", lambda values: values[name] is not None)
    return Told(f"{name} is not set", lambda values: values[name] is None)


@st.composite
def chains(draw: st.DrawFn) -> Told:
    """``low <= field < high``."""
    field = FIELDS[draw(st.sampled_from(["amount", "fee", "hour", "units", "tier"]))]
    first, last = draw(signs_of(field)), draw(signs_of(field))
    low, high = draw(values_of(field)), draw(values_of(field))
    text = f"{written(field, low)} {first} {field.name} {last} {written(field, high)}"
    mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(first, first)
    return Told(
        text,
        lambda values: (
            _holds(field, values[field.name], mirrored, low)
            and _holds(field, values[field.name], last, high)
        ),
    )


def _joined(word: str, parts: list[Told]) -> Told:
    text = f" {word} ".join(f"({part.text})" for part in parts)
    if word == "and":
        return Told(text, lambda values: all(part.holds(values) for part in parts))
    return Told(text, lambda values: any(part.holds(values) for part in parts))


def _denied(part: Told) -> Told:
    return Told(f"not ({part.text})", lambda values: not part.holds(values))


def conditions() -> st.SearchStrategy[Told]:
    """Any condition of the language, up to a handful of parts."""
    single = st.one_of(comparisons(), pairs(), memberships(), presences(), chains())
    return st.recursive(
        single,
        lambda inner: st.one_of(
            inner.map(_denied),
            st.builds(
                _joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4)
            ),
        ),
        max_leaves=6,
    )
