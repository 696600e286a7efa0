"""Where returns meet what was not thought of: each test is a fault that there was."""

from dataclasses import dataclass, field

import pytest

from setia.core.engine.book import Book, Decision, Happened, balances, same
from setia.core.engine.memory import Memory
from setia.core.engine.remaining import MAX_RETURNS
from setia.core.engine.state import WAITING
from tests.core.histories import START_US, version_of
from tests.core.zones import DAY_US

HEAD = "setia: 1\nprogram: p\ncurrency: MYR\n"
PLAIN = HEAD + "wallets: {beans: {}}\nearning: [{rule: base, give: 1 per whole 1.00}]\n"


@dataclass
class Play:
    """Events of one member, by day, and what they come to when all are folded."""

    program: str
    events: list[Happened] = field(default_factory=list)

    def add(self, day: int, kind: str, key: str = "", **payload: object) -> None:
        name = key or f"k{len(self.events):03}"
        at_us = START_US + day * DAY_US
        self.events.append(Happened(at_us, kind, "till", name, payload))

    def folded(self, to_day: int = 900) -> tuple[list[Decision], dict[str, int], list[int]]:
        """Each event as it was decided when it came, in the order added; balances; the state."""
        book = Book((version_of(self.program),))
        known: list[Happened] = []
        said: list[Decision] = []
        state = book.fresh()
        for event in self.events:
            memory, state = Memory(book, [*known, event]), book.fresh()
            for one in memory.in_order([*known, event]):
                decision = book.decide(state, one, {}, memory)
                if one.key == event.key:
                    said.append(decision)
            facts = tuple(said[-1].facts)
            known.append(Happened(event.at_us, event.kind, "till", event.key, event.payload, facts))
        to_us = START_US + to_day * DAY_US
        book.advanced(state, to_us)
        again, _ = book.fold(known, to_us)
        assert same(again, state)
        return said, dict(balances(state, book.newest.layout)), state


def outcomes(said: list[Decision]) -> list[str]:
    return [one.reason or one.outcome for one in said]


def test_points_that_wait_and_points_of_the_same_lot_that_do_not() -> None:
    play = Play(PLAIN.replace("{}", "{expires: '12 months, to month end', pending: 5 days}"))
    play.add(0, "purchase", amount=1_000)
    play.add(20, "purchase", "b", amount=1_000)
    play.add(21, "return", of="b")
    said, held, _ = play.folded(60)
    assert all(amount > 0 for amount in said[-1].postings[8::9])
    assert held == {"beans": 10}


def test_returns_that_come_in_another_order_than_they_happened() -> None:
    play = Play(PLAIN)
    play.add(0, "purchase", "p", amount=100_000, items=[{"amount": 50_000}, {"amount": 50_000}])
    play.add(9, "return", of="p", items=[{"line": 2}])
    play.add(5, "return", of="p", amount=50_000)
    play.add(10, "return", of="p")
    said, held, _ = play.folded()
    assert outcomes(said) == ["accepted", "accepted", "accepted", "more_than_bought"]
    assert held == {"beans": 0}


@pytest.mark.parametrize("limit", ["at most: once ever", "again after: 30 days"])
def test_a_part_that_comes_back_frees_no_rule_that_has_given(limit: str) -> None:
    limit = limit.replace("once ever", "1 times ever")
    rule = f"  - {{rule: welcome, when: amount >= 100.00, give: 500, {limit}}}\n"
    play = Play(
        HEAD + "wallets: {beans: {}}\nearning:\n" + rule + "returns: {take back: in proportion}\n"
    )
    for day in range(4):
        play.add(2 * day, "purchase", f"p{day}", amount=10_000)
        play.add(2 * day + 1, "return", of=f"p{day}", amount=1)
    assert play.folded(20)[1]["beans"] <= 500


def test_a_rule_that_gives_more_for_less_frees_no_other() -> None:
    rules = (
        "  - {rule: big, when: amount >= 100.00, give: 50, at most: 1 times ever}\n"
        "  - {rule: small, when: amount < 100.00, give: 60}\n"
    )
    play = Play(HEAD + "wallets: {beans: {}}\nearning:\n" + rules)
    for day in range(3):
        play.add(2 * day, "purchase", f"p{day}", amount=10_000)
        play.add(2 * day + 1, "return", of=f"p{day}", amount=1)
    assert play.folded()[1] == {"beans": 50}


def test_what_ends_while_a_return_waits_is_not_taken_again() -> None:
    play = Play(PLAIN.replace("{}", "{expires: 10 days}"))
    play.add(0, "purchase", "p", amount=10_000)
    play.add(28, "return", of="nothing")
    play.add(30, "return", of="p")
    said, held, state = play.folded()
    assert outcomes(said) == ["accepted", "unknown_event", "accepted"]
    assert (held, state[WAITING]) == ({"beans": 0}, 1)


