"""Reads a file of reference data: what it says of each store or product, or the texts of a list.

The first row names the columns: the key (``store``, ``sku``, or a list's only column), the
attributes as the program declares them, and where they are wanted ``from`` and ``gone``. All that
is wrong with a file is told at once, by line; then none of it is used.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from setia.core.engine.limits import MAX_TEXTS
from setia.core.engine.reference import RATE, RATES, STORES, Value, Values, list_table
from setia.core.expressions.fields import Field, day_of
from setia.core.program.currencies import rate_of
from setia.core.program.document import LOOKED_UP, TIME_ZONE, Program
from setia.core.program.phrases import PhraseError
from setia.core.program.values import value_of
from setia.imports.open_log import open_log
from setia.imports.read_format import format_of
from setia.imports.rows import Batch, UnusableFile
from setia.reference.actions.load_reference import Row

FROM: Final = "from"
GONE: Final = "gone"
SEPARATOR: Final = ";"
"""What stands between the texts of an attribute that is a list."""

MAX_ROWS: Final = 200_000
"""Most rows of one file."""

MAX_REMEMBERED: Final = 50_000
MAX_KEY_CHARS: Final = 200
_ZONES: Final = available_timezones() - {"localtime", "Factory"}
"""What a store's clock can go by; the two are no places."""

MAX_TOLD: Final = 20
"""So many problems of one file are told; the rest is counted."""


class BadReferenceFile(ValueError):
    """A file that can't be used: every problem of it, by line."""


def table_named(program: Program, name: str) -> str:
    """The table behind a name: stores, products, or a list that is uploaded.

    Raises BadReferenceFile where the program declares none of that name.
    """
    if name in LOOKED_UP and name in program.tables:
        return name
    if name == RATES and program.currencies:
        return RATES
    if name in program.uploaded:
        return list_table(name)
    rates = [RATES] if program.currencies else []
    known = ", ".join([*sorted(program.tables), *rates, *sorted(program.uploaded)])
    if not known:
        raise BadReferenceFile(
            f"{name}: the program looks nothing up; declare stores:, products:, currencies: or a"
            " list that is uploaded"
        )
    raise BadReferenceFile(f"{name}: is not looked up by the program; it declares: {known}")


def read_reference(path: Path, program: Program, table: str) -> list[Row]:
    """The rows of a file for a table. Raises BadReferenceFile and UnusableFile."""
    log = open_log(path, format_of(path.name))
    reading = _Reading(program, table, tuple(log.names))
    for batch in log.batches(log.names):
        reading.problems += [f"line {one.line}: {one.reason}" for one in batch.rejected]
        reading.add(batch)
        if len(reading.rows) > MAX_ROWS:
            raise UnusableFile(f"{path.name}: more than {MAX_ROWS:,} rows; load it in parts")
    if reading.problems:
        more = len(reading.problems) - MAX_TOLD
        told = [*reading.problems[:MAX_TOLD], *([f"and {more:,} more"] if more > 0 else [])]
        raise BadReferenceFile("\n".join(told))
    if not reading.rows:
        raise BadReferenceFile(f"{path.name}: has no row; write one below the names of the columns")
    return reading.rows


