"""Reads what a map decides by condition: the kind of a row, which rows are kept, given outcomes.

Conditions are the rule language's own, over the map's fields; a bad one is noted where it stands.
"""

import re
from typing import Final

from setia.core.expressions.fields import Vocabulary
from setia.core.expressions.nodes import Node
from setia.core.expressions.parse import ExpressionError, parse_condition
from setia.core.program.shape import Shape
from setia.core.program.source import Listed, Text, Value
from setia.imports.import_map import Case, Cell, Kind, Where
from setia.imports.read_cells import CellReader

_KIND: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def read_kind(root: Shape, cells: CellReader, words: Vocabulary) -> Kind:
    """The ``kind:`` of a map: one kind, a column's, or the first case that holds."""
    value = root.value("kind")
    if value is None:
        root.problems.note(root.at, "map", "has no kind", "add kind: purchase")
        return Cell()
    if isinstance(value, Listed):
        return _cases(root, value, words)
    cell, shape = cells.cell(value, "kind", "constant")
    if shape is not None:
        shape.close()
    kinds = [*(cell.values or {}).values(), *([cell.otherwise] if cell.otherwise else [])]
    for kind in [cell.constant] if not cell.column else kinds:
        _check_kind(root, value, kind)
    return cell


def _cases(root: Shape, value: Listed, words: Vocabulary) -> tuple[Case, ...]:
    cases: list[Case] = []
    for place, one in enumerate(value.items, 1):
        shape = Shape(one, f"kind[{place}]", root.problems)
        when = shape.read("when", lambda text: parse_condition(text, words, of_item=True))
        if shape.value("when") is None and place < len(value.items):
            root.problems.note(one, shape.path, "has no when, so later cases are never reached",
                               "add when:, or move it to the end")  # fmt: skip
        kind = shape.text("kind")
        _check_kind(root, one, kind)
        cases.append(Case(when, kind))
        shape.close()
    if not cases:
        root.problems.note(value, "kind", "has no cases", "write: kind: purchase")
    return tuple(cases)


def _check_kind(root: Shape, at: Value, kind: str) -> None:
    if not is_kind(kind):
        root.problems.note(at, "kind", f"{kind!r} is not a kind", "write it like: purchase")


def read_given(root: Shape, cells: CellReader) -> Cell | None:
    """The ``given:`` of a map: the column that says whether an act succeeded where it happened."""
    value = root.value("given")
    if value is None:
        return None
    cell, shape = cells.cell(value, "given", "column")
    if shape is not None:
        shape.close()
    words = {*(cell.values or {}).values(), cell.otherwise or "yes"}
    if not cell.values or not words <= {"yes", "no"}:
        root.problems.note(value, "given", "must say which texts are a yes",
                           "write: {column: status, values: {done: yes, failed: no}}")  # fmt: skip
    return cell


def read_where(root: Shape, words: Vocabulary) -> tuple[Where, ...]:
    """The ``where:`` of a map: what every row that is kept fulfils."""
    value = root.value("where")
    if value is None:
        return ()
    found: list[Where] = []
    for place, one in enumerate(value.items if isinstance(value, Listed) else (value,), 1):
        path = f"where[{place}]"
        if not isinstance(one, Text):
            root.problems.note(one, path, "must be a condition", 'write: - "amount > 0"')
            continue
        node = _condition(root, one, path, words)
        if node is not None:
            found.append(Where(one.value, node))
    return tuple(found)


def _condition(root: Shape, one: Text, path: str, words: Vocabulary) -> Node | None:
    try:
        return parse_condition(one.value, words, of_item=True)
    except ExpressionError as error:
        root.problems.note(one, path, error.cause, error.remedy, column=error.column)
        return None


def is_kind(text: str) -> bool:
    """Whether a text can be the name of a kind of event."""
    return _KIND.fullmatch(text) is not None
