"""Reads what is calculated: numbers, sums, products, the least and the most, counts and totals.

A number written out is plain until it stands beside money or a date; then it is that. Every term
is measured as it is made, so that nothing that could leave 64 bits is ever accepted (I17).
"""

import ast
from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Final

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.fields import NUMERIC, Field
from setia.core.expressions.nodes import (
    Add,
    Constant,
    Count,
    Least,
    Most,
    Node,
    Read,
    Subtract,
    Term,
    Times,
    Total,
    Unit,
)
from setia.core.expressions.plain_numbers import exact
from setia.core.expressions.source import Source, kind_of, names_field, nearest
from setia.core.expressions.spans import BadTerm, span_of

CALLS: Final = ("any", "all", "count", "total", "min", "max")
_MEANT: Final = {"sum": "total", "len": "count", "every": "all", "some": "any"}
_LEAST_PARTS: Final = 2


class TermReader(Source, ABC):
    """Reads terms; conditions inside them are read by whoever is both."""

    @abstractmethod
    def condition(self, node: ast.expr, depth: int) -> Node:
        """The condition that a node is."""

    def term(self, node: ast.expr, depth: int) -> Term:
        """The term that a node is. Raises ExpressionError."""
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if names_field(node):
            return self._measured(node, Read(self._numeric(node)))
        self.enter(node, depth)
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negative(node, self.term(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd()):
                raise self.wrong(node, f"{self.shown(node)} has a + in front", "leave it out")
            case ast.BinOp(op=ast.Mult()):
                left, right = self.term(node.left, depth + 1), self.term(node.right, depth + 1)
                return self._measured(node, _folded(Times(left, right)))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._sum(node, depth)
            case ast.Call():
                return self._call(node, depth)
            case _:
                cause = f"{self.shown(node)} is not a number"
                raise self.wrong(node, cause, "calculate with fields, numbers, +, - and *")

    def alike(self, nodes: list[ast.expr], terms: list[Term]) -> list[Term]:
        """The terms, with plain numbers made money where another of them is money."""
        units = {span_of(one).unit for one in terms if not isinstance(one, Constant)}
        unit: Unit = "money" if "money" in units else "number"
        return [
            self.fitted(node, one, unit) if isinstance(one, Constant) else one
            for node, one in zip(nodes, terms, strict=True)
        ]

    def fitted(
        self, node: ast.expr, one: Constant, unit: Unit, field: Field | None = None
    ) -> Constant:
        """A plain number as a value of a unit, of a field's decimals where it is one field's."""
        if one.unit != "number" or unit == "date" or (unit == "number" and field is None):
            return one
        places = self.words.decimals if unit == "money" or field is None else field.decimals
        scaled = Fraction(one.value, one.scale) * 10**places
        shown = self.shown(node)
        if scaled.denominator != 1:
            whose = field.name if field else "money"
            cause = f"{shown} has too many decimals"
            raise self.wrong(node, cause, f"at most {places} for {whose}")
        if abs(scaled) > MAX_AMOUNT:
            cause = f"{shown} is too large"
            raise self.wrong(node, cause, f"at most {MAX_AMOUNT} after scaling")
        if unit == "money":
            return Constant(scaled.numerator, "money")
        return Constant(scaled.numerator, "number", 10**places)

    def _numeric(self, node: ast.expr) -> Field:
        field = self.field(node)
        if field.type not in NUMERIC:
            cause = f"{field.name} is {kind_of(field)}"
            raise self.wrong(node, cause, "calculate with money, numbers and dates")
        return field

    def _constant(self, node: ast.Constant) -> Constant:
        day = self.day(node)
        if day is not None:
            return Constant(day, "date")
        shown = self.shown(node)
        if type(node.value) not in (int, float):
            raise self.wrong(node, f"{shown} is not a number", "write digits: 1000 or 10.50")
        value = exact(ast.get_source_segment(self.text, node) or "")
        if value is None:
            raise self.wrong(node, f"{shown} is not a plain number", "write digits: 1000 or 10.50")
        if value > MAX_AMOUNT:
            raise self.wrong(node, f"{shown} is too large", f"at most {MAX_AMOUNT} after scaling")
        constant = Constant(value.numerator, "number", value.denominator)
        self._measured(node, constant)
        return constant

    def _negative(self, node: ast.expr, one: Term) -> Term:
        if isinstance(one, Constant) and one.unit == "number":
            return Constant(-one.value, "number", one.scale)
        return self._measured(node, Times(one, Constant(-1, "number")))

    def _sum(self, node: ast.BinOp, depth: int) -> Term:
        sides = [node.left, node.right]
        left, right = self.alike(sides, [self.term(side, depth + 1) for side in sides])
        made = Add(left, right) if isinstance(node.op, ast.Add) else Subtract(left, right)
        return self._measured(node, _folded(made))

    def _call(self, node: ast.Call, depth: int) -> Term:
        name = self.called(node)
        if name in ("min", "max"):
            if len(node.args) < _LEAST_PARTS:
                raise self.wrong(node, f"{name} needs two values", f"write: {name}(amount, 50.00)")
            terms = [self.term(one, depth + 1) for one in node.args]
            parts = tuple(self.alike(node.args, terms))
            return self._measured(node, Least(parts) if name == "min" else Most(parts))
        if name == "count":
            if len(node.args) > 1:
                raise self.wrong(node, "count takes one condition", "join them with and")
            return Count(self._of_each(node, node.args, depth))
        if name == "total":
            return self._total(node, depth)
        cause = f"{name}(…) is a condition, not a number"
        raise self.wrong(node, cause, "write count(…) or total(…) for a number")

    def _total(self, node: ast.Call, depth: int) -> Term:
        if not 1 <= len(node.args) <= _LEAST_PARTS:
            remedy = "write: total(item.amount), or total(item.amount, condition)"
            raise self.wrong(node, "total takes a value and perhaps a condition", remedy)
        with self.each_item(node):
            of = self.term(node.args[0], depth + 1)
        if isinstance(of, Constant):
            remedy = "name an item's field: total(item.amount)"
            raise self.wrong(node.args[0], f"{self.shown(node.args[0])} is no field", remedy)
        return self._measured(node, Total(of, self._of_each(node, node.args[1:], depth)))

    def _of_each(self, node: ast.expr, given: list[ast.expr], depth: int) -> Node | None:
        """A condition that is asked of each item."""
        with self.each_item(node):
            return self.condition(given[0], depth + 1) if given else None

    def called(self, node: ast.Call) -> str:
        """The name of a call that the language knows, with plain arguments."""
        name = node.func.id if isinstance(node.func, ast.Name) else self.shown(node.func)
        if name not in CALLS:
            remedy = f"write {_MEANT[name]}(…)" if name in _MEANT else nearest(name, CALLS)
            raise self.wrong(node, f"{name}(…) is not known here", remedy)
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise self.wrong(node, f"{name} takes plain values", "leave the names and stars out")
        return name

    def _measured(self, node: ast.expr, one: Term) -> Term:
        try:
            span_of(one)
        except BadTerm as error:
            raise self.wrong(node, f"{self.shown(node)}: {error.cause}", error.remedy) from None
        return one


def _folded(one: Add | Subtract | Times) -> Term:
    """Two plain numbers as the one that they make."""
    left, right = one.left, one.right
    if not (isinstance(left, Constant) and isinstance(right, Constant)):
        return one
    if (left.unit, right.unit) != ("number", "number"):
        return one
    a, b = Fraction(left.value, left.scale), Fraction(right.value, right.scale)
    value = a * b if isinstance(one, Times) else a + b if isinstance(one, Add) else a - b
    return Constant(value.numerator, "number", value.denominator)
