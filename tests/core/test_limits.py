"""Every bound holds at its edge: one below, at, one above; nothing is half applied (I18).

Also that the kernel, whose text stands alone, and the named limits say the same numbers.
"""

from dataclasses import replace

import pytest

from setia.core.engine import holds, kernel, layout, limits, state
from setia.core.engine.book import Book, Decision, Happened, same, version_after
from setia.core.engine.generate import TooWide
from setia.core.engine.limits import MAX_AMOUNT, MAX_BUCKETS, MAX_ITEMS
from setia.core.engine.postings import FIELDS, Account, Cause
from setia.core.engine.readers import Unfit
from setia.core.engine.state import DUE, buckets, used
from setia.core.program.read import read_program
from tests.core.zones import DAY_US, table

HEAD = "setia: 1\nprogram: p\ncurrency: MYR\n"
NOON_US = DAY_US // 2
START = 1_700_006_400_000_000  # a midnight in UTC


def book_of(text: str) -> Book:
    program = read_program(HEAD + text)
    return Book((version_after(None, 1, 0, program, table(program.time_zone)),))


def purchase(amount: int, at_us: int = START, **more: object) -> Happened:
    return Happened(at_us, "purchase", "till", "k", {"amount": amount, **more})


def spend(points: object, at_us: int = START) -> Happened:
    return Happened(at_us, "spend", "till", "s", {"points": points})


def test_the_kernel_and_the_limits_say_the_same() -> None:
    assert kernel.MAX_BUCKETS == limits.MAX_BUCKETS
    assert kernel.NEVER == limits.NEVER
    assert kernel.HEAD == layout.HEAD
    assert kernel.BUCKET == state.BUCKET
    assert kernel.HOLD_PART == state.HOLD_PART
    assert (kernel.DUE, kernel.DONE) == (state.DUE, state.DONE)
    assert kernel.POSTING == FIELDS
    for name in ("HOLD", "CAPTURE", "CANCEL", "LAPSE"):
        assert getattr(holds, name) == Cause[name]
    for name in ("ISSUED", "AVAILABLE", "HELD", "DEBT", "SPENT", "EXPIRED"):
        assert getattr(kernel, name) == Account[name]
    for name in ("EARN", "SPEND", "EXPIRE", "REPAY", "RELEASE"):
        assert getattr(kernel, name) == Cause[name]


# Buckets


DAILY = (
    "wallets: {beans: {expires: 240 months}}\n"
    "earning: [{rule: base, give: 1 per whole 1.00}]\n"
    "tiers: {t: {measure: spend in 240 months, keep: 1 month, levels: [{tier: x, from: 0}]}}\n"
)


def full(book: Book, count: int) -> list[int]:
    """A state with so many buckets, all of wallets and windows that end far away."""
    made = book.fresh()
    layout = book.newest.layout
    window = layout.series.index("spend/240")
    rows = [(START + 7_000 * DAY_US + k, window, 0, 0, 0, 1) for k in range(count)]
    made[2] = count
    made += [number for row in rows for number in row]
    made[layout.slot("sum:spend/240")] = count
    made[DUE] = rows[0][0]
    return made


@pytest.mark.parametrize(
    ("count", "outcome"),
    [
        (MAX_BUCKETS - 3, "accepted"),
        (MAX_BUCKETS - 2, "accepted"),  # the wallet's and the window's: 4,096
        (MAX_BUCKETS - 1, "set_aside"),
        (MAX_BUCKETS, "set_aside"),
    ],
)
def test_the_most_buckets(count: int, outcome: str) -> None:
    book = book_of(DAILY)
    before = full(book, count)
    after = list(before)
    decision = book.decide(after, purchase(100), {})
    assert decision.outcome == outcome
    if outcome == "set_aside":
        assert same(after, before)
        assert (decision.reason, decision.postings, decision.why) == ("too_many_lots", [], [])
    else:
        assert after[2] == count + 2 <= MAX_BUCKETS
        assert len(decision.postings) == FIELDS


