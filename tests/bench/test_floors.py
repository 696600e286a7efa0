"""The floors write all that they claim to write, or a ratio to them would flatter."""

import dataclasses
from pathlib import Path

import psycopg
import pytest

from bench import floor, set_floor
from bench.place import BenchDatabase, connect
from setia.platform.database import Embedded
from setia.platform.database.binaries import find
from tests.conftest import NewDatabase

WRITTEN = """
SELECT (SELECT count(*) FROM event), (SELECT count(DISTINCT external_id) FROM event),
    (SELECT count(*) FROM posting), (SELECT sum(amount) FROM posting),
    (SELECT count(*) FROM lot), (SELECT count(*) FROM outbox),
    (SELECT sum(version) FROM balance),
    (SELECT sum(points) FROM event) = (SELECT sum(points) FROM balance),
    (SELECT sum(points) FROM event) = (SELECT sum(remaining) FROM lot)"""


@pytest.fixture
def database(new_database: NewDatabase, postgres: Embedded) -> BenchDatabase:
    urls = new_database()
    pgbench = find(postgres.settings.postgres_bin).program("pgbench")
    if not pgbench.exists():
        pytest.skip(f"these PostgreSQL binaries come without {pgbench.name}")
    made = BenchDatabase(urls.app_url, urls.owner_url, urls.superuser_url, pgbench)
    floor.prepare(made)
    return made


def written(database: BenchDatabase) -> tuple[object, ...]:
    with connect(database.owner_url, schema="floor") as connection:
        row = connection.execute(WRITTEN).fetchone()
    assert row is not None
    return row


def test_each_transaction_of_the_floor_is_a_whole_purchase(database: BenchDatabase) -> None:
    told = floor.run(database, seconds=1, clients=2)
    n = told.events
    assert n > 0
    assert written(database) == (n, n, 2 * n, 0, n, n, n, True, True)
    assert told.wal_bytes > 0
    assert told.rate > 0


def test_the_set_based_floor_makes_the_same_writes(database: BenchDatabase) -> None:
    told = set_floor.run(database, seed="a", seconds=0.2, batch=50)
    n = told.events + 8 * 50  # what made the plans was written too
    assert told.events > 0
    assert written(database) == (n, n, 2 * n, 0, n, n, n, True, True)


def test_a_member_twice_in_a_batch_has_both_purchases(database: BenchDatabase) -> None:
    with connect(database.owner_url, schema="floor") as connection:
        writer = set_floor.SetFloor(connection, seed="b")
        writer._write([7, 7, 8], ["x", "y", "z"], [1_000, 2_000, 3_000])
        found = connection.execute(
            "SELECT member_id, points, version FROM balance WHERE version > 0 ORDER BY 1"
        ).fetchall()
    assert found == [(7, 11 + 21, 2), (8, 31, 1)]


def test_a_key_that_was_used_writes_nothing(database: BenchDatabase) -> None:
    with connect(database.owner_url, schema="floor") as connection:
        for _ in range(2):
            set_floor.SetFloor(connection, seed="c")._write([7], ["x"], [1_000])
    assert written(database)[:4] == (1, 1, 2, 0)


def test_a_pgbench_that_fails_is_an_error(database: BenchDatabase) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("DROP FUNCTION floor.record_purchase")
    with pytest.raises(RuntimeError, match="record_purchase"):
        floor.run(database, seconds=1, clients=1)


def test_a_pgbench_that_is_missing_is_an_error(database: BenchDatabase) -> None:
    gone = dataclasses.replace(database, pgbench=Path("/nonexistent/pgbench"))
    with pytest.raises(FileNotFoundError, match="pgbench"):
        floor.run(gone, seconds=1, clients=1)
