"""A ledger of a program of several versions is verified in bulk: nobody sound is doubted.

The second version brings a wallet, a kind that moves the numbers of the others, a counter and
another set of levels, and drops a level; the third gives more. Between them things fall due.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from setia.core.engine.book import Book
from setia.core.engine.state import pack
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Outcome
from setia.ledger.refold import columns, refold
from setia.ledger.verify import verify, verify_range
from setia.ledger.verify.bulk import Bulk, Proven
from setia.ledger.verify.reading import Range, events_of, snapshot, states, streamed
from setia.ledger.verify.verdict import Verdict
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import COFFEE, DAY_US, in_force, opened, purchase
from tests.ledger.tellings import clean

FIRST_US, SECOND_US, THIRD_US, LAST_US = (
    us(2024, 1, 1),
    us(2024, 3, 1),
    us(2024, 9, 1),
    us(2025, 4, 1),
)
HOLDERS = 12
LATE, RETURNED, CANCELLED, BEFORE, EDGE, HELD, QUIET = range(7)
"""Holders of their own: a late purchase, a return, a cancel, one whose state row is of the second
version, one with events on both sides of an instant, one whose hold outlives a version, and one who
comes back in the third.
"""
NEEDS_A_MEMORY = (LATE, RETURNED, CANCELLED)

FIRST = COFFEE.replace("  beans: {expires: 12 months}", "  beans: {expires: 3 months}").replace(
    "attributes: {channel: text}", "attributes: {channel: text}\n  review: {}\n  visit: {}"
)
SECOND = (
    FIRST.replace("  beans:", "  stars: {pending: 3 days, expires: 1 month}\n  beans:")
    .replace("  review:", "  booking: {}\n  review:")
    .replace("give: 1 per whole 1.00", "give: 2 beans per whole 1.00")
    .replace("give: 3\n", "give: 3 beans\n")
    .replace('tier == "gold"', 'tier_status == "gold"')
    .replace(
        "    multiply: 2",
        "    wallet: beans\n    multiply: 2\n"
        "  - {rule: star, on: [booking, review], give: 7 stars, when: n > 0}",
    )
    .replace("      - {tier: silver, from: 50.00}\n", "")
    .replace("\nearning:", "\ncounters: {n: {count: [booking, review], in: 60 days}}\nearning:")
    + "  club: {measure: n, keep: 1 month, levels: [{tier: one, from: 0}, {tier: two, from: 2}]}\n"
)
THIRD = (
    SECOND.replace("2 beans per", "5 beans per")
    .replace("from: 2}", "from: 1}")
    .replace("wallets:\n", "wallets:\n  moons: {}\n")
    .replace("\ncounters: {", "\ncounters: {more: {count: visit, per: month}, ")
)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, FIRST, FIRST_US, FIRST_US) as stopped:
        publish_program(SECOND, acting=SYSTEM, effective_us=SECOND_US)
        yield stopped


@pytest.fixture
def members(clock: StoppedClock) -> list[UUID]:
    """Holders of whom all is recorded as it happens, but for what the names above say."""
    members = opened(HOLDERS)
    told(clock, members, FIRST_US + 20 * DAY_US, "a")
    for at_us in (SECOND_US - 1, SECOND_US):
        clock.set(at_us)
        record([purchase(members[EDGE], f"{at_us}", 5_000, at_us)], acting=SYSTEM)
    held = NewEvent(
        members[HELD], "hold", 0, "till", "h", {"points": 9, "wallet": "beans", "minutes": 100_000}
    )
    record([held], acting=SYSTEM)
    later = [one for place, one in enumerate(members) if place not in (BEFORE, QUIET)]
    told(clock, later, SECOND_US + 40 * DAY_US, "b")
    clock.set(SECOND_US + 50 * DAY_US)
    back: dict[str, Json] = {"of": "b0", "amount": 1_000}
    record([NewEvent(members[RETURNED], "return", clock.now_us, "till", "r", back)], acting=SYSTEM)
    undone = NewEvent(members[CANCELLED], "cancel", 0, "till", "c", {"of": "b9"})
    record([undone], acting=SYSTEM)
    record([purchase(members[LATE], "late", 9_000, FIRST_US + DAY_US)], acting=SYSTEM)
    clock.set(SECOND_US + 55 * DAY_US)
    assert sweep_all().holders == HOLDERS
    publish_program(THIRD, acting=SYSTEM, effective_us=THIRD_US)
    told(clock, [members[QUIET], *later[HOLDERS // 2 :]], THIRD_US + 20 * DAY_US, "c")
    clock.set(LAST_US)
    told(clock, later[:2], LAST_US, "d")
    seal_all()
    return members


def told(clock: StoppedClock, members: list[UUID], at_us: int, name: str) -> None:
    """What happens to each member at an instant: purchases, a review, and points are spent."""
    clock.set(at_us)
    for place, member in enumerate(members):
        events = [
            purchase(member, f"{name}{n}", 1_000 * (n + 1) + 700 * place, at_us, channel)
            for n, channel in enumerate(("app", None, "web"))
        ]
        events += [
            NewEvent(member, kind, at_us, "till", f"{name}{5 + n}", {})
            for n, kind in enumerate(("visit", "review", "review")[: 1 + place % 3])
        ]
        if at_us >= SECOND_US:
            events.append(NewEvent(member, "booking", at_us, "till", f"{name}8", {}))
        act: dict[str, Json] = {"points": 3, "wallet": "beans"}
        events.append(NewEvent(member, "spend", at_us, "till", f"{name}9", act))
        assert {one.outcome for one in record(events, acting=SYSTEM)} == {Outcome.ACCEPTED}


def proven() -> Proven:
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
        return bulk.prove(states(cursor, Range()), streamed(cursor, Range()))


def test_only_holders_whose_fold_needs_a_memory_are_looked_at_again(members: list[UUID]) -> None:
    with snapshot() as cursor:
        book = current_book(cursor)
        (found,) = [row for row in states(cursor, Range()) if row[0] == members[BEFORE]]
    assert len(book.versions) == 3
    assert int.from_bytes(found[5][8:16], "little") < len(book.newest.layout.slots)
    assert set(proven().doubted) == {members[place] for place in NEEDS_A_MEMORY}
    clean(bulk=True)


def test_a_state_as_another_version_would_have_made_it_is_found(
    members: list[UUID], database: DatabaseUrls
) -> None:
    """As if the second version had begun a microsecond later, after an event at its instant."""
    member = members[EDGE]
    with snapshot() as cursor:
        book = current_book(cursor)
        leaves = [one.leaf for one in events_of(cursor, [member])[member]]
    first, second, third = book.versions
    shifted = Book((first, replace(second, effective_us=SECOND_US + 1), third))
    state, _ = refold(shifted, leaves)
    wrong = columns(book.newest.layout, state)
    _superuser(
        database,
        "UPDATE member_state SET engine = %s, balances = %s, tiers = %s, next_due_us = %s,"
        " next_expiry_us = %s WHERE member_id = %s",
        pack(state),
        list(wrong.balances),
        list(wrong.tiers),
        wrong.next_due_us,
        wrong.next_expiry_us,
        member,
    )
    assert set(proven().doubted) == {members[place] for place in (*NEEDS_A_MEMORY, EDGE)}
    assert {one.where for one in _found().findings} == {f"holder {member}"}


def test_what_was_changed_is_found_in_every_version(
    members: list[UUID], database: DatabaseUrls
) -> None:
    early, late, lots = members[8:11]
    one_more = (
        "UPDATE event SET amounts[1] = amounts[1] + 1 WHERE member_id = %s AND seq ="
        " (SELECT {}(seq) FROM event WHERE member_id = %s AND cardinality(amounts) > 0)"
    )
    _superuser(database, one_more.format("min"), early, early)
    _superuser(database, one_more.format("max"), late, late)
    _superuser(database, "UPDATE member_state SET balances[1] = 7 WHERE member_id = %s", lots)
    # A row of an older version, with fewer slots and balances.
    _superuser(
        database,
        "UPDATE member_state SET engine = set_byte(engine, 32, get_byte(engine, 32) # 1)"
        " WHERE member_id = %s",
        members[BEFORE],
    )
    changed = {early, late, lots, members[BEFORE]}
    assert set(proven().doubted) == changed | {members[place] for place in NEEDS_A_MEMORY}
    named = " ".join(one.where for one in _found().findings)
    assert {member for member in members if str(member) in named} == changed


def _found() -> Verdict:
    """What is found in bulk, which is what is found one by one."""
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
    found = verify_range(Range(), bulk)
    assert found == verify_range(Range())
    return found


def _superuser(database: DatabaseUrls, statement: str, *values: object) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(statement.encode(), values)


@pytest.mark.slow
def test_compiled_in_processes_finds_what_one_by_one_finds(
    members: list[UUID], database: DatabaseUrls, pytestconfig: pytest.Config
) -> None:
    # Kept from run to run, for compiling takes most of this test's time.
    cache = Path(pytestconfig.cache.mkdir("kernels"))
    assert verify(bulk_from=0, processes=2, cache=cache).clean
    _superuser(database, "UPDATE member_state SET balances[1] = 7 WHERE member_id = %s", members[9])
    found = verify(bulk_from=0, processes=2, cache=cache)
    assert found == verify()
    assert {one.where for one in found.findings} == {f"holder {members[9]}"}
