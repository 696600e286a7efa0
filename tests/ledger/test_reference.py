"""Reference data and the ledger: what an event is decided by, for ever.

An event is decided by what was so when it happened, of what was known when it was recorded. So an
upload changes no decided history, whenever it comes and whatever day it is about (I8, I12), and the
ledger stays clean while uploads and recordings race.
"""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from setia.core.program.document import TIME_ZONE
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot, states, streamed
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from setia.platform.json import Json
from setia.platform.zone_table import UnknownZone
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book, forget_books
from setia.reference.actions.load_reference import (
    AHEAD_US,
    Row,
    load_reference,
    replace_reference,
)
from setia.reference.queries import Edition, editions
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, balances, in_force, opened
from tests.ledger.tellings import clean

SINCE_US = us(2025, 1, 1)
NOW_US = us(2025, 6, 1, 12)
PROGRAM = """
setia: 1
program: p
currency: MYR
wallets: {beans: {}}
events: {purchase: {attributes: {store: text}, items: {sku: text}}}
stores: {region: [north, south]}
products: {category: text}
lists: {excluded: uploaded}
earning:
  - {rule: base, give: 1 per whole 1.00}
  - {rule: north, when: store.region == "north", give: 10}
  - {rule: south, when: store.region == "south", give: 20}
  - {rule: tea, when: 'any(product.category == "tea")', give: 100}
  - {rule: fine, when: 'any(item.sku not in list("excluded"))', give: 1000}
  - {rule: nine, when: hour == 21, give: 10000}
"""
NINE = PROGRAM.splitlines(keepends=True)[-1]
NORTH, SOUTH = {"region": "north"}, {"region": "south"}


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def loaded(table: str, *rows: Row) -> Edition:
    made = load_reference(table, rows, acting=SYSTEM)
    assert made is not None
    return made


def bought(member: UUID, key: str, at_us: int, sku: str = "", store: str = "harbour") -> NewEvent:
    payload: dict[str, Json] = {"amount": 100, "store": store}
    if sku:
        payload["items"] = [{"amount": 100, "sku": sku}]
    return NewEvent(member, "purchase", at_us, "till", key, payload)


def earns(event: NewEvent, origin: Origin = Origin.LIVE) -> int:
    """What an event earns when it is recorded now."""
    (receipt,) = record([event], acting=SYSTEM, origin=origin)
    assert receipt.outcome == Outcome.ACCEPTED
    return (receipt.points or {}).get("beans", 0)


def test_an_upload_is_known_a_moment_later_and_from_then_on(clock: StoppedClock) -> None:
    (member,) = opened(1)
    made = loaded("stores", Row("harbour", NORTH, SINCE_US))
    assert made.known_us == NOW_US + AHEAD_US
    assert earns(bought(member, "a", NOW_US)) == 1
    clock.set(made.known_us - 1)
    assert earns(bought(member, "b", NOW_US)) == 1
    clock.set(made.known_us)
    assert earns(bought(member, "c", NOW_US)) == 1 + 10


def test_what_is_uploaded_later_changes_no_decided_history(clock: StoppedClock) -> None:
    live, imported = opened(2)
    made = loaded("stores", Row("harbour", NORTH, SINCE_US))
    clock.set(made.known_us)
    first_us = clock.now_us
    assert earns(bought(live, "a", first_us)) == 1 + 10
    assert earns(bought(imported, "a", first_us), Origin.IMPORT) == 1 + 10
    later = loaded("stores", Row("harbour", SOUTH, SINCE_US))
    clock.set(later.known_us + DAY_US)
    # An older event that comes now is decided by what is known now; the others stay as they were.
    assert earns(bought(live, "late", first_us - 1)) == 1 + 20
    assert earns(bought(imported, "late", first_us - 1), Origin.IMPORT) == 1 + 20
    assert balances([live, imported]) == {live: 11 + 21, imported: 11 + 21}
    forget_books()
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean(bulk=True)


def test_bulk_verification_knows_what_was_known(clock: StoppedClock) -> None:
    members = opened(2)
    for n, region in enumerate((NORTH, SOUTH)):
        made = loaded("stores", Row("harbour", region, SINCE_US))
        clock.set(made.known_us + DAY_US)
        for member in members:
            assert earns(bought(member, f"{n}", clock.now_us)) == 1 + 10 * (n + 1)
    seal_all()
    with snapshot() as cursor:
        bulk = Bulk(current_book(cursor), cache=None)
        proven = bulk.prove(states(cursor, Range()), streamed(cursor, Range()))
    assert (proven.events, proven.doubted) == (4, [])


