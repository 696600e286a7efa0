"""Points that go from one holder to another: they leave once, arrive once, stay what they are."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from uuid import uuid4

import pytest

from setia.core.engine.effects import MAX_LOTS
from setia.core.engine.limits import MAX_BUCKETS
from setia.ledger.actions.deliver import deliver
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock
from tests.ledger.crashes import Crasher
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, in_force, opened
from tests.ledger.tellings import clean, events_of
from tests.ledger.transfers import (
    NOW_US,
    PROGRAM,
    SINCE_US,
    alone,
    held,
    lots_of,
    miles_of,
    on_their_way,
    sends,
    tamper,
    told,
    with_lots,
    with_miles,
)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def test_points_leave_once_and_arrive_once(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 300)[0], opened(1)[0]
    sent = alone(sends(giver, taker, 120))
    assert (sent.outcome, sent.points) == (Outcome.ACCEPTED, {"miles": -120})
    again = alone(sends(giver, taker, 120))
    assert (again.outcome, again.first) == (Outcome.REPLAYED, Outcome.ACCEPTED)
    assert deliver() == on_their_way() == 0
    assert events_of(taker) == [("effect", [120])]
    assert miles_of(giver, taker) == [180, 120]
    short = alone(sends(giver, taker, 181, "more"))
    assert (short.outcome, short.reason) == (Outcome.REFUSED, "not_enough_points")
    assert miles_of(giver, taker) == [180, 120]
    clean(bulk=True)
    clock.set(NOW_US + 100 * DAY_US)
    clean(bulk=True)


def test_points_are_not_made_young_by_being_sent(clock: StoppedClock) -> None:
    """There and back, they end when they would have ended."""
    giver, taker = opened(2)
    for key, days in (("a", 60), ("b", 30), ("c", 0)):
        alone(told(giver, "purchase", key, NOW_US - days * DAY_US, amount=10_000))
    before = lots_of(giver)
    assert len(before) == 3
    alone(sends(giver, taker, 250))
    first, second, _ = sorted(before)
    assert lots_of(taker).keys() == before.keys()
    assert lots_of(taker)[first] == lots_of(taker)[second] == 100
    clock.set(NOW_US + 20 * DAY_US)
    alone(sends(taker, giver, 250))
    assert (lots_of(giver), lots_of(taker)) == (before, {})
    clean(bulk=True)


def test_of_many_at_once_only_what_there_is_leaves(clock: StoppedClock) -> None:
    takers = opened(3)
    for giver in with_miles(max(3, ROUNDS // 8), 100):
        before = sum(miles_of(*takers))
        tries = [sends(giver, takers[k % 3], 100, f"t{k}") for k in range(30)]
        found = Counter((one.outcome, one.reason) for one in at_once(alone, tries))
        refused = (Outcome.REFUSED, "not_enough_points")
        assert found == {(Outcome.ACCEPTED, ""): 1, refused: 29}
        deliver()
        assert (miles_of(giver), sum(miles_of(*takers))) == ([0], before + 100)
    clean(bulk=True)


def test_everybody_sends_to_everybody_at_once(clock: StoppedClock) -> None:
    """No deadlock reaches anybody, nobody falls below zero, and no point is lost or made."""
    members, chance = with_miles(5, 400), random.Random(20261123)
    pairs = [chance.sample(members, 2) for _ in range(max(120, ROUNDS))]
    tries = [
        sends(giver, taker, chance.choice([10, 60, 200]), f"t{k}")
        for k, (giver, taker) in enumerate(pairs)
    ]
    found = {(one.outcome, one.reason) for one in at_once(alone, tries)}
    assert found <= {(Outcome.ACCEPTED, ""), (Outcome.REFUSED, "not_enough_points")}
    deliver()
    assert on_their_way() == 0
    assert sum(miles_of(*members)) == 5 * 400
    assert min(miles_of(*members)) >= 0
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0


def test_of_several_at_once_one_brings_it(clock: StoppedClock, database: DatabaseUrls) -> None:
    """Whoever sent it died; every worker finds it."""
    rounds = max(3, ROUNDS // 8)
    giver, taker = with_miles(1, 10 * rounds)[0], opened(1)[0]
    for round_number in range(rounds):
        with held(database, taker):
            alone(sends(giver, taker, 10, f"t{round_number}"))
            assert on_their_way() == 1
        at_once(lambda _: deliver(), range(6))
        assert (on_their_way(), miles_of(taker)) == (0, [10 * (round_number + 1)])
    clean(bulk=True)


def test_whoever_sends_waits_for_nobody(clock: StoppedClock, database: DatabaseUrls) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    with held(database, taker):
        assert alone(sends(giver, taker, 30)).outcome == Outcome.ACCEPTED
        assert (miles_of(giver, taker), on_their_way()) == ([70, 0], 1)
        verdict = verify()
        assert verdict.clean, verdict.findings
    assert deliver() == 1
    assert (miles_of(taker), on_their_way()) == ([30], 0)
    clean(bulk=True)


def test_it_arrives_whenever_the_process_dies(clock: StoppedClock) -> None:
    """The process ends before every statement: what left arrives once, nothing else does (F3)."""
    with closing(Crasher()) as crasher:
        for point in range(1, 60):
            giver, taker = with_miles(1, 100)[0], opened(1)[0]
            ended = crasher.run("live", [sends(giver, taker, 30)], point)
            assert miles_of(giver) in ([100], [70])
            assert ended.left or miles_of(taker) == [30]
            deliver()
            assert miles_of(giver, taker) in ([100, 0], [70, 30])
            assert alone(sends(giver, taker, 30)).outcome in (Outcome.ACCEPTED, Outcome.REPLAYED)
            assert miles_of(giver, taker) == [70, 30]
            if not ended.left:
                break
        assert point > 20
    clean(bulk=True)


@pytest.mark.parametrize(("lots", "several"), [(MAX_LOTS - 1, 1), (MAX_LOTS, 1), (MAX_LOTS + 1, 2)])
def test_many_lots_are_several_effects(clock: StoppedClock, lots: int, several: int) -> None:
    giver, taker = with_lots(lots), opened(1)[0]
    before = lots_of(giver)
    assert len(before) == lots
    alone(sends(giver, taker, lots))
    assert (lots_of(giver), lots_of(taker)) == ({}, before)
    assert len(events_of(taker)) == several
    clean(bulk=True)


def test_what_finds_no_room_stays_on_its_way(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 100)[0], with_lots(MAX_BUCKETS)
    full = len(lots_of(taker))
    assert MAX_BUCKETS - 4 < full <= MAX_BUCKETS
    alone(sends(giver, taker, 40))
    assert deliver() == 0
    assert (on_their_way(), miles_of(giver, taker)) == (1, [60, full])
    verdict = verify()
    assert verdict.clean, verdict.findings
    alone(told(taker, "spend", "s", points=500, wallet="miles"))
    assert deliver() == 1
    assert miles_of(taker) == [full - 500 + 40]
    clean(bulk=True)


def test_a_late_event_moves_the_lots_of_the_giver_alone(clock: StoppedClock) -> None:
    """What arrived stays as it was told; the giver's other lots make up for it."""
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    clock.set(NOW_US + DAY_US)
    alone(sends(giver, taker, 60))
    had = lots_of(taker)
    alone(told(giver, "purchase", "late", NOW_US - 30 * DAY_US, amount=5_000))
    assert (miles_of(giver, taker), lots_of(taker)) == ([90, 60], had)
    alone(told(giver, "return", "r", NOW_US, of="p"))
    assert miles_of(giver, taker) == [-10, 60], "what was sent and is taken back is owed"
    alone(told(taker, "purchase", "late", NOW_US - 30 * DAY_US, amount=700))
    assert miles_of(taker) == [67]
    clean(bulk=True)
    assert rebuild_states(acting=SYSTEM).mended == 0


