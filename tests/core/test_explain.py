"""Explanations add up: of any event that the engine decides, and never of one that was changed.

Programs and histories are drawn at random, decided by the engine and explained from nothing but
what would be stored; the examples show the sums as a reader sees them.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Decision, Happened, version_after
from setia.core.engine.explain import explain
from setia.core.engine.explain_items import spread
from setia.core.engine.explanation import (
    Explained,
    FixedHow,
    Measured,
    MultiplyHow,
    PerAmountHow,
    Verdict,
)
from setia.core.engine.postings import FIELDS, MOVE, Cause, Posting, unfold
from setia.core.engine.zones import UTC
from setia.core.expressions.fields import AMOUNT
from setia.core.expressions.nodes import Read
from setia.core.program.read import read_program

DAY_US = 86_400_000_000
MONDAY_US = 1_700_000_000_000_000 // DAY_US * DAY_US

KOPI = """
setia: 1
program: kopi
currency: MYR
time zone: UTC
wallets:
  beans: {name: {en: Beans}, expires: 12 months}
  miles: {rounding: nearest}
events:
  purchase:
    attributes: {channel: text}
    items: {department: text}
budgets:
  gift: {points: 40 beans}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: bakery, items: item.department == "bakery", give: 3 beans per whole 2.00}
  - {rule: app, when: channel == "app", wallet: beans, multiply: 3/2}
  - {rule: capped, when: channel == "app", wallet: beans, multiply: 2, at most: 30 per day}
  - {rule: gift, when: amount >= 20.00, give: 20 beans, budget: gift}
  - {rule: fly, give: 1.5 miles per 10.00}
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels:
      - {tier: regular, from: 0}
      - {tier: gold, from: 100.00}
"""


WAITING = """
setia: 1
program: p
currency: MYR
wallets:
  nights: {pending: "until released, lost after 60 days"}
  miles: {converts: {beans: 1 per 2}}
  beans: {}
earning:
  - {rule: night, give: 3 nights}
  - {rule: fly, give: 10 miles}
