"""What an explanation tells apart: lots that end with activity, rules that a group passed by."""

from fractions import Fraction

from setia.core.engine.book import Book
from setia.core.engine.explain import explain
from setia.core.engine.explanation import Explained
from setia.core.engine.memory import Memory
from setia.core.engine.missed import missed
from setia.core.engine.postings import apart, unfold
from tests.core.histories import START_US, version_of
from tests.core.test_returns_meet import HEAD, Play
from tests.core.zones import DAY_US


def told(program: str) -> tuple[Explained, list[tuple[str, str]]]:
    """The explanation of one purchase of 10.00, and why other rules gave nothing."""
    play = Play(program)
    play.add(0, "purchase", amount=1_000)
    (decision,), _, _ = play.folded()
    version, event = version_of(program), play.events[0]
    postings = unfold(*apart(decision.postings))
    explained = explain(version, event, decision.outcome, decision.why, postings)
    return explained, [(one.rule.id, one.reason) for one in missed(version, event, decision.why)]


def test_only_lots_of_a_wallet_without_activity_are_told_so() -> None:
    rule = "earning: [{rule: base, give: 1 per whole 1.00}]\n"
    for ends, so in (("5 days", False), ("never", False), ("5 days without purchase", True)):
        explained, _ = told(f"{HEAD}wallets: {{beans: {{expires: {ends}}}}}\n{rule}")
        assert [one.inactive for one in explained.own] == [so]


def test_a_rule_that_its_group_passed_by_is_told_so() -> None:
    rules = (
        "  - {rule: first, give: 5, group: g}\n"
        "  - {rule: second, give: 7, group: g}\n"
        "  - {rule: alone, when: amount > 99.00, give: 1}\n"
    )
    text = f"{HEAD}wallets: {{beans: {{}}}}\nearning:\n{rules}stacking: {{g: first}}\n"
    assert told(text)[1] == [("second", "group"), ("alone", "condition")]


def test_every_rule_of_a_group_multiplies_what_stood_before_the_group() -> None:
    """Its own group has given 1 when the multiplier is told; it came to half of 2, not of 3."""
    rules = (
        "  - {rule: base, give: 2}\n"
        "  - {rule: one, give: 1, at most: 1 per event, group: g}\n"
        "  - {rule: half-more, multiply: 3/2, at most: 1 per day, group: g}\n"
        "  - {rule: quarter-more, multiply: 5/4, at most: 1 per day, group: g}\n"
    )
    text = f"{HEAD}wallets: {{beans: {{}}}}\nearning:\n{rules}stacking: {{g: best}}\n"
    explained, _ = told(text)
    assert explained.doubts == ()
    (beans,) = explained.earned
    assert [(one.rule.id, one.exact, one.points) for one in beans.steps] == [
        ("base", 2, 2),
        ("one", 1, 1),
        ("half-more", 1, 0),
        ("quarter-more", Fraction(1, 2), 0),
    ]


def test_what_a_younger_wallet_loses_is_told_by_its_own_name() -> None:
    """A return of a purchase of the first version comes after points of the second have ended."""
    first = version_of(f"{HEAD}wallets: {{beans: {{}}}}\nearning: [{{rule: base, give: 5}}]\n")
    later = (
        f"{HEAD}wallets: {{beans: {{}}, stars: {{decimals: 2, expires: 5 days, name: Stars}}}}\n"
        "earning: [{rule: base, give: 5 beans}, {rule: star, give: 10.00 stars}]\n"
    )
    second = version_of(later, first, 2, START_US + DAY_US)
    book = Book((first, second))
    play = Play("")
    play.add(0, "purchase", "p", amount=100)
    play.add(2, "purchase", "q", amount=100)
    play.add(30, "return", of="p")
    memory, state = Memory(book, play.events), book.fresh()
    made = [book.decide(state, one, {}, memory) for one in play.events]
    assert [one.version for one in made] == [1, 2, 1]
    postings = unfold(*apart(made[2].postings))
    told = explain(first, play.events[2], "accepted", made[2].why, postings, second)
    assert told.doubts == ()
    assert [(one.unit.names["en"], one.unit.decimals, one.change) for one in told.fell_due] == [
        ("Stars", 2, -1_000)
    ]
    assert [(one.wallet, one.change) for one in told.own] == [("beans", -5)]
