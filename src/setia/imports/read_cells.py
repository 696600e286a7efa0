"""Reads the parts of a map that name columns: single cells, lists of columns, and typed fields.

A bare word names a column, except where the map's reference says that it is a constant; the long
form says which it is. Every column asked for is noted with its place in the map, so that one that
the file lacks can be pointed at later.
"""

import re
from dataclasses import replace
from typing import Final, Literal, TypeVar

from setia.core.expressions.fields import Field as Declared
from setia.core.program.phrases import PhraseError
from setia.core.program.shape import Problems, Shape
from setia.core.program.source import Listed, Mapped, Text, Value
from setia.imports.import_map import Asked, Cell, Field, FieldType, FieldUse

Bare = Literal["column", "constant"]
Word = TypeVar("Word", bound=str)

TYPES: Final[tuple[FieldType, ...]] = ("text", "number", "money", "bool", "date", "list")
"""What a map can call a field; a choice is declared by the program alone."""

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_DECIMALS: Final = 6
_NO_CELL: Final = Cell(constant="")


class CellReader:
    """Reads cells and remembers, in `asked`, every column that they name."""

    def __init__(self, problems: Problems) -> None:
        self.asked: list[Asked] = []
        self._problems = problems

    def column(self, shape: Shape, key: str, *, needed: bool = False) -> str:
        """One column's name under a key; empty when the key is absent."""
        value = shape.value(key)
        if value is None:
            if needed:
                shape.problems.note(shape.at, shape.path, f"has no {key}", f"add {key}: column")
            return ""
        return self._column(value, under(shape, key))

    def columns(self, shape: Shape, key: str) -> tuple[str, ...]:
        """One column, or a list of columns, under a key; none when it is absent."""
        value = shape.value(key)
        if value is None:
            return ()
        if isinstance(value, Listed):
            path = under(shape, key)
            return tuple(
                self._column(one, f"{path}[{place}]") for place, one in enumerate(value.items, 1)
            )
        return (self._column(value, under(shape, key)),)

    def cell(self, value: Value, path: str, bare: Bare) -> tuple[Cell, Shape | None]:
        """A cell, and the shape of its long form, which the caller closes after asking for more."""
        if isinstance(value, Text):
            if bare == "constant":
                return Cell(constant=value.value), None
            return Cell(column=self._column(value, path)), None
        shape = Shape(value, path, self._problems)
        if not isinstance(value, Mapped):
            return _NO_CELL, None
        column, constant = shape.value("column"), shape.value("constant")
        if (column is None) == (constant is None):
            self._problems.note(value, path, "needs one of column or constant",
                                "write: {column: name} or {constant: text}")  # fmt: skip
        otherwise = shape.value("otherwise")
        cell = Cell(
            column=self._column(column, f"{path}.column") if column is not None else "",
            constant=shape.text("constant", default=""),
            values=self._values(shape),
            otherwise=shape.text("otherwise", default="") if otherwise is not None else None,
        )
        if cell.otherwise is not None and cell.values is None:
            self._problems.note(value, path, "has otherwise without values", "add values:")
        return cell, shape

    def field(
        self, name: str, use: FieldUse, value: Value, path: str, declared: Declared | None = None
    ) -> Field:
        """A typed field: the long form may say type and decimals; what it leaves open is as the
        program declares it, and text where it declares nothing.
        """
        if not NAME.fullmatch(name):
            self._problems.note(value, path, f"{name!r} is not a name",
                                "use a-z, 0-9 and _, a letter first, 40 at most")  # fmt: skip
        cell, shape = self.cell(value, path, "constant" if name == "currency" else "column")
        if shape is None:
            return _typed(Field(name, use, cell), declared)
        stated = shape.value("type") is not None
        kind = word(shape, "type", TYPES)
        decimals = shape.read("decimals", _decimals)
        if decimals is not None and kind == "text":
            kind, stated = "number", True
        optional = word(shape, "optional", ("yes", "no")) == "yes"
        absolute = word(shape, "sign", ("keep", "absolute")) == "absolute"
        shape.close()
        field = Field(name, use, cell, kind, decimals or 0, absolute, optional)
        return field if stated else _typed(field, declared)

    def money(self, value: Value, use: FieldUse, path: str) -> tuple[Field, int | None]:
        """An amount of money, and the decimals that it states."""
        cell, shape = self.cell(value, path, "column")
        if shape is None:
            return Field("amount", use, cell, "money", optional=False), None
        decimals = shape.read("decimals", _decimals)
        optional = word(shape, "optional", ("no", "yes")) == "yes"
        absolute = word(shape, "sign", ("keep", "absolute")) == "absolute"
        shape.close()
        field = Field("amount", use, cell, "money", 0, absolute, optional)
        return field, decimals

    def _values(self, shape: Shape) -> dict[str, str] | None:
        value = shape.value("values")
        if value is None:
            return None
        pairs = Shape(value, under(shape, "values"), self._problems)
        return {key: pairs.text(key) for key in entries(value)}

    def _column(self, value: Value, path: str) -> str:
        if not isinstance(value, Text) or not value.value.strip():
            self._problems.note(value, path, "must be a column's name", "write one name here")
            return ""
        name = value.value.strip()
        self.asked.append(Asked(name, path, value.line, value.column))
        return name


def word(shape: Shape, key: str, known: tuple[Word, ...]) -> Word:
    """One of a few words under a key; the first of them when the key is absent."""
    value = shape.value(key)
    if value is None:
        return known[0]
    if isinstance(value, Text):
        for one in known:
            if one == value.value:
                return one
    shape.problems.note(value, under(shape, key), "is not known", f"write {' or '.join(known)}")
    return known[0]


def entries(value: Value) -> dict[str, Value]:
    """The entries of a mapping; of anything else, none (its shape has noted that it is wrong)."""
    return value.items if isinstance(value, Mapped) else {}


def under(shape: Shape, key: str) -> str:
    """The path of a key, as problems name it."""
    return key if shape.path == "document" else f"{shape.path}.{key}"


def _typed(field: Field, declared: Declared | None) -> Field:
    """The field as the program declares it."""
    if declared is None:
        return field
    return replace(
        field,
        type=declared.type,
        decimals=declared.decimals,
        values=declared.values,
        ordered=declared.ordered,
    )


def _decimals(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text) or int(text) > MAX_DECIMALS:
        raise PhraseError(f"{text!r} is not a number of decimals", f"from 0 to {MAX_DECIMALS}")
    return int(text)
