"""One key has one effect, however often, however late and beside whatever it is sent (I4, F6)."""

import random
from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest

from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, balances, coffee, now_us, opened, purchase, spend

EVENTS = 30 * ROUNDS
"""600 in a short run; the long form sends 10,000 and more."""


@pytest.fixture(autouse=True)
def program(database: DatabaseUrls) -> None:
    publish_program(coffee(), acting=SYSTEM)


@pytest.fixture
def member() -> UUID:
    return opened(1)[0]


def clean() -> bool:
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
    return verdict.clean


def outcomes(receipts: list[Receipt]) -> list[tuple[str, str]]:
    return [(receipt.outcome.value, receipt.reason) for receipt in receipts]


def test_the_same_event_ten_times_at_once_counts_once() -> None:
    for member in opened(ROUNDS):
        event = purchase(member, "k", 700, now_us())
        receipts = at_once(lambda one: record([one], acting=SYSTEM)[0], [event] * 10)
        assert Counter(receipt.outcome for receipt in receipts) == {
            Outcome.ACCEPTED: 1,
            Outcome.REPLAYED: 9,
        }
        assert {receipt.seq for receipt in receipts} == {1}
        assert {receipt.first for receipt in receipts} == {None, Outcome.ACCEPTED}
        assert balances([member]) == {member: 7}
    assert clean()


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORT])
def test_twice_in_a_batch_the_second_is_answered_from_the_first(
    member: UUID, origin: Origin
) -> None:
    event = purchase(member, "k", 700, now_us())
    other = purchase(member, "k", 800, now_us())
    receipts = record([event, event, other], acting=SYSTEM, origin=origin)
    assert outcomes(receipts) == [("accepted", ""), ("replayed", ""), ("error", "conflict")]
    assert receipts[1].seq == receipts[0].seq
    assert balances([member]) == {member: 7}


def test_across_batches_it_is_replayed_and_a_changed_body_is_named(member: UUID) -> None:
    at = now_us()
    event = purchase(member, "k", 700, at, "app")
    record([event], acting=SYSTEM)
    changed = [
        NewEvent(member, "purchase", at, "till", "k", {"amount": 701, "channel": "app"}),
        NewEvent(member, "purchase", at, "till", "k", {"amount": 700}),
        NewEvent(member, "purchase", at - 1, "till", "k", {"amount": 700, "channel": "app"}),
        NewEvent(member, "spend", at, "till", "k", {"points": 1}),
    ]
    receipts = record([event, *changed], acting=SYSTEM)
    assert outcomes(receipts) == [("replayed", ""), *[("error", "conflict")] * 4]
    assert [receipt.detail.partition("another ")[2] for receipt in receipts[1:]] == [
        "payload.amount",
        "payload.channel",
        "occurred_at",
        "kind, payload.amount, payload.channel, payload.points",
    ]
    assert balances([member]) == {member: 7 + 3}


def test_the_same_key_of_another_source_or_member_is_another_key() -> None:
    members = opened(2)
    events = [
        NewEvent(member, "purchase", now_us(), source, "k", {"amount": 100})
        for member in members
        for source in ("till", "shop")
    ]
    assert outcomes(record(events, acting=SYSTEM)) == [("accepted", "")] * 4
    assert balances(members) == dict.fromkeys(members, 2)


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.IMPORT])
def test_an_error_uses_no_key_not_even_within_its_request(member: UUID, origin: Origin) -> None:
    at = now_us()
    unfit = purchase(member, "k", -1, at)
    future = purchase(member, "f", 100, at + DAY_US)
    good = [purchase(member, "k", 100, at), purchase(member, "f", 200, at)]
    receipts = record([unfit, future, unfit, *good, unfit], acting=SYSTEM, origin=origin)
    assert outcomes(receipts) == [
        ("error", "unfit"),
        ("error", "in_the_future"),
        ("error", "unfit"),
        ("accepted", ""),
        ("accepted", ""),
        ("error", "conflict"),
    ]
    assert balances([member]) == {member: 3}
    assert clean()


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.REPLAY, Origin.CORRECTION])
def test_an_outcome_is_given_by_an_import_alone(member: UUID, origin: Origin) -> None:
    events = [
        spend(member, "s", 5, now_us(), given=True),
        NewEvent(
            member, "purchase", now_us(), "till", "p", {"amount": 100, "channel": "web"}, True
        ),
    ]
    receipts = record(events, acting=SYSTEM, origin=origin)
    assert outcomes(receipts) == [("error", "outcome_given")] * 2
    (imported,) = record(events[1:], acting=SYSTEM, origin=Origin.IMPORT)
    assert (imported.outcome, imported.reason) == (Outcome.ERROR, "outcome_given")
    assert balances([member]) == {member: 0}


