"""The key file is made once, whole and private, whoever races or dies midway.

A file that others can reach, that is another kind of file, or that is spoilt is refused with what
to do, and never replaced.
"""

import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from setia.platform.vault import (
    KeysExposedError,
    KeysMissingError,
    KeysUnreadableError,
    Vault,
    add_master,
    create_keys,
    key_file_of,
)
from setia.platform.vault.key_file import read_keys

MAKE = """
import sys
from pathlib import Path
from setia.platform.vault import Vault, create_keys
print("ready", flush=True)
sys.stdin.read()
made = create_keys(Path(sys.argv[1]))
print(int(made), Vault.open(Path(sys.argv[1])).fingerprint)
"""

DIE_BEFORE_THE_LINK = """
import os, signal, sys
from pathlib import Path
from setia.platform.vault import create_keys
os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
create_keys(Path(sys.argv[1]))
"""


def release(racers: Sequence[subprocess.Popen[str]]) -> None:
    """Let processes go on together that said "ready" and wait for the end of their input."""
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.close()
        racer.stdin = None


def test_eight_processes_make_one_key_file(tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    release(racers)
    said = [racer.communicate(timeout=60)[0].split() for racer in racers]
    assert sorted(made for made, _ in said) == ["0"] * 7 + ["1"]
    assert len({fingerprint for _, fingerprint in said}) == 1
    assert [path.name for path in key_file_of(tmp_path).parent.iterdir()] == ["vault.key"]


def test_a_maker_that_is_killed_leaves_no_key_file_and_stops_nobody(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", DIE_BEFORE_THE_LINK, str(tmp_path)], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert not key_file_of(tmp_path).exists()
    assert create_keys(tmp_path)
    assert len(Vault.open(tmp_path).fingerprint) == 32


def test_the_file_and_its_directory_are_private(tmp_path: Path) -> None:
    create_keys(tmp_path)
    path = key_file_of(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_making_again_changes_nothing(tmp_path: Path) -> None:
    assert create_keys(tmp_path)
    before = key_file_of(tmp_path).read_bytes()
    assert not create_keys(tmp_path)
    assert key_file_of(tmp_path).read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    create_keys(tmp_path)
    key_file_of(tmp_path).chmod(mode)
    with pytest.raises(KeysExposedError, match="chmod 600"):
        Vault.open(tmp_path)


def test_a_directory_that_others_can_write_is_refused(tmp_path: Path) -> None:
    create_keys(tmp_path)
    key_file_of(tmp_path).parent.chmod(0o730)
    with pytest.raises(KeysExposedError, match="chmod 700"):
        Vault.open(tmp_path)


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    create_keys(tmp_path)
    path = key_file_of(tmp_path)
    moved = path.rename(tmp_path / "elsewhere")
    path.symlink_to(moved)
    with pytest.raises(KeysUnreadableError, match="plain file"):
        Vault.open(tmp_path)


def test_a_missing_file_says_what_to_do_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(KeysMissingError, match="put it back"):
        Vault.open(tmp_path)
    assert not key_file_of(tmp_path).exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b'"layout": 1', b'"layout": 2'),
        lambda text: text.replace(b'"1"', b'"0"'),
        lambda text: text.replace(b'="', b'"'),
        lambda _: b"[]",
        lambda _: b'{"layout": 1, "root": 5, "masters": {}}',
        lambda _: b"\xff\xfe",
    ],
)
def test_a_spoilt_file_is_refused_without_repeating_a_key(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    create_keys(tmp_path)
    path = key_file_of(tmp_path)
    whole = path.read_bytes()
    spoilt = spoil(whole)
    assert spoilt != whole
    path.write_bytes(spoilt)
    with pytest.raises(KeysUnreadableError, match="not a key file of layout 1") as refused:
        Vault.open(tmp_path)
    assert refused.value.__cause__ is None
    keys = [word for word in whole.decode().split('"') if word.endswith("=")]
    assert len(keys) == 2
    assert not any(key in str(refused.value) for key in keys)


def test_keys_do_not_show_in_a_repr(tmp_path: Path) -> None:
    create_keys(tmp_path)
    ring, opened = read_keys(tmp_path), Vault.open(tmp_path)
    for shown in (repr(ring), repr(opened)):
        assert ring.root.hex() not in shown
        assert repr(ring.root) not in shown
        assert repr(ring.masters[1]) not in shown


def test_a_new_master_wraps_from_now_on_and_old_ones_still_open(tmp_path: Path) -> None:
    create_keys(tmp_path)
    first = read_keys(tmp_path)
    assert add_master(tmp_path) == 2
    second = read_keys(tmp_path)
    assert second.root == first.root
    assert second.masters[1] == first.masters[1]
    assert second.newest == 2
    assert stat.S_IMODE(key_file_of(tmp_path).stat().st_mode) == 0o600


def test_masters_added_at_once_are_all_kept(tmp_path: Path) -> None:
    create_keys(tmp_path)
    add = (
        "import sys; from pathlib import Path; from setia.platform.vault import add_master;"
        "print(add_master(Path(sys.argv[1])))"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", add, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    versions = sorted(int(racer.communicate(timeout=60)[0]) for racer in racers)
    assert versions == [2, 3, 4, 5]
    assert sorted(read_keys(tmp_path).masters) == [1, 2, 3, 4, 5]
