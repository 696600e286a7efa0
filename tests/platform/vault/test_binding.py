"""A database is bound to one key file for ever: new keys are made for an empty one alone (I16)."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from setia.platform.vault import (
    KeysMismatchError,
    KeysMissingError,
    Vault,
    add_master,
    bind_vault,
    create_keys,
    key_file_of,
)
from tests.conftest import DatabaseUrls
from tests.platform.vault.test_key_file import release

BIND = """
import sys, django
django.setup()
from pathlib import Path
from setia.platform.vault import bind_vault
print("ready", flush=True)
sys.stdin.read()
print(bind_vault(Path(sys.argv[1])).fingerprint)
"""


@pytest.fixture
def unbound(database: DatabaseUrls) -> DatabaseUrls:
    """A database that remembers no keys, as after its first migration."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("UPDATE installation SET vault_fingerprint = ''")
    return database


def _remembered(urls: DatabaseUrls) -> object:
    with psycopg.connect(urls.superuser_url) as connection:
        return connection.execute("SELECT vault_fingerprint FROM installation").fetchall()


def test_the_first_start_makes_keys_and_the_next_finds_them(
    unbound: DatabaseUrls, tmp_path: Path
) -> None:
    first = bind_vault(tmp_path)
    assert _remembered(unbound) == [(first.fingerprint,)]
    assert bind_vault(tmp_path).fingerprint == first.fingerprint
    add_master(tmp_path)
    assert bind_vault(tmp_path).fingerprint == first.fingerprint


def test_missing_keys_of_a_database_that_was_sealed_are_never_made_anew(
    unbound: DatabaseUrls, tmp_path: Path
) -> None:
    bind_vault(tmp_path)
    key_file_of(tmp_path).unlink()
    for _ in range(2):
        with pytest.raises(KeysMissingError, match="put it back"):
            bind_vault(tmp_path)
    assert not key_file_of(tmp_path).exists()


def test_keys_of_another_installation_are_refused(unbound: DatabaseUrls, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for home in (ours, theirs):
        home.mkdir()
    bound = bind_vault(ours)
    create_keys(theirs)
    with pytest.raises(KeysMismatchError, match=bound.fingerprint):
        bind_vault(theirs)
    assert _remembered(unbound) == [(bound.fingerprint,)]


def test_keys_made_by_a_start_that_died_are_bound_by_the_next(
    unbound: DatabaseUrls, tmp_path: Path
) -> None:
    create_keys(tmp_path)
    made = Vault.open(tmp_path)
    assert bind_vault(tmp_path).fingerprint == made.fingerprint
    assert _remembered(unbound) == [(made.fingerprint,)]


def test_many_first_starts_at_once_agree(unbound: DatabaseUrls, tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", BIND, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    release(racers)
    said = {racer.communicate(timeout=60)[0].strip() for racer in racers}
    assert said == {Vault.open(tmp_path).fingerprint}
    assert _remembered(unbound) == [(said.pop(),)]