def test_bad_ones_are_errors_and_use_no_key(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 900)[0], opened(1)[0]
    good: dict[str, Json] = {"points": 10, "wallet": "miles", "to": str(taker)}
    bad: list[tuple[dict[str, Json], str, str]] = [
        ({**good, "points": 9}, "unfit", "miles are sent from 10 to 500"),
        ({**good, "points": 501}, "unfit", "miles are sent from 10 to 500"),
        ({**good, "points": 0}, "unfit", "points: 0 must be"),
        ({**good, "wallet": "beans"}, "unfit", "beans can't be transferred"),
        ({**good, "to": "card 17"}, "unfit", "the id of the holder"),
        ({**good, "to": str(taker).upper()}, "unfit", "the id of the holder"),
        ({"points": 10, "wallet": "miles"}, "unfit", "the id of the holder"),
        ({**good, "to": 5}, "unfit", "the id of the holder"),
        ({**good, "to": str(giver)}, "own_recipient", "to themselves"),
        ({**good, "to": str(uuid4())}, "unknown_recipient", "no holder has the id"),
    ]
    for payload, reason, said in bad:
        receipt = alone(NewEvent(giver, "transfer", NOW_US, "desk", "k", payload))
        assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, reason), payload
        assert said in receipt.detail, receipt.detail
    for points in (10, 500):
        assert alone(sends(giver, taker, points, f"{points}")).outcome == Outcome.ACCEPTED
    assert alone(NewEvent(giver, "transfer", NOW_US, "desk", "k", good)).points == {"miles": -10}
    assert miles_of(giver, taker) == [380, 520]
    clean(bulk=True)


