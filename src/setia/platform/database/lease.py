"""Decides who may start and stop the embedded server, by two locks that the kernel frees.

Whoever starts or stops it holds the start lock alone; whoever uses it holds a lease, shared with
all others. Both are flocks: a process killed at any instant loses them at that instant. The last
one out is the one that can take the lease for itself alone. A server whose users were all killed
stays up until the next process joins and leaves. Nothing is ever written into the lock files.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setia.platform.database.errors import BusyError

_LOOK_AGAIN_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Lease:
    """A share in the running server; it ends with `release`, or with the process."""

    fd: int

    @classmethod
    def take(cls, path: Path) -> "Lease":
        """Take a share. Call it with the start lock held: only its holder ever excludes others."""
        fd = _open(path)
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BaseException:
            os.close(fd)
            raise
        return cls(fd)

    def release(self, path: Path) -> bool:
        """Give the share back; true when nobody else holds one. Call it with the start lock held,
        so that nobody can join while the answer is used.

        The descriptor is closed, not unlocked: a forked child that still has a copy keeps the
        share, as it may still be connected.
        """
        os.close(self.fd)
        fd = _open(path)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        return True


@contextmanager
def start_lock(path: Path, *, timeout_s: float) -> Iterator[int]:
    """Hold the right to start and stop the server, and give the descriptor that holds it.

    A child that inherits the descriptor holds the lock too, beyond the death of this process.
    Raises BusyError after `timeout_s` seconds.
    """
    fd = _open(path)
    deadline = time.monotonic() + timeout_s
    try:
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in {errno.EAGAIN, errno.EACCES}:
                    raise
            if time.monotonic() > deadline:
                raise BusyError(
                    f"Another process has held {path} for more than {timeout_s:g} seconds: it is "
                    "starting or stopping the embedded database. Find it with `fuser` or `lsof` on "
                    "that file; if it hangs, end it, and the lock is free at once."
                )
            time.sleep(_LOOK_AGAIN_S)
        yield fd
    finally:
        os.close(fd)


def _open(path: Path) -> int:
    # O_CLOEXEC: the server that we start must not inherit the lock and hold it for ever.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