def test_many_events_three_in_ten_of_them_repeated_equal_the_clean_run() -> None:
    chance = random.Random(20)
    once, often = opened(40), opened(40)
    at = now_us()
    drawn = [
        (n % 40, f"k{n}", chance.randrange(5_000), at - chance.randrange(400 * DAY_US))
        for n in range(EVENTS)
    ]
    for k in range(0, EVENTS, 100):
        events = [purchase(once[m], key, n, us) for m, key, n, us in drawn[k : k + 100]]
        assert {one.outcome for one in record(events, acting=SYSTEM)} == {Outcome.ACCEPTED}
    sent = [*drawn, *chance.sample(drawn, EVENTS * 3 // 7)]
    chance.shuffle(sent)
    batches: list[list[NewEvent]] = []
    while sent:
        size = chance.randrange(1, 40)
        batches.append([purchase(often[m], key, n, us) for m, key, n, us in sent[:size]])
        sent = sent[size:]
    receipts = at_once(lambda batch: record(batch, acting=SYSTEM), batches, threads=8)
    found = Counter(receipt.outcome for batch in receipts for receipt in batch)
    assert found == {Outcome.ACCEPTED: EVENTS, Outcome.REPLAYED: EVENTS * 3 // 7}
    expected = balances(once)
    assert balances(often) == dict(zip(often, (expected[one] for one in once), strict=True))
    assert clean()


def test_a_time_that_the_source_did_not_say_is_no_part_of_the_body(member: UUID) -> None:
    at = now_us()
    first = purchase(member, "k", 700, at)
    (accepted,) = record([replace(first, timed=False)], acting=SYSTEM)
    later = replace(first, occurred_us=at + 1_000, timed=False)
    other = replace(later, payload={"amount": 800})
    (again, twice, conflict) = record([later, later, other], acting=SYSTEM)
    assert outcomes([accepted, again, twice, conflict]) == [
        ("accepted", ""),
        ("replayed", ""),
        ("replayed", ""),
        ("error", "conflict"),
    ]
    assert again.seq == accepted.seq
    assert conflict.detail == "recorded before with another payload.amount"
    (said,) = record([replace(first, occurred_us=at - 1)], acting=SYSTEM)
    assert said.detail == "recorded before with another occurred_at"
    assert balances([member]) == {member: 7}
    assert clean()


def test_without_a_time_it_is_also_the_event_that_was_recorded_with_one(member: UUID) -> None:
    """As one is that waited for its member: it keeps the time at which it came to wait."""
    at = now_us()
    said = purchase(member, "k", 700, at)
    unsaid = replace(said, occurred_us=at + 1_000, timed=False)
    other = replace(unsaid, payload={"amount": 800})
    record([said], acting=SYSTEM)
    receipts = record([unsaid, other], acting=SYSTEM)
    assert outcomes(receipts) == [("replayed", ""), ("error", "conflict")]
    assert receipts[1].detail == "recorded before with another payload.amount"
    assert balances([member]) == {member: 7}


def test_without_a_time_ten_at_once_count_once(member: UUID) -> None:
    """Each passed on by another, a moment apart: one event, for whoever comes first."""
    at = now_us()
    asked = [replace(purchase(member, "k", 700, at + n), timed=False) for n in range(10)]
    got = Counter(
        receipt.outcome
        for receipts in at_once(lambda one: record([one], acting=SYSTEM), asked, threads=10)
        for receipt in receipts
    )
    assert got == {Outcome.ACCEPTED: 1, Outcome.REPLAYED: 9}
    assert balances([member]) == {member: 7}
    assert clean()
