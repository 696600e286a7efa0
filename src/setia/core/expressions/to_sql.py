"""From a checked expression to SQL over the columns of members and their states.

Two-valued like the language: what is absent is NULL there, and every comparison with it is false,
never unknown. Texts go in as parameters. A segment has no items to go through, so what asks of
items is refused by name; the SQL is of PostgreSQL 15.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import lcm
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
from setia.core.expressions.spans import span_of
from setia.core.expressions.walk import needed

Parameter: TypeAlias = int | str | list[str]
_SIGNS: Final[dict[Operator, str]] = {
    "==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip


class NotInSql(ValueError):
    """An expression that asks of an event's items, which no member's row has."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A text with a ``%s`` for each parameter, in order."""

    text: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a field lives: a bigint for money, numbers and days since 1970, text for texts and
    choices, boolean, or text[]; and what a named list holds. The SQL of a column has no parameters.
    """

    field: Callable[[Field], str]
    listed: Callable[[str], Collection[str]]


def to_sql(node: Node, columns: Columns) -> Sql:
    """The condition as SQL whose value is true or false, never NULL. Raises NotInSql."""
    match node:
        case AnyItem() | EveryItem():
            raise NotInSql("any(…) and all(…) ask of a purchase's items; a member has none")
        case Not(inner):
            found = to_sql(inner, columns)
            return Sql(f"(NOT {found.text})", found.parameters)
        case AllOf(parts):
            return _joined(" AND ", [to_sql(part, columns) for part in parts])
        case AnyOf(parts):
            return _joined(" OR ", [to_sql(part, columns) for part in parts])
        case _:
            return _single(node, columns)


def _single(node: Single, columns: Columns) -> Sql:
    at = columns.field
    match node:
        case Compare(left, operator, right):
            scale = lcm(span_of(left).scale, span_of(right).scale)
            one, other = (_in_parts(side, scale, columns) for side in (left, right))
            text = f"{one} {_SIGNS[operator]} {other}"
            return Sql(_guarded((*needed(left), *needed(right)), text, columns))
        case Match(field, operator, Field() as other):
            one, there = _rank(field, at(field)), _rank(other, at(other))
            return Sql(f"({one} {_SIGNS[operator]} {there}) IS TRUE")
        case Match(field, operator, other):
            if field.ordered:
                place = field.values.index(other)
                return Sql(f"({_rank(field, at(field))} {_SIGNS[operator]} {place}) IS TRUE")
            return Sql(f"({at(field)} {_SIGNS[operator]} %s) IS TRUE", (other,))
        case OneOf(field, values):
            marks = ", ".join(["%s"] * len(values))
            return Sql(f"({at(field)} IN ({marks})) IS TRUE", tuple(values))
        case InList(field, name):
            return Sql(f"({at(field)} = ANY(%s::text[])) IS TRUE", (sorted(columns.listed(name)),))
        case Has(field, text):
            return Sql(f"(%s = ANY({at(field)})) IS TRUE", (text,))
        case IsSet(field):
            return Sql(f"({at(field)} IS NOT NULL)")
        case Truth(field):
            return Sql(f"({at(field)} IS TRUE)")
        case _:
            assert_never(node)


def _joined(word: str, parts: Iterable[Sql]) -> Sql:
    found = list(parts)
    parameters = tuple(value for one in found for value in one.parameters)
    return Sql(f"({word.join(one.text for one in found)})", parameters)


def _rank(field: Field, column: str) -> str:
    """The place of a choice among its values; they are ids, which need no quoting."""
    names = ", ".join(f"'{value}'" for value in field.values)
    return f"(array_position(ARRAY[{names}]::text[], {column}::text) - 1)"


def _term(term: Term, columns: Columns) -> str:
    match term:
        case Read(field):
            return columns.field(field)
        case Constant(value):
            return f"({value})::bigint"
        case Add(left, right) | Subtract(left, right):
            scale = span_of(term).scale
            sign = "+" if isinstance(term, Add) else "-"
            return f"({_in_parts(left, scale, columns)} {sign} {_in_parts(right, scale, columns)})"
        case Times(left, right):
            return f"({_term(left, columns)} * {_term(right, columns)})"
        case Least(parts) | Most(parts):
            scale = span_of(term).scale
            pick = "LEAST" if isinstance(term, Least) else "GREATEST"
            return f"{pick}({', '.join(_in_parts(part, scale, columns) for part in parts)})"
        case Count() | Total():
            raise NotInSql("count(…) and total(…) ask of a purchase's items; a member has none")
        case _:
            assert_never(term)


def _in_parts(term: Term, scale: int, columns: Columns) -> str:
    factor = scale // span_of(term).scale
    found = _term(term, columns)
    return found if factor == 1 else f"({found} * {factor}::bigint)"


def _guarded(fields: Iterable[Field], text: str, columns: Columns) -> str:
    """False where a field is NULL; LEAST and GREATEST alone would look past it."""
    there = dict.fromkeys(f"{columns.field(one)} IS NOT NULL" for one in fields)
    return f"({' AND '.join([*there, text])})"
