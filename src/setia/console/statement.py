"""Reads one member's statement: what they have now, and a page of their events, explained.

The newest come first and pages go on by `seq`, so an event that comes in between moves nothing to
another page. An event whose explanation does not add up is logged with both values and shown as
such; it is never left out or mended (I12).
"""

import logging
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from setia.core.engine.book import Book, Happened, Version
from setia.core.engine.explain import explain
from setia.core.engine.explanation import Explained
from setia.core.engine.postings import unfold
from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.queries import Standing, standing
from setia.ledger.rows import EVENT_COLUMNS, happened, leaf_of
from setia.platform import clock
from setia.platform.connection import RawCursor
from setia.programs.queries import current_book

log = logging.getLogger("setia.console")

PAGE: Final = 50
NEWEST: Final = 2**62
"""Comes after every `seq`."""

# What only wakes a member and moves nothing is no line of a statement.
_EVENTS: Final = f"""
    SELECT l.position, {", ".join("e." + column.strip() for column in EVENT_COLUMNS.split(","))}
    FROM event AS e
    LEFT JOIN leaf AS l ON l.holder = e.member_id AND l.seq = e.seq AND l.kind = {EVENT}
    WHERE e.member_id = %s AND e.seq < %s AND NOT (e.kind = 'clock' AND cardinality(e.amounts) = 0)
    ORDER BY e.seq DESC LIMIT %s
"""  # noqa: S608  # only the names of columns are put in


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a statement. position: where it is sealed, None when it is not yet."""

    leaf: EventLeaf
    event: Happened
    version: Version
    explained: Explained
    position: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A member as of now. older: the `seq` before which the next page begins, None at the end."""

    newest: Version
    now_us: int
    standing: Standing
    entries: tuple[Entry, ...]
    older: int | None


def statement(cursor: RawCursor, member_id: UUID, before: int = NEWEST) -> Statement | None:
    """One page of a member's statement; None for a holder that does not exist.

    before: events with a smaller `seq`. Raises NoProgram.
    """
    book = current_book(cursor)
    now_us = clock.now(cursor)
    found = standing(cursor, book, member_id, now_us)
    if found is None:
        return None
    cursor.execute(_EVENTS, (member_id, before, PAGE + 1))
    rows = cursor.fetchall()
    entries = tuple(_entry(book, row[0], leaf_of(row[1:])) for row in rows[:PAGE])
    older = entries[-1].leaf.seq if len(rows) > PAGE else None
    return Statement(book.newest, now_us, found, entries, older)


def _entry(book: Book, position: int | None, leaf: EventLeaf) -> Entry:
    version = book.by_number[leaf.version]
    event = happened(leaf)
    postings = unfold(leaf.moves, leaf.amounts)
    explained = explain(version, event, leaf.outcome, leaf.decision, postings, book.newest)
    for doubt in explained.doubts:
        log.error(
            "event %s of %s does not add up: %s: should be %s, is %s; run: setia verify",
            leaf.seq, leaf.member_id, doubt.code, doubt.should, doubt.does,
        )  # fmt: skip
    return Entry(leaf, event, version, explained, position)
