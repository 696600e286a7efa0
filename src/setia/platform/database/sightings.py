"""Looks at the machine's processes: whether one lives, and what it says it is.

It only looks. Linux is read through /proc; elsewhere `ps` is asked, and then processes are not
searched by title, which costs a longer wait after a crash and nothing else.
"""

import os
import subprocess
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")


def command_line(pid: int) -> str:
    """The arguments of a process joined by spaces, or "" when there is none of that number."""
    if (_PROC / "self/cmdline").exists():
        try:
            raw = (_PROC / str(pid) / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return os.fsdecode(raw.replace(b"\0", b" "))
    asked = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return asked.stdout.rstrip("\n")


def alive(pid: int) -> bool:
    """Whether some process has this number, also one that has ended and was not yet reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def processes_titled(beginning: str, *, uid: int) -> list[int]:
    """The processes of an account whose title begins so, on Linux; elsewhere none is seen."""
    found = []
    for entry in _PROC.glob("[0-9]*"):
        try:
            theirs = entry.stat().st_uid == uid
        except FileNotFoundError:
            continue
        if theirs and command_line(int(entry.name)).startswith(beginning):
            found.append(int(entry.name))
    return found
