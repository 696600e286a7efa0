"""Proves that the ledger is what its events say.

For every holder the state is folded anew and compared (I6), the lots are compared with what the
postings sum to (I7), the accounts of each wallet are compared with 0 (I1), and `seq` is dense. For the
log, positions are dense and every leaf's hash is made again from the event's row (I15). It changes
nothing, reads in ranges of holders so that memory does not grow, and names what it finds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from setia.core.engine.book import Book, same
from setia.core.engine.postings import Account, Totals, add, unfold
from setia.core.engine.state import BadState, buckets
from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.rows import EVENT_COLUMNS, STATE_COLUMNS, folded, happened, holder_of, leaf_of
from setia.platform.connection import RawCursor, outermost
from setia.programs.queries import current_book

HOLDERS_AT_ONCE: Final = 500
MAX_FINDINGS: Final = 1_000

_ACCOUNTS: Final = frozenset(int(account) for account in Account)
_NIL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, where, and the two values that differ."""

    code: str
    where: str
    detail: str


@dataclass(slots=True)
class Verdict:
    """What was looked at and what was found."""

    holders: int = 0
    events: int = 0
    postings: int = 0
    leaves: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def note(self, code: str, where: str, detail: str) -> None:
        """Keep a finding, up to a bound that no reader would pass."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code, where, detail))


def verify(progress: Callable[[Verdict], None] = lambda _: None) -> Verdict:
    """Look at the whole ledger. progress: called after each range of holders."""
    verdict = Verdict()
    after = _NIL
    while True:
        with outermost() as cursor:
            # One snapshot for states and events, or a purchase in between would look like damage.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            book = current_book(cursor)
            states = _states(cursor, after)
            if not states:
                break
            after = states[-1][0]
            events = _events(cursor, states[0][0], after)
            for row in states:
                _holder(verdict, book, row, events.pop(row[0], []))
            for member_id in events:
                verdict.note("no_state", str(member_id), "has events but no state row")
        progress(verdict)
    with outermost() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _log(cursor, verdict)
    return verdict


def _states(cursor: RawCursor, after: UUID) -> list[Sequence[object]]:
    cursor.execute(
        f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id > %s"
        " ORDER BY member_id LIMIT %s",
        (after, HOLDERS_AT_ONCE),
    )
    return list(cursor.fetchall())


def _events(cursor: RawCursor, first: UUID, last: UUID) -> dict[UUID, list[EventLeaf]]:
    cursor.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE member_id BETWEEN %s AND %s"
        " ORDER BY member_id, seq",
        (first, last),
    )
    found: dict[UUID, list[EventLeaf]] = {}
    for row in cursor:
        leaf = leaf_of(row)
        found.setdefault(leaf.member_id, []).append(leaf)
    return found


def _holder(
    verdict: Verdict, book: Book, row: Sequence[object], events: Sequence[EventLeaf]
) -> None:
    where = f"holder {row[0]}"
    verdict.holders += 1
    verdict.events += len(events)
    verdict.postings += sum(len(leaf.amounts) for leaf in events)
    try:
        holder = holder_of(row, book.newest.layout)
    except BadState as error:
        verdict.note("bad_state", where, str(error))
        return
    if [leaf.seq for leaf in events] != list(range(1, holder.seq + 1)):
        verdict.note("seq_gap", where, f"{len(events)} events, state says {holder.seq}")
    to_us = max([holder.swept_us, *(happened(leaf).at_us for leaf in events if folded(leaf))])
    state, totals = book.fold([happened(leaf) for leaf in events if folded(leaf)], to_us)
    if not same(state, holder.state):
        verdict.note("state", where, _first_difference(state, holder.state))
    posted: Totals = {}
    for leaf in events:
        add(posted, unfold(leaf.moves, leaf.amounts))
    if _clean(posted) != _clean(totals):
        verdict.note("postings", where, "differ from what the events' fold posts")
    _accounts(verdict, where, posted, holder.state)


def _accounts(verdict: Verdict, where: str, posted: Totals, state: Sequence[int]) -> None:
    """Lots as posted against lots as held; every account known; every wallet sums to 0."""
    lots: dict[tuple[int, ...], int] = {}
    sums: dict[int, int] = {}
    for (wallet, source, target, expires, month, funder, *_), amount in posted.items():
        if source not in _ACCOUNTS or target not in _ACCOUNTS:
            verdict.note("account", where, f"no account {source} or {target}")
        for account, change in ((source, -amount), (target, amount)):
            sums[wallet] = sums.get(wallet, 0) + change
            if account == Account.AVAILABLE:
                lot = (wallet, expires, month, funder)
                lots[lot] = lots.get(lot, 0) + change
    held = {
        (series, expires, month, funder): amount
        for expires, series, month, funder, amount in buckets(state)
        if month
    }
    if {lot: amount for lot, amount in lots.items() if amount} != held:
        verdict.note("lots", where, "postings and lots differ")
    if any(sums.values()):
        verdict.note("sum", where, f"accounts sum to {sums}, not 0")


def _log(cursor: RawCursor, verdict: Verdict) -> None:
    """Positions are dense, and every leaf is the hash of the row that it names."""
    expected = 1
    for position, kind, row in _leaves(cursor):
        verdict.leaves += 1
        if position != expected:
            verdict.note("position_gap", f"position {expected}", f"the next leaf is {position}")
            expected = position
        expected += 1
        if kind == EVENT:
            stored, event = row
            if event is None:
                verdict.note("leaf_lost", f"position {position}", "names an event that is gone")
            elif event.hash() != stored:
                where = f"position {position}: event {event.seq} of {event.member_id}"
                verdict.note("leaf_hash", where, "the row is not what was sealed")
    cursor.execute(
        "SELECT count(*) FROM event AS e LEFT JOIN leaf AS l"
        f" ON l.holder = e.member_id AND l.seq = e.seq AND l.kind = {EVENT}"
        " WHERE l.position IS NULL AND NOT EXISTS (SELECT FROM unsealed AS u"
        " WHERE e.member_id = ANY(u.holders))"
    )
    row = cursor.fetchone()
    if row and row[0]:
        verdict.note("unsealed", "event", f"{row[0]} events are neither sealed nor noted")


def _leaves(
    cursor: RawCursor,
) -> Iterator[tuple[int, int, tuple[bytes, EventLeaf | None]]]:
    columns = ", ".join("e." + column.strip() for column in EVENT_COLUMNS.split(","))
    after = 0
    while True:
        cursor.execute(
            f"SELECT l.position, l.kind, l.hash, {columns} FROM (SELECT * FROM leaf"
            " WHERE position > %s ORDER BY position LIMIT 5000) AS l LEFT JOIN event AS e"
            f" ON l.kind = {EVENT} AND e.member_id = l.holder AND e.seq = l.seq"
            " ORDER BY l.position",
            (after,),
        )
        rows = cursor.fetchall()
        if not rows:
            return
        for row in rows:
            event = leaf_of(row[3:]) if row[3] is not None else None
            yield row[0], row[1], (bytes(row[2]), event)
        after = rows[-1][0]


def _clean(totals: Totals) -> Totals:
    return {key: amount for key, amount in totals.items() if amount}


def _first_difference(should: Sequence[int], does: Sequence[int]) -> str:
    for place, (want, have) in enumerate(zip(should, does, strict=False)):
        if want != have:
            return f"int {place}: the fold gives {want}, the state holds {have}"
    return f"the fold gives {len(should)} ints, the state holds {len(does)}"
