"""Reads what events carry: the attributes that a program declares, beside what is built in.

A field's name is a plain word of the rule language, since conditions name it; a name that the
language or the engine has always used is refused rather than shadowed. Levels of tiers are fields
too.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from setia.core.expressions.fields import BUILT_IN, Field, FieldType, Scope
from setia.core.program import phrases
from setia.core.program.document import TierSet, tier_field
from setia.core.program.shape import ID, Problems, Shape
from setia.core.program.source import Listed, Mapped, Text, Value

MAX_FIELDS: Final = 200
MAX_CHOICES: Final = 100
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
TYPES: Final[Mapping[str, FieldType]] = {
    "text": "text",
    "number": "number",
    "money": "money",
    "bool": "bool",
    "date": "date",
    "list": "list",
}
"""What an attribute can be, by how it is written; a choice is written as its values."""

_ITEM_AMOUNT: Final = Field("item.amount", "money", "item")
_SECTIONS: Final[tuple[tuple[str, str, Scope], ...]] = (
    ("attributes", "", "event"),
    ("items", "item.", "item"),
)

# These stand in payloads beside the attributes, or mean something else in a condition.
_TAKEN: Final = frozenset({"currency", "item", "items", "points", "set", "wallet"})

# Built in later than 0.1.0: a document that has an attribute of that name means its own.
_GIVE_WAY: Final = frozenset({"today", "day", "month"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What reading a field needs to know: where to note problems, and the currency's decimals."""

    problems: Problems
    decimals: int


def read_fields(root: Shape, tiers: tuple[TierSet, ...], decimals: int) -> Mapping[str, Field]:
    """Every field that conditions may name. decimals: of the program's currency."""
    known = _Known(root.problems, decimals)
    fields = {field.name: field for field in (*BUILT_IN, _ITEM_AMOUNT)}
    for one in tiers:
        name = tier_field(tiers, one.id)
        levels = tuple(level.id for level in one.levels)
        fields[name] = Field(name, "choice", "state", levels, ordered=True)
    built_in = len(fields)
    for event, shape in root.parts("events"):
        if event != "purchase":
            shape.problems.note(shape.at, shape.path, "is not a known event", "write: purchase:")
        declared = [one for section in _SECTIONS for one in _declared(shape, *section, known)]
        for field, path, value in declared:
            gives_way = field.name in _GIVE_WAY and fields[field.name].scope == "time"
            if (field.name in fields and not gives_way) or field.key in _TAKEN:
                root.problems.note(value, path, "is built in already", "leave it out or rename it")
            else:
                fields[field.name] = field
        shape.close()
    if len(fields) - built_in > MAX_FIELDS:
        root.wrong("events", f"{len(fields) - built_in} attributes", f"{MAX_FIELDS} at most")
    return fields


def _declared(
    shape: Shape, key: str, prefix: str, scope: Scope, known: _Known
) -> Iterator[tuple[Field, str, Value]]:
    """The fields of one section, each with its path and where its type stands."""
    value = shape.value(key)
    if value is None:
        return
    if not isinstance(value, Mapped):
        shape.wrong(key, "must be a mapping", "write: channel: text")
        return
    for name, one in value.items.items():
        path = f"{shape.path}.{key}.{name}"
        if not NAME.fullmatch(name) or keyword.iskeyword(name):
            remedy = "use a-z, 0-9 and _, a letter first, and no word of the rule language"
            shape.problems.note(value.keys[name], path, f"{name!r} is not a name", remedy)
        elif (field := _field(prefix + name, scope, one, path, known)) is not None:
            yield field, path, one


def _field(name: str, scope: Scope, value: Value, path: str, known: _Known) -> Field | None:
    """One attribute: its type alone, its values alone, or all that is to be said of it."""
    if isinstance(value, Text):
        if value.value in TYPES:
            return Field(name, TYPES[value.value], scope)
        known.problems.note(value, path, "is not a type", f"write one of: {', '.join(TYPES)}")
        return None
    if isinstance(value, Listed):
        values = _choices(value, path, known)
        return Field(name, "choice", scope, values) if values else None
    shape = Shape(value, path, known.problems)
    found = _described(name, scope, shape, known)
    shape.close()
    return found


def _described(name: str, scope: Scope, shape: Shape, known: _Known) -> Field | None:
    """An attribute as a mapping: ``{type: number, from: 0, to: 500}``, ``{one of: [s, m, l]}``."""
    personal = _yes(shape, "personal")
    names = shape.names("name", name.rpartition(".")[2])
    choices = shape.value("one of")
    if choices is not None:
        values, ordered = _choices(choices, f"{shape.path}.one of", known), _yes(shape, "in order")
        made = Field(name, "choice", scope, values, ordered, personal=personal, names=names)
        return made if values else None
    kind = TYPES.get(told := shape.text("type"))
    if kind is None:
        if told:
            shape.wrong("type", "is not a type", f"write one of: {', '.join(TYPES)}")
        return None
    decimals = (shape.read("decimals", phrases.decimals) or 0) if kind == "number" else 0
    least = most = None
    if kind in ("number", "money"):
        places = known.decimals if kind == "money" else decimals
        least = shape.read("from", lambda text: phrases.scaled(text, places))
        most = shape.read("to", lambda text: phrases.scaled(text, places))
    if least is not None and most is not None and least > most:
        shape.wrong("to", "is below from", "write the smaller one under from")
    return Field(
        name, kind, scope, least=least, most=most, decimals=decimals, personal=personal, names=names
    )


def _choices(value: Value, path: str, known: _Known) -> tuple[str, ...]:
    """The values of a choice; empty when they can't be read, which is noted."""
    listed = value.items if isinstance(value, Listed) else ()
    texts = tuple(one.value for one in listed if isinstance(one, Text))
    problem = ("is not a list of values", "write: [small, medium, large]")
    if len(texts) == len(listed) and 1 <= len(texts) <= MAX_CHOICES:
        bad = [one for one in texts if not ID.fullmatch(one)]
        if not bad and len(set(texts)) == len(texts):
            return texts
        problem = ("names a value twice", "leave one of them out")
        if bad:
            problem = (f"{bad[0]!r} is not an id", "use a-z, 0-9 and -, a letter first")
    elif len(texts) > MAX_CHOICES:
        problem = (f"has {len(texts)} values", f"{MAX_CHOICES} at most; declare it as text")
    known.problems.note(value, path, *problem)
    return ()


def _yes(shape: Shape, key: str) -> bool:
    told = shape.text(key, default="no")
    if told not in ("yes", "no", "true", "false"):
        shape.wrong(key, f"{told!r} is neither yes nor no", "write yes or no")
    return told in ("yes", "true")
