"""Versions over time: who decides when, what keeps its number for ever, what a late event moves.

Expected values are worked out by hand and shown beside each check.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from setia.core.engine.book import Book, Happened, Version, balances, same, version_after
from setia.core.engine.kinds import ACTS, RANKS
from setia.core.engine.layout import FIXED, lay_out
from setia.core.engine.postings import FIELDS, Account, Cause, Posting, standing
from setia.core.program.read import read_program
from tests.core.zones import at, table

KL = "Asia/Kuala_Lumpur"
HEAD = f"setia: 1\nprogram: p\ncurrency: MYR\ntime zone: {KL}\n"
SIMPLE = "wallets: {beans: {expires: 12 months}}\nearning: [{rule: base, give: 1 per whole 1.00}]\n"


def tiers(*levels: str, name: str = "status") -> str:
    rows = ", ".join(f"{{tier: {level}, from: {k}.00}}" for k, level in enumerate(levels))
    return f"  {name}: {{measure: spend in 12 months, keep: 12 months, levels: [{rows}]}}\n"


def book_of(*texts: tuple[str, str]) -> Book:
    """Versions from documents, each with the local time from which it decides."""
    made: list[Version] = []
    for number, (effective, text) in enumerate(texts, 1):
        program = read_program(HEAD + text if "time zone" not in text else text)
        before = made[-1] if made else None
        zone = table(program.time_zone)
        made.append(version_after(before, number, at(KL, effective), program, zone))
    return Book(tuple(made))


def purchase(when: str, amount: int, key: str = "", **more: object) -> Happened:
    payload = {"amount": amount, **more}
    return Happened(at(KL, when), "purchase", "till", key or when, payload)


def spend(when: str, points: int, *, given: bool | None = None) -> Happened:
    facts = None if given is None else (int(given),)
    return Happened(at(KL, when), "spend", "till", when, {"points": points}, facts)


def beans(book: Book, state: Sequence[int]) -> int:
    return balances(state, book.newest.layout)["beans"]


def level(book: Book, state: Sequence[int], name: str = "status") -> str:
    layout = book.newest.layout
    return layout.ladders[name].levels[state[layout.slot(f"tier:{name}")]]


# Who decides


def test_a_version_decides_from_its_instant_on_and_the_first_also_before() -> None:
    double = SIMPLE.replace("give: 1", "give: 2")
    book = book_of(("2024-02-01 00:00", SIMPLE), ("2024-03-01 00:00", double))
    second = book.versions[1].effective_us
    for us, number in ((0, 1), (second - 1, 1), (second, 2), (second + 1, 2)):
        assert book.at(us).number == number
    state = book.fresh()
    totals = []
    for when in ("2023-01-01 00:00", "2024-02-29 23:59", "2024-03-01 00:00"):
        decision = book.decide(state, purchase(when, 1_000), {})
        totals.append((decision.version, decision.why[0]))
    assert totals == [(1, 10), (1, 10), (2, 20)]


@pytest.mark.parametrize("instants", [(), (5, 5), (5, 4)])
def test_a_book_needs_rising_versions(instants: tuple[int, ...]) -> None:
    version = book_of(("2024-01-01 00:00", SIMPLE)).newest
    with pytest.raises(ValueError, match="versions whose instants rise"):
        Book(tuple(replace(version, effective_us=us) for us in instants))


def test_what_falls_due_follows_the_version_in_force_then() -> None:
    """Gold ends under the second version, where 2.00 in 12 months is silver and no longer gold."""
    first = SIMPLE + "tiers:\n" + tiers("member", "silver", "gold")
    second = first.replace("silver, from: 1.00", "silver, from: 2.00").replace(
        "gold, from: 2.00", "gold, from: 3.00"
    )
    assert first != second
    book = book_of(("2024-01-01 00:00", first), ("2024-06-01 00:00", second))
    state = book.fresh()
    book.decide(state, purchase("2024-01-10 09:00", 100), {})
    book.decide(state, purchase("2024-05-10 09:00", 100), {})
    assert level(book, state) == "gold"
    book.advanced(state, at(KL, "2025-05-09 23:59"))
    assert level(book, state) == "gold"  # kept, whatever the second version asks for
    book.decide(state, purchase("2025-05-09 23:59", 100), {})  # 1.00 + 1.00 in 12 months: 2.00
    book.advanced(state, at(KL, "2025-05-11 00:00"))  # 1.00 has left: 1.00
    assert level(book, state) == "member"


def test_what_falls_due_at_the_very_instant_of_a_version_is_decided_by_it() -> None:
    """Gold ends where the second version begins: for that one, 0.50 in 12 months is gold."""
    first = SIMPLE + "tiers:\n" + tiers("member", "gold")
    second = first.replace("gold, from: 1.00", "gold, from: 0.50")
    for effective, then in (("2025-05-11 00:00", "gold"), ("2025-05-11 00:01", "member")):
        book = book_of(("2024-01-01 00:00", first), (effective, second))
        state = book.fresh()
        book.decide(state, purchase("2024-05-10 09:00", 100), {})
        book.decide(state, purchase("2025-05-10 09:00", 50), {})
        assert level(book, state) == "gold"
        book.advanced(state, at(KL, "2025-05-11 00:00"))
        assert level(book, state) == then


# What keeps its number


def test_slots_and_series_keep_their_numbers() -> None:
    first = read_program(
        HEAD
        + "wallets: {beans: {}, stars: {}}\n"
        + "earning: [{rule: a, wallet: stars, give: 1, at most: 5 per day}]\n"
        + "tiers:\n"
        + tiers("low", "high")
    )
    second = read_program(
        HEAD
        + "wallets: {moons: {}, stars: {}}\n"
        + "earning:\n"
        + "  - {rule: b, wallet: moons, give: 1, at most: 5 per day}\n"
        + "  - {rule: a, wallet: stars, give: 1, at most: 5 per day}\n"
        + "tiers:\n"
        + tiers("low", "high").replace("12 months, keep", "6 months, keep")
    )
    before = lay_out(first)
    after = lay_out(second, before)
    assert before.slots[: len(FIXED)] == FIXED
    assert after.slots[: len(before.slots)] == before.slots
    assert after.series[: len(before.series)] == before.series == ("beans", "stars", "spend/12")
    assert after.series[3:] == ("moons", "spend/6")
    assert after.slots[len(before.slots) :] == (
        "sum:moons", "debt:moons", "held:moons", "forgiven:moons", "sum:spend/6", "day:b", "used:b",
    )  # fmt: skip
    assert lay_out(first, after).slots == after.slots, "nothing is ever dropped or added twice"
    assert after.fresh()[: 4 + len(before.slots)][4:] == before.fresh()[4:]


@pytest.mark.parametrize("span", ["", ", in: 30 days", ", per: month"])
@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        ("count: purchase", "count: purchase, when: amount > 2.00", 7),
        ("count: purchase", "total: amount", 0),
        ("count: purchase", "total: weight", 0),
        ("count: purchase", "points: beans", 0),
        ("total: weight", "total: weight + 1.0", 105),  # 7 times 1.5, in tenths
        ("total: weight", "total: weight * 0.01", 0),  # in thousandths
        ("total: weight", "total: amount", 0),
        ("points: beans", "points: beans", 7),
    ],
)
def test_a_counter_that_counts_something_else_begins_anew(
    before: str, after: str, span: str, stands: int
) -> None:
    """What was counted in other parts says nothing of the new: 7 times is not 0.07."""
    kinds = "events: {purchase: {attributes: {weight: {type: number, decimals: 1}}}}\n"
    asking = SIMPLE.replace("give", "when: x > 0, give")
    first = f"{kinds}counters: {{x: {{{before}{span}}}}}\n{SIMPLE}"
    second = f"{kinds}counters: {{x: {{{after}{span}}}}}\n{asking}"
    book = book_of(("2024-01-01 00:00", first), ("2024-03-20 00:00", second))
    state = book.fresh()
    for number in range(7):
        book.decide(state, purchase("2024-03-10 12:00", 100, str(number), weight=15), {})
    _, counted, *_ = book.decide(state, purchase("2024-03-21 12:00", 500), {}).why
    assert counted == stands
    assert beans(book, state) == 7 + (5 if stands else 0)


def test_a_new_level_in_between_promotes_and_demotes_nobody() -> None:
    """Rank 1 was gold; with silver below it, gold is rank 2, and those who are gold stay gold."""
    first = SIMPLE + "tiers:\n" + tiers("member", "gold")
    second = (
        SIMPLE.replace("]\n", ", {rule: silver, when: tier == 'silver', give: 100},")
        + " {rule: gold, when: tier >= 'gold', give: 1000}]\n"
        + "tiers:\n"
        + tiers("member", "silver", "gold")
    )
    book = book_of(("2024-01-01 00:00", first), ("2024-06-01 00:00", second))
    ladder = book.newest.layout.ladders["status"]
    assert (ladder.levels, ladder.ranks) == (("member", "gold", "silver"), (0, 2, 1))
    assert [book.newest.layout.rank("status", code) for code in (0, 1, 2)] == [0, 2, 1]
    state = book.fresh()
    book.decide(state, purchase("2024-01-10 09:00", 100), {})
    assert level(book, state) == "gold"
    book.advanced(state, at(KL, "2024-06-01 00:00"))
    assert level(book, state) == "gold"
    decision = book.decide(state, purchase("2024-06-01 09:00", 50), {})
    assert decision.why[0] == 1_000, "gold in conditions, too"
    assert level(book, state) == "gold", "1.50 in 12 months is silver, which is lower: gold is kept"
    book.advanced(state, at(KL, "2025-01-11 00:00"))
    assert level(book, state) == "member", "0.50 in 12 months"
    decision = book.decide(state, purchase("2025-02-01 09:00", 100), {})
    assert (decision.why[0], level(book, state)) == (1, "silver"), "1.50 in 12 months"
    assert book.decide(state, purchase("2025-02-02 09:00", 0), {}).why[0] == 100
    book.decide(state, purchase("2025-02-03 09:00", 100), {})
    assert level(book, state) == "gold"
    book.decide(state, purchase("2026-02-03 09:00", 100), {})
    book.advanced(state, at(KL, "2026-02-04 00:00"))
    assert level(book, state) == "silver", "1.00 in 12 months, when gold had ended"


def test_a_level_that_is_dropped_counts_as_the_one_below() -> None:
    first = SIMPLE + "tiers:\n" + tiers("member", "silver", "gold", "black")
    second = SIMPLE + "tiers:\n" + tiers("member", "silver", "black")
    third = SIMPLE + "tiers:\n" + tiers("member", "black")
    books = book_of(
        ("2024-01-01 00:00", first), ("2024-06-01 00:00", second), ("2024-07-01 00:00", third)
    )
    ladders = [version.layout.ladders["status"] for version in books.versions]
    assert {ladder.levels for ladder in ladders} == {("member", "silver", "gold", "black")}
    assert [ladder.ranks for ladder in ladders] == [(0, 1, 2, 3), (0, 1, 1, 2), (0, 0, 0, 1)]


def test_a_lowest_level_that_is_dropped_still_has_a_rank() -> None:
    layout = lay_out(read_program(HEAD + SIMPLE + "tiers:\n" + tiers("old", "high")))
    program = read_program(HEAD + SIMPLE + "tiers:\n" + tiers("new", "high"))
    ladder = lay_out(program, layout).ladders["status"]
    assert (ladder.levels, ladder.ranks) == (("old", "high", "new"), (0, 1, 0))


def test_points_of_a_wallet_that_a_version_leaves_out_still_end_when_they_end() -> None:
    both = "wallets: {beans: {expires: 1 month}, stars: {}}\nearning: [{rule: a, give: 1 beans}]\n"
    stars = "wallets: {stars: {}}\nearning: [{rule: a, give: 1 stars}]\n"
    book = book_of(("2024-01-01 00:00", both), ("2024-02-01 00:00", stars))
    state = book.fresh()
    book.decide(state, purchase("2024-01-10 09:00", 0), {})
    book.decide(state, purchase("2024-02-10 09:00", 0), {})
    assert balances(state, book.newest.layout) == {"beans": 1, "stars": 1}
    (ended,) = _postings(book.advanced(state, at(KL, "2024-02-11 00:00")))
    assert (ended.cause, ended.amount, ended.wallet) == (Cause.EXPIRE, 1, 0)
    assert balances(state, book.newest.layout) == {"beans": 0, "stars": 1}


def test_lots_that_end_together_are_spent_by_the_month_in_which_they_were_earned() -> None:
    """2 months to month end in January, 1 month in February: both lots end with March (I8)."""
    first = "wallets: {beans: {expires: '2 months, to month end'}}\nearning: [{rule: a, give: 5}]\n"
    book = book_of(("2024-01-01 00:00", first), ("2024-02-01 00:00", first.replace("2 m", "1 m")))
    state = book.fresh()
    for when in ("2024-01-10 09:00", "2024-02-10 09:00"):
        book.decide(state, purchase(when, 0), {})
    lots = _postings(book.decide(state, spend("2024-02-11 09:00", 7), {}).postings)
    assert {one.expires_us for one in lots} == {at(KL, "2024-04-01 00:00")}
    assert [(one.month - 2024 * 12, one.amount) for one in lots] == [(0, 5), (1, 2)]


def test_names_of_wallets_and_tier_sets_never_meet_in_the_source() -> None:
    """Ids that look like parts of the engine's own names each keep their own span."""
    names = ["kept-status", "renewed-status", "window-12", "month", "expires-month", "status"]
    wallets = ", ".join(f"{name}: {{expires: {k} months}}" for k, name in enumerate(names, 1))
    rules = ", ".join(f"{{rule: r-{name}, wallet: {name}, give: 1}}" for name in names)
    book = book_of(
        (
            "2024-01-01 00:00",
            f"wallets: {{{wallets}}}\nearning: [{rules}]\ntiers:\n"
            + tiers("low", "high")
            + tiers("low", "high", name="month"),
        )
    )
    decision = book.decide(book.fresh(), purchase("2024-01-15 09:00", 100), {})
    ends = [one.expires_us for one in _postings(decision.postings)]
    assert ends == [at(KL, f"2024-0{1 + k}-16 00:00") for k in range(1, 7)]


