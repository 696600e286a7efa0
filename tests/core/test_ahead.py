"""What is said to bring a rule within reach does, by the engine itself; and one less does not.

Histories and instants are random. So much of what is counted as was said then happens within the
time that was said; the next event earns by the rule.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.core.engine.ahead import Ahead, ahead
from setia.core.engine.book import Book, Happened, version_after
from setia.core.engine.earned import earned
from setia.core.engine.limits import NEVER
from setia.core.program.read import read_program
from setia.platform.languages.language import Language
from setia.platform.languages.projecting import SHOWN_AHEAD, all_goals
from setia.platform.languages.voice import voice_of
from tests.core.zones import at, table

DAY_US = 86_400_000_000
START_US = at("UTC", "2024-01-20 12:00")
ZONE = "America/Sao_Paulo"
COUNTERS = {
    "weekly": "{count: purchase, per: week}",
    "monthly": "{count: purchase, per: month}",
    "mine": "{count: purchase, per: membership year}",
    "ever": "{count: purchase}",
    "rolling": "{count: purchase, in: 30 days}",
    "spent": "{total: amount, in: 2 months}",
    "yearly": "{total: amount, per: year}",
}
CONDITIONS = ("{0} >= {1}", "{0} > {1}", "{1} <= {0}", "{0} == {1}", "{0} >= {1} and amount >= 0")
HEAD = "setia: 1\nprogram: p\ncurrency: MYR\ntime zone: {0}\nwallets: {{beans: {{}}}}\n"


def book_of(rules: str, counters: str = "", more: str = "") -> Book:
    text = f"{HEAD.format(ZONE)}counters: {{{counters}}}\n{more}earning:\n{rules}"
    return Book((version_after(None, 1, 0, read_program(text), table(ZONE)),))


def after(book: Book, events: Sequence[Happened], at_us: int) -> list[int]:
    """The state after events, advanced to an instant."""
    state = book.fresh()
    for one in sorted(events, key=Happened.order):
        book.decide(state, one, {})
    book.advanced(state, at_us)
    return state


def bought(at_us: int, key: str, amount: int = 100) -> Happened:
    return Happened(at_us, "purchase", "till", key, {"amount": amount})


def gives(book: Book, events: Sequence[Happened], last: Happened) -> bool:
    """Whether the rule gives something for the last event."""
    state = after(book, events, last.at_us)
    decision = book.decide(state, last, {})
    found = earned(book.newest, decision.why).gifts
    return any(one.rule == "treat" and one.points for one in found)


@given(
    st.sampled_from(sorted(COUNTERS)),
    st.sampled_from(CONDITIONS),
    st.integers(1, 6),
    st.lists(st.integers(0, 90), max_size=6),
    st.integers(0, 100),
    st.floats(0, 1, exclude_max=True),
)
@settings(max_examples=400, deadline=None)
def test_what_is_enough_is_enough(
    counter: str, condition: str, least: int, days: list[int], later: int, share: float
) -> None:
    money = "total" in COUNTERS[counter]
    when = condition.format(counter, f"{least}.00" if money else least)
    book = book_of(
        f"  - {{rule: treat, when: {when}, give: 5}}\n", f"{counter}: {COUNTERS[counter]}"
    )
    events = [bought(START_US + day * DAY_US, f"{n}") for n, day in enumerate(days)]
    at_us = START_US + max([*days, later]) * DAY_US + 1
    found = ahead(book.newest, after(book, events, at_us), at_us)
    if not found:
        # Then the rule gives for the next event already, or never again by counting on.
        assert gives(book, events, bought(at_us, "next")) or "==" in when
        return
    (one,) = found
    assert (one.rule, one.counter, one.unit) == ("treat", counter, "money" if money else "number")
    assert at_us < one.by_us
    assert not gives(book, events, bought(at_us, "next"))
    end_us = min(one.by_us, at_us + 40 * DAY_US)
    last_us = at_us + int((end_us - 1 - at_us) * share)
    more = [bought(last_us, "m", one.more)] if money else [
        bought(last_us, f"m{n}") for n in range(one.more)
    ]  # fmt: skip
    assert gives(book, [*events, *more], bought(last_us, "z"))
    less = [bought(last_us, "m", one.more - 1)] if money else more[1:]
    assert not gives(book, [*events, *less], bought(last_us, "z"))


VISITS = "visits: {count: purchase, per: month}, ever: {count: purchase}"
TIERS = (
    "tiers: {status: {measure: spend in 12 months, keep: 12 months, levels:"
    " [{tier: member, from: 0}, {tier: gold, from: 500.00}]}}\n"
    "member: {vip: bool, country: [my, nl], children: {type: number, from: 0, to: 9}}\n"
)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("when: visits >= 3, give: 5", 2),
        ("when: 'visits >= 3 and tier == \"member\"', give: 5", 2),
        ("when: visits >= 3 and member.vip, give: 5", 2),
        ("when: 'visits >= 3 and member.country == \"nl\"', give: 5", 2),
        ("when: 2 <= visits < 4, give: 5", 1),
        ("when: visits >= 3 and ever >= 1, give: 5", 2),
        ("when: 'visits >= 3 and weekday == \"sat\"', give: 5", 2),
        ("when: visits >= 3, give: 5, at most: once ever", 2),
        # What else the state says stands in the way, or the condition is none that can be told.
        ("when: visits >= 3 and ever >= 2, give: 5", None),
        ("when: 'visits >= 3 and tier == \"gold\"', give: 5", None),
        ("when: visits >= 3 and member.children >= 1, give: 5", None),
        ("when: visits >= 3 or amount > 5.00, give: 5", None),
        ("when: not visits < 3, give: 5", None),
        ("when: visits < 1, give: 5", None),
        ("when: visits != 1, give: 5", None),
        ("when: visits >= 1, give: 5", None),
        ("when: visits >= 3 and visits < 2, give: 5", None),
        ("when: visits >= ever + 1, give: 5", None),
        ("give: 5", None),
    ],
)
def test_only_what_one_counter_decides_is_told(rule: str, more: int | None) -> None:
    book = book_of(f"  - {{rule: treat, {rule}}}\n", VISITS, TIERS)
    told = Happened(START_US, "profile", "till", "p", {"vip": True, "country": "nl"})
    found = ahead(book.newest, after(book, [told, bought(START_US, "a")], START_US), START_US)
    assert [one.more for one in found] == ([] if more is None else [more])


@pytest.mark.parametrize(
    ("limit", "there"),
    [("once per month", False), ("once ever", False), ("once per day", True), ("5 ever", False)],
)
def test_a_rule_that_has_given_all_it_may_is_not_promised(limit: str, there: bool) -> None:  # noqa: FBT001
    book = book_of(
        f"  - {{rule: treat, when: visits == 1 or visits == 2, give: 5, at most: {limit}}}\n"
        f"  - {{rule: again, when: visits >= 4, give: 5, at most: {limit}}}\n"
        f"  - {{rule: other, when: visits >= 4 and ever >= 3, give: 5}}\n",
        VISITS,
    )
    events = [bought(START_US + n, f"{n}") for n in range(3)]
    state = after(book, events, START_US + 9)
    assert [one.rule for one in ahead(book.newest, state, START_US + 9)] == ["again", "other"]
    # Another that gives at the third and has given then: only a limit of the day begins again.
    text = f"  - {{rule: treat, when: visits >= 2, give: 5, at most: {limit}}}\n"
    used = book_of(text.replace("visits >= 2", "visits == 2 or visits >= 9"), VISITS)
    assert ahead(used.newest, after(used, events, START_US + 9), START_US + 9) == ()
    third = book_of(text, VISITS)
    spent = after(third, events, START_US + 9)
    next_month = START_US + 20 * DAY_US
    third.advanced(spent, next_month)
    found = [one.rule for one in ahead(third.newest, spent, next_month)]
    assert found == (["treat"] if there or limit == "once per month" else [])


SAID = {
    "en": ["Visits: 2 more by 31 Jan 2024 for Third treat", "RM99.00 more for Big spender"],
    "ms": ["Lawatan: 2 lagi hingga 31 Jan 2024 untuk Third treat",
           "lagi RM99.00 untuk Big spender"],
    "id": ["Visits: 2 lagi sampai 31 Jan 2024 untuk Third treat",
           "MYR99,00 lagi untuk Big spender"],
    "nl": ["Visits: nog 2 t/m 31 jan 2024 voor Third treat", "nog MYR 99,00 voor Big spender"],
    "de": ["Visits: noch 2 bis 31.01.2024 für Third treat", "noch 99,00 MYR für Big spender"],
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_it_is_said_in_five_languages(language: Language) -> None:
    book = book_of(
        "  - {rule: third, name: Third treat, when: visits >= 3, give: 5}\n"
        "  - {rule: big, name: Big spender, when: spent >= 100.00, give: 5}\n",
        "visits: {count: purchase, per: month, name: {en: Visits, ms: Lawatan}},"
        " spent: {total: amount}",
    )
    state = after(book, [bought(START_US, "a")], START_US)
    found = ahead(book.newest, state, START_US)
    version = book.newest
    voice = voice_of(language, version.program, version.zone)
    said = all_goals(voice, version.program, (), found)
    assert [" ".join(one.replace("\xa0", " ").split()) for one in said] == SAID[language]


def test_the_nearest_are_said_and_no_more_than_fit() -> None:
    rules = "".join(
        f"  - {{rule: r{n}, name: Rule {n}, when: ever >= {n + 2}, give: 5}}\n"
        for n in range(SHOWN_AHEAD)
    )
    book = book_of(f"{rules}  - {{rule: soon, name: Soon, when: visits >= 3, give: 5}}\n", VISITS)
    found = ahead(book.newest, after(book, [bought(START_US, "a")], START_US), START_US)
    assert len(found) == SHOWN_AHEAD + 1
    assert {one.by_us for one in found if one.counter == "ever"} == {NEVER}
    voice = voice_of("en", book.newest.program, book.newest.zone)
    said = all_goals(voice, book.newest.program, (), found)
    assert len(said) == SHOWN_AHEAD
    assert said[0].endswith("Soon")
    assert Ahead("soon", "visits", 2, found[-1].by_us, "number", 0) == found[-1]
