"""What a mutation makes of one piece of Python: the small mistakes that people make.

Each takes a node and gives others that could stand in its place. What could only crash, such as a
list taken from a list, is left out: it would be found by anything and would flatter the tests.
"""

import ast
from collections.abc import Iterator
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NO_NUMBER: Final = (
    ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple | ast.Dict | ast.GeneratorExp
)
_DROPPED: Final = ast.Break | ast.Continue | ast.Delete | ast.Raise
_EMPTY: Final = {"str": "''", "list": "[]", "tuple": "()", "dict": "{}", "frozenset": "frozenset()"}


def others(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of an expression or a statement; a return is `returned`'s."""
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BinOp(left, op, right) if type(op) in _COUNTED:
            if not (_is_text(left) or _is_text(right) or _is_type(node)):
                yield ast.BinOp(left, _COUNTED[type(op)](), right)
        case ast.AugAssign(target, op, value):
            if type(op) in _COUNTED and not _is_text(value):
                yield ast.AugAssign(target, _COUNTED[type(op)](), value)
            yield ast.Pass()
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.Constant(int() as value):
            yield from map(
                ast.Constant, [not value] if isinstance(value, bool) else [value + 1, value - 1]
            )
        case ast.Subscript(container, ast.Constant(0), context):
            # Where there is one, the last is the first: only the one behind it is another.
            yield ast.Subscript(container, ast.Constant(1), context)
        case ast.Call(ast.Name(name), arguments, keywords) if name in _CALLED:
            yield ast.Call(ast.Name(_CALLED[name]), arguments, keywords)
        case _ if _is_dropped(node):
            yield ast.Pass()
        case _:
            return


def returned(node: ast.Return, promised: ast.expr | None) -> Iterator[ast.AST]:
    """Another value of the type that a function promises to return."""
    value = node.value
    if value is None or promised is None or isinstance(value, ast.Constant | ast.Compare):
        return
    if isinstance(promised, ast.BinOp):
        if ast.unparse(promised).endswith("| None"):
            yield ast.Return(ast.Constant(None))
        return
    name = ast.unparse(promised).partition("[")[0]
    if name == "int":
        yield ast.Return(ast.BinOp(value, ast.Add(), ast.Constant(1)))
    elif name == "bool" and not isinstance(value, ast.UnaryOp):
        yield ast.Return(ast.UnaryOp(ast.Not(), value))
    elif name in _EMPTY and ast.unparse(value) != _EMPTY[name]:
        yield ast.Return(ast.parse(_EMPTY[name], mode="eval").body)


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _is_dropped(node: ast.AST) -> bool:
    """A statement without which the ones behind it can still be run."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    if isinstance(node, ast.Assign):
        return all(isinstance(one, ast.Subscript | ast.Attribute) for one in node.targets)
    return isinstance(node, _DROPPED)


def _is_text(node: ast.expr) -> bool:
    """What can be added and multiplied, but not subtracted or divided."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    text = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    return text or isinstance(node, _NO_NUMBER)


def _is_type(node: ast.expr) -> bool:
    """`A | B | None`, as it stands in type aliases and cases."""
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return _is_type(left) and _is_type(right)
        case ast.Name(name) | ast.Attribute(attr=name):
            return name[:1].isupper() or name in _TYPES
        case ast.Subscript(value):
            return _is_type(value)
        case ast.Constant(value):
            return value is None or isinstance(value, str)
        case _:
            return False


_TYPES: Final = {"int", "str", "bool", "bytes", "list", "tuple", "dict", "frozenset", "set", "type"}
