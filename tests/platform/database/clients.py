"""Starts and drives processes that use the embedded database, and waits for what they do."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from setia.platform.database.sightings import command_line

DEADLINE_S = 60.0
_CLIENT = Path(__file__).with_name("client.py")


class Client:
    """One process; see client.py. `refused` is its error when it could not join."""

    def __init__(
        self, home: Path, bin_dir: Path, *, account: str = "", start_timeout_s: int = 60
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(_CLIENT), str(home), str(bin_dir), account],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "START_TIMEOUT_S": str(start_timeout_s)},
        )
        self.refused: dict[str, str] = {}

    def joined(self) -> "Client":
        """Wait until it uses the database."""
        line = self._line()
        assert line == "ready", line
        return self

    def refusal(self) -> dict[str, str]:
        """Wait until it says why it cannot use the database."""
        line = self._line()
        assert line.startswith("{"), line
        found: dict[str, str] = json.loads(line)
        return found

    def ask(self, what: str, **more: str) -> object:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self._line())["answer"]

    def execute(self, sql: str, *, role: str = "setia_app", database: str = "setia") -> object:
        return self.ask("execute", sql=sql, role=role, database=database)

    def postmaster(self) -> int:
        pid = self.ask("postmaster")
        assert isinstance(pid, int)
        return pid

    def leave(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(DEADLINE_S) == 0
        self._close()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE_S)
        self._close()

    def end(self) -> None:
        """What the fixture does with whatever a failed test left running."""
        if self.process.poll() is None:
            self.kill()
        self._close()

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe and not pipe.closed:
                pipe.close()

    def _line(self) -> str:
        assert self.process.stdout
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE_S)
        assert ready, "the client said nothing"
        return self.process.stdout.readline().strip()


def wait_until(what: str, holds: Callable[[], object]) -> None:
    """Poll something that another process does, up to the deadline."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.005)


def gone(pid: int) -> bool:
    """Whether no process of that number runs; one that ended but was not reaped has no words."""
    return not command_line(pid)
