"""Commands on reference data: load and replace it, show what is known, say what is not.

What an event is decided by is what was known of its store, its products and its lists when it was
recorded; so nothing that is loaded changes a decision that was made.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import psycopg
import typer

from setia.cli.context import MISTYPED, OPERATOR, err, fail, installation, out
from setia.cli.files import readable
from setia.cli.recording import program_then
from setia.cli.words import counted
from setia.core.engine.calendar import DAY_US
from setia.core.engine.reference import RATES, Moment, Value, Values
from setia.core.program.document import LOOKED_UP, Program
from setia.imports.read_reference import (
    BadReferenceFile,
    read_reference,
    start_us,
    table_named,
)
from setia.imports.rows import UnusableFile
from setia.insights.unknown import unknown as unknown_of
from setia.platform import clock
from setia.platform.connection import raw_cursor
from setia.reference.actions.load_reference import Row, load_reference, replace_reference
from setia.reference.queries import Edition, current_reference
from setia.reference.waiting import wait_until_known

app = typer.Typer(
    help="Load and show what is known of stores, products, rates and lists.", no_args_is_help=True
)

Name = Annotated[
    str,
    typer.Argument(help="stores, products, rates, or a list that is uploaded.", show_default=False),
]
File = Annotated[
    Path,
    typer.Argument(
        help="CSV, TSV or Parquet; its first row names the columns.", show_default=False
    ),
]
Upload: TypeAlias = Callable[[str, Sequence[Row]], Edition | None]
SHOWN: Final = 50
"""So many rows are shown unless one is named."""


@app.command("load")
def load(name: Name, file: File) -> None:
    """Add and change rows; what the file does not name stays. A row with gone: yes goes."""
    _upload(name, file, lambda table, rows: load_reference(table, rows, acting=OPERATOR))


@app.command("replace")
def replace(
    name: Name,
    file: File,
    start: Annotated[
        str,
        typer.Option(
            "--from", help="The day from which it holds; from now if left out.", show_default=False
        ),
    ] = "",
) -> None:
    """Say all there is: what the file does not name is gone."""

    def upload(table: str, rows: Sequence[Row]) -> Edition | None:
        if any(one.from_us is not None or one.values is None for one in rows):
            raise fail("replace takes no columns from and gone; write --from instead", MISTYPED)
        from_us = _day(start) if start else None
        return replace_reference(table, rows, acting=OPERATOR, from_us=from_us)

    _upload(name, file, upload)


@app.command("show")
def show(
    name: Name,
    key: Annotated[str, typer.Argument(help="Only this store, sku or text.")] = "",
    on: Annotated[
        str, typer.Option("--on", help="As it held when this day began.", show_default=False)
    ] = "",
) -> None:
    """Show what is known."""
    with installation():
        program = program_then()
        table = _table(program, name)
        with raw_cursor() as cursor:
            known, now_us = current_reference(cursor), clock.now(cursor)
        moment = Moment(_day(on) if on else now_us, now_us)
        keys = [key] if key else known.keys(table, moment)
        rows = [(one, known.found(table, one, moment)) for one in keys[:SHOWN]]
        if key and rows[0][1] is None:
            raise fail(f"{name}: nothing is known of {key!r}")
        _print(program, table, rows)
    if len(keys) > SHOWN:
        out.print(f"{len(keys) - SHOWN:,} more; name one to see it", highlight=False)


@app.command("unknown")
def unknown(
    name: Name,
    days: Annotated[int, typer.Option(help="How far back to look.", min=1, max=3_660)] = 30,
) -> None:
    """List what events named that nothing is known of, the most frequent first."""
    with installation():
        table = _table(program_then(), name)
        if table not in LOOKED_UP:
            raise fail(f"{name}: only stores and products can be unknown", MISTYPED)
        with raw_cursor() as cursor:
            known, now_us = current_reference(cursor), clock.now(cursor)
            found = unknown_of(cursor, table, known, now_us - days * DAY_US, now_us)
    for one in found[:SHOWN]:
        out.print(f"{one.times:>9,}  {one.key}", highlight=False, markup=False)
    total = f"{counted(len(found), 'key')} of {name} unknown in {counted(days, 'day')}"
    out.print(total if found else f"everything is known of {name}", highlight=False)


def _upload(name: str, file: Path, upload: Upload) -> None:
    readable(file)
    with installation():
        program = program_then()
        table = _table(program, name)
        try:
            with err.status(f"reading {file.name}"):
                rows = read_reference(file, program, table)
        except (BadReferenceFile, UnusableFile) as error:
            raise fail(f"{file.name}: nothing was loaded\n{error}", MISTYPED) from None
        try:
            with err.status(f"loading {counted(len(rows), 'row')}"):
                edition = upload(table, rows)
        except psycopg.errors.LockNotAvailable:
            raise fail("nothing was loaded: recording had no pause; try again") from None
        if edition is not None:
            wait_until_known(edition)
    if edition is None:
        out.print(f"{file.name}: {name} says so already; nothing was loaded", highlight=False)
    else:
        changed = f"{counted(edition.rows, 'row')} of {counted(len(rows), 'row')} in the file"
        out.print(f"{name}: {changed} new, as edition {edition.number}", highlight=False)


def _table(program: Program, name: str) -> str:
    try:
        return table_named(program, name)
    except BadReferenceFile as error:
        raise fail(str(error), MISTYPED) from None


def _day(text: str) -> int:
    try:
        return start_us(text, program_then().time_zone)
    except ValueError:
        raise fail(f"{text!r} is not a day; write it like 2026-01-31", MISTYPED) from None


def _print(program: Program, table: str, rows: Sequence[tuple[str, Values | None]]) -> None:
    fields = [one.attribute for one in program.fields.values() if one.table == table]
    names = list(dict.fromkeys([*fields, *(name for _, one in rows for name in one or {})]))
    keys: dict[str, str] = {RATES: "currency"}
    keys |= {at: program.fields[one].attribute for at, one in LOOKED_UP.items() if at == table}
    key = keys.get(table, "")
    told = [[key or "text", *names]]
    for one, values in rows:
        said = (_shown((values or {}).get(name)) for name in names)
        told.append([one, *said])
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    for line in told:
        padded = "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True))
        out.print(padded.rstrip(), highlight=False, markup=False, soft_wrap=True)


def _shown(value: Value | None) -> str:
    """A value as people write it."""
    return "; ".join(value) if isinstance(value, list) else value or ""
