"""The installation's keys on disk: one file under SETIA_HOME, outside the database.

The file holds a root, from which the keys of blind indexes and body MACs are derived and which is
never replaced, and one or more numbered masters, of which the newest wraps members' keys. It is
made once, whole and by one process, however many start together; a file that others can read or
replace is refused. Nothing here makes new keys because old ones are gone: that would turn every
sealed value into noise without a word (I16).
"""

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from setia.platform.vault.errors import (
    KeysExposedError,
    KeysMissingError,
    KeysUnreadableError,
)

KEY_BYTES: Final = 32
MAX_MASTER_VERSION: Final = 32_767
"""A version is stored as a small integer beside each wrapped key."""

_LAYOUT: Final = 1
_MAX_FILE_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The secrets of one installation. `masters` maps version (from 1 on) to 32 bytes."""

    root: bytes = field(repr=False)
    masters: Mapping[int, bytes] = field(repr=False)

    @property
    def newest(self) -> int:
        """The version of the master that wraps from now on."""
        return max(self.masters)


def key_file_of(home: Path) -> Path:
    """Where the keys of the installation in `home` lie."""
    return home / "keys" / "vault.key"


def create_keys(home: Path) -> bool:
    """Make the key file unless it is there; true when this call made it.

    Safe to run at once in many processes: all of them find the one file afterwards, and a process
    that is killed leaves either a whole file or none. Call it only for an installation that holds
    no data yet.
    """
    path = key_file_of(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return False
    ring = KeyRing(secrets.token_bytes(KEY_BYTES), {1: secrets.token_bytes(KEY_BYTES)})
    with _draft(path, ring) as draft:
        _sync_directory(home)
        try:
            # A link fails when the name is taken, and gives the name to a file that is whole.
            os.link(draft, path)
        except FileExistsError:
            return False
        _sync_directory(path.parent)
    return True


def add_master(home: Path) -> int:
    """Add a new master, which wraps from now on, and give its version.

    Older masters stay, since they open what they wrapped. Processes that run must be started
    again to use the new one.
    """
    path = key_file_of(home)
    with (path.parent / "vault.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ring = read_keys(home)
        version = ring.newest + 1
        if version > MAX_MASTER_VERSION:
            raise KeysUnreadableError(f"{path} holds {MAX_MASTER_VERSION} masters; none fits more.")
        masters = {**ring.masters, version: secrets.token_bytes(KEY_BYTES)}
        with _draft(path, KeyRing(ring.root, masters)) as draft:
            draft.rename(path)
            _sync_directory(path.parent)
    return version


def read_keys(home: Path) -> KeyRing:
    """Read the key file. Raises a VaultError when it is missing, exposed or unreadable."""
    path = key_file_of(home)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise KeysMissingError(
            f"{path}: there is no key file. A new installation makes its own with `setia up`; one "
            "that holds data needs the file it was made with: put it back from where you keep it. "
            "Without it, names and addresses of members can't be read by anybody."
        ) from None
    except OSError as error:
        raise KeysUnreadableError(
            f"{path}: the key file can't be opened ({error.strerror}). It must be a plain file of "
            "the account that Setia runs as."
        ) from error
    with os.fdopen(descriptor, "rb") as file:
        _refuse_exposed(path, os.fstat(descriptor))
        text = file.read(_MAX_FILE_BYTES)
    return _parse(path, text)


def _refuse_exposed(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077:
        raise KeysExposedError(
            f"{path} is {stat.filemode(found.st_mode)}: others than its owner can reach the keys. "
            f"Find out who read them, then run: chmod 600 {path}"
        )
    if path.parent.stat().st_mode & 0o022:
        raise KeysExposedError(
            f"{path.parent} can be written by others, who could put keys of their own in place of "
            f"these. Find out who did, then run: chmod 700 {path.parent}"
        )


def _parse(path: Path, text: bytes) -> KeyRing:
    ring = None
    try:
        content = json.loads(text)
        ring = KeyRing(
            base64.b64decode(content["root"], validate=True),
            {
                int(version): base64.b64decode(key, validate=True)
                for version, key in content["masters"].items()
            },
        )
        readable = content["layout"] == _LAYOUT and _is_whole(ring)
    except (ValueError, TypeError, KeyError, AttributeError):
        readable = False
    if ring is None or not readable:
        # No cause is chained: it could quote a piece of a key.
        raise KeysUnreadableError(
            f"{path} is not a key file of layout {_LAYOUT}. It was cut, altered, or written by a "
            "newer release: put back the file that the installation was made with."
        )
    return ring


def _is_whole(ring: KeyRing) -> bool:
    versions = all(1 <= version <= MAX_MASTER_VERSION for version in ring.masters)
    keys = all(len(key) == KEY_BYTES for key in (ring.root, *ring.masters.values()))
    return bool(ring.masters) and versions and keys


@contextmanager
def _draft(path: Path, ring: KeyRing) -> Iterator[Path]:
    """A whole, synced file beside `path` that nobody else can read; gone afterwards."""
    draft = path.with_name(f".vault.{os.getpid()}.{secrets.token_hex(8)}")
    content = {
        "layout": _LAYOUT,
        "root": base64.b64encode(ring.root).decode(),
        "masters": {
            str(version): base64.b64encode(key).decode() for version, key in ring.masters.items()
        },
    }
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(content, indent=2).encode() + b"\n")
            file.flush()
            os.fsync(descriptor)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
