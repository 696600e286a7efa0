"""What an explanation tells apart: lots that end with activity, rules that a group passed by."""

from fractions import Fraction

from setia.core.engine.explain import explain
from setia.core.engine.explanation import Explained
from setia.core.engine.missed import missed
from setia.core.engine.postings import unfold
from tests.core.histories import version_of
from tests.core.sums import arrays
from tests.core.test_returns_meet import HEAD, Play


def told(program: str) -> tuple[Explained, list[tuple[str, str]]]:
    """The explanation of one purchase of 10.00, and why other rules gave nothing."""
    play = Play(program)
    play.add(0, "purchase", amount=1_000)
    (decision,), _, _ = play.folded()
    version, event = version_of(program), play.events[0]
    postings = unfold(*arrays(decision.postings))
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
