"""The other end of the worker: starts it on a tree, asks it one task at a time, ends it.

It stands in a session of its own, so that a keyboard's interrupt reaches the command alone, which
then lets it end in peace.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bench.mutate.subject import ROOT, Subject
from bench.mutate.worker import Task

END_S: Final = 60.0
"""What the worker has to stop what its tests have started."""


class WorkerEnded(RuntimeError):
    """The worker ended before it answered; its log says why."""


class Crew:
    """A worker at work on one tree."""

    def __init__(self, subject: Subject, log: Path) -> None:
        self._log = log
        source = subject.root / subject.package.partition("/")[0]
        paths = [str(source), str(subject.root), str(ROOT)]
        with log.open("a", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bench.mutate.worker", *subject.tests],
                cwd=subject.root,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def ask(self, task: Task) -> Task:
        """Give a task and wait for its answer. Raises WorkerEnded."""
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise WorkerEnded(f"{self._log} says why")
        try:
            asked.write(json.dumps(task) + "\n")
            asked.flush()
            answer = told.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise WorkerEnded(f"the worker has ended: {self._log} says why")
        found: Task = json.loads(answer)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, and at once what it is doing, if it is still at it."""
        if kind is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
