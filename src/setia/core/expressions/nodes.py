"""A parsed and type-checked expression, as frozen values.

Every comparison is two-valued: a field that the event does not carry makes it false, whatever the
operator, and ``is set`` asks for the presence itself.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from setia.core.expressions.fields import Field

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Value: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Compare:
    """``field op literal`` or ``field op field``; money literals are already minor units."""

    field: Field
    operator: Operator
    other: Value | Field


@dataclass(frozen=True, slots=True)
class OneOf:
    """``field in (literal, …)``; at least one literal."""

    field: Field
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IsSet:
    """``field is set``: the event carries it."""

    field: Field


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of one expression."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """``a and b and …``."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a or b or …``."""

    parts: tuple["Node", ...]


Node: TypeAlias = Compare | OneOf | IsSet | Not | AllOf | AnyOf
