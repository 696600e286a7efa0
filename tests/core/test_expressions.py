"""Conditions mean what they say: every operator, absence, order, and any mixture of them.

The generated source is run on integers as the engine would, beside a reading of the same condition
that shares no code with it.
"""

from datetime import date

import pytest
from hypothesis import assume, given, settings

from setia.core.expressions.fields import Vocabulary
from setia.core.expressions.nodes import (
    AllOf,
    Compare,
    Constant,
    IsSet,
    Match,
    Node,
    Not,
    OneOf,
    Read,
    Single,
    Term,
)
from setia.core.expressions.parse import ExpressionError, parse_condition, parse_term
from setia.core.expressions.spans import span_of
from setia.core.expressions.walk import every, fields_of
from tests.core.deciding import by_node, by_source
from tests.core.naive_expressions import FIELDS, LEVELS, WORDS, Told, Values, carried
from tests.core.naive_terms import conditions


def decided(text: str, values: Values) -> bool:
    """What Setia makes of a condition, by its own generated source and node by node."""
    result = by_source(text, values)
    assert by_node(text, values) is result, text
    return result


EVENT: Values = {
    "amount": 1250,
    "fee": None,
    "hour": 9,
    "units": 3,
    "weight": 1_250,
    "channel": "app",
    "weekday": "sat",
    "size": None,
    "gift": True,
    "due": date(2026, 12, 25),
    "today": date(2026, 11, 25),
    "tags": ("app", "till"),
    "member.language": "web",
    "member.joined": None,
    "member.vip": False,
    "tier": "silver",
    "items": [
        {"item.amount": 1400, "item.department": "DELI", "item.quantity": 2, "item.fresh": True},
        {"item.amount": -150, "item.department": None, "item.quantity": None, "item.fresh": None},
    ],
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        # Each operator on each kind of value.
        ("amount == 12.50", True),
        ("amount == 12.5", True),
        ("amount != 12.50", False),
        ("amount >= 12.51", False),
        ("amount > 12.49", True),
        ("amount <= 12.50", True),
        ("amount < 12.50", False),
        ("12.49 < amount", True),
        ("12.50 > amount", False),
        ("hour == 9", True),
        ("units < 3", False),
        ('channel == "app"', True),
        ("channel != 'app'", False),
        ('weekday == "sat"', True),
        ("fee is not set or fee < 0", True),
        ("amount != -1.50", True),
        ("amount > - 1.50", True),
        ("hour > units", True),
        ("units >= hour", False),
        # The order of a choice is the order in which its values are declared.
        ('tier > "regular"', True),
        ('tier >= "gold"', False),
        ('tier < "gold"', True),
        ('"regular" < tier', True),
        # Lists.
        ('weekday in ("sat", "sun")', True),
        ('weekday in ["mon"]', False),
        ('weekday not in ("sat", "sun")', False),
        ("amount in (12.50, 99.00)", True),
        ("units not in (1, 2)", True),
        # Chains.
        ("9 <= hour < 12", True),
        ("9 < hour < 12", False),
        ("0 < units <= 3", True),
        ('"regular" <= tier < "gold"', True),
        # Absence: every comparison is false, and only a question for presence is not.
        ("fee == 0", False),
        ("fee != 0", False),
        ("fee < 1000000", False),
        ("not fee == 0", True),
        ("fee in (0, 1)", False),
        ("fee not in (0, 1)", False),
        ("not fee in (0, 1)", True),
        ("fee is set", False),
        ("fee is not set", True),
        ("not fee is set", True),
        ("amount > fee", False),
        ("fee <= amount", False),
        ('size != "small"', False),
        ('size not in ("small",)', False),
        ("member.joined < today", False),
        ("not member.joined < today", True),
        # Yes or no, dates, decimals, texts that are held, named lists.
        ("gift", True),
        ("not gift", False),
        ("member.vip", False),
        ("member.vip is set", True),
        ('due == "2026-12-25"', True),
        ('"2026-12-25" > due', False),
        ('due in ("2026-12-24", "2026-12-25")', True),
        ("due > today", True),
        ("weight == 1.25", True),
        ("weight < 1.251", True),
        ("weight > units", False),
        ('"app" in tags', True),
        ('"web" in tags', False),
        ('"web" not in tags', True),
        ('channel in list("near")', True),
        ('channel not in list("near")', False),
        ('member.language in list("near")', False),
        # What is calculated.
        ("amount * 2 == 25.00", True),
        ("amount * 0.1 > 1.24", True),
        ("amount * 0.1 > 1.25", False),
        ("amount - 2.50 == 10.00", True),
        ("-amount < -12.49", True),
        ("amount + 0.01 > 12.50", True),
        ("units * 2 + 1 == 7", True),
        ("2 * 1.5 == units", True),
        ("weight * 4 == 5", True),
        ("due - today == 30", True),
        ("today + 30 == due", True),
        ("due - 31 >= today", False),
        ("today - member.joined < 30", False),
        ('due - "2026-12-01" == 24', True),
        ("min(amount, 10.00) == 10.00", True),
        ("max(units, 5, weight) == 5", True),
        ("min(amount, fee) <= 10.00", False),
        ("amount + fee > 0", False),
        # Of the items.
        ('any(item.department == "DELI")', True),
        ('all(item.department == "DELI")', False),
        ("all(item.amount < 14.01)", True),
        ("any(item.amount > amount)", True),
        ("any(item.fresh)", True),
        ("count() == 2", True),
        ("count(item.quantity is set) == 1", True),
        ("total(item.amount) == amount", True),
        ("total(item.amount, item.amount > 0) == 14.00", True),
        ("total(item.amount * item.quantity) == 28.00", True),
        ("total(item.quantity) < count() * 2", True),
        # Together.
        ('weekday in ("sat", "sun") and channel == "app"', True),
        ('channel == "web" or hour < 12', True),
        ('not channel == "web" and not hour > 12', True),
        ('channel == "web" or hour > 12 and amount > 1', False),
        ('(channel == "web" or hour < 12) and amount > 1', True),
        ("\n  amount > 1\n  and hour < 12\n", True),
        ("amount > 1\tand hour < 12", True),
    ],
)
def test_a_condition_means_what_it_says(text: str, *, holds: bool) -> None:
    assert decided(text, EVENT) is holds


