"""Points that wait for a release in the ledger: freed once, lost once, whenever things come."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from uuid import UUID

import pytest

from setia.core.engine.limits import MAX_BUCKETS
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.queries import Pending, statement
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, in_force, opened
from tests.ledger.tellings import balances_of, clean, events_of, had

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
HOTEL = """
setia: 1
program: hotel
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets: {nights: {pending: "until released, lost after 60 days", expires: 12 months}}
earning: [{rule: base, give: 1 per whole 1.00}]
"""
ELSE = HOTEL.replace("lost after", "else after")


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, HOTEL, SINCE_US, NOW_US) as stopped:
        yield stopped


def stay(member: UUID, key: str, amount: int, at_us: int = NOW_US) -> NewEvent:
    """What is booked at the desk."""
    return NewEvent(member, "purchase", at_us, "desk", key, {"amount": amount})


def told(member: UUID, kind: str, key: str, at_us: int, **payload: Json) -> NewEvent:
    """Something else that the desk tells."""
    return NewEvent(member, kind, at_us, "desk", key, payload)


def alone(event: NewEvent) -> Receipt:
    (receipt,) = record([event], acting=SYSTEM)
    return receipt


def _left(members: Sequence[UUID]) -> list[int]:
    return [balances_of(one)["nights"] for one in members]


def test_what_waits_is_freed_once_and_what_is_not_is_lost(clock: StoppedClock) -> None:
    (member,) = opened(1)
    record([stay(member, "a", 5_000), stay(member, "b", 700)], acting=SYSTEM)
    assert _left([member]) == [0]
    refused = alone(told(member, "spend", "s", NOW_US, points=1))
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, "not_enough_points")
    freed = told(member, "release", "r", NOW_US, of="a")
    assert alone(freed).points == {"nights": 50}
    assert alone(freed).outcome == Outcome.REPLAYED
    again = alone(told(member, "release", "r2", NOW_US, of="a"))
    assert (again.outcome, again.points) == (Outcome.ACCEPTED, {})
    assert _left([member]) == [50]
    day_us = us(2024, 7, 30, 16)  # sixty days after 1 June are over in Kuala Lumpur
    (waits,) = _pending(member)
    assert waits == Pending("nights", day_us, 7, "lost")
    clock.set(day_us - 1)
    sweep_all()
    assert _pending(member) == [waits]
    clock.set(day_us + 3 * DAY_US)
    assert _pending(member) == []
    late = alone(told(member, "release", "late", day_us, of="b"))
    assert (late.outcome, late.points) == (Outcome.ACCEPTED, {})
    sweep_all()
    assert _left([member]) == [50]
    clean(bulk=True)


def _pending(member: UUID) -> list[Pending]:
    found = statement(member, 1)
    assert found is not None
    return list(found.pending)


def test_the_sweep_loses_or_frees_what_was_never_released(
    database: DatabaseUrls,
) -> None:
    with in_force(database, ELSE, SINCE_US, NOW_US) as clock:
        freed, lost = opened(2)
        alone(stay(freed, "a", 5_000))
        publish_program(HOTEL, acting=SYSTEM, effective_us=NOW_US + DAY_US)
        clock.set(NOW_US + DAY_US)
        alone(stay(lost, "a", 5_000, NOW_US + DAY_US))
        clock.set(NOW_US + 70 * DAY_US)
        sweep_all()
        assert _left([freed, lost]) == [50, 0], "each as its own version said"
        assert [events_of(one)[-1][0] for one in (freed, lost)] == ["clock", "clock"]
        clean()


def test_of_many_releases_at_once_one_frees(clock: StoppedClock) -> None:
    for member in opened(max(3, ROUNDS // 8)):
        alone(stay(member, "a", 5_000))
        tries = [told(member, "release", f"r{k}", NOW_US, of="a") for k in range(30)]
        receipts = at_once(alone, tries)
        assert {one.outcome for one in receipts} == {Outcome.ACCEPTED}
        assert {str(one.points) for one in receipts} == {"{'nights': 50}", "{}"}
        assert _left([member]) == [50]
    clean(bulk=True)


def test_releases_and_returns_at_once_leave_what_is_kept(clock: StoppedClock) -> None:
    for member in opened(max(3, ROUNDS // 8)):
        alone(stay(member, "a", 5_000))
        tries = [
            told(member, "return", f"e{k}", NOW_US, of="a", amount=100)
            if k % 2
            else told(member, "release", f"e{k}", NOW_US, of="a")
            for k in range(30)
        ]
        assert {one.outcome for one in at_once(alone, tries)} == {Outcome.ACCEPTED}
        assert _left([member]) == [50 - 15]
    clean(bulk=True)


def test_every_order_of_arrival_has_one_end(clock: StoppedClock) -> None:
    """I8: a stay, two releases of it, a return of part of it, and what it was spent on later."""

    def history(member: UUID) -> list[NewEvent]:
        first = NOW_US - 20 * DAY_US
        return [
            stay(member, "a", 5_000, first),
            told(member, "release", "r", first + 2 * DAY_US, of="a"),
            told(member, "release", "again", first + 3 * DAY_US, of="a"),
            told(member, "return", "back", first + DAY_US, of="a", amount=1_050),
            told(member, "release", "too early", first - DAY_US, of="a"),
        ]

    orders = list(permutations(range(5)))
    members = opened(len(orders))
    for together, (member, order) in enumerate(zip(members, orders, strict=True)):
        events = [history(member)[place] for place in order]
        for request in [events] if together % 2 else [[one] for one in events]:
            outcomes = {one.outcome for one in record(request, acting=SYSTEM)}
            assert outcomes <= {Outcome.ACCEPTED, Outcome.WAITING}
    assert set(_left(members)) == {39}, "RM 39.50 are left of it"
    ends = had(members, NOW_US)
    assert all(ends[member] == ends[members[0]] for member in members)
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0


def test_an_import_is_as_live(clock: StoppedClock) -> None:
    live, imported = opened(2)
    first = NOW_US - 90 * DAY_US
    for member, origin in ((live, Origin.LIVE), (imported, Origin.IMPORT)):
        events = [
            stay(member, "kept", 5_000, first),
            stay(member, "lost", 700, first),
            told(member, "release", "r", first, of="kept"),
            told(member, "return", "b", first + 70 * DAY_US, of="lost", amount=200),
            told(member, "return", "c", first + 70 * DAY_US, of="kept", amount=200),
        ]
        if origin == Origin.IMPORT:
            events.reverse()
        record(events, acting=SYSTEM, origin=origin)
    assert _left([live, imported]) == [48, 48], "what was lost is not taken again"
    ends = had([live, imported], NOW_US)
    assert ends[live] == ends[imported]
    clean(bulk=True)


def test_a_capture_or_a_cancel_finds_nothing_of_what_waits(clock: StoppedClock) -> None:
    (member,) = opened(1)
    alone(stay(member, "a", 5_000))
    for kind, reason in (("capture", "no_open_hold"), ("cancel", "nothing_to_cancel")):
        receipt = alone(told(member, kind, kind, NOW_US, of="a"))
        assert (receipt.outcome, receipt.reason) == (Outcome.REFUSED, reason)
    assert alone(told(member, "release", "r", NOW_US, of="a")).points == {"nights": 50}
    clean(bulk=True)


def test_a_bad_release_is_an_error_and_uses_no_key(clock: StoppedClock) -> None:
    (member,) = opened(1)
    bad: list[tuple[dict[str, Json], str]] = [
        ({}, "of: is needed"),
        ({"of": 5}, "of: must be text"),
        ({"of": "a", "of_source": ""}, "of_source: must be text"),
        ({"of": "a", "points": 5}, "points: a release is of all"),
        ({"of": "a", "wallet": "nights"}, "wallet: a release is of all"),
    ]
    for payload, said in bad:
        receipt = alone(told(member, "release", "r", NOW_US, **payload))
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unfit"), payload
        assert said in receipt.detail
    assert events_of(member) == []
    alone(stay(member, "a", 100))
    assert alone(told(member, "release", "r", NOW_US, of="a")).points == {"nights": 1}


def test_a_program_in_which_nothing_waits_knows_no_release(database: DatabaseUrls) -> None:
    plain = HOTEL.replace('pending: "until released, lost after 60 days", ', "")
    with in_force(database, plain, SINCE_US, NOW_US):
        (member,) = opened(1)
        receipt = alone(told(member, "release", "r", NOW_US, of="a"))
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unknown_kind")


def test_each_event_that_waits_takes_a_place_among_the_lots(clock: StoppedClock) -> None:
    """At the most that a holder can have one more is set aside; a release makes no more of them."""
    (member,) = opened(1)
    before = MAX_BUCKETS - 3
    for first in range(0, before, 1_000):
        numbers = range(first, min(before, first + 1_000))
        events = [stay(member, f"{k}", 100, NOW_US - DAY_US + k) for k in numbers]
        assert {one.outcome for one in record(events, acting=SYSTEM)} == {Outcome.ACCEPTED}
    # An event can fill two places, so the last that has room finds all but two of them taken.
    outcomes = [alone(stay(member, f"x{k}", 100, NOW_US - 90 + k)).outcome for k in range(4)]
    assert outcomes == [Outcome.ACCEPTED] * 2 + [Outcome.SET_ASIDE] * 2
    assert alone(told(member, "release", "r", NOW_US - 80, of="0")).points == {"nights": 1}
    full = alone(stay(member, "y", 100, NOW_US - 70))
    assert (full.outcome, full.reason) == (Outcome.SET_ASIDE, "too_many_lots"), "it is a lot now"
    assert alone(told(member, "release", "r1", NOW_US - 60, of="1")).points == {"nights": 1}
    assert alone(stay(member, "z", 100, NOW_US - 50)).outcome == Outcome.ACCEPTED, "one lot of two"
    clean(bulk=True)
