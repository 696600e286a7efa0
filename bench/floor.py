"""The floor: how many purchases a second the database alone can write, one a transaction.

pgbench calls one function a transaction that makes the least writes of a purchase
(floor_schema.sql) for 200,000 members drawn evenly. The product's rates are given as ratios to it,
from the same run on the same server; it is never a gate.
"""

import os
import re
import subprocess
from pathlib import Path

from bench.measure import Meter, Sample
from bench.place import BenchDatabase, connect

HERE = Path(__file__).parent
CLIENTS = 32
JOBS = 2
MEMBERS = 200_000


def prepare(database: BenchDatabase) -> None:
    """Make the floor's schema and its members anew."""
    with connect(database.owner_url) as connection:
        connection.execute((HERE / "floor_schema.sql").read_bytes())
        connection.execute("VACUUM ANALYZE floor.balance")


def run(database: BenchDatabase, *, seconds: int = 10, clients: int = CLIENTS) -> Sample:
    """Run pgbench for whole `seconds`; its transactions are the events, its tps the rate.

    Raises RuntimeError when pgbench fails or any of its transactions failed.
    """
    with connect(database.owner_url) as watcher:
        meter = Meter(watcher)
        tps, transactions = _pgbench(database, seconds=seconds, clients=clients)
        sample = meter.end(transactions)
    return Sample(
        events=transactions,
        wall_s=transactions / tps,  # without the time to start and to connect
        python_cpu_s=0.0,
        server_cpu_s=sample.server_cpu_s,
        wal_bytes=sample.wal_bytes,
    )


def _pgbench(database: BenchDatabase, *, seconds: int, clients: int) -> tuple[float, int]:
    done = subprocess.run(
        [
            str(database.pgbench),
            *("-n", "-M", "prepared", "-f", str(HERE / "floor_one.sql")),
            *("-c", str(clients), "-j", str(min(JOBS, clients)), "-T", str(seconds)),
            database.owner_url,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
        env={**os.environ, "PGOPTIONS": "-c search_path=floor"},
    )
    tps = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    count = re.search(r"actually processed: (\d+)", done.stdout)
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    if done.returncode != 0 or tps is None or count is None or (failed and failed[1] != "0"):
        raise RuntimeError(f"pgbench failed ({done.returncode}): {done.stdout}{done.stderr}")
    return float(tps[1]), int(count[1])
