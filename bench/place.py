"""Where a bench runs: on an embedded server of its own, configured as the product configures it.

The home is new, lies in /tmp and is removed at the end, so that a bench never touches an
installation. DATABASE_URL and other settings of the caller are not read.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.machine import Connection
from setia.platform.database import APP, OWNER, Embedded, embedded
from setia.platform.database.binaries import find
from setia.platform.database.layout import layout_of
from setia.platform.database.roles import create_database
from setia.platform.settings import Settings

# After a checkpoint the first change of each page writes the whole page to the log. These lines
# keep checkpoints out of the spans that are compared, so that none of them pays for another, and
# keep the tables of all candidates, which lie side by side here, in memory at once.
BETWEEN_CHECKPOINTS = """
checkpoint_timeout = 1h
max_wal_size = 16GB
shared_buffers = 1GB
"""
# The ledger plans each statement once, and never by a plan that was good for a table that was empty
# then: a scan of the whole table or a join by hash.
PLANS = (
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off "
    "-c enable_mergejoin=off"
)


@dataclass(frozen=True, slots=True)
class BenchDatabase:
    """One database, how the owner of its tables comes to it, and the pgbench that fits it."""

    app_url: str
    owner_url: str
    superuser_url: str
    pgbench: Path


@contextmanager
def bench_server(configuration: str = BETWEEN_CHECKPOINTS) -> Iterator[Embedded]:
    """An embedded server with a home of its own, stopped and removed at the end.

    `configuration` holds lines of PostgreSQL's configuration that come after the product's own.
    """
    # A socket's path must be short, so TMPDIR is not asked.
    home = Path(tempfile.mkdtemp(prefix="setia-bench-", dir="/tmp"))
    try:
        layout = layout_of(home)
        layout.root.mkdir(mode=0o711)
        layout.operator_configuration.write_text(configuration, encoding="utf-8")
        with embedded(Settings.load({"SETIA_HOME": str(home)})) as server:
            yield server
    finally:
        shutil.rmtree(home)


def new_database(server: Embedded, name: str) -> BenchDatabase:
    """An empty database of that name, which setia_owner owns."""
    create_database(server.superuser_url, name)
    return BenchDatabase(
        app_url=server.url(APP, name),
        owner_url=server.url(OWNER, name),
        superuser_url=server.url("postgres", name),
        pgbench=find(server.settings.postgres_bin).program("pgbench"),
    )


def connect(url: str, *, schema: str = "public", options: str = PLANS) -> Connection:
    """A connection that commits by itself, with `schema` first on its search path."""
    return psycopg.connect(
        url, autocommit=True, options=f"-c search_path={schema},public {options}"
    )