# What stands level


def test_level_events_fold_by_rank_then_source_then_key() -> None:
    """A purchase earns before a spend of the same instant takes, whatever they are called."""
    book = book_of(("2024-01-01 00:00", SIMPLE))
    when = "2024-01-10 09:00"
    buys = [purchase(when, 300, key) for key in ("z", "b")]
    buys.append(replace(buys[0], source="app"))
    takes = replace(spend(when, 9), source="aaa", key="a")
    events = [takes, *buys]
    placed = [(one.kind, one.source, one.key) for one in sorted(events, key=Happened.order)]
    assert placed == [
        ("purchase", "app", "z"),
        ("purchase", "till", "b"),
        ("purchase", "till", "z"),
        ("spend", "aaa", "a"),
    ]
    state = book.fresh()
    outcomes = [book.decide(state, one, {}).outcome for one in sorted(events, key=Happened.order)]
    assert outcomes == ["accepted"] * 4
    assert beans(book, state) == 0
    ranks = {"clock": 0, "opening": 1, "profile": 1, "purchase": 2, "return": 3, "release": 3}
    assert ranks | dict.fromkeys(ACTS, 4) | {"capture": 5, "cancel": 6} == RANKS


# What comes late


LATE = (
    "wallets: {beans: {expires: 12 months}}\n"
    "budgets: {pot: {points: 15}}\n"
    "earning:\n"
    "  - {rule: base, give: 1 per whole 1.00}\n"
    "  - {rule: gold, when: tier == 'gold', multiply: 2}\n"
    "  - {rule: gift, give: 10, at most: 12 per day, budget: pot}\n"
    "tiers:\n"
    "  status: {measure: spend in 12 months, keep: 12 months,\n"
    "    levels: [{tier: member, from: 0}, {tier: gold, from: 50.00}]}\n"
)


