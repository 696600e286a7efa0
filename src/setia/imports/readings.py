"""Reads a column of texts, each distinct text once.

Columns of logs repeat themselves: a day holds thousands of rows, a price a hundred. Reading each
distinct text once, with exact and unhurried code, is what makes plain Python fast enough here. What
is remembered is bounded, and a text always reads the same, so forgetting changes nothing.
"""

import json
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from setia.core.expressions.fields import day_of
from setia.core.program.currencies import decimals_of
from setia.imports.amounts import Bad, Numbers, NumberStyle
from setia.imports.import_map import Cell, Field, ImportMap

T = TypeVar("T")
Value = int | str | tuple[str, ...] | None
"""A field's value; None is absent."""

MOST_REMEMBERED: Final = 50_000
PART: Final = "\x1f"
"""What stands between a row's currency and an amount in it."""

_YES: Final = {"yes": True, "true": True, "no": False, "false": False}
EMPTY: Final = Bad("is empty")
_ZERO: Final = Bad("has a zero character, which text can't hold; remove it")


class Reading(Generic[T]):
    """A reader of texts, and what it has read so far."""

    def __init__(self, read: Callable[[str], T | Bad]) -> None:
        self._read = read
        self._seen: dict[str, T | Bad] = {}
        self._bad: set[str] = set()

    def column(self, texts: Sequence[str]) -> list[T | Bad]:
        """What each text stands for, or why it can't be read."""
        seen = self._seen
        new = set(texts).difference(seen)
        if len(seen) + len(new) > MOST_REMEMBERED:
            seen.clear()
            self._bad.clear()
            new = set(texts)
        for text in new:
            seen[text] = value = self._read(text)
            if type(value) is Bad:
                self._bad.add(text)
        return list(map(seen.__getitem__, texts))

    def faults(self, texts: Sequence[str]) -> list[tuple[int, str]]:
        """The place and reason of each text of a column, just read, that is bad."""
        if self._bad.isdisjoint(texts):
            return []
        found = ((place, self._seen[text]) for place, text in enumerate(texts))
        return [(place, value.reason) for place, value in found if isinstance(value, Bad)]


class Fragments:
    """Writes a field's values as pieces of canonical JSON, each distinct value once."""

    def __init__(self, field: Field) -> None:
        self._name = json.dumps(field.name)
        self._absolute = field.absolute
        self._seen: dict[Value | Bad, str] = {}

    def column(self, values: Sequence[Value | Bad]) -> list[str]:
        """``"name":value`` for each value, nothing for one that is absent."""
        seen = self._seen
        new = set(values).difference(seen)
        if len(seen) + len(new) > MOST_REMEMBERED:
            seen.clear()
            new = set(values)
        for value in new:
            seen[value] = self._written(value)
        return list(map(seen.__getitem__, values))

    def _written(self, value: Value | Bad) -> str:
        if value is None or isinstance(value, Bad):
            return ""
        if type(value) is int:
            return f"{self._name}:{abs(value) if self._absolute else value}"
        return f"{self._name}:{json.dumps(value, ensure_ascii=False)}"


def field_reader(field: Field, the_map: ImportMap) -> Callable[[str], Value | Bad]:
    """How one field's texts are read, by its type."""
    style = the_map.format
    numbers = Numbers(NumberStyle(style.decimal_mark, style.thousands))
    decimals = the_map.decimals if field.type == "money" else field.decimals
    by_currency = the_map.by_currency and field.type == "money"

    def read(text: str) -> Value | Bad:
        places = decimals
        if by_currency:
            code, _, text = text.partition(PART)
            places = decimals_of(code) if code else decimals
        found = translated(field.cell, text)
        if isinstance(found, Bad) and not text:
            found = ""  # Nothing is there, unless the map says what that stands for.
        if isinstance(found, Bad):
            return found
        if not found:
            return None if field.optional else EMPTY
        if field.type in ("number", "money"):
            return numbers.read(found, places)
        return _said(field, found)

    return read


def _said(field: Field, text: str) -> Value | Bad:
    """What a text that is no number says."""
    shown = repr(text[:40])
    match field.type:
        case "bool":
            unread = Bad(f"{shown} is neither yes nor no; give values: in the map")
            return _YES.get(text, unread)
        case "date" if day_of(text) is None:
            return Bad(f"{shown} is not a date like 2026-12-25")
        case "choice" if text not in field.values:
            return Bad(f"{shown} is not one of {', '.join(field.values)}; give values: in the map")
        case "list" if "\0" not in text:
            return tuple(part for one in text.split(",") if (part := one.strip()))
        case _:
            return plain(text)


def translated(cell: Cell, text: str) -> str | Bad:
    """What the map says that a cell's text stands for."""
    if cell.values is None:
        return text
    found = cell.values.get(text, cell.otherwise)
    return Bad(f"{text[:40]!r} is not among the map's values") if found is None else found


def plain(text: str) -> str | Bad:
    """Text that an event can hold."""
    return _ZERO if "\0" in text else text
