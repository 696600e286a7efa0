"""Purchases and returns in other currencies, in the ledger: late, waiting, in a batch, much later.

Whatever can't be valued or read is that event's own error, and no other member's (I8, I9).
"""

from collections.abc import Iterator
from uuid import UUID

import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from setia.reference.actions.load_reference import Row
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock
from tests.ledger.programs import DAY_US, balances, in_force, opened
from tests.ledger.tellings import clean
from tests.ledger.test_reference import NOW_US, SINCE_US, loaded

MONEY = """
setia: 1
program: p
currency: MYR
currencies: [IDR, SGD]
wallets: {beans: {}}
events: {purchase: {attributes: {tip: {type: money, from: 0.01}}}}
earning:
  - {rule: base, give: 1 per whole 1.00}
  - {rule: tip, of: tip, give: 1 per whole 1.00}
"""


@pytest.fixture
def rates(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, MONEY, SINCE_US, NOW_US) as stopped:
        sgd, idr = Row("SGD", {"rate": "3.45"}, SINCE_US), Row("IDR", {"rate": "0.00028"}, SINCE_US)
        stopped.set(loaded("rates", sgd, idr).known_us)
        yield stopped


def paid(member: UUID, kind: str, key: str, at_us: int, **payload: Json) -> NewEvent:
    return NewEvent(member, kind, at_us, "till", key, payload)


@pytest.mark.parametrize("waits", [False, True])
def test_what_is_left_fits_in_the_programs_currency(rates: StoppedClock, waits: bool) -> None:  # noqa: FBT001
    """50,000 rupiah are RM14.00; 10 of them are RM0.0028, below the least tip."""
    one, other = opened(2)
    at_us = rates.now_us
    back = paid(one, "return", "r", at_us, of="p", tip=4_999_000, currency="IDR")
    whole: dict[str, Json] = {"amount": 10_000_000, "tip": 5_000_000, "currency": "IDR"}
    bought_then = paid(one, "purchase", "p", at_us, **whole)
    beside = paid(other, "purchase", "q", at_us, amount=100)
    first, then = ([back], [bought_then, beside]) if waits else ([bought_then, beside], [back])
    record(first, acting=SYSTEM)
    receipts = record(then, acting=SYSTEM)
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    # 28 for the purchase and 14 for the tip; a needed or bounded number that is left out is absent.
    assert balances([one, other]) == {one: 28, other: 1}
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean(bulk=True)


def test_a_rate_that_goes_within_a_batch_spoils_no_other(rates: StoppedClock) -> None:
    one, other = opened(2)
    at_us = rates.now_us
    record([paid(one, "purchase", "x", at_us, amount=100)], acting=SYSTEM)
    gone = loaded("rates", Row("SGD", None, SINCE_US))
    rates.set(gone.known_us - 1)
    late = [
        paid(one, "purchase", f"p{n}", at_us - 5 - n, amount=100, currency="SGD") for n in range(3)
    ]
    receipts = record(
        [*late, paid(other, "purchase", "z", at_us, amount=100)],
        acting=SYSTEM,
        origin=Origin.IMPORT,
    )
    assert [one.outcome for one in receipts] == [*[Outcome.ERROR] * 3, Outcome.ACCEPTED]
    assert all("no rate of SGD" in one.detail for one in receipts[:3])
    assert balances([one, other]) == {one: 1, other: 1}
    clean(bulk=True)


def test_a_currency_that_a_later_version_drops_can_come_back_in_part(rates: StoppedClock) -> None:
    (member,) = opened(1)
    bought_us = rates.now_us
    record([paid(member, "purchase", "p", bought_us, amount=10_000, currency="SGD")], acting=SYSTEM)
    start_us = bought_us + DAY_US
    publish_program(MONEY.replace("IDR, SGD", "IDR"), acting=SYSTEM, effective_us=start_us)
    rates.set(start_us + DAY_US)
    back = paid(member, "return", "r", rates.now_us, of="p", amount=5_000, currency="SGD")
    (receipt,) = record([back], acting=SYSTEM)
    assert receipt.outcome == Outcome.ACCEPTED
    # 100 dollars are RM345.00, the half of them RM172.50.
    assert balances([member]) == {member: 172}
