"""The versions of a program in force over time, deciding one event or a whole history.

The version in force when an event happened decides it; what falls due by itself follows the
version in force at that instant. Everything here is a function of versions, events with their
facts, and the state handed in (I12); a history folds to the same state whatever order it arrived
in (I8).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from setia.core.engine.build import Functions, interpret
from setia.core.engine.effects import dues_sent
from setia.core.engine.encode import Encoder
from setia.core.engine.generate import generate
from setia.core.engine.kernel import EXPIRE
from setia.core.engine.kinds import RETURN, rank_of
from setia.core.engine.layout import (
    HEAD,
    ROW_FIXED,
    Layout,
    is_wallet,
    lay_out,
    most_added,
    size_of_why,
)
from setia.core.engine.limits import NEVER
from setia.core.engine.memory import CANCEL, Memory, lots_in, ref_of, why_not
from setia.core.engine.postings import FIELDS, Totals, add, nines
from setia.core.engine.readers import Payload
from setia.core.engine.reasons import (
    ACCEPTED,
    EARNED_NOTHING,
    OUTCOMES,
    POINTS_SPENT,
    REFUSED,
    SET_ASIDE,
    reason_of,
)
from setia.core.engine.reference import NOTHING_KNOWN, Reference
from setia.core.engine.remaining import check_return
from setia.core.engine.remembering import WATCHED, remember
from setia.core.engine.state import AT, DUE, HOLD_PART, used
from setia.core.engine.unnamed import names_one
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Program

MEMORY = ROW_FIXED.index("memory")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the fold sees it; sorts by the fold order: instant, rank, source, key.

    known_us: when it was recorded, for what was known then of stores, products and lists.
    """

    at_us: int
    kind: str
    source: str
    key: str
    payload: Payload
    facts: Sequence[int] | None = None
    known_us: int = NEVER

    @property
    def ref(self) -> int:
        """The number by which what it keeps aside, or lets wait, is known; see `memory.ref_of`."""
        return ref_of(self.kind, self.source, self.key, self.payload)

    def order(self) -> tuple[int, int, str, str]:
        """The place in the fold: depends on nothing that arrival decides."""
        return (self.at_us, rank_of(self.kind), self.source, self.key)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event does. postings: flat, nine ints each. dues: see `effects.dues_sent`."""

    outcome: str
    reason: str
    version: int
    postings: list[int]
    why: list[int]
    facts: list[int]
    dues: Sequence[int] = ()


class Sizes(NamedTuple):
    """Where the facts stand in a row, how many, and the sizes of the scratch buffers.

    adds: how many buckets one event can add. out: postings of a state with so many buckets.
    """

    facts_at: int
    n_facts: int
    why: int
    work: int
    adds: int

    @staticmethod
    def out(buckets: int) -> int:
        """Ints of the postings that an event and all that is due before it can make.

        What is held can be given back, live on in another lot, repay a debt and end.
        """
        return 1 + FIELDS * 5 * buckets


_MADE_ONCE = frozenset({"source", "functions", "sizes", "budgets"})
"""What a version makes of its document alone."""


@dataclass(frozen=True)
class Version:
    """One published version, ready to decide from `effective_us` on."""

    number: int
    effective_us: int
    program: Program
    zone: ZoneTable
    layout: Layout
    reference: Reference = NOTHING_KNOWN

    @cached_property
    def source(self) -> str:
        """The generated source; its digest names the compiled form."""
        return generate(self.program, self.layout, self.zone)

    @cached_property
    def functions(self) -> Functions:
        """The interpreted functions."""
        return interpret(self.source)

    @cached_property
    def encoder(self) -> Encoder:
        """Makes rows for this version."""
        return Encoder(self.program, self.layout, self.zone, self.reference)

    def knowing(self, reference: Reference) -> "Version":
        """The same version with other reference data; what was made for it is not made again."""
        made = replace(self, reference=reference)
        kept = {name: one for name, one in vars(self).items() if name in _MADE_ONCE}
        vars(made).update(kept)
        return made

    @cached_property
    def sizes(self) -> "Sizes":
        """What deciding one event needs to know of the layout, worked out once."""
        return Sizes(
            self.layout.facts_at,
            self.layout.n_facts,
            size_of_why(self.program, self.layout),
            2 * len(self.program.rules),
            most_added(self.program, self.layout),
        )

    @cached_property
    def budgets(self) -> tuple[str, ...]:
        """Allotment ids in the order of the engine's `left`."""
        return tuple(f"budget:{budget.id}" for budget in self.program.budgets)


