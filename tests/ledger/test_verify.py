"""Somebody with all rights on the database tampers: each way is found, the first bad row is named.

What only signed tree heads can show (a whole log made anew, or its end cut off together with the
events and states) is not claimed here (I15).
"""

from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import Outcome
from setia.ledger.verify import Verdict, run, verify, verify_range
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.programs import DAY_US, balances, coffee, now_us, opened, purchase, spend


@dataclass(frozen=True)
class Ledger:
    """The first has 5 events at positions 2 to 6, the second 3, the third one that is unsealed."""

    first: UUID
    second: UUID
    third: UUID
    superuser_url: str

    def tamper(self, statement: str) -> None:
        """Run a statement as superuser; {a}, {b} and {c} are the members."""
        text = statement.format(a=self.first, b=self.second, c=self.third)
        with psycopg.connect(self.superuser_url, autocommit=True) as superuser:
            assert superuser.execute(text).rowcount > 0, "nothing was tampered with"


@pytest.fixture
def ledger(database: DatabaseUrls) -> Ledger:
    publish_program(coffee(), acting=SYSTEM)
    first, second, third = opened(3)
    now = now_us()
    record([purchase(first, "a", 9_000, now - 3 * DAY_US, "web")], acting=SYSTEM)
    record([purchase(first, "b", 3_000, now - 2 * DAY_US, "app")], acting=SYSTEM)
    record([spend(first, "c", 50), spend(first, "d", 5_000)], acting=SYSTEM)
    record([purchase(first, "late", 100, now - 4 * DAY_US)], acting=SYSTEM)
    record([purchase(second, "old", 7_000, now - 500 * DAY_US)], acting=SYSTEM)
    sweep_all()
    record([purchase(second, "new", 300, now)], acting=SYSTEM)
    seal_all()
    record([purchase(third, "a", 800, now)], acting=SYSTEM)
    return Ledger(first, second, third, database.superuser_url)


def test_what_nobody_touched_is_clean_and_counted(ledger: Ledger) -> None:
    verdict = look()
    assert verdict.clean, verdict.findings
    assert (verdict.holders, verdict.events, verdict.leaves) == (3, 9, 9)
    assert verdict.postings >= 7


EVENT = {
    "an amount": "UPDATE event SET amounts[1] = amounts[1] + 1 WHERE {at}",
    "a posting's lot": "UPDATE event SET moves[4] = moves[4] + 1 WHERE {at}",
    "a posting's account": "UPDATE event SET moves[3] = 20 WHERE {at}",
    "what happened": "UPDATE event SET payload = '{{\"amount\":90000}}' WHERE {at}",
    "when it happened": "UPDATE event SET occurred_us = occurred_us - 1 WHERE {at}",
    "when it was recorded": "UPDATE event SET recorded_us = recorded_us - 1 WHERE {at}",
    "who did it": "UPDATE event SET principal = 'person/eve' WHERE {at}",
    "the outcome": "UPDATE event SET outcome = 'refused' WHERE {at}",
    "the reason": "UPDATE event SET reason = 'x' WHERE {at}",
    "the explanation": "UPDATE event SET decision[1] = decision[1] + 1 WHERE {at}",
    "the facts": "UPDATE event SET facts = '{{7}}' WHERE {at}",
    "the key": "UPDATE event SET key = 'z' WHERE {at}",
    "the source": "UPDATE event SET source = 'z' WHERE {at}",
    "the body's MAC": "UPDATE event SET body_mac = '\\x00' WHERE {at}",
    "the origin": "UPDATE event SET origin = 'import' WHERE {at}",
    "the version": "UPDATE event SET version = 2 WHERE {at}",
    "a payload that says nothing": "UPDATE event SET payload = '[1]' WHERE {at}",
    "a payload that is no JSON": "UPDATE event SET payload = '{{' WHERE {at}",
    "a payload of two": "UPDATE event SET payload = '{{}},{{}}' WHERE {at}",
    "more facts than there are": "UPDATE event SET facts = '{{1,2,3}}' WHERE {at}",
    "a payload that is nested": (
        "UPDATE event SET payload = repeat('[', 5000) || repeat(']', 5000) WHERE {at}"
    ),
    "a kind that is a word of another column": "UPDATE event SET kind = 'import' WHERE {at}",
    "an unknown kind": "UPDATE event SET kind = 'gift' WHERE {at}",
    "facts in a table": "UPDATE event SET facts = '{{{{1}},{{2}}}}' WHERE {at}",
    "postings of nothing": "UPDATE event SET amounts = '{{NULL}}' WHERE {at}",
    "facts of nothing": "UPDATE event SET facts = '{{NULL}}' WHERE {at}",
}


