"""Copies PostgreSQL's binaries, under root, to where the server's account can read them.

A package may lie in root's home, which no other account can enter, and a later upgrade of the
package must not change the files of a running server. So the binaries of a package are copied
under SETIA_HOME, keyed by their version, with what they load and read; the system's own are used
where they are. A copy appears under its name whole or not at all, and an existing one is never
written to. No directory outside SETIA_HOME is changed.
"""

import hashlib
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from setia.platform.database.account import Account
from setia.platform.database.binaries import Binaries
from setia.platform.database.errors import BinariesMissingError
from setia.platform.database.layout import Layout

_DRAFT_PREFIX: Final = ".copy-"
_LEFT_OUT: Final = shutil.ignore_patterns("*.a", "include", "doc", "pkgconfig", "__pycache__")


def binaries_for(found: Binaries, layout: Layout, account: Account) -> Binaries:
    """The binaries that `account` can run: `found`, or under root a copy of them in the home.

    Call it with the start lock held. Raises BinariesMissingError when they cannot be run.
    """
    if not account.foreign:
        return found
    _remove_drafts(layout)
    usable = found
    if found.source not in {"setting", "system"} or not runs(found, account):
        usable = _copied(found, layout)
    if not runs(usable, account):
        raise BinariesMissingError(
            f"The account {account.name} cannot run {usable.program('initdb')}. Try it by hand as "
            "that account to see why, or name other binaries in SETIA_POSTGRES_BIN."
        )
    return usable


def _copied(found: Binaries, layout: Layout) -> Binaries:
    parts = _parts(found)
    target = layout.binaries / f"{found.source}-{found.release}"
    if found.source == "setting":
        # Two directories may hold different builds of one release.
        origin = hashlib.sha256(os.fsencode(found.bin_dir)).hexdigest()[:16]
        target = target.with_name(f"{target.name}-{origin}")
    bin_dir = target / found.bin_dir.relative_to(parts[0].parent)
    if not target.is_dir():
        layout.binaries.mkdir(exist_ok=True, mode=0o755)
        layout.binaries.chmod(0o755)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT_PREFIX, dir=layout.binaries))
        for part in parts:
            shutil.copytree(part, draft / part.name, symlinks=True, ignore=_LEFT_OUT)
        _make_readable(draft)
        # The name must not outlive its content when the power fails.
        os.sync()
        draft.rename(target)
    return Binaries(bin_dir=bin_dir, major=found.major, source=found.source, release=found.release)


def _parts(found: Binaries) -> list[Path]:
    """The directories that the programs need, the one that holds them first; all lie side by
    side, since the programs look for the others at paths relative to themselves.
    """
    prefix = found.bin_dir.parent
    package = prefix.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        return [package, libraries]
    if found.source not in {"setting", "system"}:
        return [package]
    if (prefix / "share").is_dir() and (prefix / "lib").is_dir():
        return [prefix]
    raise BinariesMissingError(
        f"The database's account cannot run the programs in {found.bin_dir}, and they cannot be "
        "copied either, since no lib and share lie beside them. Name other binaries in "
        "SETIA_POSTGRES_BIN, or leave it empty."
    )


def _make_readable(draft: Path) -> None:
    for folder, _, files in os.walk(draft):
        Path(folder).chmod(0o755)  # others must be able to run what lies in it
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _remove_drafts(layout: Layout) -> None:
    for draft in layout.binaries.glob(_DRAFT_PREFIX + "*"):
        shutil.rmtree(draft)


def runs(binaries: Binaries, account: Account) -> bool:
    """Whether the account can run these binaries where they are."""
    try:
        return account.run([binaries.program("initdb"), "--version"], timeout_s=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
