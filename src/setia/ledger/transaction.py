"""One recording transaction: for all holders that are not busy, then one for each that is.

It locks the holders' states, reads what it needs under the locks, decides one event after the other
and writes all of it together: events with their postings, states, allotments, the note to the
sealer (I1, I2, I4, I6, I13, I14). A business "no" is stored and keeps its key; an error is not. A
holder that is locked elsewhere is taken out of the batch and gets a transaction of its own, so that
nobody spoils another's.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import psycopg

from setia.core.engine.book import Book
from setia.core.engine.earned import acted, earned
from setia.core.engine.kinds import (
    ACTS,
    RETURN,
    SETTLED,
    TRANSFER,
    earns,
    rank_of,
    told_by_rules,
)
from setia.core.engine.readers import Unfit
from setia.core.engine.state import WAITING
from setia.core.program.document import Program
from setia.ledger import effects, lookups
from setia.ledger.effects import EventId
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.holding import MAX_LATER_EVENTS, TOO_MANY_LATER, Decided, Holding, Task
from setia.ledger.lookups import Key, Used
from setia.ledger.repeated import difference, same_but_time
from setia.ledger.rows import Holder, write
from setia.platform.access.principal import Principal
from setia.platform.connection import RawCursor, outermost
from setia.platform.vault import vault
from setia.programs.queries import book as book_of

MAX_AHEAD_US: Final = 5 * 60 * 1_000_000
"""How far ahead of the database's clock an accrual may claim to have happened (I11)."""

TRIES: Final = 3
"""How often a transaction is run again after a deadlock before its events answer `busy`."""

_PERSON: Final = re.compile(r"person/[\w.:-]{1,64}")
_SAME_REQUEST: Final = "same_request"

Inside = Callable[[RawCursor, Sequence[Decided]], None]


def decide_events(
    events: Sequence[NewEvent],
    *,
    acting: Principal,
    origin: Origin,
    inside: Inside | None = None,
    patient: bool = True,
) -> tuple[list[Receipt], list[EventId]]:
    """Decide and write events of kinds that there are; one receipt each, in the order asked.

    The second value names those that bring something to another holder. patient: whether
    to wait for holders that are locked elsewhere. Other arguments and errors as `record`.
    """
    receipts: dict[int, Receipt] = {}
    tasks: dict[UUID, list[Task]] = {}
    key = vault()
    for place, event in enumerate(events):
        body = event.body()
        mac = key.body_mac(event.stamped(body))
        tasks.setdefault(event.member_id, []).append(Task(place, event, body, mac))
    transaction = _Transaction(acting, origin, inside, receipts)
    for member_id in sorted(transaction.run(tasks, alone=False)):
        if patient:
            transaction.run({member_id: tasks[member_id]}, alone=True)
        else:
            transaction.answer_busy(tasks[member_id])
    return [_settled(receipts, place) for place in range(len(events))], transaction.sent


