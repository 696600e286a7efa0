"""Events that name a member by an identity: recorded, or sealed until somebody has it (I4, I14)."""

from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.transaction import MAX_AHEAD_US
from setia.members.actions.add_identity import Addition, add_identity
from setia.members.actions.park_events import MAX_WAITING, Named, park_events
from setia.members.actions.take_events import take_events
from setia.members.identities import Identity, IdentityKind
from setia.members.member_numbers import new_member_number
from setia.members.queries import Lookup, find
from setia.members.tasks import sweep_waiting
from setia.members.waiting import NamedEvent
from setia.platform import clock
from setia.platform.access.principal import SYSTEM, Principal
from setia.platform.connection import outermost
from tests.conftest import DatabaseUrls
from tests.members.shop import (
    HAPPENED_US,
    STAFF,
    TILL,
    assert_sound,
    count,
    dump,
    email,
    enrol,
    member,
    purchase,
    rows,
    shows,
)


def _take(*events: NamedEvent, origin: Origin = Origin.LIVE) -> list[Receipt]:
    return take_events(events, acting=TILL, origin=origin)


def _outcomes(receipts: list[Receipt]) -> list[str]:
    return [f"{receipt.outcome} {receipt.reason}".strip() for receipt in receipts]


def test_known_ones_are_recorded_and_unknown_ones_wait_in_the_order_asked(
    kopi: DatabaseUrls,
) -> None:
    siti = member(email("siti"))
    receipts = _take(
        purchase(email("nobody"), "1"),
        purchase(email("siti"), "2"),
        purchase(email("nobody"), "3"),
        purchase(email("siti"), "4"),
    )
    assert [receipt.member_id for receipt in receipts] == [None, siti, None, siti]
    assert [receipt.outcome.value for receipt in receipts] == ["waiting", "accepted"] * 2
    assert receipts[1].points == {"beans": 10}
    assert (count(kopi, "waiting_event"), count(kopi, "event")) == (2, 2)
    assert_sound(kopi)


def test_what_waited_is_recorded_at_enrolment_as_it_was_sent(kopi: DatabaseUrls) -> None:
    event = purchase(email("siti"), "1", amount=1_850, channel="app")
    other = replace(event, key="2", given=None)
    assert _outcomes(_take(event)) == ["waiting nobody_has_the_identity"]
    assert _outcomes(_take(other, origin=Origin.IMPORT)) == ["waiting nobody_has_the_identity"]
    siti = member(email("siti"))
    found = rows(
        kopi,
        "SELECT member_id, kind, occurred_us, source, key, payload::json, principal, origin"
        " FROM event ORDER BY key",
    )
    payload = {"amount": 1_850, "channel": "app"}
    sent = (siti, "purchase", HAPPENED_US, "till")
    assert found == [
        (*sent, "1", payload, TILL.line(), "live"),
        (*sent, "2", payload, TILL.line(), "import"),
    ]
    assert count(kopi, "waiting_event") == 0
    again = _take(event, other)
    assert [receipt.outcome for receipt in again] == [Outcome.REPLAYED] * 2
    assert [receipt.first for receipt in again] == [Outcome.ACCEPTED] * 2
    assert_sound(kopi)