def test_what_is_set_aside_does_not_even_let_time_pass() -> None:
    """The event is as if it had not come: what falls due before it is for a later one to post."""
    book = book_of(DAILY)
    before = full(book, MAX_BUCKETS)
    layout = book.newest.layout
    lot = 4 + len(layout.slots)
    before[lot] = before[DUE] = START + NOON_US
    before[lot + 1] = layout.series.index("beans")
    before[layout.slot("sum:beans")] = 1
    before[layout.slot("sum:spend/240")] -= 1
    at_us = START + NOON_US + 1
    again = list(before)
    decision = book.decide(again, purchase(100, at_us), {})
    assert (decision.outcome, decision.postings) == ("set_aside", [])
    assert same(again, before)
    assert book.advanced(again, at_us)[8::FIELDS] == [1]
    assert again[2] == MAX_BUCKETS - 1


def test_room_that_time_makes_is_used() -> None:
    book = book_of(DAILY)
    state_ = full(book, MAX_BUCKETS)
    first = 4 + len(book.newest.layout.slots)
    for place in (first, first + state.BUCKET):
        state_[place] = START + place
    state_[DUE] = state_[first]
    assert book.decide(state_, purchase(100, START + 1_000), {}).outcome == "accepted"
    assert len(buckets(state_)) == MAX_BUCKETS


def test_a_full_holder_can_still_spend() -> None:
    """Spending makes no bucket; without it a full holder could never become less full."""
    book = book_of(DAILY)
    layout = book.newest.layout
    state_ = full(book, MAX_BUCKETS)
    first = 4 + len(layout.slots)
    state_[first + 1] = layout.series.index("beans")
    state_[layout.slot("sum:beans")] = 1
    state_[layout.slot("sum:spend/240")] -= 1
    assert book.decide(state_, spend(1), {}).outcome == "accepted"
    assert used(state_) == 4 + len(layout.slots) + state.BUCKET * (MAX_BUCKETS - 1)


@pytest.mark.parametrize(
    ("total", "outcome"), [(-1, "accepted"), (0, "accepted"), (1, "set_aside")]
)
def test_the_largest_sum(total: int, outcome: str) -> None:
    book = book_of(DAILY)
    state_ = book.fresh()
    state_[book.newest.layout.slot("sum:beans")] = kernel.MAX_SUM + total
    assert book.decide(state_, purchase(100), {}).outcome == outcome


# Amounts


SIMPLE = "wallets: {beans: {}}\nearning: [{rule: base, give: 1 per whole 1.00}]\n"


def outcome_of(event: Happened) -> Decision:
    book = book_of(SIMPLE)
    return book.decide(book.fresh(), event, {})


@pytest.mark.parametrize("amount", [0, 1, MAX_AMOUNT - 1, MAX_AMOUNT])
def test_an_amount_in_bounds(amount: int) -> None:
    assert outcome_of(purchase(amount)).why[0] == amount // 100


@pytest.mark.parametrize("amount", [-1, MAX_AMOUNT + 1, 2**63, 1.0, True, "1", None, [1]])
def test_an_amount_out_of_bounds(amount: object) -> None:
    with pytest.raises(Unfit, match=r"amount: .* must be a whole number from 0 to 1000000000000"):
        outcome_of(Happened(START, "purchase", "till", "k", {"amount": amount}))


@pytest.mark.parametrize("points", [1, MAX_AMOUNT])
def test_points_in_bounds(points: int) -> None:
    assert outcome_of(spend(points)).outcome == "refused"


@pytest.mark.parametrize("points", [0, -1, MAX_AMOUNT + 1, 1.5, None])
def test_points_out_of_bounds(points: object) -> None:
    with pytest.raises(Unfit, match="points: "):
        outcome_of(spend(points))


ITEM = {"amount": 1}


