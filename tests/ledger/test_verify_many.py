"""A large ledger is verified in bulk, by compiled code in processes of its own, and as well."""

import random
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal, seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin
from setia.ledger.verify import verify
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, ranges, snapshot, states, streamed
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.crowd import at_once
from tests.ledger.programs import DAY_US, coffee, now_us, opened, purchase, spend

HOLDERS = 40
EVENTS = 15


@pytest.fixture
def members(database: DatabaseUrls) -> list[UUID]:
    """Holders with histories in order, but for the first two; the last has none."""
    publish_program(coffee(), acting=SYSTEM)
    chance = random.Random(6)
    members = opened(HOLDERS + 1)
    now = now_us()
    for place, member in enumerate(members[:-1]):
        times = sorted(now - chance.randrange(900 * DAY_US) for _ in range(EVENTS))
        events: list[NewEvent] = []
        for n, at in enumerate(times):
            if chance.random() < 0.3:
                events.append(spend(member, f"k{n}", chance.randrange(1, 120), at))
            else:
                amount, channel = chance.randrange(9_000), chance.choice([None, "app", "web"])
                events.append(purchase(member, f"k{n}", amount, at, channel))
        # Level with the one before, so that source and key decide the order.
        events.append(purchase(member, "level", 700, times[3]))
        record(events, acting=SYSTEM, origin=Origin.IMPORT)
        if place < 2:
            record([purchase(member, "late", 20_000, times[0] - 1)], acting=SYSTEM)
        record([spend(member, "live", 5)], acting=SYSTEM)
    sweep_all()
    seal_all()
    return members


def test_only_holders_whose_history_was_corrected_are_looked_at_again(members: list[UUID]) -> None:
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
        proven = bulk.prove(states(cursor, Range()), streamed(cursor, Range()))
    assert set(proven.doubted) == set(members[:2])


def test_ranges_cover_every_holder_once(members: list[UUID]) -> None:
    with snapshot() as cursor:
        parts = ranges(cursor, events_at_once=50)
        found = [row[0] for part in parts for row in states(cursor, part)]
    assert len(parts) > 5
    assert found == members
    assert parts[0].after == UUID(int=0)
    assert parts[-1].last == UUID(int=2**128 - 1)


def test_two_versions_of_too_few_events_are_verified_one_by_one_in_processes(
    members: list[UUID],
) -> None:
    publish_program(coffee().replace("1 per whole 1.00", "2 per whole 1.00"), acting=SYSTEM)
    seal_all()
    found = verify()
    assert verify(bulk_from=found.events, processes=2) == found


def test_nothing_is_found_and_nothing_mended_beside_live_work(members: list[UUID]) -> None:
    now = now_us()

    def work(number: int) -> int:
        if number % 4 == 0:
            verdict = verify()
            assert verdict.clean, verdict.findings
            return rebuild_states(acting=SYSTEM).mended
        if number % 4 == 1:
            seal(limit=2)
            return 0
        chosen = members[number % len(members)]
        bought = purchase(chosen, f"n{number}", 900, now - number * DAY_US, "web")
        record([bought, spend(chosen, f"s{number}", 3)], acting=SYSTEM)
        return 0

    assert sum(at_once(work, range(80), threads=4)) == 0
    seal_all()
    assert verify().clean


@pytest.mark.slow
def test_compiled_in_processes_finds_what_one_by_one_finds(
    members: list[UUID], database: DatabaseUrls, pytestconfig: pytest.Config
) -> None:
    # Kept from run to run, for compiling takes most of this test's time.
    cache = Path(pytestconfig.cache.mkdir("kernels"))
    assert verify().clean
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "UPDATE event SET amounts[1] = amounts[1] + 1"
            " WHERE member_id = %s AND seq = (SELECT min(seq) FROM event"
            " WHERE member_id = %s AND cardinality(amounts) > 0)",
            (members[20], members[20]),
        )
        superuser.execute(
            "UPDATE member_state SET balances[1] = 0 WHERE member_id = %s", (members[30],)
        )
    found = verify(bulk_from=0, processes=2, cache=cache)
    assert found == verify()
    assert {one.code for one in found.findings} == {"leaf_hash", "postings", "lots", "state"}
