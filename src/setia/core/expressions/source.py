"""One expression's text while it is read: what stands where, what a name means, what is wrong.

Python's own parser has made the tree; whoever walks it asks here for fields and literals and gets
an `ExpressionError` that points at the column where a person would look.
"""

import ast
import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from setia.core.expressions.fields import Field, FieldType, Vocabulary, day_of
from setia.core.expressions.scan import ExpressionError

MAX_PARTS: Final = 100
MAX_DEPTH: Final = 12
MAX_SHOWN_CHARS: Final = 60
PREFIXES: Final = frozenset({"item", "member", "product", "store"})

_KINDS: Final[dict[FieldType, str]] = {
    "money": "an amount of money",
    "number": "a number",
    "text": "a text",
    "bool": "yes or no",
    "date": "a date",
    "list": "a list of texts",
    "choice": "one of some words",
}


class Source:
    """A text, its vocabulary, and whether an item's own fields may be named where we are.

    start: how many blanks stood before the text.
    """

    def __init__(self, text: str, start: int, words: Vocabulary, *, of_item: bool) -> None:
        self.text = text
        self.words = words
        self._start = start
        self._of_item = of_item
        self._parts = 0

    def enter(self, node: ast.expr, depth: int) -> None:
        """Count one more part. Raises ExpressionError for one too many, or too deep."""
        if depth > MAX_DEPTH:
            raise self.wrong(node, f"is nested deeper than {MAX_DEPTH}", "split the rule")
        self.count(node)

    def count(self, node: ast.expr) -> None:
        """Count one more part. Raises ExpressionError for one too many."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise self.wrong(node, f"has more than {MAX_PARTS} parts", "use a list: field in (…)")

    def field(self, node: ast.expr) -> Field:
        """The field that a node names. Raises ExpressionError when it names none."""
        if not names_field(node):
            cause = f"{self.shown(node)} is not a field"
            raise self.wrong(node, cause, "start with a field's name")
        name = ast.unparse(node)
        field = self.words.fields.get(name)
        if field is None:
            if name in self.words.elsewhere:
                raise self.wrong(node, self.words.elsewhere[name], "ask for something else here")
            known = [one for one, it in self.words.fields.items() if not it.personal]
            cause = f"no field is named {name[:MAX_SHOWN_CHARS]}"
            for prefix in sorted(PREFIXES):
                if f"{prefix}.{name}" in known:
                    raise self.wrong(node, cause, f"did you mean {prefix}.{name}?")
            raise self.wrong(node, cause, nearest(name, known))
        if field.personal:
            cause = f"{name} is personal, and no expression may read it"
            raise self.wrong(node, cause, "declare a field that does not identify anybody")
        if field.scope == "item" and not self._of_item:
            remedy = f"ask the items: any({name} …), all(…), count(…) or total(…)"
            raise self.wrong(node, f"{name} is an item's", remedy)
        return field

    def named(self, node: ast.expr) -> Field | None:
        """The field that a node names, None when it is no name at all."""
        return self.field(node) if names_field(node) else None

    @contextmanager
    def each_item(self, node: ast.expr) -> Iterator[None]:
        """Read what is asked of each item. Raises ExpressionError where items are asked already."""
        if self._of_item:
            raise self.wrong(node, "the items are asked already", "ask each thing by itself")
        self._of_item = True
        yield
        self._of_item = False

    def day(self, node: ast.expr) -> int | None:
        """The days since 1970 of a date written as text, None when it is no text."""
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return None
        day = day_of(node.value)
        if day is None:
            cause = f"{self.shown(node)} is not a date"
            raise self.wrong(node, cause, 'write it like "2026-12-25"')
        return day

    def shown(self, node: ast.expr) -> str:
        """What stands there, as written, cut where it is long."""
        segment = ast.get_source_segment(self.text, node) or ""
        return segment if len(segment) <= MAX_SHOWN_CHARS else f"{segment[: MAX_SHOWN_CHARS - 1]}…"

    def wrong(self, node: ast.expr, cause: str, remedy: str) -> ExpressionError:
        """The error for a node; its column counts characters, the parser's counts bytes."""
        before = self.text.encode()[: node.col_offset].decode()
        return ExpressionError(self._start + len(before) + 1, cause, remedy)


def kind_of(field: Field) -> str:
    """What a field is, in words."""
    return _KINDS[field.type]


def names_field(node: ast.expr) -> bool:
    """A bare name, or one behind ``item.``, ``member.``, ``store.`` or ``product.``: the only forms
    that can name a field.
    """
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id in PREFIXES
    return isinstance(node, ast.Name)


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy for a name that is not known: the one like it, else those that there are."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if not names:
        return "none is declared"
    return f"known: {', '.join(names[:20])}{', …' if len(names) > 20 else ''}"
