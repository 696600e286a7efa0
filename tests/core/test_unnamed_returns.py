"""A return that names no event takes what one rule gives alone, and changes nothing else (I9)."""

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Decision, Happened, balances, same
from setia.core.engine.bulk import OfAnotherVersion, Rows
from setia.core.engine.earned import earned
from setia.core.engine.explain import explain
from setia.core.engine.explanation import Back
from setia.core.engine.layout import Layout
from setia.core.engine.memory import Memory
from setia.core.engine.postings import Account, apart, unfold
from setia.core.engine.readers import Payload
from setia.core.engine.state import used
from setia.core.program.document import Program
from tests.core.histories import (
    END_US,
    MINUTE_US,
    START_US,
    Recorded,
    allotments,
    books,
    histories,
    record,
    returns,
    version_of,
)

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

PROGRAM: Final = """
setia: 1
program: p
currency: MYR
wallets: {beans: {expires: 12 months}, stars: {}}
events:
  purchase: {attributes: {channel: text, units: number, shop: {type: text, needed: yes}}}
counters: {visits: {count: purchase, per: month}}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: bonus, when: amount >= 50.00, give: 20 beans}
  - {rule: star, give: 1 stars per 1.00}
  - {rule: often, when: visits >= 1, give: 5 beans}
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels: [{tier: member, from: 0}, {tier: gold, from: 90.00}]
"""


def book_of(says: str, text: str = PROGRAM) -> Book:
    return Book((version_of(f"{text}returns: {{{says}}}\n"),))


def told(at: int, kind: str, key: str, **payload: object) -> Happened:
    """An event so many minutes from the start."""
    shop = {"shop": "a"} if kind == "purchase" or (kind == "return" and "of" not in payload) else {}
    return Happened(START_US + at * MINUTE_US, kind, "till", key, {**shop, **payload})


def outcomes(recorded: Recorded) -> list[str]:
    return [f"{one.outcome} {one.reason}".strip() for one in recorded.decisions]


def held(book: Book, recorded: Recorded) -> dict[str, int]:
    """What can be spent when the last event is decided."""
    state, memory = book.fresh(), Memory(book, recorded.events)
    for event in memory.in_order(recorded.events):
        book.decide(state, event, {}, memory)
    return dict(balances(state, book.newest.layout))


# What it takes.


