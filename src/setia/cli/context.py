"""What every command shares: the installation it works on, and how a failure is told.

A failure that the person can mend is one message on standard error and exit code 1, never a trace.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

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


def settings() -> Settings:
    """The settings of this command."""
    try:
        return Settings.load(os.environ)
    except SettingError as error:
        raise fail(str(error)) from None


@contextmanager
def installation() -> Iterator[Database]:
    """The opened installation; says what is wrong when it can't be opened."""
    try:
        chosen = settings()
        with booted(chosen) as database:
            # A process that died between the register and the commit left an erasure to finish.
            finish_erasures(chosen.home, acting=OPERATOR)
            yield database
    except (DatabaseError, VaultError, NoProgram) as error:
        raise fail(str(error)) from None


def fail(message: str, code: int = 1) -> typer.Exit:
    """Tell what is wrong; raise what this returns."""
    err.print(message, style="red", highlight=False, soft_wrap=True, markup=False)
    return typer.Exit(code)
