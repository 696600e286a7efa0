"""A database that could lose acknowledged writes is refused, whoever made it so (I19)."""

import os
from pathlib import Path

import psycopg
import pytest

from setia.platform.database import (
    Embedded,
    UnsafeDatabaseError,
    embedded,
    prove_append_only,
    refuse_unsafe,
)
from setia.platform.database.supervisor import stop_if_unused
from tests.conftest import NewDatabase, settings_of
from tests.platform.database.clients import wait_until


def test_the_embedded_server_keeps_what_it_acknowledges(postgres: Embedded) -> None:
    with psycopg.connect(postgres.url("setia_app")) as link:
        refuse_unsafe(link)
        assert link.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        found = {
            name: link.execute(f"SHOW {name}").fetchone()
            for name in (
                "data_checksums",
                "archive_mode",
                "listen_addresses",
                "server_encoding",
                "timezone",
            )
        }
        locale = link.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert list(found.values()) == [("on",), ("on",), ("",), ("UTF8",), ("UTC",)]
    assert locale == ("C", "C")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_writes_is_refused(server: Embedded, name: str) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"ALTER SYSTEM SET {name} = off")
        try:
            superuser.execute("SELECT pg_reload_conf()")
            wait_until(
                f"{name} is off",
                lambda: superuser.execute(f"SHOW {name}").fetchone() == ("off",),
            )
            with (
                psycopg.connect(server.url("setia_app")) as link,
                pytest.raises(UnsafeDatabaseError, match=rf"{name} = off .*Set {name} = on"),
            ):
                refuse_unsafe(link)
        finally:
            superuser.execute(f"ALTER SYSTEM RESET {name}")
            superuser.execute("SELECT pg_reload_conf()")


def test_the_operators_file_is_read_and_what_it_makes_unsafe_is_refused(
    used_home: Path, bin_dir: Path
) -> None:
    settings = settings_of(used_home, SETIA_POSTGRES_BIN=str(bin_dir))
    assert stop_if_unused(settings)
    operator = used_home / "postgres" / "operator.conf"
    before = operator.read_text()
    operator.write_text("fsync = off\nmax_connections = 21\n")
    try:
        with embedded(settings) as server, psycopg.connect(server.url("setia_app")) as link:
            assert link.execute("SHOW max_connections").fetchone() == ("21",)
            with pytest.raises(UnsafeDatabaseError, match=r"fsync = off \(set by: configuration"):
                refuse_unsafe(link)
        assert operator.read_text() == "fsync = off\nmax_connections = 21\n"
    finally:
        operator.write_text(before)


def test_the_proof_fails_for_a_role_that_may_become_the_owner(server: Embedded) -> None:
    with psycopg.connect(server.url("setia_owner")) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS past (id int)")
        owner.execute("REVOKE UPDATE, DELETE, TRUNCATE ON past FROM setia_app")
    with (
        psycopg.connect(server.superuser_url, autocommit=True) as superuser,
        psycopg.connect(server.url("setia_app"), autocommit=True) as app,
    ):
        prove_append_only(app, ["past"])
        superuser.execute("GRANT setia_owner TO setia_app")
        try:
            with pytest.raises(UnsafeDatabaseError, match="setia_app may DELETE on past"):
                prove_append_only(app, ["past"])
        finally:
            superuser.execute("REVOKE setia_owner FROM setia_app")


def test_no_other_role_comes_to_the_database(server: Embedded) -> None:
    with psycopg.connect(server.superuser_url, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE stranger LOGIN")
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(server.url("stranger"))
        finally:
            superuser.execute("DROP ROLE stranger")


def test_archiving_can_be_switched_on_while_it_runs(server: Embedded, place: Path) -> None:
    archive = place / "archive"
    archive.mkdir()
    os.chown(archive, server.account.uid, server.account.gid)
    with psycopg.connect(server.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"ALTER SYSTEM SET archive_command = 'cp %p {archive}/%f'")
        try:
            superuser.execute("SELECT pg_reload_conf()")
            superuser.execute("CREATE TABLE IF NOT EXISTS written (id int)")
            superuser.execute("INSERT INTO written VALUES (1)")
            row = superuser.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            assert row is not None
            wait_until("the file is archived", (archive / row[0]).exists)
        finally:
            superuser.execute("ALTER SYSTEM RESET archive_command")
            superuser.execute("SELECT pg_reload_conf()")


def test_what_is_set_for_one_database_only_is_seen(new_database: NewDatabase) -> None:
    urls = new_database()
    with psycopg.connect(urls.superuser_url) as superuser:
        superuser.execute(f"ALTER DATABASE {urls.name} SET synchronous_commit = off")
    with (
        psycopg.connect(urls.app_url) as link,
        pytest.raises(UnsafeDatabaseError, match=r"synchronous_commit = off \(set by: database"),
    ):
        refuse_unsafe(link)


@pytest.mark.parametrize("value", ["local", "remote_write", "on", "remote_apply"])
def test_waiting_for_the_local_disk_is_enough(postgres: Embedded, value: str) -> None:
    options = f"-c synchronous_commit={value}"
    with psycopg.connect(postgres.url("setia_app"), options=options) as link:
        refuse_unsafe(link)


def test_another_version_of_postgresql_is_refused(postgres: Embedded) -> None:
    with psycopg.connect(postgres.url("setia_app")) as link:
        major = link.info.server_version // 10_000
        refuse_unsafe(link, majors=range(major, major + 1))
        for majors in (range(major + 1, major + 3), range(major - 2, major)):
            with pytest.raises(UnsafeDatabaseError, match=f"is PostgreSQL {major}; Setia runs on"):
                refuse_unsafe(link, majors=majors)