@pytest.mark.parametrize(
    "items",
    [
        None,
        [],
        (),
        [ITEM] * (MAX_ITEMS - 1),
        [ITEM] * MAX_ITEMS,
        [{"amount": MAX_AMOUNT}],
        [{"amount": -MAX_AMOUNT}],
        [{"amount": MAX_AMOUNT - 1}, {"amount": -1}],
    ],
    ids=lambda items: str(items)[:30],
)
def test_items_in_bounds(items: object) -> None:
    assert outcome_of(purchase(100, items=items)).outcome == "accepted"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([ITEM] * (MAX_ITEMS + 1), "at most 1000 objects"),
        ([{"amount": MAX_AMOUNT}, {"amount": -1}], "amounts add up to 1000000000001"),
        ([{"amount": MAX_AMOUNT + 1}], r"items\[0\].amount"),
        ([ITEM, {}], r"items\[1\].amount"),
        ([ITEM, [1]], r"items\[1\]: must be an object"),
        (5, "must be a list"),
        ("ab", "must be a list"),
        ({"amount": 1}, "must be a list"),
        (False, "must be a list"),
    ],
    ids=lambda items: str(items)[:30],
)
def test_items_out_of_bounds(items: object, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        outcome_of(purchase(100, items=items))


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"channel": 5}, "channel: 5 must be text"),
        ({"channel": ["app"]}, "must be text"),
        ({"visits": "5"}, "visits: '5' must be a whole number"),
        ({"visits": MAX_AMOUNT + 1}, "visits: "),
        ({"visits": -MAX_AMOUNT - 1}, "visits: "),
        ({"visits": True}, "visits: "),
        ({"currency": "SGD"}, "currency: 'SGD'; this program takes MYR"),
        ({"currency": 7}, "currency: 7; this program takes MYR"),
        ({"items": [{"amount": 1, "department": 5}]}, "item.department: 5 must be text"),
        ({"items": [{"amount": 1, "quantity": 0.5}]}, "quantity: 0.5 must be a whole number"),
    ],
)
def test_an_attribute_of_the_wrong_form_is_refused_before_anything_changes(
    payload: dict[str, object], said: str
) -> None:
    book = book_of(
        "wallets: {beans: {}}\n"
        "events: {purchase: {attributes: {channel: text, visits: number},\n"
        "  items: {department: text, quantity: number}}}\n"
        "earning:\n"
        "  - {rule: a, when: channel is set or visits is set, give: 1}\n"
        "  - {rule: b, items: item.department is set or item.quantity is set, give: 1 per 1.00}\n"
    )
    state_ = book.fresh()
    before = list(state_)
    with pytest.raises(Unfit, match=said):
        book.decide(state_, purchase(100, START, **payload), {})
    assert state_ == before
    for fine in ({"visits": MAX_AMOUNT}, {"visits": -MAX_AMOUNT}, {"currency": "MYR"}, {}):
        assert book.decide(list(state_), purchase(100, START, **fine), {}).outcome == "accepted"


@pytest.mark.parametrize("kind", ["clock", "visit", "Purchase", ""])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(
        Unfit, match="purchase, return, spend, hold, capture, cancel, adjust, opening"
    ):
        outcome_of(replace(purchase(1), kind=kind))


@pytest.mark.parametrize("wallet", ["stars", 5, "", ["beans"]])
def test_a_spend_names_a_wallet_that_there_is(wallet: object) -> None:
    with pytest.raises(Unfit, match=r"wallet: .* is not one; use one of beans"):
        outcome_of(replace(spend(1), payload={"points": 1, "wallet": wallet}))


def test_a_spend_must_name_its_wallet_where_there_are_several() -> None:
    book = book_of("wallets: {beans: {}, stars: {}}\n")
    with pytest.raises(Unfit, match="use one of beans, stars"):
        book.decide(book.fresh(), spend(1), {})


def test_facts_of_another_version_are_refused() -> None:
    with pytest.raises(ValueError, match="2 facts, but this version makes 1"):
        outcome_of(replace(purchase(1), facts=(1, 2)))


# Ranges: the widest program that fits, and one that does not.


def rules(text: str) -> str:
    return f"wallets: {{beans: {{}}}}\nearning:\n{text}"