@dataclass(slots=True)
class _Transaction:
    """One attempt after another at one recording transaction.

    sent: the events that bring something to others, of attempts that were committed; noted: of this
    attempt. recipients: whom this attempt's events name and who exist. program: in force now, set
    with now_us.
    """

    acting: Principal
    origin: Origin
    inside: Inside | None
    receipts: dict[int, Receipt]
    sent: list[EventId] = field(default_factory=list)
    used: dict[Key, Used] = field(default_factory=dict)
    firsts: dict[Key, Task] = field(default_factory=dict)
    now_us: int = 0
    program: Program = field(init=False)
    noted: list[EventId] = field(default_factory=list)
    recipients: set[UUID] = field(default_factory=set)

    def run(self, tasks: Mapping[UUID, list[Task]], *, alone: bool) -> set[UUID]:
        """Record what can be locked; the holders that others have locked are returned."""
        for _ in range(TRIES):
            if not tasks:
                return set()
            try:
                with outermost() as cursor:
                    busy = self._within(cursor, tasks, alone=alone)
            except psycopg.errors.LockNotAvailable:
                break
            except psycopg.errors.DeadlockDetected:
                continue
            self.sent += self.noted
            return busy
        for list_ in tasks.values():
            self.answer_busy(list_)
        return set()

    def answer_busy(self, tasks: Sequence[Task]) -> None:
        """Answer for a holder that is locked elsewhere."""
        for one in tasks:
            self.receipts[one.place] = _error(one.event, "busy", "locked elsewhere; send it again")

    def _within(
        self, cursor: RawCursor, tasks: Mapping[UUID, list[Task]], *, alone: bool
    ) -> set[UUID]:
        self.noted = []
        lookups.fix_plans(cursor)
        if alone:
            locked = lookups.lock_one(cursor, next(iter(tasks)))
        else:
            locked = lookups.lock_idle(cursor, sorted(tasks))
        self.now_us, newest = lookups.opening(cursor)
        book = book_of(cursor, newest)
        self.program = book.at(self.now_us).program
        holders, damaged = lookups.holders_of(locked, book.newest.layout)
        busy = self._missing(cursor, tasks, holders, damaged)
        if not holders:
            return busy
        keys = [
            (member_id, task.event.source, task.event.key)
            for member_id in holders
            for task in tasks[member_id]
        ]
        self.used, self.firsts = lookups.used_keys(cursor, keys), {}
        sent_to = {one for event in _events(tasks) if (one := _recipient(event))}
        self.recipients = lookups.existing(cursor, sent_to) if sent_to else set()
        before = lookups.lock_allotments(cursor, _claimable(book, tasks))
        left = dict(before)
        decided: list[Decided] = []
        for member_id, holder in holders.items():
            holding = Holding(book, holder, self.now_us, self.acting.line(), self.origin, left)
            self._decide(cursor, holding, tasks[member_id])
            decided += holding.decided
        changed = {one.leaf.member_id for one in decided}
        touched = [holder for member_id, holder in holders.items() if member_id in changed]
        write(cursor, [one.leaf for one in decided], touched, book)
        lookups.save_allotments(cursor, before, left)
        self.noted = effects.note(cursor, decided, book.newest.layout)
        if self.inside is not None:
            self.inside(cursor, decided)
        return busy

    def _missing(
        self,
        cursor: RawCursor,
        tasks: Mapping[UUID, list[Task]],
        holders: Mapping[UUID, Holder],
        damaged: set[UUID],
    ) -> set[UUID]:
        """Answer for holders that do not exist; return those that are only locked elsewhere.

        One whose state can't be read is answered too, so that it does not spoil the others' batch.
        """
        missing = [member_id for member_id in tasks if member_id not in holders]
        if not missing:
            return set()
        busy = lookups.existing(cursor, missing) - damaged
        for member_id in missing:
            if member_id in busy:
                continue
            reason, detail = "unknown_holder", f"no holder has the id {member_id}"
            if member_id in damaged:
                reason, detail = "damaged_state", f"{member_id}: run setia verify, then replay"
            for task in tasks[member_id]:
                self.receipts[task.place] = _error(task.event, reason, detail)
        return busy

    def _decide(self, cursor: RawCursor, holding: Holding, tasks: list[Task]) -> None:
        """Decide what is new of one holder's events; the rest answers from what is stored."""
        new = [task for task in tasks if self._is_new(cursor, holding, task)]
        if holding.holder.state[WAITING]:
            holding.awaited = lookups.awaited(cursor, holding.holder.member_id)
        runs: list[tuple[list[Task], bool | None]]
        if self.origin == Origin.IMPORT and new:
            # Sorted as they fold, the first alone tells whether they all come after the rest. Only
            # one that claims to be ahead of the clock may fold elsewhere than it was sorted.
            new.sort(key=lambda task: _import_order(task, self.now_us))
            ahead = any(task.event.occurred_us > self.now_us for task in new)
            back = any(holding.needs_history(task.event) for task in new)
            late = ahead or back or holding.is_late(new[0])
            runs = [(new, True)] if late else [([task], False) for task in new]
            back |= any(task.event.kind == RETURN for task in new)
            if back and holding.may_refuse:
                # Whether points are still there depends on all that came before it.
                runs = [([task], None) for task in new]
        else:
            runs = [([task], None) for task in new]
        for run, late_run in runs:
            late = holding.is_late(run[0]) if late_run is None else late_run
            if late and holding.history is None:
                holding.history = lookups.history(cursor, holding.holder.member_id)
            for one in self._decide_run(holding, run, late=late):
                self.receipts[one.task.place] = _receipt(one, holding.book)

    def _fits(self, holding: Holding, task: Task) -> bool:
        """Whether the program can read the event; an error is answered here when it can't."""
        try:
            holding.check(task)
        except Unfit as error:
            self.receipts[task.place] = _error(task.event, error.reason, str(error))
            return False
        return True

    def _decide_run(self, holding: Holding, run: list[Task], *, late: bool) -> list[Decided]:
        if not late:
            try:
                return [holding.decide_in_order(run[0])]
            except Unfit as error:
                self.receipts[run[0].place] = _error(run[0].event, error.reason, str(error))
                return []
        run = [task for task in run if self._fits(holding, task)]
        if not run:
            return []
        if self.origin == Origin.LIVE and holding.later_than(run[0]) > MAX_LATER_EVENTS:
            return [holding.set_aside(run[0], TOO_MANY_LATER)]
        try:
            return holding.decide_late(run)
        except Unfit as error:
            for task in run:
                self.receipts[task.place] = _error(task.event, error.reason, str(error))
            return []

    def _is_new(self, cursor: RawCursor, holding: Holding, task: Task) -> bool:
        """Whether the event is to be decided; an answer is given here when it is not."""
        event = task.event
        key = (event.member_id, event.source, event.key)
        used = self.used.get(key)
        # A first event with this key that can't be read is an error, and an error uses no key (I4).
        if used is not None and (key not in self.firsts or self._fits(holding, self.firsts[key])):
            self.receipts[task.place] = self._known(cursor, task, used)
            return False
        problem = self._problem(holding.holder, task)
        if problem is not None:
            self.receipts[task.place] = problem
            return False
        # A second event with this key in the same request is answered from the first.
        self.used[key] = Used(0, task.mac, "", str(task.place))
        self.firsts[key] = task
        return True

    def _known(self, cursor: RawCursor, task: Task, used: Used) -> Receipt:
        event = task.event
        if used.mac != task.mac and not same_but_time(cursor, event, task.body, used):
            return _error(event, "conflict", difference(cursor, event, used))
        if used.seq == 0:
            return Receipt(Outcome.REPLAYED, _SAME_REQUEST, event.member_id, detail=used.reason)
        first = Outcome(used.outcome)
        return Receipt(Outcome.REPLAYED, used.reason, event.member_id, used.seq, first)

    def _unsent(self, event: NewEvent) -> Receipt | None:
        """Why points can't be sent to whom a transfer names; who can't be read is told later."""
        if self.origin == Origin.IMPORT:
            told = "a transfer is recorded live; import the balances that it has left"
            return _error(event, "not_live", told)
        to = _recipient(event)
        if to is None or (to in self.recipients and to != event.member_id):
            return None
        if to == event.member_id:
            return _error(event, "own_recipient", "nobody transfers points to themselves")
        return _error(event, "unknown_recipient", f"no holder has the id {to}")

    def _unapproved(self, event: NewEvent) -> Receipt | None:
        """Why an adjustment of so many points can't be made by whoever acts alone.

        What an import brings was decided elsewhere.
        """
        points, by = event.payload.get("points"), event.payload.get("approved_by")
        wallets = self.program.wallets
        named = event.payload.get("wallet") or wallets[0].id
        most = next((one.second_above for one in wallets if one.id == named), None)
        above = isinstance(points, int) and most is not None and abs(points) > most
        if self.origin == Origin.IMPORT or (by is None and not above):
            return None
        if not isinstance(by, str) or not _PERSON.fullmatch(by):
            told = "approved_by: must be person/ID"
            if above:
                told = f"more than {most} {named}, in smallest parts: name the second person"
                told += " in approved_by, as person/ID"
            return _error(event, "approval_needed", told)
        if by.removeprefix("person/") in (self.acting.id, self.acting.on_behalf_of):
            return _error(event, "own_approval", f"{by} acts here; somebody else has to approve")
        return None

    def _problem(self, holder: Holder, task: Task) -> Receipt | None:
        event = task.event
        if event.kind == TRANSFER and (problem := self._unsent(event)):
            return problem
        if event.kind == "adjust" and (problem := self._unapproved(event)):
            return problem
        settled = event.kind in SETTLED and self.origin == Origin.IMPORT
        if event.given is not None and not settled:
            told = "only an imported act or return brings its outcome along"
            return _error(event, "outcome_given", told)
        if event.occurred_us > self.now_us + MAX_AHEAD_US and (
            event.kind not in ACTS or self.origin == Origin.IMPORT
        ):
            ahead_s = (event.occurred_us - self.now_us) // 1_000_000
            return _error(event, "in_the_future", f"{ahead_s} s ahead; at most 300 s")
        if (
            event.kind in ACTS
            and self.origin == Origin.IMPORT
            and event.given is None
            and event.occurred_us < holder.last_act_us
        ):
            return _error(
                event, "outcome_needed", "older than a live act of this holder; give its outcome"
            )
        return None


