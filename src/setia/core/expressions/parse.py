"""From text to a checked expression, or to an error that points at the column and says the remedy.

Python's own parser reads the text; only the handful of node kinds named here pass, each checked
against the declared fields, so nothing undeclared can be reached: no call, attribute, index,
comprehension or name from outside.
"""

import ast
import difflib
from decimal import Decimal, InvalidOperation
from typing import Final, NoReturn, cast

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.fields import Field, Fields
from setia.core.expressions.nodes import AllOf, AnyOf, Compare, IsSet, Node, Not, OneOf, Operator, Value

MAX_CHARS: Final = 500
MAX_PARTS: Final = 100
MAX_DEPTH: Final = 12

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


class ExpressionError(ValueError):
    """What is wrong with an expression: the column (from 1), the cause and the remedy."""

    def __init__(self, column: int, cause: str, remedy: str) -> None:
        super().__init__(f"column {column}: {cause}; {remedy}")
        self.column = column
        self.cause = cause
        self.remedy = remedy


def parse(text: str, fields: Fields, decimals: int) -> Node:
    """Parse and check one condition.

    fields: what it may name. decimals: of the program's currency, for money literals.
    Raises ExpressionError.
    """
    if len(text) > MAX_CHARS:
        raise ExpressionError(MAX_CHARS, f"longer than {MAX_CHARS} characters", "split the rule")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise ExpressionError(
            error.offset or 1, "can't be read here", 'write it like: channel == "app" and hour < 12'
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(1, "can't be read", "use plain characters and less nesting") from None
    return _Reader(text.strip(), fields, decimals).condition(tree.body, 0)


class _Reader:
    """One walk over one syntax tree."""

    def __init__(self, text: str, fields: Fields, decimals: int) -> None:
        self._text = text
        self._fields = fields
        self._decimals = decimals
        self._parts = 0

    def condition(self, node: ast.expr, depth: int) -> Node:
        self._parts += 1
        if depth > MAX_DEPTH:
            self._fail(node, f"is nested deeper than {MAX_DEPTH}", "split the rule")
        if self._parts > MAX_PARTS:
            self._fail(node, f"has more than {MAX_PARTS} parts", "use a list: field in (…)")
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.condition(part, depth + 1) for part in node.values)
            return AllOf(parts) if isinstance(node.op, ast.And) else AnyOf(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Not(self.condition(node.operand, depth + 1))
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        self._fail(
            node, f"{self._shown(node)} is not a condition", "compare a field: amount >= 10.00"
        )

    def _comparison(self, node: ast.Compare) -> Node:
        if len(node.ops) > 1:
            return self._chain(node)
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(operator, ast.Is | ast.IsNot):
            return self._presence(left, operator, right)
        if isinstance(operator, ast.In | ast.NotIn):
            member = self._membership(left, right)
            return member if isinstance(operator, ast.In) else Not(member)
        return self._compared(left, _OPERATORS[type(operator)], right)

    def _chain(self, node: ast.Compare) -> Node:
        """``9 <= hour < 12`` is ``9 <= hour and hour < 12``."""
        parts: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if type(operator) not in _OPERATORS:
                self._fail(right, "can't be chained", "join two conditions with and")
            parts.append(self._compared(left, _OPERATORS[type(operator)], right))
            left = right
        return AllOf(tuple(parts))

    def _presence(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if not (isinstance(right, ast.Name) and right.id == "set"):
            self._fail(right, f"is can't ask for {self._shown(right)}", "write: field is set")
        present = IsSet(self._field(left))
        return present if isinstance(operator, ast.Is) else Not(present)

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        field = self._field(left)
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            self._fail(right, "in needs a list of values", 'write: channel in ("app", "web")')
        return OneOf(field, tuple(self._literal(value, field) for value in right.elts))

    def _compared(self, left: ast.expr, operator: Operator, right: ast.expr) -> Node:
        if not _names_field(left) and _names_field(right):
            left, right, operator = right, left, _FLIPPED[operator]
        field = self._field(left)
        if operator not in ("==", "!=") and (
            field.type == "text" or (field.type == "choice" and not field.ordered)
        ):
            self._fail(left, f"{field.name} has no order", "use ==, != or in")
        if _names_field(right):
            other = self._field(right)
            if (other.type, other.values) != (field.type, field.values) or field.type == "text":
                self._fail(right, f"{field.name} and {other.name} can't be compared", "use a value")
            return Compare(field, operator, other)
        return Compare(field, operator, self._literal(right, field))

    def _field(self, node: ast.expr) -> Field:
        if not _names_field(node):
            self._fail(node, f"{self._shown(node)} is not a field", "start with a field's name")
        name = ast.unparse(node)
        if name not in self._fields:
            near = difflib.get_close_matches(name, self._fields, n=1)
            known = f"did you mean {near[0]}?" if near else f"known: {', '.join(self._fields)}"
            self._fail(node, f"no field is named {name}", known)
        return self._fields[name]

    def _literal(self, node: ast.expr, field: Field) -> Value:
        if field.type in ("text", "choice"):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                self._fail(node, f"{field.name} is compared with text", 'put it in "quotes"')
            value = node.value
            if field.type == "choice" and value not in field.values:
                near = difflib.get_close_matches(value, field.values, n=1)
                self._fail(
                    node,
                    f"{field.name} is never {value!r}",
                    f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(field.values)}",
                )
            return value
        return self._number(node, field)

    def _number(self, node: ast.expr, field: Field) -> int:
        shown = self._shown(node)
        bare = node.operand if isinstance(node, ast.UnaryOp) else node
        if (
            not isinstance(bare, ast.Constant)
            or isinstance(bare.value, bool | complex | str | bytes)
            or bare.value in (None, ...)
            or (isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.USub))
        ):
            self._fail(node, f"{field.name} is compared with a number", "write a number here")
        places = self._decimals if field.type == "money" else 0
        try:
            scaled = Decimal(shown.replace(" ", "")).scaleb(places)
        except InvalidOperation:
            self._fail(node, f"{shown} is not a plain number", "write digits: 1000 or 10.50")
        if scaled != scaled.to_integral_value():
            self._fail(node, f"{shown} has too many decimals", f"at most {places} for {field.name}")
        if abs(scaled) > MAX_AMOUNT:
            self._fail(node, f"{shown} is too large", f"at most {MAX_AMOUNT} after scaling")
        return int(scaled)

    def _shown(self, node: ast.expr) -> str:
        return ast.get_source_segment(self._text, node) or ast.unparse(node)

    def _fail(self, node: ast.expr, cause: str, remedy: str) -> NoReturn:
        raise ExpressionError(node.col_offset + 1, cause, remedy)


def _names_field(node: ast.expr) -> bool:
    """A bare name, or ``item.name``: the only two forms that can name a field."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and cast("ast.Name", node.value).id == "item"
    return isinstance(node, ast.Name)
