"""Starts, stops and recognises the server's process. It never guesses from a process number alone.

A postmaster.pid may be left by a server that was killed, and its number may by now belong to
somebody else; so a server counts as running only if that process's command line names this data
directory. A start or stop whose own process was killed midway is waited for. After a postmaster
was killed, its children are given time to leave before a new one starts, since the new one refuses
to run beside them. Every wait has an end.
"""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from setia.platform.database.account import Account
from setia.platform.database.binaries import Binaries
from setia.platform.database.configuration import newest_log, write_configuration
from setia.platform.database.errors import StartFailedError
from setia.platform.database.layout import Layout
from setia.platform.database.sightings import alive, command_line, processes_titled

_STOP_TIMEOUT_S: Final = 60
_ORPHANS_LEAVE_S: Final = 1.0
_LOOK_AGAIN_S: Final = 0.02


class State(Enum):
    """What the server of a home is doing."""

    ABSENT = "absent"
    READY = "ready"
    CHANGING = "starting or stopping"


@dataclass(frozen=True, slots=True)
class Server:
    """The server of one home, running or not. All methods want the start lock to be held."""

    layout: Layout
    account: Account
    binaries: Binaries

    def state(self) -> State:
        """Whether it runs and answers, judged by its own lock file and the process it names."""
        lines = _lines(self.layout.server_lock)
        if not lines or not self._is_ours(lines[0]):
            return State.ABSENT
        # The eighth line is the postmaster's own word: starting, stopping, ready or standby.
        answers = len(lines) > 7 and lines[7].strip() in {"ready", "standby"}
        return State.READY if answers else State.CHANGING

    def start(self, *, timeout_s: float) -> bool:
        """See to it that the server answers; true when it had to be started for that.

        Raises StartFailedError after `timeout_s` seconds, with the server's last words.
        """
        deadline = time.monotonic() + timeout_s
        while (state := self.state()) is State.CHANGING and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_S)
        if state is State.READY:
            return False
        self._clear_the_way(deadline)
        write_configuration(self.layout, self.account)
        wait = ("-w", "-t", f"{timeout_s:.0f}", "-s", "-l", str(self.layout.start_log))
        options = f"-c config_file='{self.layout.configuration}'"
        done = self._pg_ctl("start", *wait, "-o", options, timeout_s=timeout_s + 5)
        # Two may start it at once when the first one's Setia was killed: then one of them fails,
        # and the other is the server.
        while (state := self.state()) is State.CHANGING and time.monotonic() < deadline:
            time.sleep(_LOOK_AGAIN_S)
        if state is not State.READY:
            raise StartFailedError(
                f"The embedded database in {self.layout.data} did not start within "
                f"{timeout_s:.0f} seconds. Its logs are in {self.layout.logs}; the last lines:\n"
                f"{done.stderr.strip()}\n{self._last_words()}"
            )
        return True

    def stop(self) -> None:
        """Stop the server and wait until it is gone; nothing happens when none runs."""
        if self.state() is State.ABSENT:
            return
        wait = ("-w", "-t", str(_STOP_TIMEOUT_S), "-s")
        done = self._pg_ctl("stop", "-m", "fast", *wait, timeout_s=_STOP_TIMEOUT_S + 5)
        if self.state() is not State.ABSENT:
            # It loses nothing that was committed: the next start recovers from the log.
            done = self._pg_ctl("stop", "-m", "immediate", *wait, timeout_s=_STOP_TIMEOUT_S + 5)
        if self.state() is not State.ABSENT:
            raise StartFailedError(
                f"The embedded database in {self.layout.data} does not stop: {done.stderr.strip()} "
                f"Its logs are in {self.layout.logs}."
            )

    def _is_ours(self, pid: str) -> bool:
        return pid.isdecimal() and f" -D {self.layout.data} " in f"{command_line(int(pid))} "

    def _clear_the_way(self, deadline: float) -> None:
        """Let the children of a killed postmaster go, and remove a lock file that lies."""
        patience = time.monotonic() + _ORPHANS_LEAVE_S
        title = f"postgres: {self.layout.tag}:"
        while orphans := processes_titled(title, uid=self.account.uid):
            now = time.monotonic()
            if now > deadline:
                raise StartFailedError(
                    f"Processes of the killed database in {self.layout.data} do not end: "
                    f"{', '.join(map(str, orphans))}. End them with kill -QUIT and start again."
                )
            if now > patience:
                # A busy child notices late that its postmaster is gone. Nothing it does can be
                # committed safely beside a new server, so it is told to leave at once.
                for each in orphans:
                    _quit(each)
            time.sleep(_LOOK_AGAIN_S)
        for path in (self.layout.server_lock, self.layout.socket_lock):
            lines = _lines(path)
            taken = bool(lines) and lines[0].isdecimal() and alive(int(lines[0]))
            if taken and not self._is_ours(lines[0]):
                # PostgreSQL would believe this number and refuse to start, though it now is
                # somebody else's, or that of a killed server which nobody has reaped (as in a
                # container without an init). A number that is free it knows to be stale.
                path.unlink(missing_ok=True)

    def _pg_ctl(
        self, verb: str, *arguments: str, timeout_s: float
    ) -> subprocess.CompletedProcess[str]:
        command = (str(self.binaries.program("pg_ctl")), verb, "-D", str(self.layout.data))
        try:
            return self.account.run((*command, *arguments), timeout_s=timeout_s)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StartFailedError(
                f"pg_ctl {verb} failed on {self.layout.data}: {error}"
            ) from error

    def _last_words(self) -> str:
        logs = (self.layout.start_log, newest_log(self.layout.logs))
        return "\n".join(_tail(each) for each in logs if each)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []


def _tail(path: Path) -> str:
    # Under root the directory is another account's: a link in it must not show root's files.
    if path.is_symlink() or not path.is_file():
        return ""
    return path.read_text(errors="replace").strip()[-1500:]


def _quit(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGQUIT)
    except ProcessLookupError:
        return
