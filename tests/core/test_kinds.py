"""The kinds of events: which can be sent, which the rules decide, and what the reader is told."""

import pytest

from setia.core.engine.book import Book
from setia.core.engine.kinds import KINDS, OURS, RANKS, earns, rank_of, recordable
from setia.core.engine.readers import Payload, Unfit
from tests.core.histories import START_US, version_of

HEAD = "setia: 1\nprogram: p\ncurrency: MYR\nearning: [{rule: r, give: 1 beans}]\n"
PLAIN = Book((version_of(HEAD + "wallets: {beans: {}, stars: {}}\n"),))
MORE = Book(
    (
        version_of(
            HEAD
            + "wallets:\n"
            + "  beans: {donates to: [forest, school], transfers: yes, decimals: 1,"
            + " converts: {stars: 1 per whole 2}}\n"
            + "  stars: {donates to: forest, converts: {beans: 0.5 per 1}}\n"
        ),
    )
)
BASIC = ("purchase", "return", "spend", "hold", "capture", "cancel", "adjust", "opening")


def test_what_the_ledger_records_by_itself_is_sent_by_nobody() -> None:
    assert {"clock", "effect"} == OURS
    assert {kind for kind in KINDS if not recordable(kind)} == OURS


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [("stay", True), ("a", True), ("a-1", True), ("a" * 40, True), ("a" * 41, False), ("", False),
     ("1a", False), ("-a", False), ("Stay", False), ("a b", False), ("a_b", False), ("é", False)],
)  # fmt: skip
def test_a_kind_of_ones_own_has_a_plain_name(kind: str, *, is_one: bool) -> None:
    assert recordable(kind) is is_one


def test_kinds_of_ones_own_earn_and_stand_with_purchases() -> None:
    assert KINDS.keys() == RANKS.keys()
    assert {kind for kind in KINDS if earns(kind)} == {"purchase"}
    assert earns("stay")
    assert rank_of("stay") == rank_of("purchase") == 2


@pytest.mark.parametrize(("book", "more"), [(PLAIN, ()), (MORE, ("donate", "convert", "transfer"))])
def test_who_names_no_kind_is_told_which_there_are(book: Book, more: tuple[str, ...]) -> None:
    with pytest.raises(Unfit) as caught:
        book.check("gift", START_US, {})
    known = ", ".join((*BASIC, *more))
    assert str(caught.value) == f"kind: 'gift' is not known; use one of {known}"


@pytest.mark.parametrize(
    ("kind", "payload", "said"),
    [
        ("donate", {"points": 5, "wallet": "beans"}, "to: None is not one; use one of forest, sch"),
        ("donate", {"points": 5, "wallet": "beans", "to": "river"}, "to: 'river' is not one"),
        ("donate", {"points": 5, "wallet": "beans", "to": ["forest"]}, "is not one; use one of"),
        ("donate", {"points": 5, "wallet": "stars", "to": "school"}, "use one of forest"),
        ("convert", {"points": 10, "wallet": "beans", "to": "beans"}, "use one of stars"),
        ("convert", {"points": 30, "wallet": "beans"}, "30 is no whole number of times 20"),
        ("convert", {"points": 10**12, "wallet": "stars"}, "would become 5000000000000 beans"),
        ("transfer", {"points": 5, "wallet": "stars"}, "stars can't be transferred"),
    ],
)
def test_what_can_not_leave_so_is_told(kind: str, payload: Payload, said: str) -> None:
    with pytest.raises(Unfit) as caught:
        MORE.check(kind, START_US, payload)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("day", "fits"),
    [("1969-12-31", False), ("1970-01-01", True), ("2199-12-31", True), ("2200-01-01", False)],
)
def test_an_act_names_a_day_between_1970_and_2199(day: str, *, fits: bool) -> None:
    payload = {"points": 5, "wallet": "beans", "earned": day}
    if fits:
        PLAIN.check("opening", START_US, payload)
        return
    with pytest.raises(Unfit, match="from 1970 to 2199"):
        PLAIN.check("opening", START_US, payload)


def test_what_a_program_does_not_offer_is_refused() -> None:
    for kind, said in (("donate", "beans can't be donated"), ("convert", "can't be converted")):
        with pytest.raises(Unfit, match=said):
            PLAIN.check(kind, START_US, {"points": 5, "wallet": "beans", "to": "stars"})
    MORE.check("convert", START_US, {"points": 20, "wallet": "beans"})
    MORE.check("donate", START_US, {"points": 1, "wallet": "stars"})
