"""A data directory of another major version is refused, and the printed commands carry it over."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from setia.platform.database import embedded
from setia.platform.database.binaries import SUPPORTED_MAJORS, candidates, find
from setia.platform.database.errors import BinariesMissingError, StartFailedError, WrongVersionError
from tests.conftest import settings_of


def other_major(than: int) -> Path:
    for each in candidates():
        if each.major in SUPPORTED_MAJORS and each.major != than:
            return each.bin_dir
    pytest.skip("only one major version of PostgreSQL is installed here")


def test_data_of_another_version_is_refused_and_carried_over_by_the_printed_commands(
    home: Path, bin_dir: Path
) -> None:
    here = settings_of(home, SETIA_POSTGRES_BIN=str(bin_dir))
    other = other_major(find(bin_dir).major)
    with embedded(settings_of(home, SETIA_POSTGRES_BIN=str(other))) as server:
        with psycopg.connect(server.url("setia_owner")) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 7 AS n")
        data = server.layout.data
    before = (data / "PG_VERSION").read_text()
    with pytest.raises(WrongVersionError) as refused, embedded(here):
        pytest.fail("the database was opened")
    assert (data / "PG_VERSION").read_text() == before
    said, commands = str(refused.value).split("\n\n", 1)
    assert f"made by PostgreSQL {before.strip()}" in said
    assert "SETIA_POSTGRES_BIN" in said
    done = subprocess.run(
        ["/bin/sh", "-c", commands], check=False, capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with embedded(here) as server, psycopg.connect(server.url("setia_app")) as link:
        assert link.execute("SELECT n FROM kept").fetchone() == (7,)
        assert link.info.server_version // 10_000 == find(bin_dir).major
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("DROP TABLE kept")
    assert (data.parent / f"data-{before.strip()}" / "PG_VERSION").read_text() == before


def test_a_data_directory_without_a_version_is_not_written_to(home: Path, bin_dir: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "something").touch()
    with (
        pytest.raises(StartFailedError, match="not a PostgreSQL data directory"),
        embedded(settings_of(home, SETIA_POSTGRES_BIN=str(bin_dir))),
    ):
        pytest.fail("the database was opened")
    assert [each.name for each in data.iterdir()] == ["something"]


def fake(place: Path, answer: str) -> Path:
    folder = place / "bin"
    folder.mkdir()
    for name in ("initdb", "pg_ctl", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("echo 'postgres (PostgreSQL) 14.9'", "is PostgreSQL 14; Setia runs on 15 to 18"),
        ("echo 'postgres (PostgreSQL) 19beta1'", "is PostgreSQL 19; Setia runs on 15 to 18"),
        ("echo hello", "which names no version"),
        ("exit 1", "does not say its version"),
    ],
)
def test_named_binaries_that_do_not_fit_are_refused(place: Path, answer: str, said: str) -> None:
    with pytest.raises(BinariesMissingError, match=said):
        find(fake(place, answer))


def test_a_version_of_a_distribution_is_read(place: Path) -> None:
    found = find(fake(place, "echo 'postgres (PostgreSQL) 16.4 (Debian 16.4-1.pgdg120+1)'"))
    assert (found.major, found.release, found.source) == (16, "16.4", "setting")


def test_a_named_directory_without_binaries_is_refused_and_nothing_else_is_taken(
    place: Path,
) -> None:
    with pytest.raises(BinariesMissingError, match=r"SETIA_POSTGRES_BIN: .* holds no initdb"):
        find(place)
