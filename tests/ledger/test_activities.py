"""A program's own kinds of events, on PostgreSQL: whatever arrives, however, comes to the same.

Random histories with facts about members, counters, points that wait and points that end without
activity are recorded live, late, twice, imported in other orders and folded anew (I4, I8, I20). The
ledger is clean after every step, holder by holder and in bulk, and nothing is kept of an event that
no version knows.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from setia.core.engine.layout import LAYOUT
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import Origin, Outcome, Receipt
from setia.ledger.verify import verify
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot, states, streamed
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.activities import (
    LATER,
    LATER_US,
    MOVES_US,
    PROGRAM,
    SINCE_US,
    Chance,
    event,
    upload,
)
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, opened
from tests.ledger.tellings import balances_of, clean, events_of, had, of, told

EVENTS = 40
HISTORIES = max(4, ROUNDS // 5)
NOW_US = us(2024, 9, 1, 12)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    """A stopped clock in a database where the first version is in force."""
    with closing(StoppedClock(database, SINCE_US)) as stopped:
        publish_program(PROGRAM, acting=SYSTEM, effective_us=SINCE_US)
        for seed, at_us in enumerate((SINCE_US, NOW_US - 200 * DAY_US, NOW_US - 30 * DAY_US)):
            stopped.set(at_us)
            upload(random.Random(seed), at_us)
        stopped.set(NOW_US)
        yield stopped


@pytest.fixture
def both(clock: StoppedClock) -> StoppedClock:
    """The same, with the second version published for later."""
    publish_program(LATER, acting=SYSTEM, effective_us=LATER_US)
    return clock


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_live_imported_and_rebuilt_are_the_same(
    database: DatabaseUrls, both: StoppedClock, seed: int
) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    live, *imported = opened(4)
    both.set(LATER_US - 25 * DAY_US)
    _live(Chance(chance, live), both)
    assert len({one.kind for one in told(live)}) == 7, "every kind has happened"
    for member, pieces in zip(imported, (1, 3, 12), strict=True):
        mine = [of(member, one) for one in told(live)]
        chance.shuffle(mine)
        size = -(-len(mine) // pieces)
        for k in range(0, len(mine), size):
            batch = mine[k : k + size]
            receipts = record(batch, acting=SYSTEM, origin=Origin.IMPORT)
            assert Outcome.ERROR not in {receipt.outcome for receipt in receipts}
            again = record(batch, acting=SYSTEM, origin=Origin.IMPORT)
            assert {receipt.outcome for receipt in again} == {Outcome.REPLAYED}
    both.set(both.now_us + 20 * DAY_US)
    sweep_all()
    left = had([live, *imported], both.now_us)
    assert left[live]["series"], "something is left to compare"
    assert all(left[member] == left[live] for member in imported)
    _superuser(
        database,
        "UPDATE member_state SET engine = '\\x00', balances = '{7}', tiers = '{}', seq = 1,"
        " swept_us = 0, last_act_us = 5, recorded_us = 1, next_due_us = 0, next_expiry_us = 0",
    )
    assert rebuild_states(acting=SYSTEM).mended == 4
    assert had([live, *imported], both.now_us) == left
    clean(bulk=True)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_ledger_is_clean_after_every_step(clock: StoppedClock, seed: int) -> None:
    print(f"seed {seed}")
    chance = Chance(random.Random(seed), opened(1)[0])
    for _ in range(EVENTS):
        clock.set(min(clock.now_us + chance.random.choice(MOVES_US), LATER_US - 1))
        record([chance.event(clock.now_us)], acting=SYSTEM)
        if chance.random.random() < 0.5:
            sweep_all()
            assert _due(chance.member) > clock.now_us
        if chance.random.random() < 0.2:
            upload(chance.random, clock.now_us)
        clean(bulk=True)
    clock.set(clock.now_us + 400 * DAY_US)
    sweep_all()
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0


def test_histories_in_order_are_proven_in_bulk(clock: StoppedClock) -> None:
    _in_order(clock, holders=8)
    clean(bulk=True)
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
        proven = bulk.prove(states(cursor, Range()), streamed(cursor, Range()))
    assert list(proven.doubted) == []


@pytest.mark.slow
def test_compiled_in_processes_finds_what_one_by_one_finds(
    database: DatabaseUrls, clock: StoppedClock, pytestconfig: pytest.Config
) -> None:
    members = _in_order(clock, holders=12)
    record([event(members[0], "profile", "late", NOW_US, vip=True)], acting=SYSTEM)
    seal_all()
    # Kept from run to run, for compiling takes most of this test's time.
    cache = Path(pytestconfig.cache.mkdir("kernels"))
    found = verify(bulk_from=0, processes=2, cache=cache)
    assert found.clean, found.findings
    _superuser(
        database,
        "UPDATE event SET amounts[1] = amounts[1] + 1"
        f" WHERE member_id = '{members[3]}' AND seq = (SELECT min(seq) FROM event"
        f" WHERE member_id = '{members[3]}' AND kind = 'stay' AND cardinality(amounts) > 0)",
    )
    found = verify(bulk_from=0, processes=2, cache=cache)
    assert found == verify()
    assert {one.code for one in found.findings} >= {"leaf_hash", "postings"}


def test_the_same_activity_ten_times_at_once_counts_once(database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    for member in opened(ROUNDS):
        stay = event(member, "stay", "k", NOW_US, nights=2)
        told_of = event(member, "profile", "p", NOW_US, vip=True)
        receipts = at_once(lambda one: record([one], acting=SYSTEM)[0], [stay, told_of] * 10)
        assert Counter(one.outcome for one in receipts) == {
            Outcome.ACCEPTED: 2,
            Outcome.REPLAYED: 18,
        }
        assert balances_of(member)["miles"] == 6
    clean()


def test_what_no_version_knows_then_is_an_error_that_uses_no_key(both: StoppedClock) -> None:
    (member,) = opened(1)
    both.set(LATER_US + DAY_US)
    for kind in ("visit", "referral", "Big Sale", "clock", "effect", "merge"):
        unknown = event(member, kind, "k", LATER_US - 1, friends=1)
        for origin in (Origin.LIVE, Origin.IMPORT):
            (receipt,) = record([unknown], acting=SYSTEM, origin=origin)
            assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unknown_kind"), kind
    assert events_of(member) == []
    later = event(member, "referral", "k", LATER_US, friends=1)
    again, accepted, replayed = record(
        [event(member, "referral", "k", LATER_US - 1, friends=1), later, later], acting=SYSTEM
    )
    assert _said([again, accepted, replayed]) == [
        ("error", "unknown_kind"),
        ("accepted", ""),
        ("replayed", ""),
    ]
    assert accepted.points == {"gems": 6}
    clean(bulk=True)


def test_a_state_of_an_older_version_is_padded(clock: StoppedClock) -> None:
    chances = [Chance(random.Random(7 + n), member) for n, member in enumerate(opened(6))]
    for chance in chances:
        record([chance.event(clock.now_us) for _ in range(12)], acting=SYSTEM)
    before = _slots([one.member for one in chances])
    publish_program(LATER, acting=SYSTEM, effective_us=LATER_US)
    clean()
    assert rebuild_states(acting=SYSTEM).mended in (0, len(chances)), (
        "padded or not, it is the same"
    )
    clean()
    clock.set(LATER_US + 3 * DAY_US)
    sweep_all()
    for chance in chances[:3]:
        referral = event(chance.member, "referral", "new", clock.now_us, friends=3)
        bought = event(chance.member, "purchase", "old", clock.now_us, amount=100)
        first, second = record([referral, bought], acting=SYSTEM)
        assert first.points == {"gems": 6}
        assert second.points is not None
        assert second.points["gems"] == 3
    clean()
    after = _slots([one.member for one in chances[:3]])
    with outermost() as cursor:
        newest = current_book(cursor).newest.layout
    assert set(after.values()) == {len(newest.slots)}
    assert all(after[member] > before[member] for member in after)
    clock.set(us(2024, 12, 1, 5))
    sweep_all()
    assert [balances_of(one.member).get("gems", 0) for one in chances] == [9] * 3 + [0] * 3
    clean()


def test_a_state_of_an_older_layout_is_damaged_and_rebuilt(
    database: DatabaseUrls, clock: StoppedClock
) -> None:
    first, second = opened(2)
    for member in (first, second):
        chance = Chance(random.Random(3), member)
        record([chance.event(clock.now_us) for _ in range(12)], acting=SYSTEM)
    sweep_all()
    whole = had([first, second], clock.now_us)
    assert LAYOUT == 4
    _superuser(
        database,
        f"UPDATE member_state SET engine = set_byte(engine, 0, 1) WHERE member_id = '{first}'",
    )
    bought = [event(one, "purchase", "n", NOW_US, amount=100) for one in (first, second)]
    receipts = record(bought, acting=SYSTEM)
    assert _said(receipts) == [("error", "damaged_state"), ("accepted", "")]
    assert receipts[0].detail == f"{first}: run setia verify, then replay"
    seal_all()
    verdict = verify()
    assert [(one.code, one.where) for one in verdict.findings] == [("bad_state", f"holder {first}")]
    assert "layout 4" in verdict.findings[0].detail
    assert rebuild_states(acting=SYSTEM).mended == 1
    assert had([first], clock.now_us)[first] == whole[first]
    assert record(bought[:1], acting=SYSTEM)[0].outcome is Outcome.ACCEPTED
    clean(bulk=True)


def _in_order(clock: StoppedClock, holders: int) -> list[UUID]:
    """Holders whose events are recorded as they happen, one a day, with a sweep behind each day."""
    chances = [Chance(random.Random(n), member) for n, member in enumerate(opened(holders))]
    for _ in range(EVENTS):
        clock.set(clock.now_us + DAY_US)
        now_us = clock.now_us
        record([replace(one.event(now_us), occurred_us=now_us) for one in chances], acting=SYSTEM)
        sweep_all()
    return [one.member for one in chances]


def _live(chance: Chance, clock: StoppedClock) -> None:
    """Record as it arrives: of any age, in any order, and now and then what was sent before."""
    for _ in range(EVENTS):
        clock.set(clock.now_us + chance.random.choice(MOVES_US))
        if chance.random.random() < 0.15:
            sweep_all()
            clean()
        (receipt,) = record([chance.event(clock.now_us)], acting=SYSTEM)
        assert receipt.outcome in (Outcome.ACCEPTED, Outcome.REFUSED), receipt
        if chance.random.random() < 0.3:
            sent = record([chance.random.choice(chance.drawn)], acting=SYSTEM)
            assert [one.outcome for one in sent] == [Outcome.REPLAYED]


def _said(receipts: list[Receipt]) -> list[tuple[str, str]]:
    return [(one.outcome.value, one.reason) for one in receipts]


def _superuser(database: DatabaseUrls, statement: str) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        assert superuser.execute(statement.encode()).rowcount > 0


def _due(member: UUID) -> int:
    with outermost() as cursor:
        cursor.execute("SELECT next_due_us FROM member_state WHERE member_id = %s", (member,))
        (row,) = cursor.fetchall()
    return int(row[0])


def _slots(members: list[UUID]) -> dict[UUID, int]:
    """How many slots each stored state has."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT member_id, get_byte(engine, 8) + 256 * get_byte(engine, 9) FROM member_state"
            " WHERE member_id = ANY(%s)",
            (members,),
        )
        return dict(cursor.fetchall())
