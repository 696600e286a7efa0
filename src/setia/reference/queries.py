"""Reads of reference data: all that was ever uploaded, as the engine looks things up in it.

Editions never change, so what a process has read stays right: only editions that came since are
read and put to it.
"""

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from setia.core.engine.reference import NOTHING_KNOWN, Entry, Reference, with_entries
from setia.core.engine.zones import ZoneTable
from setia.platform.connection import RawCursor

_ROWS = """
    SELECT e.table_name, e.known_us, r.key, coalesce(r.from_us, e.known_us), r.told::text
    FROM reference_row AS r JOIN reference_edition AS e ON e.number = r.edition
    WHERE e.number > %s AND e.number <= %s ORDER BY r.edition, r.place
"""
_ZONES = "SELECT name, at_us, offset_us FROM reference_zone WHERE edition > %s AND edition <= %s"


@dataclass(frozen=True, slots=True)
class Edition:
    """One upload: its number, table, since when it is known (µs), and how many rows it brought."""

    number: int
    table: str
    known_us: int
    rows: int


_lock = threading.Lock()
_read: dict[int, Reference] = {}


def reference(cursor: RawCursor, newest: int) -> Reference:
    """Everything up to edition `newest`."""
    if newest == 0:
        return NOTHING_KNOWN
    with _lock:
        number, before = max(_read.items(), default=(0, NOTHING_KNOWN))
    if number == newest:
        return before
    if number > newest:
        number, before = 0, NOTHING_KNOWN
    made = with_entries(before, _rows(cursor, number, newest), dict(_zones(cursor, number, newest)))
    with _lock:
        _read.clear()
        _read[newest] = made
    return made


def forget_reference() -> None:
    """Drop what is remembered; for a process that changes to another database."""
    with _lock:
        _read.clear()


def newest_edition(cursor: RawCursor) -> int:
    """The number of the newest edition, 0 when there is none."""
    cursor.execute("SELECT coalesce(max(number), 0) FROM reference_edition")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def current_reference(cursor: RawCursor) -> Reference:
    """Everything that was uploaded so far."""
    return reference(cursor, newest_edition(cursor))


def editions(cursor: RawCursor) -> list[Edition]:
    """Every upload, oldest first."""
    cursor.execute(
        "SELECT number, table_name, known_us, rows FROM reference_edition ORDER BY number"
    )
    return [Edition(*row) for row in cursor.fetchall()]


def _rows(cursor: RawCursor, after: int, newest: int) -> Iterable[tuple[str, str, Entry]]:
    cursor.execute(_ROWS, (after, newest))
    for table, known_us, key, from_us, told in cursor.fetchall():
        yield table, key, Entry(from_us, known_us, None if told is None else json.loads(told))


def _zones(cursor: RawCursor, after: int, newest: int) -> Iterator[tuple[str, ZoneTable]]:
    cursor.execute(_ZONES, (after, newest))
    for name, at_us, offset_us in cursor.fetchall():
        yield name, ZoneTable(tuple(at_us), tuple(offset_us))
