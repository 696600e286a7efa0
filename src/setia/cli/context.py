"""What every command shares: the installation it works on, and how a failure is told.

A failure that the person can mend is one message on standard error, never a trace. It ends with
code 1, and with 2 where nothing was begun, since what was typed or named can't be used.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from rich.console import Console

from setia.members.tasks import finish_erasures
from setia.platform.access.principal import Principal
from setia.platform.boot import booted
from setia.platform.database import Database, DatabaseError
from setia.platform.settings import SettingError, Settings
from setia.platform.vault.errors import VaultError
from setia.programs.queries import NoProgram

out = Console()
err = Console(stderr=True)

OPERATOR = Principal("system", "cli")
MISTYPED: Final = 2
"""The exit code for what can't be used as it was typed or named; Typer's own usage errors too."""


def settings() -> Settings:
    """The settings of this command."""
    try:
        return Settings.load(os.environ)
    except SettingError as error:
        raise fail(str(error)) from None


@contextmanager
def installation() -> Iterator[Database]:
    """The opened installation; says what is wrong when it can't be opened."""
    chosen = settings()
    with told(), booted(chosen) as database:
        # A process that died between the register and the commit left an erasure to finish.
        finish_erasures(chosen.home, acting=OPERATOR)
        yield database


@contextmanager
def told() -> Iterator[None]:
    """What stands in the way of every command is said as a message."""
    try:
        yield
    except (DatabaseError, VaultError, NoProgram) as error:
        raise fail(str(error)) from None


def fail(message: str, code: int = 1) -> typer.Exit:
    """Tell what is wrong; raise what this returns."""
    err.print(message, style="red", highlight=False, soft_wrap=True, markup=False)
    return typer.Exit(code)
