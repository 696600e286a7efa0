"""Reads what events carry: the attributes that a program declares, beside what is built in.

A field's name is a plain word of the rule language, since conditions name it; a name that the
language or the engine uses already is refused rather than shadowed. Levels of tiers are fields too.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Final

from setia.core.expressions.fields import BUILT_IN, Field, FieldType, Scope
from setia.core.program.document import TierSet, tier_field
from setia.core.program.shape import Shape
from setia.core.program.source import Mapped, Text, Value

MAX_FIELDS: Final = 200
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TYPES: Final[Mapping[str, FieldType]] = {"text": "text", "number": "number", "money": "money"}
_ITEM_AMOUNT: Final = Field("item.amount", "money", "item")
_SECTIONS: Final[tuple[tuple[str, str, Scope], ...]] = (
    ("attributes", "", "event"),
    ("items", "item.", "item"),
)

# These stand in payloads beside the attributes, or mean something else in a condition.
_TAKEN: Final = frozenset({"currency", "item", "items", "points", "set", "wallet"})


def read_fields(root: Shape, tiers: tuple[TierSet, ...]) -> Mapping[str, Field]:
    """Every field that conditions may name."""
    fields = {field.name: field for field in (*BUILT_IN, _ITEM_AMOUNT)}
    for one in tiers:
        name = tier_field(tiers, one.id)
        levels = tuple(level.id for level in one.levels)
        fields[name] = Field(name, "choice", "state", levels, ordered=True)
    built_in = len(fields)
    for event, shape in root.parts("events"):
        if event != "purchase":
            shape.problems.note(shape.at, shape.path, "is not a known event", "write: purchase:")
        declared = [one for section in _SECTIONS for one in _declared(shape, *section)]
        for field, path, value in declared:
            if field.name in fields or field.key in _TAKEN:
                root.problems.note(value, path, "is built in already", "leave it out or rename it")
            else:
                fields[field.name] = field
        shape.close()
    if len(fields) - built_in > MAX_FIELDS:
        root.wrong("events", f"{len(fields) - built_in} attributes", f"{MAX_FIELDS} at most")
    return fields


def _declared(
    shape: Shape, key: str, prefix: str, scope: Scope
) -> Iterator[tuple[Field, str, Value]]:
    """The fields of one section, each with its path and where its type stands."""
    value = shape.value(key)
    if value is None:
        return
    if not isinstance(value, Mapped):
        shape.wrong(key, "must be a mapping", "write: channel: text")
        return
    for name, one in value.items.items():
        kind = _TYPES.get(one.value) if isinstance(one, Text) else None
        path = f"{shape.path}.{key}.{name}"
        if not NAME.fullmatch(name) or keyword.iskeyword(name):
            remedy = "use a-z, 0-9 and _, a letter first, and no word of the rule language"
            shape.problems.note(value.keys[name], path, f"{name!r} is not a name", remedy)
        elif kind is None:
            shape.problems.note(one, path, "is not a type", "write text, number or money")
        else:
            yield Field(prefix + name, kind, scope), path, one
