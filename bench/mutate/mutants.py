"""Every mutant of a file: one change at a time, by the syntax tree, told as before and after.

What only people read is left alone: docstrings, annotations, the words of errors. So is what says
how a class is made, and what only a type checker asks. A mutant is made by writing the whole file
anew from its tree, which keeps its meaning and loses its comments.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.mutate.operators import others, returned
from bench.mutate.written import PLACE, other_texts, without_a_line

SHOWN_CHARS: Final = 96
_FOR_PEOPLE: Final = {"annotation", "returns", "decorator_list", "type_params", "format_spec"}
_FIXED_KEYWORDS: Final = {"strict", "slots", "frozen", "encoding", "compare", "repr", "kw_only"}
_TYPES_LAST: Final = {"isinstance", "issubclass"}
COPIED_BELOW: Final = "# This line ends what the version itself has."
"""Above it a library names what a version writes itself, for readers and type checkers alone."""

_Scope = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. number: its place among those of its file; first, last: the lines that run it."""

    path: str
    number: int
    line: int
    first: int
    last: int
    before: str
    after: str

    @property
    def name(self) -> str:
        """What it is known by as long as its file stays as it is."""
        return f"{self.path}:{self.number}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before} -> {self.after}"


@dataclass(slots=True)
class _Change:
    """Where something else can stand: a field of a node, or one place in its list."""

    parent: ast.AST
    field: str
    place: int | None
    new: ast.AST
    line: int
    lines: tuple[int, int]
    around: tuple[ast.AST, ...]

    def put(self, node: ast.AST) -> ast.AST:
        """Let a node stand there; gives back the one that stood there."""
        if self.place is None:
            old: ast.AST = getattr(self.parent, self.field)
            setattr(self.parent, self.field, node)
            return old
        row = getattr(self.parent, self.field)
        old, row[self.place] = row[self.place], node
        return old


def mutants_of(path: str, text: str, *, writes: bool) -> list[Mutant]:
    """Every mutant of a file. writes: whether its texts are source that the engine runs."""
    changes = _changes(ast.parse(text), text, writes=writes)
    return [_told(path, number, change) for number, change in enumerate(changes)]


def mutated(text: str, mutant: Mutant, *, writes: bool) -> str:
    """The whole file with one change."""
    tree = ast.parse(text)
    for number, change in enumerate(_changes(tree, text, writes=writes)):
        if number == mutant.number:
            change.put(change.new)
            return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    raise LookupError(f"{mutant.path} has no mutant {mutant.number}")


def _changes(tree: ast.Module, text: str, *, writes: bool) -> Iterator[_Change]:
    """Every change of a file; what stands above its copied part is never run, and left alone."""
    above = text.partition(COPIED_BELOW)[0].count("\n") if COPIED_BELOW in text else 0
    return (one for one in _Reading(writes=writes).changes(tree) if one.line > above)


def _told(path: str, number: int, change: _Change) -> Mutant:
    old = change.put(change.new)
    change.put(old)
    shown = old
    for one in () if isinstance(old, ast.stmt) else reversed(change.around):
        if isinstance(one, ast.mod) or len(_head(one)) > SHOWN_CHARS:
            break
        shown = one
        if isinstance(one, ast.stmt):
            break
    before = _head(shown)
    change.put(change.new)
    after = _head(change.new if shown is old else shown)
    change.put(old)
    if isinstance(old, ast.Constant) and isinstance(change.new, ast.Constant):
        before, after = _lines_apart(old.value, change.new.value) or (before, after)
    return Mutant(path, number, change.line, *change.lines, before, after)


def _head(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]


def _lines_apart(old: object, new: object) -> tuple[str, str] | None:
    """The one line in which two texts of several lines differ."""
    if not (isinstance(old, str) and isinstance(new, str) and "\n" in old):
        return None
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    return next(((one.strip(), other.strip()) for one, other in pairs if one != other), None)


