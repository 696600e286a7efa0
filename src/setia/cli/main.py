"""The `setia` command.

Each command lives in a module of its own; here they only get their names.
"""

import signal
from typing import Annotated, Final

import typer

from setia import __version__
from setia.cli import demo, import_file, ledger, member, program, record, reference, up
from setia.cli.settings_page import page

_HELP: Final = """Setia runs customer-loyalty programs.

All of an installation lies in one directory, its home: that of the variable SETIA_HOME,
else /var/lib/setia for root and ~/.local/share/setia for others. `setia settings` lists
what else can be set.
"""

app = typer.Typer(
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("import")(import_file.import_file)
app.command("verify")(ledger.verify)
app.command("replay")(ledger.replay)
app.add_typer(record.app, name="record")
app.add_typer(member.app, name="member")
app.add_typer(program.app, name="program")
app.add_typer(reference.app, name="reference")


@app.command("settings")
def settings() -> None:
    """List every setting with its default, unit and reason."""
    typer.echo(page(), nl=False)


@app.command("version")
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _asked(asked: bool) -> None:  # noqa: FBT001  # as Typer calls it
    if asked:
        version()
        raise typer.Exit


@app.callback()
def options(
    *,
    _show_version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_asked, is_eager=True),
    ] = False,
) -> None:
    """Take what stands before a command."""


def main() -> None:
    """Entry point. SIGTERM ends a command as Ctrl-C does: what it started is stopped first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
