"""No worker's clock and no step of the database's decides an order or an expiry (I11, F10, F11)."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.db import IntegrityError, connection

from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep, sweep_all
from setia.ledger.entries import Origin, Outcome
from setia.ledger.queries import standing
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, shift, us
from tests.ledger.crowd import at_once
from tests.ledger.programs import DAY_US, balances, coffee, now_us, opened, purchase, spend

HOUR_US = DAY_US // 24


def clean() -> bool:
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
    return verdict.clean


def test_recorded_instants_rise_when_the_clock_steps_back(database: DatabaseUrls) -> None:
    publish_program(coffee(), acting=SYSTEM)
    (member,) = opened(1)
    for n, offset_us in enumerate((0, HOUR_US, 0, -HOUR_US, 2 * HOUR_US, -DAY_US)):
        shift(database.superuser_url, offset_us)
        events = [purchase(member, f"p{n}", 1_000, now_us()), spend(member, f"s{n}", 1)]
        receipts = record(events, acting=SYSTEM)
        assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
        seal_all()
    with outermost() as cursor:
        cursor.execute("SELECT recorded_us FROM event ORDER BY seq")
        recorded = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT DISTINCT ON (sealed_us) sealed_us, position FROM leaf")
        sealed = cursor.fetchall()
    assert recorded == sorted(set(recorded))
    assert len(sealed) == 6
    assert [position for _, position in sorted(sealed)] == sorted(one for _, one in sealed)
    assert balances([member]) == {member: 60 - 6}
    assert clean()


def test_a_database_that_was_not_made_for_tests_has_no_offset(database: DatabaseUrls) -> None:
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE installation SET clock_offset_us = 1")


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, us(2024, 1, 1))) as stopped:
        publish_program(coffee(), acting=SYSTEM)
        stopped.set(us(2025, 3, 1, 9))
        yield stopped


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORT])
def test_five_minutes_ahead_is_believed_and_no_microsecond_more(
    clock: StoppedClock, origin: Origin
) -> None:
    (member,) = opened(1)
    ahead = clock.now_us + 300_000_000
    events = [purchase(member, f"k{n}", 100, ahead + n) for n in (-1, 0, 1)]
    receipts = record(events, acting=SYSTEM, origin=origin)
    assert [(one.outcome, one.reason) for one in receipts] == [
        (Outcome.ACCEPTED, ""),
        (Outcome.ACCEPTED, ""),
        (Outcome.ERROR, "in_the_future"),
    ]
    acts = [spend(member, "s", 1, ahead + 1)]
    (act,) = record(acts, acting=SYSTEM, origin=origin)
    assert act.reason == ("in_the_future" if origin == Origin.IMPORT else "")
    assert clean()


def test_an_act_happens_when_it_is_recorded_whatever_it_claims(clock: StoppedClock) -> None:
    (member,) = opened(1)
    record([purchase(member, "p", 1_000, clock.now_us - DAY_US)], acting=SYSTEM)
    early = spend(member, "s", 10, clock.now_us - 2 * DAY_US)
    (receipt,) = record([early], acting=SYSTEM)
    assert receipt.outcome == Outcome.ACCEPTED
    assert clean()


@pytest.mark.parametrize("swept", ["never", "late", "twice", "at once"])
def test_what_can_be_spent_does_not_depend_on_the_sweep(clock: StoppedClock, swept: str) -> None:
    """Points of 1 March 2024 live through 1 March 2025: the end is midnight in Kuala Lumpur."""
    member, other = opened(2)
    bought_us, end_us = us(2024, 3, 1, 4), us(2025, 3, 1, 16)
    for one in (member, other):
        record([purchase(one, "p", 5_000, bought_us)], acting=SYSTEM)
    clock.set(end_us - 1)
    (before,) = record([spend(member, "before", 10)], acting=SYSTEM)
    clock.set(end_us if swept in ("never", "at once") else end_us + 3 * DAY_US)
    if swept == "at once":
        at_once(lambda _: sweep(limit=1), range(8), threads=4)
    for _ in range({"never": 0, "late": 1, "twice": 2, "at once": 1}[swept]):
        sweep_all()
    after = [record([spend(one, "after", 1)], acting=SYSTEM)[0] for one in (member, other)]
    assert before.outcome == Outcome.ACCEPTED
    assert [one.outcome for one in after] == [Outcome.REFUSED] * 2
    with outermost() as cursor:
        book = current_book(cursor)
        for one in (member, other):
            found = standing(cursor, book, one, clock.now_us)
            assert found is not None
            assert found.balances == {"beans": 0}
            assert found.lots == []
    sweep_all()
    assert sweep_all().holders == 0
    assert clean()


def test_what_ended_before_the_sweep_that_came_by_already_is_ended_too(clock: StoppedClock) -> None:
    """Spend counts three months: what is recorded last had ended when the sweep came by."""
    (member,) = opened(1)
    record([purchase(member, "old", 4_000, clock.now_us - 300 * DAY_US)], acting=SYSTEM)
    assert sweep_all().holders == 1
    record([purchase(member, "newer", 4_000, clock.now_us - 150 * DAY_US)], acting=SYSTEM)
    assert clean()
    with outermost() as cursor:
        cursor.execute("SELECT balances, next_due_us > %s FROM member_state", (clock.now_us,))
        assert cursor.fetchall() == [([80, 0], True)]


def test_imported_events_that_claim_to_be_ahead_keep_their_order(clock: StoppedClock) -> None:
    (member,) = opened(1)
    now = clock.now_us
    ahead = [purchase(member, key, 6_000, at) for key, at in (("a", now + 9), ("b", now + 8))]
    level = [purchase(member, "c", 6_000, now), spend(member, "d", 1, now)]
    receipts = record([*ahead, *level], acting=SYSTEM, origin=Origin.IMPORT)
    assert {one.outcome for one in receipts} == {Outcome.ACCEPTED}
    assert clean()


def test_the_app_role_reads_the_clock_and_cannot_set_it(database: DatabaseUrls) -> None:
    with (
        psycopg.connect(database.app_url) as app,
        pytest.raises(psycopg.errors.CheckViolation),
    ):
        app.execute("UPDATE installation SET clock_offset_us = 60000000")
