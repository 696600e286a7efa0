"""From the text of an import map to a checked map, or to all of its problems at once.

Each section is read by one function; what is wrong is noted with line, field and remedy, and the
sections after it are read all the same. Kinds and attributes are checked against the program, where
it is known, and have its types where the map says none. Whether the file really has the columns
that are asked for is decided by `check_columns`, once the file is open.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from setia.core.expressions.fields import Field as Named
from setia.core.expressions.fields import Scope, Vocabulary
from setia.core.program.document import Problem
from setia.core.program.shape import Problems, Shape
from setia.core.program.source import Unreadable, Value, load
from setia.imports.declared import Checker, Declared
from setia.imports.import_map import (
    LINE,
    MEMBER_KINDS,
    Cell,
    Field,
    FieldUse,
    ImportMap,
    MemberKind,
)
from setia.imports.read_cells import CellReader, entries, under, word
from setia.imports.read_format import read_format, read_lookups, read_time
from setia.imports.read_kinds import read_given, read_kind, read_where
from setia.imports.read_returns import numbers_of, read_returns
from setia.ledger.entries import MAX_SOURCE_CHARS

RESERVED: Final = frozenset({"amount", "currency", "items"})
DEFAULT_DECIMALS: Final = 0
Stated: TypeAlias = list[tuple[Value, int | None]]
"""Where amounts stand in the map, each with the decimals that it states."""


class BadMap(ValueError):
    """A map that can't be used; carries every problem of it, by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: (one.line, one.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_map(text: str, *, file_name: str = "", declared: Declared | None = None) -> ImportMap:
    """Read and check a whole map. Raises BadMap with all problems.

    file_name: of the file to import; its ending decides the format that the map leaves open.
    declared: what the program knows of events; None: kinds and attributes are not checked.
    """
    problems = Problems()
    try:
        root = load(text) if text.strip() else None
    except Unreadable as error:
        raise BadMap((error.problem,)) from None
    if root is None:
        raise BadMap((Problem(1, 1, "map", "is empty", "start with: source: name"),))
    shape = Shape(root, "document", problems)
    found = _map(shape, text, file_name, declared)
    shape.close()
    if problems.found:
        raise BadMap(problems.found)
    return found


