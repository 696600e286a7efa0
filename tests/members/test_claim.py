"""Between waiting and enrolment nothing is lost, stranded or counted twice, whoever dies (I4, I14).

The races are run on real connections, and the kills are real: a process of its own ends itself by
SIGKILL at the named step.
"""

import random
from functools import partial
from uuid import UUID

import pytest

from setia.ledger.entries import Outcome, Receipt
from setia.members.actions.add_identity import Addition, add_identity
from setia.members.actions.take_events import take_events
from setia.members.enrolments import MAX_IDENTITIES
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find
from setia.members.tasks import sweep_waiting
from setia.members.waiting import NamedEvent
from setia.platform.access.principal import SYSTEM
from tests.conftest import DatabaseUrls
from tests.members.shop import (
    DIE,
    STAFF,
    TILL,
    assert_sound,
    at_once,
    count,
    dump,
    email,
    enrol,
    member,
    purchase,
    rows,
    run_and_die,
)

SITI = email("siti")

ENROL_AND_DIE_BEFORE_THE_CLAIM = f"""
from setia.members.actions import enrol_members
from tests.members.shop import enrol, email
enrol_members.claim_waiting = lambda *given, **named: {DIE}
enrol(email("siti"))
"""

ENROL_AND_DIE_AFTER_RECORDING = f"""
from setia.members.actions import claim_waiting
from tests.members.shop import enrol, email
claim_waiting._settle = lambda *given, **named: {DIE}
enrol(email("siti"))
"""


def _wait_for_siti() -> None:
    sent = [purchase(SITI, str(key)) for key in range(3)]
    receipts = take_events(sent, acting=TILL)
    assert [receipt.outcome for receipt in receipts] == [Outcome.WAITING] * 3


def _assert_counted_once(urls: DatabaseUrls) -> None:
    assert rows(urls, "SELECT key, outcome FROM event ORDER BY key") == [
        (str(key), "accepted") for key in range(3)
    ]
    assert count(urls, "waiting_event") == 0
    assert_sound(urls)


def test_an_enrolment_killed_before_its_claim_is_claimed_by_the_sweep(kopi: DatabaseUrls) -> None:
    _wait_for_siti()
    run_and_die(ENROL_AND_DIE_BEFORE_THE_CLAIM)
    assert find(SITI) is not None
    assert (count(kopi, "waiting_event"), count(kopi, "event")) == (3, 0)
    assert sweep_waiting(acting=SYSTEM) == 3
    assert sweep_waiting(acting=SYSTEM) == 0
    _assert_counted_once(kopi)


def test_an_enrolment_killed_before_its_claim_is_finished_by_asking_again(
    kopi: DatabaseUrls,
) -> None:
    _wait_for_siti()
    run_and_die(ENROL_AND_DIE_BEFORE_THE_CLAIM)
    assert not enrol(SITI).created
    _assert_counted_once(kopi)


def test_a_claim_killed_between_recording_and_removal_counts_once(kopi: DatabaseUrls) -> None:
    _wait_for_siti()
    run_and_die(ENROL_AND_DIE_AFTER_RECORDING)
    assert (count(kopi, "waiting_event"), count(kopi, "event")) == (3, 3)
    assert sweep_waiting(acting=SYSTEM) == 3
    _assert_counted_once(kopi)


def test_a_newer_event_does_not_overtake_what_waits_under_its_key(kopi: DatabaseUrls) -> None:
    _wait_for_siti()
    run_and_die(ENROL_AND_DIE_BEFORE_THE_CLAIM)
    changed, newer = purchase(SITI, "1", amount=9_999), purchase(SITI, "new", amount=5_000)
    receipts = take_events([changed, newer], acting=TILL)
    assert [receipt.reason for receipt in receipts] == ["conflict", ""]
    assert rows(kopi, "SELECT key FROM event ORDER BY seq") == [("0",), ("1",), ("2",), ("new",)]
    assert count(kopi, "waiting_event") == 0
    assert_sound(kopi)


@pytest.mark.parametrize("step", ["lock_lookups", "_insert", "remove_empty"])
def test_a_killed_arrival_has_not_happened(kopi: DatabaseUrls, step: str) -> None:
    before = dump(kopi)
    run_and_die(f"""
from setia.members.actions import park_events, take_events
from tests.members.shop import TILL, email, purchase
step = park_events.{step}
def last(*given, **named):
    step(*given, **named)
    {DIE}
park_events.{step} = last
take_events.take_events([purchase(email("siti"), "0")], acting=TILL)
""")
    assert dump(kopi) == before
    _wait_for_siti()
    member(SITI)
    _assert_counted_once(kopi)


