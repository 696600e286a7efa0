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
MEMBERS = 700 if LONG else 250
TRIES = 5
SEED = int(os.environ.get("SETIA_SEED", "20260101"))
MAP = Path(__file__).resolve().parents[2] / "docs/how-to/maps/cdnow.yaml"
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
        self.environment = {**os.environ, "SETIA_HOME": str(home)}
        for name in ("DATABASE_URL", "SETIA_APP_URL", "SETIA_OWNER_URL"):
            self.environment.pop(name, None)

    def setia(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "setia.cli", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

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
        with open_database(Settings.load(self.environment)) as database:
            try:
                with psycopg.connect(database.app_url) as connection:
                    row = connection.execute("SELECT count(*) FROM event").fetchone()
            except psycopg.OperationalError:
                return 0
        assert row is not None
        return int(row[0])

    def states(self) -> States:
        with (
            open_database(Settings.load(self.environment)) as database,
            psycopg.connect(database.app_url) as connection,
        ):
            return list(connection.execute(STATES).fetchall())


@pytest.fixture
def make_house() -> Iterator[Callable[[], House]]:
    made: list[Path] = []

    def make() -> House:
        home = Path(mkdtemp(prefix="setia-kills-", dir="/tmp"))
        # As root the embedded database runs as another account, which must get in.
        home.chmod(0o711)
        if made:
            shutil.copytree(made[0] / "keys", home / "keys")
        made.append(home)
        house = House(home)
        program = files("setia.core.program.examples") / "music-shop.yaml"
        house.run("program", "publish", str(program))
        return house

    yield make
    for home in made:
        shutil.rmtree(home)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    write_orders(path, orders(MEMBERS, seed=SEED))
    return path


def wait_for(house: House, count: int, importer: "subprocess.Popen[str]") -> None:
    """Until so many events are recorded, or the importer ends."""
    while importer.poll() is None and house.events() < count:
        pass


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
    victim: str, make_house: Callable[[], House], log: Path
) -> None:
    clean = make_house()
    total = go_on(clean, log)["events"]
    assert isinstance(total, int)
    chance = random.Random(f"{SEED}-{victim}")
    house = make_house()
    moments = sorted(chance.randrange(1, total) for _ in range(KILLS))
    print(f"seed {SEED}, {victim} killed after {moments} of {total} events")
    for moment in moments:
        beside = house.setia("up", "--port", str(free_port())) if victim == "server" else None
        importer = house.importing(log)
        wait_for(house, moment, importer)
        if victim == "importer":
            importer.kill()
        elif victim == "database":
            os.kill(house.postmaster(), signal.SIGKILL)
        if beside is not None:
            beside.kill()
            beside.communicate(timeout=60)
        importer.communicate(timeout=300)
    summary = go_on(house, log)
    assert summary["events"] == total
    assert house.events() == total
    assert house.states() == clean.states()
    house.run("verify")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