@pytest.mark.parametrize("what", EVENT)
def test_a_changed_event_is_found_at_its_position(ledger: Ledger, what: str) -> None:
    ledger.tamper(EVENT[what].replace("{at}", "member_id = '{a}' AND seq = 2"))
    found = look().findings[0]
    assert (found.code, found.where) == ("leaf_hash", f"position 3: event 2 of {ledger.first}")


def test_a_changed_event_that_is_not_sealed_yet_is_found_too(ledger: Ledger) -> None:
    ledger.tamper("UPDATE event SET amounts[1] = amounts[1] + 1 WHERE member_id = '{c}'")
    found = look().findings[0]
    assert (found.code, found.where) == ("leaf_hash", f"event 1 of {ledger.third}")


def test_a_removed_event_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM event WHERE member_id = '{a}' AND seq = 2")
    verdict = look()
    first = verdict.findings[0]
    assert (first.code, first.where, first.detail) == (
        "seq_gap",
        f"holder {ledger.first}",
        "event 2 is missing",
    )
    assert ("leaf_lost", "position 3") in codes(verdict)


def test_a_removed_last_event_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM event WHERE member_id = '{a}' AND seq = 5")
    verdict = look()
    assert verdict.findings[0].detail == "the last event is 4, the state says 5"
    assert ("leaf_lost", "position 6") in codes(verdict)


def test_a_removed_event_that_is_not_sealed_yet_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM event WHERE member_id = '{c}'")
    assert ("note_lost", f"event 1 of {ledger.third}") in codes(look())


def test_an_inserted_event_is_found(ledger: Ledger) -> None:
    ledger.tamper(
        "INSERT INTO event SELECT member_id, 6, kind, occurred_us, recorded_us + 1, principal,"
        " source, 'forged', body_mac, origin, version, payload, facts, outcome, reason, decision,"
        " moves, amounts FROM event WHERE member_id = '{a}' AND seq = 5"
    )
    ledger.tamper("UPDATE member_state SET seq = 6 WHERE member_id = '{a}'")
    found = look().findings[0]
    assert (found.code, found.where) == ("unsealed", f"event 6 of {ledger.first}")


STATE = {
    "the packed state": "engine = set_byte(engine, 32, 1)",
    "its lots": "engine = set_byte(engine, octet_length(engine) - 8, 99)",
    "its length": "engine = substring(engine FROM 1 FOR octet_length(engine) - 8)",
    "the balance": "balances[1] = balances[1] + 1",
    "the tier": "tiers[1] = 0",
    "a longer balance": "balances = balances || 5::bigint",
    "the next expiry": "next_expiry_us = next_expiry_us + 1",
    "when it is due": "next_due_us = 4611686018427387904",
    "how many events": "seq = seq - 1",
    "the last recorded": "recorded_us = recorded_us + 1000",
    "the last sweep": "swept_us = swept_us + 1",
    "the last act": "last_act_us = 0",
}


@pytest.mark.parametrize("what", STATE)
def test_a_changed_state_is_found_and_can_be_rebuilt(ledger: Ledger, what: str) -> None:
    before = balances([ledger.first])
    ledger.tamper(f"UPDATE member_state SET {STATE[what]} WHERE member_id = '{{a}}'")
    verdict = look()
    assert verdict.findings
    assert {one.where for one in verdict.findings} == {f"holder {ledger.first}"}
    assert {one.code for one in verdict.findings} <= {"state", "bad_state", "seq_gap", "lots"}
    assert rebuild_states(acting=SYSTEM).mended == 1
    assert look().clean
    assert balances([ledger.first]) == before


def test_a_removed_state_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM member_state WHERE member_id = '{a}'")
    assert codes(look()) == {("no_state", f"holder {ledger.first}")}


def test_a_removed_leaf_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM leaf WHERE position = 4")
    assert codes(look()) == {
        ("unsealed", f"event 3 of {ledger.first}"),
        ("order", f"event 4 of {ledger.first}"),
        ("position_gap", "position 4"),
    }


def test_a_leaf_cut_off_at_the_end_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM leaf WHERE position = 9")
    assert codes(look()) == {("unsealed", f"event 3 of {ledger.second}")}


def test_a_changed_hash_is_found(ledger: Ledger) -> None:
    ledger.tamper(
        "UPDATE leaf SET hash = set_byte(hash, 0, 255 - get_byte(hash, 0)) WHERE position = 5"
    )
    assert codes(look()) == {("leaf_hash", f"position 5: event 4 of {ledger.first}")}


