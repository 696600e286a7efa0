"""Rules that keep decisions pure: what core may not ask for, what the engine may not count with.

They hold I12 and I20 (a decision is a function of versions, state and event) and I17 (integers
only) at the source, before any test runs a decision. Imports are import-linter's work; what is
called is read here.
"""

import ast
from collections.abc import Iterator

from tests.arch.tree import Finding, Source

CLOCKS = {"now", "utcnow", "today"}
UNREPEATABLE = {"uuid1", "uuid4", "uuid6", "uuid7", "urandom", "getrandbits", "token_bytes"}
ENVIRONMENT = {"environ", "getenv", "putenv"}
IMPURE_MODULES = {
    "django": "Django",
    "logging": "logging",
    "os": "the environment",
    "psycopg": "the database",
    "random": "randomness",
    "secrets": "randomness",
    "socket": "the network",
    "subprocess": "other processes",
    "time": "the clock",
}
IMPURE_BUILTINS = {"open": "a file", "input": "a person", "print": "a terminal"}


def imported_modules(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Each import of a tree with the full name of what it imports ("django.db.transaction")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"


def impure(source: Source) -> Iterator[Finding]:
    """core/ takes time, chance and settings as arguments; it never asks for them."""
    for statement, module in imported_modules(source.tree):
        unrepeatable = "randomness" if module.split(".")[-1] in UNREPEATABLE else ""
        asked = IMPURE_MODULES.get(module.split(".")[0], unrepeatable)
        if asked:
            yield source.finding(
                statement, f"core imports {module} ({asked}): take what it gives as an argument"
            )
    for node in ast.walk(source.tree):
        asked = _asked_for(node)
        if asked:
            yield source.finding(node, f"core asks for {asked}: take it as an argument")


def _asked_for(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return IMPURE_BUILTINS.get(node.func.id, "")
    name = _name_of(node)
    if name in CLOCKS and isinstance(node, ast.Attribute):
        return f"the clock (.{name})"
    if name in UNREPEATABLE:
        return f"randomness ({name})"
    if name in ENVIRONMENT:
        return f"the environment ({name})"
    if name == "random" and isinstance(node, ast.Attribute):
        return "randomness (.random)"
    return ""


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    return ""


def counts_with_floats(source: Source) -> Iterator[Finding]:
    """core/engine counts in int64: a float rounds where nobody decided that it should."""
    remedy = "core/engine holds integers only (I17)"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield source.finding(node, f"float literal {node.value}: {remedy}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield source.finding(
                node, f"true division: use // and keep the rest, or Fraction(a, b); {remedy}"
            )
        elif _name_of(node).startswith("float"):
            yield source.finding(node, f"{_name_of(node)}: {remedy}")
