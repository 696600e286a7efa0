"""The same things happened, so the same is had, in whatever order it arrived (I8, I20).

Random histories are recorded live as they arrive, then told again as imports in other orders, with
the outcomes of acts as given facts, then folded again from rows after the states were destroyed.
Balances, tiers, lots and windows are the same in all.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import psycopg
import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS
from tests.ledger.programs import DAY_US, opened, purchase, spend
from tests.ledger.tellings import had, of, told
from tests.ledger.terms import FIRST, SECOND, document

EVENTS = 40
LEVELS = ("regular", "silver", "gold")
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
    said = told(live)
    for member, pieces in zip(imported, (1, 3, 12), strict=True):
        mine = [of(member, event) for event in said]
        chance.shuffle(mine)
        size = -(-len(mine) // pieces)
        for k in range(0, len(mine), size):
            receipts = record(mine[k : k + size], acting=SYSTEM, origin=Origin.IMPORT)
            assert Outcome.ERROR not in {receipt.outcome for receipt in receipts}
    clock.set(clock.now_us + 200 * DAY_US)
    sweep_all()
    left = had([live, *imported], clock.now_us)
    assert left[live]["series"], "something is left to compare"
    assert all(left[member] == left[live] for member in imported)
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "UPDATE member_state SET engine = '\\x00', balances = '{7}', tiers = '{}', seq = 1,"
            " swept_us = 0, last_act_us = 5, recorded_us = 1, next_due_us = 0, next_expiry_us = 0"
        )
    assert rebuild_states(acting=SYSTEM).mended == 4
    assert had([live, *imported], clock.now_us) == left
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
        elif chance.random() < 0.15:
            event = _act(chance, clock.now_us, member, n)
        elif chance.random() < 0.2:
            event = _back(chance, clock.now_us, member, n)
        else:
            ago = chance.choice([0, 1, DAY_US // 2, DAY_US, 30 * DAY_US, 61 * DAY_US, 366 * DAY_US])
            amount, channel = chance.randrange(0, 20_000), chance.choice(["app", "post"])
            event = purchase(member, f"p{n}", amount, clock.now_us - ago, channel)
        (receipt,) = record([event], acting=SYSTEM)
        waits = {Outcome.WAITING} if event.kind == "return" else set()
        assert receipt.outcome in {Outcome.ACCEPTED, Outcome.REFUSED} | waits


def _act(chance: random.Random, now_us: int, member: UUID, n: int) -> NewEvent:
    """An adjustment, points that the member brings along, or a level that is granted."""
    points = chance.randrange(1, 60)
    match chance.choice(["adjust", "adjust", "opening", "tier-grant"]):
        case "adjust":
            signed = chance.choice([points, -points])
            told: dict[str, Json] = {"points": signed, "reason": "goodwill"}
            return NewEvent(member, "adjust", 0, "desk", f"a{n}", told)
        case "opening":
            told = {"points": points, "earned": "2024-05-06"}
            if chance.random() < 0.5:
                told["expires"] = chance.choice(["2025-03-01", "2024-08-01"])
            ago = chance.choice([0, 1, 90 * DAY_US])
            return NewEvent(member, "opening", now_us - ago, "old", f"o{n}", told)
        case _:
            told = {"level": chance.choice(LEVELS)}
            if chance.random() < 0.5:
                told["until"] = chance.choice(["2025-03-01", "2026-01-01"])
            return NewEvent(member, "tier-grant", 0, "desk", f"t{n}", told)


def _back(chance: random.Random, now_us: int, member: UUID, n: int) -> NewEvent:
    """Some of a purchase comes back, or all of it; of one that comes later it waits."""
    of_ = f"p{chance.randrange(n + 3)}"
    part = {"amount": chance.randrange(1, 9_000)} if chance.random() < 0.6 else {}
    ago = chance.choice([0, 0, 1, DAY_US, 30 * DAY_US])
    return NewEvent(member, "return", now_us - ago, "till", f"r{n}", {"of": of_, **part})
