"""Transfers that meet other versions, full or damaged holders, and tampering between holders."""

from collections.abc import Iterator

import psycopg
import pytest

from setia.core.engine.limits import MAX_BUCKETS
from setia.ledger.actions.deliver import deliver
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import Outcome
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, in_force, opened
from tests.ledger.transfers import (
    NOW_US,
    PROGRAM,
    SINCE_US,
    alone,
    held,
    miles_of,
    on_their_way,
    sends,
    tamper,
    told,
    with_lots,
    with_miles,
)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


IDLE = PROGRAM.replace("expires: 3 months", "expires: 6 months without purchase")


def test_without_room_it_is_not_set_aside_where_a_return_waits_for_it(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 100)[0], with_lots(MAX_BUCKETS)
    alone(told(taker, "return", "r", of=f"{giver}/2/0", of_source="effect"))
    alone(sends(giver, taker, 40))
    assert (on_their_way(), verify().findings) == (1, [])


def test_idle_lots_do_not_live_for_ever(database: DatabaseUrls) -> None:
    with in_force(database, IDLE, SINCE_US, NOW_US) as clock:
        giver, taker = with_miles(1, 300)[0], opened(1)[0]
        publish_program(PROGRAM, acting=SYSTEM, effective_us=NOW_US + DAY_US)
        clock.set(NOW_US + 2 * DAY_US)
        alone(sends(giver, taker, 100))
        clock.set(us(2030, 1, 1))
        sweep_all()
        assert miles_of(giver, taker) == [0, 0]


def test_what_lived_on_is_not_over_when_it_arrives(database: DatabaseUrls) -> None:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as clock:
        giver, taker = with_miles(1, 300)[0], opened(1)[0]
        publish_program(IDLE, acting=SYSTEM, effective_us=NOW_US + DAY_US)
        clock.set(NOW_US + 2 * DAY_US)
        alone(told(giver, "purchase", "p2", clock.now_us, amount=0))
        clock.set(NOW_US + 100 * DAY_US)
        alone(sends(giver, taker, 100))
        assert miles_of(giver, taker) == [200, 100]


@pytest.mark.parametrize("change", [
    "payload = replace(payload, '2024-06', '2026-06')",
    "payload = replace(payload, '\"ends\":\"2024', '\"ends\":\"2034')",
    "payload = replace(payload, '\"miles\"', '\"beans\"')",
    "origin = 'import', occurred_us = 1",
    "seq = 3",
])  # fmt: skip
def test_verify_finds_another_lot(clock: StoppedClock, database: DatabaseUrls, change: str) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    with held(database, taker):
        alone(sends(giver, taker, 30))
    tamper(database, f"UPDATE effect SET {change}")
    assert {one.code for one in verify().findings} == {"effect"}
    deliver()
    assert {one.code for one in verify().findings} == {"effect"}


def test_verify_finds_what_names_no_transfer(clock: StoppedClock, database: DatabaseUrls) -> None:
    (taker,) = opened(1)
    lots = '{"lots":[{"earned":"2024-06","points":1000}],"points":1000,"wallet":"miles"}'
    tamper(database, f"INSERT INTO effect VALUES ('{taker}', 1, 0, '{taker}', 'live', 1, '{lots}')")
    assert {one.code for one in verify().findings} == {"effect"}
    deliver()
    assert {one.code for one in verify().findings} == {"effect"}


def test_verify_finds_more_and_less_than_nothing(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    with held(database, taker):
        alone(sends(giver, taker, 30))
    other = "INSERT INTO effect SELECT member_id, seq, 1, target_id, origin, occurred_us,"
    tamper(database, f"{other} replace(payload, ':30', ':-30') FROM effect")
    tamper(database, "UPDATE effect SET payload = replace(payload, ':30', ':60') WHERE part = 0")
    deliver()
    assert {one.code for one in verify().findings} == {"effect"}


def test_a_damaged_holder_stops_neither_the_worker_nor_who_sends(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    givers, (damaged, whole) = with_miles(2, 100), with_miles(2, 10)
    with held(database, damaged), held(database, whole):
        alone(sends(givers[0], damaged, 30))
        alone(sends(givers[1], whole, 30))
    tamper(database, f"UPDATE member_state SET seq = 0 WHERE member_id = '{damaged}'")
    assert alone(sends(givers[0], damaged, 30, "t2")).outcome == Outcome.ACCEPTED
    assert (deliver(), miles_of(whole)) == (1, [40])


def test_a_note_that_cannot_be_read_stops_no_other(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    givers, takers = with_miles(2, 100), opened(2)
    with held(database, takers[0]), held(database, takers[1]):
        for giver, taker in zip(givers, takers, strict=True):
            alone(sends(giver, taker, 30))
    tamper(database, f"UPDATE effect SET payload = '{{' WHERE member_id = '{givers[0]}'")
    assert (deliver(), miles_of(takers[1])) == (1, [30])


def test_the_application_cannot_change_what_is_on_its_way(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    for change in ("UPDATE effect SET payload = ''", "TRUNCATE effect"):
        with (
            psycopg.connect(database.app_url) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute(change)
