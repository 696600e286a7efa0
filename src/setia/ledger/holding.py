"""Decides the events of one locked holder, in order, late ones included.

An event that comes after everything folded so far is decided on the state. A late one has its place
found in the holder's history, which is folded anew with every stored fact kept: the difference to
what is posted becomes postings of the late event's own row (I8, I10). Nothing here writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from setia.core.engine.book import Book, Decision, Happened
from setia.core.engine.kinds import ACTS, EFFECT, RETURN, rank_of
from setia.core.engine.memory import CANCEL, Memory, named_by, ref_of
from setia.core.engine.postings import MOVE, Totals, add, apart, nines, standing, unfold
from setia.core.engine.readers import Unfit
from setia.core.engine.reasons import POINTS_SPENT
from setia.core.engine.state import DONE, DUE, holds
from setia.core.engine.unnamed import names_one
from setia.core.proof.leaf import EventLeaf
from setia.ledger.entries import NewEvent, Origin
from setia.ledger.rows import Holder, folded, happened, instant_us

AT: Final = 4
RANK: Final = 5
SET_ASIDE: Final = "set_aside"
WAITING: Final = "waiting"
TOO_MANY_LATER: Final = "too_many_later_events"
NO_ROOM: Final = "no_room"
"""Why a late event is set aside that would leave no room for an act that was accepted."""

MAX_LATER_EVENTS: Final = 5_000
"""Most later events that a late one may move when it comes live; beyond, it is set aside."""


@dataclass(slots=True)
class Task:
    """One event to decide: where it stood in the request, its canonical body and MAC."""

    place: int
    event: NewEvent
    body: bytes
    mac: bytes


@dataclass(slots=True)
class Decided:
    """One decided event: the row to write, and the decision behind it."""

    task: Task
    leaf: EventLeaf
    decision: Decision


@dataclass(slots=True)
class Holding:
    """The work on one holder within one transaction.

    history: its stored events, loaded only when something is late; `decided` come after. left:
    allotments by id, shared by the whole transaction. awaited: sources and keys that returns wait
    for.
    """

    book: Book
    holder: Holder
    now_us: int
    principal: str
    origin: Origin
    left: dict[str, int]
    history: list[EventLeaf] | None = None
    decided: list[Decided] = field(default_factory=list)
    awaited: frozenset[tuple[str, str]] = frozenset()
    _last: tuple[int, int, str, str] = (-1, -1, "", "")

    @property
    def may_refuse(self) -> bool:
        """Whether some version refuses returns of points that were spent."""
        versions = self.book.versions
        return any(version.program.returns.short == "refuse" for version in versions)

    def is_late(self, task: Task) -> bool:
        """Whether an event can only be decided by folding the holder's history anew.

        So it is where it stands before something already folded, for a return of an event, which
        is decided on what stood before that event, for an event for which a return waits, and for a
        cancel of what was spent, which gives back to the lots that it took.
        The state knows the instant and rank of what was folded last. On a tie with it, source and
        key decide if that event is known from this transaction; else the event counts as late.
        """
        state, event = self.holder.state, task.event
        if self.needs_history(event):
            return True
        here = self._instant(event, max(self.now_us, self.holder.recorded_us + 1))
        place = (here, rank_of(event.kind))
        if place == (state[AT], state[RANK]) and self._last[:2] == place:
            return (event.source, event.key) <= self._last[2:] or here < state[DONE]
        return place <= (state[AT], state[RANK]) or here < state[DONE]

    def decide_in_order(self, task: Task) -> Decided:
        """Decide an event that stands after everything so far."""
        holder = self.holder
        before_us = holder.recorded_us
        recorded = holder.next_recorded(self.now_us)
        one = self._happened(task.event, recorded)
        try:
            decision = self.book.decide(holder.state, one, self.left)
            _check_room(one, decision)
        except Unfit:
            holder.recorded_us = before_us
            raise
        self._last = (one.at_us, rank_of(one.kind), one.source, one.key)
        if decision.outcome == SET_ASIDE:
            # It has no effect, yet deciding it has let time pass, which the fold must know of.
            holder.swept_us = max(holder.swept_us, one.at_us)
        if holder.state[DUE] <= holder.swept_us:
            # What it gave has ended again before the sweep that came by already.
            ended = self.book.advanced(holder.state, holder.swept_us)
            decision = replace(decision, postings=[*decision.postings, *ended])
        return self._row(task, recorded, decision)

    def decide_late(self, tasks: Sequence[Task]) -> list[Decided]:
        """Decide events of which some are late, by folding the whole history with them in place.

        Their own postings go to their rows; what the fold moves besides goes to the last of them.
        Raises Unfit, having changed nothing, where the history can't be read with them in it.
        """
        left, before_us = dict(self.left), self.holder.recorded_us
        try:
            return self._decide_late(tasks, left)
        except Unfit:
            self.left.update(left)
            self.holder.recorded_us = before_us
            raise

    def _decide_late(self, tasks: Sequence[Task], left: Mapping[str, int]) -> list[Decided]:
        history = [*(self.history or ()), *(one.leaf for one in self.decided)]
        timed = self._timed(tasks)
        found = self._refolded(history, [one for _, _, one in timed])
        if self._overdrawn(tasks, found):
            _, _, one = timed[0]
            found = self._refolded(history, [replace(one, facts=(0,))])
            name = (one.source, one.key)
            found.decisions[name] = replace(found.decisions[name], reason=POINTS_SPENT)
        for _, _, one in timed:
            _check_room(one, found.decisions[one.source, one.key])
        if self._undone(history, found):
            self.left.update(left)
            return [self.set_aside(task, NO_ROOM) for task in tasks]
        self.holder.state = found.state
        for _, _, one in timed:
            if found.decisions[one.source, one.key].outcome == SET_ASIDE:
                self.holder.swept_us = max(self.holder.swept_us, one.at_us)
        rows = [
            self._row(task, recorded, found.decisions[one.source, one.key])
            for task, recorded, one in timed
        ]
        posted: Totals = {}
        for leaf in history:
            add(posted, unfold(leaf.moves, leaf.amounts))
        self._correct(rows[-1], rows, found.totals, posted)
        return rows

    def _refolded(self, history: Sequence[EventLeaf], news: Sequence[Happened]) -> "_Refolded":
        """The holder's whole history folded anew, with new events in their places."""
        events = [*(happened(leaf) for leaf in history if folded(leaf)), *news]
        memory = Memory(self.book, events)
        to_us = max(self.holder.swept_us, self.holder.state[DONE])
        made = _Refolded(self.book.fresh())
        for one in memory.in_order(events):
            before = self.book.advanced(made.state, one.at_us, memory)
            decision = self.book.decide(made.state, one, self.left, memory)
            add(made.totals, nines(before))
            add(made.totals, nines(decision.postings))
            made.decisions[one.source, one.key] = decision
        add(made.totals, nines(self.book.advanced(made.state, to_us)))
        return made

    def _undone(self, history: Sequence[EventLeaf], found: "_Refolded") -> bool:
        """Whether there would be no room any more for an act that was accepted."""
        return any(
            found.decisions[leaf.source, leaf.key].outcome == SET_ASIDE
            for leaf in history
            if leaf.kind in ACTS and leaf.outcome == "accepted"
        )

    def _overdrawn(self, tasks: Sequence[Task], found: "_Refolded") -> bool:
        """Whether a return that claims to be older than a spend takes what that spend has used.

        Where a program refuses returns of spent points, it refuses this one too.
        """
        event = tasks[0].event
        if len(tasks) > 1 or event.kind != RETURN or event.given is not None:
            return False
        decision = found.decisions[event.source, event.key]
        returns = self.book.by_number[decision.version].program.returns
        owed = [self.book.newest.layout.owed(state) for state in (self.holder.state, found.state)]
        return decision.outcome == "accepted" and returns.short == "refuse" and owed[0] < owed[1]

    def needs_history(self, event: NewEvent) -> bool:
        """Whether an event is a return of another, or one for which a return waits, or cancels what
        no open hold keeps aside.
        """
        if event.kind == CANCEL:
            ref = ref_of(event.kind, event.source, event.key, event.payload)
            return all(one.ref != ref for one in holds(self.holder.state))
        if event.kind == RETURN and names_one(event.payload):
            return True
        return (event.source, event.key) in self.awaited

    def later_than(self, task: Task) -> int:
        """How many stored events stand after a new one."""
        order = self._happened(task.event, self.now_us).order()
        stored = (happened(leaf) for leaf in self.history or () if folded(leaf))
        return sum(1 for one in stored if one.order() > order)

    def check(self, task: Task) -> None:
        """Raise Unfit when the program can't read the event; nothing is changed."""
        one = self._happened(task.event, max(self.now_us, self.holder.recorded_us + 1))
        self.book.check(one.kind, one.at_us, one.payload, one.known_us)

    def set_aside(self, task: Task, reason: str) -> Decided:
        """A row without effect, kept for a command to retry."""
        recorded = self.holder.next_recorded(self.now_us)
        version = self.book.at(self._instant(task.event, recorded)).number
        decision = Decision(SET_ASIDE, reason, version, [], [], [])
        return self._row(task, recorded, decision)

    def _timed(self, tasks: Sequence[Task]) -> list[tuple[Task, int, Happened]]:
        timed = []
        for task in tasks:
            recorded = self.holder.next_recorded(self.now_us)
            timed.append((task, recorded, self._happened(task.event, recorded)))
        return timed

    def _happened(self, event: NewEvent, recorded: int) -> Happened:
        facts = None if event.given is None else (int(event.given),)
        at = self._instant(event, recorded)
        return Happened(at, event.kind, event.source, event.key, event.payload, facts, recorded)

    def _instant(self, event: NewEvent, recorded: int) -> int:
        return instant_us(event.kind, self.origin, event.occurred_us, recorded)

    def _row(self, task: Task, recorded: int, decision: Decision) -> Decided:
        holder, event = self.holder, task.event
        if decision.outcome == WAITING:
            self.awaited |= {named_by(event.payload, event.source)}
        holder.seq += 1
        if event.kind in ACTS and self.origin != Origin.IMPORT:
            holder.last_act_us = recorded
        moves, amounts = apart(decision.postings)
        leaf = EventLeaf(
            holder.member_id, holder.seq, event.kind, event.occurred_us, recorded, self.principal,
            event.source, event.key, task.mac, self.origin.value, decision.version, task.body,
            decision.facts, decision.outcome, decision.reason, decision.why, moves, amounts,
        )  # fmt: skip
        made = Decided(task, leaf, decision)
        self.decided.append(made)
        return made

    def _correct(
        self, last: Decided, rows: Sequence[Decided], totals: Totals, posted: Totals
    ) -> None:
        """Give the last row the postings by which the fold differs from what stands."""
        difference = dict(totals)
        for key, amount in posted.items():
            difference[key] = difference.get(key, 0) - amount
        for row in rows:
            add(difference, unfold(row.leaf.moves, row.leaf.amounts), -1)
        extra = standing(difference)
        if extra:
            moves = [*last.leaf.moves, *(n for one in extra for n in one[:MOVE])]
            amounts = [*last.leaf.amounts, *(one.amount for one in extra)]
            last.leaf = replace(last.leaf, moves=moves, amounts=amounts)


def _check_room(event: Happened, decision: Decision) -> None:
    """An effect for which there is no room stays on its way; set aside it would never arrive.

    Raises Unfit, before anything of the state has changed.
    """
    if event.kind == EFFECT and decision.outcome == SET_ASIDE:
        raise Unfit("lots: there is no room for so many")


@dataclass(slots=True)
class _Refolded:
    """A history folded anew: the state, what should be posted, and each decision."""

    state: list[int]
    totals: Totals = field(default_factory=dict)
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)