"""


class Shop:
    """One member of one program, decided event by event."""

    def __init__(self, text: str = KOPI) -> None:
        self.version = version_after(None, 1, 0, read_program(text), UTC)
        self.book = Book((self.version,))
        self.state = self.book.fresh()
        self.left = {"budget:gift": 40}
        self.at_us = MONDAY_US

    def decide(self, kind: str, payload: Mapping[str, object]) -> tuple[Happened, Decision]:
        self.at_us += DAY_US // 3
        event = Happened(self.at_us, kind, "till", str(self.at_us), payload)
        return event, self.book.decide(self.state, event, self.left)

    def explained(self, event: Happened, decision: Decision) -> Explained:
        return explain(
            self.version, event, decision.outcome, decision.why, postings(decision.postings)
        )

    def buy(self, amount: int, **more: object) -> Explained:
        return self.explained(*self.decide("purchase", {"amount": amount, **more}))

    def spend(self, points: int) -> Explained:
        return self.explained(*self.decide("spend", {"points": points, "wallet": "beans"}))


def postings(flat: Sequence[int]) -> list[Posting]:
    moves = [n for k in range(0, len(flat), FIELDS) for n in flat[k : k + MOVE]]
    return unfold(moves, flat[MOVE::FIELDS])


def test_each_rule_says_how_it_came_to_its_points() -> None:
    items = [
        {"department": "bakery", "amount": 650},
        {"department": "drinks", "amount": 1_300},
        {"department": "bakery", "amount": -100},
    ]
    beans, miles = Shop().buy(1_850, channel="app", items=items).earned
    base, bakery, app, capped = beans.steps
    assert base.how == PerAmountHow(
        Fraction(1),
        Fraction(100),
        whole=True,
        basis=Measured("money", Fraction(1_850), Read(AMOUNT)),
    )
    assert [base.exact, base.points] == [18, 18]
    assert isinstance(bakery.how, PerAmountHow)
    assert [bakery.how.points, bakery.how.per, bakery.how.basis.value] == [3, 200, 550]
    assert bakery.how.whole
    assert bakery.how.basis.unit == "money"
    assert [bakery.exact, bakery.points] == [6, 6]
    assert app.how == MultiplyHow(Fraction(3, 2), Fraction(24))
    assert [app.exact, app.points] == [12, 12]
    assert [capped.verdict, capped.exact, capped.points] == [Verdict.LIMITED, 36, 30]
    assert [beans.exact, beans.total, beans.posted] == [66, 66, 66]
    (fly,) = miles.steps
    assert (fly.exact, miles.exact, miles.total) == (Fraction(111, 40), Fraction(111, 40), 3)


def test_points_are_spread_over_the_items_that_earned_them() -> None:
    items = [{"department": "bakery", "amount": 650}, {"department": "drinks", "amount": 1_300}]
    beans, _ = Shop().buy(1_950, items=items).earned
    base, bakery = beans.steps
    assert bakery.lines == (9, 0)
    assert base.lines == (6, 13), "19 points by 6.50 and 13.00: 6.33 and 12.67"
    assert all(sum(step.lines) == step.points for step in beans.steps)


def test_a_budget_that_is_used_up_is_named() -> None:
    shop = Shop()
    first, second, third = (shop.buy(2_000).earned[0].steps[-1] for _ in range(3))
    assert [one.rule.id for one in (first, second, third)] == ["gift"] * 3
    assert first.how == FixedHow(20)
    assert [one.verdict for one in (first, second)] == [Verdict.GIVEN] * 2
    assert [third.verdict, third.exact, third.points] == [Verdict.NO_BUDGET, 20, 0]


def test_a_spend_names_its_lots_and_what_there_was() -> None:
    shop = Shop()
    shop.buy(1_000)
    shop.at_us += 40 * DAY_US
    shop.buy(500)
    explained = shop.spend(12)
    assert explained.spending is not None
    assert (explained.spending.asked, explained.spending.available) == (12, 15)
    assert [one.points for one in explained.own] == [10, 2]
    assert explained.own[0].expires_us < explained.own[1].expires_us
    assert (explained.net, explained.doubts) == ({"beans": -12}, ())


def test_a_refused_spend_moves_nothing() -> None:
    shop = Shop()
    shop.buy(1_000)
    explained = shop.spend(12)
    assert (explained.own, explained.net, explained.doubts) == ((), {}, ())
    assert explained.spending is not None
    assert explained.spending.available == 10


def test_what_had_ended_by_then_is_told_apart_from_what_was_earned() -> None:
    shop = Shop()
    shop.buy(1_000)
    shop.at_us += 400 * DAY_US
    explained = shop.buy(700)
    assert [one.points for one in explained.own] == [7, 1]
    assert [(one.cause, one.points) for one in explained.fell_due] == [(Cause.EXPIRE, 10)]
    assert (explained.corrected, explained.doubts) == ((), ())
    assert explained.net == {"beans": -3, "miles": 1}


def test_what_a_late_event_puts_right_is_not_its_own() -> None:
    shop = Shop()
    event, decision = shop.decide("purchase", {"amount": 1_000})
    own = postings(decision.postings)
    # Another purchase of the same instant gives 5 more, an older spend gives its lot back.
    more = own[0]._replace(amount=5)
    back = own[0]._replace(source=20, target=11, cause=Cause.SPEND, effective_us=MONDAY_US)
    explained = explain(shop.version, event, "accepted", decision.why, [*own, more, back])
    assert explained.doubts == ()
    assert [one.points for one in explained.own] == [10, 2]
    assert [(one.points, one.forward) for one in explained.corrected] == [(5, True), (10, False)]
    assert explained.net == {"beans": 25, "miles": 2}


RULES = len(read_program(KOPI).rules)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda why, moves: ([why[0] + 1, *why[1:]], moves), {"rules", "rounding", "posted"}),
        (lambda why, moves: ([*why[:-1], why[-1] + 1], moves), {"rules", "rounding"}),
        (lambda why, moves: (why, [moves[0]._replace(amount=99), *moves[1:]]), {"posted"}),
        (lambda why, _: (why, []), {"posted"}),
        (lambda why, moves: (why[:-1], moves), {"unreadable"}),
        (lambda _, moves: ([], moves), {"unreadable"}),
        (lambda why, moves: ([*why[:3], 999, *why[4:]], moves), {"unreadable"}),
        (lambda why, moves: ([*why[:3], RULES, *why[4:]], moves), {"unreadable"}),
        (lambda why, moves: ([*why[:3], -1, *why[4:]], moves), {"unreadable"}),
    ],
)  # fmt: skip
def test_a_stored_decision_that_was_changed_is_doubted(change: object, code: set[str]) -> None:
    shop = Shop()
    event, decision = shop.decide("purchase", {"amount": 1_000})
    assert callable(change)
    why, moves = change(list(decision.why), postings(decision.postings))
    doubts = explain(shop.version, event, "accepted", why, moves).doubts
    assert {one.code for one in doubts} == code


def test_a_release_that_posted_something_else_is_doubted() -> None:
    shop = Shop(WAITING)
    bought, _ = shop.decide("purchase", {"amount": 1_000})
    event, decision = shop.decide("release", {"of": bought.key})
    assert shop.explained(event, decision).doubts == ()
    moves = [one._replace(amount=one.amount - 1) for one in postings(decision.postings)]
    (doubt,) = explain(shop.version, event, "accepted", decision.why, moves).doubts
    assert (doubt.code, doubt.wallet, doubt.should, doubt.does) == ("posted", "nights", 3, 2)


def test_a_debt_that_a_conversion_repays_is_its_own() -> None:
    shop = Shop(WAITING)
    shop.decide("purchase", {"amount": 1_000})
    shop.at_us += 1
    owed = Happened(shop.at_us, "spend", "till", "owed", {"points": 7, "wallet": "beans"}, (1,))
    shop.book.decide(shop.state, owed, {})
    event, decision = shop.decide("convert", {"points": 10, "wallet": "miles", "to": "beans"})
    told = shop.explained(event, decision)
    assert told.net == {"miles": -10, "beans": 5}
    assert [(one.wallet, one.cause, one.points) for one in told.own] == [
        ("miles", Cause.CONVERT, 10),
        ("beans", Cause.CONVERT, 5),
        ("beans", Cause.REPAY, 5),
    ]
    assert (told.doubts, told.corrected) == ((), ())


def test_a_spend_whose_lots_are_not_all_there_is_doubted() -> None:
    shop = Shop()
    shop.buy(1_000)
    event, decision = shop.decide("spend", {"points": 10, "wallet": "beans"})
    moves = [one._replace(amount=9) for one in postings(decision.postings)]
    (doubt,) = explain(shop.version, event, "accepted", decision.why, moves).doubts
    assert (doubt.code, doubt.should, doubt.does) == ("lots", 10, 9)


@given(
    points=st.integers(0, 10**9),
    weights=st.lists(st.integers(-(10**9), 10**12), max_size=30),
)
def test_points_spread_over_items_sum_exactly(points: int, weights: list[int]) -> None:
    shares = spread(points, weights)
    if not any(weight > 0 for weight in weights):
        assert shares == []
        return
    assert sum(shares) == points
    whole = sum(max(0, weight) for weight in weights)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(max(0, weight) * points, whole)) < 1


def random_program(chance: random.Random) -> str:
    """A program of one to three wallets with rules of every form."""
    wallets = [f"w{k}" for k in range(chance.randint(1, 3))]
    lines = ["setia: 1", "program: p", "currency: MYR", "wallets:"]
    for wallet in wallets:
        expires = chance.choice(["never", "1 month", "12 months, to month end"])
        lines.append(f"  {wallet}: {{rounding: {chance.choice(['down', 'nearest'])}, "
                     f'expires: "{expires}"}}')  # fmt: skip
    lines += ["events: {purchase: {attributes: {channel: text}, items: {kind: text}}}"]
    lines += [f"budgets: {{b: {{points: 500 {wallets[0]}}}}}", "earning:"]
    lines += [f'  - {{rule: first-{one}, give: "1 {one} per 0.30"}}' for one in wallets]
    for place in range(chance.randint(1, 7)):
        wallet = chance.choice(wallets)
        per = f"{chance.choice(['1', '0.3', '2.75'])} {wallet} per "
        parts = [f"rule: r{place}", f"wallet: {wallet}", chance.choice([
            f'give: "{per}whole 1.00"', f'give: "{per}3.00"', f"give: 7 {wallet}",
            "multiply: 3/2", "multiply: 2", f'give: "{per}whole 2.00", items: item.kind == "a"',
        ])]  # fmt: skip
        parts += chance.choice([[], ['when: channel == "app"'], ['when: tier == "gold"']])
        parts += chance.choice([[], [], ["at most: 9 per day"]])
        parts += ["budget: b"] if wallet == wallets[0] and chance.random() < 0.3 else []
        lines.append(f"  - {{{', '.join(parts)}}}")
    lines += ["tiers: {t: {measure: spend in 1 month, keep: 1 month, levels: ["]
    lines += ["  {tier: regular, from: 0}, {tier: gold, from: 40.00}]}}"]
    return "\n".join(lines)


def random_payload(chance: random.Random) -> dict[str, object]:
    items = [
        {"kind": chance.choice("ab"), "amount": chance.randint(-300, 2_000)}
        for _ in range(chance.randint(0, 4))
    ]
    payload: dict[str, object] = {"amount": chance.randint(0, 9_000)}
    payload |= {"items": items} if items else {}
    return payload | ({"channel": chance.choice(("app", "till"))} if chance.random() < 0.8 else {})


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_decision_of_every_program_adds_up(seed: int) -> None:
    chance = random.Random(seed)
    shop = Shop(random_program(chance))
    shop.left = {"budget:b": 500}
    totals: dict[str, int] = {}
    for _ in range(12):
        shop.at_us += chance.choice((0, DAY_US, 45 * DAY_US))
        if chance.random() < 0.7:
            explained = shop.explained(*shop.decide("purchase", random_payload(chance)))
        else:
            wallet = chance.choice(shop.version.program.wallets).id
            asked = {"points": chance.randint(1, 60), "wallet": wallet}
            explained = shop.explained(*shop.decide("spend", asked))
        assert explained.doubts == (), f"seed {seed}"
        for wallet, change in explained.net.items():
            totals[wallet] = totals.get(wallet, 0) + change
    for one in shop.version.program.wallets:
        slots = [shop.version.layout.slot(f"{name}:{one.id}") for name in ("sum", "debt")]
        assert totals.get(one.id, 0) == shop.state[slots[0]] - shop.state[slots[1]]


def test_an_explanation_reads_only_what_was_stored() -> None:
    shop = Shop()
    event, decision = shop.decide("purchase", {"amount": 1_000, "channel": "app"})
    once = shop.explained(event, decision)
    shop.buy(90_000)
    assert shop.explained(replace(event), decision) == once
