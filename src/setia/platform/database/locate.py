"""Decides which database this process uses: the embedded one, or the server of DATABASE_URL.

One context manager gives the addresses of both roles and keeps an embedded server alive meanwhile.
A server's address must ask for TLS unless it stays on this machine. A server is never started,
stopped or changed from here, and an embedded one is never a fallback for a server that is down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from setia.platform.database.addresses import encrypted, with_role
from setia.platform.database.roles import APP, OWNER
from setia.platform.database.supervisor import Embedded, embedded
from setia.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Database:
    """Where the database is. The URLs may hold passwords, so they are not in its repr.

    `app_url` is for everything but migrations, which use `owner_url`. `roles_are_logins` is false
    when both come from one login by SET ROLE, which is weaker: a session can leave such a role.
    `server` is the embedded server, or None.
    """

    app_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    roles_are_logins: bool
    server: Embedded | None = None

    @property
    def embedded(self) -> bool:
        """Whether this is the embedded database."""
        return self.server is not None

    def ensure_running(self) -> bool:
        """Start a killed embedded server again; true when it had to be started. A server that is
        not ours is left alone.
        """
        return self.server.ensure_running() if self.server else False


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of these settings, reachable until the context ends.

    Raises a DatabaseError that says what to do; whether a server answers is not tried here.
    """
    if settings.database_url:
        yield _on_a_server(settings)
        return
    with embedded(settings) as server:
        yield Database(
            app_url=server.url(APP),
            owner_url=server.url(OWNER),
            roles_are_logins=True,
            server=server,
        )


def _on_a_server(settings: Settings) -> Database:
    app_url = encrypted(settings.database_url, "DATABASE_URL")
    if settings.owner_database_url:
        owner_url = encrypted(settings.owner_database_url, "SETIA_OWNER_DATABASE_URL")
        return Database(app_url=app_url, owner_url=owner_url, roles_are_logins=True)
    return Database(
        app_url=with_role(app_url, APP),
        owner_url=with_role(app_url, OWNER),
        roles_are_logins=False,
    )
