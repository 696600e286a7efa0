"""Conditions mean what they say: every operator, absence, order, and any mixture of them.

The generated source is run on integers as the engine would, beside a reading of the same condition
that shares no code with it.
"""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from setia.core.engine.limits import ABSENT
from setia.core.expressions.emit import emit, fields_of
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import AllOf, Compare, Node, Not, OneOf, Value
from setia.core.expressions.parse import parse
from tests.core.naive_expressions import (
    FIELDS,
    LEVELS,
    TEXTS,
    Known,
    Told,
    Values,
    carried,
    conditions,
)


def decided(text: str, values: Mapping[str, Known], decimals: int = 2) -> bool:
    """What Setia makes of a condition, by its own generated source."""
    names = list(FIELDS)
    source = emit(
        parse(text, FIELDS, decimals), lambda field: f"v[{names.index(field.name)}]", _code
    )
    ints = [_int(FIELDS[name], values.get(name)) for name in names]
    result: object = eval(source, {"v": ints})  # noqa: S307  # what the engine does with it
    assert type(result) is bool
    return result


def _code(field: Field, value: Value) -> int:
    if isinstance(value, int):
        return value
    return (field.values if field.type == "choice" else TEXTS).index(value)


def _int(field: Field, value: Known) -> int:
    return ABSENT if value is None else _code(field, value)


EVENT: Values = {
    "amount": 1250,
    "fee": None,
    "hour": 9,
    "units": 3,
    "channel": "app",
    "weekday": "sat",
    "tier": "silver",
    "item.amount": -150,
    "item.department": None,
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
        ("item.amount < 0", True),
        ("item.amount == -1.50", True),
        ("item.amount == - 1.50", True),
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
        ('item.department != "DELI"', False),
        ('item.department not in ("DELI",)', False),
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
    assert parse(text, FIELDS, decimals) == Compare(FIELDS["amount"], "==", minor)


def test_a_text_is_taken_as_it_stands() -> None:
    for text in ("and", "1e9", "a # b", "f'x'", "日本", "x == y", " spaced "):
        node = parse(f'channel == "{text}"', FIELDS, 2)
        assert node == Compare(FIELDS["channel"], "==", text)


def test_not_in_asks_for_presence_first() -> None:
    node = parse('channel not in ("app", "web")', FIELDS, 2)
    assert isinstance(node, AllOf)
    assert node.parts[1] == Not(OneOf(FIELDS["channel"], ("app", "web")))


def test_the_fields_of_a_condition_are_all_that_it_reads() -> None:
    node = parse('hour > units or not (channel in ("app",) and fee is set)', FIELDS, 2)
    assert {field.name for field in fields_of(node)} == {"hour", "units", "channel", "fee"}


@given(told=conditions(), values=carried())
@settings(max_examples=400, deadline=None)
def test_the_source_and_a_plain_reading_agree(told: Told, values: Values) -> None:
    if len(told.text) <= 500:
        assert decided(told.text, values) is told.holds(values), told.text


def test_the_plain_reading_can_disagree() -> None:
    """The comparison above would see a wrong sign, and a wrong answer about what is absent."""
    wrong = Told("tier > 'silver'", lambda values: LEVELS.index(str(values["tier"])) >= 1)
    assert decided(wrong.text, EVENT) is not wrong.holds(EVENT)
    wrong = Told("fee != 0", lambda values: values["fee"] != 0)
    assert decided(wrong.text, EVENT) is not wrong.holds(EVENT)


def test_every_kind_of_node_has_been_emitted() -> None:
    seen: set[str] = set()

    def note(node: Node) -> None:
        seen.add(type(node).__name__)
        for part in getattr(node, "parts", ()):
            note(part)
        if isinstance(node, Not):
            note(node.inner)

    note(parse('not (fee is set or hour < 3) and channel in ("a",)', FIELDS, 2))
    assert seen == {kind.__name__ for kind in Node.__args__}
