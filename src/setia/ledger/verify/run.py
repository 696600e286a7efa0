"""Verifies the whole ledger, range by range, then the log.

Ranges are read one after the other, so that memory does not grow with the ledger. Every range is
one snapshot: what is recorded meanwhile is either in it, with its state, or not at all.
"""

from collections.abc import Callable

from setia.core.engine.book import Book
from setia.ledger.verify import log
from setia.ledger.verify.holders import check_holder
from setia.ledger.verify.reading import Range, events, ranges, snapshot, states
from setia.ledger.verify.verdict import Verdict
from setia.platform.connection import RawCursor
from setia.programs.queries import current_book


def verify(progress: Callable[[Verdict], None] = lambda _: None) -> Verdict:
    """Look at the whole ledger. progress: called after each range of holders.

    Raises NoProgram when no program is published.
    """
    verdict = Verdict()
    with snapshot() as cursor:
        parts = ranges(cursor)
    for part in parts:
        verdict.add(verify_range(part))
        progress(verdict)
    with snapshot() as cursor:
        log.check_positions(cursor, verdict)
        log.check_names(cursor, verdict)
        log.check_audit(cursor, verdict)
        log.check_allotments(cursor, verdict, current_book(cursor))
    return verdict


def verify_range(within: Range) -> Verdict:
    """Look at the holders of one range."""
    verdict = Verdict()
    with snapshot() as cursor:
        _holders(cursor, verdict, current_book(cursor), within)
    return verdict


def _holders(cursor: RawCursor, verdict: Verdict, book: Book, within: Range) -> None:
    found = events(cursor, within)
    for row in states(cursor, within):
        mine = found.pop(row[0], [])
        verdict.holders += 1
        verdict.events += len(mine)
        verdict.postings += sum(len(one.leaf.amounts) for one in mine)
        check_holder(verdict, book, row, mine)
    for member_id in found:
        verdict.note("no_state", f"holder {member_id}", "has events but no state row")
