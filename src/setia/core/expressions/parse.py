"""From text to a checked expression, or to an error that points at the column and says the remedy.

Python's own parser reads the text once its characters are known to be harmless; only the handful of
node kinds named here and in `terms` pass, each checked against the declared fields, so nothing
undeclared can be reached: no attribute, index, comprehension, name or call from outside.
"""

import ast
from typing import Final

from setia.core.expressions.fields import NUMERIC, Field, Vocabulary
from setia.core.expressions.nodes import (
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
    Match,
    Node,
    Not,
    OneOf,
    Operator,
    Read,
    Term,
    Total,
    Truth,
    Value,
)
from setia.core.expressions.scan import ExpressionError, scan
from setia.core.expressions.source import (
    MAX_DEPTH,
    MAX_PARTS,
    kind_of,
    names_field,
    nearest,
)
from setia.core.expressions.spans import BadTerm, same_scale, span_of
from setia.core.expressions.terms import TermReader
from setia.core.expressions.walk import every

__all__ = [
    "MAX_CHARS",
    "MAX_DEPTH",
    "MAX_PARTS",
    "ExpressionError",
    "parse_condition",
    "parse_term",
]

MAX_CHARS: Final = 500

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


def parse_condition(text: str, words: Vocabulary, *, of_item: bool = False) -> Node:
    """Parse and check one condition, of an event or of one item.

    Raises ExpressionError, whose column counts characters of `text`.
    """
    reader, tree = _opened(text, words, of_item=of_item)
    return reader.condition(tree, 0)


def parse_term(text: str, words: Vocabulary, *, of_item: bool = False) -> Term:
    """Parse and check what is calculated: an amount of money, a number, or a date.

    Raises ExpressionError, whose column counts characters of `text`.
    """
    reader, tree = _opened(text, words, of_item=of_item)
    return reader.term(tree, 0)


def _opened(text: str, words: Vocabulary, *, of_item: bool) -> tuple["_Reader", ast.expr]:
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
    return _Reader(flat.strip(), start, words, of_item=of_item), tree.body


