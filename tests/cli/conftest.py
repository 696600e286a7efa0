"""Runs commands in this process, against a database of the test's own.

What is tested is what a person types and reads: arguments, both streams, the exit code.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from setia.cli import acts, context, ledger, member, program, record, reference
from setia.cli.main import app
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.members import shop


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its code, and what it said on each stream."""

    code: int
    out: str
    err: str


Setia = Callable[..., Ended]
OnProgram = Callable[..., Ended]


@pytest.fixture
def setia(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> Setia:
    """Runs one command; no program is published."""

    @contextmanager
    def opened() -> Iterator[None]:
        with context.told():
            yield

    for module in (acts, ledger, member, program, record, reference):
        monkeypatch.setattr(module, "installation", opened)

    def run(*words: str, columns: int = 80) -> Ended:
        # Rich looks up the streams of the moment, and the width once.
        for console in (context.out, context.err):
            console.width = columns
        ended = CliRunner().invoke(app, words)
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def kopi(setia: Setia) -> Setia:
    """Runs one command where the shop's program is in force."""
    publish_program(shop.PROGRAM, acting=SYSTEM)
    return setia


@pytest.fixture
def on_program() -> OnProgram:
    """Runs one command on programs; there is no installation."""

    def run(*words: str, said: bytes = b"") -> Ended:
        for console in (context.out, context.err):
            console.width = 80
        ended = CliRunner().invoke(app, ["program", *words], input=said)
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    return run
