"""The process ends before every statement of every ledger verb, and the verb is tried again (F3).

One judge: what was acknowledged is applied, what is applied was attempted, each key once; a crash
leaves all of a transaction or nothing; after the second try everything equals a run without a
crash; the ledger verifies.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from uuid import UUID

import psycopg
import pytest

from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.ids import uuid7
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.crashes import Crasher
from tests.ledger.programs import DAY_US, balances, coffee, now_us, opened, purchase, spend

MOST_POINTS = 60


@pytest.fixture
def crasher(database: DatabaseUrls) -> Iterator[Crasher]:
    publish_program(coffee(), acting=SYSTEM)
    with closing(Crasher()) as process:
        yield process


def points_of(attempt: Callable[[int], bool]) -> int:
    """Try every crash point of a verb, until one is past its end; how many there were."""
    for point in range(1, MOST_POINTS):
        if not attempt(point):
            return point - 1
    raise AssertionError(f"more than {MOST_POINTS} crash points")


def history(member: UUID, other: UUID) -> list[NewEvent]:
    """Two members: earned, spent, refused, late, from a budget, under a cap, over an expiry; what
    comes back before its purchase and after it, what the desk adjusts, what is held and given back.
    """
    now = now_us()
    return [
        purchase(member, "a", 12_000, now - 30 * DAY_US, "app"),
        purchase(other, "a", 700, now - 400 * DAY_US, "web"),
        spend(member, "b", 100, now - 20 * DAY_US),
        purchase(member, "late", 900, now - 31 * DAY_US, "web"),
        spend(other, "b", 1_000, now - DAY_US),
        NewEvent(other, "return", now - 3 * DAY_US, "till", "r", {"of": "c", "amount": 100}),
        purchase(other, "c", 5_100, now - 2 * DAY_US, "app"),
        NewEvent(member, "return", now - DAY_US, "till", "r", {"of": "late"}),
        NewEvent(other, "adjust", now - DAY_US, "desk", "u", {"points": 5, "reason": "goodwill"}),
        NewEvent(member, "hold", now - DAY_US, "till", "h", {"points": 30}),
        NewEvent(member, "capture", now - DAY_US, "till", "k", {"of": "h", "points": 20}),
        NewEvent(member, "cancel", now - DAY_US, "till", "x", {"of": "b", "points": 10}),
        purchase(member, "a", 12_000, now - 30 * DAY_US, "app"),
    ]


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORT])
def test_record_is_whole_or_nothing_at_every_statement(crasher: Crasher, origin: Origin) -> None:
    clean, other = opened(2)
    events = history(clean, other)
    first = record(events, acting=SYSTEM, origin=origin)
    expected = [receipt.outcome for receipt in first]
    assert expected[-1] == Outcome.REPLAYED
    after_clean = balances([clean, other])

    def attempt(point: int) -> bool:
        mine, others = opened(2)
        events = history(mine, others)
        ended = crasher.run(origin.value, events, point)
        applied = events_of(mine, others)
        assert applied in (0, 12), "all of a transaction or nothing"
        assert ended.left or applied == 12, "what was acknowledged is applied"
        again = record(events, acting=SYSTEM, origin=origin)
        assert events_of(mine, others) == 12, "each key once"
        for receipt, outcome in zip(again[:-1], expected, strict=False):
            assert outcome in (receipt.outcome, receipt.first)
        for mine_now, clean_now in ((mine, clean), (others, other)):
            assert balances([mine_now])[mine_now] == after_clean[clean_now]
        return ended.left

    assert points_of(attempt) >= 6
    finish()


def test_sweep_is_whole_or_nothing_at_every_statement(crasher: Crasher) -> None:
    def attempt(point: int) -> bool:
        members = opened(3)
        now = now_us()
        events = [purchase(one, "old", 9_900, now - 500 * DAY_US, "app") for one in members]
        record(events, acting=SYSTEM)
        ended = crasher.run("sweep", [], point)
        wait_for("member_state")
        assert swept(members) in (0, 3)
        assert ended.left or swept(members) == 3
        sweep_all()
        assert swept(members) == 3
        assert set(balances(members).values()) == {0}
        assert sweep_all().holders == 0, "swept once is swept"
        return ended.left

    assert points_of(attempt) >= 4
    finish()


def test_seal_gives_each_event_one_position_at_every_statement(crasher: Crasher) -> None:
    def attempt(point: int) -> bool:
        members = opened(2)
        for one in members:
            record([purchase(one, "a", 500, now_us())], acting=SYSTEM)
        ended = crasher.run("seal", [], point)
        wait_for("lease")
        assert ended.left or unsealed() == 0
        seal_all()
        assert unsealed() == 0
        with outermost() as cursor:
            cursor.execute("SELECT count(*), max(position) FROM leaf")
            count, last = cursor.fetchone() or (0, 0)
            assert count == last, "dense"
            cursor.execute("SELECT count(*) FROM leaf WHERE holder = ANY(%s)", (members,))
            assert cursor.fetchone() == (2,)
        return ended.left

    assert points_of(attempt) >= 6
    finish()


def test_open_holders_is_whole_or_nothing_at_every_statement(crasher: Crasher) -> None:
    def attempt(point: int) -> bool:
        members = [uuid7(), uuid7()]
        asked = [purchase(one, "-", 0, 0) for one in members]
        ended = crasher.run("open", asked, point)
        assert len(balances(members)) in (0, 2)
        assert ended.left or len(balances(members)) == 2
        with outermost() as cursor:
            open_holders(cursor, [(one, "person") for one in members])
        assert balances(members) == dict.fromkeys(members, 0)
        return ended.left

    assert points_of(attempt) >= 2
    finish()


def test_rebuild_mends_a_state_or_leaves_it_at_every_statement(
    crasher: Crasher, database: DatabaseUrls
) -> None:
    members = opened(2)
    record([purchase(one, "a", 7_700, now_us() - DAY_US) for one in members], acting=SYSTEM)

    def attempt(point: int) -> bool:
        with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
            superuser.execute("UPDATE member_state SET balances = '{1}', engine = '\\x00'")
        ended = crasher.run("rebuild", [], point)
        assert ended.left or set(balances(members).values()) == {77}
        rebuild_states(acting=SYSTEM)
        assert set(balances(members).values()) == {77}
        assert rebuild_states(acting=SYSTEM).mended == 0
        return ended.left

    assert points_of(attempt) >= 8
    finish()


def wait_for(table: str) -> None:
    """Wait until no row of a table is locked: the database has seen that the child is gone."""
    with outermost() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute(f"SELECT 1 FROM {table} FOR UPDATE")


def events_of(*members: UUID) -> int:
    with outermost() as cursor:
        cursor.execute("SELECT count(*) FROM event WHERE member_id = ANY(%s)", (list(members),))
        return int((cursor.fetchone() or (0,))[0])


def swept(members: list[UUID]) -> int:
    with outermost() as cursor:
        cursor.execute(
            "SELECT count(*) FROM event WHERE kind = 'clock' AND member_id = ANY(%s)", (members,)
        )
        return int((cursor.fetchone() or (0,))[0])


def unsealed() -> int:
    with outermost() as cursor:
        cursor.execute("SELECT count(*) FROM unsealed")
        return int((cursor.fetchone() or (0,))[0])


def finish() -> None:
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
