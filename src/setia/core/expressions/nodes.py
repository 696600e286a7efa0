"""A parsed and type-checked expression, as frozen values: conditions, and terms that are numbers.

Every comparison is two-valued: a field that is absent makes it false, whatever the operator, and
``is set`` asks for the presence itself. A term's value is an integer over a scale; what it counts
(minor units, whole numbers, days) and how far it can reach is said by `spans`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from setia.core.expressions.fields import Field

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Value: TypeAlias = int | str
Unit = Literal["money", "number", "date"]


@dataclass(frozen=True, slots=True)
class Read:
    """The value of a money, number or date field."""

    field: Field


@dataclass(frozen=True, slots=True)
class Constant:
    """``value / scale`` of a unit: minor units, a plain number, days since 1970."""

    value: int
    unit: Unit
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Add:
    """``a + b``."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Subtract:
    """``a - b``; of two dates, the days between them."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Times:
    """``a * b``."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Least:
    """``min(a, b, …)``."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Most:
    """``max(a, b, …)``."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Count:
    """``count(condition)``: how many items fulfil it; ``count()``: how many there are."""

    where: "Node | None"


@dataclass(frozen=True, slots=True)
class Total:
    """``total(term, condition)``: the term summed over the items that carry it and fulfil it."""

    of: "Term"
    where: "Node | None"


Term: TypeAlias = Read | Constant | Add | Subtract | Times | Least | Most | Count | Total


@dataclass(frozen=True, slots=True)
class Compare:
    """Two terms of one unit beside each other."""

    left: Term
    operator: Operator
    right: Term


@dataclass(frozen=True, slots=True)
class Match:
    """A text, choice or yes-or-no field beside a literal, or a choice beside another like it."""

    field: Field
    operator: Operator
    other: str | Field


@dataclass(frozen=True, slots=True)
class OneOf:
    """``field in (literal, …)``; at least one literal."""

    field: Field
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class InList:
    """``field in list("name")``: a text that stands in a named list as of that day."""

    field: Field
    list: str


@dataclass(frozen=True, slots=True)
class Has:
    """``"text" in field``: one of the texts that a list field holds."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class IsSet:
    """``field is set``: it is there."""

    field: Field


@dataclass(frozen=True, slots=True)
class Truth:
    """A yes-or-no field that is there and says yes."""

    field: Field


@dataclass(frozen=True, slots=True)
class AnyItem:
    """``any(condition)``: at least one item fulfils it."""

    where: "Node"


@dataclass(frozen=True, slots=True)
class EveryItem:
    """``all(condition)``: there are items, and each fulfils it."""

    where: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of one condition."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    """``a and b and …``."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``a or b or …``."""

    parts: tuple["Node", ...]


Single: TypeAlias = Compare | Match | OneOf | InList | Has | IsSet | Truth
"""What asks one thing; the other conditions are made of these."""

Node: TypeAlias = Single | AnyItem | EveryItem | Not | AllOf | AnyOf
Expression: TypeAlias = Node | Term
Aggregate: TypeAlias = AnyItem | EveryItem | Count | Total