def test_two_leaves_that_changed_places_are_found(ledger: Ledger) -> None:
    for before, after in ((3, 1000), (5, 3), (1000, 5)):
        ledger.tamper(f"UPDATE leaf SET position = {after} WHERE position = {before}")
    assert look().findings[0].code == "order"


def test_two_hashes_that_changed_places_are_found(ledger: Ledger) -> None:
    ledger.tamper(
        "UPDATE leaf AS l SET hash = o.hash FROM leaf AS o"
        " WHERE l.position IN (3, 8) AND o.position = 11 - l.position"
    )
    found = look().findings
    assert [one.where.partition(":")[0] for one in found] == ["position 3", "position 8"]
    assert {one.code for one in found} == {"leaf_hash"}


def test_a_leaf_that_names_nothing_is_found(ledger: Ledger) -> None:
    ledger.tamper(
        "INSERT INTO leaf SELECT 10, 1, '{c}'::uuid, 77, hash, sealed_us FROM leaf"
        " WHERE position = 9"
    )
    assert codes(look()) == {("leaf_lost", "position 10")}


def test_a_sealing_time_that_goes_back_is_found(ledger: Ledger) -> None:
    ledger.tamper("UPDATE leaf SET sealed_us = 1 WHERE position = 6")
    assert codes(look()) == {("sealed_back", "position 6")}


@pytest.mark.parametrize(
    "change", ["act = 'other'", "principal = 'person/eve'", "detail = '{{}}'", "at_us = at_us + 1"]
)
def test_a_changed_audit_entry_is_found(ledger: Ledger, change: str) -> None:
    ledger.tamper(f"UPDATE audit_entry SET {change}")
    (found,) = look().findings
    assert found.code == "leaf_hash"
    assert found.where.startswith("position 1: audit entry ")


def test_a_removed_audit_entry_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM audit_entry")
    assert codes(look()) == {("leaf_lost", "position 1")}


def test_a_note_that_was_taken_from_the_sealer_is_found(ledger: Ledger) -> None:
    ledger.tamper("DELETE FROM unsealed")
    assert codes(look()) == {("unsealed", f"event 1 of {ledger.third}")}


def test_a_row_of_nobody_is_found(ledger: Ledger) -> None:
    """The nil id stands before every range."""
    nil = UUID(int=0)
    ledger.tamper(f"UPDATE event SET member_id = '{nil}' WHERE member_id = '{ledger.third}'")
    assert ("nil", "event") in {(one.code, one.where) for one in look().findings}


def test_a_budget_that_was_filled_up_is_found(ledger: Ledger) -> None:
    ledger.tamper('UPDATE allotment SET "left" = "left" + 1')
    (found,) = look().findings
    assert (found.code, found.where) == ("allotment", "budget:gift")
    assert found.detail == "1000 left and 1 granted of 1000"


def test_one_damaged_state_stops_neither_the_sweep_nor_the_batch_of_others(ledger: Ledger) -> None:
    now = now_us()
    others = opened(2)
    old = [purchase(one, "x", 500, now - 450 * DAY_US) for one in others]
    record(old, acting=SYSTEM)
    ledger.tamper(
        "UPDATE member_state SET engine = '\\x00', next_due_us = 0 WHERE member_id = '{a}'"
    )
    swept = sweep_all(limit=1)
    assert (swept.holders, swept.damaged) == (2, 1)
    batch = [purchase(one, "y", 500, now) for one in (others[0], ledger.first, others[1])]
    assert [(one.outcome, one.reason) for one in record(batch, acting=SYSTEM)] == [
        (Outcome.ACCEPTED, ""),
        (Outcome.ERROR, "damaged_state"),
        (Outcome.ACCEPTED, ""),
    ]
    assert rebuild_states(acting=SYSTEM).mended == 1
    assert record(batch[1:2], acting=SYSTEM)[0].outcome == Outcome.ACCEPTED
    seal_all()
    assert look().clean


def look() -> Verdict:
    """Verify one by one, and in bulk, which must find the same."""
    verdict = verify()
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
    in_bulk = verify_range(Range(), bulk)
    in_bulk.add(run._log())
    assert codes(in_bulk) == codes(verdict)
    assert (in_bulk.holders, in_bulk.events, in_bulk.leaves) == (
        verdict.holders,
        verdict.events,
        verdict.leaves,
    )
    return verdict


def codes(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.code, one.where) for one in verdict.findings}
