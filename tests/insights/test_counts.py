"""What insights counts is what the ledger holds, however often and by however many it is counted.

The oracle reads the ledger as the superuser and counts it whole; the readers must come to the same,
in small steps, twice, at once, and killed in the middle (I14).
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections

from setia.insights.actions.count_events import count_events
from setia.insights.actions.take_census import take_census
from setia.insights.periods import DAY_US, PERIOD_DAYS, series
from setia.insights.queries import Figures, figures
from setia.insights.tasks import readers
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin
from setia.members.actions.enrol_members import enrol_members
from setia.members.actions.erase_member import erase_member
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import HOME_VARIABLE, DatabaseUrls

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: Beans}, expires: 1 month}
earning:
  - {rule: base, give: 1 per whole 1.00}
  - {rule: gold, when: tier == "gold", multiply: 2}
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels:
      - {tier: regular, from: 0}
      - {tier: gold, from: 100.00}
"""
IMPORTED_DAYS_AGO = (1, 20, 40, 50, 75)

_DIE = """
import os, signal, django
django.setup()
from setia.insights.actions import count_events as action
from setia.ledger import follow
follow.move_to = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
action.count_events()
"""


def now_us() -> int:
    with outermost() as cursor:
        return clock.now(cursor)


def now_figures() -> Figures:
    with outermost() as cursor:
        return figures(cursor, clock.now(cursor))


def event(member: UUID, kind: str, days_ago: int, key: str, amount: int) -> NewEvent:
    payload = {"points" if kind == "spend" else "amount": amount}
    return NewEvent(member, kind, now_us() - days_ago * DAY_US, "till", key, payload)


@pytest.fixture
def members(database: DatabaseUrls) -> list[UUID]:
    """Three members with purchases, a spend, an expiry, a refusal and a late purchase."""
    publish_program(PROGRAM, acting=SYSTEM)
    found = [uuid4() for _ in range(3)]
    with outermost() as cursor:
        open_holders(cursor, [(member_id, "person") for member_id in found])
    for member in found:
        past = [event(member, "purchase", d, f"p{d}", 3_000) for d in IMPORTED_DAYS_AGO]
        past.append(event(member, "spend", 19, "s", 10))
        record(past, acting=SYSTEM, origin=Origin.IMPORT)
    record([event(found[0], "spend", 0, "too much", 9_000)], acting=SYSTEM)
    record([event(found[1], "purchase", 45, "late", 20_000)], acting=SYSTEM)
    sweep_all()
    seal_all()
    return found


def catch_up(limit: int = 2_000) -> None:
    while count_events(limit):
        pass


