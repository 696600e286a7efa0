"""From text to a checked expression, or to an error that points at the column and says the remedy.

Python's own parser reads the text once its characters are known to be harmless; only the handful of
node kinds named here pass, each checked against the declared fields, so nothing undeclared can be
reached: no call, attribute, index, comprehension or name from outside.
"""

import ast
import difflib
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.fields import Field, Fields
from setia.core.expressions.nodes import (
    AllOf,
    AnyOf,
    Compare,
    IsSet,
    Node,
    Not,
    OneOf,
    Operator,
    Value,
)
from setia.core.expressions.plain_numbers import exact
from setia.core.expressions.scan import ExpressionError, scan

__all__ = ["MAX_CHARS", "MAX_DEPTH", "MAX_PARTS", "ExpressionError", "parse"]

MAX_CHARS: Final = 500
MAX_PARTS: Final = 100
MAX_DEPTH: Final = 12
MAX_SHOWN_CHARS: Final = 60

_OPERATORS: Final[dict[type[ast.cmpop], Operator]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_FLIPPED: Final[dict[Operator, Operator]] = {
    "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip
_BLANKS: Final = str.maketrans("\t\r\n", "   ")


def parse(text: str, fields: Fields, decimals: int) -> Node:
    """Parse and check one condition.

    fields: what it may name. decimals: of the program's currency, for money literals.
    Raises ExpressionError, whose column counts characters of `text`.
    """
    if len(text) > MAX_CHARS:
        raise ExpressionError(MAX_CHARS, f"longer than {MAX_CHARS} characters", "split the rule")
    if not text.strip():
        raise ExpressionError(1, "is empty", "write a condition, or leave it out")
    scan(text)
    # A line may end anywhere: without comments and escapes, a blank says the same.
    flat = text.translate(_BLANKS)
    start = len(flat) - len(flat.lstrip())
    try:
        tree = ast.parse(flat.strip(), mode="eval")
    except SyntaxError as error:
        column = min(max(error.offset or 1, 1) + start, len(text))
        remedy = 'write it like: channel == "app" and hour < 12'
        raise ExpressionError(column, "can't be read here", remedy) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(1, "can't be read", "use plain characters and less nesting") from None
    return _Reader(flat.strip(), start, fields, decimals).condition(tree.body, 0)


class _Reader:
    """One walk over one syntax tree. start: how many blanks stood before the text."""

    def __init__(self, text: str, start: int, fields: Fields, decimals: int) -> None:
        self._text = text
        self._start = start
        self._fields = fields
        self._decimals = decimals
        self._parts = 0

    def condition(self, node: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._wrong(node, f"is nested deeper than {MAX_DEPTH}", "split the rule")
        self._count(node)
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return AllOf(tuple(self.condition(part, depth + 1) for part in values))
            case ast.BoolOp(values=values):
                return AnyOf(tuple(self.condition(part, depth + 1) for part in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand, depth + 1))
            case ast.Compare():
                return self._comparison(node)
            case _:
                cause = f"{self._shown(node)} is not a condition"
                raise self._wrong(node, cause, "compare a field: amount >= 10.00")

    def _comparison(self, node: ast.Compare) -> Node:
        if len(node.ops) > 1:
            return self._chain(node)
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(operator, ast.Is | ast.IsNot):
            return self._presence(left, operator, right)
        if isinstance(operator, ast.In):
            return self._membership(left, right)
        if isinstance(operator, ast.NotIn):
            # Two-valued like every comparison: what is absent is neither in a list nor out of it.
            member = self._membership(left, right)
            return AllOf((IsSet(member.field), Not(member)))
        return self._compared(left, _OPERATORS[type(operator)], right)

    def _chain(self, node: ast.Compare) -> Node:
        """``9 <= hour < 12`` is ``9 <= hour and hour < 12``."""
        parts: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self._count(right)
            if type(operator) not in _OPERATORS:
                raise self._wrong(right, "can't be chained", "join two conditions with and")
            parts.append(self._compared(left, _OPERATORS[type(operator)], right))
            left = right
        return AllOf(tuple(parts))

    def _presence(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if not (isinstance(right, ast.Name) and right.id == "set"):
            raise self._wrong(
                right, f"is can't ask for {self._shown(right)}", "write: field is set"
            )
        present = IsSet(self._field(left))
        return present if isinstance(operator, ast.Is) else Not(present)

    def _membership(self, left: ast.expr, right: ast.expr) -> OneOf:
        field = self._field(left)
        if isinstance(right, ast.Constant):
            remedy = f"for one value write ==, or put a comma behind it: ({self._shown(right)},)"
            raise self._wrong(right, "in needs a list of values", remedy)
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            raise self._wrong(
                right, "in needs a list of values", 'write: channel in ("app", "web")'
            )
        return OneOf(field, tuple(self._literal(value, field) for value in right.elts))

    def _compared(self, left: ast.expr, operator: Operator, right: ast.expr) -> Node:
        if not _names_field(left) and _names_field(right):
            left, right, operator = right, left, _FLIPPED[operator]
        field = self._field(left)
        if operator not in ("==", "!=") and (
            field.type == "text" or (field.type == "choice" and not field.ordered)
        ):
            raise self._wrong(left, f"{field.name} has no order", "use ==, != or in")
        if _names_field(right):
            other = self._field(right)
            if (other.type, other.values) != (field.type, field.values) or field.type == "text":
                raise self._wrong(
                    right, f"{field.name} and {other.name} can't be compared", "use a value"
                )
            return Compare(field, operator, other)
        return Compare(field, operator, self._literal(right, field))

    def _field(self, node: ast.expr) -> Field:
        if not _names_field(node):
            raise self._wrong(
                node, f"{self._shown(node)} is not a field", "start with a field's name"
            )
        name = ast.unparse(node)
        if name not in self._fields:
            shown = name[:MAX_SHOWN_CHARS]
            raise self._wrong(node, f"no field is named {shown}", _nearest(name, self._fields))
        return self._fields[name]

    def _literal(self, node: ast.expr, field: Field) -> Value:
        if field.type in ("money", "number"):
            return self._number(node, field)
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise self._wrong(node, f"{field.name} is compared with text", 'put it in "quotes"')
        value = node.value
        if field.type == "choice" and value not in field.values:
            cause = f"{field.name} is never {self._shown(node)}"
            raise self._wrong(node, cause, _nearest(value, field.values))
        return value

    def _number(self, node: ast.expr, field: Field) -> int:
        negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
        bare = node.operand if isinstance(node, ast.UnaryOp) and negative else node
        if not isinstance(bare, ast.Constant) or type(bare.value) not in (int, float):
            raise self._wrong(
                node, f"{field.name} is compared with a number", "write a number here"
            )
        shown = self._shown(node)
        value = exact(ast.get_source_segment(self._text, bare) or "")
        if value is None:
            raise self._wrong(node, f"{shown} is not a plain number", "write digits: 1000 or 10.50")
        places = self._decimals if field.type == "money" else 0
        scaled: Fraction = value * 10**places
        if scaled.denominator != 1:
            raise self._wrong(
                node, f"{shown} has too many decimals", f"at most {places} for {field.name}"
            )
        if scaled > MAX_AMOUNT:
            raise self._wrong(node, f"{shown} is too large", f"at most {MAX_AMOUNT} after scaling")
        return -scaled.numerator if negative else scaled.numerator

    def _count(self, node: ast.expr) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise self._wrong(node, f"has more than {MAX_PARTS} parts", "use a list: field in (…)")

    def _shown(self, node: ast.expr) -> str:
        """What stands there, as written, cut where it is long."""
        segment = ast.get_source_segment(self._text, node) or ""
        return segment if len(segment) <= MAX_SHOWN_CHARS else f"{segment[: MAX_SHOWN_CHARS - 1]}…"

    def _wrong(self, node: ast.expr, cause: str, remedy: str) -> ExpressionError:
        # The parser counts bytes of UTF-8, people count characters.
        before = self._text.encode()[: node.col_offset].decode()
        return ExpressionError(self._start + len(before) + 1, cause, remedy)


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"known: {', '.join(names[:20])}{', …' if len(names) > 20 else ''}"


def _names_field(node: ast.expr) -> bool:
    """A bare name, or ``item.name``: the only two forms that can name a field."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "item"
    return isinstance(node, ast.Name)
