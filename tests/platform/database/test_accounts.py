"""Running as root, where an unprivileged account runs the server, and as an ordinary user."""

import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from setia.platform.database import Embedded, embedded
from setia.platform.database.account import Account
from setia.platform.database.binaries import find
from setia.platform.database.errors import HomeUnusableError
from setia.platform.database.layout import layout_of
from tests.conftest import settings_of
from tests.platform.database.conftest import NewClient

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root alone can run it as another account")


def unprivileged() -> pwd.struct_passwd:
    """An existing account that is neither root nor the one that runs root's servers."""
    for name in ("daemon", "bin", "games", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.fail("this machine has no unprivileged account")


def program_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/exe").readlink()


def owner_of_server(home: Path) -> int:
    """The account that the server runs as: it writes its lock file itself."""
    return layout_of(home).server_lock.stat().st_uid


@as_root
def test_root_copies_a_packages_binaries_to_where_the_server_can_read_them(
    postgres: Embedded, account: Account
) -> None:
    if find(None).source == "system":
        pytest.skip("no PostgreSQL package is installed, and the system's is not copied")
    home = postgres.layout.home
    pid = int(postgres.layout.server_lock.read_text().split("\n", 1)[0])
    assert owner_of_server(home) == account.uid
    assert program_of(pid).is_relative_to(home / "binaries")
    assert postgres.layout.data.stat().st_uid == account.uid
    with psycopg.connect(postgres.superuser_url) as link:
        assert link.execute("SELECT current_user").fetchone() == ("postgres",)
    copied = list((home / "binaries").rglob("*"))
    assert {path.name for path in copied} >= {"initdb", "pg_dump", "pg_basebackup", "postgres.bki"}
    for path in copied:
        found = path.lstat()
        assert found.st_uid == 0, path
        assert path.is_symlink() or found.st_mode & 0o026 == 0o004, path
        assert not path.is_dir() or found.st_mode & 0o001, path


@as_root
def test_root_copies_named_binaries_that_the_server_cannot_reach(
    home: Path, place: Path, bin_dir: Path
) -> None:
    if not (bin_dir.parent / "share").is_dir():
        pytest.skip("the system's PostgreSQL does not keep its files under one directory")
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    site = bin_dir.parents[2]
    shutil.copytree(site, closed / "site", symlinks=True)
    left_over = home / "binaries" / ".copy-killed"
    left_over.mkdir(parents=True)
    hidden = closed / "site" / bin_dir.relative_to(site)
    with embedded(settings_of(home, SETIA_POSTGRES_BIN=str(hidden))) as server:
        pid = int(server.layout.server_lock.read_text().split("\n", 1)[0])
        assert program_of(pid).is_relative_to(home / "binaries")
    assert not left_over.exists()
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
def test_root_is_told_when_the_server_cannot_come_to_the_home(place: Path, bin_dir: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with (
        pytest.raises(HomeUnusableError, match=f"nobody, which cannot enter {closed}\\."),
        embedded(settings_of(closed / "h", SETIA_POSTGRES_BIN=str(bin_dir))),
    ):
        pytest.fail("the database was opened")
    assert closed.stat().st_mode & 0o777 == 0o700


@as_root
@pytest.mark.parametrize("name", ["root", "nosuchaccount"])
def test_root_is_told_when_the_account_cannot_run_a_server(home: Path, name: str) -> None:
    with (
        pytest.raises(HomeUnusableError, match="SETIA_POSTGRES_ACCOUNT"),
        embedded(settings_of(home, SETIA_POSTGRES_ACCOUNT=name)),
    ):
        pytest.fail("the database was opened")


def test_an_ordinary_user_runs_the_server_as_itself(
    place: Path, bin_dir: Path, new_client: NewClient
) -> None:
    home = place / "theirs" / "h"
    home.parent.mkdir(mode=0o700)
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        user = unprivileged()
        uid, gid = user.pw_uid, user.pw_gid
        os.chown(home.parent, uid, gid)
    clients = [new_client(home, account=f"{uid}:{gid}" if os.geteuid() == 0 else "") for _ in "ab"]
    for client in clients:
        client.joined()
    first, second = clients
    assert first.postmaster() == second.postmaster()
    assert owner_of_server(home) == uid
    first.execute("CREATE TABLE kept AS SELECT 7 AS n", role="setia_owner")
    assert second.execute("SELECT n FROM kept") == [[7]]
    assert not (home / "binaries").exists()
    for path in (home, *home.rglob("*")):
        found = path.lstat()
        assert found.st_uid == uid, path
        assert found.st_mode & 0o077 == 0, path
    second.leave()
    first.leave()
    assert not layout_of(home).server_lock.exists()