def kept(event: Happened, facts: Sequence[int]) -> Happened:
    return replace(event, facts=tuple(facts))


def test_a_late_purchase_changes_what_comes_after_it_and_no_fact() -> None:
    book = book_of(("2024-01-01 00:00", LATE))
    left = {"budget:pot": 15}
    state = book.fresh()
    first = purchase("2024-01-10 12:00", 5_000)
    yes = spend("2024-01-10 13:00", 60)
    no = spend("2024-01-10 14:00", 60)
    known: list[Happened] = []
    for event, outcome, points in (
        (first, "accepted", 60),
        (yes, "accepted", 0),
        (no, "refused", 0),
    ):
        decision = book.decide(state, event, left)
        known.append(kept(event, decision.facts))
        assert decision.outcome == outcome
        if points:
            assert decision.why[0] == points  # 50 + 10 of the pot
    assert left == {"budget:pot": 5}
    # It happened in the morning: with it, the first purchase is made as gold.
    late = purchase("2024-01-10 08:00", 5_000)
    state = book.fresh()
    decision = book.decide(state, late, left)
    assert decision.why[0] == 50, "5 are left in the pot, 10 do not fit"
    assert left == {"budget:pot": 5}
    totals = [book.decide(state, event, {}).why[0] for event in known]
    assert totals[0] == 50 + 50 + 10, "gold now; its grant stands"
    assert beans(book, state) == 50 + 110 - 60, "the yes was kept, and so was the no"
    folded, _ = book.fold([*known, kept(late, decision.facts)], state[4])
    assert same(folded, state)


