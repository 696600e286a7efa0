"""Makes the data directory once, whole, and refuses one that belongs to another version.

initdb works in a directory of a temporary name, which takes its final name only when all is done,
so one killed midway leaves nothing that a later start could mistake for a database. It holds the
start lock itself, so left-overs are removed only when nobody writes to them any more. A data
directory of another major version is never touched: the error prints the commands that carry its
content over.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from setia.platform.database.account import Account
from setia.platform.database.binaries import Binaries
from setia.platform.database.errors import StartFailedError, WrongVersionError
from setia.platform.database.layout import Layout
from setia.platform.database.upgrade import upgrade_commands

SUPERUSER: Final = "postgres"
_DRAFT_PREFIX: Final = ".initdb-"
INITDB_OPTIONS: Final = (
    f"--username={SUPERUSER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--data-checksums",
)


def ensure_cluster(
    layout: Layout, account: Account, binaries: Binaries, *, lock_fd: int, timeout_s: float
) -> None:
    """Make the data directory if there is none, and check its version if there is one.

    `lock_fd` holds the start lock. Raises WrongVersionError or StartFailedError.
    """
    for draft in layout.root.glob(_DRAFT_PREFIX + "*"):
        shutil.rmtree(draft)
    if layout.data.exists():
        refuse_other_version(layout, account, binaries)
        return
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT_PREFIX, dir=layout.root))
    if account.foreign:
        os.chown(draft, account.uid, account.gid)
    command = (str(binaries.program("initdb")), *INITDB_OPTIONS, f"--pgdata={draft}")
    try:
        # If this process is killed, initdb goes on; it must keep others out until it has ended.
        done = account.run(command, timeout_s=timeout_s, holding=[lock_fd])
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StartFailedError(f"initdb did not finish in {draft}: {error}") from error
    if done.returncode != 0:
        raise StartFailedError(
            f"initdb could not make the database in {layout.root} (exit code {done.returncode}). "
            f"Mend what it names and start again: {done.stderr.strip()[-2000:]}"
        )
    draft.rename(layout.data)
    # The new name must be on the disk before anybody is told that something was stored.
    _sync_directory(layout.root)


def refuse_other_version(layout: Layout, account: Account, binaries: Binaries) -> None:
    """Raise WrongVersionError unless the data directory is of the binaries' major version."""
    try:
        found = (layout.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError as error:
        raise StartFailedError(
            f"{layout.data} is not a PostgreSQL data directory ({error.strerror}: PG_VERSION). "
            "Put the database's files back, or move that directory away to begin an empty one."
        ) from error
    if found != str(binaries.major):
        raise WrongVersionError(
            f"The database in {layout.data} was made by PostgreSQL {found}, and the binaries in "
            f"{binaries.bin_dir} are PostgreSQL {binaries.major}. Nothing was changed. Either name "
            f"binaries of PostgreSQL {found} in SETIA_POSTGRES_BIN, or carry the data over by "
            f"dump and restore with these commands:\n\n"
            + upgrade_commands(layout, account, binaries, found, (SUPERUSER, INITDB_OPTIONS))
        )


def _sync_directory(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
