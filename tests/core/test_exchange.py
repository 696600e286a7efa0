"""Money in another currency: exact, rounded once, and its parts add up."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, version_after
from setia.core.engine.exchange import nearest, together
from setia.core.engine.limits import MAX_AMOUNT
from setia.core.engine.readers import Unfit
from setia.core.engine.reference import NOTHING_KNOWN, Entry, with_entries
from setia.core.program.currencies import rate_of
from setia.core.program.phrases import PhraseError
from setia.core.program.read import read_program
from setia.platform.json import Json
from tests.core.zones import table

PROGRAM = """
setia: 1
program: p
currency: MYR
currencies: [SGD]
wallets: {beans: {}}
events:
  review: {attributes: {worth: money}}
earning: [{rule: base, give: 1 per 0.01}]
"""
AMOUNTS = st.lists(st.integers(-MAX_AMOUNT, MAX_AMOUNT), max_size=20)
FACTORS = st.fractions(Fraction(1, 10**9), 10**9)


def decided(payload: dict[str, Json], rate: str = "3.45", kind: str = "purchase") -> int:
    rows = [("rates", "SGD", Entry(0, 0, {"rate": rate}))] if rate else []
    known = with_entries(NOTHING_KNOWN, rows, {})
    book = Book((version_after(None, 1, 0, read_program(PROGRAM), table("UTC"), known),))
    event = Happened(1, kind, "till", "k", payload)
    return book.decide(book.fresh(), event, {}).why[0]


@given(AMOUNTS, FACTORS)
def test_the_parts_add_up_and_none_is_a_unit_off(amounts: list[int], factor: Fraction) -> None:
    found = together(amounts, factor)
    assert sum(found) == nearest(sum(amounts) * factor)
    assert all(abs(one - amount * factor) <= 1 for one, amount in zip(found, amounts, strict=True))
    # What is missing to the sum goes to the largest remainders.
    rests = [amount * factor - floor(amount * factor) for amount in amounts]
    up = [one > floor(amount * factor) for one, amount in zip(found, amounts, strict=True)]
    given = [rest for rest, more in zip(rests, up, strict=True) if more]
    left = [rest for rest, more in zip(rests, up, strict=True) if not more]
    assert min(given, default=1) >= max(left, default=0)


@pytest.mark.parametrize(
    ("exact", "whole"),
    [("1/2", 1), ("-1/2", -1), ("49/100", 0), ("-49/100", 0), ("3/2", 2), ("5/2", 3), ("0", 0)],
)
def test_halves_go_away_from_nothing(exact: str, whole: int) -> None:
    assert nearest(Fraction(exact)) == whole


@pytest.mark.parametrize(
    ("payload", "rate", "said"),
    [
        ({"amount": 100, "currency": "SGD"}, "", "no rate of SGD is known for that day"),
        ({"amount": 100, "currency": "EUR"}, "3.45", "'EUR'; this program takes MYR, SGD"),
        ({"amount": 100, "currency": ["SGD"]}, "3.45", "this program takes MYR, SGD"),
        ({"amount": "100", "currency": "SGD"}, "3.45", "amount: '100' must be a whole number"),
        ({"amount": MAX_AMOUNT, "currency": "SGD"}, "3.45", "amount: 3450000000000 must be"),
        ({"amount": MAX_AMOUNT + 1, "currency": "SGD"}, "0.1", "amount: 1000000000001 must be"),
        (
            {"amount": 1, "currency": "SGD", "items": [{"amount": 1}, {"amount": True}]},
            "3.45",
            "items[1].amount: True must be a whole number",
        ),
        ({"amount": 1, "currency": "SGD", "items": [7]}, "3.45", "items[0]: must be an object"),
    ],
)
def test_what_cannot_be_valued_is_refused(payload: dict[str, Json], rate: str, said: str) -> None:
    with pytest.raises(Unfit) as caught:
        decided(payload, rate)
    assert said in str(caught.value)


LOOKED_UP = """
setia: 1
program: p
currency: MYR
wallets: {beans: {}}
lists: {good: uploaded}
events: {purchase: {attributes: {store: text}}}
stores: {brand: text, region: [north, south]}
earning:
  - {rule: good, when: 'store.brand in list("good")', give: 1}
  - {rule: north, when: store.region == "north", give: 10}
  - {rule: late, when: hour >= 12, give: 100}
"""


def test_an_event_cannot_say_itself_what_is_looked_up() -> None:
    rows = [("list:good", "acme", Entry(0, 0, {})), ("stores", "a", Entry(0, 0, {}))]
    known = with_entries(NOTHING_KNOWN, rows, {})
    version = version_after(None, 1, 0, read_program(LOOKED_UP), table("UTC"), known)
    told = {
        "amount": 1, "store": "a", "store.brand": "acme", "store.region": "north",
        "store.brand in list good": True, "store's clock": {"at_us": [0], "offset_us": [10**12]},
        "store.time zone": "Asia/Tokyo",
    }  # fmt: skip
    for payload in (told, {**told, "store": "b"}, {**told, "store": None}):
        book = Book((version,))
        made = book.decide(book.fresh(), Happened(1, "purchase", "till", "k", payload), {})
        assert made.why[0] == 0


def test_money_of_any_kind_is_exchanged_and_nothing_else() -> None:
    assert decided({"amount": 100, "currency": "SGD"}) == 345
    assert decided({"amount": 100, "currency": "MYR"}, "") == 100
    assert decided({"amount": 100}, "") == 100
    assert decided({"worth": 5, "currency": "SGD"}, kind="review") == 0
    with pytest.raises(Unfit, match="takes MYR, SGD"):
        decided({"worth": 5, "currency": "EUR"}, kind="review")


@pytest.mark.parametrize("text", ["3.45", "1", "0.000000000001", "999999999.999999999999"])
def test_a_rate_is_a_plain_number_above_nothing(text: str) -> None:
    assert rate_of(text) == text


@pytest.mark.parametrize("text", ["0", "0.00", "-1", "1e3", "1/3", "", ".5", "1.", "1234567890"])
def test_anything_else_is_no_rate(text: str) -> None:
    with pytest.raises(PhraseError, match="is no rate"):
        rate_of(text)