def test_a_grant_that_stands_may_pass_a_days_limit_but_the_next_gets_nothing() -> None:
    """Late within the day: 10 and 2 stand, 10 more come before them; the limit of 12 is passed."""
    text = LATE.replace("15", "1000")
    book = book_of(("2024-01-01 00:00", text))
    left = {"budget:pot": 1_000}
    state = book.fresh()
    known = []
    for when, given in (("2024-01-10 12:00", 10), ("2024-01-10 13:00", 2)):
        event = purchase(when, 0)
        decision = book.decide(state, event, left)
        assert decision.why[0] == given
        known.append(kept(event, decision.facts))
    state = book.fresh()
    late = purchase("2024-01-10 08:00", 0)
    known.insert(0, kept(late, book.decide(state, late, left).facts))
    for event in known[1:]:
        book.decide(state, event, {})
    assert beans(book, state) == 10 + 10 + 2
    before = dict(left)
    decision = book.decide(state, purchase("2024-01-10 14:00", 900), left)
    assert decision.why[0] == 9, "9 of the base, none of the gift, and none taken back"
    assert left == before
    assert decision.facts == [0]


def test_a_yes_that_stands_without_points_is_owed_and_repaid_first() -> None:
    book = book_of(("2024-01-01 00:00", SIMPLE))
    known = [
        kept(purchase("2024-01-10 12:00", 1_000), (0,)),
        spend("2024-01-10 13:00", 10, given=True),
        spend("2024-01-10 14:00", 5, given=True),
        kept(purchase("2024-01-11 12:00", 300), (0,)),
    ]
    state, totals = book.fold(known, at(KL, "2024-01-11 12:00"))
    assert beans(book, state) == 10 - 10 - 5 + 3
    moves = [(one.source, one.target, one.amount, one.cause) for one in standing(totals)]
    assert sorted(moves) == sorted(
        [
            (Account.ISSUED, Account.AVAILABLE, 10, Cause.EARN),
            (Account.AVAILABLE, Account.SPENT, 10, Cause.SPEND),
            (Account.DEBT, Account.SPENT, 5, Cause.SPEND),
            (Account.ISSUED, Account.AVAILABLE, 3, Cause.EARN),
            (Account.AVAILABLE, Account.DEBT, 3, Cause.REPAY),
        ]
    )


def _postings(flat: Sequence[int]) -> list[Posting]:
    return [Posting._make(flat[k : k + FIELDS]) for k in range(0, len(flat), FIELDS)]
