"""The `setia` command.

Each command lives in a module of its own; here they only get their names.
"""

import signal

import typer

from setia import __version__
from setia.cli import demo, import_file, ledger, member, program, record, up

app = typer.Typer(
    help="Setia runs customer-loyalty programs.",
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


@app.command("version")
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Entry point. SIGTERM ends a command as Ctrl-C does: what it started is stopped first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
