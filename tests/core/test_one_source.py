"""One history, every way of folding it: the same points, postings and state (I8, I20).

Programs and histories are random. What a ledger would keep is made by deciding each event in its
turn; then the same is come by in other ways: folded from the facts, in another order of arrival, in
small steps of time, in bulk, from bytes, from copies.
"""

import random
from copy import deepcopy
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Decision, Happened, Version, same
from setia.core.engine.bulk import Rows
from setia.core.engine.earned import earned as read_earned
from setia.core.engine.earned import head_of
from setia.core.engine.explain import explain
from setia.core.engine.kinds import earns
from setia.core.engine.layout import HEAD
from setia.core.engine.missed import missed
from setia.core.engine.postings import apart, unfold
from setia.core.engine.state import DONE, buckets, pack, unpack, used
from tests.core.histories import (
    END_US,
    SECOND_US,
    Recorded,
    allotments,
    books,
    histories,
    netted,
    record,
    version_of,
)
from tests.core.naive_counters import Past
from tests.core.naive_points import NO_BUDGET, Opinion, earned
from tests.core.sums import check_state, levels

AT, RANK = 4, 5
LEAST = st.sampled_from([1, 10])
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(st.data())
@settings(SLOW, max_examples=80)
def test_one_history_every_way(data: st.DataObject) -> None:
    book = data.draw(books(largest=True, returns=True))
    recorded = record(book, data.draw(histories(book)))
    _folds_from_facts(book, recorded)
    _decides_again_from_facts(book, recorded)
    _steps_in_time(book, recorded, data.draw(st.lists(st.integers(0, END_US), max_size=20)))
    check_state(book, recorded)
    _explains(book, recorded)


def _folds_from_facts(book: Book, recorded: Recorded) -> None:
    shuffled = list(recorded.events)
    random.Random(len(shuffled)).shuffle(shuffled)
    state, totals = book.fold(shuffled, END_US)
    assert same(state, recorded.state)
    assert {key: amount for key, amount in totals.items() if amount} == netted(recorded.flat)


def _explains(book: Book, recorded: Recorded) -> None:
    """Every sum comes out, and every rule that was asked gave or is said to have given nothing."""
    for event, decision in zip(recorded.events, recorded.decisions, strict=True):
        version = book.by_number[decision.version]
        postings = unfold(*apart(decision.postings))
        told = explain(version, event, decision.outcome, decision.why, postings)
        assert told.doubts == ()
        if decision.outcome == "accepted" and earns(event.kind):
            steps = {step.rule.id for one in told.earned for step in one.steps}
            left_out = {one.rule.id for one in missed(version, event, decision.why)}
            asked = {rule.id for rule in version.program.rules if event.kind in rule.kinds}
            assert left_out == asked - steps


def _decides_again_from_facts(book: Book, recorded: Recorded) -> None:
    """Facts in, the same decision out: points, postings and explanation (I12)."""
    state = book.fresh()
    nothing: dict[str, int] = {}
    for event, first in zip(recorded.events, recorded.decisions, strict=True):
        before = deepcopy((state, event))
        copy, left = list(state), allotments(book)
        assert book.decide(copy, event, left) == first
        assert left == allotments(book), "a grant that stands takes nothing"
        assert (state, event) == before, "only the state that it is given is changed"
        assert book.decide(state, event, nothing) == first
        assert same(state, copy)


def _steps_in_time(book: Book, recorded: Recorded, steps: list[int]) -> None:
    """Many small steps of the clock between the events are as good as none."""
    state, flat = book.fresh(), list[int]()
    events = iter(recorded.events)
    coming = next(events, None)
    for to_us in sorted([*steps, END_US]):
        while coming is not None and coming.at_us <= to_us:
            flat += book.decide(state, coming, {}).postings
            coming = next(events, None)
        flat += book.advanced(state, to_us)
        assert book.advanced(state, to_us) == [], "what was due has been applied"
    assert same(state, recorded.state)
    assert flat == recorded.flat, "in the very order"


@given(st.data())
@SLOW
def test_arrival_order_leaves_no_trace(data: st.DataObject) -> None:
    """As a ledger does it: what is late is folded in again, and every fact is kept (I8, I20)."""
    book = data.draw(books(largest=True, returns=True))
    events = data.draw(histories(book))
    arrivals = data.draw(st.permutations(events))
    left = allotments(book)
    state, known = book.fresh(), list[Happened]()
    for event in arrivals:
        place = (event.at_us, event.order()[1])
        if place <= (state[AT], state[RANK]) or event.at_us < state[DONE]:
            state, known = _refolded(book, known, event, left)
        else:
            facts = book.decide(state, event, left).facts
            known.append(replace(event, facts=tuple(facts)))
    book.advanced(state, END_US)
    folded, _ = book.fold(known, END_US)
    assert same(state, folded)
    granted = sum(allotments(book).values()) - sum(left.values())
    assert 0 <= granted == _granted(book, known)
    assert all(amount >= 0 for amount in left.values())


def _refolded(
    book: Book, known: list[Happened], late: Happened, left: dict[str, int]
) -> tuple[list[int], list[Happened]]:
    state, kept = book.fresh(), list[Happened]()
    for event in sorted([*known, late], key=Happened.order):
        before = dict(left)
        facts = tuple(book.decide(state, event, left).facts)
        if event is not late:
            assert left == before
            assert facts == event.facts
        kept.append(replace(event, facts=facts))
    return state, kept


def _granted(book: Book, known: list[Happened]) -> int:
    """What the facts of events that earn say that budgets gave."""
    return sum(
        sum((event.facts or ())[: len(book.at(event.at_us).layout.budget_rules)])
        for event in known
        if earns(event.kind)
    )


