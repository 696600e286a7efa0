"""Returns without a purchase in the ledger: live, late, again, imported, refused (I4, I8, I20)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import permutations
from uuid import UUID

import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot, states, streamed
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import at_once
from tests.ledger.programs import DAY_US, coffee, opened, purchase, spend
from tests.ledger.tellings import balances_of, clean, had

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
TAKING = coffee(None) + "returns: {without a purchase: base}\n"
REFUSING = coffee(None) + "returns: {when spent: refuse, without a purchase: base}\n"


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, SINCE_US)) as stopped:
        yield stopped


def _published(clock: StoppedClock, document: str) -> None:
    publish_program(document, acting=SYSTEM, effective_us=SINCE_US)
    clock.set(NOW_US)


def back(
    member: UUID, key: str, at_us: int = NOW_US, *, given: bool | None = None, **part: Json
) -> NewEvent:
    """What comes back, nobody knows of which purchase."""
    return NewEvent(member, "return", at_us, "till", key, part, given)


def _said(receipts: Sequence[Receipt]) -> list[str]:
    return [f"{one.outcome} {one.reason}".strip() for one in receipts]


def _proven() -> None:
    """Bulk verification folds such returns itself, and leaves nobody to the slower way."""
    clean(bulk=True)
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
        proven = bulk.prove(states(cursor, Range()), streamed(cursor, Range()))
    assert list(proven.doubted) == []


def test_it_is_taken_at_once_by_the_rule(clock: StoppedClock) -> None:
    _published(clock, TAKING)
    (member,) = opened(1)
    asked = [
        purchase(member, "p", 10_000, NOW_US, "app"),
        back(member, "a", amount=2_550, channel="app"),
        back(member, "b", items=[{"amount": 1_000}, {"amount": -50}]),
        back(member, "a", amount=2_550, channel="app"),
        back(member, "a", amount=2_551, channel="app"),
        back(member, "c", amount=50_000),
    ]
    receipts = record(asked, acting=SYSTEM)
    assert [one.outcome.value for one in receipts] == [
        *["accepted"] * 3,
        "replayed",
        "error",
        "accepted",
    ]
    # 25.50 gives 25, 9.50 gives 9; 103 - 25 - 9 - 500.
    assert [one.points for one in receipts[1:3]] == [{"beans": -25}, {"beans": -9}]
    assert receipts[1].rules == {"base": -25}
    assert balances_of(member)["beans"] == 103 - 25 - 9 - 500
    _proven()


def test_without_a_rule_it_uses_no_key(clock: StoppedClock) -> None:
    _published(clock, coffee(None))
    (member,) = opened(1)
    (receipt,) = record([back(member, "a", amount=500)], acting=SYSTEM)
    assert receipt.outcome is Outcome.ERROR
    assert "without a purchase: RULE" in receipt.detail
    publish_program(TAKING, acting=SYSTEM, effective_us=NOW_US + DAY_US)
    clock.set(NOW_US + 2 * DAY_US)
    late, taken = record(
        [back(member, "a", amount=500), back(member, "b", NOW_US + 2 * DAY_US, amount=500)],
        acting=SYSTEM,
    )
    assert (late.outcome, taken.outcome) == (Outcome.ERROR, Outcome.ACCEPTED)
    assert balances_of(member)["beans"] == -5
    clean()


def test_every_order_of_arrival_gives_the_same(clock: StoppedClock) -> None:
    """Late ones are folded in where they belong, live as by import."""
    _published(clock, TAKING)
    events = [
        lambda one: purchase(one, "p", 10_000, NOW_US - 3 * DAY_US, "app"),
        lambda one: back(one, "r", NOW_US - 2 * DAY_US, amount=3_000),
        lambda one: back(one, "s", NOW_US - 2 * DAY_US, amount=1_000),
        lambda one: purchase(one, "q", 5_000, NOW_US - DAY_US),
    ]
    orders = list(permutations(range(len(events))))
    members = opened(len(orders) + 1)
    for member, order in zip(members, orders, strict=False):
        for place in order:
            (receipt,) = record([events[place](member)], acting=SYSTEM)
            assert receipt.outcome is Outcome.ACCEPTED
    last = [events[place](members[-1]) for place in range(len(events))]
    record(last, acting=SYSTEM, origin=Origin.IMPORT)
    found = had(members, NOW_US)
    assert len({str(one) for one in found.values()}) == 1
    # 100, 3 for the visit, and 50 twice for gold, which stays; less 30 and 10.
    assert balances_of(members[-1])["beans"] == 103 + 2 * 50 - 40
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0


def test_a_refusal_stands_whatever_comes_later(clock: StoppedClock) -> None:
    _published(clock, REFUSING)
    (member,) = opened(1)
    record([purchase(member, "p", 10_000, NOW_US), spend(member, "s", 60)], acting=SYSTEM)
    assert _said(record([back(member, "a", amount=4_100)], acting=SYSTEM)) == [
        "refused points_spent"
    ]
    assert _said(record([back(member, "b", amount=4_000)], acting=SYSTEM)) == ["accepted"]
    assert balances_of(member)["beans"] == 100 - 60 - 40
    record([purchase(member, "late", 9_000, NOW_US - 30 * DAY_US)], acting=SYSTEM)
    assert balances_of(member)["beans"] == 90
    clean(bulk=True)


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORT])
def test_one_that_claims_to_be_older_than_a_spend_takes_nothing_that_it_used(
    clock: StoppedClock, origin: Origin
) -> None:
    """Where spent points are refused; one below what is left is taken."""
    _published(clock, REFUSING)
    (member,) = opened(1)
    record([purchase(member, "p", 10_000, NOW_US - 2 * DAY_US)], acting=SYSTEM)
    clock.set(NOW_US)
    record([spend(member, "s", 60)], acting=SYSTEM)
    before_us = NOW_US - DAY_US
    asked = [
        back(member, "a", before_us, amount=4_100),
        back(member, "b", before_us, amount=4_000),
    ]
    said = _said(record(asked, acting=SYSTEM, origin=origin))
    assert said == ["refused points_spent", "accepted"]
    assert balances_of(member)["beans"] == 0
    clean(bulk=True)


def test_an_import_can_bring_its_outcome_along(clock: StoppedClock) -> None:
    _published(clock, REFUSING)
    (member,) = opened(1)
    asked = [
        purchase(member, "p", 1_000, NOW_US - 2 * DAY_US),
        back(member, "a", NOW_US - DAY_US, given=False, amount=500),
        back(member, "b", NOW_US - DAY_US, given=True, amount=5_000),
    ]
    receipts = record(asked, acting=SYSTEM, origin=Origin.IMPORT)
    assert [one.outcome.value for one in receipts] == ["accepted", "refused", "accepted"]
    assert balances_of(member)["beans"] == 10 - 50
    clean(bulk=True)


def test_many_at_once_are_each_taken(clock: StoppedClock) -> None:
    _published(clock, TAKING)
    for member in opened(2):
        record([purchase(member, "p", 10_000, NOW_US - 1)], acting=SYSTEM)
        tries = [back(member, f"r{k % 10}", amount=500) for k in range(20)]
        receipts = at_once(lambda one: record([one], acting=SYSTEM)[0], tries)
        assert Counter(_said(receipts)) == {"accepted": 10, "replayed": 10}
        assert balances_of(member)["beans"] == 100 - 10 * 5
    _proven()
