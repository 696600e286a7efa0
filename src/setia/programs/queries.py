"""Reads of published versions.

`book` gives every version ready to decide, and keeps the newest one in the process: versions never
change, so a book is right for as long as its newest number is the newest there is.
"""

import threading
from dataclasses import dataclass

from setia.core.engine.book import Book, Version, version_after
from setia.core.engine.zones import ZoneTable
from setia.core.program.read import read_program
from setia.platform.connection import RawCursor


class NoProgram(RuntimeError):
    """Nothing has been published, so nothing can be decided."""

    def __init__(self) -> None:
        super().__init__("no program is published; run: setia program publish FILE")


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One published version as stored."""

    number: int
    text: str
    effective_us: int
    zone: ZoneTable


_lock = threading.Lock()
_newest: dict[int, Book] = {}


def book(cursor: RawCursor, newest: int) -> Book:
    """Every version up to number `newest`. Raises NoProgram when there is none."""
    found = _newest.get(newest)
    if found is not None:
        return found
    stored = versions(cursor)
    if not stored:
        raise NoProgram
    made = make_book(stored)
    with _lock:
        _newest.clear()
        _newest[stored[-1].number] = made
    return made


def forget_books() -> None:
    """Drop what is remembered; for a process that changes to another database."""
    with _lock:
        _newest.clear()


def newest_number(cursor: RawCursor) -> int:
    """The number of the newest version, 0 when there is none."""
    cursor.execute("SELECT coalesce(max(number), 0) FROM program_version")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def current_book(cursor: RawCursor) -> Book:
    """The book as of now. Raises NoProgram."""
    return book(cursor, newest_number(cursor))


def versions(cursor: RawCursor) -> list[StoredVersion]:
    """Every published version, oldest first."""
    cursor.execute(
        "SELECT number, text, effective_us, zone_at_us, zone_offset_us"
        " FROM program_version ORDER BY number"
    )
    return [
        StoredVersion(number, text, effective, ZoneTable(tuple(at), tuple(offset)))
        for number, text, effective, at, offset in cursor.fetchall()
    ]


def make_book(stored: list[StoredVersion]) -> Book:
    """Compile stored versions, each keeping the numbers of the one before."""
    made: list[Version] = []
    for one in stored:
        before = made[-1] if made else None
        program = read_program(one.text)
        made.append(version_after(before, one.number, one.effective_us, program, one.zone))
    return Book(tuple(made))
