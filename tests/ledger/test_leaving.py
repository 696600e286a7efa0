"""Points that are converted or given away in the ledger: each point leaves once (I2, I4)."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, in_force, opened
from tests.ledger.tellings import balances_of, clean, events_of, had

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
PROGRAM = """
setia: 1
program: flights
currency: MYR
wallets:
  miles: {converts: {beans: 1 per whole 100, stars: 1 per 3}, donates to: [forest, school]}
  beans: {expires: 1 month}
  stars: {}
earning:
  - {rule: base, give: 1 miles per whole 1.00}
"""


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def told(member: UUID, kind: str, key: str, at_us: int = NOW_US, **payload: Json) -> NewEvent:
    """Something that the desk tells."""
    return NewEvent(member, kind, at_us, "desk", key, payload)


def alone(event: NewEvent) -> Receipt:
    (receipt,) = record([event], acting=SYSTEM)
    return receipt


def _with_miles(holders: int, miles: int) -> list[UUID]:
    members = opened(holders)
    record([told(one, "purchase", "p", amount=miles * 100) for one in members], acting=SYSTEM)
    return members


def test_points_become_anothers_or_are_given_away_once(clock: StoppedClock) -> None:
    (member,) = _with_miles(1, 250)
    converted = told(member, "convert", "c", points=200, wallet="miles", to="beans")
    assert alone(converted).points == {"miles": -200, "beans": 2}
    again = alone(converted)
    assert (again.outcome, again.first) == (Outcome.REPLAYED, Outcome.ACCEPTED)
    given = alone(told(member, "donate", "d", points=40, wallet="miles", to="school"))
    assert given.points == {"miles": -40}
    short = alone(told(member, "donate", "e", points=11, wallet="miles", to="school"))
    assert (short.outcome, short.reason) == (Outcome.REFUSED, "not_enough_points")
    assert alone(told(member, "convert", "f", points=10, wallet="miles", to="stars")).points == {
        "miles": -10,
        "stars": 3,
    }
    assert balances_of(member) == {"miles": 0, "beans": 2, "stars": 3}
    clean(bulk=True)
    clock.set(NOW_US + 40 * DAY_US)
    clean(bulk=True)


def test_of_many_at_once_only_what_there_is_leaves(clock: StoppedClock) -> None:
    for member in _with_miles(max(3, ROUNDS // 8), 100):
        tries = [
            told(member, "convert", f"t{k}", points=100, wallet="miles", to="beans")
            if k % 2
            else told(member, "donate", f"t{k}", points=100, wallet="miles", to="forest")
            for k in range(30)
        ]
        found = Counter((one.outcome, one.reason) for one in at_once(alone, tries))
        refused = (Outcome.REFUSED, "not_enough_points")
        assert found == {(Outcome.ACCEPTED, ""): 1, refused: 29}
        won = next(kind for kind, net in events_of(member) if kind != "purchase" and net)
        assert balances_of(member) == {"miles": 0, "beans": int(won == "convert"), "stars": 0}
    clean(bulk=True)


def test_a_late_return_leaves_the_answer_and_a_debt(clock: StoppedClock) -> None:
    """An accepted conversion stays; what the return takes is owed in the wallet that it left."""
    live, imported = _with_miles(2, 300)
    clock.set(NOW_US + DAY_US)
    for member in (live, imported):
        alone(told(member, "convert", "c", NOW_US + DAY_US, points=300, wallet="miles", to="beans"))
        alone(told(member, "return", "r", NOW_US, of="p", amount=5_000))
        assert balances_of(member) == {"miles": -50, "beans": 3, "stars": 0}
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0
    assert had([live], NOW_US + DAY_US)[live] == had([imported], NOW_US + DAY_US)[imported]


def test_an_import_brings_the_outcome_along(clock: StoppedClock) -> None:
    (member,) = opened(1)
    events = [
        NewEvent(member, "convert", NOW_US, "old", "a",
                 {"points": 100, "wallet": "miles", "to": "beans"}, given=True),
        NewEvent(member, "donate", NOW_US, "old", "b",
                 {"points": 9, "wallet": "miles", "to": "forest"}, given=False),
    ]  # fmt: skip
    receipts = record(events, acting=SYSTEM, origin=Origin.IMPORT)
    assert [one.outcome for one in receipts] == [Outcome.ACCEPTED, Outcome.REFUSED]
    assert balances_of(member) == {"miles": -100, "beans": 1, "stars": 0}
    clean(bulk=True)


def test_a_bad_one_is_an_error_and_uses_no_key(clock: StoppedClock) -> None:
    (member,) = _with_miles(1, 250)
    bad: list[tuple[str, dict[str, Json], str]] = [
        ("convert", {"points": 150, "wallet": "miles", "to": "beans"}, "no whole number of times"),
        ("convert", {"points": 2, "wallet": "miles", "to": "stars"}, "would become 0 stars"),
        ("convert", {"points": 100, "wallet": "miles"}, "to: None is not one; use one of beans"),
        ("convert", {"points": 1, "wallet": "beans", "to": "miles"}, "beans can't be converted"),
        ("convert", {"points": 100, "to": "beans"}, "wallet: None is not one"),
        ("donate", {"points": 5, "wallet": "miles", "to": "river"}, "use one of forest, school"),
        ("donate", {"points": 5, "wallet": "stars", "to": "forest"}, "stars can't be donated"),
        ("donate", {"points": 0, "wallet": "miles", "to": "forest"}, "points: 0 must be"),
    ]
    for kind, payload, said in bad:
        receipt = alone(NewEvent(member, kind, NOW_US, "desk", "k", payload))
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unfit"), payload
        assert said in receipt.detail, receipt.detail
    assert alone(told(member, "donate", "k", points=5, wallet="miles", to="forest")).points
    clean(bulk=True)
