"""The worker is killed again and again in the midst of its tasks (F12, I14).

It seals, wakes who is due, brings what was sent and counts, all at once, and dies at moments drawn
from a printed seed. Then one is left alone: nothing may be stuck, and each thing has happened once.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from uuid import UUID

import psycopg
import pytest

from setia.insights.actions.count_events import READER
from setia.ledger.actions.record import record
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock
from tests.ledger.programs import DAY_US, in_force, opened
from tests.ledger.transfers import NOW_US, PROGRAM, SINCE_US, miles_of, sends, told

LONG = os.environ.get("SETIA_FAULTS") == "long"
KILLS = 50 if LONG else 5
SEED = int(os.environ.get("SETIA_SEED", "20260101"))
STUCK_S = 90.0
EACH = 12

DONE = "SELECT (SELECT count(*) FROM leaf) + (SELECT count(*) FROM event WHERE kind = 'clock')"
LEFT = f"""
    SELECT (SELECT count(*) FROM unsealed) + (SELECT count(*) FROM effect)
        + (SELECT count(*) FROM member_state WHERE next_due_us <= %s)
        + (SELECT count(*) FROM leaf WHERE position > coalesce(
            (SELECT position FROM reader_cursor WHERE reader = '{READER}'), 0))
"""

pytestmark = pytest.mark.fault


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


@contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    """A worker as `setia up` starts it; whatever happens, it does not outlive the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "setia.worker"], stdin=subprocess.PIPE, env={**os.environ}
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(STUCK_S)
        assert process.stdin
        process.stdin.close()


def until(what: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Ask again and again, as long as nothing counts as stuck."""
    deadline = time.monotonic() + STUCK_S
    while not what():
        assert process.poll() is None, "the worker has ended by itself"
        assert time.monotonic() < deadline, f"stuck for {STUCK_S:.0f} s"


def reach(done: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until so much has been done."""
    until(lambda: number(DONE) >= done, process)


def number(statement: str, *values: object) -> int:
    with outermost() as cursor:
        cursor.execute(statement, values)
        (found,) = cursor.fetchall()
    return int(found[0])


def work(clock: StoppedClock, database: DatabaseUrls, key: str) -> tuple[list[UUID], list[UUID]]:
    """Givers of whom old points are due, and takers to whom what they sent is on its way."""
    givers, takers = opened(EACH), opened(EACH)
    then = clock.now_us
    record([told(one, "purchase", "old", then - 60 * DAY_US, amount=5_000) for one in givers],
           acting=SYSTEM)  # fmt: skip
    record([told(one, "purchase", "new", then, amount=9_000) for one in givers], acting=SYSTEM)
    with closing(psycopg.connect(database.superuser_url)) as other:
        other.execute("SELECT 1 FROM member_state WHERE member_id = ANY(%s) FOR UPDATE", (takers,))
        pairs = zip(givers, takers, strict=True)
        record([sends(giver, taker, 70, key) for giver, taker in pairs], acting=SYSTEM)
    # The old ones are due now, of whoever has them.
    clock.set(then + 40 * DAY_US)
    return givers, takers


def test_what_a_killed_worker_leaves_is_done_once(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    print(f"seed {SEED}, {KILLS} kills")
    chance = random.Random(SEED)
    givers, takers = list[UUID](), list[UUID]()
    for kill in range(KILLS):
        givers, takers = work(clock, database, f"t{kill}")
        with worker() as process:
            reach(number(DONE) + chance.randrange(1, 4 * EACH), process)
            process.send_signal(signal.SIGKILL)
            assert process.wait(STUCK_S) == -signal.SIGKILL
    with worker() as process:
        until(lambda: number(LEFT, clock.now_us) == 0, process)
        process.terminate()
        assert process.wait(STUCK_S) == 0
    verdict = verify()
    assert verdict.clean, verdict.findings
    arrived = "SELECT count(*) FROM event WHERE kind = 'effect'"
    assert number(arrived) == EACH * KILLS
    # Of the last round, whose old points alone have ended: each had 50 old and 90 new and sent 70,
    # the 50 old first.
    assert miles_of(*givers) == [70] * EACH
    assert miles_of(*takers) == [20] * EACH
