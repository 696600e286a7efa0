"""Reads what a mapping says of some fields, as an event or a row of reference data has it.

Values are written as people write them; problems are noted where they stand.
"""

from collections.abc import Iterable
from typing import Final

from setia.core.expressions.fields import Field
from setia.core.program.shape import Shape
from setia.core.program.source import Listed, Text
from setia.core.program.values import value_of

Said = dict[str, int | str | bool | list[str]]
_REMEDY: Final = "start each with: -"


def read_said(shape: Shape, fields: Iterable[Field], decimals: int) -> Said:
    """The value of each field that is told. decimals: of the currency. Problems are noted."""
    found: Said = {}
    for field in fields:
        name = field.attribute
        if field.type == "list":
            value = shape.value(name)
            if value is not None and not isinstance(value, Listed):
                shape.wrong(name, "must be a list", _REMEDY)
            elif value is not None:
                found[name] = [one.value for one in value.items if isinstance(one, Text)]
        else:
            told = shape.read(name, value_of(field, decimals))
            if told is not None:
                found[name] = told
    return found


def as_written(shape: Shape, fields: Iterable[Field], decimals: int) -> dict[str, str | list[str]]:
    """As `read_said`, each value as it is written, once it has been read."""
    found: dict[str, str | list[str]] = {}
    for name, value in read_said(shape, fields, decimals).items():
        told = shape.peek(name)
        if isinstance(told, Text):
            found[name] = told.value
        elif isinstance(value, list):
            found[name] = value
    return found