def test_many_sweeps_at_once_count_once(kopi: DatabaseUrls) -> None:
    _wait_for_siti()
    run_and_die(ENROL_AND_DIE_BEFORE_THE_CLAIM)
    at_once([partial(sweep_waiting, acting=SYSTEM)] * 5)
    sweep_waiting(acting=SYSTEM)
    _assert_counted_once(kopi)


def test_an_added_identity_claims_what_waits_under_it(kopi: DatabaseUrls) -> None:
    _wait_for_siti()
    member_id = member(email("rahma"))
    assert add_identity(member_id, SITI, acting=STAFF) is Addition.ADDED
    assert add_identity(member_id, SITI, acting=STAFF) is Addition.ALREADY_THERE
    assert find(SITI) == member_id
    found = rows(kopi, "SELECT subject, detail FROM audit_entry WHERE act = %s", "identity_added")
    assert found == [(f"member/{member_id}", {"kind": "email"})]
    _assert_counted_once(kopi)


def test_an_identity_that_cannot_be_added_is_a_no(kopi: DatabaseUrls) -> None:
    one, two = member(SITI), member(email("budi"))
    stranger = email("stranger")
    before = dump(kopi)
    number = Identity(IdentityKind.NUMBER, enrol(email("x")).number)
    assert add_identity(two, SITI, acting=STAFF) is Addition.OF_ANOTHER
    assert add_identity(two, number, acting=STAFF) is Addition.NOT_OURS
    assert add_identity(UUID(int=1), stranger, acting=STAFF) is Addition.UNKNOWN_MEMBER
    assert find(stranger) is None
    for n in range(MAX_IDENTITIES - 1):
        assert add_identity(one, email(f"more-{n}"), acting=STAFF) is Addition.ADDED
    assert add_identity(one, stranger, acting=STAFF) is Addition.TOO_MANY
    assert find(stranger) is None
    assert before != dump(kopi)
    assert_sound(kopi)


def test_one_identity_added_to_two_members_at_once_is_of_one(kopi: DatabaseUrls) -> None:
    for round_ in range(10):
        members = [member(email(f"{round_}-{n}")) for n in range(4)]
        wanted = email(f"{round_}-wanted")
        outcomes: list[Addition] = []
        at_once([partial(_add, member_id, wanted, outcomes) for member_id in members])
        assert sorted(outcomes) == [Addition.ADDED, *[Addition.OF_ANOTHER] * 3]
        assert find(wanted) in members
    assert_sound(kopi)


def _add(member_id: UUID, wanted: Identity, outcomes: list[Addition]) -> None:
    outcomes.append(add_identity(member_id, wanted, acting=STAFF))


def _send(events: list[NamedEvent], got: dict[str, Receipt]) -> None:
    for start in range(0, len(events), 4):
        sent = events[start : start + 4]
        for event, receipt in zip(sent, take_events(sent, acting=TILL), strict=True):
            got[f"{event.identity.value} {event.key}"] = receipt


def test_events_that_arrive_while_their_people_are_enrolled_count_once(kopi: DatabaseUrls) -> None:
    chance = random.Random(6)
    sent = 0
    for round_ in range(10):
        people = [email(f"{round_}-{n}") for n in range(6)]
        senders: list[list[NamedEvent]] = []
        for sender in range(3):
            events = [purchase(who, f"{sender}-{n}") for who in people for n in range(3)]
            chance.shuffle(events)
            senders.append(events)
            sent += len(events)
        orders = [chance.sample(people, len(people)) for _ in range(2)]
        receipts: dict[str, Receipt] = {}
        at_once(
            [
                *(partial(_send, events, receipts) for events in senders),
                *(partial(_enrol_each, order) for order in orders),
                partial(sweep_waiting, acting=SYSTEM),
            ]
        )
        allowed = {Outcome.ACCEPTED, Outcome.WAITING}
        assert {receipt.outcome for receipt in receipts.values()} <= allowed
        # Whoever was too busy is taken up by the sweep; nobody has to send anything again.
        sweep_waiting(acting=SYSTEM)
        assert count(kopi, "waiting_event") == 0
        assert count(kopi, "event") == sent
        assert rows(kopi, "SELECT DISTINCT outcome FROM event") == [("accepted",)]
    assert_sound(kopi)


def _enrol_each(people: list[Identity]) -> None:
    for who in people:
        enrol(who)
