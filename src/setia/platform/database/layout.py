"""Decides where the embedded database's files lie, and prepares those directories.

All of it is under SETIA_HOME, except the socket when its path would be too long for the kernel;
then it lies in a short private directory whose name is derived from the home, so that all
processes of one home find the same one. Under root the directory that holds locks and
configuration stays root's own, and only what lies inside it belongs to the server's account:
root never changes the owner of a name that another account could swap for a link.
"""

import hashlib
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setia.platform.database.account import Account
from setia.platform.database.errors import HomeUnusableError

SOCKET_NAME: Final = ".s.PGSQL.5432"
# The kernel's struct holds this many bytes beside the closing zero.
_SOCKET_PATH_BYTES_MAX: Final = 107 if sys.platform == "linux" else 103
# Not the caller's TMPDIR: every process of one home must come to the same directory.
_SHORT_ROOT: Final = Path("/tmp")  # noqa: S108  # the directory made in it is private and checked


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one home. `tag` names the installation in process titles and /tmp."""

    home: Path
    root: Path
    data: Path
    logs: Path
    binaries: Path
    socket_dir: Path
    tag: str

    @property
    def start_lock(self) -> Path:
        """Held exclusively by who starts or stops the server."""
        return self.root / "start.lock"

    @property
    def lease(self) -> Path:
        """Held shared by each process that uses the server."""
        return self.root / "lease.lock"

    @property
    def configuration(self) -> Path:
        """Written anew at each start."""
        return self.root / "server.conf"

    @property
    def operator_configuration(self) -> Path:
        """The operator's own lines, read last; made empty at the first start."""
        return self.root / "operator.conf"

    @property
    def server_lock(self) -> Path:
        """Where the running server says who it is; PostgreSQL's own."""
        return self.data / "postmaster.pid"

    @property
    def socket_lock(self) -> Path:
        """Where the running server says that the socket is its; PostgreSQL's own."""
        return self.socket_dir / f"{SOCKET_NAME}.lock"

    @property
    def start_log(self) -> Path:
        """What the server says before its own log is open."""
        return self.logs / "start.log"


def layout_of(home: Path) -> Layout:
    """The paths of a home, which need not exist yet. Symbolic links on the way are resolved, so
    that two names of one directory are one installation.
    """
    resolved = Path(os.path.realpath(home))
    root = resolved / "postgres"
    tag = "setia-" + hashlib.sha256(os.fsencode(resolved)).hexdigest()[:16]
    socket_dir = root / "run"
    # A comma separates hosts for libpq, so a path with one cannot be named to it.
    if len(os.fsencode(socket_dir / SOCKET_NAME)) > _SOCKET_PATH_BYTES_MAX or "," in str(
        socket_dir
    ):
        socket_dir = _SHORT_ROOT / tag
    return Layout(
        home=resolved,
        root=root,
        data=root / "data",
        logs=root / "log",
        binaries=resolved / "binaries",
        socket_dir=socket_dir,
        tag=tag,
    )


def prepare_root(layout: Layout, account: Account) -> None:
    """Make the directories that hold the locks; safe to run at once in many processes."""
    try:
        layout.home.mkdir(parents=True, exist_ok=True, mode=0o711 if account.foreign else 0o700)
        layout.root.mkdir(exist_ok=True, mode=0o711 if account.foreign else 0o700)
    except OSError as error:
        raise HomeUnusableError(
            f"SETIA_HOME: {str(layout.home)!r} cannot be made ({error.strerror}: "
            f"{error.filename}). Choose a directory that this account may write."
        ) from error
    for each in (layout.home, layout.root):
        found = each.stat()
        if found.st_uid != os.geteuid():
            raise HomeUnusableError(
                f"{each} belongs to the account number {found.st_uid}, and this process runs as "
                f"{os.geteuid()}. Run Setia as that account, or choose another SETIA_HOME."
            )
        if account.foreign and not found.st_mode & stat.S_IXOTH:
            # Passing through, without listing: each file inside guards itself by its own mode.
            each.chmod(stat.S_IMODE(found.st_mode) | stat.S_IXOTH)


def prepare_inside(layout: Layout, account: Account) -> None:
    """Make the server's own directories. Call it with the start lock held.

    Raises HomeUnusableError when the server's account cannot come there, or when somebody else's
    directory stands where the socket should be.
    """
    if account.foreign and not account.can_enter(layout.root):
        raise HomeUnusableError(_who_is_in_the_way(layout.root, account))
    for each in (layout.logs, layout.socket_dir):
        with suppress(FileExistsError):
            each.mkdir(mode=0o700)
        found = each.lstat()
        if account.foreign and stat.S_ISDIR(found.st_mode) and found.st_uid == 0:
            # Just made, or root died between making it and giving it away.
            os.chown(each, account.uid, account.gid, follow_symlinks=False)
    _refuse_if_not_ours(layout.socket_dir, account)


def _who_is_in_the_way(directory: Path, account: Account) -> str:
    closed = [
        each
        for each in (*reversed(directory.parents), directory)
        if not each.stat().st_mode & stat.S_IXOTH and each.stat().st_uid != account.uid
    ]
    return (
        f"The embedded database runs as {account.name}, which cannot enter "
        f"{closed[0] if closed else directory}. Choose a SETIA_HOME that others can reach, such as "
        "/var/lib/setia, or let others pass through that directory (chmod o+x)."
    )


def _refuse_if_not_ours(directory: Path, account: Account) -> None:
    found = directory.lstat()
    if (
        not stat.S_ISDIR(found.st_mode)
        or found.st_uid != account.uid
        or stat.S_IMODE(found.st_mode) & 0o077
    ):
        raise HomeUnusableError(
            f"{directory} is not a private directory of the account {account.name}: it is "
            f"{stat.filemode(found.st_mode)}, owner {found.st_uid}. Somebody else may be standing "
            "in for the database. Find out who made it, remove it and start again."
        )
