"""The floors by themselves: pgbench with one client and with 32, and the set-based floor.

Every other bench measures the floors that it needs in its own run; this one shows what the machine
gives before anything of the product is measured.
"""

from itertools import count

from rich.console import Console

from bench import floor, set_floor
from bench.machine import machine_line
from bench.measure import Run, interleaved
from bench.place import bench_server, connect, new_database
from bench.report import print_measures


def main(console: Console, rounds: int, seconds: float) -> None:
    """Measure and print."""
    numbers = count()
    with bench_server() as server, console.status("making the floor") as status:
        database = new_database(server, "bench_floors")
        floor.prepare(database)
        whole = max(1, round(2 * seconds))
        runs: dict[str, Run] = {
            "floor": lambda: {"floor": floor.run(database, seconds=whole)},
            "floor of one client": lambda: {
                "floor of one client": floor.run(database, seconds=whole, clients=1)
            },
            "set-based floor": lambda: {
                f"set-based floor | {set_floor.BATCH} | 1": set_floor.run(
                    database, seed=str(next(numbers)), seconds=seconds
                )
            },
        }
        with connect(database.owner_url) as watcher:
            machine = machine_line(watcher)
        told = interleaved(runs, rounds=rounds, told=status.update)
        status.stop()
        print_measures(console, f"Floors, {rounds} rounds", machine, told, floor="floor")
