"""Returns that name no event, at the edges: what can't be meant, versions, keys, large numbers."""

from dataclasses import replace
from typing import Final

import pytest

from setia.core.engine.book import Book, Happened
from setia.core.engine.kernel import MAX_SUM
from setia.core.engine.readers import Payload, Unfit
from tests.core.histories import MINUTE_US, START_US, record, version_of
from tests.core.test_unnamed_returns import PROGRAM, book_of, held, outcomes, told
from tests.core.zones import DAY_US


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({}, "shop: is needed"),
        ({"shop": "a"}, "amount: is needed where no event is named"),
        ({"shop": "a", "amount": 0}, "amount: 0 takes nothing back"),
        ({"shop": "a", "amount": -1}, "amount: -1 takes nothing back"),
        ({"shop": "a", "amount": 1.5}, "amount: 1.5 must be a whole number"),
        ({"shop": "a", "amount": True}, "amount: True must be a whole number"),
        ({"shop": "a", "amount": 10**12 + 1}, "amount: 1000000000001 must be a whole number"),
        ({"shop": "a", "items": []}, "amount: is needed where no event is named"),
        ({"shop": "a", "items": [{"line": 1}]}, r"items\[0\].line: is a line of an event"),
        ({"shop": "a", "items": [{"amount": 5}, {"amount": -5}]}, "amount: 0 takes nothing back"),
        ({"shop": "a", "items": [{}]}, "amount: 0 takes nothing back"),
        ({"shop": "a", "items": "x", "amount": 5}, "items: must be a list"),
        ({"shop": "a", "amount": 5, "of_source": "x"}, "of_source: stands without of"),
        ({"shop": "a", "amount": 5, "currency": "SGD"}, "currency: 'SGD'"),
    ],
)
def test_what_cannot_be_meant_is_told(payload: Payload, error: str) -> None:
    book = book_of("without a purchase: base")
    event = Happened(START_US, "return", "till", "r", payload)
    if error == "shop: is needed":
        payload = {"amount": 5}
        event = replace(event, payload=payload)
    state = book.fresh()
    before = state[:]
    with pytest.raises(Unfit, match=error):
        book.check("return", START_US, payload)
    with pytest.raises(Unfit, match=error):
        book.decide(state, event, {})
    assert state == before


@pytest.mark.parametrize("amount", [1, 10**12])
def test_the_least_and_the_most_are_taken(amount: int) -> None:
    book = book_of("without a purchase: base")
    recorded = record(book, [told(0, "return", "r", amount=amount)])
    assert outcomes(recorded) == ["accepted"]
    assert held(book, recorded)["beans"] == -(amount // 100)


def test_without_a_rule_it_says_what_to_write() -> None:
    book = book_of("when spent: debt")
    with pytest.raises(Unfit, match=r"or let the program take .*without a purchase: RULE"):
        book.check("return", START_US, {"amount": 5, "shop": "a"})


def test_the_version_in_force_at_its_own_instant_decides() -> None:
    """One that comes late takes by the rule of its day; before there was one, it is an error."""
    second = PROGRAM.replace("1 beans per whole", "3 beans per whole")
    first = version_of(f"{PROGRAM}returns: {{when spent: debt}}\n")
    between = version_of(
        f"{PROGRAM}returns: {{without a purchase: base}}\n", first, 2, START_US + DAY_US
    )
    last = version_of(
        f"{second}returns: {{without a purchase: base}}\n", between, 3, START_US + 2 * DAY_US
    )
    book = Book((first, between, last))
    day = DAY_US // MINUTE_US
    with pytest.raises(Unfit, match="of: is needed"):
        book.check("return", START_US + DAY_US - 1, {"amount": 500, "shop": "a"})
    one, other = (told(at, "return", str(at), amount=500) for at in (day, 2 * day))
    assert held(book, record(book, [one]))["beans"] == -5
    assert held(book, record(book, [other]))["beans"] == -15


def test_an_event_whose_key_is_none_is_not_named() -> None:
    """A key can be any text; that of nothing is no key."""
    book = book_of("without a purchase: base")
    named = [told(0, "purchase", "None", amount=6_000), told(1, "return", "r", amount=500)]
    recorded = record(book, named)
    assert outcomes(recorded) == ["accepted"] * 2
    assert held(book, recorded)["beans"] == 60 + 20 - 5
    told_so = replace(named[1], payload={**named[1].payload, "of": None})
    assert held(book, record(book, [named[0], told_so]))["beans"] == 60 + 20 - 5


def test_a_return_that_names_none_can_not_come_back_itself() -> None:
    book = book_of("without a purchase: base")
    events = [told(0, "return", "r", amount=500), told(1, "return", "s", of="r")]
    assert outcomes(record(book, events)) == ["accepted", "refused earned_nothing"]


WIDE: Final = PROGRAM.replace("1 beans per whole 1.00", "1000000 beans per 0.01")


@pytest.mark.parametrize(("times", "last"), [(1, "accepted"), (2, "accepted"), (3, "accepted")])
def test_a_debt_has_room_for_one_more(times: int, last: str) -> None:
    """Each is 10^18 points, and a debt up to 2^61 can take one more: 2 * 10^18 is below it."""
    book = book_of("without a purchase: base", WIDE)
    events = [told(k, "return", str(k), amount=10**12) for k in range(times)]
    recorded = record(book, events)
    assert outcomes(recorded)[-1] == last
    assert held(book, recorded)["beans"] == -times * 10**18


def test_a_debt_that_could_pass_what_a_number_holds_is_set_aside() -> None:
    book = book_of("without a purchase: base", WIDE)
    assert 2 * 10**18 <= MAX_SUM < 3 * 10**18
    events = [told(k, "return", str(k), amount=10**12) for k in range(4)]
    recorded = record(book, events)
    assert outcomes(recorded) == [*["accepted"] * 3, "set_aside too_many_lots"]
    assert held(book, recorded)["beans"] == -3 * 10**18
