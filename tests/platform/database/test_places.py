"""Where the files and the socket lie: long homes, foreign directories, unusable homes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.platform.database import Embedded, embedded
from setia.platform.database.account import Account
from setia.platform.database.errors import HomeUnusableError
from setia.platform.database.layout import SOCKET_NAME, Layout, layout_of
from tests.conftest import settings_of
from tests.platform.database.conftest import NewClient

SHORT = Path("/tmp")  # noqa: S108  # where the private directory is made


@pytest.fixture
def long_layout(place: Path) -> Iterator[Layout]:
    layout = layout_of(place / ("long-" * 24))
    yield layout
    if layout.socket_dir.is_symlink():
        layout.socket_dir.unlink()
    elif layout.socket_dir.exists():
        layout.socket_dir.rmdir()


def test_a_home_that_is_too_long_for_a_socket_works(
    long_layout: Layout, new_client: NewClient, account: Account
) -> None:
    assert len(os.fsencode(long_layout.root / "run" / SOCKET_NAME)) > 107
    assert len(os.fsencode(long_layout.socket_dir / SOCKET_NAME)) < 60
    first = new_client(long_layout.home).joined()
    second = new_client(long_layout.home).joined()
    assert first.postmaster() == second.postmaster()
    assert first.execute("SELECT 1") == second.execute("SELECT 1") == [[1]]
    found = long_layout.socket_dir.lstat()
    assert (found.st_mode & 0o777, found.st_uid) == (0o700, account.uid)
    first.leave()
    second.leave()
    # The very longest home that still takes the socket keeps it inside.
    room = 107 - len(os.fsencode(f"/postgres/run/{SOCKET_NAME}"))
    longest = Path("/" + "x" * (room - 1))
    assert layout_of(longest).socket_dir == longest / "postgres" / "run"
    assert layout_of(Path(f"{longest}x")).socket_dir.parent == SHORT


def test_two_names_of_one_home_are_one_installation(place: Path) -> None:
    (place / "real").mkdir()
    (place / "link").symlink_to(place / "real")
    assert layout_of(place / "link" / "h") == layout_of(place / "real" / "h")
    assert layout_of(place / "real" / "h").tag != layout_of(place / "real" / "other").tag


def test_a_comma_in_the_home_does_not_make_two_hosts(place: Path) -> None:
    assert layout_of(place / "a,b").socket_dir.parent == SHORT


@pytest.mark.parametrize("how", ["open to all", "a link", "a file", "of another account"])
def test_a_socket_directory_that_is_not_ours_is_refused(
    long_layout: Layout, place: Path, bin_dir: Path, account: Account, how: str
) -> None:
    hijacked = long_layout.socket_dir
    if how == "open to all":
        hijacked.mkdir()
        if account.foreign:
            os.chown(hijacked, account.uid, account.gid)
        hijacked.chmod(0o770)
    elif how == "a link":
        hijacked.symlink_to(place)
    elif how == "a file":
        hijacked.touch()
    elif account.foreign:
        hijacked.mkdir(mode=0o700)
        os.chown(hijacked, account.uid + 1 if account.uid < 65534 else 1, 1)
    else:
        pytest.skip("only root can make a directory that belongs to another account")
    try:
        with (
            pytest.raises(HomeUnusableError, match=f"{hijacked} is not a private directory"),
            embedded(settings_of(long_layout.home, SETIA_POSTGRES_BIN=str(bin_dir))),
        ):
            pytest.fail("the database was opened")
        assert not long_layout.data.exists()
    finally:
        if how == "a file":
            hijacked.unlink()


def test_a_home_of_another_account_is_refused(place: Path, bin_dir: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a directory that belongs to another account")
    home = place / "h"
    home.mkdir()
    os.chown(home, 1, 1)
    with (
        pytest.raises(HomeUnusableError, match="belongs to the account number 1"),
        embedded(settings_of(home, SETIA_POSTGRES_BIN=str(bin_dir))),
    ):
        pytest.fail("the database was opened")


def test_a_home_that_cannot_be_made_is_refused(place: Path) -> None:
    (place / "file").touch()
    with (
        pytest.raises(HomeUnusableError, match=r"SETIA_HOME: .* cannot be made"),
        embedded(settings_of(place / "file" / "h")),
    ):
        pytest.fail("the database was opened")


def test_the_socket_and_the_data_are_private(postgres: Embedded) -> None:
    layout = postgres.layout
    for path in (layout.socket_dir, layout.data, layout.logs):
        found = path.lstat()
        assert (found.st_mode & 0o777, found.st_uid) == (0o700, postgres.account.uid)
    for path in (layout.start_lock, layout.lease):
        found = path.lstat()
        assert (found.st_mode & 0o777, found.st_uid) == (0o600, os.geteuid())
