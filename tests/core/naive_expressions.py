"""A second opinion on conditions: small trees that write themselves as text and say what they mean.

It shares nothing with the rule language but the names of the fields. A tree is made first; its text
goes through Setia, its meaning is worked out here on plain Python values, None where an event
carries nothing. Numbers are exact fractions of their unit, dates are dates.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, TypeAlias

from hypothesis import strategies as st

from setia.core.expressions.fields import WEEKDAYS, Field, Vocabulary

LEVELS: Final = ("regular", "silver", "gold")
FIELDS: Final = {
    one.name: one
    for one in (
        Field("amount", "money", "event", least=0),
        Field("fee", "money", "event"),
        Field("hour", "number", "time", least=0, most=23),
        Field("units", "number", "event", most=10_000, least=-10_000),
        Field("weight", "number", "event", most=9_999, least=0, decimals=3),
        Field("channel", "text", "event"),
        Field("weekday", "choice", "time", WEEKDAYS),
        Field("size", "choice", "event", ("small", "medium", "large"), ordered=True),
        Field("gift", "bool", "event"),
        Field("due", "date", "event"),
        Field("today", "date", "time"),
        Field("tags", "list", "event"),
        Field("member.language", "text", "member"),
        Field("member.joined", "date", "member"),
        Field("member.vip", "bool", "member"),
        Field("tier", "choice", "state", LEVELS, ordered=True),
        Field("email", "text", "event", personal=True),
    )
}
ITEM_FIELDS: Final = {
    one.name: one
    for one in (
        Field("item.amount", "money", "item"),
        Field("item.department", "text", "item"),
        Field("item.quantity", "number", "item", least=0, most=1_000),
        Field("item.fresh", "bool", "item"),
    )
}
LISTS: Final[Mapping[str, frozenset[str]]] = {
    "near": frozenset({"app", "Kedai 3"}),
    "none": frozenset(),
}
WORDS: Final = Vocabulary({**FIELDS, **ITEM_FIELDS}, 2, tuple(LISTS))
TEXTS: Final = ("app", "web", "till", "DELI", "Kedai 3", "é ünï", "")
EPOCH: Final = date(1970, 1, 1)
Known: TypeAlias = int | str | bool | date | tuple[str, ...] | None
Values: TypeAlias = Mapping[str, Any]
"""What is carried, by field; under ``items`` what each item carries."""

SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Told:
    """One condition: how it is written, and whether it holds for given values."""

    text: str
    holds: Callable[[Values], bool]


def parts(field: Field) -> int:
    """How many of a field's integers make one of its unit."""
    return 100 if field.type == "money" else 10**field.decimals


def plain(field: Field, value: Any) -> Any:
    """What two values of a field are compared by; never called for an absent one."""
    if field.type == "choice":
        return field.values.index(value)
    if field.type == "date":
        return (value - EPOCH).days
    return Fraction(value, parts(field)) if field.type in ("money", "number") else value


def written(field: Field, value: Any) -> str:
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, str):
        return f"'{value}'" if len(value) % 2 else f'"{value}"'
    places = len(str(parts(field))) - 1
    sign, (units, rest) = ("-" if value < 0 else ""), divmod(abs(value), parts(field))
    return f"{sign}{units}" + (f".{rest:0{places}d}" if places else "")


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Values of a field, few enough that literals meet what events carry."""
    match field.type:
        case "text":
            return st.sampled_from(TEXTS)
        case "choice":
            return st.sampled_from(field.values)
        case "bool":
            return st.booleans()
        case "date":
            return st.sampled_from([EPOCH + timedelta(days=n) for n in (-1, 0, 1, 20_000, 20_001)])
        case "list":
            return st.lists(st.sampled_from(TEXTS), max_size=3).map(tuple)
        case _:
            low, high = field.bounds
            return st.integers(max(low, -3), 5) | st.sampled_from(
                [one for one in (low, high, 99, 100, 1_500) if low <= one <= high]
            )


def carried() -> st.SearchStrategy[Values]:
    """What one event carries; the engine's own fields are always there."""
    always = {"amount", "hour", "weekday", "today", "tier"}
    event = {
        name: values_of(one) if name in always else st.none() | values_of(one)
        for name, one in FIELDS.items()
    }
    item = {
        name: values_of(one) if name == "item.amount" else st.none() | values_of(one)
        for name, one in ITEM_FIELDS.items()
    }
    return st.fixed_dictionaries(
        event | {"items": st.lists(st.fixed_dictionaries(item), max_size=3)}
    )


def _compare(field: Field, sign: str, value: Any, *, flipped: bool) -> Told:
    here, there = field.name, written(field, value)
    text = f"{there} {MIRRORED.get(sign, sign)} {here}" if flipped else f"{here} {sign} {there}"
    return Told(text, lambda values: _holds(field, values[field.name], sign, value))


def _holds(field: Field, left: Any, sign: str, right: Any) -> bool:
    if left is None or right is None:
        return False
    return SIGNS[sign](plain(field, left), plain(field, right))


