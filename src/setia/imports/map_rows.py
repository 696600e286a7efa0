"""From rows of text to rows that are ready to become events.

Every column of a batch is read on its own; then the row is whole: kept, left out by a condition of
the map (and counted under it), or rejected with each column at fault. The written payload is
canonical JSON, so that equal rows have equal bytes wherever they stand in the file (I4, I20).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress
from operator import attrgetter
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from setia.core.engine.kinds import RETURN
from setia.core.expressions.evaluate import Facts, Known, holds
from setia.core.expressions.fields import Field as Declared
from setia.core.expressions.fields import day_of
from setia.core.expressions.nodes import Node
from setia.core.expressions.walk import fields_of
from setia.core.program.currencies import CODE
from setia.imports.amounts import Bad, Numbers, NumberStyle
from setia.imports.import_map import Cell, Field, ImportMap, MemberKind, Returns
from setia.imports.instants import Instants
from setia.imports.open_log import Table
from setia.imports.read_kinds import is_kind
from setia.imports.readings import (
    EMPTY,
    PART,
    Fragments,
    Reading,
    Value,
    field_reader,
    plain,
    translated,
)
from setia.imports.rows import Batch, Rejection
from setia.ledger.entries import MAX_KEY_CHARS

T = TypeVar("T")
Cells = Sequence[Value | Bad]
"""A column of values: None is absent, Bad can't be read."""

Blind = Callable[[MemberKind, str], bytes]
"""From a kind of identity and its text to 16 bytes that are equal for every spelling of it."""

Faults = dict[int, list[tuple[str, str]]]
"""By the place of a row in its batch: the columns at fault, each with its reason."""

MAX_SEQUENCE: Final = 10**18
NO_SEQUENCE: Final = -1
NOT_GIVEN: Final = -1
_GIVEN: Final = {"": NOT_GIVEN, "no": 0, "yes": 1}
OF: Final = Field("of", "event", Cell())
"""The key that a return names; it is joined of columns, as keys are."""
BEHIND_RETURN: Final = "/return"
"""Stands behind the key of a return's rows, which may stand on the receipt of a purchase."""
_LONGEST_KEY: Final = MAX_KEY_CHARS - 21
"""A sequence of up to 19 digits and its sign stand before the key."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The mapped rows of one batch, by column, and what became of the others.

    Columns: `members` (16 bytes each), `identities`, `kinds`, `at_us`, `sequences` (-1: none),
    `keys` (empty: none), `events` and `items` (canonical JSON; an item is empty without baskets),
    `given` (-1: not given) and `lines`. left_out: rows by condition; misses: rows by lookup.
    """

    columns: Mapping[str, Sequence[bytes | str | int]]
    rejected: Sequence[Rejection] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)


