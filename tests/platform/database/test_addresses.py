"""A server's address: TLS unless it stays on this machine, and which role logs in."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from setia.platform.database import Embedded, open_database
from setia.platform.database.addresses import encrypted, socket_url, with_database
from setia.platform.database.errors import AddressRefusedError
from tests.conftest import NewDatabase, settings_of


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app@localhost/setia",
        "postgresql://app@127.0.0.1:6000/setia",
        "postgresql://app@[::1]/setia",
        "postgresql://app@/setia?host=/run/postgresql",
    ],
)
def test_an_address_on_this_machine_stays_as_it_is(url: str) -> None:
    assert conninfo_to_dict(encrypted(url, "DATABASE_URL")) == conninfo_to_dict(url)


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgresql://app@db.example/setia", "require"),
        ("postgresql:///setia", "require"),
        ("postgresql:///setia?service=far", "require"),
        ("postgresql://app@db.example/setia?sslmode=verify-full", "verify-full"),
        ("postgresql://app@db.example/setia?sslmode=verify-ca", "verify-ca"),
        ("postgresql://app@localhost,db.example/setia", "require"),
        ("postgresql://app@localhost/setia?hostaddr=10.0.0.7", "require"),
    ],
)
def test_an_address_elsewhere_asks_for_tls(url: str, sslmode: str) -> None:
    found = conninfo_to_dict(encrypted(url, "DATABASE_URL"))
    assert found == conninfo_to_dict(url) | {"sslmode": sslmode}


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_an_address_elsewhere_in_clear_is_refused(mode: str) -> None:
    url = f"postgresql://app:hunter2@db.example/setia?sslmode={mode}"
    with pytest.raises(AddressRefusedError, match=rf"DATABASE_URL: sslmode={mode} .*Write") as no:
        encrypted(url, "DATABASE_URL")
    assert "hunter2" not in str(no.value)


def test_an_unreadable_address_is_refused_without_showing_it() -> None:
    with pytest.raises(AddressRefusedError, match="SETIA_OWNER_DATABASE_URL: ") as refused:
        encrypted("postgresql://app:hunter2@db?nonsense=1", "SETIA_OWNER_DATABASE_URL")
    assert "hunter2" not in str(refused.value)


def test_signs_in_passwords_and_paths_survive() -> None:
    url = encrypted("postgresql://a%40b:p%2F%3A+%25@localhost/my%20db", "DATABASE_URL")
    found = conninfo_to_dict(with_database(url, "other db"))
    assert (found["user"], found["password"]) == ("a@b", "p/:+%")
    assert found["dbname"] == "other db"
    path = Path("/srv/a b+c&d=é%/run")
    assert conninfo_to_dict(socket_url(path, role="r", database="d"))["host"] == str(path)


def test_a_server_is_used_and_no_embedded_one_is_made(
    place: Path, new_database: NewDatabase
) -> None:
    urls = new_database()
    settings = settings_of(
        place / "h", DATABASE_URL=urls.app_url, SETIA_OWNER_DATABASE_URL=urls.owner_url
    )
    with open_database(settings) as database:
        assert not database.embedded
        assert database.roles_are_logins
        assert database.ensure_running() is False
        for url, role in ((database.app_url, "setia_app"), (database.owner_url, "setia_owner")):
            with psycopg.connect(url) as link:
                assert link.execute("SELECT session_user, current_user").fetchone() == (role, role)
    assert not (place / "h").exists()


def test_one_login_takes_both_roles_when_no_owner_is_named(
    place: Path, new_database: NewDatabase
) -> None:
    urls = new_database()
    with open_database(settings_of(place / "h", DATABASE_URL=urls.superuser_url)) as database:
        assert not database.roles_are_logins
        for url, role in ((database.app_url, "setia_app"), (database.owner_url, "setia_owner")):
            with psycopg.connect(url) as link:
                assert link.execute("SELECT current_user").fetchone() == (role,)
        # This is why it is the weaker way: the session can leave the role again.
        with psycopg.connect(database.app_url) as link:
            link.execute("RESET ROLE")
            link.execute("SET ROLE NONE")
            assert link.execute("SELECT current_user").fetchone() == ("postgres",)


def test_a_server_that_is_down_is_not_replaced_by_an_embedded_one(place: Path) -> None:
    down = f"postgresql://setia_app@/setia?host={place}"
    with (
        open_database(settings_of(place / "h", DATABASE_URL=down)) as database,
        pytest.raises(psycopg.OperationalError),
    ):
        psycopg.connect(database.app_url)
    assert not (place / "h").exists()


def test_an_address_is_not_in_the_repr_of_a_database(place: Path) -> None:
    url = "postgresql://setia_app:hunter2@localhost/setia"
    with open_database(settings_of(place / "h", DATABASE_URL=url)) as database:
        assert "hunter2" in database.app_url
        assert "hunter2" not in repr(database)


def test_the_embedded_database_gives_both_roles_their_own_login(
    server: Embedded, used_home: Path, bin_dir: Path
) -> None:
    settings = settings_of(used_home, SETIA_POSTGRES_BIN=str(bin_dir))
    with open_database(settings) as database:
        assert database.embedded
        assert database.roles_are_logins
        assert database.server == server
        for url, role in ((database.app_url, "setia_app"), (database.owner_url, "setia_owner")):
            with psycopg.connect(url) as link:
                assert link.execute("SELECT session_user, current_user").fetchone() == (role, role)