class _Reading:
    """Goes through one tree, in the order of the text."""

    def __init__(self, *, writes: bool) -> None:
        self._writes = writes
        self._promised: list[ast.expr | None] = [None]
        self._around: list[ast.AST] = []
        self._lines = (1, 1)
        self._line = 1
        self._in_text = 0

    def changes(self, node: ast.AST) -> Iterator[_Change]:
        """Every change of what stands below a node."""
        self._around.append(node)
        for field, value in ast.iter_fields(node):
            if field in _FOR_PEOPLE:
                continue
            places = enumerate(value) if isinstance(value, list) else [(None, value)]
            for place, child in places:
                if isinstance(child, ast.AST) and not _is_for_people(node, field, place, child):
                    yield from self._at(node, field, place, child)
        self._around.pop()

    def _at(
        self, parent: ast.AST, field: str, place: int | None, node: ast.AST
    ) -> Iterator[_Change]:
        held = (self._lines, self._line)
        self._stand(node)
        for new in self._others(node):
            if isinstance(new, ast.stmt | ast.expr):
                ast.copy_location(new, node)
            around = tuple(self._around)
            yield _Change(parent, field, place, new, self._line, self._lines, around)
        inner = isinstance(node, _Scope)
        text = isinstance(node, ast.JoinedStr)
        if inner:
            self._promised.append(node.returns if isinstance(node, _Scope) else None)
        self._in_text += text
        if not isinstance(node, ast.Raise) and (self._writes or not text):
            yield from self.changes(node)
        self._in_text -= text
        if inner:
            self._promised.pop()
        self._lines, self._line = held

    def _stand(self, node: ast.AST) -> None:
        """Note on which lines a node stands; within a text in braces, positions mean nothing."""
        if self._in_text:
            return
        if isinstance(node, ast.stmt | ast.match_case):
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            self._lines = (first, _head_end(node))
        self._line = getattr(node, "lineno", self._line)

    def _others(self, node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.Return):
            yield from returned(node, self._promised[-1])
        yield from others(node)
        if not self._writes:
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for text in other_texts(node.value):
                yield ast.Constant(text)
            if not self._in_text:
                for text in without_a_line(node.value):
                    yield ast.Constant(text)
        elif isinstance(node, ast.JoinedStr) and "\n" not in (pattern := _pattern(node)):
            for text in without_a_line(pattern):
                yield ast.Constant(text)


def _pattern(node: ast.JoinedStr) -> str:
    parts = (one.value if isinstance(one, ast.Constant) else PLACE for one in node.values)
    return "".join(str(one) for one in parts)


def _head_end(node: ast.stmt | ast.match_case) -> int:
    """The last line of what a statement itself says, before the statements within it."""
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not isinstance(body, list):
        return getattr(node, "end_lineno", None) or 1
    first = body[0]
    line = first.pattern.lineno if isinstance(first, ast.match_case) else first.lineno
    start = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
    return max(start, line - 1)


def _is_for_people(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> bool:
    """What says nothing about what the code does, or only how Python should make it.

    The first place of a row is changed with the row.
    """
    match node:
        case ast.Expr(ast.Constant(str())) | ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.keyword(arg) if arg in _FIXED_KEYWORDS:
            return True
        case ast.If(ast.Name("TYPE_CHECKING")):
            return True
        case ast.ClassDef(bases=bases) if any(ast.unparse(one) == "Protocol" for one in bases):
            return True
        case ast.Assign(targets=[ast.Name("__all__")]) | ast.AnnAssign(ast.Name("__all__")):
            return True
        case ast.AnnAssign(annotation=ast.Name("TypeAlias")):
            return True
        case ast.Constant(0) if isinstance(parent, ast.Subscript) and field == "slice":
            return True
        case _:
            called = isinstance(parent, ast.Call) and ast.unparse(parent.func)
            return field == "args" and called in _TYPES_LAST and place == 1
