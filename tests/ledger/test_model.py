"""Generated histories on a real ledger and on the naive model beside it must agree.

Late, level, repeated, changed and unfit events, spends, holds and what ends them, imports with and
without given outcomes, sweeps, and a clock that moves on and back, over two versions. After each
step every member's balance, debt, tier, lots, holds and accounts are compared, and in the end the
ledger is verified.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from setia.core.engine.book import balances
from setia.core.engine.postings import FIELDS, Account, unfold
from setia.core.engine.state import buckets, holds
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import Origin, Outcome
from setia.ledger.rows import STATE_COLUMNS, holder_of
from setia.ledger.verify import verify_range
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.ids import uuid7
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS
from tests.ledger.histories import MEMBERS, STEPS, Move, Send, Step, Sweep, asked_of, event_of
from tests.ledger.naive import NEVER, Model, Standing
from tests.ledger.terms import FIRST, SECOND, ZONE, document

BUDGET = 70
START_US = us(2024, 10, 15, 12)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    """A stopped clock in a database where both versions are published."""
    with closing(StoppedClock(database, FIRST.since_us)) as stopped:
        publish_program(document(FIRST), acting=SYSTEM, effective_us=FIRST.since_us)
        publish_program(document(SECOND), acting=SYSTEM, effective_us=SECOND.since_us)
        yield stopped


@settings(
    max_examples=5 * ROUNDS,
    deadline=None,
    print_blob=True,
    # The examples share a database on purpose: each has members of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_ledger_agrees_with_the_naive_model(
    database: DatabaseUrls, clock: StoppedClock, steps: list[Step]
) -> None:
    run = _Run(database, clock)
    for step in steps:
        match step:
            case Move(by_us):
                clock.set(clock.now_us + by_us)
            case Sweep():
                sweep_all()
                run.learn_of_the_sweep()
            case Send():
                run.send(step)
        run.compare()
    seal_all()
    within = Range(UUID(int=run.members[0].int - 1), run.members[-1])
    verdict = verify_range(within)
    assert verdict.clean, verdict.findings
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
    assert verify_range(within, bulk) == verdict


class _Run:
    """One history on both."""

    def __init__(self, database: DatabaseUrls, clock: StoppedClock) -> None:
        self.clock = clock
        clock.set(START_US)
        with psycopg.connect(database.superuser_url, autocommit=True) as connection:
            connection.execute('UPDATE allotment SET "left" = %s', (BUDGET,))
        self.members = [uuid7() for _ in range(MEMBERS)]
        with outermost() as cursor:
            open_holders(cursor, [(member, "person") for member in self.members])
        self.model = Model(ZONE, (FIRST, SECOND), BUDGET)
        self.answered: set[int] = set()

    def send(self, send: Send) -> None:
        """One request to both; what is answered is the same, event by event."""
        asked = asked_of(send, self.members, self.clock.now_us)
        origin = Origin.IMPORT if send.imported else Origin.LIVE
        receipts = record([event_of(one) for one in asked], acting=SYSTEM, origin=origin)
        expected = self.model.record(asked, self.clock.now_us, imported=send.imported)
        for one, receipt, kept in zip(asked, receipts, expected, strict=True):
            if isinstance(kept, str):
                assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, kept), one
                continue
            assert kept.answer is not None
            outcome, points = kept.answer
            if id(kept) in self.answered:
                assert (receipt.outcome, receipt.first) == (Outcome.REPLAYED, outcome), one
            else:
                given = sum((receipt.points or {}).values())
                assert (receipt.outcome, given) == (outcome, points), one
            self.answered.add(id(kept))

    def learn_of_the_sweep(self) -> None:
        """A sweep's clock event takes a recorded instant of its holder; nothing is due after."""
        with outermost() as cursor:
            cursor.execute(
                "SELECT member_id, recorded_us, next_due_us FROM member_state"
                " WHERE member_id = ANY(%s)",
                (self.members,),
            )
            for member, recorded_us, next_due_us in cursor.fetchall():
                assert next_due_us > self.clock.now_us
                self.model.members[member].recorded_us = recorded_us

    def compare(self) -> None:
        with outermost() as cursor:
            book = current_book(cursor)
            cursor.execute('SELECT "left" FROM allotment')
            assert cursor.fetchall() == [(self.model.left,)]
            cursor.execute(
                "SELECT member_id, moves, amounts FROM event WHERE member_id = ANY(%s)",
                (self.members,),
            )
            posted = {member: Counter[int]() for member in self.members}
            for member, moves, amounts in cursor.fetchall():
                _count(posted[member], moves, amounts)
            cursor.execute(
                f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id = ANY(%s)",
                (self.members,),
            )
            for row in cursor.fetchall():
                holder = holder_of(row, book.newest.layout)
                at_us = max(self.clock.now_us, holder.recorded_us)
                fell_due = book.advanced(holder.state, at_us)
                for k in range(0, len(fell_due), FIELDS):
                    _count(posted[row[0]], fell_due[k : k + 8], fell_due[k + 8 : k + 9])
                standing = self.model.fold(self.model.members[row[0]], at_us)
                slot = book.newest.layout.slot
                assert {
                    "balance": balances(holder.state, book.newest.layout)["beans"],
                    "level": holder.state[slot("tier:status")],
                    "until": holder.state[slot("until:status")]
                    if holder.state[slot("tier:status")]
                    else NEVER,
                    "lots": {
                        (one.due_us, one.month): one.amount
                        for one in buckets(holder.state)
                        if one.month
                    },
                    "holds": sorted(
                        (one.due_us, (one.lot_us, one.month), one.amount)
                        for one in holds(holder.state)
                    ),
                    "accounts": {name: amount for name, amount in posted[row[0]].items() if amount},
                } == _expected(standing)


def _count(totals: Counter[int], moves: list[int], amounts: list[int]) -> None:
    for one in unfold(moves, amounts):
        totals[one.source] -= one.amount
        totals[one.target] += one.amount


def _expected(standing: Standing) -> dict[str, object]:
    lots = {lot: points for lot, points in standing.lots.items() if points}
    accounts = {
        Account.ISSUED: standing.totals["issued"],
        Account.SPENT: standing.totals["spent"],
        Account.EXPIRED: standing.totals["expired"],
        Account.AVAILABLE: sum(lots.values()),
        Account.HELD: sum(part for _, parts in standing.holds.values() for _, part in parts),
        Account.DEBT: -standing.debt,
    }
    return {
        "balance": sum(lots.values()) - standing.debt,
        "level": standing.level,
        "until": standing.until_us,
        "lots": lots,
        "holds": sorted(
            (until_us, lot or (0, 0), part)
            for until_us, parts in standing.holds.values()
            for lot, part in parts
            if part
        ),
        "accounts": {int(name): amount for name, amount in accounts.items() if amount},
    }
