"""The process that runs tests: pytest is imported and set up once, and forked for every task.

Tasks are lines of JSON on its input, answers are lines on its output; the end of the input ends it.
A fork reads the package anew from the tree that it stands in, so what is written there is what is
tested. A fork that uses more CPU than it may is ended by the kernel, whatever it is doing.
"""

import importlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

import pytest

from bench.mutate.recorder import Lines, Recorder, as_texts

Task: TypeAlias = dict[str, Any]
EXAMPLES: Final = 40
"""Most examples of one property: they come in the same order always, and few find most."""
MEMORY_BYTES: Final = 4 << 30
"""What a mutant that never stops growing may take before it fails."""
AROUND_S: Final = 60.0
"""CPU seconds for what is no test: collecting, and ending."""
_CACHED: Final = type(lru_cache(lambda: None))
_SETTINGS: Final = "_hypothesis_internal_use_settings"
_OPTIONS: Final = ("-q", "-x", "-s", "--tb=line", "-p", "no:cacheprovider", "-p", "no:faulthandler")


class Worker:
    """The plugin of the process that forks."""

    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        self._asked = asked
        self._told = told
        self.fork: Fork | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Instead of collecting, do one task after another; in a fork, collect what it is about."""
        for line in self._asked:
            task: Task = json.loads(line)
            for name in task.get("modules", ()):
                # What every fork would import for itself.
                with suppress(ImportError):
                    importlib.import_module(name)
            reader, writer = os.pipe()
            pid = os.fork()
            if pid == 0:
                os.close(reader)
                self.fork = Fork(task, writer)
                self.fork.prepare()
                session.config.pluginmanager.register(self.fork)
                session.perform_collect(task["files"])
                return True
            os.close(writer)
            self._tell(pid, reader)
        session.items = []
        return True

    def _tell(self, pid: int, reader: int) -> None:
        with os.fdopen(reader) as file:
            text = file.read()
        _, status, used = os.wait4(pid, 0)
        found: Task = json.loads(text) if text else {"outcome": "collapsed"}
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
            found = {"outcome": "endless"}
        found["cpu_s"] = used.ru_utime + used.ru_stime
        print(json.dumps(found), file=self._told, flush=True)


class Fork:
    """The plugin of a fork: chooses, bounds and times its tests, and tells what became of them."""

    def __init__(self, task: Task, writer: int) -> None:
        self._task = task
        self._writer = writer
        self._limits: dict[str, float] | None = task.get("limits")
        self._failed = ""
        self._cpu_s: dict[str, float] = {}
        self._lines: dict[str, Lines] = {}
        self._recorder: Recorder | None = None
        if "record" in task:
            self._recorder = Recorder(Path.cwd(), task["record"])

    def prepare(self) -> None:
        """Bound what this process may use, and begin to note, if that is asked for."""
        sys.dont_write_bytecode = self._limits is not None
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        _bound(AROUND_S)
        if self._recorder:
            self._recorder.start()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that are asked for, in the order asked; each property with few examples.

        A test that nobody knew is run too: what a mutant does to the names of tests kills nobody.
        """
        if self._recorder:
            self._recorder.stop()
            self._lines[""] = self._recorder.taken()
        if self._limits is not None:
            known = set(self._task["known"])
            place = {name: k for k, name in enumerate(self._limits)}
            kept = [one for one in items if one.nodeid in place or one.nodeid not in known]
            items[:] = sorted(kept, key=lambda one: place.get(one.nodeid, len(place)))
        else:
            without = set(self._task["without"])
            items[:] = [one for one in items if one.nodeid not in without]
        for one in items:
            _calm(one)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Time one test and note its lines; caches of the test before it are forgotten."""
        _bound((self._limits or {}).get(item.nodeid, 10 * AROUND_S))
        if self._recorder:
            _forget()
            self._recorder.start()
        started = time.process_time()
        result = yield
        self._cpu_s[item.nodeid] = time.process_time() - started
        if self._recorder:
            self._recorder.stop()
            self._lines[item.nodeid] = self._recorder.taken()
        _bound(AROUND_S)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first test that failed."""
        if report.failed:
            self._failed = self._failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that could not even be read."""
        if report.failed:
            self._failed = self._failed or report.nodeid

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Tell what became of it, and end at once: the rest is for the process that forks."""
        passed = exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
        found: Task = {"outcome": "survived" if passed else "killed", "by": self._failed}
        if self._limits is None:
            found["tests"] = self._cpu_s
            found["modules"] = _foreign_modules()
        if self._recorder:
            found["lines"] = {name: as_texts(lines) for name, lines in self._lines.items()}
        with os.fdopen(self._writer, "w") as file:
            json.dump(found, file)
        os._exit(0)


def _bound(cpu_s: float) -> None:
    """End this process when it has used so much CPU more."""
    signal.setitimer(signal.ITIMER_PROF, cpu_s)


def _calm(item: pytest.Item) -> None:
    """Let a property try few examples, the same ones always, and look for no smaller one."""
    # Pytest wants to be the one that imports it first.
    from hypothesis import HealthCheck, Phase, settings

    function = getattr(item, "obj", None)
    used = getattr(function, _SETTINGS, None)
    if isinstance(used, settings):
        calm = settings(
            used,
            max_examples=min(used.max_examples, EXAMPLES),
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        setattr(getattr(function, "__func__", function), _SETTINGS, calm)


def _forget() -> None:
    """Empty the caches of the tree's own functions, so that each test runs what it needs."""
    tree = f"{Path.cwd()}/"
    for module in list(sys.modules.values()):
        if (getattr(module, "__file__", None) or "").startswith(tree):
            for value in list(vars(module).values()):
                # By its type: to ask whatever else stands there may be to make it.
                if isinstance(value, _CACHED):
                    value.cache_clear()


def _foreign_modules() -> list[str]:
    """What the tests import that is not of this tree."""
    found = []
    for name, module in sys.modules.items():
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and not file.startswith(f"{Path.cwd()}/"):
            found.append(name)
    return [name for name in found if name != "__main__" and not name.startswith("tests")]


def main(tests: list[str]) -> None:
    """Run the worker on the tree in the working directory; what tests print goes to the errors."""
    asked, told = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # A stop from outside ends the fork, then this process, which still has to clean up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    worker = Worker(asked, told)
    pytest.main([*_OPTIONS, "-m", "not slow", *tests], plugins=[worker])
    if worker.fork is not None:
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
