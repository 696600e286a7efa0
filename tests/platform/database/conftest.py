"""Homes and client processes for the tests of the embedded database's supervisor."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from setia.platform.database import Embedded, embedded
from setia.platform.database.account import Account
from setia.platform.database.binaries import find
from setia.platform.database.install import binaries_for
from setia.platform.database.layout import layout_of
from setia.platform.database.supervisor import stop_if_unused
from tests.conftest import HOME_VARIABLE, settings_of
from tests.platform.database.clients import Client

NewClient = Callable[..., Client]


@pytest.fixture(scope="session")
def bin_dir(postgres: Embedded) -> Path:
    """Binaries that the server's account can run, so that not every test copies them."""
    found = find(None)
    return binaries_for(found, postgres.layout, postgres.account).bin_dir


@pytest.fixture
def place() -> Iterator[Path]:
    """A short temporary directory through which other accounts may pass, unlike pytest's own."""
    made = _passable_directory()
    yield made
    shutil.rmtree(made)


@pytest.fixture
def home(place: Path) -> Iterator[Path]:
    """A SETIA_HOME that does not exist yet. Nobody may use it when the test ends."""
    yield place / "h"
    _leave_nothing(place / "h")


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    """A SETIA_HOME whose server tests may kill, one after the other; each leaves it stopped. It is
    shared because making a database takes a second."""
    made = _passable_directory()
    yield made / "h"
    _leave_nothing(made / "h")
    shutil.rmtree(made)


@pytest.fixture
def server(used_home: Path, bin_dir: Path) -> Iterator[Embedded]:
    """The server of `used_home`, which this test alone uses and may kill."""
    with embedded(settings_of(used_home, SETIA_POSTGRES_BIN=str(bin_dir))) as running:
        yield running


@pytest.fixture
def new_client(bin_dir: Path) -> Iterator[NewClient]:
    """Starts clients of a home; those that still run when the test ends are killed."""
    started: list[Client] = []

    def start(
        home: Path, *, binaries: Path = bin_dir, account: str = "", start_timeout_s: int = 60
    ) -> Client:
        client = Client(home, binaries, account=account, start_timeout_s=start_timeout_s)
        started.append(client)
        return client

    yield start
    for client in started:
        client.end()


@pytest.fixture
def account() -> Account:
    """The account that runs the servers of these tests."""
    return Account.choose("nobody")


def _passable_directory() -> Path:
    made = Path(tempfile.mkdtemp(prefix="place-", dir=os.environ[HOME_VARIABLE]))
    made.chmod(0o711)
    return made


def _leave_nothing(home: Path) -> None:
    if home.exists() and home.stat().st_uid == os.geteuid():
        assert stop_if_unused(settings_of(home))
    socket_dir = layout_of(home).socket_dir
    if not socket_dir.is_relative_to(home.parent):
        shutil.rmtree(socket_dir, ignore_errors=True)