def _by_hand(program: Program, payload: Payload) -> int:
    """What the rule `plain` of a random document gives, told without the engine."""
    rule = next(one for one in program.rules if one.id == "plain")
    items = payload.get("items") or []
    assert isinstance(items, list)
    tax, own = payload.get("tax", 50), payload.get("amount", sum(one["amount"] for one in items))
    assert isinstance(tax, int)
    assert isinstance(own, int)
    text = str(rule)
    if "DELI" in text:
        deli = sum(one["amount"] for one in items if one.get("department") == "DELI")
        exact = Fraction(max(0, deli) // 50)
    elif rule.items is not None:
        fresh = sum(one["amount"] for one in items if one.get("fresh", True))
        exact = Fraction(max(0, fresh) * 7, 300)
    elif rule.when is not None:
        exact = Fraction(max(0, own - tax) // 100 if payload.get("channel") == "app" else 0)
    else:
        exact = Fraction(own * 3, 200)
    rounding = next(one.rounding for one in program.wallets if one.id == "beans")
    half = Fraction(1, 2) if rounding == "nearest" else Fraction(0)
    return int(exact + half)


def _unnamed(recorded: Recorded) -> list[tuple[Happened, Decision]]:
    pairs = zip(recorded.events, recorded.decisions, strict=True)
    return [pair for pair in pairs if pair[0].kind == "return" and "of" not in pair[0].payload]


def _drawn(data: st.DataObject, *, size: int = 10) -> tuple[Book, Recorded]:
    """A random history with returns that name nothing beside all else."""
    taking = books(largest=True, returns=True).filter(
        lambda book: all(one.program.returns.unnamed for one in book.versions)
    )
    book = data.draw(taking)
    events = data.draw(histories(book, cancels=True, size=size, least=5))
    return book, record(book, [*events, *data.draw(returns(events))])


@given(st.data())
@SLOW
def test_it_takes_what_the_rule_gives_by_hand(data: st.DataObject) -> None:
    book, recorded = _drawn(data)
    for event, decision in _unnamed(recorded):
        version = book.by_number[decision.version]
        assert version is book.at(event.at_us)
        own = unfold(*apart(decision.postings))
        if decision.outcome == "refused":
            # What fell due by then may stand there.
            given = {Account.ISSUED, Account.WRITTEN_OFF}
            assert not [one for one in own if {one.source, one.target} & given]
            continue
        points = _by_hand(version.program, event.payload)
        moved = earned(version, decision.why)
        taken = sum(one.amount for one in own if one.target == Account.ISSUED)
        given_up = sum(one.amount for one in own if one.source == Account.WRITTEN_OFF)
        assert [(one.rule, one.code, one.points) for one in moved.gifts] == (
            [("plain", Back.BY_RULE, -points)] if points else []
        )
        assert moved.points == ({"beans": given_up - points} if given_up != points else {})
        assert taken == points, "never more than the rule gives"
        assert {one.wallet for one in own if one.target == Account.ISSUED} <= {0}


@given(st.data())
@SLOW
def test_nothing_but_points_of_its_wallet_changes(data: st.DataObject) -> None:
    """Counters, limits, windows and levels stand as if it had not come."""
    book, recorded = _drawn(data)
    state, memory = book.fresh(), Memory(book, recorded.events)
    layout = book.newest.layout
    kept = ("sum:beans", "sum:pending/beans", "debt:beans", "forgiven:beans")
    aside = {layout.slot(one) for one in (*kept, "at", "rank") if one in layout.slots}
    for event in memory.in_order(recorded.events):
        book.advanced(state, event.at_us, memory)
        before, lots = state[:], _others(state, layout)
        book.decide(state, event, {}, memory)
        if event.kind == "return" and "of" not in event.payload:
            changed = {
                place
                for place in range(4, 4 + state[1])
                if state[place] != before[place] and place not in aside
            }
            assert changed == set()
            assert _others(state, layout) == lots


def _others(state: Sequence[int], layout: Layout) -> list[Sequence[int]]:
    """The buckets of everything but beans."""
    first = 4 + state[1]
    found = [state[p : p + 6] for p in range(first, first + 6 * state[2], 6)]
    return [one for one in found if layout.series[one[1]] not in ("beans", "pending/beans")]


# One history, every way.


@given(st.data())
@SLOW
def test_a_history_with_them_every_way(data: st.DataObject) -> None:
    """In order, shuffled, from facts, in bulk: one state, and each is explained (I8, I12, I20)."""
    book, recorded = _drawn(data)
    shuffled = list(recorded.events)
    random.Random(len(shuffled)).shuffle(shuffled)
    state, _ = book.fold(shuffled, END_US)
    assert same(state, recorded.state)
    for event, decision in zip(recorded.events, recorded.decisions, strict=True):
        version, postings = book.by_number[decision.version], unfold(*apart(decision.postings))
        said = explain(version, event, decision.outcome, decision.why, postings, book.newest)
        assert said.doubts == ()
        assert said.corrected == ()
    rows, states = Rows(book), [recorded.state[: used(recorded.state)]]
    try:
        rows.add(shuffled, END_US)
    except OfAnotherVersion:
        assert len(book.versions) == 2
        states = []
    assert rows.fold([version.functions for version in book.versions], arrays=False) == states


@given(st.data())
@SLOW
def test_what_comes_late_gives_what_it_would_have_given_in_order(data: st.DataObject) -> None:
    """Purchases and returns without a purchase, in any order of arrival (I8)."""
    says = data.draw(st.sampled_from(["debt", "write off"]))
    book = book_of(f"when spent: {says}, without a purchase: base")
    kinds = st.sampled_from(["purchase", "return"])
    amounts = st.sampled_from([100, 99, 5_000, 7_550])
    events = [
        told(at, kind, str(place), amount=amount)
        for place, (at, kind, amount) in enumerate(
            data.draw(st.lists(st.tuples(st.integers(0, 5), kinds, amounts), max_size=8))
        )
    ]
    states = []
    for arrivals in (events, data.draw(st.permutations(events))):
        known: list[Happened] = []
        state = book.fresh()
        for event in arrivals:
            state, facts = book.fresh(), list[Happened]()
            for one in sorted([*known, event], key=Happened.order):
                decision = book.decide(state, one, allotments(book))
                facts.append(replace(one, facts=tuple(decision.facts)))
            known = facts
        states.append(state[: used(state)])
    assert states[0] == states[1]


# Nothing gives it back by mistake.


def test_two_of_them_are_two() -> None:
    book = book_of("without a purchase: base")
    events = [
        told(0, "purchase", "p", amount=6_000),
        told(1, "return", "a", amount=1_250),
        told(2, "return", "b", amount=1_250),
        told(2, "return", "c", of="p"),
    ]
    recorded = record(book, events)
    assert outcomes(recorded) == ["accepted"] * 4
    # 60 + 20, less 12, less 12 again, less all of the purchase: 80 - 24 - 80.
    assert held(book, recorded) == {"beans": -24, "stars": 60 - 60}


@pytest.mark.parametrize("says", ["debt", "write off"])
@pytest.mark.parametrize("keeps", ["hold", "spend"])
def test_a_cancel_gives_nothing_of_it_back(says: str, keeps: str) -> None:
    """100 less what is kept aside; 60 are taken, of 30; what comes back is taken for the rest."""
    book = book_of(f"when spent: {says}, without a purchase: base")
    events = [
        told(0, "purchase", "p", amount=8_000),
        told(1, keeps, "k", points=70, wallet="beans"),
        told(2, "return", "r", amount=6_000),
        told(3, "cancel", "c", of="k"),
    ]
    recorded = record(book, events)
    assert outcomes(recorded) == ["accepted"] * 4
    assert held(book, recorded)["beans"] == 80 + 20 - 60
    # The same where the hold is over by itself.
    if keeps == "hold":
        recorded = record(book, [*events[:3], told(90, "profile", "later")])
        assert held(book, recorded)["beans"] == 80 + 20 - 60


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["purchase", "return", "back", "hold", "spend", "cancel", "capture"]),
            st.integers(1, 5),
        ),
        max_size=14,
    ),
    st.sampled_from(["debt", "write off", "refuse"]),
    st.sampled_from(["", ", pending: 1 day"]),
)
@settings(SLOW, max_examples=150)
def test_nothing_can_be_farmed_with_them(
    steps: list[tuple[str, int]], says: str, waits: str
) -> None:
    """Once all that was kept aside or spent is given back, what is left is what was given less
    what was taken; a write-off has forgiven no more than what was never there.
    """
    text = PROGRAM.replace("expires: 12 months", f"expires: 12 months{waits}")
    book = book_of(f"when spent: {says}, without a purchase: base", text)
    events: list[Happened] = []
    for place, (kind, number) in enumerate(steps):
        at, key = 600 * place, f"{place:02}"
        if kind in ("cancel", "capture"):
            used = [one.key for one in events if one.kind in ("hold", "spend", "capture")]
            if used:
                events.append(told(at, kind, key, of=used[number % len(used)]))
        elif kind == "back":
            bought = [one.key for one in events if one.kind == "purchase"]
            if bought:
                named = bought[number % len(bought)]
                events.append(told(at, "return", key, of=named, amount=350 * number))
        elif kind in ("hold", "spend"):
            events.append(told(at, kind, key, points=10 * number, wallet="beans"))
        else:
            events.append(told(at, kind, key, amount=1_050 * number))
    ends = [one for one in events if one.kind in ("hold", "spend", "capture")]
    after = 600 * len(steps) + 3_000
    events += [
        told(after + k, "cancel", f"back-{k}", of=one.key) for k, one in enumerate(reversed(ends))
    ]
    events.append(told(after + 6_000, "profile", "end"))
    recorded = record(book, events)
    gave = took = 0
    for event, decision in zip(recorded.events, recorded.decisions, strict=True):
        if decision.outcome == "accepted" and event.kind in ("purchase", "return"):
            for gift in earned(book.newest, decision.why).gifts:
                gave += gift.points if gift.rule in ("base", "bonus", "often") else 0
                took += gift.points if event.kind == "return" else 0
    assert took <= 0
    forgiven = _forgiven(book, recorded)
    assert held(book, recorded)["beans"] == gave + forgiven <= gave - took
    assert not forgiven or says == "write off"


def _forgiven(book: Book, recorded: Recorded) -> int:
    """What is written off and was never made good."""
    state, _ = book.fold(recorded.events, recorded.events[-1].at_us)
    return state[book.newest.layout.slot("forgiven:beans")]
