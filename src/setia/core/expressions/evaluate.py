"""Works an expression out on plain values, node by node, exactly and without making source.

It is for what is asked rarely or of foreign rows: an explanation, an import's columns. Values are
those that an event carries: texts, whole numbers in a field's own parts, days since 1970, True or
False, lists of texts; None for what is absent. What it says is what the generated source says.
"""

import operator
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import (
    Add,
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
    Operator,
    Read,
    Single,
    Subtract,
    Term,
    Times,
    Total,
    Truth,
)

Known: TypeAlias = int | str | bool | Collection[str] | None
Reader: TypeAlias = Callable[[Field], Known]

Exact: TypeAlias = Fraction | int

_OPERATORS: Final[Mapping[Operator, Callable[[Exact, Exact], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: how to read a field, one reader for each item, and the named lists."""

    read: Reader
    items: Sequence[Reader] = ()
    lists: Mapping[str, Container[str]] = field(default_factory=dict)


def holds(node: Node, facts: Facts) -> bool:
    """Whether a condition holds, two-valued."""
    match node:
        case AnyItem(where):
            return any(holds(where, one) for one in _each(facts))
        case EveryItem(where):
            return bool(facts.items) and all(holds(where, one) for one in _each(facts))
        case Not(inner):
            return not holds(inner, facts)
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case _:
            return _single(node, facts)


def _single(node: Single, facts: Facts) -> bool:
    match node:
        case Compare(left, sign, right):
            one, other = value(left, facts), value(right, facts)
            return one is not None and other is not None and _OPERATORS[sign](one, other)
        case Match(field, sign, other):
            there = facts.read(other) if isinstance(other, Field) else other
            return _matches(field, sign, facts.read(field), there)
        case OneOf(field, values):
            return facts.read(field) in values
        case InList(field, name):
            return facts.read(field) in facts.lists[name]
        case Has(field, text):
            held = facts.read(field)
            return isinstance(held, Collection) and not isinstance(held, str) and text in held
        case IsSet(field):
            return facts.read(field) is not None
        case Truth(field):
            return facts.read(field) is True
        case _:
            assert_never(node)


def value(term: Term, facts: Facts) -> Fraction | None:
    """What a term comes to, in its unit; None when something that it needs is absent."""
    match term:
        case Read(field):
            found = facts.read(field)
            return Fraction(found, 10**field.decimals) if isinstance(found, int) else None
        case Constant(number, _, scale):
            return Fraction(number, scale)
        case Add(left, right):
            return _both(operator.add, value(left, facts), value(right, facts))
        case Subtract(left, right):
            return _both(operator.sub, value(left, facts), value(right, facts))
        case Times(left, right):
            return _both(operator.mul, value(left, facts), value(right, facts))
        case Least(parts) | Most(parts):
            found_all = [value(part, facts) for part in parts]
            known = [one for one in found_all if one is not None]
            pick = min if isinstance(term, Least) else max
            return pick(known) if len(known) == len(found_all) else None
        case Count(where):
            each = _each(facts)
            return Fraction(sum(where is None or holds(where, one) for one in each))
        case Total(of, where):
            asked = [one for one in _each(facts) if where is None or holds(where, one)]
            return sum((value(of, one) or Fraction(0) for one in asked), Fraction(0))
        case _:
            assert_never(term)


def _each(facts: Facts) -> list[Facts]:
    return [Facts(read, lists=facts.lists) for read in facts.items]


def _matches(field: Field, sign: Operator, here: Known, there: Known) -> bool:
    if here is None or there is None:
        return False
    if field.type == "choice":
        return _OPERATORS[sign](field.values.index(str(here)), field.values.index(str(there)))
    return (here == there) is (sign == "==")


def _both(
    work: Callable[[Fraction, Fraction], Fraction], one: Fraction | None, other: Fraction | None
) -> Fraction | None:
    return None if one is None or other is None else work(one, other)
