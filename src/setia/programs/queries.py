"""Reads of published versions.

`book` gives every version ready to decide, with the reference data that they look up, and keeps the
newest one in the process: neither versions nor editions ever change, so a book is right for as long
as its newest numbers are the newest there are.
"""

import threading
from dataclasses import dataclass
from typing import NamedTuple

from setia.core.engine.book import Book, Version, version_after
from setia.core.engine.reference import NOTHING_KNOWN, Reference
from setia.core.engine.zones import ZoneTable
from setia.core.program.read import read_program
from setia.platform.connection import RawCursor
from setia.reference.queries import forget_reference, newest_edition, reference


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


class Newest(NamedTuple):
    """The numbers of the newest program version and of the newest edition of reference data."""

    version: int
    edition: int


_lock = threading.Lock()
_newest: dict[Newest, Book] = {}


def book(cursor: RawCursor, newest: Newest) -> Book:
    """Every version up to a number, with reference data. Raises NoProgram where there is none."""
    found = _newest.get(newest)
    if found is not None:
        return found
    known = reference(cursor, newest.edition)
    with _lock:
        before = next((one for at, one in _newest.items() if at.version == newest.version), None)
    if before is not None:
        made = before.knowing(known)
    else:
        stored = versions(cursor)
        if not stored:
            raise NoProgram
        made = make_book(stored, known)
        newest = newest._replace(version=stored[-1].number)
    with _lock:
        _newest.clear()
        _newest[newest] = made
    return made


def forget_books() -> None:
    """Drop what is remembered; for a process that changes to another database."""
    with _lock:
        _newest.clear()
    forget_reference()


def newest_number(cursor: RawCursor) -> int:
    """The number of the newest version, 0 when there is none."""
    cursor.execute("SELECT coalesce(max(number), 0) FROM program_version")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def current_book(cursor: RawCursor) -> Book:
    """The book as of now. Raises NoProgram."""
    return book(cursor, Newest(newest_number(cursor), newest_edition(cursor)))


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


def make_book(stored: list[StoredVersion], known: Reference = NOTHING_KNOWN) -> Book:
    """Compile stored versions, each keeping the numbers of the one before."""
    made: list[Version] = []
    for one in stored:
        before = made[-1] if made else None
        program = read_program(one.text)
        made.append(version_after(before, one.number, one.effective_us, program, one.zone, known))
    return Book(tuple(made))
