"""Rules about the shape of a file: its length, its functions, its opening words and its name.

A limit that has to be passed is passed by name, with a reason, in test_shape.py; an exception that
is no longer needed is a finding too, so that the lists only hold what is true.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from tests.arch.pure_rules import imported_modules
from tests.arch.tree import Finding, Source

FILE_LINES = 400
FUNCTION_LINES = 50
SENTENCES = range(2, 7)
NAMES_OF_NOTHING = {"base", "common", "helper", "helpers", "manager", "managers", "misc"} | {
    "util",
    "utilities",
    "utils",
}

# A full stop ends a sentence when white space and no small letter follow: "e.g. this" goes on.
SENTENCE_END = re.compile(r"[.!?][)\"'`]*(?=\s+[^a-z\s]|\s*$)")


def too_long(source: Source, *, allowed: Mapping[str, str]) -> Iterator[Finding]:
    """A file of more than 400 lines is two files."""
    lines = source.text.count("\n")
    if source.path in allowed and lines <= FILE_LINES:
        yield source.finding(1, f"{lines} lines: take it from the list of exceptions")
    if source.path not in allowed and lines > FILE_LINES:
        yield source.finding(
            1, f"{lines} lines, the end is {FILE_LINES}: split it by what it decides"
        )


def long_functions(source: Source, *, allowed: Mapping[str, str]) -> Iterator[Finding]:
    """A function has fewer than 50 lines, its docstring not counted."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
        name = f"{source.path}::{node.name}"
        if lines >= FUNCTION_LINES and name not in allowed:
            yield source.finding(
                node,
                f"{node.name} has {lines} lines, the end is {FUNCTION_LINES}: cut it into steps",
            )
        if lines < FUNCTION_LINES and name in allowed:
            yield source.finding(
                node, f"{node.name} has {lines} lines: take it from the exceptions"
            )


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def says_nothing(source: Source) -> Iterator[Finding]:
    """A module opens with two to six sentences; a package may say what it is in one."""
    if not source.text.strip() or source.is_migration:
        return
    docstring = ast.get_docstring(source.tree)
    if docstring is None:
        yield source.finding(1, "no module docstring: say what it decides and what it never does")
        return
    sentences = sentences_in(docstring)
    least = 1 if source.parts[-1] == "__init__.py" else SENTENCES.start
    if not least <= sentences < SENTENCES.stop:
        yield source.finding(1, f"a docstring of {sentences} sentence(s): two to six say enough")


def sentences_in(text: str) -> int:
    """Sentences as a reader would count them: "i.e. this" and "10.5" end none."""
    return len(SENTENCE_END.findall(text.strip()))


def names_nothing(source: Source) -> Iterator[Finding]:
    """A module is called by what it decides; these names would hold anything."""
    for part in source.parts:
        if part.removesuffix(".py").strip("_") in NAMES_OF_NOTHING:
            yield source.finding(1, f"a module called {part}: name it by what it decides")


def catches_everything(source: Source, *, allowed: Mapping[str, str]) -> Iterator[Finding]:
    """An except names what it expects: a fault that nobody foresaw must be seen.

    One that tidies up and ends in a bare `raise` catches nothing, so it may say BaseException.
    """
    found = [
        source.finding(node, f"{name}: name what is expected")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and not _passes_on(node)
        for name in _everything(node)
    ]
    if source.path not in allowed:
        yield from found
    elif not found:
        yield source.finding(1, "nothing is caught here: take it from the list of exceptions")


def _everything(node: ast.ExceptHandler) -> Iterator[str]:
    if node.type is None:
        yield "a bare except"
        return
    for kind in node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]:
        name = kind.id if isinstance(kind, ast.Name) else getattr(kind, "attr", "")
        if name in {"BaseException", "Exception"}:
            yield f"except {name}"


def _passes_on(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    everything = isinstance(node.type, ast.Name) and node.type.id == "BaseException"
    return everything and isinstance(last, ast.Raise) and last.exc is None


def sleeps(source: Source, *, allowed: Mapping[str, str]) -> Iterator[Finding]:
    """Wait for what is waited for, with a deadline; a sleep is too short or too long."""
    found = [
        source.finding(statement, f"{module}: wait on the condition, with a deadline")
        for statement, module in imported_modules(source.tree)
        if module in {"time.sleep", "asyncio.sleep"}
    ] + [
        source.finding(node, "sleep: wait on the condition, with a deadline")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _is_sleep(node)
    ]
    if source.path not in allowed:
        yield from found
    elif not found:
        yield source.finding(1, "nothing sleeps here: take it from the list of exceptions")


def _is_sleep(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "sleep"):
        return False
    receiver = call.func.value
    known = isinstance(receiver, ast.Name) and receiver.id in {"asyncio", "time"}
    return known and not _is_zero(call.args)


def _is_zero(arguments: list[ast.expr]) -> bool:
    return (
        len(arguments) == 1 and isinstance(arguments[0], ast.Constant) and arguments[0].value == 0
    )
