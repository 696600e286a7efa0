"""What activities and facts about members come to, day by day, with every sum in sight.

Facts that are told late correct what was earned since; points wait, are released, end when due, and
live on with activity. After each step the ledger is clean, holder by holder and in bulk.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Outcome
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.activities import PROGRAM, SINCE_US, event
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, opened
from tests.ledger.tellings import balances_of, clean, events_of

NOW_US = us(2024, 9, 1, 12)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    """A stopped clock in a database where the program is in force."""
    with closing(StoppedClock(database, SINCE_US)) as stopped:
        publish_program(PROGRAM, acting=SYSTEM, effective_us=SINCE_US)
        stopped.set(NOW_US)
        yield stopped


def test_what_an_activity_or_a_profile_carries_is_checked(clock: StoppedClock) -> None:
    (member,) = opened(1)
    bad: list[tuple[NewEvent, str]] = [
        (event(member, "review", "k", NOW_US, photo=True), "stars: is needed"),
        (event(member, "review", "k", NOW_US, stars=6), "stars: 6 must be a whole number"),
        (event(member, "stay", "k", NOW_US, nights="2"), "nights: '2' must be a whole number"),
        (event(member, "stay", "k", NOW_US, amount=-1), "amount: -1 must be a whole number"),
        (event(member, "profile", "k", NOW_US, county="nl"), "county: is not known of members"),
        (event(member, "profile", "k", NOW_US, country="de"), "must be one of my, nl"),
        (event(member, "profile", "k", NOW_US, vip=1), "vip: 1 must be true or false"),
    ]
    for one, said in bad:
        (receipt,) = record([one], acting=SYSTEM)
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unfit"), one
        assert said in receipt.detail
    assert events_of(member) == []
    assert clock.now_us == NOW_US


def test_facts_that_are_told_late_correct_what_was_earned(clock: StoppedClock) -> None:
    (member,) = opened(1)
    bought = [
        event(member, "purchase", f"p{days}", NOW_US - days * DAY_US, amount=10_000)
        for days in (9, 5, 1)
    ]
    record(bought, acting=SYSTEM)
    assert balances_of(member)["beans"] == 3 * 100 + 2 * 7
    (vip,) = record([event(member, "profile", "v", NOW_US - 6 * DAY_US, vip=True)], acting=SYSTEM)
    assert (vip.outcome, vip.points) == (Outcome.ACCEPTED, {})
    assert balances_of(member)["beans"] == 100 + 2 * (2 * 107)
    assert events_of(member)[-1] == ("profile", [107, 107]), "of both purchases behind it"
    record([event(member, "profile", "w", NOW_US - 2 * DAY_US, vip=None)], acting=SYSTEM)
    assert balances_of(member)["beans"] == 100 + 2 * 107 + 107
    clean(bulk=True)
    record([event(member, "profile", "x", NOW_US - 3 * DAY_US, vip=False)], acting=SYSTEM)
    assert events_of(member)[-1] == ("profile", [])
    clean(bulk=True)
    assert clock.now_us == NOW_US


def test_points_that_wait_are_released_and_end_when_due(clock: StoppedClock) -> None:
    """Reviewed on 1 September 2024, 08:00 in Havana: 5 stars wait until 15 September begins."""
    (member,) = opened(1)
    (review,) = record([event(member, "review", "r", NOW_US, stars=5)], acting=SYSTEM)
    assert review.points == {"stars": 5}
    midnight = us(2024, 9, 15, 4)
    for at_us, key, outcome in (
        (NOW_US, "s1", Outcome.REFUSED),
        (midnight - 1, "s2", Outcome.REFUSED),
        (midnight, "s3", Outcome.ACCEPTED),
    ):
        clock.set(at_us)
        (spent,) = record(
            [event(member, "spend", key, at_us, points=2, wallet="stars")], acting=SYSTEM
        )
        assert spent.outcome is outcome, key
        clean(bulk=True)
    assert balances_of(member)["stars"] == 3
    clock.set(us(2024, 11, 2, 4) - 1)
    assert sweep_all().holders == 0, "they are good through 1 November"
    clock.set(us(2024, 11, 2, 4))
    assert (sweep_all().holders, balances_of(member)["stars"]) == (1, 0)
    clean(bulk=True)


def test_points_end_without_activity_and_live_on_with_it(clock: StoppedClock) -> None:
    """A stay on 1 September, a purchase on 20 November: all ends after 20 February 2025."""
    (member,) = opened(1)
    record([event(member, "stay", "s", NOW_US, nights=2)], acting=SYSTEM)
    clock.set(us(2024, 11, 20, 12))
    record([event(member, "purchase", "p", clock.now_us, amount=100)], acting=SYSTEM)
    clock.set(us(2025, 2, 21, 5) - 1)
    sweep_all()
    assert balances_of(member)["miles"] == 6
    clock.set(us(2025, 2, 21, 5))
    sweep_all()
    assert balances_of(member)["miles"] == 0
    clean(bulk=True)
    record([event(member, "stay", "late", us(2025, 1, 5), nights=1)], acting=SYSTEM)
    assert balances_of(member)["miles"] == 9, "what arrives late lets them live on"
    clean(bulk=True)
