"""Adjustments that one person can't make alone."""

from collections.abc import Iterator

import pytest

from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.platform.access.principal import Principal
from setia.platform.json import Json
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import in_force, opened
from tests.ledger.tellings import balances_of, clean

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
PROGRAM = """
setia: 1
program: p
currency: MYR
wallets:
  beans: {second person above: 500}
  stars: {decimals: 1, second person above: 0.5}
  miles: {}
earning:
  - {rule: base, give: 1 beans}
"""
ANA = Principal("person", "ana", "harbour")
FOR_ANA = Principal("key", "till-7", on_behalf_of="ana")


@pytest.fixture(autouse=True)
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def adjusted(acting: Principal = ANA, origin: Origin = Origin.LIVE, **payload: Json) -> Receipt:
    (member,) = opened(1)
    said: dict[str, Json] = {"wallet": "beans", "reason": "goodwill", **payload}
    event = NewEvent(member, "adjust", NOW_US, "desk", "k", said)
    (receipt,) = record([event], acting=acting, origin=origin)
    again = record([event], acting=acting, origin=origin)[0]
    if receipt.outcome == Outcome.ERROR:
        assert again == receipt, "an error uses no key"
        assert not any(balances_of(member).values())
    else:
        assert (again.outcome, again.first) == (Outcome.REPLAYED, receipt.outcome)
    clean()
    return receipt


@pytest.mark.parametrize(
    ("wallet", "points", "alone"),
    [("beans", 499, True), ("beans", 500, True), ("beans", 501, False), ("stars", 5, True),
     ("stars", 6, False), ("miles", 10**12, True)],
)  # fmt: skip
def test_one_person_adjusts_so_many(wallet: str, points: int, *, alone: bool) -> None:
    receipt = adjusted(wallet=wallet, points=points)
    if alone:
        assert receipt.points == {wallet: points}
        return
    assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "approval_needed")
    assert "name the second person in approved_by" in receipt.detail
    approved = adjusted(wallet=wallet, points=points, approved_by="person/bala")
    assert approved.points == {wallet: points}


def test_what_is_taken_needs_one_too() -> None:
    assert adjusted(points=-501).reason == "approval_needed"
    taken = adjusted(points=-501, approved_by="person/bala")
    assert (taken.outcome, taken.reason) == (Outcome.REFUSED, "not_enough_points")


@pytest.mark.parametrize("acting", [ANA, FOR_ANA])
def test_nobody_approves_what_they_do_themselves(acting: Principal) -> None:
    for points in (1, 501):
        receipt = adjusted(acting, points=points, approved_by="person/ana")
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "own_approval")
    assert adjusted(acting, points=501, approved_by="person/bala").points == {"beans": 501}


@pytest.mark.parametrize("by", ["bala", "person/", "key/bala", "person/b ala", "", 5, ["person/b"]])
def test_who_approves_is_a_person(by: Json) -> None:
    for points in (1, 501):
        assert adjusted(points=points, approved_by=by).reason == "approval_needed"


def test_an_import_brings_what_was_decided_elsewhere() -> None:
    assert adjusted(origin=Origin.IMPORT, points=501).points == {"beans": 501}
