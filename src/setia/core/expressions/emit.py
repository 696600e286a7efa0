"""From a checked expression to Python source over integers.

The source uses indexing, comparison, ``and``, ``or`` and ``not`` alone, so that one text runs
interpreted and compiled. Where a field lives and which code a text literal has is the caller's
business; an absent field is the one integer that no declared range reaches.
"""

from collections.abc import Callable
from typing import assert_never

from setia.core.engine.limits import ABSENT
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import AllOf, AnyOf, Compare, IsSet, Node, Not, OneOf, Value

Place = Callable[[Field], str]
Code = Callable[[Field, Value], int]


def emit(node: Node, place: Place, code: Code) -> str:
    """The condition as one Python expression whose value is a bool."""
    match node:
        case Compare(field, operator, other):
            here = place(field)
            if isinstance(other, Field):
                there = place(other)
                return f"({here} != {ABSENT} and {there} != {ABSENT} and {here} {operator} {there})"
            return f"({here} != {ABSENT} and {here} {operator} {code(field, other)})"
        case OneOf(field, values):
            here = place(field)
            return "(" + " or ".join(f"{here} == {code(field, value)}" for value in values) + ")"
        case IsSet(field):
            return f"({place(field)} != {ABSENT})"
        case Not(inner):
            return f"(not {emit(inner, place, code)})"
        case AllOf(parts):
            return "(" + " and ".join(emit(part, place, code) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(emit(part, place, code) for part in parts) + ")"
        case _:
            assert_never(node)


def fields_of(node: Node) -> frozenset[Field]:
    """Every field that the expression reads."""
    match node:
        case Compare(field, _, Field() as other):
            return frozenset((field, other))
        case Compare(field, _, _) | OneOf(field, _) | IsSet(field):
            return frozenset((field,))
        case Not(inner):
            return fields_of(inner)
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*(fields_of(part) for part in parts))
        case _:
            assert_never(node)