def comparable(fields: Mapping[str, Field]) -> list[Field]:
    return [one for one in fields.values() if one.type not in ("bool", "list") and not one.personal]


def signs_of(field: Field) -> st.SearchStrategy[str]:
    ordered = field.ordered or field.type in ("money", "number", "date")
    return st.sampled_from(sorted(SIGNS) if ordered else ["!=", "=="])


@st.composite
def comparisons(draw: st.DrawFn, fields: Mapping[str, Field]) -> Told:
    field = draw(st.sampled_from(comparable(fields)))
    return _compare(
        field, draw(signs_of(field)), draw(values_of(field)), flipped=draw(st.booleans())
    )


@st.composite
def pairs(draw: st.DrawFn) -> Told:
    """Two fields of one kind beside each other, whatever their decimals."""
    pair = [("amount", "fee"), ("hour", "units"), ("weight", "units"), ("due", "today")]
    one, other = (FIELDS[name] for name in draw(st.sampled_from(pair)))
    sign = draw(signs_of(one))

    def holds(values: Values) -> bool:
        here, there = values[one.name], values[other.name]
        if here is None or there is None:
            return False
        return SIGNS[sign](plain(one, here), plain(other, there))

    return Told(f"{one.name} {sign} {other.name}", holds)


@st.composite
def memberships(draw: st.DrawFn, fields: Mapping[str, Field]) -> Told:
    field = draw(st.sampled_from(comparable(fields)))
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
def listings(draw: st.DrawFn, fields: Mapping[str, Field]) -> Told:
    """A text in a named list; a text among those that a field holds."""
    texts = [one.name for one in fields.values() if one.type == "text" and not one.personal]
    name, listed = draw(st.sampled_from(texts)), draw(st.sampled_from(sorted(LISTS)))
    word = draw(st.sampled_from(["in", "not in"]))

    def holds(values: Values) -> bool:
        found = values[name]
        return found is not None and (found in LISTS[listed]) is (word == "in")

    if "tags" not in fields or draw(st.booleans()):
        return Told(f'{name} {word} list("{listed}")', holds)
    text = draw(st.sampled_from(TEXTS))
    within = word == "in"
    return Told(
        f'"{text}" {word} tags',
        lambda values: values["tags"] is not None and (text in values["tags"]) is within,
    )


@st.composite
def presences(draw: st.DrawFn, fields: Mapping[str, Field]) -> Told:
    name = draw(st.sampled_from([one.name for one in fields.values() if not one.personal]))
    if fields[name].type == "bool" and draw(st.booleans()):
        return Told(name, lambda values: values[name] is True)
    if draw(st.booleans()):
        return Told(f"{name} is set", lambda values: values[name] is not None)
    return Told(f"{name} is not set", lambda values: values[name] is None)


@st.composite
def chains(draw: st.DrawFn) -> Told:
    """``low <= field < high``."""
    field = FIELDS[draw(st.sampled_from(["amount", "fee", "hour", "weight", "tier", "due"]))]
    first, last = draw(signs_of(field)), draw(signs_of(field))
    low, high = draw(values_of(field)), draw(values_of(field))
    text = f"{written(field, low)} {first} {field.name} {last} {written(field, high)}"
    mirrored = MIRRORED.get(first, first)
    return Told(
        text,
        lambda values: (
            _holds(field, values[field.name], mirrored, low)
            and _holds(field, values[field.name], last, high)
        ),
    )


def joined(word: str, parts: list[Told]) -> Told:
    text = f" {word} ".join(f"({part.text})" for part in parts)
    if word == "and":
        return Told(text, lambda values: all(part.holds(values) for part in parts))
    return Told(text, lambda values: any(part.holds(values) for part in parts))


def denied(part: Told) -> Told:
    return Told(f"not ({part.text})", lambda values: not part.holds(values))


def of_item() -> st.SearchStrategy[Told]:
    """What can be asked of one item, of the event around it too."""
    single = st.one_of(
        comparisons(ITEM_FIELDS),
        memberships(ITEM_FIELDS),
        listings(ITEM_FIELDS),
        presences(ITEM_FIELDS),
        comparisons({name: FIELDS[name] for name in ("channel", "tier", "amount")}),
    )
    return (
        single
        | st.builds(
            joined, st.sampled_from(["and", "or"]), st.lists(single, min_size=2, max_size=2)
        )
        | single.map(denied)
    )


def items_of(values: Values) -> list[Values]:
    """Each item together with the event around it."""
    return [{**values, **item} for item in values["items"]]


@st.composite
def of_items(draw: st.DrawFn) -> Told:
    """``any(…)`` and ``all(…)``."""
    word, inner = draw(st.sampled_from(["any", "all"])), draw(of_item())
    each = any if word == "any" else all
    return Told(
        f"{word}({inner.text})",
        lambda values: bool(values["items"]) and each(inner.holds(one) for one in items_of(values)),
    )
