"""Where one import is staged: a folder named by what is imported and how, held by one process.

The name is a digest of the file, the map, what it looks up and the keys of the installation, so
that a stage is found again only by the very same import. It holds personal data as the file does,
is readable by its owner alone, and is removed when the import ends.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from setia.imports.import_map import ImportMap
from setia.imports.open_log import lookup_file
from setia.imports.rows import UnusableFile
from setia.imports.stage import LAYOUT, MANIFEST

_TRIES: Final = 100


def digest_of(file: Path, the_map: ImportMap, *, zone: str, blind_of_nobody: bytes) -> str:
    """32 hexadecimal digits that name an import. `blind_of_nobody` stands for the keys."""
    # What the map leaves open is typed by the program, so another version may make other events.
    types = [(one.path, one.type, one.decimals, one.values) for one in the_map.fields]
    how = f"{LAYOUT}\0{zone}\0{the_map.format!r}\0{the_map.decimals}\0{types}\0{the_map.text}\0"
    whole = hashlib.sha256(how.encode())
    whole.update(blind_of_nobody)
    for path in (file, *(lookup_file(file, one) for one in the_map.lookups)):
        with path.open("rb") as opened:
            whole.update(hashlib.file_digest(opened, "sha256").digest())
    return whole.hexdigest()[:32]


@contextmanager
def held(imports: Path, digest: str) -> Iterator[Path]:
    """The folder of an import, for this process alone while the context lasts.

    Raises UnusableFile when another process is at the same import.
    """
    imports.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock_path = imports / f"{digest}.lock"
    lock = _locked(lock_path)
    try:
        folder = imports / digest
        folder.mkdir(mode=0o700, exist_ok=True)
        yield folder
        if not folder.exists():
            lock_path.unlink()
    finally:
        os.close(lock)


def clear(folder: Path) -> None:
    """Empty a folder, the manifest first, so that no half of a stage is ever taken for a whole."""
    (folder / MANIFEST).unlink(missing_ok=True)
    for path in folder.iterdir():
        path.unlink()


def remove(folder: Path) -> None:
    """Remove a folder that is no longer needed."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder)


def _locked(path: Path) -> int:
    """A lock on the file that has this name now: one that was removed meanwhile locks nobody."""
    for _ in range(_TRIES):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            raise UnusableFile(
                "another process is importing this very file with this very map; wait for it to end"
            ) from None
        os.close(descriptor)
    raise UnusableFile(f"{path}: can't be locked; look who removes it, and try again")