def test_an_event_whose_identity_is_enrolled_meanwhile_is_recorded_at_once(
    kopi: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def enrol_first(
        events: Sequence[Named], *, acting: Principal, origin: Origin
    ) -> list[Receipt | Lookup]:
        member(email("siti"))
        return park_events(events, acting=acting, origin=origin)

    monkeypatch.setattr("setia.members.actions.take_events.park_events", enrol_first)
    receipts = _take(purchase(email("nobody"), "1"), purchase(email("siti"), "2"))
    assert [receipt.outcome.value for receipt in receipts] == ["waiting", "accepted"]
    assert receipts[1].member_id == find(email("siti"))
    assert_sound(kopi)


def test_a_key_that_waits_is_used(kopi: DatabaseUrls) -> None:
    first = purchase(email("siti"), "1", amount=100)
    changed = purchase(email("siti"), "1", amount=101, note="x")
    receipts = [*_take(first, first, changed), *_take(first, changed)]
    assert _outcomes(receipts) == [
        "waiting nobody_has_the_identity",
        "replayed nobody_has_the_identity",
        "error conflict",
        "replayed nobody_has_the_identity",
        "error conflict",
    ]
    assert receipts[1].first is Outcome.WAITING
    assert receipts[4].detail.endswith("it differs in: payload.amount, payload.note")
    for other in (replace(first, occurred_us=HAPPENED_US + 1), replace(first, kind="spend")):
        (receipt,) = _take(other, origin=Origin.IMPORT)
        assert receipt.reason == "conflict"
    assert count(kopi, "waiting_event") == 1
    member(email("siti"))
    assert rows(kopi, "SELECT payload::json FROM event") == [({"amount": 100},)]
    assert _outcomes(_take(changed)) == ["error conflict"]
    assert_sound(kopi)


def test_one_key_under_two_identities_of_a_person_counts_once(kopi: DatabaseUrls) -> None:
    _take(purchase(email("siti"), "1"), purchase(email("rahma"), "1"))
    member(email("siti"), email("rahma"))
    assert count(kopi, "event") == 1
    assert count(kopi, "waiting_event") == 0
    assert_sound(kopi)


def test_nothing_of_a_waiting_event_is_stored_in_plain(kopi: DatabaseUrls) -> None:
    who = Identity(IdentityKind.PHONE, "+60 12 345 6789")
    _take(purchase(who, "receipt-1", amount=987_654_321, note="a gift for Rahma"))
    dumped = dump(kopi)
    assert "receipt-1" in dumped
    for plaintext in (who.value, "987654321", "a gift for Rahma", "amount", str(HAPPENED_US)):
        assert not shows(dumped, plaintext), plaintext


def test_a_bad_event_spoils_no_other(kopi: DatabaseUrls) -> None:
    member(email("siti"))
    ahead = _now() + MAX_AHEAD_US
    receipts = _take(
        purchase(email("siti"), ""),
        purchase(email("siti"), "1"),
        purchase(email("nobody"), "2", amount=10**13),
        replace(purchase(email("nobody"), "3"), kind="dance"),
        replace(purchase(email("nobody"), "4"), kind="clock"),
        replace(purchase(email("nobody"), "5"), occurred_us=ahead + 60_000_000),
        replace(purchase(email("nobody"), "6"), occurred_us=ahead),
        purchase(email("nobody"), "7", amount=-5),
        replace(purchase(email("nobody"), "8"), given=True),
    )
    assert _outcomes(receipts) == [
        "error invalid",
        "accepted",
        "error invalid",
        "error unknown_kind",
        "error unknown_kind",
        "error in_the_future",
        "waiting nobody_has_the_identity",
        "error unfit",
        "error outcome_given",
    ]
    assert receipts[-2].detail.startswith("amount: -5 must be")
    assert receipts[0].detail.startswith("key: ")
    assert_sound(kopi)


def test_what_nobody_could_ever_claim_does_not_wait(kopi: DatabaseUrls) -> None:
    number = Identity(IdentityKind.NUMBER, new_member_number())
    spend = NamedEvent(email("siti"), "spend", HAPPENED_US, "till", "1", {"points": 5})
    assert _outcomes(_take(purchase(number, "1"))) == ["error unknown_member_number"]
    # A person at a till waits for the answer; points must not go when nobody hands over a reward.
    assert _outcomes(_take(spend)) == ["error unknown_identity"]
    assert count(kopi, "identity_lookup") == 0
    assert _outcomes(_take(replace(spend, given=False), origin=Origin.IMPORT)) == [
        "waiting nobody_has_the_identity"
    ]
    assert_sound(kopi)


def test_a_member_is_named_by_the_number_too(kopi: DatabaseUrls) -> None:
    number = enrol(email("siti")).number
    assert _outcomes(_take(purchase(Identity(IdentityKind.NUMBER, number), "1"))) == ["accepted"]


def test_at_most_so_many_events_wait_under_one_identity(kopi: DatabaseUrls) -> None:
    for start in range(0, MAX_WAITING - 1, 1_000):
        last = min(start + 1_000, MAX_WAITING - 1)
        _take(*(purchase(email("siti"), str(key)) for key in range(start, last)))
    receipts = _take(*(purchase(email("siti"), key) for key in ("0", "n", "n+1", "n", "0")))
    assert [receipt.outcome.value for receipt in receipts] == [
        "replayed",
        "waiting",
        "error",
        "replayed",
        "replayed",
    ]
    assert receipts[2].reason == "too_many_waiting"
    assert _outcomes(_take(purchase(email("budi"), "n+1"))) == ["waiting nobody_has_the_identity"]
    assert count(kopi, "waiting_event") == MAX_WAITING + 1
    assert rows(kopi, "SELECT max(waiting) FROM identity_lookup") == [(MAX_WAITING,)]


def test_an_event_that_the_ledger_will_not_take_stays_with_its_reason(kopi: DatabaseUrls) -> None:
    _take(purchase(email("siti"), "1", amount=100), purchase(email("siti"), "2"))
    # The same key reaches the ledger by the member's id before anybody claims.
    budi = member(email("budi"))
    record([NewEvent(budi, "purchase", HAPPENED_US, "till", "1", {"amount": 7})], acting=SYSTEM)
    assert add_identity(budi, email("siti"), acting=STAFF) is Addition.ADDED
    assert rows(kopi, "SELECT key, problem FROM waiting_event") == [("1", "conflict")]
    assert rows(kopi, "SELECT key FROM event ORDER BY 1") == [("1",), ("2",)]
    assert sweep_waiting(acting=SYSTEM) == 0
    found = rows(kopi, "SELECT subject, detail FROM audit_entry WHERE act = %s",
                 "waiting_event_set_aside")  # fmt: skip
    assert found == [("source/till", {"reason": "conflict"})]
    assert_sound(kopi)


def test_a_waiting_event_that_was_altered_or_moved_is_set_aside(kopi: DatabaseUrls) -> None:
    _take(*(purchase(email("siti"), key) for key in ("1", "2", "3", "4")))
    _superuser(
        kopi,
        "UPDATE waiting_event SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)"
        " WHERE key = '1'",
        "UPDATE waiting_event AS one SET sealed = other.sealed FROM waiting_event AS other"
        " WHERE one.key = '2' AND other.key = '3'",
    )
    member(email("siti"))
    broken = [("1", "seal_broken"), ("2", "seal_broken")]
    assert rows(kopi, "SELECT key, problem FROM waiting_event ORDER BY 1") == broken
    assert rows(kopi, "SELECT key FROM event ORDER BY 1") == [("3",), ("4",)]
    assert_sound(kopi)


def test_a_name_without_any_event_leaves_no_lookup(kopi: DatabaseUrls) -> None:
    assert find(email("siti")) is None
    assert take_events([], acting=TILL) == []
    assert count(kopi, "identity_lookup") == 0


def test_many_more_than_a_transaction_holds_are_answered_in_order(kopi: DatabaseUrls) -> None:
    people = [email(n) for n in range(0, 2_400, 2)]
    for who in people[:3]:
        enrol(who)
    events = [purchase(email(n), str(n)) for n in range(2_300)]
    receipts = _take(*events)
    outcomes = ["accepted" if n in {0, 2, 4} else "waiting" for n in range(2_300)]
    assert [receipt.outcome.value for receipt in receipts] == outcomes


def _now() -> int:
    with outermost() as cursor:
        return clock.now(cursor)


def _superuser(urls: DatabaseUrls, *statements: str) -> None:
    with psycopg.connect(urls.superuser_url) as connection:
        for statement in statements:
            changed = connection.execute(statement).rowcount
            assert changed == 1, statement


def test_a_reserved_source_does_not_wait(kopi: DatabaseUrls) -> None:
    for source in ("clock", "effect"):
        asked = replace(purchase(email("nobody"), "1"), source=source)
        assert _outcomes(_take(asked)) == ["error reserved_source"]