def test_an_event_is_decided_by_the_day_on_which_it_happened(clock: StoppedClock) -> None:
    (member,) = opened(1)
    turn_us = us(2025, 3, 1)
    made = loaded(
        "stores",
        Row("harbour", SOUTH, turn_us),
        Row("harbour", NORTH, SINCE_US),
        Row("harbour", None, us(2025, 5, 1)),
    )
    clock.set(made.known_us)
    days = {turn_us - 1: 11, turn_us: 21, us(2025, 5, 1) - 1: 21, us(2025, 5, 1): 1}
    found = {at: earns(bought(member, f"{at}", at)) for at in days}
    assert found == days


def test_a_return_decides_its_event_by_what_was_known_then(clock: StoppedClock) -> None:
    (member,) = opened(1)
    made = loaded("products", Row("leaf", {"category": "tea"}, SINCE_US))
    listed = loaded("list:excluded", Row("leaf", {}, SINCE_US))
    clock.set(max(made.known_us, listed.known_us))
    event = bought(member, "a", clock.now_us, "leaf")
    assert earns(event) == 1 + 100
    clock.set(clock.now_us + DAY_US)
    changed = loaded("products", Row("leaf", {"category": "coffee"}, SINCE_US))
    gone = loaded("list:excluded", Row("leaf", None, SINCE_US))
    clock.set(max(changed.known_us, gone.known_us))
    back = NewEvent(member, "return", clock.now_us, "till", "r", {"of": "a"})
    (receipt,) = record([back], acting=SYSTEM)
    assert receipt.outcome == Outcome.ACCEPTED
    assert balances([member]) == {member: 0}
    assert earns(bought(member, "b", clock.now_us, "leaf")) == 1 + 1000


def test_the_same_upload_again_adds_nothing(clock: StoppedClock) -> None:
    rows = [Row("harbour", NORTH, SINCE_US), Row("station", SOUTH)]
    first = loaded("stores", *rows)
    clock.set(first.known_us)
    assert (first.number, first.rows) == (1, 2)
    assert load_reference("stores", rows, acting=SYSTEM) is None
    assert replace_reference("stores", [Row("station", SOUTH), Row("harbour", NORTH)],
                             acting=SYSTEM) is None  # fmt: skip
    second = loaded("stores", *rows, Row("kiosk", NORTH))
    assert (second.number, second.rows) == (2, 1)
    assert load_reference("stores", [Row("nobody", None)], acting=SYSTEM) is None
    with raw_cursor() as cursor:
        assert editions(cursor) == [first, second]


def test_what_replaces_a_table_takes_away_what_it_does_not_name(clock: StoppedClock) -> None:
    (member,) = opened(1)
    made = loaded("stores", Row("harbour", NORTH, SINCE_US), Row("station", SOUTH, SINCE_US))
    clock.set(made.known_us)
    april_us = us(2025, 4, 1)
    new = replace_reference("stores", [Row("station", NORTH)], acting=SYSTEM, from_us=april_us)
    assert new is not None
    assert new.rows == 2
    clock.set(new.known_us)
    told = [
        (store, at, earns(bought(member, f"{store}{at}", at, store=store)))
        for store in ("harbour", "station")
        for at in (april_us - 1, april_us)
    ]
    assert told == [
        ("harbour", april_us - 1, 11),
        ("harbour", april_us, 1),
        ("station", april_us - 1, 21),
        ("station", april_us, 11),
    ]


def test_what_replaces_holds_for_later_days_too(clock: StoppedClock) -> None:
    (member,) = opened(1)
    later_us = NOW_US + 30 * DAY_US
    made = loaded("list:excluded", Row("gin", {}, later_us), Row("rum", {}, SINCE_US))
    clock.set(made.known_us)
    new = replace_reference("list:excluded", [Row("rum", {})], acting=SYSTEM)
    assert new is not None
    clock.set(later_us + DAY_US)
    assert earns(bought(member, "a", clock.now_us, "gin")) == 1 + 1000
    assert earns(bought(member, "b", clock.now_us, "rum")) == 1


def test_a_clock_that_was_set_back_lets_no_upload_into_the_past(clock: StoppedClock) -> None:
    (member,) = opened(1)
    clock.set(NOW_US + 2_000_000)
    assert earns(bought(member, "a", NOW_US)) == 1
    clock.set(NOW_US)
    made = loaded("stores", Row("harbour", NORTH, SINCE_US))
    assert made.known_us == NOW_US + 2_000_000 + AHEAD_US
    clock.set(made.known_us)
    assert earns(bought(member, "b", NOW_US + 1)) == 1 + 10
    forget_books()
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean(bulk=True)