@pytest.mark.parametrize(
    ("decimals", "text", "minor"),
    [(0, "amount == 12", 12), (2, "amount == 12", 1200), (3, "amount == 0.125", 125)],
)
def test_money_is_read_with_the_decimals_of_the_currency(
    decimals: int, text: str, minor: int
) -> None:
    node = parse_condition(text, Vocabulary(FIELDS, decimals))
    assert node == Compare(Read(FIELDS["amount"]), "==", Constant(minor, "money"))


def test_a_text_is_taken_as_it_stands() -> None:
    for text in ("and", "1e9", "a # b", "f'x'", "日本", "x == y", " spaced "):
        node = parse_condition(f'channel == "{text}"', WORDS)
        assert node == Match(FIELDS["channel"], "==", text)


def test_not_in_asks_for_presence_first() -> None:
    node = parse_condition('channel not in ("app", "web")', WORDS)
    outside = Not(OneOf(FIELDS["channel"], ("app", "web")))
    assert node == AllOf((IsSet(FIELDS["channel"]), outside))


def test_the_fields_of_a_condition_are_all_that_it_reads() -> None:
    text = 'hour > units or not (channel in ("app",) and fee is set) or any(item.amount > amount)'
    read = {field.name for field in fields_of(parse_condition(text, WORDS))}
    assert read == {"hour", "units", "channel", "fee", "item.amount", "amount"}


@pytest.mark.parametrize(
    ("text", "unit", "scale", "low", "high"),
    [
        ("amount", "money", 1, 0, 10**12),
        ("weight", "number", 1000, 0, 9_999),
        ("units * weight", "number", 1000, -99_990_000, 99_990_000),
        ("amount * 0.05", "money", 20, 0, 10**12),
        ("units - 0.5", "number", 2, -20_001, 19_999),
        ("amount - 5.00", "money", 1, -500, 10**12 - 500),
        ("min(hour, 12)", "number", 1, 0, 12),
        ("max(units, weight)", "number", 1000, 0, 10_000_000),
        ("today - due", "number", 1, -3_652_058, 3_652_058),
        ("count()", "number", 1, 0, 1_000),
        ("total(item.quantity)", "number", 1, 0, 1_000_000),
        ("0.1 + 0.2", "number", 10, 3, 3),
        ('"1970-01-02" + 1', "date", 1, 2, 2),
    ],
)
def test_a_term_knows_its_unit_and_how_far_it_reaches(
    text: str, unit: str, scale: int, low: int, high: int
) -> None:
    span = span_of(parse_term(text, WORDS))
    assert (span.unit, span.scale, span.low, span.high) == (unit, scale, low, high)


@given(told=conditions(), values=carried())
@settings(max_examples=600, deadline=None)
def test_source_nodes_and_a_plain_reading_agree(told: Told, values: Values) -> None:
    assume(len(told.text) <= 500)
    try:
        result = decided(told.text, values)
    except ExpressionError as error:
        # What could leave 64 bits is refused, and what asks nothing of an event; nothing else is.
        assert "beyond 2^62" in error.cause or "is not a field" in error.cause  # noqa: PT017
        return
    assert result is told.holds(values), told.text


def test_the_plain_reading_can_disagree() -> None:
    """The comparison above would see a wrong sign, and a wrong answer about what is absent."""
    wrong = Told("tier > 'silver'", lambda values: LEVELS.index(str(values["tier"])) >= 1)
    assert decided(wrong.text, EVENT) is not wrong.holds(EVENT)
    wrong = Told("fee != 0", lambda values: values["fee"] != 0)
    assert decided(wrong.text, EVENT) is not wrong.holds(EVENT)


def test_every_kind_of_node_is_decided_above() -> None:
    text = (
        'not (fee is set or gift and "app" in tags) and channel in ("app",) and any(item.fresh)'
        ' and all(item.fresh) and channel in list("near") and channel == "app"'
        " and min(hour, 3) + max(2, units) - count() * weight > total(item.quantity)"
    )
    seen = {type(one) for one in every(parse_condition(text, WORDS))}
    kinds = {*Node.__args__, *Single.__args__, *Term.__args__} - {Single}
    assert seen == {one for one in kinds if isinstance(one, type)}