class Mapper:
    """Maps batches of one file by one map. It keeps what it has read, and nothing of a row."""

    def __init__(
        self, the_map: ImportMap, lookups: Mapping[str, Table], zone: ZoneInfo, blind: Blind
    ) -> None:
        self._map = the_map
        self._lookups = lookups
        numbers = Numbers(NumberStyle())
        instants = Instants(the_map.time, zone)
        self._members = Reading(lambda text: _member(blind, the_map.member_kind, text))
        self._times = Reading(lambda text: instants.read(text) if text else EMPTY)
        self._sequences = Reading(lambda text: _sequence(numbers, text))
        self._keys = Reading(_key)
        kind = the_map.kind
        self._kinds = Reading(lambda text: _kind(kind, text) if isinstance(kind, Cell) else EMPTY)
        given = the_map.given or Cell()
        self._given = Reading(lambda text: _given(given, text))
        self._fields = [(one, Reading(field_reader(one, the_map))) for one in the_map.fields]
        self._named = Reading(_key)
        self._fragments = {one.path: Fragments(one) for one in (*the_map.fields, OF)}

    def map(self, batch: Batch) -> Piece:
        """Every row of the batch: mapped, left out, or rejected."""
        if not batch.lines:
            return Piece({}, batch.rejected)
        faults: Faults = {}
        values = self._values(batch, faults)
        columns = self._columns(batch, values, faults)
        left_out, gone = self._left_out(values)
        rejected = [*batch.rejected]
        for place, found in sorted(faults.items()):
            if place not in gone:
                names = ", ".join(name for name, _ in found)
                why = "; ".join(f"{name}: {reason}" if name else reason for name, reason in found)
                rejected.append(Rejection(batch.lines[place], names, why, batch.row(place)))
                gone.add(place)
        kept = [place not in gone for place in range(len(batch.lines))] if gone else None
        misses = self._misses(batch, kept)
        whole = {name: _kept(column, kept) for name, column in columns.items()}
        return Piece(whole, rejected, left_out, misses)

    def _values(self, batch: Batch, faults: Faults) -> dict[str, Cells]:
        values: dict[str, Cells] = {}
        for one, reading in self._fields:
            name, texts = one.cell.column or one.path, self._texts(one.cell, batch)
            if one.type == "money" and self._map.by_currency:
                rows = zip(self._currencies(batch), texts, strict=True)
                texts = [f"{code}{PART}{text}" for code, text in rows]
            found = _read(reading, texts, name, faults)
            values[one.path] = found
        return values

    def _currencies(self, batch: Batch) -> Sequence[str]:
        """The currency of each row, "" where it says none that can be read."""
        cell = next(one.cell for one, _ in self._fields if one.path == "currency")
        said = (translated(cell, text) for text in self._texts(cell, batch))
        return [one if isinstance(one, str) and CODE.fullmatch(one) else "" for one in said]

    def _columns(
        self, batch: Batch, values: Mapping[str, Cells], faults: Faults
    ) -> dict[str, Sequence[bytes | str | int]]:
        the_map, count = self._map, len(batch.lines)
        identities = self._column(the_map.member, batch)
        members = _read(self._members, identities, the_map.member, faults)
        times = self._joined(the_map.time.columns, batch)
        at_us = _read(self._times, times, ", ".join(the_map.time.columns), faults)
        order = self._column(the_map.sequence, batch)
        sequences = _read(self._sequences, order, the_map.sequence, faults)
        key = the_map.group_by or the_map.key
        keys = _read(self._keys, self._escaped(key, batch), ", ".join(key), faults) if key else []
        outcome = the_map.given or Cell()
        given = _read(self._given, self._texts(outcome, batch), outcome.column, faults)
        kinds = self._kind_column(batch, values, faults)
        if the_map.returns is not None:
            values = {**values, OF.path: self._named_by(the_map.returns, batch, kinds, faults)}
            if the_map.group_by:
                keys = [
                    f"{one}{BEHIND_RETURN}" if kind == RETURN and isinstance(one, str) else one
                    for one, kind in zip(keys, kinds, strict=True)
                ]
        columns: dict[str, Sequence[bytes | str | int | Bad]] = {
            "members": members,
            "identities": identities,
            "kinds": kinds,
            "at_us": at_us,
            "sequences": sequences,
            "keys": keys or [""] * count,
            "events": self._written("event", values, count),
            "items": self._written("item", values, count) if the_map.group_by else [""] * count,
            "given": given,
            "lines": batch.lines,
        }
        return columns  # type: ignore[return-value]  # rows with a Bad are noted and taken out

    def _kind_column(
        self, batch: Batch, values: Mapping[str, Cells], faults: Faults
    ) -> list[str | Bad]:
        kind = self._map.kind
        if isinstance(kind, Cell):
            return _read(self._kinds, self._texts(kind, batch), kind.column, faults)
        kinds: list[str | Bad] = [""] * len(batch.lines)
        for case in reversed(kind):
            if case.when is None:
                kinds = [case.kind] * len(kinds)
            else:
                held = _rows_that(case.when, values, len(kinds))
                kinds = [
                    case.kind if yes else other for yes, other in zip(held, kinds, strict=True)
                ]
        _note(faults, [(at, "no case of kind fits") for at, one in enumerate(kinds) if not one], "")
        return kinds

    def _named_by(
        self, returns: Returns, batch: Batch, kinds: Sequence[str | Bad], faults: Faults
    ) -> list[Value | Bad]:
        """The keys that rows of returns name; None in all other rows, and where they name none."""
        of, back = returns.of, [kind == RETURN for kind in kinds]
        if returns.unnamed:
            columns = [self._column(name, batch) for name in of] or [[""] * len(kinds)]
            named = [any(row) for row in zip(*columns, strict=True)]
            back = [yes and there for yes, there in zip(back, named, strict=True)]
        texts = self._escaped(of, batch) if of else [""] * len(kinds)
        found = self._named.column(texts)
        bad = [(at, reason) for at, reason in self._named.faults(texts) if back[at]]
        _note(faults, bad, ", ".join(of))
        return [one if yes else None for one, yes in zip(found, back, strict=True)]

    def _left_out(self, values: Mapping[str, Cells]) -> tuple[Counter[str], set[int]]:
        """Rows that a condition does not keep, under the first such; unreadable ones stay in."""
        gone: set[int] = set()
        left_out: Counter[str] = Counter()
        for where in self._map.where:
            asked = [values[one.name] for one in fields_of(where.node)]
            for place, kept in enumerate(_rows_that(where.node, values, len(asked[0]))):
                if kept or place in gone or any(type(one[place]) is Bad for one in asked):
                    continue
                gone.add(place)
                left_out[where.text] += 1
        return left_out, gone

    def _misses(self, batch: Batch, kept: Sequence[bool] | None) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self._map.lookups:
            known = next(iter(self._lookups[one.name].values()))
            keys = _kept(batch.columns[one.by], kept)
            found[one.name] = sum(1 for key in keys if key not in known)
        return found

    def _written(self, use: str, values: Mapping[str, Cells], count: int) -> list[str]:
        """Canonical JSON of the fields of one use, names in order."""
        own = [one for one, _ in self._fields if one.use == use]
        of = [OF] if use == OF.use and OF.path in values else []
        fields = sorted([*own, *of], key=attrgetter("name"))
        parts = [self._fragments[one.path].column(values[one.path]) for one in fields]
        if not parts:
            return ["{}"] * count
        return ["{" + ",".join(filter(None, row)) + "}" for row in zip(*parts, strict=True)]

    def _texts(self, cell: Cell, batch: Batch) -> Sequence[str]:
        return (
            self._column(cell.column, batch) if cell.column else [cell.constant] * len(batch.lines)
        )

    def _column(self, name: str, batch: Batch) -> Sequence[str]:
        """A column of the file, or of a lookup by way of the file's; no name: nothing there."""
        if not name:
            return [""] * len(batch.lines)
        if (own := batch.columns.get(name)) is not None:
            return own
        of_lookup, _, column = name.partition(".")
        lookup = next(one for one in self._map.lookups if one.name == of_lookup)
        table = self._lookups[of_lookup][column]
        return [table.get(key, "") for key in batch.columns[lookup.by]]

    def _joined(self, names: Sequence[str], batch: Batch) -> Sequence[str]:
        if len(names) == 1:
            return self._column(names[0], batch)
        columns = (self._column(name, batch) for name in names)
        return [" ".join(filter(None, row)) for row in zip(*columns, strict=True)]

    def _escaped(self, names: Sequence[str], batch: Batch) -> Sequence[str]:
        """Key columns as one text, so that no two different rows of them make the same."""
        if len(names) == 1:
            return self._column(names[0], batch)
        columns = (self._column(name, batch) for name in names)
        return [
            "/".join(text.replace("%", "%25").replace("/", "%2F") for text in row)
            if all(row)
            else ""
            for row in zip(*columns, strict=True)
        ]