@dataclass(slots=True)
class _Reading:
    """One file on its way to rows."""

    program: Program
    table: str
    names: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _key: str = ""
    _told: frozenset[str] = frozenset()
    _readers: dict[str, Callable[[str], Value]] = field(default_factory=dict)
    _seen: set[tuple[str, int | None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        fields = {
            one.attribute: one for one in self.program.fields.values() if one.table == self.table
        }
        others = [one for one in self.names if one not in (FROM, GONE)]
        if self.table in LOOKED_UP or self.table == RATES:
            self._key = self._key_of(self.program.fields)
        elif len(others) == 1:
            self._key = others[0]
        else:
            raise BadReferenceFile("line 1: a list has one column, and from and gone beside it")
        decimals = self.program.decimals
        readers = {name: _reader(one, decimals) for name, one in fields.items()}
        if self.table == STORES:
            readers[TIME_ZONE] = _zone
        if self.table == RATES:
            readers[RATE] = rate_of
        for name in others:
            if name in readers:
                self._readers[name] = readers[name]
            elif name != self._key:
                known = ", ".join([self._key, *readers, FROM, GONE])
                self.problems.append(f"line 1: no attribute {name[:40]!r}; the columns are {known}")
        self._told = frozenset(self._readers)
        if len(set(self.names)) < len(self.names):
            self.problems.append("line 1: names a column twice; leave one of them out")

    def _key_of(self, fields: Mapping[str, Field]) -> str:
        name = "currency"
        if self.table != RATES:
            name = next(fields[one].attribute for at, one in LOOKED_UP.items() if at == self.table)
        if name not in self.names:
            raise BadReferenceFile(f"line 1: has no column {name}, by which rows are looked up")
        return name

    def add(self, batch: Batch) -> None:
        """Read the rows of a piece of the file."""
        for place, line in enumerate(batch.lines):
            told = {name: column[place] for name, column in batch.columns.items()}
            self.rows.extend(self._row(line, told))

    def _row(self, line: int, told: Mapping[str, str]) -> Iterator[Row]:
        key, before = told[self._key], len(self.problems)
        if not 0 < len(key) <= MAX_KEY_CHARS:
            cause = f"{self._key} needs 1 to {MAX_KEY_CHARS} characters"
            self.problems.append(f"line {line}: {cause}")
        for name, text in told.items():
            if "\0" in text:
                self.problems.append(f"line {line}: {name}: has a zero character; remove it")
        from_us = self._start(line, told.get(FROM, ""))
        gone = told.get(GONE, "")
        if gone not in ("", "yes", "no"):
            self.problems.append(f"line {line}: {GONE}: {gone[:40]!r} is neither yes nor no")
        values = dict(self._values(line, told))
        if self.table == RATES:
            self._check_rate(line, key, values, gone=gone == "yes")
        if (key, from_us) in self._seen:
            when = " from the same day on" if FROM in self.names else ""
            self.problems.append(f"line {line}: {key[:40]!r} stands twice{when}; keep one of them")
        self._seen.add((key, from_us))
        if len(self.problems) == before:
            yield Row(key, None if gone == "yes" else values, from_us, self._told)

    def _check_rate(self, line: int, key: str, values: Values, *, gone: bool) -> None:
        if key not in self.program.currencies:
            known = ", ".join(sorted(self.program.currencies))
            self.problems.append(f"line {line}: {key[:40]!r} is not taken; declared: {known}")
        elif RATE not in values and not gone:
            self.problems.append(f"line {line}: has no rate; write what one {key} is worth")

    def _values(self, line: int, told: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
        for name, read in self._readers.items():
            if not told[name]:
                continue
            try:
                yield name, read(told[name])
            except PhraseError as error:
                self.problems.append(f"line {line}: {name}: {error.cause}; {error.remedy}")

    def _start(self, line: int, text: str) -> int | None:
        try:
            return start_us(text, self.program.time_zone) if text else None
        except ValueError:
            told = f"{FROM}: {text[:40]!r} is not a day; write it like 2026-01-31"
            self.problems.append(f"line {line}: {told}")
            return None


def start_us(text: str, zone: str) -> int:
    """The instant at which a day begins in a time zone. Raises ValueError for what is no day."""
    if day_of(text) is None:
        raise ValueError(text)
    day = date.fromisoformat(text)
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    return (start - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _reader(one: Field, decimals: int) -> Callable[[str], Value]:
    """What checks a value as people write it, within its bounds, and keeps it so."""
    if one.type == "list":
        return _texts
    read = value_of(one, decimals)
    least, most = one.bounds

    # Columns repeat themselves: each distinct text is read once.
    @lru_cache(MAX_REMEMBERED)
    def within(text: str) -> Value:
        found = read(text)
        if type(found) is int and not least <= found <= most:
            raise PhraseError(f"{text[:40]!r} is out of its range", "keep it between from and to")
        return text

    return within


def _texts(text: str) -> list[str]:
    found = [one.strip() for one in text.split(SEPARATOR) if one.strip()]
    if len(found) > MAX_TEXTS:
        raise PhraseError(f"{len(found)} texts", f"{MAX_TEXTS} at most")
    return found


def _zone(text: str) -> str:
    if text not in _ZONES:
        raise PhraseError(f"{text[:40]!r} is not known", "write it like Asia/Kuala_Lumpur")
    return text
