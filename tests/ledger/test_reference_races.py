"""Uploads of reference data at once, beside recordings, and dying in the middle (I8).

Whatever comes between, an upload is one edition or none, and every purchase was decided by the
editions that were known when it was recorded.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest
from django.db import connections
from psycopg import OperationalError

from setia.core.program.document import TIME_ZONE
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost, raw_cursor
from setia.platform.recording import TOGETHER
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import forget_books
from setia.reference.actions.load_reference import Row, load_reference
from setia.reference.queries import current_reference, editions
from setia.reference.waiting import wait_until_known
from tests.conftest import DatabaseUrls
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, now_us, opened
from tests.ledger.tellings import clean
from tests.ledger.test_reference import NINE, NORTH, PROGRAM, SINCE_US, SOUTH, bought, loaded


def test_the_same_upload_many_times_at_once_is_one_edition(database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    rows = [Row("harbour", NORTH, SINCE_US), Row("station", SOUTH, SINCE_US)]
    made = at_once(lambda _: load_reference("stores", rows, acting=SYSTEM), range(6), threads=6)
    assert [one.rows for one in made if one is not None] == [2]
    with raw_cursor() as cursor:
        assert [one.number for one in editions(cursor)] == [1]


_WAITING = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND NOT granted AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.mark.fault
def test_an_upload_that_dies_in_the_middle_leaves_nothing(database: DatabaseUrls) -> None:
    """Its rows are written, and it waits for who records, when its connection ends."""
    publish_program(PROGRAM, acting=SYSTEM)
    rows = [Row("tokyo", {**NORTH, TIME_ZONE: "Asia/Tokyo"}, SINCE_US)]

    def do(what: str) -> str:
        if what == "upload":
            try:
                with pytest.raises(OperationalError):
                    load_reference("stores", rows, acting=SYSTEM)
            finally:
                connections.close_all()
            return "died"
        with (
            psycopg.connect(database.superuser_url, autocommit=True) as killer,
            psycopg.connect(database.app_url) as recording,
        ):
            recording.execute(f"SELECT {TOGETHER}".encode())
            held.set()
            while killer.execute(_WAITING).fetchone() is None:
                pass
        return "killed"

    held = Event()
    with ThreadPoolExecutor(2) as pool:
        killing = pool.submit(do, "kill")
        assert held.wait(30)
        dying = pool.submit(do, "upload")
        assert (dying.result(60), killing.result(60)) == ("died", "killed")
    with psycopg.connect(database.app_url) as connection:
        for table in ("reference_edition", "reference_row", "reference_zone"):
            found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert found == (0,)
    assert loaded("stores", *rows).number == 1


@pytest.mark.fault
@pytest.mark.parametrize("seed", range(max(2, ROUNDS // 10)))
def test_uploads_and_recordings_that_race_leave_a_clean_ledger(
    database: DatabaseUrls, seed: int
) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    # By whatever hour it is run.
    publish_program(PROGRAM.replace(NINE, ""), acting=SYSTEM)
    members = opened(4)
    began_us = now_us()
    work: list[tuple[str, int]] = [("record", n) for n in range(60)]
    work += [("upload", n) for n in range(8)]
    chance.shuffle(work)
    regions = [chance.choice([NORTH, SOUTH]) for _ in work]

    def do(one: tuple[str, int]) -> int | None:
        what, n = one
        if what == "upload":
            made = load_reference(
                "stores",
                [Row("harbour", {**regions[n], "n": f"{n}"}, began_us - DAY_US)],
                acting=SYSTEM,
            )
            return None if made is None else made.known_us
        record([bought(members[n % 4], f"{n}", began_us)], acting=SYSTEM)
        return None

    assert len([one for one in at_once(do, work, threads=8) if one]) == 8
    with raw_cursor() as cursor:
        last = editions(cursor)[-1]
    assert wait_until_known(last)
    record([bought(member, "last", began_us) for member in members], acting=SYSTEM)
    forget_books()
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean(bulk=True)
    with outermost() as cursor:
        known = current_reference(cursor)
        cursor.execute("SELECT recorded_us, decision[1] FROM event WHERE kind = 'purchase'")
        decided = cursor.fetchall()
    entries = known.tables["stores"]["harbour"]
    for recorded_us, points in decided:
        then = [one.values for one in entries if one.known_us <= recorded_us]
        region = str((then[-1] or {}).get("region")) if then else ""
        assert points == {"": 1, "north": 11, "south": 21}[region]