STAY = (
    HEAD
    + """
wallets: {beans: {}}
events:
  stay:
    attributes: {amount: money, nights: {type: number, from: 1, to: 9, WHAT: VALUE}}
    items: {beds: {type: number, from: 1, to: 9, needed: yes}}
earning: [{rule: night, on: stay, of: nights, give: 10 per 1}]
"""
)


@pytest.mark.parametrize("what", [("needed", "yes"), ("default", "2")])
def test_a_number_that_must_be_there_takes_its_event_along(what: tuple[str, str]) -> None:
    """It was an error for good, or gave points for what stands in for the number."""
    play = Play(STAY.replace("WHAT", what[0]).replace("VALUE", what[1]))
    play.add(0, "stay", "s", amount=5_000, nights=3, items=[{"amount": 100, "beds": 2}])
    play.add(1, "return", of="s", items=[{"line": 1, "beds": 2, "amount": 1}])
    play.add(2, "return", of="s", nights=2)
    play.add(3, "return", of="s", nights=1)
    said, held, _ = play.folded()
    assert [one.why[0] for one in said] == [30, 0, -20, -10]
    assert held == {"beans": 0}


def test_items_of_a_kind_that_has_none_are_not_looked_at() -> None:
    review = "events: {review: {attributes: {stars: number}}}\n"
    play = Play(
        HEAD + "wallets: {beans: {}}\n" + review + "earning: [{rule: r, on: review, give: 5}]\n"
    )
    play.add(0, "review", "r", stars=5, items=[5], amount="none")
    play.add(1, "return", of="r")
    assert play.folded()[1] == {"beans": 0}


def test_a_line_below_nothing_makes_an_amount_no_larger() -> None:
    levels = "levels: [{tier: low, from: 0}, {tier: gold, from: 50.00}]"
    tiers = f"tiers: {{t: {{measure: spend in 12 months, keep: 12 months, {levels}}}}}\n"
    play = Play(PLAIN + tiers)
    play.add(0, "purchase", "p", amount=1_000, items=[{"amount": 10_000}, {"amount": -9_000}])
    play.add(1, "return", of="p", items=[{"line": 2}])
    play.add(2, "purchase", amount=1)
    play.add(3, "return", of="p", items=[{"line": 1}])
    said, held, state = play.folded(10)
    assert outcomes(said) == ["accepted"] * 4
    assert [one.why[0] for one in said] == [10, 0, 0, -10]
    assert held == {"beans": 0}
    layout = version_of(PLAIN + tiers).layout
    assert state[layout.slot("tier:t")] == 0
    assert state[layout.slot("sum:spend/12")] == 1


def test_points_that_end_together_are_taken_from_those_that_have_ended() -> None:
    play = Play(PLAIN.replace("{}", "{expires: 5 days without purchase}"))
    play.add(2, "purchase", "p", amount=10_000)
    play.add(15, "purchase", "q", amount=10_000)
    play.add(16, "return", of="p")
    assert play.folded(17)[1] == {"beans": 100}


def test_points_given_where_none_are_left_end_with_the_last_active_day() -> None:
    """Without what came back another rule is the best; its points live as the others would."""
    program = (
        f"{HEAD}wallets: {{beans: {{expires: 10 days without purchase or spend}}}}\n"
        "stacking: {g: best}\nearning:\n"
        "  - {rule: big, when: amount >= 100.00, give: 100, group: g, funded by: brand}\n"
        "  - {rule: small, give: 60, group: g}\n"
    )
    play = Play(program)
    play.add(0, "purchase", "p", amount=10_000)
    play.add(8, "spend", points=100)
    play.add(12, "return", of="p", amount=1)
    said, held, _ = play.folded(13)
    assert said[-1].why[0] == -40
    assert held == {"beans": -40}


@pytest.mark.parametrize("kind", ["spend", "return", "opening"])
def test_what_never_earns_can_not_come_back(kind: str) -> None:
    play = Play(PLAIN)
    play.add(0, "purchase", "p", amount=10_000)
    told = {"of": "p", "amount": 1} if kind == "return" else {"points": 5}
    play.add(1, kind, "x", **told)
    play.add(2, "return", of="x")
    said, _, state = play.folded()
    assert outcomes(said)[-1] == "earned_nothing"
    assert state[WAITING] == 0


def test_so_many_returns_of_one_event_and_no_more() -> None:
    book = Book((version_of(PLAIN),))
    bought = Happened(START_US, "purchase", "till", "p", {"amount": 100_000}, ())
    backs = [
        Happened(START_US + n, "return", "till", f"r{n:03}", {"of": "p", "amount": 1})
        for n in range(1, MAX_RETURNS + 2)
    ]
    memory, state = Memory(book, [bought, *backs]), book.fresh()
    said = [book.decide(state, one, {}, memory) for one in memory.in_order([bought, *backs])]
    assert outcomes(said[: MAX_RETURNS + 1]) == ["accepted"] * (MAX_RETURNS + 1)
    assert outcomes(said[MAX_RETURNS + 1 :]) == ["too_many_returns"]
    assert balances(state, book.newest.layout) == {"beans": 998}
