"""The live driver, `record()` with the whole engine on its path, beside the floors of the same run.

Purchases of two items are decided by the coffee chain's program (four rules, a daily limit, a
budget, tiers) and recorded through the one write path: keys read, states locked, decided, hashed,
committed. Beside it pgbench writes the least that a purchase needs, with 32 clients and with one,
and the set-based floor the same set-wise on one connection, as an import without decisions could.
Members are chosen from a printed seed; their ids are made by the clock, as the product makes them.
"""

import random
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from uuid import UUID

from django.db import connections
from rich.console import Console

from bench import floor, set_floor
from bench.machine import machine_line
from bench.measure import Meter, Run, Sample, interleaved
from bench.place import bench_server, connect, new_database
from bench.report import print_measures
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.boot import configure, migrate
from setia.platform.connection import outermost
from setia.platform.ids import uuid7
from setia.platform.vault import bind_vault
from setia.programs.actions.publish_program import publish_program

MEMBERS = 20_000
BATCHES = (1, 10, 100, 250)
PROGRAM = Path(__file__).resolve().parents[1] / "src/setia/core/program/examples/coffee.yaml"


def main(console: Console, rounds: int, seconds: float) -> None:
    """Measure and print."""
    numbers = count()
    whole = max(1, round(seconds))
    with bench_server() as server, console.status("making the floor") as status:
        base = new_database(server, "bench_record_floor")
        floor.prepare(base)
        ours = new_database(server, "bench_record")
        # The installation's keys lie with the server's home, which is removed at the end.
        configure(ours.app_url, ours.owner_url, server.layout.home)
        members = _prepare(server.layout.home)
        with connect(ours.owner_url) as watcher:
            machine = machine_line(watcher)
            meter = Meter(watcher)
            runs: dict[str, Run] = {
                "floor": lambda: {"floor": floor.run(base, seconds=whole)},
                "floor of one client": lambda: {
                    "floor of one client": floor.run(base, seconds=whole, clients=1)
                },
                "set-based floor": lambda: {
                    f"set-based floor | {set_floor.BATCH} | 1": set_floor.run(
                        base, seed=f"record-{next(numbers)}", seconds=seconds
                    )
                },
            }
            for batch in BATCHES:
                for origin in (
                    (Origin.LIVE, Origin.IMPORT) if batch == BATCHES[-1] else (Origin.LIVE,)
                ):
                    name = f"record {origin} | {batch} | 1"
                    runs[name] = _run(name, members, batch, origin, seconds, meter, numbers)
            told = interleaved(runs, rounds=rounds, told=status.update)
        status.stop()
        connections.close_all()
        print_measures(console, f"record(), {rounds} rounds", machine, told, floor="floor")


def _prepare(home: Path) -> list[UUID]:
    migrate()
    bind_vault(home)
    publish_program(PROGRAM.read_text(encoding="utf-8"), acting=SYSTEM)
    members = [uuid7() for _ in range(MEMBERS)]
    with outermost() as cursor:
        open_holders(cursor, [(member_id, "person") for member_id in members])
    return members


def _run(
    name: str,
    members: list[UUID],
    batch: int,
    origin: Origin,
    seconds: float,
    meter: Meter,
    numbers: "count[int]",
) -> Run:
    """Record batches for a while; events rise in time, so that none is late."""

    def run() -> dict[str, Sample]:
        seed = next(numbers)
        draw = random.Random(seed)
        make = _maker(members, draw, f"{name}-{seed}", batch)
        record(make(), acting=SYSTEM, origin=origin)  # Plans are made and statements prepared.
        meter.begin()
        done = 0
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            receipts = record(make(), acting=SYSTEM, origin=origin)
            wrong = [one for one in receipts if one.outcome is not Outcome.ACCEPTED]
            if wrong:
                raise RuntimeError(f"{len(wrong)} purchases were not accepted, as {wrong[0]}")
            done += len(receipts)
        return {name: meter.end(done)}

    return run


def _maker(
    members: list[UUID], draw: random.Random, prefix: str, batch: int
) -> Callable[[], list[NewEvent]]:
    numbers = count()
    with outermost() as cursor:
        start_us = clock.now(cursor)
    made = time.perf_counter()

    def make() -> list[NewEvent]:
        now_us = start_us + int((time.perf_counter() - made) * 1_000_000)
        chosen = draw.sample(members, batch)
        return [
            NewEvent(
                member_id,
                "purchase",
                now_us,
                "bench",
                f"{prefix}-{next(numbers)}",
                {
                    "amount": 4_000,
                    "currency": "MYR",
                    "channel": "app",
                    "items": [
                        {"sku": "A100", "quantity": 1, "amount": 1_500},
                        {"sku": "B200", "quantity": 2, "amount": 2_500},
                    ],
                },
            )
            for member_id in chosen
        ]

    return make