def check_columns(
    the_map: ImportMap, own: Sequence[str], lookups: Mapping[str, Sequence[str]]
) -> None:
    """Raise BadMap for every column that the map names and the opened files lack, or have twice."""
    known = [*own, *(f"{name}.{column}" for name, has in lookups.items() for column in has)]
    problems: list[Problem] = []
    for one in the_map.asked:
        if (times := known.count(one.column)) == 1:
            continue
        near = difflib.get_close_matches(one.column, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"it has: {', '.join(known[:20])}"
        cause = f"the file has no column {one.column}"
        if times:
            cause, remedy = f"the file has {times} columns {one.column}", "rename one of them"
        problems.append(Problem(one.line, one.place, one.path, cause, remedy))
    if problems:
        raise BadMap(problems)


def _map(root: Shape, text: str, file_name: str, declared: Declared | None) -> ImportMap:
    cells = CellReader(root.problems)
    checker = Checker(declared, root.value("kind"), root.problems)
    source = root.text("source")
    at = root.value("source")
    if at is not None and not 1 <= len(source) <= MAX_SOURCE_CHARS:
        cause = f"must have 1 to {MAX_SOURCE_CHARS} characters"
        root.problems.note(at, "source", cause, "write a short name of the system it comes from")
    member_kind, member = _member(root, cells)
    fields, group_by, stated = _fields(root, cells, checker)
    returns, of_returns = read_returns(root, cells, declared)
    if returns is not None:
        returns = replace(returns, numbers=numbers_of(fields, declared))
        fields = (*fields, *of_returns)
    decimals = _decimals(root, fields, stated, declared)
    named = (_named(field, decimals) for field in fields)
    words = Vocabulary({one.name: one for one in named if one is not None}, decimals)
    key = cells.columns(root, "key")
    if key and group_by:
        root.problems.note(root.value("key") or root.at, "key", "can't stand beside items",
                           "remove it: a basket's key is its group")  # fmt: skip
    return ImportMap(
        text=text,
        source=source,
        format=read_format(root, file_name),
        member_kind=member_kind,
        member=member,
        time=read_time(root, cells),
        kind=read_kind(root, cells, words),
        fields=fields,
        decimals=decimals,
        key=key,
        sequence=cells.column(root, "sequence"),
        group_by=group_by,
        given=read_given(root, cells),
        returns=returns,
        where=read_where(root, words),
        drop_duplicates=word(root, "duplicates", ("keep", "drop")) == "drop",
        enrol=word(root, "unknown", ("wait", "enrol")) == "enrol",
        # A file of smallest units has none, whatever its currencies.
        currency="" if declared is None else declared.currency,
        by_currency=declared is not None
        and decimals == declared.decimals
        and any(one.path == "currency" for one in fields),
        lookups=read_lookups(root, cells),
        asked=tuple(cells.asked),
    )


def _member(root: Shape, cells: CellReader) -> tuple[MemberKind, str]:
    value = root.value("member")
    if value is None:
        root.problems.note(root.at, "map", "has no member", "add member: {reference: column}")
        return "reference", ""
    shape = Shape(value, "member", root.problems)
    found = [kind for kind in MEMBER_KINDS if shape.value(kind) is not None]
    if len(found) != 1:
        known = ", ".join(MEMBER_KINDS)
        root.problems.note(value, "member", "needs one kind of identity", f"write one of {known}")
    column = cells.column(shape, found[0]) if found else ""
    shape.close()
    return (found[0] if found else "reference"), column


def _fields(
    root: Shape, cells: CellReader, checker: Checker
) -> tuple[tuple[Field, ...], tuple[str, ...], Stated]:
    """The fields of the event, of its items and of conditions; the group; what money says of its
    decimals.
    """
    fields: list[Field] = []
    stated: Stated = []
    amount = root.value("amount")
    if amount is not None:
        checker.attribute(amount, "amount", "amount")
        field, decimals = cells.money(amount, "event", "amount")
        fields.append(field)
        stated.append((amount, decimals))
    currency = root.value("currency")
    checker.section(currency, "currency")
    if currency is not None:
        fields.append(cells.field("currency", "event", currency, "currency"))
    fields += _section(root, cells, "attributes", "event", checker=checker)
    group_by: tuple[str, ...] = ()
    items = root.value("items")
    checker.section(items, "items")
    if items is not None:
        shape = Shape(items, "items", root.problems)
        group_by = cells.columns(shape, "group_by")
        if not group_by:
            root.problems.note(items, "items", "has no group_by", "add group_by: [column]")
        fields += _section(shape, cells, "fields", "item", stated, checker)
        if line := cells.column(shape, "line"):
            fields.append(Field(LINE, "item", Cell(column=line), "number"))
        shape.close()
    fields += _section(root, cells, "reads", "reads")
    return tuple(fields), group_by, stated


def _section(
    shape: Shape,
    cells: CellReader,
    key: str,
    use: FieldUse,
    stated: Stated | None = None,
    checker: Checker | None = None,
) -> list[Field]:
    value = shape.value(key)
    if value is None:
        return []
    if not entries(value):
        shape.problems.note(value, under(shape, key), "must be a mapping", "write: name: column")
    found: list[Field] = []
    for name, one in entries(value).items():
        path = f"{under(shape, key)}.{name}"
        if name == "amount" and stated is not None:
            field, decimals = cells.money(one, use, path)
            stated.append((one, decimals))
            found.append(field)
            continue
        if name in RESERVED and use != "item":
            shape.problems.note(one, path, "has a place of its own", f"write it as {name}: above")
        full = f"item.{name}" if use == "item" else name
        if checker is not None and name not in RESERVED:
            checker.attribute(one, path, full)
        found.append(cells.field(name, use, one, path, checker.field(full) if checker else None))
    return found


def _decimals(
    root: Shape, fields: Sequence[Field], stated: Stated, declared: Declared | None
) -> int:
    """The decimals of the file's money: stated once, or the same wherever they are stated. A map
    without an amount has money by the program alone, which knows its decimals.
    """
    if not stated and declared is not None:
        return declared.decimals
    said = {decimals for _, decimals in stated if decimals is not None}
    if len(said) > 1:
        root.problems.note(stated[-1][0], "amount", "decimals differ between amounts",
                           "a file's money has one number of decimals")  # fmt: skip
    unread = any(problem.path.endswith(".decimals") for problem in root.problems.found)
    if not said and not unread and any(field.type == "money" for field in fields):
        at = stated[0][0] if stated else root.at
        root.problems.note(at, "amount", "money needs its decimals",
                           "write: amount: {column: name, decimals: 2}")  # fmt: skip
    return max(said, default=DEFAULT_DECIMALS)


def _named(field: Field, decimals: int) -> Named | None:
    """The field as conditions know it; none for a number of other decimals than money's."""
    scope: Scope = "item" if field.use == "item" else "event"
    if field.type == "number" and field.decimals:
        return Named(field.path, "money", scope) if field.decimals == decimals else None
    return Named(field.path, field.type, scope, field.values, field.ordered)
