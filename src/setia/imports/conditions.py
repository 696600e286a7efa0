"""Decides conditions of a map over columns of values, a batch at a time.

Conditions are the rule language's own and mean here what they mean in a program: two-valued, so
that a comparison with an absent value is false whatever its operator. Nothing is parsed here, and
no value changes.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final, assert_never

from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import AllOf, AnyOf, Compare, IsSet, Node, Not, OneOf
from setia.imports.amounts import Bad

Cells = Sequence[int | str | Bad | None]
"""A column of values: None is absent, Bad can't be read."""

_OPERATORS: Final[Mapping[str, Callable[..., bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(node: Node, columns: Mapping[str, Cells]) -> list[bool]:
    """Whether the condition holds, row by row. `columns` has every field that the node reads."""
    match node:
        case Compare(field, sign, Field() as other):
            pairs = zip(columns[field.name], columns[other.name], strict=True)
            compare = _OPERATORS[sign]
            return [_there(one) and _there(two) and compare(one, two) for one, two in pairs]
        case Compare(field, sign, value):
            compare = _OPERATORS[sign]
            return [_there(one) and compare(one, value) for one in columns[field.name]]
        case OneOf(field, values):
            return [one in values for one in columns[field.name]]
        case IsSet(field):
            return [_there(one) for one in columns[field.name]]
        case Not(inner):
            return [not one for one in holds(inner, columns)]
        case AllOf(parts):
            each = (holds(part, columns) for part in parts)
            return [all(row) for row in zip(*each, strict=True)]
        case AnyOf(parts):
            each = (holds(part, columns) for part in parts)
            return [any(row) for row in zip(*each, strict=True)]
        case _:
            assert_never(node)


def _there(value: int | str | Bad | None) -> bool:
    return value is not None and type(value) is not Bad
