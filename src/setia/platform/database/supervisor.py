"""Runs the embedded PostgreSQL server for as long as any process of this home uses it.

`embedded` makes the data directory at the first use, starts the server or joins the one that runs,
and on leaving stops it if nobody else uses it. Eight processes may do so at once, and any may be
killed at any instant: the kernel frees their locks, and the next one finds either a whole database
or none. Only PostgreSQL's own programs touch the data. It serves I19: the server it starts keeps
what it acknowledged, also when it is killed.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg

from setia.platform.database.account import Account
from setia.platform.database.addresses import socket_url
from setia.platform.database.binaries import find
from setia.platform.database.cluster import SUPERUSER, ensure_cluster
from setia.platform.database.errors import StartFailedError
from setia.platform.database.install import binaries_for
from setia.platform.database.layout import Layout, layout_of, prepare_inside, prepare_root
from setia.platform.database.lease import Lease, start_lock
from setia.platform.database.process import Server
from setia.platform.database.roles import DATABASE, create_database, database_exists, ensure_roles
from setia.platform.settings import Settings

# A server that lost a child restarts them all, and answers again in a moment.
_ANSWER_TIMEOUT_S: Final = 15.0
_LOOK_AGAIN_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embedded server of one home, as one of its users sees it."""

    layout: Layout
    account: Account
    settings: Settings

    def url(self, role: str, database: str = DATABASE) -> str:
        """The URL to log in as `role`. The socket's directory is private, so no password."""
        return socket_url(self.layout.socket_dir, role=role, database=database)

    @property
    def superuser_url(self) -> str:
        """For making databases and backups; the application never uses it."""
        return self.url(SUPERUSER, "postgres")

    def ensure_running(self) -> bool:
        """Start the server again if it was killed; true when it had to be started.

        Raises a DatabaseError that says what to do.
        """
        with _start_lock(self) as lock_fd:
            return _bring_up(self, lock_fd)


@contextmanager
def embedded(settings: Settings) -> Iterator[Embedded]:
    """Use the embedded server of `settings.home`, starting it if need be.

    Raises a DatabaseError that says what to do. On leaving, the last user stops the server.
    """
    server = _at_home(settings)
    with _start_lock(server) as lock_fd:
        lease = Lease.take(server.layout.lease)
        try:
            _bring_up(server, lock_fd)
        except BaseException:
            _leave(server, lease)
            raise
    try:
        yield server
    finally:
        with _start_lock(server):
            _leave(server, lease)


def stop_if_unused(settings: Settings) -> bool:
    """Stop a server whose users were all killed; true when nobody uses the home (any more)."""
    server = _at_home(settings)
    with _start_lock(server):
        return _leave(server, Lease.take(server.layout.lease))


def _at_home(settings: Settings) -> Embedded:
    account = Account.choose(settings.postgres_account)
    layout = layout_of(settings.home)
    prepare_root(layout, account)
    return Embedded(layout=layout, account=account, settings=settings)


def _start_lock(home: Embedded) -> AbstractContextManager[int]:
    wait_s = home.settings.database_start_timeout_s
    return start_lock(home.layout.start_lock, timeout_s=wait_s)


def _process(home: Embedded) -> Server:
    found = find(home.settings.postgres_bin)
    binaries = binaries_for(found, home.layout, home.account)
    return Server(home.layout, home.account, binaries)


def _bring_up(home: Embedded, lock_fd: int) -> bool:
    layout, account = home.layout, home.account
    wait_s = home.settings.database_start_timeout_s
    prepare_inside(layout, account)
    server = _process(home)
    ensure_cluster(layout, account, server.binaries, lock_fd=lock_fd, timeout_s=wait_s)
    was_started = server.start(timeout_s=wait_s)
    # Also when it ran already: whoever started it may have been killed before this was done.
    _ensure_database(home)
    return was_started


def _ensure_database(home: Embedded) -> None:
    deadline = time.monotonic() + _ANSWER_TIMEOUT_S
    while True:
        try:
            if not database_exists(home.superuser_url, DATABASE):
                ensure_roles(home.superuser_url)
                create_database(home.superuser_url, DATABASE)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise StartFailedError(
                    f"The embedded database in {home.layout.data} runs but does not answer: "
                    f"{error}. Its logs are in {home.layout.logs}."
                ) from error
            time.sleep(_LOOK_AGAIN_S)
        else:
            return


def _leave(home: Embedded, lease: Lease) -> bool:
    was_last = lease.release(home.layout.lease)
    if was_last and home.layout.data.exists():
        _process(home).stop()
    return was_last