def test_an_import_sends_nothing(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    (receipt,) = record([sends(giver, taker, 20)], acting=SYSTEM, origin=Origin.IMPORT)
    assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "not_live")
    assert (miles_of(giver, taker), on_their_way()) == ([100, 0], 0)


def test_nobody_records_what_is_the_ledgers_own(clock: StoppedClock) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    lots: Json = [{"points": 50, "earned": "2024-05"}]
    asked = [
        (told(taker, "effect", "k", wallet="miles", points=50, lots=lots), "unknown_kind"),
        (told(taker, "clock", "k"), "unknown_kind"),
        (
            NewEvent(taker, "purchase", NOW_US, "effect", f"{giver}/2/0", {"amount": 1}),
            "reserved_source",
        ),
        (
            NewEvent(taker, "purchase", NOW_US, "clock", f"{NOW_US}", {"amount": 1}),
            "reserved_source",
        ),
    ]
    receipts = record([one for one, _ in asked], acting=SYSTEM)
    for receipt, (_, reason) in zip(receipts, asked, strict=True):
        assert receipt.outcome == Outcome.ERROR
        assert receipt.reason == reason
    alone(sends(giver, taker, 20))
    assert miles_of(giver, taker) == [80, 20]
    clean(bulk=True)


def test_verify_finds_what_never_arrived_and_what_nobody_sent(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    giver, taker = with_miles(1, 100)[0], opened(1)[0]
    with held(database, taker):
        alone(sends(giver, taker, 30))
    tamper(
        database, "UPDATE effect SET payload = replace(payload, '\"points\":30', '\"points\":31')"
    )
    assert [one.code for one in verify().findings] == ["effect"]
    tamper(database, "DELETE FROM effect")
    (found,) = verify().findings
    assert (found.code, found.where) == ("effect", f"event 2 of {giver}")
    assert found.detail == f"30 points have not arrived: {taker}"
    tamper(database, "UPDATE event SET payload = repeat('[', 5000) WHERE kind = 'transfer'")
    codes = {one.code for one in verify().findings}
    assert codes
    assert "effect" not in codes, "a payload nested too deep is told with its holder"


def test_several_of_one_request_arrive(clock: StoppedClock) -> None:
    """One batch, several givers and takers, one sent twice."""
    members = with_miles(4, 100)
    batch: Sequence[NewEvent] = [
        sends(members[0], members[1], 40, "a"),
        sends(members[1], members[2], 120, "b"),
        sends(members[2], members[0], 100, "c"),
        sends(members[0], members[3], 15, "d"),
        sends(members[0], members[1], 40, "a"),
    ]
    outcomes = [one.outcome for one in record(batch, acting=SYSTEM)]
    assert outcomes == ["accepted", "refused", "accepted", "accepted", "replayed"]
    assert miles_of(*members) == [145, 140, 0, 115]
    clean(bulk=True)
