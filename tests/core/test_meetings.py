"""Where constructs meet: what went wrong once when two of them stood together, case by case.

Each case is as small as it was when it was found; the sums beside it are worked out by hand.
"""

from collections.abc import Mapping, Sequence

import pytest

from setia.core.engine.book import Book, Decision, Happened, Version, balances, version_after
from setia.core.engine.explain import explain
from setia.core.engine.missed import missed
from setia.core.engine.postings import FIELDS, MOVE, Cause, unfold
from setia.core.engine.project import project
from setia.core.program.read import BadProgram, read_program
from tests.core.zones import at, table

HEAD = "setia: 1\nprogram: p\ncurrency: MYR\ntime zone: {zone}\n"


class Play:
    """A member to whom things happen under one version after another."""

    def __init__(
        self, text: str, later: Mapping[str, str] | None = None, zone: str = "UTC"
    ) -> None:
        self.zone = zone
        versions: list[Version] = []
        for start, one in {"": text, **(later or {})}.items():
            program = read_program(HEAD.format(zone=zone) + one)
            before = versions[-1] if versions else None
            starts = at(zone, start) if start else 0
            versions.append(version_after(before, len(versions) + 1, starts, program, table(zone)))
        self.book = Book(tuple(versions))
        self.state = self.book.fresh()
        self.number = 0

    def do(
        self,
        when: str,
        kind: str = "purchase",
        *,
        facts: Sequence[int] | None = None,
        **payload: object,
    ) -> Decision:
        self.number += 1
        event = Happened(at(self.zone, when), kind, "t", f"{self.number:03}", payload, facts)
        self.last = event
        return self.book.decide(self.state, event, {})

    def balance(self, when: str) -> int:
        self.book.advanced(self.state, at(self.zone, when))
        return balances(self.state, self.book.newest.layout)["beans"]


def test_points_that_would_end_before_they_are_usable_are_told() -> None:
    text = (
        "wallets:\n  beans: {pending: 60 days, expires: 12 months, expires for: {gold: 30 days}}\n"
        "tiers: {s: {measure: spend in 12 months, keep: 12 months,"
        " levels: [{tier: low, from: 0}, {tier: gold, from: 10.00}]}}\n"
    )
    with pytest.raises(BadProgram, match="can be before points are usable"):
        Play(text)
    with pytest.raises(BadProgram, match="can be longer than points live"):
        Play("wallets: {beans: {pending: 1461 days, expires: 48 months}}\n")


def test_a_day_that_never_was_ends_points_as_they_are_released() -> None:
    """In Apia 30 December 2011 was skipped: released and over at one instant, nothing is left."""
    play = Play(
        "wallets: {beans: {pending: 10 days, expires: 10 days}}\n"
        "earning: [{rule: base, give: 1 per 1.00}, {rule: own, give: 5, funded by: abc}]\n",
        zone="Pacific/Apia",
    )
    play.do("2011-12-20 12:00", amount=2_000)
    assert play.balance("2012-06-01 00:00") == 0


def test_a_fact_outside_the_bounds_of_a_later_version_is_absent() -> None:
    rules = "wallets: {beans: {}}\nearning: [{rule: base, of: member.score, give: 1 per 1}]\n"
    play = Play(
        f"member: {{score: {{type: number, to: 1000}}}}\n{rules}",
        {"2026-02-01 00:00": f"member: {{score: {{type: number, from: 0, to: 1}}}}\n{rules}"},
    )
    play.do("2026-01-01 10:00", "profile", score=900)
    assert play.do("2026-01-02 10:00", amount=100).why[0] == 900
    assert play.do("2026-02-02 10:00", amount=100).why[0] == 0
    play.do("2026-02-03 10:00", "profile", score=1)
    assert play.do("2026-02-04 10:00", amount=100).why[0] == 1


def test_the_largest_balance_counts_what_an_older_version_let_wait() -> None:
    earning = "earning: [{rule: base, give: 1 per 1.00}]\n"
    play = Play(
        f"wallets: {{beans: {{pending: 30 days, at most: 100}}}}\n{earning}",
        {"2026-01-05 00:00": f"wallets: {{beans: {{at most: 100}}}}\n{earning}"},
    )
    assert play.do("2026-01-01 10:00", amount=10_000).why[0] == 100
    assert play.do("2026-01-06 10:00", amount=10_000).why[0] == 0
    assert play.balance("2026-03-01 00:00") == 100