def rows(urls: DatabaseUrls, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(urls.superuser_url) as connection:
        return connection.execute(query).fetchall()


LOCAL_DAY = "floor(({} + 28800000000) / 86400000000.0)::int"  # Kuala Lumpur is 8 hours ahead.
POINTS_ORACLE = f"""
    SELECT wallet::int, account::int, day, sum(change)::bigint FROM (
        SELECT wallet, source_account, {LOCAL_DAY.format("effective_us")}, -amount FROM posting
        UNION ALL
        SELECT wallet, target_account, {LOCAL_DAY.format("effective_us")}, amount FROM posting
    ) AS p (wallet, account, day, change) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
POINTS = "SELECT wallet, account, day, change FROM points_day ORDER BY 1, 2, 3"
EVENTS_ORACLE = "SELECT kind, outcome, count(*) FROM event GROUP BY 1, 2 ORDER BY 1, 2"
EVENTS = "SELECT kind, outcome, sum(events)::bigint FROM event_day GROUP BY 1, 2 ORDER BY 1, 2"


def assert_counted(urls: DatabaseUrls) -> None:
    assert rows(urls, POINTS) == rows(urls, POINTS_ORACLE)
    assert rows(urls, EVENTS) == rows(urls, EVENTS_ORACLE)


@pytest.mark.parametrize("limit", [1, 3, 2_000])
def test_counts_are_what_the_ledger_holds(
    database: DatabaseUrls, members: list[UUID], limit: int
) -> None:
    assert rows(database, POINTS) == []
    catch_up(limit)
    assert len(rows(database, POINTS)) > 10
    assert_counted(database)
    assert count_events() == 0
    record([event(members[0], "purchase", 0, "new", 500)], acting=SYSTEM)
    catch_up(limit)
    seal_all()
    catch_up(limit)
    assert_counted(database)


def test_two_that_count_at_once_count_once(database: DatabaseUrls, members: list[UUID]) -> None:
    barrier = threading.Barrier(4)
    done: list[bool] = []

    def work() -> None:
        try:
            barrier.wait(30)
            catch_up(3)
            done.append(True)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "still counting after a minute"
    assert done == [True] * 4
    assert_counted(database)


def test_one_that_is_killed_has_counted_nothing(
    database: DatabaseUrls, members: list[UUID]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _DIE], check=False, timeout=60, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert rows(database, POINTS) == []
    catch_up()
    assert_counted(database)


def test_figures_compare_two_periods_and_add_up(
    database: DatabaseUrls, members: list[UUID]
) -> None:
    catch_up()
    found = now_figures()
    (beans,) = found.wallets
    total = beans.issued.total - beans.spent.total - beans.expired.total
    assert beans.outstanding.total == total
    assert beans.outstanding.days[-1] == total
    balances = "SELECT sum(balances[1])::bigint FROM member_state"
    assert rows(database, balances) == [(total,)]
    assert (beans.spent.now, beans.spent.before) == (30, 0)
    # 30.00 five times, in two periods 1, 20 and 40, 50 days ago; gold from 100.00 on doubles.
    purchases = "SELECT count(*) FROM event WHERE kind = 'purchase'"
    assert rows(database, purchases) == [(3 * len(IMPORTED_DAYS_AGO) + 1,)]
    assert (found.events.now, found.events.before) == (3 * 2 + 3 + 1, 3 * 2 + 1)
    assert found.events.total == 3 * len(IMPORTED_DAYS_AGO) + 1 + 3 + 1
    assert [(one.kind, one.outcome, one.events) for one in found.kinds] == [
        ("purchase", "accepted", 16),
        ("spend", "accepted", 3),
        ("spend", "refused", 1),
    ]
    before = beans.outstanding.days[0]
    moved = sum(beans.issued.days[1:]) - sum(beans.spent.days[1:]) - sum(beans.expired.days[1:])
    assert before + moved == total, "balances at the ends of days follow from what happened"


WAITING = """
setia: 1
program: sky
currency: EUR
time zone: Asia/Kuala_Lumpur
wallets:
  miles: {name: {en: Miles}, decimals: 1, pending: 14 days, expires: 1 month}
  stars: {name: {en: Stars}}
earning:
  - {rule: base, give: 0.5 miles per 1.00}
  - {rule: star, give: 3 stars}
"""


def test_what_is_pending_is_outstanding_before_it_can_be_spent(database: DatabaseUrls) -> None:
    publish_program(WAITING, acting=SYSTEM)
    member = uuid4()
    with outermost() as cursor:
        open_holders(cursor, [(member, "person")])
    past = [event(member, "purchase", days, f"p{days}", 3_000) for days in (60, 50, 20, 10, 1)]
    record(past, acting=SYSTEM, origin=Origin.IMPORT)
    spent: dict[str, Json] = {"points": 25, "wallet": "miles"}
    record([NewEvent(member, "spend", now_us(), "till", "s", spent)], acting=SYSTEM)
    sweep_all()
    seal_all()
    catch_up()
    miles, stars = now_figures().wallets
    # 15.0 five times: two have ended, one can be spent, two wait.
    assert (miles.issued.total, miles.spent.total, miles.expired.total) == (750, 25, 300)
    assert (miles.outstanding.total, miles.pending) == (750 - 25 - 300, 300)
    assert (stars.outstanding.total, stars.pending) == (15, 0)
    assert rows(database, "SELECT balances[1:3] FROM member_state") == [([125, 300, 15],)]
    days = miles.outstanding.days
    assert days[-1] == miles.outstanding.total
    moved = sum(miles.issued.days[1:]) - sum(miles.spent.days[1:]) - sum(miles.expired.days[1:])
    assert days[0] + moved == days[-1]
    # The purchase of ten days ago is outstanding from that day on.
    assert (days[-11] - days[-12], days[-12] - days[-13]) == (150, 0)


def test_a_day_is_counted_in_its_own_period() -> None:
    days = dict.fromkeys(range(941, 1_001), 1) | {941: 10, 970: 100, 971: 1_000, 1_000: 10_000}
    found = series(days, last_day=1_000, total=5)
    assert len(found.days) == 2 * PERIOD_DAYS
    assert found.before == 10 + 28 + 100
    assert found.now == 1_000 + 28 + 10_000
    assert series({940: 7, 1_001: 7}, last_day=1_000, total=0).days == (0,) * 60


def enrol(name: str, days_ago: int) -> UUID:
    identity = Identity(IdentityKind.EMAIL, f"{name}@example.com")
    joined_us = now_us() - days_ago * DAY_US
    (enrolled,) = enrol_members([Enrolment([identity], joined_us=joined_us)], acting=SYSTEM)
    assert enrolled.member_id is not None
    return enrolled.member_id


def set_census_back(urls: DatabaseUrls, us: int) -> None:
    with psycopg.connect(urls.superuser_url) as connection:
        connection.execute("UPDATE census SET taken_us = taken_us - %s", (us,))


def test_the_census_counts_members_tiers_and_who_joined(database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    people = [enrol(f"m{days}", days) for days in (0, 10, 29, 31, 59, 200)]
    record([event(people[0], "purchase", 0, "gold", 20_000)], acting=SYSTEM)
    erase_member(people[1], home=Path(os.environ[HOME_VARIABLE]), acting=SYSTEM)
    seal_all()
    assert take_census() == 1
    found = now_figures().members
    assert found is not None
    assert found.members == 5
    assert (found.joined.now, found.joined.before) == (2, 2)
    assert found.tiers == (("status", 0, 4), ("status", 1, 1))


def test_the_census_is_taken_when_something_was_sealed_and_not_too_often(
    database: DatabaseUrls,
) -> None:
    assert take_census() == 0, "without a program there is nothing to count by"
    publish_program(PROGRAM, acting=SYSTEM)
    assert take_census() == 1
    assert take_census() == 0
    enrol("first", 0)
    seal_all()
    assert take_census() == 0, "a moment after the last one"
    set_census_back(database, 5_000_000)
    assert take_census() == 1
    set_census_back(database, 3_000_000_000)
    assert take_census() == 0, "nothing was sealed since"
    set_census_back(database, 600_000_000)
    assert take_census() == 1, "an hour later it is taken anyway: periods move on"


def test_a_slow_census_is_taken_less_often(database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    assert take_census() == 1
    enrol("first", 0)
    seal_all()
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("UPDATE census SET took_us = 2000000")
    set_census_back(database, 99_000_000)
    assert take_census() == 0
    set_census_back(database, 1_000_000)
    assert take_census() == 1


def test_readers_are_what_the_worker_calls(database: DatabaseUrls, members: list[UUID]) -> None:
    assert [reader.__name__ for reader in readers] == ["count_events", "take_census"]
    assert [reader() > 0 for reader in readers] == [True, True]
    assert [reader() for reader in readers] == [0, 0]
