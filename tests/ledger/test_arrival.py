"""The same things happened, so the same is had, in whatever order it arrived (I8, I20).

Random histories are recorded live as they arrive, then told again as imports in other orders, with
the outcomes of acts as given facts, then folded again from rows after the states were destroyed.
Balances, tiers, lots and windows are the same in all.
"""

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import UUID

import psycopg
import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.rows import STATE_COLUMNS, holder_of
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS
from tests.ledger.programs import DAY_US, opened, purchase, spend
from tests.ledger.terms import FIRST, SECOND, document

EVENTS = 40
HISTORIES = max(4, ROUNDS // 5)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, FIRST.since_us)) as stopped:
        publish_program(document(FIRST), acting=SYSTEM, effective_us=FIRST.since_us)
        publish_program(document(SECOND), acting=SYSTEM, effective_us=SECOND.since_us)
        stopped.set(us(2024, 12, 1, 12))
        yield stopped


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_live_imported_and_rebuilt_are_the_same(
    database: DatabaseUrls, clock: StoppedClock, seed: int
) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    live, *imported = opened(4)
    _live(chance, clock, live)
    told = _told(live)
    for member, pieces in zip(imported, (1, 3, 12), strict=True):
        mine = [_of(member, event) for event in told]
        chance.shuffle(mine)
        size = -(-len(mine) // pieces)
        for k in range(0, len(mine), size):
            receipts = record(mine[k : k + size], acting=SYSTEM, origin=Origin.IMPORT)
            assert Outcome.ERROR not in {receipt.outcome for receipt in receipts}
    clock.set(clock.now_us + 200 * DAY_US)
    sweep_all()
    had = _had([live, *imported], clock.now_us)
    assert had[live]["series"], "something is left to compare"
    assert all(had[member] == had[live] for member in imported)
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "UPDATE member_state SET engine = '\\x00', balances = '{7}', tiers = '{}', seq = 1,"
            " swept_us = 0, last_act_us = 5, recorded_us = 1, next_due_us = 0, next_expiry_us = 0"
        )
    assert rebuild_states(acting=SYSTEM).mended == 4
    assert _had([live, *imported], clock.now_us) == had
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings


def _live(chance: random.Random, clock: StoppedClock, member: UUID) -> None:
    """Record as it arrives: purchases of any age in any order, spends when they are made."""
    for n in range(EVENTS):
        clock.set(clock.now_us + chance.choice([1, 60_000_000, DAY_US // 3, 3 * DAY_US]))
        if chance.random() < 0.15:
            sweep_all()
        if chance.random() < 0.25:
            event = spend(member, f"s{n}", chance.randrange(1, 90))
        else:
            ago = chance.choice([0, 1, DAY_US // 2, DAY_US, 30 * DAY_US, 61 * DAY_US, 366 * DAY_US])
            amount, channel = chance.randrange(0, 20_000), chance.choice(["app", "post"])
            event = purchase(member, f"p{n}", amount, clock.now_us - ago, channel)
        (receipt,) = record([event], acting=SYSTEM)
        assert receipt.outcome in (Outcome.ACCEPTED, Outcome.REFUSED)


def _told(member: UUID) -> list[NewEvent]:
    """The same history as a file tells it: when it happened, and how each act ended."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT kind, occurred_us, recorded_us, source, key, payload, outcome FROM event"
            " WHERE member_id = %s AND kind <> 'clock'",
            (member,),
        )
        return [
            NewEvent(
                member,
                kind,
                recorded_us if kind == "spend" else occurred_us,
                source,
                key,
                json.loads(payload),
                outcome == "accepted" if kind == "spend" else None,
            )
            for kind, occurred_us, recorded_us, source, key, payload, outcome in cursor.fetchall()
        ]


def _of(member: UUID, event: NewEvent) -> NewEvent:
    return NewEvent(
        member,
        event.kind,
        event.occurred_us,
        event.source,
        event.key,
        event.payload,
        event.given,
    )


def _had(members: Sequence[UUID], at_us: int) -> dict[UUID, dict[str, object]]:
    """What each has at an instant: slots and buckets, without the marks of what was folded last."""
    had: dict[UUID, dict[str, object]] = {}
    with outermost() as cursor:
        book = current_book(cursor)
        cursor.execute(
            f"SELECT {STATE_COLUMNS}, balances, tiers FROM member_state WHERE member_id = ANY(%s)",
            (list(members),),
        )
        for *columns, balances, tiers in cursor.fetchall():
            holder = holder_of(columns, book.newest.layout)
            book.advanced(holder.state, at_us)
            slots = book.newest.layout.slots
            first = 4 + len(slots)
            had[holder.member_id] = {
                "slots": holder.state[8:first],
                "series": holder.state[first : first + 5 * holder.state[2]],
                "balances": balances,
                "tiers": tiers,
            }
    return had