@pytest.mark.parametrize(
    ("fits", "too_wide"),
    [
        # 10^12 minor units, 1 point for 0.01, times 2^22 > 4.6 million: 4.19 x 10^18 < 2^62.
        (
            "  - {rule: a, give: 1 per 0.01}\n"
            + "".join(f"  - {{rule: m{k}, multiply: 2}}\n" for k in range(22)),
            "  - {rule: a, give: 1 per 0.01}\n"
            + "".join(f"  - {{rule: m{k}, multiply: 2}}\n" for k in range(23)),
        ),
        # Thirds: each makes the parts three times as many and the points 4/3: 10^12 x 4^11.
        (
            "  - {rule: a, give: 1 per 1.00}\n"
            + "".join(f"  - {{rule: m{k}, multiply: 4/3}}\n" for k in range(11)),
            "  - {rule: a, give: 1 per 1.00}\n"
            + "".join(f"  - {{rule: m{k}, multiply: 4/3}}\n" for k in range(12)),
        ),
        # Fixed points of many rules add up.
        (
            "".join(f"  - {{rule: f{k}, give: 1000000000000}}\n" for k in range(4))
            + "  - {rule: m, multiply: 1000}\n  - {rule: n, multiply: 1000}\n",
            "".join(f"  - {{rule: f{k}, give: 1000000000000}}\n" for k in range(5))
            + "  - {rule: m, multiply: 1000}\n  - {rule: n, multiply: 1000}\n",
        ),
        (
            "  - {rule: a, give: 4000000 per 0.01}\n",
            "  - {rule: a, give: 5000000 per 0.01}\n",
        ),
    ],
)
def test_a_program_whose_amounts_could_wrap_is_refused(fits: str, too_wide: str) -> None:
    book = book_of(rules(fits))
    decision = book.decide(book.fresh(), purchase(MAX_AMOUNT), {})
    assert decision.outcome == "accepted"
    assert sum(decision.postings[8::FIELDS]) < limits.RANGE
    with pytest.raises(TooWide, match="wallet beans: one event could give"):
        book_of(rules(too_wide)).newest.source  # noqa: B018  # making the source is the check


@pytest.mark.parametrize(("last", "fits"), [(387_901, True), (387_902, True), (387_903, False)])
def test_the_very_edge_of_the_range(last: int, *, fits: bool) -> None:
    """4,611,686,018,427 x 10^6 + 387,902 is 2^62 - 2; with one more, rounding could reach 2^62."""
    fixed = [10**12] * 4 + [611_686_018_427]
    text = "".join(f"  - {{rule: f{k}, give: {points}}}\n" for k, points in enumerate(fixed))
    text += "  - {rule: m, multiply: 1000}\n  - {rule: n, multiply: 1000}\n"
    version = book_of(rules(f"{text}  - {{rule: last, give: {last}}}\n")).newest
    if fits:
        assert f"c = {last}" in version.source
    else:
        with pytest.raises(TooWide):
            version.source  # noqa: B018  # making the source is the check


def test_no_value_on_the_way_reaches_the_range() -> None:
    """The widest program that fits, watched: every integer that it computes stays in range."""
    text = "  - {rule: a, give: 1.5 per 0.01}\n" + "".join(
        f"  - {{rule: m{k}, multiply: 3/2}}\n" for k in range(11)
    )
    book = book_of(rules(text).replace("beans: {}", "beans: {rounding: nearest}"))
    seen: list[int] = []

    class Watched(list[int]):
        def __setitem__(self, place: object, value: object) -> None:
            assert isinstance(place, int)
            assert isinstance(value, int)
            seen.append(value)
            super().__setitem__(place, value)

    row = book.newest.encoder.row("purchase", START, {"amount": MAX_AMOUNT}, [], None)
    state_, out, why = book.fresh() + [0] * 100, [0] * 100, [0] * 100
    book.newest.functions.decide(state_, row, 0, [], [], out, why, Watched([0] * 100), [0])
    assert 2**50 < max(seen) < limits.RANGE
