"""What a bench says must be what happened: medians, turns, and whose CPU time it was."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench.machine import Connection, backend_cpu_s, machine_line, postmaster_of, server_cpu_s
from bench.measure import Medians, Meter, Sample, Turn, alternating, interleaved
from bench.place import connect
from tests.conftest import NewDatabase

BURN = "SELECT count(*) FROM generate_series(1, 300000)"


def sample(events: int, wall_s: float, *, server_cpu_s: float | None = 1.0) -> Sample:
    return Sample(events, wall_s, python_cpu_s=0.5, server_cpu_s=server_cpu_s, wal_bytes=1000)


def test_a_sample_divides_by_its_events() -> None:
    one = sample(100, 2.0)
    assert one.rate == 50
    assert one.python_us == 5_000
    assert one.server_us == 10_000
    assert one.wal_per_event == 10


def test_medians_are_of_each_figure_and_keep_the_range() -> None:
    told = Medians.of([sample(100, 1.0), sample(100, 4.0), sample(100, 2.0)])
    assert (told.rate, told.rate_low, told.rate_high) == (50, 25, 100)


def test_medians_say_nothing_of_a_server_that_could_not_be_read_each_time() -> None:
    assert Medians.of([sample(1, 1.0), sample(1, 1.0, server_cpu_s=None)]).server_us is None


def test_each_run_is_measured_once_a_round() -> None:
    heard: list[str] = []
    told = interleaved(
        {name: lambda: {"a and b": sample(1, 1.0)} for name in ("a", "b")},
        rounds=3,
        told=heard.append,
    )
    assert list(told) == ["a and b"]
    for number in (1, 2, 3):
        assert {f"round {number} of 3: a", f"round {number} of 3: b"} <= set(heard)
    assert len(heard) == 6


@pytest.fixture
def connections(new_database: NewDatabase) -> Iterator[list[Connection]]:
    url = new_database().owner_url
    with connect(url) as one, connect(url) as another, connect(url) as third:
        yield [one, another, third]


def test_turns_alternate_and_each_is_told_its_own_work(connections: list[Connection]) -> None:
    busy, idle, watcher = connections
    order: list[str] = []

    def turn(name: str, connection: Connection, statement: bytes, events: int) -> Turn:
        def work() -> int:
            order.append(name)
            connection.execute(statement)
            return events

        return Turn(connection, lambda: work)

    told = alternating(
        {"busy": turn("busy", busy, BURN.encode(), 7), "idle": turn("idle", idle, b"SELECT 1", 3)},
        watcher,
        seconds=0.3,
    )
    rounds = len(order) // 2
    # Whoever goes first in a pair, nobody goes a third time before the other's second.
    pairs = [set(order[at : at + 2]) for at in range(0, len(order), 2)]
    assert pairs == [{"busy", "idle"}] * rounds
    assert (told["busy"].events, told["idle"].events) == (7 * rounds, 3 * rounds)
    busy_cpu_s, idle_cpu_s = told["busy"].server_cpu_s, told["idle"].server_cpu_s
    assert busy_cpu_s is not None
    assert idle_cpu_s is not None
    assert busy_cpu_s > 3 * idle_cpu_s
    assert told["busy"].wall_s > told["idle"].wall_s


def test_log_bytes_are_charged_to_whoever_wrote_them(connections: list[Connection]) -> None:
    writer, reader, watcher = connections
    writer.execute("CREATE TABLE written (content text)")

    def turn(connection: Connection, statement: bytes) -> Turn:
        def work() -> int:
            connection.execute(statement)
            return 1

        return Turn(connection, lambda: work)

    fill = b"INSERT INTO written SELECT repeat('x', 500) FROM generate_series(1, 200)"
    told = alternating(
        {"writer": turn(writer, fill), "reader": turn(reader, b"SELECT 1")}, watcher, seconds=0.2
    )
    assert told["writer"].wal_per_event > 200 * 500
    # Others use this server at the same time, so the reader's figure is small, not zero.
    assert told["reader"].wal_per_event < told["writer"].wal_per_event


def test_a_meter_counts_the_cpu_of_the_whole_server(connections: list[Connection]) -> None:
    worker, watcher, _ = connections
    meter = Meter(watcher)
    before = backend_cpu_s(worker)
    for _ in range(10):
        worker.execute(BURN.encode())
    after = backend_cpu_s(worker)
    told = meter.end(10, more_python_cpu_s=2.0)
    assert before is not None
    assert after is not None
    assert told.server_cpu_s is not None
    # Ticks are of 10 ms, and two are read.
    assert told.server_cpu_s >= after - before - 0.02
    assert told.python_cpu_s >= 2.0


def test_the_time_of_a_backend_that_ended_is_not_lost(new_database: NewDatabase) -> None:
    url = new_database().owner_url
    with connect(url) as watcher:
        postmaster = postmaster_of(watcher)
        assert postmaster is not None
        before = server_cpu_s(postmaster)
        with psycopg.connect(url) as worker:
            for _ in range(10):
                worker.execute(BURN.encode())
            used = backend_cpu_s(worker)
            process = Path(f"/proc/{worker.info.backend_pid}")
        assert used is not None
        until = time.monotonic() + 10
        while process.exists() and time.monotonic() < until:
            watcher.execute("SELECT 1")
        assert not process.exists()
        assert server_cpu_s(postmaster) - before >= used - 0.02


def test_the_machine_is_named(connections: list[Connection]) -> None:
    line = machine_line(connections[0])
    for word in ("cores", "GiB", "PostgreSQL", "Python", "psycopg"):
        assert word in line
