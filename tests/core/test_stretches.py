"""One history that several versions decide: each its own stretch, in bulk as event by event (I20).

Expected values are worked out by hand and shown beside each check.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, balances
from setia.core.engine.bulk import OfAnotherVersion, Rows
from setia.core.engine.state import used
from tests.core.grown import grown, in_bulk, versions
from tests.core.histories import END_US
from tests.core.test_versions import KL, SIMPLE, book_of, level, tiers
from tests.core.zones import at

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def happened(when: str, kind: str, facts: tuple[int, ...] = (1,), **payload: object) -> Happened:
    return Happened(at(KL, when), kind, "till", f"{when} {kind}", payload, facts)


# What was over before it happened


def test_points_that_were_over_when_they_came_end_by_the_version_that_took_them() -> None:
    """The first version, in force when they would have ended, has no such wallet."""
    beans = "wallets: {beans: {}}\nearning: [{rule: a, give: 1 beans}]\n"
    stars = beans.replace("}}", "}, stars: {expires: 1 month without purchase}}")
    book = book_of(("2024-01-01 00:00", beans), ("2024-06-01 00:00", stars))
    events = [
        happened("2024-06-02 00:00", "opening", points=5, wallet="stars", earned="2024-02-01"),
        happened("2024-06-03 00:00", "purchase", amount=100),
    ]
    state, totals = book.fold(events, at(KL, "2024-07-01 00:00"))
    assert balances(state, book.newest.layout) == {"beans": 1, "stars": 0}
    assert sorted(totals.values()) == [1, 5, 5]


@pytest.mark.parametrize(("begins", "then"), [("2024-06-01", "black"), ("2024-06-03", "gold")])
def test_a_level_that_was_over_when_it_came_is_lost_by_the_version_that_took_it(
    begins: str, then: str
) -> None:
    """20.00 in 12 months is gold in the first version, black in the second."""
    first = (
        "wallets: {beans: {}}\nearning: [{rule: a, give: 1}]\ntiers:\n"
        "  status: {measure: spend in 12 months, keep: 12 months, levels: [{tier: low, from: 0},"
        " {tier: gold, from: 20.00}, {tier: black, from: 30.00}]}\n"
    )
    second = first.replace("20.00", "10.00").replace("30.00", "15.00")
    book = book_of(("2024-01-01 00:00", first), (f"{begins} 00:00", second))
    events = [
        happened("2024-02-10 00:00", "purchase", amount=2_000),
        happened("2024-06-02 00:00", "tier-grant", level="black", until="2024-03-01"),
    ]
    state, _ = book.fold(events, at(KL, "2024-07-01 00:00"))
    ladder = book.newest.layout.ladders["status"]
    assert ladder.levels[state[book.newest.layout.slot("tier:status")]] == then


# Worked out by hand


def beans(book: Book, state: Sequence[int]) -> int:
    return balances(state, book.newest.layout)["beans"]


def both(book: Book, events: Sequence[Happened], to: str) -> list[int]:
    """The state in bulk, which is that of the book event by event."""
    to_us = at(KL, to)
    state, _ = book.fold(events, to_us)
    (found,) = in_bulk(book, [(events, to_us)])
    assert found == state[: used(state)]
    return found


def test_each_event_is_decided_by_the_version_in_force_at_its_instant() -> None:
    texts = (SIMPLE.replace("give: 1", f"give: {points}") for points in (1, 100, 10_000))
    starts = ("2024-01-01 00:00", "2024-03-01 00:00", "2024-03-01 00:01")
    book = book_of(*zip(starts, texts, strict=True))
    second = book.versions[1].effective_us
    events = [
        Happened(second + us, "purchase", "till", f"{us}", {"amount": 100}, (0,))
        for us in (-1, 0, 59_999_999, 60_000_000)
    ]
    for count, points in enumerate((0, 1, 101, 201, 10_201)):
        assert beans(book, both(book, events[:count], "2024-04-01 00:00")) == points
        assert beans(book, both(book, events[:count], "2023-01-01 00:00")) == points


@pytest.mark.parametrize("acts", [(), ("2024-12-01",), ("2025-01-11",), ("2025-02-01",)])
@pytest.mark.parametrize(
    ("begins", "then"), [("10 23:59", "gold"), ("11 00:00", "gold"), ("11 00:01", "black")]
)
def test_what_falls_due_follows_each_version_also_one_without_events(
    begins: str, then: str, acts: tuple[str, ...]
) -> None:
    """Black is granted until 10 January; 20.00 are gold, but black by the second version.

    That one is in force for some days alone, and nothing happens in it.
    """
    first = SIMPLE + "tiers:\n" + tiers("low", "gold", "black").replace("from: 2", "from: 30")
    between = first.replace("from: 30", "from: 2")
    starts = ("2024-01-01 00:00", "2025-01-06 00:00", f"2025-01-{begins}")
    book = book_of(*zip(starts, (first, between, first), strict=True))
    events = [
        happened("2024-01-10 09:00", "tier-grant", level="black", until="2025-01-10"),
        happened("2024-06-10 09:00", "purchase", amount=2_000),
        *(happened(f"{day} 00:00", "purchase", amount=0) for day in acts),
    ]
    for to in ("2024-12-31 00:00", "2025-01-10 23:59", "2025-01-11 00:00"):
        both(book, events, to)
    assert level(book, both(book, events, "2025-02-01 00:00")) == then


def test_a_version_that_adds_and_drops_goes_on_from_the_states_of_the_one_before() -> None:
    """New wallet, kind, counter and rule; silver is dropped, and own kinds have other numbers."""
    first = (
        "wallets: {beans: {expires: 2 months}}\nevents: {review: {}, visit: {}}\n"
        "earning: [{rule: a, give: 1}, {rule: r, on: review, give: 10}]\ntiers:\n"
        + tiers("low", "silver", "gold")
    )
    second = (
        "wallets: {stars: {pending: 3 days}, beans: {expires: 1 month}}\n"
        "events: {parking: {}, review: {}, visit: {}}\ncounters: {n: {count: review}}\n"
        "earning: [{rule: p, on: parking, give: 7 stars},"
        " {rule: r, on: review, give: 20 beans, when: n > 0 or tier_status == 'gold'}]\ntiers:\n"
        + tiers("low", "gold")
        + tiers("one", "two", name="club")
    )
    book = book_of(("2024-01-01 00:00", first), ("2024-03-01 00:00", second))
    assert book.versions[0].layout.kinds["review"] != book.newest.layout.kinds["review"]
    events = [
        happened("2024-02-01 00:00", "purchase", amount=100),  # 1 bean, silver
        happened("2024-02-02 00:00", "review"),  # 10 beans
        happened("2024-03-01 00:00", "review"),  # None: silver counts as low; 1.00 is gold now
        happened("2024-03-02 00:00", "review"),  # 20 beans
        happened("2024-03-03 00:00", "parking"),  # 7 stars, on 6 March
    ]
    state = both(book, events, "2024-03-05 00:00")
    assert balances(state, book.newest.layout) == {"beans": 31, "stars": 0}
    assert level(book, state) == "gold"
    state = both(book, events, "2024-04-02 00:00")
    assert balances(state, book.newest.layout) == {"beans": 30, "stars": 7}


IDLE = SIMPLE.replace("12 months", "7 days without purchase").replace("give: 1", "give: 1 beans")


def taken(when: str, of: str, amount: int) -> Happened:
    return happened(when, "return", of=f"{of} purchase", amount=amount)


def test_a_return_takes_from_what_its_own_version_decided() -> None:
    """With the slots of the newest version, and what of the event has ended before."""
    more = IDLE.replace("}}", "}, stars: {}}")
    book = book_of(("2024-01-01 00:00", IDLE), ("2024-02-01 00:00", more))
    events = [
        happened("2024-01-01 00:00", "purchase", amount=1_000),
        taken("2024-01-02 00:00", "2024-01-01 00:00", 400),
        happened("2024-03-01 00:00", "purchase", amount=2_000),
        taken("2024-03-02 00:00", "2024-03-01 00:00", 500),
    ]
    assert beans(book, both(book, events[:2], "2024-01-02 00:00")) == 6
    assert beans(book, both(book, events, "2024-03-02 00:00")) == 15
    events.append(taken("2024-03-20 00:00", "2024-03-01 00:00", 500))  # They have ended.
    assert beans(book, both(book, events, "2024-03-20 00:00")) == 0


@pytest.mark.parametrize("begins", ["2024-01-05", "2024-01-10"])
def test_what_a_version_remembers_the_next_one_still_knows(begins: str) -> None:
    """Lots without an end of their own have one name a month: 6 of it ended on 9 January.

    So of the 5 that come back of the second purchase, all have ended by what is remembered.
    """
    book = book_of(("2024-01-01 00:00", IDLE), (f"{begins} 00:00", IDLE))
    events = [
        happened("2024-01-01 00:00", "purchase", amount=1_000),
        taken("2024-01-02 00:00", "2024-01-01 00:00", 400),
        happened("2024-01-11 00:00", "purchase", amount=2_000),
        taken("2024-01-12 00:00", "2024-01-11 00:00", 500),
    ]
    assert beans(book, both(book, events, "2024-01-12 00:00")) == 20


def test_a_cancel_gives_back_what_a_spend_took_under_an_older_version() -> None:
    book = book_of(("2024-01-01 00:00", SIMPLE), ("2024-03-01 00:00", SIMPLE))
    events = [
        happened("2024-01-10 00:00", "purchase", amount=900),
        happened("2024-02-01 00:00", "spend", points=7),
        happened("2024-03-01 00:00", "cancel", of="2024-02-01 00:00 spend", points=3),
    ]
    assert beans(book, both(book, events, "2024-03-01 00:00")) == 5


def test_a_return_of_what_another_version_decided_is_refused_and_leaves_nothing() -> None:
    book = book_of(("2024-01-01 00:00", SIMPLE), ("2024-03-01 00:00", SIMPLE))
    bought = happened("2024-02-29 23:59", "purchase", amount=900)
    rows = Rows(book)
    for facts in ((1,), (0,), None):
        late = replace(taken("2024-03-01 00:00", "2024-02-29 23:59", 100), facts=facts)
        with pytest.raises(OfAnotherVersion, match="till/2024-03-01 00:00 return"):
            rows.add([bought, late], END_US)
    # One that says it is older than its event stands where its event does.
    early = taken("2024-02-01 00:00", "2024-03-02 00:00", 100)
    events = [bought, happened("2024-03-02 00:00", "purchase", amount=900), early]
    rows.add(events, END_US)
    state, _ = book.fold(events, END_US)
    functions = [version.functions for version in book.versions]
    assert rows.fold(functions, arrays=False) == [state[: used(state)]]


# Random histories


@given(st.data())
@SLOW
def test_a_grown_program_in_bulk_is_as_event_by_event(data: st.DataObject) -> None:
    made = data.draw(versions(returns=True))
    found = data.draw(grown(made))
    rows, folded = Rows(found.book), list[list[int]]()
    for one in (found, replace(found, to_us=END_US)):
        if one.takes_across:
            with pytest.raises(OfAnotherVersion):
                rows.add(one.recorded.events, one.to_us)
        else:
            rows.add(one.recorded.events, one.to_us)
            folded.append(one.folded)
    rows.add([], END_US)
    folded.append(found.book.fresh())
    functions = [version.functions for version in found.book.versions]
    laid = rows.laid_out(arrays=False)
    for _ in range(2):
        laid.run(functions)
        assert laid.found() == folded
