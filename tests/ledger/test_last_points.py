"""Many want the last points at once (F5): exactly one wins, nobody waits for another (I2, I13).

Threads stand for processes: each has its own connection, and the database is what decides.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from setia.ledger import lookups
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent, Outcome, Receipt
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.ids import uuid7
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import balances, coffee, now_us, opened, purchase, spend


@pytest.fixture(autouse=True)
def program(database: DatabaseUrls) -> None:
    publish_program(coffee(budget=100), acting=SYSTEM)


def alone(event: NewEvent) -> Receipt:
    (receipt,) = record([event], acting=SYSTEM)
    return receipt


def clean() -> bool:
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
    return verdict.clean


def test_of_fifty_spends_of_the_last_points_exactly_one_wins() -> None:
    for _ in range(ROUNDS):
        (member,) = opened(1)
        record([purchase(member, "p", 9_000, now_us())], acting=SYSTEM)
        got = Counter(
            (receipt.outcome, receipt.reason)
            for receipt in at_once(alone, [spend(member, f"s{n}", 90) for n in range(50)])
        )
        assert got == {
            (Outcome.ACCEPTED, ""): 1,
            (Outcome.REFUSED, "not_enough_points"): 49,
        }
        assert balances([member]) == {member: 0}
    assert clean()


def test_a_member_enrolled_a_moment_ago_spends_once() -> None:
    for _ in range(ROUNDS):
        member = uuid7()
        welcome = purchase(member, "welcome", 1_000, now_us())

        def enrol_or_spend(
            place: int, member: UUID = member, welcome: NewEvent = welcome
        ) -> Receipt:
            if place == 0:
                with outermost() as cursor:
                    open_holders(cursor, [(member, "person")])
            if place in (0, 1):
                return alone(welcome)
            return alone(spend(member, f"s{place}", 10))

        receipts = at_once(enrol_or_spend, range(16))
        wins = [one for one in receipts[2:] if one.outcome == Outcome.ACCEPTED]
        others = {one.reason for one in receipts[2:] if one.outcome != Outcome.ACCEPTED}
        assert len(wins) <= 1
        assert others <= {"unknown_holder", "not_enough_points"}
        assert receipts[0].outcome in (Outcome.ACCEPTED, Outcome.REPLAYED)
        assert balances([member]) == {member: 10 - 10 * len(wins)}
    assert clean()


def test_batches_that_name_two_members_in_opposite_order_all_succeed() -> None:
    for _ in range(ROUNDS // 20):
        # New members each time: every purchase is late, and folds all that came before it.
        first, second = opened(2)
        at = now_us()

        def batch(
            number: int, first: UUID = first, second: UUID = second, at: int = at
        ) -> list[Receipt]:
            pair = (first, second) if number % 2 else (second, first)
            return record(
                [purchase(member, f"p{number}", 100, at - number) for member in pair], acting=SYSTEM
            )

        batches = at_once(batch, range(60))
        outcomes = {receipt.outcome for receipts in batches for receipt in receipts}
        assert outcomes == {Outcome.ACCEPTED}
        assert balances([first, second]) == {first: 60, second: 60}
    assert clean()


def test_a_member_locked_elsewhere_does_not_delay_the_ninety_nine_others(
    database: DatabaseUrls,
) -> None:
    members = opened(100)
    busy = members[41]
    at = now_us()
    with (
        psycopg.connect(database.app_url) as holder,
        psycopg.connect(database.app_url, autocommit=True) as watcher,
        ThreadPoolExecutor(1) as pool,
    ):
        holder.execute("SELECT 1 FROM member_state WHERE member_id = %s FOR UPDATE", (busy,))
        batch = [purchase(member, "p", 500, at) for member in members]
        recording = pool.submit(_in_thread, batch)
        # Locking the others' rows waits for the batch: it is through once they can be had.
        count = 0
        while count < 99:
            assert not recording.done(), "the busy member has no answer yet"
            found = watcher.execute("SELECT count(*) FROM event").fetchone()
            count = found[0] if found else 0
        assert balances([busy]) == {busy: 0}
        holder.rollback()
        receipts = recording.result(30)
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert clean()


def test_a_member_that_stays_locked_is_answered_busy_and_uses_no_key(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "LOCK_TIMEOUT_MS", 100)
    members = opened(100)
    busy = members[7]
    batch = [purchase(member, "p", 500, now_us()) for member in members]
    with psycopg.connect(database.app_url) as holder:
        holder.execute("SELECT 1 FROM member_state WHERE member_id = %s FOR UPDATE", (busy,))
        receipts = record(batch, acting=SYSTEM)
        holder.rollback()
    got = Counter((receipt.outcome, receipt.reason) for receipt in receipts)
    assert got == {(Outcome.ACCEPTED, ""): 99, (Outcome.ERROR, "busy"): 1}
    assert receipts[7].reason == "busy"
    again = record(batch, acting=SYSTEM)
    assert again[7].outcome == Outcome.ACCEPTED, "an error uses no key"
    assert Counter(receipt.outcome for receipt in again)[Outcome.REPLAYED] == 99
    assert clean()


def test_an_allotment_that_stays_locked_is_answered_busy_and_uses_no_key(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "LOCK_TIMEOUT_MS", 100)
    batch = [purchase(member, "p", 500, now_us(), "web") for member in opened(3)]
    with psycopg.connect(database.app_url) as holder:
        holder.execute("SELECT 1 FROM allotment FOR UPDATE")
        receipts = record(batch, acting=SYSTEM)
        holder.rollback()
    assert {(one.outcome, one.reason) for one in receipts} == {(Outcome.ERROR, "busy")}
    assert {one.outcome for one in record(batch, acting=SYSTEM)} == {Outcome.ACCEPTED}
    assert clean()


def test_of_five_hundred_claims_on_a_hundred_exactly_a_hundred_are_granted() -> None:
    members = opened(20)
    at = now_us()
    claims = [purchase(members[n % 20], f"c{n}", 0, at - n, "web") for n in range(500)]
    receipts = at_once(alone, claims)
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    granted = Counter((receipt.points or {}).get("beans", 0) for receipt in receipts)
    assert granted == {1: 100, 0: 400}
    assert sum(balances(members).values()) == 100
    with outermost() as cursor:
        cursor.execute('SELECT "left" FROM allotment')
        assert cursor.fetchall() == [(0,)]
    assert clean()


def _in_thread(batch: list[NewEvent]) -> list[Receipt]:
    try:
        return record(batch, acting=SYSTEM)
    finally:
        connections.close_all()