@given(st.data())
@SLOW
def test_without_outside_facts_any_arrival_order_gives_the_same(data: st.DataObject) -> None:
    """Purchases alone, and no budgets: nothing at all depends on how they arrive."""
    book = data.draw(books(budgets=False, returns=True))
    events = data.draw(histories(book, acts=False, size=12))
    results = []
    for arrivals in (events, events[::-1], data.draw(st.permutations(events))):
        state, known = book.fresh(), list[Happened]()
        for event in arrivals:
            state, known = _refolded(book, known, event, {})
        book.advanced(state, END_US)
        results.append((state[: used(state)], sorted(map(Happened.order, known))))
    assert results[0] == results[1] == results[2]


@given(st.data())
@SLOW
def test_in_bulk_as_one_by_one(data: st.DataObject) -> None:
    book = data.draw(books(largest=True, returns=True))
    rows = Rows(book)
    states: list[list[int]] = []
    for _ in range(data.draw(st.integers(0, 3))):
        recorded = record(book, data.draw(histories(book, size=8)))
        rows.add(recorded.events, END_US)
        states.append(recorded.state[: used(recorded.state)])
    assert rows.fold([version.functions for version in book.versions], arrays=False) == states


@given(st.data())
@SLOW
def test_a_state_survives_as_bytes_and_grows_into_a_later_version(data: st.DataObject) -> None:
    """Slots are append-only: a state of the first version decides the same in the longer book."""
    book = data.draw(books(returns=True))
    alone = Book(book.versions[:1])
    events = [e for e in data.draw(histories(alone)) if e.at_us < SECOND_US]
    recorded = record(alone, events)
    state, left = alone.fresh(), allotments(alone)
    grown = book.fresh()
    for event in recorded.events:
        state = unpack(pack(state), alone.newest.layout)
        grown = unpack(pack(grown), book.newest.layout)
        older = unpack(pack(state), book.newest.layout)
        assert same(older, grown), "padded as it would have been from the start"
        here, there = (one.decide(s, event, left) for one, s in ((alone, state), (book, grown)))
        assert here == there
        assert book.decide(older, event, {}) == here
        assert same(older, grown)
    slots = len(alone.newest.layout.slots)
    assert state[HEAD : HEAD + slots] == grown[HEAD : HEAD + slots]
    assert buckets(state) == buckets(grown)


@given(st.data())
@settings(SLOW, max_examples=120)
def test_points_are_what_a_plain_reading_of_the_rules_gives(data: st.DataObject) -> None:
    book = data.draw(books())
    _as_read_plainly(book, data.draw(histories(book, least=data.draw(LEAST))))


@given(st.data())
@settings(SLOW, max_examples=120)
def test_what_comes_late_is_read_plainly_beside_grants_that_stand(data: st.DataObject) -> None:
    """Some events were decided before the others were known: what budgets gave them stays."""
    book = data.draw(books())
    events = data.draw(histories(book, least=data.draw(LEAST)))
    late = data.draw(st.sets(st.sampled_from([event.key for event in events])))
    recorded = record(book, [event for event in events if event.key not in late])
    _as_read_plainly(book, [*recorded.events, *(event for event in events if event.key in late)])


STANDS = """
setia: 1
program: p
currency: MYR
wallets: {beans: {}}
budgets: {pot: {points: 10}}
counters: {n: {count: purchase}}
stacking: {g: best}
earning:
  - {rule: alone, when: n == 1, give: 5, exclusive: yes}
  - {rule: granted, when: n == 0, give: 3, budget: pot, group: g}
  - {rule: other, give: 2, group: g}
"""


def test_a_grant_that_stands_gives_instead_of_what_would_now() -> None:
    """An exclusive rule and another of its group would give, but the budget has paid already."""
    book = Book((version_of(STANDS),))
    early, late = (Happened(at, "purchase", "till", str(at), {"amount": 100}) for at in (1, 2))
    (paid,) = record(book, [late]).events
    assert paid.facts == (3,)
    _as_read_plainly(book, [early, paid])
    state, left = book.fresh(), allotments(book)
    assert [book.decide(state, one, left).why[0] for one in (early, paid)] == [3, 3]
    state, left = book.fresh(), allotments(book)
    assert [book.decide(state, one, left).why[0] for one in (early, late)] == [3, 5]


def _as_read_plainly(book: Book, events: list[Happened]) -> None:
    state, left, plain_left = book.fresh(), allotments(book), allotments(book)
    past = Past()
    for event in sorted(events, key=Happened.order):
        version = book.at(event.at_us)
        book.advanced(state, event.at_us)
        held = levels(version, state)
        decision = book.decide(state, event, left)
        if event.kind == "profile":
            past.tell(event.payload)
        elif earns(event.kind):
            opinion = earned(version, event, held, past, plain_left)
            _alike(version, decision, opinion)
            if event.facts is None:
                assert _held(version, decision) == opinion.held
        assert left == plain_left


def _alike(version: Version, decision: Decision, opinion: Opinion) -> None:
    found = read_earned(version, decision.why)
    assert found.points == {wallet: n for wallet, n in opinion.points.items() if n}
    assert {gift.rule: gift.points for gift in found.gifts if gift.points} == opinion.because
    read = decision.why[head_of(version) - len(version.layout.context) :]
    for one, said in zip(version.layout.context, read, strict=False):
        assert one.scope != "state" or said == opinion.counters[one.name]
    assert decision.facts[: len(opinion.facts)] == opinion.facts
    assert not any(decision.facts[len(opinion.facts) :])


def _held(version: Version, decision: Decision) -> dict[str, int]:
    """Why rules gave nothing, where it was not for a limit."""
    gifts = read_earned(version, decision.why).gifts
    return {gift.rule: gift.code for gift in gifts if gift.code >= NO_BUDGET}
