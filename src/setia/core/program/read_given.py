"""Reads what a test of the document takes for given: stores, products and uploaded lists.

It stands in the place of reference data, so that a test says all that it rests on. It holds from
the beginning of time.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from setia.core.engine.reference import RATE, RATES, Values, list_table
from setia.core.program.currencies import rate_of
from setia.core.program.document import LOOKED_UP, TIME_ZONE, Problem, Program
from setia.core.program.read_said import as_written
from setia.core.program.scenarios import Given
from setia.core.program.shape import MAX_NAME_CHARS, Problems, Shape
from setia.core.program.source import Listed, Mapped, Text, Unreadable, load

MAX_GIVEN: Final = 1_000
"""Most rows of one table that a test takes for given."""


class BadGiven(ValueError):
    """A file with problems; carries every one of them, by line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_given(outer: Shape, program: Program, zones: Collection[str] | None) -> Given:
    """What stands under ``given:``, by table and key. Problems are noted where they stand."""
    value = outer.value("given")
    if value is None:
        return {}
    return _tables(Shape(value, outer.under("given"), outer.problems), program, zones)


def given_of(text: str, program: Program, zones: Collection[str] | None) -> Given:
    """What a file says that has the same keys at its top.

    Raises BadGiven with every problem of it.
    """
    problems = Problems()
    try:
        found = _tables(Shape(load(text), "document", problems), program, zones)
    except Unreadable as error:
        raise BadGiven((error.problem,)) from None
    if problems.found:
        raise BadGiven(tuple(sorted(problems.found, key=lambda one: (one.line, one.column))))
    return found


def _tables(shape: Shape, program: Program, zones: Collection[str] | None) -> Given:
    found: dict[str, Mapping[str, Values]] = {}
    for table in LOOKED_UP:
        if shape.value(table) is not None and table not in program.tables:
            shape.wrong(table, "are not declared", f"declare them: {table}: {{…}}")
        rows = dict(_rows(shape, table, program, zones))
        if len(rows) > MAX_GIVEN:
            shape.wrong(table, f"{len(rows)} of them", f"{MAX_GIVEN} at most")
        found[table] = rows
    rates = shape.value("rates")
    if rates is not None:
        below = Shape(rates, shape.under("rates"), shape.problems)
        found[RATES] = {code: {RATE: rate} for code, rate in _rates(below, program)}
        below.close()
    lists = shape.value("lists")
    if lists is not None:
        below = Shape(lists, shape.under("lists"), shape.problems)
        for name in sorted(program.uploaded):
            found[list_table(name)] = {text: {} for text in _texts(below, name)}
        below.close()
    shape.close()
    return {table: rows for table, rows in found.items() if rows}


def _rows(
    shape: Shape, table: str, program: Program, zones: Collection[str] | None
) -> Iterator[tuple[str, Values]]:
    value = shape.peek(table)
    if value is None:
        return
    if not isinstance(value, Mapped):
        shape.wrong(table, "must be a mapping", "write: {harbour: {region: north}}")
        return
    fields = [one for one in program.fields.values() if one.table == table]
    for key, one in value.items.items():
        row = Shape(one, f"{shape.under(table)}.{key}", shape.problems)
        if not 0 < len(key) <= MAX_NAME_CHARS:
            shape.problems.note(one, row.path, "has no name", f"1 to {MAX_NAME_CHARS} characters")
        said = as_written(row, fields, program.decimals)
        if table == "stores" and (zone := row.text(TIME_ZONE, default="")):
            if zones is not None and zone not in zones:
                row.wrong(TIME_ZONE, f"{zone!r} is not known", "write it like Asia/Kuala_Lumpur")
            said[TIME_ZONE] = zone
        row.close()
        yield key, said


def _rates(shape: Shape, program: Program) -> Iterator[tuple[str, str]]:
    for code in sorted(program.currencies):
        rate = shape.read(code, rate_of)
        if rate is not None:
            yield code, rate


def _texts(shape: Shape, name: str) -> list[str]:
    value = shape.value(name)
    if value is None:
        return []
    if not isinstance(value, Listed) or not all(isinstance(one, Text) for one in value.items):
        shape.wrong(name, "is not a list of texts", "write: [sku-1, sku-2]")
        return []
    if len(value.items) > MAX_GIVEN:
        shape.wrong(name, f"{len(value.items)} texts", f"{MAX_GIVEN} at most")
    return [one.value for one in value.items if isinstance(one, Text)]
