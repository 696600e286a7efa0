"""The write path on a real database: outcomes, keys, lateness, refusals (I2, I4, I6, I8)."""

from uuid import UUID, uuid4

import pytest

from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent, Outcome
from setia.ledger.verify import verify
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.actions.publish_program import publish_program

DAY_US = 86_400_000_000

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: Beans}, expires: 12 months}
earning:
  - rule: base
    give: 1 per whole 1.00
  - rule: gold
    when: tier == "gold"
    multiply: 2
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels:
      - {tier: regular, from: 0}
      - {tier: gold, from: 100.00}
"""


@pytest.fixture
def member(database: object) -> UUID:
    publish_program(PROGRAM, acting=SYSTEM)
    member_id = uuid4()
    with outermost() as cursor:
        open_holders(cursor, [(member_id, "person")])
    return member_id


def now_us() -> int:
    with outermost() as cursor:
        return clock.now(cursor)


def purchase(member: UUID, key: str, amount: int, at_us: int) -> NewEvent:
    return NewEvent(member, "purchase", at_us, "till", key, {"amount": amount})


def spend(member: UUID, key: str, points: int) -> NewEvent:
    return NewEvent(member, "spend", 0, "till", key, {"points": points})


def test_a_purchase_earns_and_a_spend_takes(member: UUID) -> None:
    at = now_us() - DAY_US
    earned, spent, refused = record(
        [purchase(member, "a", 1850, at), spend(member, "b", 10), spend(member, "c", 9)],
        acting=SYSTEM,
    )
    assert (earned.outcome, earned.points) == (Outcome.ACCEPTED, {"beans": 18})
    assert (spent.outcome, spent.points) == (Outcome.ACCEPTED, {"beans": -10})
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, "not_enough_points")
    seal_all()
    assert verify().clean


def test_a_key_has_one_effect_and_another_body_is_named(member: UUID) -> None:
    at = now_us() - DAY_US
    first = purchase(member, "a", 1850, at)
    record([first], acting=SYSTEM)
    again, other = record([first, purchase(member, "a", 1851, at)], acting=SYSTEM)
    assert (again.outcome, again.first, again.seq) == (Outcome.REPLAYED, Outcome.ACCEPTED, 1)
    assert (other.outcome, other.reason) == (Outcome.ERROR, "conflict")
    assert "payload.amount" in other.detail


def test_a_refusal_is_replayed_as_that_refusal(member: UUID) -> None:
    asked = spend(member, "s", 5)
    record([asked], acting=SYSTEM)
    record([purchase(member, "a", 10_000, now_us())], acting=SYSTEM)
    (again,) = record([asked], acting=SYSTEM)
    assert (again.outcome, again.first) == (Outcome.REPLAYED, Outcome.REFUSED)
    assert again.reason == "not_enough_points"


def test_a_late_purchase_moves_the_tier_of_those_after_it(member: UUID) -> None:
    now = now_us()
    record([purchase(member, "second", 5_000, now - DAY_US)], acting=SYSTEM)
    record([purchase(member, "first", 10_000, now - 2 * DAY_US)], acting=SYSTEM)
    with outermost() as cursor:
        cursor.execute("SELECT balances[1] FROM member_state")
        row = cursor.fetchone()
    assert row == (100 + 2 * 50,), "first 100.00 makes gold, then 50.00 counts twice"
    seal_all()
    assert verify().clean