def test_what_a_release_repaid_fell_due_and_corrects_nothing() -> None:
    play = Play("wallets: {beans: {pending: 5 days}}\nearning: [{rule: base, give: 1 per 1.00}]\n")
    play.do("2026-01-01 10:00", "spend", points=30, facts=(1,))
    play.do("2026-01-02 10:00", amount=2_000)
    decision = play.do("2026-01-08 10:00", amount=3_000)
    flat = decision.postings
    moves = [n for k in range(0, len(flat), FIELDS) for n in flat[k : k + MOVE]]
    postings = unfold(moves, flat[MOVE::FIELDS])
    told = explain(play.book.newest, play.last, "accepted", decision.why, postings)
    assert [one.cause for one in told.fell_due] == [Cause.RELEASE, Cause.REPAY]
    assert (told.corrected, told.doubts) == ((), ())


def test_a_rule_that_excludes_says_so_where_its_wallet_is_full() -> None:
    play = Play(
        "wallets: {beans: {at most: 10}}\nearning:\n  - {rule: big, give: 20, exclusive: yes}\n"
        "  - {rule: base, give: 1 per 1.00}\n"
    )
    play.do("2026-01-01 10:00", amount=2_000)
    decision = play.do("2026-01-02 10:00", amount=2_000)
    (one,) = missed(play.book.newest, play.last, decision.why)
    assert (one.rule.id, one.reason) == ("base", "exclusive")


@pytest.mark.parametrize("kind", ["exclusive: yes", "group: g"])
def test_a_part_of_a_point_keeps_nobody_else_from_giving(kind: str) -> None:
    group = "group: g, " if "group" in kind else ""
    play = Play(
        ("stacking: {g: first}\n" if group else "")
        + f"wallets: {{beans: {{}}}}\nearning:\n  - {{rule: big, give: 1 per 1000.00, {kind}}}\n"
        f"  - {{rule: base, {group}give: 1 per 1.00}}\n"
    )
    assert play.do("2026-01-01 10:00", amount=2_000).why[0] == 20
    (one,) = missed(play.book.newest, play.last, play.do("2026-01-01 11:00", amount=2_000).why)
    assert (one.rule.id, one.reason) in (("big", "nothing"), ("big", "group"))
    assert play.do("2026-01-02 10:00", amount=200_000).why[0] == 2


MEMBERSHIP = (
    "wallets: {beans: {}}\nmember: {joined: date}\n"
    "counters: {mine: {total: amount, per: membership year}}\n"
    "earning: [{rule: base, give: 1, when: mine > 0}]\n"
    "tiers: {s: {measure: mine, keep: 12 months,"
    " levels: [{tier: low, from: 0}, {tier: gold, from: 100.00}]}}\n"
)


@pytest.mark.parametrize("joined", ["9999-12-31", "2026-06-15", "2020-02-29", "0001-01-01"])
def test_a_membership_year_is_a_year_whenever_one_joined(joined: str) -> None:
    play = Play(MEMBERSHIP)
    play.do("2026-01-01 10:00", "profile", joined=joined)
    play.do("2026-01-01 11:00", amount=3_000)
    (found,) = project(play.book.newest, play.state, at("UTC", "2026-01-01 12:00"))
    assert found.reach is not None
    ends_us = found.reach.by_us
    assert ends_us - at("UTC", "2026-01-01 12:00") <= 366 * 86_400_000_000
    play.book.advanced(play.state, ends_us - 1)
    assert play.book.decide(play.state, _purchase(ends_us - 1), {}).why[0] == 1
    assert play.book.decide(play.state, _purchase(ends_us), {}).why[0] == 0, "it began again"


def _purchase(at_us: int) -> Happened:
    return Happened(at_us, "purchase", "t", f"{at_us}", {"amount": 0})


def test_another_day_of_joining_begins_another_year() -> None:
    play = Play(MEMBERSHIP)
    play.do("2026-05-01 10:00", "profile", joined="2020-06-01")
    play.do("2026-05-20 10:00", amount=3_000)
    play.do("2026-05-21 10:00", "profile", joined="2021-07-01")
    assert play.do("2026-07-02 10:00", amount=0).why[0] == 0


def test_a_counter_of_points_has_the_decimals_of_its_wallet() -> None:
    play = Play(
        "wallets: {beans: {decimals: 2}}\ncounters: {earned: {points: beans}}\n"
        "earning:\n  - {rule: base, give: 1.50}\n  - {rule: more, give: 1, when: earned >= 2.99}\n"
    )
    given = [play.do(f"2026-01-0{day} 10:00", amount=0).why[0] for day in (1, 2, 3)]
    assert given == [150, 150, 250]


