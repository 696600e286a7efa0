"""Rebuilds states from events: what `setia replay` does.

The states are a projection, so this may be run at any time, again, and beside live work. Every
holder is folded from a snapshot, without a lock; only one whose state differs is locked, folded
again and written, in a transaction of its own. Events and postings are never touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from setia.ledger import lookups
from setia.ledger.refold import UNREADABLE, is_stored, should_be
from setia.ledger.rows import write_states
from setia.ledger.verify.reading import Range, events, ranges, snapshot, states
from setia.platform import audit
from setia.platform.access.principal import Principal
from setia.platform.connection import outermost
from setia.programs.queries import current_book


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many holders were folded, and how many states were not what they should be.

    unreadable: holders whose events can't be folded, as `setia verify` says; they are left alone.
    """

    holders: int
    mended: int
    unreadable: int = 0


def rebuild_states(
    *, acting: Principal, progress: Callable[[Rebuilt], None] = lambda _: None
) -> Rebuilt:
    """Fold every holder's events anew and write the states that differ.

    Raises psycopg's LockNotAvailable when a holder to be mended stays locked elsewhere; what was
    mended before stays mended, and the next run goes on.
    """
    done = Rebuilt(0, 0)
    with snapshot() as cursor:
        parts = ranges(cursor)
    for part in parts:
        looked_at, wrong, unreadable = _differing(part)
        for member_id in wrong:
            _mend(member_id, acting=acting)
        done = Rebuilt(
            done.holders + looked_at, done.mended + len(wrong), done.unreadable + unreadable
        )
        progress(done)
    return done


def _differing(within: Range) -> tuple[int, list[UUID], int]:
    """How many holders a range has, those whose state is not what it should be, and unreadable."""
    with snapshot() as cursor:
        book = current_book(cursor)
        found = events(cursor, within)
        rows = states(cursor, within)
        wrong: list[UUID] = []
        unreadable = 0
        for row in rows:
            leaves = [one.leaf for one in found.get(row[0], ())]
            try:
                if not is_stored(should_be(book, row[0], leaves), row, book):
                    wrong.append(row[0])
            except UNREADABLE:
                unreadable += 1
        return len(rows), wrong, unreadable


def _mend(member_id: UUID, *, acting: Principal) -> None:
    """Fold one holder under its lock, write its state and say so."""
    with outermost() as cursor:
        lookups.lock_one(cursor, member_id)
        book = current_book(cursor)
        leaves = lookups.history(cursor, member_id)
        write_states(cursor, [should_be(book, member_id, leaves)], book)
        audit.write(
            cursor,
            acting=acting,
            act="state_rebuilt",
            subject=f"holder/{member_id}",
            detail={"seq": leaves[-1].seq if leaves else 0},
        )
