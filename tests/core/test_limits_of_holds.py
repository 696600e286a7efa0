"""The bounds of holds at their edge: how many lots they are part of, how long they last (I18)."""

from dataclasses import replace

import pytest

from setia.core.engine import state
from setia.core.engine.book import Happened, balances, same
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.memory import Memory
from setia.core.engine.readers import Unfit
from setia.core.engine.state import holds, used
from tests.core.test_limits import DAILY, START, book_of, full, purchase, spend
from tests.core.zones import DAY_US


@pytest.mark.parametrize(
    ("kind", "count", "outcome"),
    [
        ("hold", MAX_BUCKETS - 3, "accepted"),
        ("hold", MAX_BUCKETS - 2, "accepted"),
        ("hold", MAX_BUCKETS - 1, "set_aside"),
        ("cancel", MAX_BUCKETS - 2, "accepted"),
        ("cancel", MAX_BUCKETS - 1, "accepted"),
        ("cancel", MAX_BUCKETS, "set_aside"),
        ("capture", MAX_BUCKETS - 1, "accepted"),
        ("capture", MAX_BUCKETS, "accepted"),
    ],
)
def test_parts_of_holds_count_as_lots(kind: str, count: int, outcome: str) -> None:
    """A hold splits a lot, and what is owed is a part; a cancel splits one; a capture none."""
    book = book_of(DAILY)
    layout = book.newest.layout
    # To make a hold there must be room for two more parts; a purchase brings them.
    state_ = full(book, count - (3 if kind != "hold" else 0))
    first = 4 + len(layout.slots)
    state_[first + 1] = layout.series.index("beans")
    state_[first + 5] = 10
    state_[layout.slot("sum:beans")] = 10
    state_[layout.slot("sum:spend/240")] -= 1
    if kind != "hold":
        hold = Happened(START, "hold", "till", "h", {"points": 7})
        assert book.decide(state_, hold, {}).outcome == "accepted"
        assert book.decide(state_, purchase(100, START + 1), {}).outcome == "accepted"
        assert state_[2] + state_[3] == count
    before = list(state_)
    named = {"of": "h"} if kind != "hold" else {}
    event = Happened(START + 2, kind, "till", "e", {"points": 5, **named})
    decision = book.decide(state_, event, {})
    assert decision.outcome == outcome
    assert state_[2] + state_[3] <= MAX_BUCKETS
    if outcome == "set_aside":
        assert same(state_, before)


@pytest.mark.parametrize(("lots", "outcome"), [(4, "accepted"), (5, "accepted"), (6, "set_aside")])
def test_a_cancel_needs_room_for_all_that_comes_back(lots: int, outcome: str) -> None:
    book = book_of("wallets: {beans: {expires: 10 days}}\nearning: [{rule: base, give: 1}]\n")
    days = [replace(purchase(1, START + k * DAY_US), key=f"{k}") for k in range(lots)]
    spent = spend(lots, START + lots * DAY_US)
    back = Happened(START + 8 * DAY_US, "cancel", "till", "c", {"of": "s"})
    events = [*days, spent, back]
    memory, made = Memory(book, events), book.fresh()
    for event in events[:-1]:
        assert book.decide(made, event, {}, memory).outcome == "accepted"
    assert made[2] == 0
    made[4 + made[1] :] = full(book_of(DAILY), MAX_BUCKETS - 5)[
        4 + len(book_of(DAILY).newest.layout.slots) :
    ]
    made[2] = MAX_BUCKETS - 5
    for p in range(4 + made[1], used(made), state.BUCKET):
        made[p + 1] = 0
    made[book.newest.layout.slot("sum:beans")] = MAX_BUCKETS - 5
    assert book.decide(made, back, {}, memory).outcome == outcome
    assert made[2] == MAX_BUCKETS - 5 + (lots if outcome == "accepted" else 0)


@pytest.mark.parametrize(
    ("minutes", "fits"), [(0, False), (1, True), (527_040, True), (527_041, False)]
)
def test_how_long_a_hold_can_last(minutes: int, fits: bool) -> None:  # noqa: FBT001
    book = book_of(DAILY)
    made = book.fresh()
    book.decide(made, purchase(1_000), {})
    hold = Happened(START + 1, "hold", "till", "h", {"points": 7, "minutes": minutes})
    if not fits:
        with pytest.raises(Unfit, match=r"minutes: .* must be a whole number from 1 to 527040"):
            book.decide(made, hold, {})
        return
    book.decide(made, hold, {})
    assert [one.due_us for one in holds(made)] == [START + 1 + minutes * 60_000_000] * len(
        holds(made)
    )
    book.advanced(made, START + minutes * 60_000_000)
    assert holds(made)
    book.advanced(made, START + 1 + minutes * 60_000_000)
    assert not holds(made)
    assert balances(made, book.newest.layout) == {"beans": 10}
