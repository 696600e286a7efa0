"""Kills during an import: of the importer, of a server beside it, of the database (F1, F2, I4).

Each victim dies at moments drawn from a printed seed, while the import runs; the same command is
then given again until it ends well. Whatever was killed, the totals are those of a clean run.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from setia.imports.generate.files import write_orders
from setia.imports.generate.orders import orders
from setia.platform.database import open_database
from setia.platform.settings import Settings

LONG = os.environ.get("SETIA_FAULTS") == "long"
KILLS = 5 if LONG else 1
MEMBERS = 800
TRIES = 5
SEED = int(os.environ.get("SETIA_SEED", "20260101"))
MAP = Path(__file__).resolve().parents[2] / "docs/how-to/maps/cdnow.yaml"
# What falls due is applied by a server's worker, if there was one.
SWEEP = """
import os
from setia.ledger.actions.sweep import sweep_all
from setia.platform.boot import booted
from setia.platform.settings import Settings
with booted(Settings.load(os.environ)):
    sweep_all()
"""
IMPORTED = "SELECT count(*) FROM event WHERE kind <> 'clock'"
STATES = """
    SELECT encode(i.blind, 'hex'), s.balances, s.tiers, s.next_due_us
    FROM member_state AS s JOIN member_identity AS i ON i.member_id = s.member_id
    WHERE i.kind = 'reference' ORDER BY 1
"""

pytestmark = pytest.mark.fault

States = list[tuple[object, ...]]


class House:
    """One installation in a home of its own, worked on by commands as a person would give them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.started: list[subprocess.Popen[str]] = []
        self.environment = {**os.environ, "SETIA_HOME": str(home)}
        for name in ("DATABASE_URL", "SETIA_APP_URL", "SETIA_OWNER_URL"):
            self.environment.pop(name, None)

    def setia(self, *arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "setia.cli", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def leave(self) -> None:
        """End what a test that failed left running, and remove the home."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=60)
        shutil.rmtree(self.home)

    def run(self, *arguments: str) -> str:
        process = self.setia(*arguments)
        shown, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        return shown

    def importing(self, log: Path) -> "subprocess.Popen[str]":
        arguments = ("--map", str(MAP), "--rejected", str(self.home), "--json")
        return self.setia("import", str(log), *arguments)

    def postmaster(self) -> int:
        (found,) = self.home.glob("postgres/**/postmaster.pid")
        return int(found.read_text().split("\n", 1)[0])

    def events(self) -> int:
        with (
            open_database(Settings.load(self.environment)) as database,
            psycopg.connect(database.app_url) as connection,
        ):
            row = connection.execute(IMPORTED).fetchone()
        assert row is not None
        return int(row[0])

    def states(self) -> States:
        subprocess.run([sys.executable, "-c", SWEEP], env=self.environment, check=True)
        with (
            open_database(Settings.load(self.environment)) as database,
            psycopg.connect(database.app_url) as connection,
        ):
            return list(connection.execute(STATES).fetchall())


@pytest.fixture
def make_house() -> Iterator[Callable[[], House]]:
    made: list[House] = []

    def make() -> House:
        home = Path(mkdtemp(prefix="setia-kills-", dir="/tmp"))
        # As root the embedded database runs as another account, which must get in.
        home.chmod(0o711)
        if made:
            shutil.copytree(made[0].home / "keys", home / "keys")
        house = House(home)
        made.append(house)
        program = files("setia.core.program.examples") / "music-shop.yaml"
        house.run("program", "publish", str(program))
        return house

    yield make
    for house in made:
        house.leave()


@pytest.fixture
def logs(tmp_path: Path) -> list[Path]:
    """A log for each kill, each with orders of its own."""
    paths = [tmp_path / f"orders-{k}.csv" for k in range(KILLS)]
    for k, path in enumerate(paths):
        write_orders(path, orders(MEMBERS, seed=SEED + k))
    return paths


@contextmanager
def further(house: House, step: int, importer: "subprocess.Popen[str]") -> Iterator[None]:
    """Once so many more events are recorded, while the import still runs and can be killed."""
    with (
        open_database(Settings.load(house.environment)) as database,
        psycopg.connect(database.app_url, autocommit=True) as connection,
    ):

        def recorded() -> int:
            assert importer.poll() is None, "the import ended before it could be killed"
            found = connection.execute(IMPORTED).fetchone()
            return int(found[0]) if found else 0

        goal = recorded() + step
        while recorded() < goal:
            pass
        yield


def go_on(house: House, log: Path) -> dict[str, object]:
    """Give the command again until it ends well; the last summary."""
    errors = ""
    for _ in range(TRIES):
        importer = house.importing(log)
        shown, errors = importer.communicate(timeout=300)
        if importer.returncode == 0:
            summary: dict[str, object] = json.loads(shown)
            return summary
    raise AssertionError(f"the import did not end well in {TRIES} tries: {errors}")


@pytest.mark.parametrize("victim", ["importer", "server", "database"])
def test_totals_equal_the_clean_run(
    victim: str, make_house: Callable[[], House], logs: list[Path]
) -> None:
    clean, house = make_house(), make_house()
    chance = random.Random(f"{SEED}-{victim}")
    for log in logs:
        summary = go_on(clean, log)
        total = sum_of(summary["outcomes"])
        # The last part is left out: what is recorded at once there may be all that is left.
        step = chance.randrange(1, total * 3 // 4)
        print(f"seed {SEED}, {victim} killed after {step} of {total} events")
        beside = serving(house) if victim == "server" else None
        importer = house.importing(log)
        with further(house, step, importer):
            if beside is not None:
                assert beside.poll() is None, "the server ended before it could be killed"
                beside.kill()
            elif victim == "importer":
                importer.kill()
                assert importer.wait(60) == -signal.SIGKILL
            else:
                os.kill(house.postmaster(), signal.SIGKILL)
        importer.communicate(timeout=300)
        if beside is not None:
            beside.communicate(timeout=60)
        again = go_on(house, log)
        assert (again["read"], again["rejected"]) == (summary["read"], summary["rejected"])
    assert house.events() == clean.events()
    assert house.states() == clean.states()
    house.run("verify")


def serving(house: House) -> "subprocess.Popen[str]":
    """A server that answers."""
    port = free_port()
    process = house.setia("up", "--port", str(port))
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return process
    raise AssertionError(f"the server did not come up: {process.communicate()}")


def sum_of(outcomes: object) -> int:
    assert isinstance(outcomes, dict)
    return sum(outcomes.values())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
