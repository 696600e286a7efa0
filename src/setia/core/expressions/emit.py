"""From a checked expression to Python source over integers.

The source uses indexing, comparison, integer arithmetic, ``and``, ``or`` and ``not`` alone, so that
one text runs interpreted and compiled. Where a field lives, which code a text has and how items are
gone through is the caller's business; an absent field is the one integer that no range reaches.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import lcm
from typing import assert_never

from setia.core.engine.limits import ABSENT
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import (
    Add,
    Aggregate,
    AllOf,
    AnyItem,
    AnyOf,
    Compare,
    Constant,
    Count,
    EveryItem,
    Has,
    InList,
    IsSet,
    Least,
    Match,
    Most,
    Node,
    Not,
    OneOf,
    Read,
    Single,
    Subtract,
    Term,
    Times,
    Total,
    Truth,
    Value,
)
from setia.core.expressions.spans import span_of
from setia.core.expressions.walk import needed


@dataclass(frozen=True, slots=True)
class Places:
    """How an expression reaches what it reads.

    field: the source of a field's integer. code: the integer of one of its literals. listed: the
    source of whether a field's text stands in a named list (0, 1, or absent). bit: the bit of one
    text among a list field's. items: the source of a call that works out an aggregate.
    """

    field: Callable[[Field], str]
    code: Callable[[Field, Value], int]
    listed: Callable[[InList], str]
    bit: Callable[[Has], int]
    items: Callable[[Aggregate], str]


def emit(node: Node, at: Places) -> str:
    """The condition as one Python expression whose value is a bool."""
    match node:
        case AnyItem() | EveryItem():
            return at.items(node)
        case Not(inner):
            return f"(not {emit(inner, at)})"
        case AllOf(parts):
            return f"({' and '.join(emit(part, at) for part in parts)})"
        case AnyOf(parts):
            return f"({' or '.join(emit(part, at) for part in parts)})"
        case _:
            return _single(node, at)


def _single(node: Single, at: Places) -> str:
    match node:
        case Compare(left, operator, right):
            scale = lcm(span_of(left).scale, span_of(right).scale)
            one, other = (_in_parts(side, scale, at) for side in (left, right))
            return _guarded((*needed(left), *needed(right)), f"{one} {operator} {other}", at)
        case Match(field, operator, Field() as other):
            there = at.field(other)
            return _guarded((field, other), f"{at.field(field)} {operator} {there}", at)
        case Match(field, operator, other):
            return _guarded((field,), f"{at.field(field)} {operator} {at.code(field, other)}", at)
        case OneOf(field, values):
            here = at.field(field)
            return f"({' or '.join(f'{here} == {at.code(field, value)}' for value in values)})"
        case InList():
            return f"({at.listed(node)} == 1)"
        case Has(field):
            return _guarded((field,), f"{at.field(field)} & {at.bit(node)} != 0", at)
        case IsSet(field):
            return f"({at.field(field)} != {ABSENT})"
        case Truth(field):
            return f"({at.field(field)} == 1)"
        case _:
            assert_never(node)


def emit_term(term: Term, at: Places) -> str:
    """The term as one Python expression: its value in parts of its own scale.

    It means nothing where one of `needed(term)` is absent; `present` asks for that.
    """
    match term:
        case Read(field):
            return at.field(field)
        case Constant(value):
            return str(value) if value >= 0 else f"({value})"
        case Add(left, right) | Subtract(left, right):
            scale = span_of(term).scale
            sign = "+" if isinstance(term, Add) else "-"
            return f"({_in_parts(left, scale, at)} {sign} {_in_parts(right, scale, at)})"
        case Times(left, right):
            return f"({emit_term(left, at)} * {emit_term(right, at)})"
        case Least(parts) | Most(parts):
            scale = span_of(term).scale
            pick = "min" if isinstance(term, Least) else "max"
            return f"{pick}({', '.join(_in_parts(part, scale, at) for part in parts)})"
        case Count() | Total():
            return at.items(term)
        case _:
            assert_never(term)


def present(fields: Iterable[Field], at: Places) -> list[str]:
    """What asks for each of some fields whether it is there."""
    return list(dict.fromkeys(f"{at.field(one)} != {ABSENT}" for one in fields))


def _guarded(fields: Iterable[Field], condition: str, at: Places) -> str:
    return f"({' and '.join([*present(fields, at), condition])})"


def _in_parts(term: Term, scale: int, at: Places) -> str:
    factor = scale // span_of(term).scale
    return emit_term(term, at) if factor == 1 else f"({emit_term(term, at)} * {factor})"
