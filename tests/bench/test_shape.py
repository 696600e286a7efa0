"""The candidate shapes hold the same facts, so that what is compared is the shape alone."""

from itertools import islice
from uuid import UUID

import psycopg
import pytest

from bench import shape
from bench.place import BenchDatabase, connect
from bench.purchases import MOVE_FIELDS, Purchase, members, purchases
from bench.shape_writers import Writer
from setia.platform.database import Embedded
from setia.platform.database.binaries import find
from tests.conftest import NewDatabase

UNFOLDED = """
SELECT member_id, seq, nth - 1, moves[8*nth-7], moves[8*nth-6], moves[8*nth-5], moves[8*nth-4],
    moves[8*nth-3], moves[8*nth-2], moves[8*nth-1], moves[8*nth], amounts[nth]
FROM event, generate_subscripts(amounts, 1) AS nth ORDER BY 1, 2, 3"""
STATES = """
SELECT member_id, seq, balances, tiers, next_due_us - recorded_us, next_expiry_us - recorded_us,
    engine FROM member_state ORDER BY 1"""
EVENTS = """
SELECT member_id, seq, kind, occurred_us, principal, source, key, body_mac, origin, version,
    payload::jsonb, facts, outcome, reason, decision FROM event ORDER BY 1, 2"""
NAMED = "SELECT unnest(member_ids), unnest(seqs) FROM unsealed ORDER BY 1, 2"


@pytest.fixture
def ids() -> list[UUID]:
    return members(6)


@pytest.fixture
def database(new_database: NewDatabase, postgres: Embedded, ids: list[UUID]) -> BenchDatabase:
    urls = new_database()
    pgbench = find(postgres.settings.postgres_bin).program("pgbench")
    made = BenchDatabase(urls.app_url, urls.owner_url, urls.superuser_url, pgbench)
    shape.prepare(made, ids)
    return made


def batches_of(ids: list[UUID], movements: int) -> list[list[Purchase]]:
    source = purchases(ids, movements=movements, seed="test")
    # With six members, most batches of ten hold a member more than once.
    return [list(islice(source, 10)) for _ in range(3)]


def test_all_candidates_hold_the_same_facts(database: BenchDatabase, ids: list[UUID]) -> None:
    batches = batches_of(ids, movements=2)
    found = []
    for name, (schema, arrays) in shape.CANDIDATES.items():
        with (
            connect(database.owner_url, schema=schema) as connection,
            connection.transaction(force_rollback=True),
        ):
            writer = Writer(connection, schema, arrays)
            assert [writer.record(batch) for batch in batches] == [10, 10, 10], name
            moved = "SELECT * FROM posting ORDER BY 1, 2, 3" if schema == "narrow" else UNFOLDED
            told = [connection.execute(q.encode()).fetchall() for q in (EVENTS, moved, STATES)]
            assert connection.execute(NAMED).fetchall() == [row[:2] for row in told[0]], name
            found.append(told)
    assert all(each == found[0] for each in found)
    events, postings, states = found[0]
    assert (len(events), len(postings)) == (30, 60)
    assert sum(int(str(row[1])) for row in states) == 30


def test_a_purchase_is_stored_as_it_was_drawn(database: BenchDatabase, ids: list[UUID]) -> None:
    (one,) = islice(purchases(ids, movements=3, seed="one"), 1)
    with connect(database.owner_url, schema="wide") as connection:
        Writer(connection, "wide", shape.CANDIDATES["wide"][1]).record([one])
        row = connection.execute(
            "SELECT member_id, seq, occurred_us, key, body_mac, facts, decision, moves, amounts"
            " FROM event"
        ).fetchone()
    assert row == (
        one.member,
        1,
        one.occurred_us,
        one.key,
        one.mac,
        list(one.facts),
        list(one.decision),
        list(one.moves),
        list(one.amounts),
    )
    assert len(one.moves) == 3 * MOVE_FIELDS


def test_a_batch_with_a_used_key_or_an_unknown_holder_is_an_error(
    database: BenchDatabase, ids: list[UUID]
) -> None:
    batch = batches_of(ids, movements=1)[0]
    stranger = list(islice(purchases(members(1, seed=9), movements=1, seed="s"), 1))
    with connect(database.owner_url, schema="wide") as connection:
        writer = Writer(connection, "wide", shape.CANDIDATES["wide"][1])
        writer.record(batch)
        for wrong in (batch, stranger):
            with pytest.raises(RuntimeError, match="wide"):
                writer.record(wrong)
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (10,)


@pytest.mark.parametrize("schema", ["wide", "wide_json"])
def test_the_wide_shape_refuses_what_the_narrow_one_does(
    database: BenchDatabase, schema: str
) -> None:
    event = (
        "INSERT INTO event VALUES (gen_random_uuid(), 1, '', 0, 0, '', '', '', '', '', 1, '{}',"
        " '{}', '', '', '{}', %s, %s)"
    )
    with connect(database.owner_url, schema=schema) as connection:
        connection.execute(event, [[0] * MOVE_FIELDS, [5]])
        for moves, amounts in (([0] * 8, [0]), ([0] * 8, [-1]), ([0] * 8, [1, 2]), ([0] * 7, [1])):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(event, [moves, amounts])


def test_the_same_seed_gives_the_same_purchases(ids: list[UUID]) -> None:
    assert batches_of(ids, movements=1) == batches_of(members(6), movements=1)
    assert members(6, seed=2) != ids


def test_two_connections_write_in_processes_of_their_own(
    database: BenchDatabase, ids: list[UUID]
) -> None:
    asked = shape.Asked(rounds=1, seconds=0.2)
    told = shape.together(database, ids, asked, iter([1]), "wide", 3)
    (sample,) = told.values()
    assert sample.events > 0
    assert sample.python_cpu_s > 0
    with connect(database.owner_url, schema="wide") as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT member_id) FROM event").fetchone()
    # Eight batches of three in each process made the plans.
    assert row is not None
    assert row[0] == sample.events + 2 * 8 * 3
    assert row[1] == len(ids)
