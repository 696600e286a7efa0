"""Rebuilds states from events: what `setia replay` does.

The states are a projection, so this may be run at any time, again, and beside live work: each holder
is locked, folded and written in turn, a range in a transaction. Events and postings are never touched.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from setia.core.engine.book import same
from setia.core.engine.layout import Layout
from setia.core.engine.state import BadState
from setia.ledger.lookups import history
from setia.ledger.rows import STATE_COLUMNS, Holder, folded, happened, holder_of, write
from setia.platform import audit
from setia.platform.access.principal import Principal
from setia.platform.connection import outermost
from setia.programs.queries import current_book

HOLDERS_AT_ONCE: Final = 200
_NIL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many holders were folded, and how many states were not what they should be."""

    holders: int
    mended: int


def rebuild_states(
    *, acting: Principal, progress: Callable[[Rebuilt], None] = lambda _: None
) -> Rebuilt:
    """Fold every holder's events anew and write the states that differ."""
    done = Rebuilt(0, 0)
    after: UUID | None = _NIL
    while after is not None:
        after, step = _range(after)
        done = Rebuilt(done.holders + step.holders, done.mended + step.mended)
        progress(done)
    if done.mended:
        _note(acting, done)
    return done


def _range(after: UUID) -> tuple[UUID | None, Rebuilt]:
    with outermost() as cursor:
        book = current_book(cursor)
        cursor.execute(
            f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id > %s"
            " ORDER BY member_id LIMIT %s FOR UPDATE",
            (after, HOLDERS_AT_ONCE),
        )
        locked = cursor.fetchall()
        mended: list[Holder] = []
        for row in locked:
            events = history(cursor, row[0])
            live = [happened(leaf) for leaf in events if folded(leaf)]
            to_us = max([row[3], *(one.at_us for one in live)])
            state, _ = book.fold(live, to_us)
            last = max([row[2], *(leaf.recorded_us for leaf in events)])
            holder = Holder(row[0], len(events), last, row[3], row[4], state)
            if not _is(row, holder, book.newest.layout):
                mended.append(holder)
        write(cursor, [], mended, book)
    return (locked[-1][0] if locked else None), Rebuilt(len(locked), len(mended))


def _is(row: Sequence[object], holder: Holder, layout: Layout) -> bool:
    try:
        stored = holder_of(row, layout)
    except BadState:
        return False
    return stored.seq == holder.seq and same(stored.state, holder.state)


def _note(acting: Principal, done: Rebuilt) -> None:
    with outermost() as cursor:
        audit.write(
            cursor,
            acting=acting,
            act="states_rebuilt",
            subject="ledger/states",
            detail={"holders": done.holders, "mended": done.mended},
        )
