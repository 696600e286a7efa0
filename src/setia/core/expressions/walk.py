"""Goes through an expression: its parts, every node of it, and the fields that it reads.

Whoever asks something of expressions asks here; nobody else takes a node apart only to look for
what is inside.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

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
    Expression,
    Has,
    InList,
    IsSet,
    Least,
    Match,
    Most,
    Not,
    OneOf,
    Read,
    Subtract,
    Term,
    Times,
    Total,
    Truth,
)


def parts_of(one: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, one level down."""
    match one:
        case Read() | Constant() | Match() | OneOf() | InList() | Has() | IsSet() | Truth():
            return ()
        case Add(left, right) | Subtract(left, right) | Times(left, right):
            return (left, right)
        case Compare(left, _, right):
            return (left, right)
        case Least(parts) | Most(parts):
            return parts
        case AllOf(parts) | AnyOf(parts):
            return parts
        case Count(where):
            return () if where is None else (where,)
        case Total(of, where):
            return (of,) if where is None else (of, where)
        case AnyItem(inner) | EveryItem(inner) | Not(inner):
            return (inner,)
        case _:
            assert_never(one)


def every(one: Expression) -> Iterator[Expression]:
    """The expression and everything in it."""
    yield one
    for part in parts_of(one):
        yield from every(part)


def named_in(one: Expression) -> tuple[Field, ...]:
    """The fields that this very node names, its parts aside."""
    match one:
        case Match(field, _, Field() as other):
            return (field, other)
        case Read(field) | Match(field) | OneOf(field) | InList(field) | Has(field):
            return (field,)
        case IsSet(field) | Truth(field):
            return (field,)
        case _:
            return ()


def fields_of(one: Expression) -> frozenset[Field]:
    """Every field that the expression reads."""
    return frozenset(field for part in every(one) for field in named_in(part))


def needed(term: Term) -> tuple[Field, ...]:
    """The fields that must be there for the term to have a value, in the order written.

    What an item must carry is the item's own business: an aggregate always has a value.
    """
    found: dict[Field, None] = {}

    def visit(one: Expression) -> None:
        if isinstance(one, Count | Total):
            return
        found.update(dict.fromkeys(named_in(one)))
        for part in parts_of(one):
            visit(part)

    visit(term)
    return tuple(found)


def looked_for(conditions: Iterable[Expression]) -> dict[str, set[str]]:
    """By list field, the texts that conditions look for in it."""
    found: dict[str, set[str]] = {}
    for part in (part for one in conditions for part in every(one)):
        if isinstance(part, Has):
            found.setdefault(part.field.name, set()).add(part.value)
    return found
