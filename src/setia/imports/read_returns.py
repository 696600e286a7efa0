"""Reads what a map says of returns: the columns that name what comes back, and of which line.

A return names an event by its source and key, so its columns are joined as those of a key are.
What of a row can come back in part is a number that the program declares.
"""

from collections.abc import Iterable

from setia.core.engine.kinds import RETURN
from setia.core.program.shape import Shape
from setia.core.program.source import Value
from setia.imports.declared import Declared, kinds_named
from setia.imports.import_map import LINE_BACK, Cell, Field, Returns
from setia.imports.read_cells import CellReader, entries

OF_SOURCE = "of_source"
_TAKEN = frozenset({"of", OF_SOURCE})


def read_returns(
    root: Shape, cells: CellReader, declared: Declared | None
) -> tuple[Returns | None, list[Field]]:
    """The ``returns:`` of a map, and the fields that it adds to those of events and items."""
    value = root.value("returns")
    kind, items = root.peek("kind"), root.peek("items")
    unnamed = declared is not None and declared.unnamed
    line = entries(items).get("line") if items is not None else None
    if value is None:
        if kind is not None and RETURN in (kinds_named(kind) or ()):
            cause = "a return has to name what comes back"
            root.problems.note(kind, "kind", cause, "add returns: {of: column}")
        if line is not None:
            root.problems.note(line, "items.line", "is for returns alone", "remove it")
        return None, []
    shape = Shape(value, "returns", root.problems)
    of = cells.columns(shape, "of")
    if not of and not unnamed:
        shape.missing("of")
    fields: list[Field] = []
    for key in () if of else ("source", "line"):
        if shape.peek(key) is not None:
            shape.wrong(key, "stands without of", "add of: column")
    source = shape.value("source")
    if source is not None:
        cell, inner = cells.cell(source, "returns.source", "constant")
        if inner is not None:
            inner.close()
        fields.append(Field(OF_SOURCE, "event", cell))
    line_back = cells.column(shape, "line")
    if line_back:
        fields.append(Field(LINE_BACK, "item", Cell(column=line_back), "number"))
    shape.close()
    _check(root, kind)
    if (line is None) != (not line_back):
        cause = "needs both items.line and returns.line"
        remedy = "name the line of a row of a purchase, and the line of it that comes back"
        root.problems.note(value, "returns", cause, remedy)
    return Returns(of, lined=bool(line_back), unnamed=unnamed), fields


def numbers_of(fields: Iterable[Field], declared: Declared | None) -> frozenset[str]:
    """The paths of the fields of which a part can come back."""
    known = None if declared is None else declared.kinds[RETURN]
    return frozenset(
        one.path
        for one in fields
        if one.type in ("number", "money") and (known is None or one.path in known)
    )


def _check(root: Shape, kind: Value | None) -> None:
    at = root.peek("returns") or root.at
    named = None if kind is None else kinds_named(kind)
    if named != frozenset({RETURN}) and root.peek("sequence") is not None:
        cause = "can't stand beside sequence, whose numbers are part of the keys"
        root.problems.note(at, "returns", cause, "remove sequence: returns find what they name")
    attributes = root.peek("attributes")
    for name, one in entries(attributes).items() if attributes is not None else ():
        if name in _TAKEN:
            path = f"attributes.{name}"
            root.problems.note(one, path, "has a place of its own", "write it under returns:")