def _read(reading: Reading[T], texts: Sequence[str], column: str, faults: Faults) -> list[T | Bad]:
    """Read a column, and note each place in it that can't be read."""
    values = reading.column(texts)
    _note(faults, reading.faults(texts), column)
    return values


def _rows_that(node: Node, columns: Mapping[str, Cells], count: int) -> list[bool]:
    """Whether the condition holds, row by row; what can't be read is absent."""

    def read(place: int, field: Declared) -> Known:
        found = columns[field.name][place]
        if isinstance(found, Bad):
            return None
        # Conditions count dates in days.
        return day_of(found) if field.type == "date" and isinstance(found, str) else found

    return [holds(node, Facts(partial(read, place))) for place in range(count)]


def _note(faults: Faults, found: Sequence[tuple[int, str]], column: str) -> None:
    for place, reason in found:
        faults.setdefault(place, []).append((column, reason))


def _kept(column: Sequence[T], kept: Sequence[bool] | None) -> Sequence[T]:
    return column if kept is None else list(compress(column, kept))


def _member(blind: Blind, kind: MemberKind, text: str) -> bytes | Bad:
    if not text:
        return Bad("is empty: the row names no member")
    if isinstance(found := plain(text), Bad):
        return found
    try:
        return blind(kind, text)
    except ValueError as error:
        return Bad(str(error))


def _sequence(numbers: Numbers, text: str) -> int | Bad:
    if not text:
        return NO_SEQUENCE
    found = numbers.read(text, 0, MAX_SEQUENCE)
    return Bad(f"{text[:40]!r} is below 0") if isinstance(found, int) and found < 0 else found


def _key(text: str) -> str | Bad:
    if not text:
        return EMPTY
    if len(text) > _LONGEST_KEY:
        return Bad(f"has {len(text)} characters; a key has at most {_LONGEST_KEY}")
    return plain(text)


def _kind(cell: Cell, text: str) -> str | Bad:
    found = translated(cell, text)
    if isinstance(found, Bad) or is_kind(found):
        return found
    return (
        Bad(f"{found[:40]!r} is not a kind of event; give values: in the map") if found else EMPTY
    )


def _given(cell: Cell, text: str) -> int | Bad:
    found = translated(cell, text) if text else ""
    return found if isinstance(found, Bad) else _GIVEN[found]