def _events(tasks: Mapping[UUID, Sequence[Task]]) -> Iterator[NewEvent]:
    return (task.event for theirs in tasks.values() for task in theirs)


def _recipient(event: NewEvent) -> UUID | None:
    """Who gets what an event sends; None where it sends nothing, or can't be read."""
    try:
        return effects.sent_to(event)
    except Unfit:
        return None


def _claimable(book: Book, tasks: Mapping[UUID, list[Task]]) -> list[str]:
    """The allotments that these events can touch: only what earns claims from budgets."""
    earning = any(earns(task.event.kind) for list_ in tasks.values() for task in list_)
    return sorted({name for version in book.versions for name in version.budgets if earning})


def _import_order(task: Task, now_us: int) -> tuple[int, int, str, str]:
    """The fold order among one holder's events of an import."""
    event = task.event
    return (min(event.occurred_us, now_us), rank_of(event.kind), event.source, event.key)


def _receipt(one: Decided, book: Book) -> Receipt:
    leaf = one.leaf
    version = book.by_number[leaf.version]
    points: dict[str, int] = {}
    rules: dict[str, int] = {}
    if leaf.outcome == Outcome.ACCEPTED and told_by_rules(leaf.kind):
        read = earned(version, leaf.decision)
        points, rules = read.points, {gift.rule: gift.points for gift in read.gifts}
    elif leaf.outcome == Outcome.ACCEPTED:
        points = acted(version, leaf.kind, one.task.event.payload, leaf.decision)
    outcome = Outcome(leaf.outcome)
    return Receipt(outcome, leaf.reason, leaf.member_id, leaf.seq, None, points, rules)


def _settled(receipts: Mapping[int, Receipt], place: int) -> Receipt:
    """A receipt; a repetition within the request takes over what its first occurrence got."""
    receipt = receipts[place]
    if receipt.reason != _SAME_REQUEST:
        return receipt
    first = receipts[int(receipt.detail)]
    if first.outcome == Outcome.ERROR:
        return first
    return Receipt(Outcome.REPLAYED, first.reason, first.member_id, first.seq, first.outcome)


def _error(event: NewEvent, reason: str, detail: str) -> Receipt:
    return Receipt(Outcome.ERROR, reason, event.member_id, detail=detail)
