"""Opens the file to import and the files it looks things up in, by the formats of the map.

A lookup is held in memory as texts by key, within a stated limit; a key that stands twice in it is
refused, since either row could be meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setia.imports.import_map import Format, ImportMap, Lookup
from setia.imports.read_delimited import DelimitedLog
from setia.imports.read_map import check_columns
from setia.imports.read_parquet import ParquetLog
from setia.imports.rows import Log, UnusableFile

MAX_LOOKUP_ROWS: Final = 1_000_000

Table = Mapping[str, Mapping[str, str]]
"""One lookup's columns, each from key to text."""


def open_log(path: Path, how: Format) -> Log:
    """Open one file. Raises UnusableFile."""
    if not path.is_file():
        raise UnusableFile(f"{path}: there is no such file; check its name")
    return ParquetLog(path, how) if how.type == "parquet" else DelimitedLog(path, how)


def lookup_file(log_file: Path, lookup: Lookup) -> Path:
    """Where a lookup lies: beside the log, unless the map gives a whole path."""
    return log_file.parent / lookup.file


@dataclass(frozen=True, slots=True)
class Opened:
    """The log, and the lookups of its map, opened and known to have every column asked for."""

    log: Log
    lookups: tuple[tuple[Lookup, Log], ...]

    def tables(self) -> dict[str, Table]:
        """Every lookup, read into memory. Raises UnusableFile."""
        return {lookup.name: _table(log, lookup) for lookup, log in self.lookups}


def open_all(path: Path, the_map: ImportMap) -> Opened:
    """Open a log and its lookups. Raises UnusableFile, and BadMap for columns that they lack."""
    log = open_log(path, the_map.format)
    lookups = tuple((one, open_log(lookup_file(path, one), one.format)) for one in the_map.lookups)
    check_columns(the_map, log.names, {one.name: other.names for one, other in lookups})
    return Opened(log, lookups)


def _table(log: Log, lookup: Lookup) -> Table:
    if lookup.key not in log.names:
        raise UnusableFile(
            f"{lookup.file}: has no column {lookup.key}, by which lookups.{lookup.name} joins; "
            f"it has: {', '.join(log.names[:20])}"
        )
    table: dict[str, dict[str, str]] = {name: {} for name in lookup.columns}
    seen: set[str] = set()
    for batch in log.batches([lookup.key, *lookup.columns]):
        for one in batch.rejected:
            raise UnusableFile(f"{lookup.file}, line {one.line}: {one.reason}; mend the row")
        keys = batch.columns[lookup.key]
        for line, key in zip(batch.lines, keys, strict=True):
            if key in seen:
                raise UnusableFile(
                    f"{lookup.file}, line {line}: {key!r} stands twice in column {lookup.key}; "
                    "keep one row a key"
                )
            seen.add(key)
        if len(seen) > MAX_LOOKUP_ROWS:
            raise UnusableFile(f"{lookup.file}: more than {MAX_LOOKUP_ROWS} rows; leave out some")
        for name, column in table.items():
            column.update(zip(keys, batch.columns[name], strict=True))
    return table