class _Reader(TermReader):
    """One walk over one syntax tree."""

    def condition(self, node: ast.expr, depth: int) -> Node:
        self.enter(node, depth)
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return AllOf(tuple(self.condition(part, depth + 1) for part in values))
            case ast.BoolOp(values=values):
                return AnyOf(tuple(self.condition(part, depth + 1) for part in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand, depth + 1))
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.Call():
                return self._of_items(node, depth)
            case _:
                return self._truth(node)

    def _truth(self, node: ast.expr) -> Node:
        field = self.named(node)
        if field is not None and field.type == "bool":
            return Truth(field)
        cause = f"{self.shown(node)} is not a condition"
        raise self.wrong(node, cause, "compare a field: amount >= 10.00")

    def _of_items(self, node: ast.Call, depth: int) -> Node:
        name = self.called(node)
        if name not in ("any", "all"):
            cause = f"{name}(…) is a number, not a condition"
            raise self.wrong(node, cause, f"compare it: {self.shown(node)} >= 2")
        if len(node.args) != 1:
            remedy = f'write: {name}(item.brand == "Illy")'
            raise self.wrong(node, f"{name} takes one condition", remedy)
        with self.each_item(node):
            where = self.condition(node.args[0], depth + 1)
        return AnyItem(where) if name == "any" else EveryItem(where)

    def _comparison(self, node: ast.Compare, depth: int) -> Node:
        if len(node.ops) > 1:
            return self._chain(node, depth)
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        if isinstance(operator, ast.Is | ast.IsNot):
            return self._presence(left, operator, right)
        if isinstance(operator, ast.In):
            return self._membership(left, right)
        if isinstance(operator, ast.NotIn):
            # Two-valued like every comparison: what is absent is neither in a list nor out of it.
            member = self._membership(left, right)
            return AllOf((IsSet(member.field), Not(member)))
        return self._compared(left, _OPERATORS[type(operator)], right, depth)

    def _chain(self, node: ast.Compare, depth: int) -> Node:
        """``9 <= hour < 12`` is ``9 <= hour and hour < 12``."""
        parts: list[Node] = []
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self.count(right)
            if type(operator) not in _OPERATORS:
                raise self.wrong(right, "can't be chained", "join two conditions with and")
            parts.append(self._compared(left, _OPERATORS[type(operator)], right, depth))
            left = right
        return AllOf(tuple(parts))

    def _presence(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if not (isinstance(right, ast.Name) and right.id == "set"):
            cause = f"is can't ask for {self.shown(right)}"
            raise self.wrong(right, cause, "write: field is set")
        present = IsSet(self.field(left))
        return present if isinstance(operator, ast.Is) else Not(present)

    def _membership(self, left: ast.expr, right: ast.expr) -> OneOf | InList | Has:
        if names_field(right):
            return self._held(left, right)
        field = self.field(left)
        if field.type in ("list", "bool"):
            remedy = f'write: "vip" in {field.name}' if field.type == "list" else "write it alone"
            raise self.wrong(left, f"{field.name} is {kind_of(field)}", remedy)
        if isinstance(right, ast.Call):
            return self._listed(field, left, right)
        if isinstance(right, ast.Constant):
            remedy = f"for one value write ==, or put a comma behind it: ({self.shown(right)},)"
            raise self.wrong(right, "in needs a list of values", remedy)
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            remedy = 'write: channel in ("app", "web")'
            raise self.wrong(right, "in needs a list of values", remedy)
        return OneOf(field, tuple(self._literal(value, field) for value in right.elts))

    def _held(self, left: ast.expr, right: ast.expr) -> Has:
        """``"vip" in tags``."""
        field = self.field(right)
        if field.type != "list":
            cause = f"{field.name} is {kind_of(field)}"
            raise self.wrong(right, cause, f"compare it: {field.name} == {self.shown(left)}")
        if not (isinstance(left, ast.Constant) and isinstance(left.value, str)):
            raise self.wrong(left, f"{field.name} holds texts", 'put it in "quotes"')
        return Has(field, left.value)

    def _listed(self, field: Field, left: ast.expr, right: ast.Call) -> InList:
        """``item.sku in list("excluded")``."""
        named = right.args[0] if len(right.args) == 1 and not right.keywords else None
        called = isinstance(right.func, ast.Name) and right.func.id == "list"
        if not called or not (isinstance(named, ast.Constant) and isinstance(named.value, str)):
            raise self.wrong(right, "in needs a list", 'write: item.sku in list("excluded")')
        if field.type != "text":
            raise self.wrong(left, f"{field.name} is {kind_of(field)}", "a named list holds texts")
        if named.value not in self.words.lists:
            cause = f"no list is named {self.shown(named)}"
            raise self.wrong(named, cause, nearest(named.value, self.words.lists))
        return InList(field, named.value)

    def _compared(
        self, left: ast.expr, operator: Operator, right: ast.expr, depth: int
    ) -> Compare | Match:
        if not names_field(left) and names_field(right):
            left, right, operator = right, left, _FLIPPED[operator]
        one = self.named(left)
        if one is not None and one.type not in NUMERIC:
            return self._matched(one, left, operator, right)
        other = self.named(right)
        if one is not None and other is not None and one.type != other.type:
            cause = f"{one.name} and {other.name} can't be compared"
            raise self.wrong(right, cause, "use a value")
        if other is not None and other.type not in NUMERIC:
            raise self.wrong(right, f"{other.name} is {kind_of(other)}", "use a number here")
        return self._numbers(left, operator, right, depth)

    def _numbers(self, left: ast.expr, operator: Operator, right: ast.expr, depth: int) -> Compare:
        """Two terms; a plain number beside money is money, of a field's own decimals."""
        one = self.term(left, depth)
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            self._need_date(left, one, right)
        other = self.term(right, depth)
        if span_of(one).unit == "date" and isinstance(other, Constant) and other.unit != "date":
            cause = f"{self.shown(left)} is compared with a date"
            raise self.wrong(right, cause, 'write it like "2026-12-25"')
        asked = [*every(one), *every(other)]
        if not any(isinstance(part, Read | Count | Total) for part in asked):
            cause = f"{self.shown(left)} is not a field"
            raise self.wrong(left, cause, "start with a field's name")
        if isinstance(other, Constant) and isinstance(one, Read):
            other = self.fitted(right, other, span_of(one).unit, one.field)
        elif isinstance(one, Constant) or isinstance(other, Constant):
            one, other = self.alike([left, right], [one, other])
        try:
            first, second = span_of(one), span_of(other)
            if first.unit != second.unit:
                cause = f"{self.shown(left)} is {first.unit}, {self.shown(right)} is {second.unit}"
                raise self.wrong(right, cause, "compare like with like")
            same_scale(first, second)
        except BadTerm as error:
            raise self.wrong(left, f"{self.shown(left)}: {error.cause}", error.remedy) from None
        return Compare(one, operator, other)

    def _need_date(self, left: ast.expr, one: Term, right: ast.expr) -> None:
        if span_of(one).unit != "date":
            cause = f"{self.shown(left)} is compared with a number"
            raise self.wrong(right, cause, "write a number here")

    def _matched(self, field: Field, left: ast.expr, operator: Operator, right: ast.expr) -> Match:
        """A text or a choice beside a literal or another like it."""
        if field.type in ("bool", "list"):
            remedy = f'write: "vip" in {field.name}' if field.type == "list" else "write it alone"
            raise self.wrong(left, f"{field.name} is {kind_of(field)}", remedy)
        if operator not in ("==", "!=") and not field.ordered:
            raise self.wrong(left, f"{field.name} has no order", "use ==, != or in")
        if names_field(right):
            other = self.field(right)
            if (other.type, other.values) != (field.type, field.values) or field.type == "text":
                cause = f"{field.name} and {other.name} can't be compared"
                raise self.wrong(right, cause, "use a value")
            return Match(field, operator, other)
        return Match(field, operator, self._word(right, field))

    def _literal(self, node: ast.expr, field: Field) -> Value:
        """A value of a field, written out: text, or an integer in the field's own parts."""
        if field.type not in NUMERIC:
            return self._word(node, field)
        if field.type == "date":
            day = self.day(node)
            if day is None:
                remedy = 'write it like "2026-12-25"'
                raise self.wrong(node, f"{field.name} is compared with a date", remedy)
            return day
        found = self.term(node, 0) if _is_number(node) else None
        if not isinstance(found, Constant):
            cause = f"{field.name} is compared with a number"
            raise self.wrong(node, cause, "write a number here")
        return self.fitted(node, found, span_of(Read(field)).unit, field).value

    def _word(self, node: ast.expr, field: Field) -> str:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            raise self.wrong(node, f"{field.name} is compared with text", 'put it in "quotes"')
        value = node.value
        if field.type == "choice" and value not in field.values:
            cause = f"{field.name} is never {self.shown(node)}"
            raise self.wrong(node, cause, nearest(value, field.values))
        return value


def _is_number(node: ast.expr) -> bool:
    """A number written out, perhaps with a minus sign in front."""
    bare = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(bare, ast.Constant) and type(bare.value) in (int, float)
