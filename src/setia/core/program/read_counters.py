"""Reads the counters: what is counted of each member, and over how long.

A counter is a field of its own for rules: it says what stood before the event. It may ask an event
for everything but other counters.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.fields import Field, FieldType
from setia.core.expressions.nodes import Node, Term
from setia.core.expressions.parse import parse_condition, parse_term
from setia.core.expressions.spans import span_of
from setia.core.program import phrases
from setia.core.program.document import Counter, Period, Wallet
from setia.core.program.phrases import PhraseError
from setia.core.program.read_events import Words, kinds_named
from setia.core.program.read_fields import is_name
from setia.core.program.shape import Shape
from setia.core.program.source import Mapped

MAX_COUNTERS: Final = 50
_HOW: Final = ("count", "total", "points")


@dataclass(frozen=True, slots=True)
class _Window:
    rolling: tuple[int, Literal["days", "months"]] | None
    per: Period | None


def read_counters(root: Shape, words: Words, wallets: tuple[Wallet, ...]) -> tuple[Counter, ...]:
    """Every counter; each becomes a field of `words`."""
    value = root.value("counters")
    if value is None:
        return ()
    if not isinstance(value, Mapped):
        root.wrong("counters", "must be a mapping", "write: visits: {count: purchase, in: 30 days}")
        return ()
    if len(value.items) > MAX_COUNTERS:
        root.wrong("counters", f"{len(value.items)} of them", f"{MAX_COUNTERS} at most")
    found: list[Counter] = []
    fields: list[Field] = []
    for name, one in value.items.items():
        shape = Shape(one, f"counters.{name}", root.problems)
        if not is_name(name) or name in words.fields:
            remedy = "use a-z, 0-9 and _, a letter first, and no name of a field"
            cause = f"{name!r} is not a name or is taken"
            root.problems.note(value.keys[name], shape.path, cause, remedy)
        counter = _counter(name, shape, words, wallets)
        found.append(counter)
        names = shape.names("name", name.replace("_", " "))
        fields.append(replace(_field(counter, wallets), names=names))
        shape.close()
    for field in fields:
        words.fields.setdefault(field.name, field)
        words.counters.add(field.name)
    return tuple(found)


def _counter(name: str, shape: Shape, words: Words, wallets: tuple[Wallet, ...]) -> Counter:
    stated = [key for key in _HOW if shape.value(key) is not None]
    if len(stated) > 1:
        shape.wrong(stated[1], f"stands beside {stated[0]}", "make two counters of it")
    elif not stated:
        shape.missing("count, total or points")
    how = stated[0] if stated else "count"
    window = _window(shape)
    if how == "points":
        wallet = shape.text("points")
        if wallet not in {one.id for one in wallets}:
            known = ", ".join(one.id for one in wallets)
            shape.wrong("points", f"no wallet {wallet!r}", f"name one of: {known}")
        return Counter(name, (), points=wallet, rolling=window.rolling, per=window.per)
    kinds = kinds_named(shape, "count" if how == "count" else "on", words)
    vocabulary = words.of(kinds, counters=False)

    def condition(text: str) -> Node:
        return parse_condition(text, vocabulary)

    def total(text: str) -> Term:
        found = parse_term(text, vocabulary)
        if span_of(found).unit == "date":
            raise PhraseError("dates can't be added up", "add up money or numbers")
        span = span_of(found)
        if (span.unit == "money" and span.scale != 1) or _decimals(span.scale) is None:
            raise PhraseError("is counted in parts of a cent", "leave the factor to the rule")
        return found

    return Counter(
        name,
        kinds,
        total=shape.read("total", total) if how == "total" else None,
        when=shape.read("when", condition),
        once_a=shape.read("once a", phrases.period) if how == "count" else None,
        rolling=window.rolling,
        per=window.per,
    )


def _window(shape: Shape) -> _Window:
    rolling, per = shape.read("in", phrases.rolling), shape.read("per", phrases.period)
    if rolling is not None and per is not None:
        shape.wrong("per", "stands beside in", "keep one of them")
    return _Window(rolling, per)


def _field(counter: Counter, wallets: tuple[Wallet, ...]) -> Field:
    """What a rule reads of it."""
    if counter.points:
        places = next((one.decimals for one in wallets if one.id == counter.points), 0)
        return Field(counter.id, "number", "state", least=0, most=MAX_AMOUNT, decimals=places)
    if counter.total is None:
        return Field(counter.id, "number", "state", least=0, most=MAX_AMOUNT)
    span = span_of(counter.total)
    kind: FieldType = "money" if span.unit == "money" else "number"
    places = _decimals(span.scale) or 0
    return Field(counter.id, kind, "state", least=0, most=MAX_AMOUNT, decimals=places)


def _decimals(scale: int) -> int | None:
    """The decimals of a scale that is a power of ten, None for another."""
    digits = len(str(scale)) - 1
    return digits if scale == 10**digits else None