def version_after(
    before: Version | None,
    number: int,
    effective_us: int,
    program: Program,
    zone: ZoneTable,
    reference: Reference = NOTHING_KNOWN,
) -> Version:
    """The next version; it keeps every slot number of the one before."""
    layout = lay_out(program, before.layout if before else None)
    return Version(number, effective_us, program, zone, layout, reference)


@dataclass(frozen=True)
class Book:
    """All versions, by the instant from which they decide. At least one.

    ends: the last µs of each; NEVER for the newest.
    """

    versions: tuple[Version, ...]
    _starts: tuple[int, ...] = field(init=False)
    ends: tuple[int, ...] = field(init=False)
    _spare: int = field(init=False)

    def __post_init__(self) -> None:
        starts = tuple(version.effective_us for version in self.versions)
        if not starts or list(starts) != sorted(set(starts)):
            raise ValueError("a book needs versions whose instants rise")
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "ends", (*(start - 1 for start in starts[1:]), NEVER))
        # One event adds at most so many buckets and repays or takes from what is there.
        most = max(version.sizes.adds for version in self.versions)
        object.__setattr__(self, "_spare", 2 * max(most, len(self.newest.layout.series)) + 4)

    @cached_property
    def by_number(self) -> Mapping[int, Version]:
        """The versions by number."""
        return {version.number: version for version in self.versions}

    @cached_property
    def currencies(self) -> Sequence[str]:
        """In which events can have been, the program's own first."""
        own = (version.program.currency for version in self.versions)
        others = (one for version in self.versions for one in sorted(version.program.currencies))
        return tuple(dict.fromkeys((*own, *others)))

    @cached_property
    def newest(self) -> Version:
        """The version with every slot there is."""
        return self.versions[-1]

    def knowing(self, reference: Reference) -> "Book":
        """The same versions with other reference data."""
        return Book(tuple(version.knowing(reference) for version in self.versions))

    def place(self, us: int) -> int:
        """Which of the versions is in force at an instant; before the first, the first."""
        return max(0, bisect_right(self._starts, us) - 1)

    def at(self, us: int) -> Version:
        """The version in force at an instant."""
        return self.versions[self.place(us)]

    def check(self, kind: str, at_us: int, payload: Payload, known_us: int = NEVER) -> None:
        """Raise Unfit when the version in force at an instant can't read an event.

        known_us: since when what it looks up must have been known.
        """
        version = self.at(at_us)
        if kind == RETURN and names_one(payload):
            check_return(payload, version.program, self.currencies)
        else:
            version.encoder.row(kind, at_us, payload, [], None, known_us=known_us)

    def fresh(self) -> list[int]:
        """The state of a holder to whom nothing has happened."""
        return self.newest.layout.fresh()

    def advance(self, state: list[int], to_us: int, out: list[int]) -> None:
        """Apply to a state what falls due by itself up to and including `to_us`.

        An event can leave what was over before it happened: points brought along that were earned
        long ago. That follows the version that decided the event; the one in force when they were
        over may not know their wallet.
        """
        while state[DUE] <= to_us:
            place = self.place(max(state[DUE], state[AT]))
            self.versions[place].functions.advance(state, out, min(to_us, self.ends[place]))

    def decide(
        self,
        state: list[int],
        event: Happened,
        left: dict[str, int],
        memory: Memory | None = None,
    ) -> Decision:
        """Advance the state to the event and apply it; takes what it claims out of `left`.

        The state is changed in place; an event that is set aside changes nothing, not even by what
        falls due before it. memory: what this fold remembers; a return is only decided by one that
        has met the event that it names. Raises Unfit before changing anything.
        """
        if event.kind == RETURN and names_one(event.payload):
            return self._decide_return(state, event, memory or Memory(self, ()))
        version = self.at(event.at_us)
        lines: list[int] = []
        row = version.encoder.row_of(event, lines)
        if memory is None:
            return self._run(state, version, event, row, 0, lines, left, None)
        row[MEMORY] = memory.keep(event, version, state[1], (), state[2] + state[3])
        decision = self._run(state, version, event, row, 0, lines, left, memory)
        if decision.outcome == OUTCOMES[SET_ASIDE]:
            memory.forget(event)
        elif (event.source, event.key) in memory.found:
            memory.found[event.source, event.key].facts = decision.facts
        return decision

    def _decide_return(self, state: list[int], event: Happened, memory: Memory) -> Decision:
        """As `decide`. What was decided when a return was recorded stands: it is its one fact."""
        original, reason = memory.original(event), ""
        if event.facts is None:
            check_return(event.payload, self.at(event.at_us).program, self.currencies)
            if original is not None:
                reason = why_not(original, event)
            elif memory.earned_nothing(event):
                reason = EARNED_NOTHING
        if reason:
            event = replace(event, facts=[0])
        lines: list[int] = []
        row, b, version = memory.row(self, event, lines)
        made = self._run(state, version, event, row, b, lines, {}, memory)
        accepted = made.outcome == OUTCOMES[ACCEPTED]
        memory.took(event, accepted=accepted)
        if accepted:
            # Levels are those of the version in force now, whichever decided the event.
            self.at(event.at_us).functions.fall(state, event.at_us)
        if made.outcome == OUTCOMES[REFUSED] and event.facts is None:
            reason = POINTS_SPENT
        facts = [int(made.outcome != OUTCOMES[REFUSED])]
        return replace(made, reason=reason or made.reason, facts=facts)

    def _run(
        self,
        state: list[int],
        version: Version,
        event: Happened,
        row: list[int],
        b: int,
        lines: list[int],
        left: dict[str, int],
        memory: Memory | None,
    ) -> Decision:
        """Let the engine decide a row."""
        sizes, place = version.sizes, row[b + MEMORY]
        m = [0] if memory is None else memory.m
        taken = m[place] if event.kind == CANCEL and place else lots_in(event)
        out = self._room(state, memory, taken)
        before = None
        if state[DUE] <= event.at_us:
            before = state[:]
            self.advance(state, event.at_us, out)
        dues = dues_sent(version.program, version.layout, event.kind, event.payload, state)
        remaining = [left.get(name, 0) for name in version.budgets]
        why, work = [0] * sizes.why, [0] * sizes.work
        lots = m[: 1 + WATCHED * m[0]]
        code = version.functions.decide(state, row, b, lines, remaining, out, why, work, m)
        if remaining:
            left.update(zip(version.budgets, remaining, strict=True))
        if code == SET_ASIDE:
            out[0] = 0
            m[: len(lots)] = lots
            if before is not None:
                state[:] = before
        return Decision(
            OUTCOMES[code],
            reason_of(code, event, why),
            version.number,
            out[1 : 1 + FIELDS * out[0]],
            why[1 : why[0]],
            row[b + sizes.facts_at : b + sizes.facts_at + sizes.n_facts],
            dues,
        )

    def fold(self, events: Iterable[Happened], to_us: int) -> tuple[list[int], Totals]:
        """The state after a whole history advanced to `to_us`, and its postings, netted.

        Every event carries the facts that were decided when it was recorded.
        """
        state = self.fresh()
        totals: Totals = {}
        nothing: dict[str, int] = {}
        memory = Memory(self, events := list(events))
        for event in memory.in_order(events):
            add(totals, nines(self.decide(state, event, nothing, memory).postings))
        add(totals, nines(self.advanced(state, to_us, memory)))
        return state, totals

    def advanced(self, state: list[int], to_us: int, memory: Memory | None = None) -> list[int]:
        """Advance a state in place; returns the postings of what fell due, flat."""
        if state[DUE] > to_us:
            return []
        out = self._room(state, memory)
        self.advance(state, to_us, out)
        if memory is not None:
            remember(memory.m, out, EXPIRE)
        return out[1 : 1 + FIELDS * out[0]]

    def _room(self, state: list[int], memory: Memory | None, taken: int = 0) -> list[int]:
        """Make room in a state for what one event can add; an empty posting buffer for it.

        taken: the parts of what a cancel gives back.
        """
        most = state[2] + state[3] + self._spare + taken
        missing = HEAD + state[1] + HOLD_PART * most - len(state)
        if missing > 0:
            state.extend([0] * missing)
        size = Sizes.out(most)
        return [0] * size if memory is None else memory.buffer(size)


def balances(state: Sequence[int], layout: Layout) -> Mapping[str, int]:
    """Spendable points by wallet as of the state's own instant; a debt shows as negative."""
    wallets = (name for name in layout.series if is_wallet(name))
    return {
        name: state[layout.slot(f"sum:{name}")] - state[layout.slot(f"debt:{name}")]
        for name in wallets
    }


def same(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two states hold the same, whatever room they have to spare."""
    return list(one[: used(one)]) == list(other[: used(other)])
