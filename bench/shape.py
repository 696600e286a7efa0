"""Which shape the ledger's hot tables should have: one row a posting, or wider event rows.

The same kind of seeded purchases is recorded in each candidate (shape_schema.sql), durable, on one
server, beside pgbench's floor. On one connection the candidates alternate batch by batch; two
connections write in processes of their own, in turns. It decides nothing by itself: it prints.
"""

import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from uuid import UUID

from rich.console import Console

from bench import floor, text_arrays
from bench.machine import machine_line
from bench.measure import Meter, Run, Sample, alternating, interleaved
from bench.place import BenchDatabase, bench_server, connect, new_database
from bench.purchases import engine, members, purchases
from bench.report import print_measures, print_sizes
from bench.shape_writers import Arrays, Writer
from setia.platform import arrays as binary_arrays

HERE = Path(__file__).parent
SEED = 20_250_101
MEMBERS = 200_000
BATCHES = (1, 10, 100, 250)
SCHEMAS = ("narrow", "wide", "wide_json")
# What a candidate is called: the schema, and how array parameters are sent.
CANDIDATES: dict[str, tuple[str, Arrays]] = {
    "narrow": ("narrow", text_arrays),
    "wide": ("wide", text_arrays),
    "narrow, binary arrays": ("narrow", binary_arrays),
    "wide, binary arrays": ("wide", binary_arrays),
    "wide, binary arrays, json": ("wide_json", binary_arrays),
}
# More than one connection can write in a second, by batch size.
_READY_PER_S = {1: 3_000, 10: 12_000}
_SIZES = """
SELECT n.nspname || '.' || c.relname, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname IN ('event', 'posting') ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Asked:
    """How long to measure, and purchases of how many movements. Times are of one sample."""

    rounds: int = 5
    seconds: float = 2.0
    movements: int = 1


def prepare(database: BenchDatabase, ids: list[UUID]) -> None:
    """Make the candidates anew, with a state row for each member."""
    draw = random.Random(f"engine {SEED}")
    with connect(database.owner_url) as connection:
        connection.execute((HERE / "shape_schema.sql").read_bytes())
        with connection.cursor().copy(
            "COPY narrow.member_state (member_id, kind, seq, recorded_us, version, balances, tiers,"
            " engine) FROM STDIN"
        ) as copy:
            for each in ids:
                copy.write_row((each, "person", 0, 0, 1, [0, 0, 0, 0], [0], engine(draw)))
        for schema in SCHEMAS[1:]:
            fill = f"INSERT INTO {schema}.member_state SELECT * FROM narrow.member_state"
            connection.execute(fill.encode())
    with connect(database.superuser_url) as connection:
        connection.execute("CHECKPOINT")
        for schema in SCHEMAS:
            # The first change of each page after a checkpoint is paid here, for all alike.
            connection.execute(f"UPDATE {schema}.member_state SET version = 1".encode())
            connection.execute(f"VACUUM ANALYZE {schema}.member_state".encode())


def warm(database: BenchDatabase, ids: list[UUID], asked: Asked, runs: Iterator[int]) -> None:
    """Record a first 20,000 events in each schema and let the planner count them."""
    for schema in SCHEMAS:
        with connect(database.owner_url, schema=schema) as connection:
            source = purchases(ids, movements=asked.movements, seed=f"{SEED}-{next(runs)}")
            writer = Writer(connection, schema, text_arrays)
            for _ in range(100):
                writer.record(list(islice(source, 200)))
            connection.execute("ANALYZE event")
            if schema == "narrow":
                connection.execute("ANALYZE posting")


def alternate(
    database: BenchDatabase, ids: list[UUID], asked: Asked, runs: Iterator[int], batch: int
) -> dict[str, Sample]:
    """All candidates in turns, each on one connection, one transaction of `batch` at a time."""
    turns, opened = {}, []
    for name, (schema, arrays) in CANDIDATES.items():
        connection = connect(database.owner_url, schema=schema)
        opened.append(connection)
        source = purchases(ids, movements=asked.movements, seed=f"{SEED}-{next(runs)}")
        turn = Writer(connection, schema, arrays).turn(source, batch, batches=max(1, 50 // batch))
        turn.ready()()  # Plans are made and statements prepared.
        turns[f"{name} | {batch} | 1"] = turn
    with connect(database.owner_url) as watcher:
        told = alternating(turns, watcher, seconds=asked.seconds * len(turns), seed=SEED + batch)
    for connection in opened:
        connection.close()
    return told


def _work(
    url: str, name: str, batch: int, ids: list[UUID], asked: Asked, seed: str, pipe: Pipe
) -> None:
    """One writing process: makes ready, says so, writes for the time, tells events and CPU."""
    schema, arrays = CANDIDATES[name]
    source = purchases(ids, movements=asked.movements, seed=seed)
    # Made before the clock starts, and more than can be written; if not, the run just ends early.
    transactions = max(16, int(_READY_PER_S.get(batch, 25_000) * asked.seconds) // batch)
    batches = [list(islice(source, batch)) for _ in range(transactions)]
    with connect(url, schema=schema) as connection:
        writer = Writer(connection, schema, arrays)
        for each in batches[-8:]:
            writer.record(each)
        pipe.send("ready")
        pipe.recv()
        cpu, until, events = time.process_time(), time.perf_counter() + asked.seconds, 0
        for each in batches[:-8]:
            events += writer.record(each)
            if time.perf_counter() >= until:
                break
        pipe.send((events, time.process_time() - cpu))


def together(
    database: BenchDatabase,
    ids: list[UUID],
    asked: Asked,
    runs: Iterator[int],
    name: str,
    batch: int,
) -> dict[str, Sample]:
    """One candidate on two connections at once, in two processes, each with members of its own."""
    number, workers = next(runs), 2
    context = multiprocessing.get_context("fork")
    pipes, processes = [], []
    for worker in range(workers):
        ours, theirs = context.Pipe()
        mine, seed = ids[worker::workers], f"{SEED}-{number}-{worker}"
        process = context.Process(
            target=_work,
            args=(database.owner_url, name, batch, mine, asked, seed, theirs),
            daemon=True,  # ended with us, should another of them fail
        )
        process.start()
        theirs.close()  # so that a worker that died is an EOFError here, not a wait for ever
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    with connect(database.owner_url) as watcher:
        meter = Meter(watcher)
        for pipe in pipes:
            pipe.send("go")
        told = [pipe.recv() for pipe in pipes]
        sample = meter.end(
            sum(events for events, _ in told), more_python_cpu_s=sum(cpu for _, cpu in told)
        )
    for process in processes:
        process.join()
    return {f"{name} | {batch} | {workers}": sample}


def runs_of(
    database: BenchDatabase, ids: list[UUID], asked: Asked, runs: Iterator[int]
) -> dict[str, Run]:
    """All that a round measures, the floor first."""
    seconds = max(1, round(2 * asked.seconds))
    told: dict[str, Run] = {
        "floor": lambda: {"floor": floor.run(database, seconds=seconds)},
        "floor of one client": lambda: {
            "floor of one client": floor.run(database, seconds=seconds, clients=1)
        },
    }
    for batch in BATCHES:
        told[f"batches of {batch}"] = partial(alternate, database, ids, asked, runs, batch)
        for name in ("narrow", "wide"):
            told[f"{name}, batches of {batch}, two connections"] = partial(
                together, database, ids, asked, runs, name, batch
            )
    return told


def bytes_of(database: BenchDatabase) -> dict[str, tuple[float, float]]:
    """Bytes an event of each table and of its indexes."""
    told = {}
    with connect(database.owner_url) as connection:
        for schema in SCHEMAS:
            counted = connection.execute(f"SELECT count(*) FROM {schema}.event".encode()).fetchone()
            events = int(str(counted[0])) if counted else 0
            for name, table, indexes in connection.execute(_SIZES, [schema]):
                told[str(name)] = (int(str(table)) / events, int(str(indexes)) / events)
    return told


def main(console: Console, asked: Asked) -> None:
    """Measure and print."""
    runs, ids = count(), members(MEMBERS, SEED)
    with bench_server() as server:
        database = new_database(server, "bench_shape")
        with console.status("making the candidates") as status:
            floor.prepare(database)
            prepare(database, ids)
            warm(database, ids, asked, runs)
            with connect(database.owner_url) as watcher:
                machine = machine_line(watcher)
            told = interleaved(
                runs_of(database, ids, asked, runs),
                rounds=asked.rounds,
                seed=SEED,
                told=status.update,
            )
        title = (
            f"Shape: {asked.movements} movement(s) a purchase, {MEMBERS:,} members, "
            f"{asked.rounds} rounds of {asked.seconds:g} s, seed {SEED}"
        )
        print_measures(console, title, machine, told, floor="floor")
        print_sizes(console, bytes_of(database))
