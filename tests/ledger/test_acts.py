"""Adjustments, opening balances and granted levels in the ledger (I2, I4, I8, I12)."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, coffee, in_force, opened, purchase
from tests.ledger.tellings import balances_of, clean, events_of, had, of, told

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, coffee(None), SINCE_US, NOW_US) as stopped:
        yield stopped


def act(member: UUID, kind: str, key: str, at_us: int = 0, **payload: Json) -> NewEvent:
    """An act of the desk."""
    return NewEvent(member, kind, at_us, "desk", key, payload)


def test_the_last_points_are_adjusted_away_once(clock: StoppedClock) -> None:
    """F5: fifty adjustments at once of the same points; one wins, the others are told."""
    for member in opened(max(3, ROUNDS // 4)):
        record([act(member, "adjust", "up", points=60, reason="goodwill")], acting=SYSTEM)
        tries = [act(member, "adjust", f"d{k}", points=-60, reason="mistake") for k in range(50)]
        receipts = at_once(lambda one: record([one], acting=SYSTEM)[0], tries)
        assert Counter((one.outcome, one.reason) for one in receipts) == {
            (Outcome.ACCEPTED, ""): 1,
            (Outcome.REFUSED, "not_enough_points"): 49,
        }
        assert balances_of(member)["beans"] == 0
    clean(bulk=True)


def test_acts_say_what_they_moved(clock: StoppedClock) -> None:
    (member,) = opened(1)
    receipts = record(
        [
            act(member, "opening", "o", NOW_US, points=30, expires="2024-06-30"),
            act(member, "adjust", "u", points=5, reason="goodwill"),
            act(member, "adjust", "d", points=-10, reason="mistake"),
            act(member, "tier-grant", "t", level="gold", until="2024-12-31"),
            purchase(member, "p", 1_000, NOW_US),
        ],
        acting=SYSTEM,
    )
    assert [one.outcome for one in receipts] == [Outcome.ACCEPTED] * 5
    moved = [{"beans": 30}, {"beans": 5}, {"beans": -10}, {}, {"beans": 10}]
    assert [one.points for one in receipts] == moved
    clock.set(us(2024, 7, 2))
    (later,) = record([purchase(member, "q", 1_000, us(2024, 7, 1, 12))], acting=SYSTEM)
    assert later.points == {"beans": 20}, "gold counts twice"
    assert balances_of(member)["beans"] == 5 + 10 + 20, "what was brought along has ended"
    clean(bulk=True)


def test_a_file_brings_balances_and_levels_of_their_own_days(clock: StoppedClock) -> None:
    live, imported = opened(2)
    record(
        [act(live, "opening", "o", NOW_US - DAY_US, points=30, earned="2024-02-03")], acting=SYSTEM
    )
    said_then: tuple[tuple[str, str, dict[str, Json]], ...] = (
        ("u", "adjust", {"points": 50, "reason": "goodwill"}),
        ("d", "adjust", {"points": -70, "reason": "mistake"}),
        ("e", "adjust", {"points": -90, "reason": "mistake"}),
        ("t", "tier-grant", {"level": "gold"}),
        ("g", "tier-grant", {"level": "gold", "until": "2024-01-31"}),
    )
    for key, kind, told_ in said_then:
        clock.set(clock.now_us + DAY_US)
        record([NewEvent(live, kind, 0, "desk", key, told_)], acting=SYSTEM)
    record([purchase(live, "p", 4_000, clock.now_us)], acting=SYSTEM)
    said = [of(imported, one) for one in told(live)]
    receipts = record(said, acting=SYSTEM, origin=Origin.IMPORT)
    assert Counter(one.outcome for one in receipts) == {Outcome.ACCEPTED: 5, Outcome.REFUSED: 2}
    clock.set(clock.now_us + 300 * DAY_US)
    sweep_all()
    left = had([live, imported], clock.now_us)
    assert left[live] == left[imported]
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean(bulk=True)


@pytest.mark.parametrize(
    ("kind", "payload", "where"),
    [
        ("adjust", {"points": 5}, "reason: is needed"),
        ("adjust", {"points": 5, "reason": ""}, "reason: is needed"),
        ("adjust", {"points": 5, "reason": "x" * 201}, "reason: is needed, as text of at most 200"),
        ("adjust", {"points": 0, "reason": "x"}, "points: 0 adjusts nothing"),
        ("adjust", {"points": True, "reason": "x"}, "points: True must be a whole number"),
        ("adjust", {"points": 5, "reason": "x", "wallet": "stars"}, "wallet: 'stars' is not one"),
        ("opening", {"points": 0}, "points: 0 must be a whole number from 1"),
        ("opening", {"points": 5, "expires": "2200-01-01"}, "expires: '2200-01-01' must be a date"),
        ("opening", {"points": 5, "earned": "1969-12-31"}, "earned: '1969-12-31' must be a date"),
        ("opening", {"points": 5, "expires": 7}, "expires: 7 must be a date"),
        ("tier-grant", {}, "level: None is not one; use one of regular, silver, gold"),
        ("tier-grant", {"level": "gold", "tiers": "x"}, "tiers: 'x' is no set of tiers"),
        ("tier-grant", {"level": "gold", "until": "soon"}, "until: 'soon' must be a date"),
    ],
)
def test_an_act_that_can_not_be_read_uses_no_key(
    clock: StoppedClock, kind: str, payload: dict[str, Json], where: str
) -> None:
    (member,) = opened(1)
    (receipt,) = record([NewEvent(member, kind, NOW_US, "desk", "k", payload)], acting=SYSTEM)
    assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unfit")
    assert receipt.detail.startswith(where)
    assert events_of(member) == []


@pytest.mark.parametrize("day", ["2199-12-31", "2024-06-01"])
def test_the_last_and_the_first_day_that_can_be_named(clock: StoppedClock, day: str) -> None:
    (member,) = opened(1)
    (receipt,) = record([act(member, "opening", "o", NOW_US, points=5, expires=day)], acting=SYSTEM)
    assert receipt.outcome == Outcome.ACCEPTED
    clean(bulk=True)