def test_ids_that_look_like_each_other_keep_their_own_ends() -> None:
    play = Play(
        "wallets:\n  beans: {}\n  pending: {pending: 1 day, expires: 40 days}\n"
        "  of-base: {expires: 10 days}\n"
        "  a: {expires: 5 days, expires for: {d: 20 days, c-d: 999 days}}\n"
        "earning:\n  - {rule: base, give: 1 beans, expires: 500 days}\n"
        "  - {rule: waits, give: 2 pending}\n  - {rule: other, give: 3 of-base}\n"
        "  - {rule: third, give: 4 a}\n"
        "tiers:\n"
        "  b-c: {measure: spend in 1 month, keep: 1 month,"
        " levels: [{tier: low, from: 0}, {tier: d, from: 1.00}]}\n"
        "  b: {measure: spend in 1 month, keep: 1 month,"
        " levels: [{tier: lower, from: 0}, {tier: c-d, from: 9.00}]}\n"
    )
    play.do("2026-01-01 10:00", amount=100)
    postings = play.do("2026-01-02 10:00", amount=0).postings
    ends = {postings[k]: postings[k + 3] for k in range(0, len(postings), FIELDS)}
    days = {"beans": 500, "pending": 40, "of-base": 10, "a": 20}
    series = play.book.newest.layout.series
    for wallet, lives in days.items():
        should = at("UTC", "2026-01-02 00:00") + (lives + 1) * 86_400_000_000
        assert ends[series.index(wallet)] == should, wallet


def lives(play: Play, when: str, amount: int) -> int:
    """On how many days after its own the points of a purchase can be used."""
    postings = play.do(when, amount=amount).postings
    (ends,) = {postings[k + 3] for k in range(0, len(postings), FIELDS)}
    return (ends - at("UTC", f"{when[:10]} 00:00")) // 86_400_000_000 - 1


def test_of_levels_of_several_sets_the_last_set_says_how_long_points_live() -> None:
    status = "levels: [{tier: low, from: 0}, {tier: gold, from: 1.00}, {tier: top, from: 5.00}]"
    club = "levels: [{tier: basic, from: 0}, {tier: plus, from: 3.00}]"
    text = (
        "wallets:\n"
        "  beans: {expires: 5 days, expires for: {plus: 20 days, top: 60 days, gold: 40 days}}\n"
        "earning: [{rule: base, give: 1}]\ntiers:\n"
    )
    first = f"  status: {{measure: spend in 12 months, keep: 1 year, {status}}}\n"
    second = f"  club: {{measure: spend in 12 months, keep: 1 year, {club}}}\n"
    play = Play(text + first + second)
    # Nothing is held, then gold; then plus too, and at last top: the club stands last.
    found = [lives(play, f"2026-01-0{day} 10:00", 200 * (day > 1)) for day in (1, 2, 3, 4, 5)]
    assert found == [5, 5, 40, 20, 20]
    play = Play(text + second + first)
    found = [lives(play, f"2026-01-0{day} 10:00", 200 * (day > 1)) for day in (1, 2, 3, 4, 5)]
    assert found == [5, 5, 40, 40, 60]


def test_a_level_that_two_sets_have_is_that_of_the_last() -> None:
    one_set = (
        "{{measure: spend in 1 month, keep: 1 year,"
        " levels: [{{tier: low, from: 0}}, {{tier: gold, from: {}.00}}]}}"
    )
    play = Play(
        "wallets: {beans: {expires: 5 days, expires for: {gold: 40 days}}}\n"
        "earning: [{rule: base, give: 1}]\n"
        f"tiers:\n  a: {one_set.format(1)}\n  b: {one_set.format(3)}\n"
    )
    assert [lives(play, f"2026-01-0{day} 10:00", 200) for day in (1, 2, 3)] == [5, 5, 40]


def test_a_shorter_span_of_inactivity_joins_lots_and_comes_to_an_end() -> None:
    earning = "events: {stay: {}}\nearning: [{rule: base, give: 1 per 1.00}]\n"
    wallet = "wallets: {{beans: {{expires: {} months without stay}}}}\n"
    play = Play(wallet.format(12) + earning, {"2026-01-01 12:00": wallet.format(6) + earning})
    play.do("2026-01-01 10:00", "stay")
    play.do("2026-01-01 11:00", amount=1_000)
    play.do("2026-01-01 13:00", amount=1_000)
    play.do("2026-01-01 14:00", "stay")
    assert play.balance("2026-07-01 23:59") == 20
    assert play.balance("2026-07-02 00:00") == 0


def test_a_winner_held_to_a_limit_is_a_winner() -> None:
    play = Play(
        "wallets: {beans: {}}\nearning:\n"
        "  - {rule: big, give: 20, at most: 7 per event, exclusive: yes}\n"
        "  - {rule: base, give: 1 per 1.00}\n"
    )
    decision = play.do("2026-01-02 10:00", amount=2_000)
    (one,) = missed(play.book.newest, play.last, decision.why)
    assert (decision.why[0], one.reason) == (7, "exclusive")