def _declared(region: str, asked: str) -> str:
    """The program with another sort of region, and a rule of its own."""
    text = PROGRAM.replace("region: [north, south]", f"region: {region}")
    rules = text.replace('store.region == "north"', asked)
    return rules.replace('store.region == "south"', "amount > 9999.00")


def test_each_version_reads_what_was_uploaded_by_its_own_declaration(
    database: DatabaseUrls,
) -> None:
    first = _declared("number", "store.region >= 3")
    with in_force(database, first, SINCE_US, NOW_US) as stopped:
        (member,) = opened(1)
        stopped.set(loaded("stores", Row("harbour", {"region": "3"}, SINCE_US)).known_us)
        assert earns(bought(member, "a", stopped.now_us)) == 1 + 10
        starts = [stopped.now_us + days * DAY_US for days in (1, 2)]
        finer = _declared("{type: number, decimals: 2}", "store.region >= 3")
        publish_program(finer, acting=SYSTEM, effective_us=starts[0])
        publish_program(_declared("bool", "store.region"), acting=SYSTEM, effective_us=starts[1])
        stopped.set(starts[0] + 1)
        assert earns(bought(member, "b", stopped.now_us)) == 1 + 10
        stopped.set(starts[1] + 1)
        # A 3 is neither yes nor no, so it is not known; and it stops no event.
        assert earns(bought(member, "c", stopped.now_us)) == 1
        clean()


def test_a_time_zone_stays_as_it_was_when_it_was_first_named(
    database: DatabaseUrls, clock: StoppedClock
) -> None:
    (member,) = opened(1)
    made = loaded("stores", Row("tokyo", {TIME_ZONE: "Asia/Tokyo"}, SINCE_US))
    clock.set(made.known_us)
    noon_us = us(2025, 6, 1, 12)
    # Noon in the program's UTC is 21:00 in Tokyo.
    assert earns(bought(member, "a", noon_us, store="tokyo")) == 1 + 10000
    assert earns(bought(member, "b", noon_us)) == 1
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("UPDATE reference_zone SET offset_us = '{0, 0}', at_us = '{-9, 0}'")
    again = loaded("stores", Row("kyoto", {TIME_ZONE: "Asia/Tokyo"}, SINCE_US))
    clock.set(again.known_us)
    forget_books()
    assert earns(bought(member, "c", noon_us, store="kyoto")) == 1


def test_a_fault_in_an_upload_loads_nothing(clock: StoppedClock) -> None:
    rows = [Row("harbour", NORTH), Row("mars", {TIME_ZONE: "Mars/Olympus"})]
    with pytest.raises(UnknownZone):
        load_reference("stores", rows, acting=SYSTEM)
    with raw_cursor() as cursor:
        assert editions(cursor) == []
        cursor.execute(
            "SELECT (SELECT count(*) FROM reference_row),"
            " (SELECT count(*) FROM audit_entry WHERE act = 'reference_uploaded')"
        )
        assert cursor.fetchone() == (0, 0)


def test_an_upload_is_audited_and_nobody_can_change_it(
    database: DatabaseUrls, clock: StoppedClock
) -> None:
    made = loaded("stores", Row("harbour", {**NORTH, TIME_ZONE: "Asia/Tokyo"}, SINCE_US))
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT subject, detail->>'rows', (detail->>'known_us')::bigint FROM audit_entry"
            " WHERE act = 'reference_uploaded'"
        )
        assert cursor.fetchall() == [("reference/stores", "1", made.known_us)]
    with psycopg.connect(database.app_url, autocommit=True) as connection:
        for table in ("reference_edition", "reference_row", "reference_zone"):
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement.encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE reference_row SET told = '{}'")


def test_an_upload_waits_for_who_records_and_gives_up_in_time(
    database: DatabaseUrls, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from setia.platform import recording

    monkeypatch.setattr(recording, "TRIES", 2)
    monkeypatch.setattr(recording, "WAIT_MS", 20)
    with psycopg.connect(database.app_url) as other:
        other.execute(f"SELECT {recording.TOGETHER}".encode())
        with pytest.raises(psycopg.errors.LockNotAvailable):
            load_reference("stores", [Row("harbour", NORTH)], acting=SYSTEM)
        # Who records meanwhile does not stand behind it for long.
        assert earns(bought(opened(1)[0], "a", NOW_US)) == 1
    with raw_cursor() as cursor:
        assert editions(cursor) == []
    assert loaded("stores", Row("harbour", NORTH)).number == 1
