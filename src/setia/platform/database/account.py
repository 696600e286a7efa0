"""Decides which account of the operating system runs the embedded server, and runs programs as it.

An ordinary user runs the server as itself. Root may not (PostgreSQL refuses), so under root an
existing unprivileged account runs it and owns the data directory. This module never creates an
account and never opens a parent directory to anybody. Programs get a small, fixed environment, so
that a PGDATA or PGOPTIONS of the caller cannot redirect them.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setia.platform.database.errors import HomeUnusableError

# Messages and sorting must not depend on who starts the server, and times in its log are UTC.
_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """The account that runs the server. `foreign` is true when it is not the one of this process,
    which then is root.
    """

    name: str
    uid: int
    gid: int
    foreign: bool

    @classmethod
    def choose(cls, name_under_root: str) -> "Account":
        """The account of this process, or under root the named one.

        Raises HomeUnusableError when that account does not exist or is root itself.
        """
        euid = os.geteuid()
        if euid != 0:
            return cls(name=str(euid), uid=euid, gid=os.getegid(), foreign=False)
        try:
            entry = pwd.getpwnam(name_under_root)
        except KeyError:
            raise HomeUnusableError(
                f"There is no account {name_under_root!r} to run the embedded database as, and "
                "PostgreSQL refuses to run as root. Set SETIA_POSTGRES_ACCOUNT to an existing "
                "unprivileged account, or start Setia as an ordinary user."
            ) from None
        if entry.pw_uid == 0:
            raise HomeUnusableError(
                f"The account {name_under_root!r} is root, and PostgreSQL refuses to run as root. "
                "Set SETIA_POSTGRES_ACCOUNT to an existing unprivileged account."
            )
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, foreign=True)

    def can_enter(self, directory: Path) -> bool:
        """Whether this account can pass through every directory on the way, and into this one."""
        tried = self.run(["/bin/sh", "-c", 'cd "$0"', directory], timeout_s=30)
        return tried.returncode == 0

    def run(
        self, program: Sequence[str | Path], *, timeout_s: float, holding: Sequence[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and wait for it; both outputs are captured.

        It runs in a session of its own, so that Ctrl-C at a terminal reaches Setia alone, which
        then ends it in order. `holding` are descriptors that it and its children keep open, so
        that a lock outlives this process until they have ended too. Raises
        subprocess.TimeoutExpired and OSError.
        """
        return subprocess.run(
            [str(part) for part in program],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=timeout_s,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
            pass_fds=holding,
            user=self.uid if self.foreign else None,
            group=self.gid if self.foreign else None,
            extra_groups=[] if self.foreign else None,
        )
