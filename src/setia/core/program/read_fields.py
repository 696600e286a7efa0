"""Reads one attribute of an event, an item or a member: its type, its bounds, its default.

A field's name is a plain word of the rule language, since conditions name it. An attribute is
written as its type alone, as its values alone, or as a mapping of all that is to be said of it.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from setia.core.expressions.fields import Field, FieldType, Scope, Table
from setia.core.program import phrases
from setia.core.program.shape import ID, Problems, Shape
from setia.core.program.source import Listed, Mapped, Text, Value
from setia.core.program.values import value_of

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where attributes are declared: the prefix of their names, their scope, where to note
    problems, the currency's decimals, and the table of reference data that they are of.
    """

    prefix: str
    scope: Scope
    problems: Problems
    decimals: int
    table: Table = ""


def is_name(name: str) -> bool:
    """Whether a condition can name it: a plain word that is no word of the language."""
    return bool(NAME.fullmatch(name)) and not keyword.iskeyword(name)


def declared(shape: Shape, key: str, place: Place) -> Iterator[tuple[Field, str, Value]]:
    """The fields of one section, each with its path and where its type stands."""
    value = shape.value(key)
    if value is None:
        return
    if not isinstance(value, Mapped):
        shape.wrong(key, "must be a mapping", "write: channel: text")
        return
    for name, one in value.items.items():
        path = f"{shape.under(key)}.{name}"
        if not is_name(name):
            remedy = "use a-z, 0-9 and _, a letter first, and no word of the rule language"
            shape.problems.note(value.keys[name], path, f"{name!r} is not a name", remedy)
        elif (field := _field(place.prefix + name, one, path, place)) is not None:
            yield replace(field, table=place.table), path, one


def _field(name: str, value: Value, path: str, place: Place) -> Field | None:
    """One attribute: its type alone, its values alone, or all that is to be said of it."""
    if isinstance(value, Text):
        if value.value in TYPES:
            return Field(name, TYPES[value.value], place.scope)
        place.problems.note(value, path, "is not a type", f"write one of: {', '.join(TYPES)}")
        return None
    if isinstance(value, Listed):
        values = _choices(value, path, place)
        return Field(name, "choice", place.scope, values) if values else None
    shape = Shape(value, path, place.problems)
    found = _described(name, shape, place)
    if found is not None:
        found = _stood_in(found, shape, place)
    shape.close()
    return found


def _described(name: str, shape: Shape, place: Place) -> Field | None:
    """An attribute as a mapping: ``{type: number, from: 0, to: 500}``, ``{one of: [s, m, l]}``."""
    personal = shape.yes("personal")
    names = shape.names("name", name.rpartition(".")[2])
    made = Field(name, "text", place.scope, personal=personal, names=names)
    choices = shape.value("one of")
    if choices is not None:
        values, ordered = _choices(choices, f"{shape.path}.one of", place), shape.yes("in order")
        return replace(made, type="choice", values=values, ordered=ordered) if values else None
    kind = TYPES.get(told := shape.text("type"))
    if kind is None:
        if told:
            shape.wrong("type", "is not a type", f"write one of: {', '.join(TYPES)}")
        return None
    decimals = (shape.read("decimals", phrases.decimals) or 0) if kind == "number" else 0
    least = most = None
    if kind in ("number", "money"):
        places = place.decimals if kind == "money" else decimals
        least = shape.read("from", lambda text: phrases.scaled(text, places))
        most = shape.read("to", lambda text: phrases.scaled(text, places))
    if least is not None and most is not None and least > most:
        shape.wrong("to", "is below from", "write the smaller one under from")
    return replace(made, type=kind, least=least, most=most, decimals=decimals)


def _stood_in(field: Field, shape: Shape, place: Place) -> Field:
    """The attribute with what stands in for it where an event does not carry it."""
    needed = shape.yes("needed")
    if shape.value("default") is None:
        return replace(field, needed=needed)
    if needed:
        shape.wrong("default", "is never used", "leave out needed, or leave out default")
    if field.type == "list":
        shape.wrong("default", "a list has none", "ask: tags is set")
        return field
    default = shape.read("default", value_of(field, place.decimals))
    least, most = field.bounds
    if type(default) is int and not least <= default <= most:
        shape.wrong("default", "is out of its range", "keep it between from and to")
    return replace(field, default=default)


def _choices(value: Value, path: str, place: Place) -> tuple[str, ...]:
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
    place.problems.note(value, path, *problem)
    return ()
