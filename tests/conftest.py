"""What every test may ask for: one embedded PostgreSQL for the whole run, and databases on it.

All processes of a run (with pytest-xdist: all workers) share one server through its lease. Its home
is made and removed by the process that was started by hand, and lies in memory where there is
room, else directly in /tmp, since a socket's path must be short. A run that was killed leaves its
home behind; the next run stops its servers and removes it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from django.db import connections
from hypothesis import settings
from psycopg.conninfo import conninfo_to_dict

from setia.platform.boot import configure, migrate
from setia.platform.database import APP, OWNER, Embedded, embedded
from setia.platform.database.roles import create_database, database_exists, drop_database
from setia.platform.database.sightings import alive
from setia.platform.database.supervisor import stop_if_unused
from setia.platform.settings import Settings

HOME_VARIABLE = "SETIA_TEST_HOME"
HOME_PREFIX = "setia-test-"

# What is drawn by chance is drawn alike in every run, so that one tree has one answer; the long
# form, and whoever asks for it, draws anew.
DRAWS_ANEW = os.environ.get("SETIA_DRAWS") == "new" or os.environ.get("SETIA_FAULTS") == "long"
settings.register_profile("alike", derandomize=True)
if not DRAWS_ANEW:
    settings.load_profile("alike")


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """One database of the test server, and how each role comes to it."""

    name: str
    app_url: str
    owner_url: str
    superuser_url: str


class NewDatabase(Protocol):
    """Makes a database, empty or as a copy of a template; it is dropped when the test ends."""

    def __call__(self, template: str | None = None) -> DatabaseUrls: ...


class MakeTemplate(Protocol):
    """Makes a database to clone from, once for all workers of a run, and gives its name back.

    `fill` gets the URLs of the new database; it must leave no connection open.
    """

    def __call__(self, name: str, fill: Callable[[DatabaseUrls], None]) -> str: ...


def _temporary() -> Path:
    """A directory in memory if programs may be run from it and it has room, else /tmp.

    Nothing is lost by it: no test pulls the plug of the machine, and a killed server finds its
    files in either.
    """
    memory = Path("/dev/shm")  # noqa: S108  # mkdtemp makes private directories in it
    if memory.is_dir():
        found = os.statvfs(memory)
        roomy = found.f_bavail * found.f_frsize > 4 << 30
        if roomy and not found.f_flag & os.ST_NOEXEC and os.access(memory, os.W_OK):
            return memory
    return Path("/tmp")  # noqa: S108  # as above


def settings_of(home: Path, **more: str) -> Settings:
    """The settings of a test's own home, independent of the caller's environment."""
    return Settings.load({"SETIA_HOME": str(home), **more})


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # A worker: the process that started it has made the home.
    _remove_abandoned_homes()
    home = Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{os.getpid()}-", dir=_temporary()))
    home.chmod(0o711)
    os.environ[HOME_VARIABLE] = str(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    home = Path(os.environ.pop(HOME_VARIABLE))
    # A worker that crashed could not stop the server.
    if stop_if_unused(settings_of(home)):
        shutil.rmtree(home)


def _remove_abandoned_homes() -> None:
    for run in _temporary().glob(f"{HOME_PREFIX}*"):
        pid = run.name.removeprefix(HOME_PREFIX).partition("-")[0]
        with suppress(FileNotFoundError):  # Another run may be removing it at this moment.
            if run.stat().st_uid != os.geteuid() or alive(int(pid)):
                continue
            homes = [run, *(each for each in run.glob("*/h") if each.stat().st_uid == os.geteuid())]
            if all(stop_if_unused(settings_of(home)) for home in homes):
                shutil.rmtree(run)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    """The embedded server of this run, started by whoever asks first."""
    with embedded(settings_of(Path(os.environ[HOME_VARIABLE]))) as server:
        yield server


def urls_of(server: Embedded, name: str) -> DatabaseUrls:
    return DatabaseUrls(
        name=name,
        app_url=server.url(APP, name),
        owner_url=server.url(OWNER, name),
        superuser_url=server.url("postgres", name),
    )


_numbers = count(1)


@pytest.fixture
def new_database(postgres: Embedded) -> Iterator[NewDatabase]:
    """A factory of databases that setia_owner owns; all are dropped when the test ends."""
    made: list[str] = []

    def make(template: str | None = None) -> DatabaseUrls:
        name = f"test_{os.getpid()}_{next(_numbers)}"
        create_database(postgres.superuser_url, name, template=template)
        made.append(name)
        return urls_of(postgres, name)

    yield make
    for name in made:
        drop_database(postgres.superuser_url, name)


@pytest.fixture(scope="session")
def make_template(postgres: Embedded) -> MakeTemplate:
    """A factory of templates; build a session fixture on it that migrates, and clone from that.

    A template takes its name only when it is filled, so a failed one is made anew.
    """

    def make(name: str, fill: Callable[[DatabaseUrls], None]) -> str:
        with (postgres.layout.home / f"{name}.template-lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not database_exists(postgres.superuser_url, name):
                unfilled = f"{name}_unfilled"
                drop_database(postgres.superuser_url, unfilled)
                create_database(postgres.superuser_url, unfilled)
                fill(urls_of(postgres, unfilled))
                with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
                    connection.execute(f'ALTER DATABASE "{unfilled}" RENAME TO "{name}"')
        return name

    return make


@pytest.fixture(scope="session")
def template(make_template: MakeTemplate) -> str:
    """A migrated database without a program or a member, to clone from."""

    def fill(urls: DatabaseUrls) -> None:
        point_django_at(urls)
        migrate()
        connections.close_all()

    return make_template("setia_template", fill)


@pytest.fixture
def database(new_database: NewDatabase, template: str) -> Iterator[DatabaseUrls]:
    """A migrated database of this test's own; Django's connections point at it, keys are bound."""
    urls = new_database(template)
    point_django_at(urls)
    from setia.platform.vault import bind_vault

    bind_vault(Path(os.environ[HOME_VARIABLE]))
    yield urls
    connections.close_all()


def point_django_at(urls: DatabaseUrls) -> None:
    """Point this process's Django, and what it starts, at one database."""
    configure(urls.app_url, urls.owner_url, Path(os.environ[HOME_VARIABLE]))
    for alias, url in (("default", urls.app_url), ("owner", urls.owner_url)):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = conninfo_to_dict(url)["dbname"]
        connections.databases[alias]["NAME"] = conninfo_to_dict(url)["dbname"]
    from setia.programs.queries import forget_books

    forget_books()
