"""``setia import FILE --map MAP``: brings a file of events in, and says what became of each row.

It checks the map against the program before it reads the file, and ends with a code that scripts
can ask: 0 all rows are in; 1 broken off by the database or the disk, or the numbers do not add up;
2 nothing was done, since the file or the map can't be used; 3 done, but some rows were rejected;
130 stopped. Whoever was stopped or killed runs the same command again, and it goes on (I4).
"""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Final

import typer
from django.db import DatabaseError
from rich.console import Console

from setia.cli.context import settings, told
from setia.cli.files import read_text, readable
from setia.cli.import_report import print_summary, progress_on
from setia.imports.actions.import_log import Stopped, import_log
from setia.imports.declared import Declared, declared_in
from setia.imports.import_map import ImportMap
from setia.imports.read_map import BadMap, read_map
from setia.imports.rows import UnusableFile
from setia.imports.sink import Sink
from setia.platform.access.principal import Principal
from setia.platform.boot import booted

DONE: Final = 0
FAULT: Final = 1
UNUSABLE: Final = 2
REJECTED: Final = 3
STOPPED: Final = 130
ACTING: Final = Principal("system", "import")


def import_file(
    file: Annotated[
        Path, typer.Argument(help="CSV, TSV, columns parted by spaces, or Parquet; also gzipped.")
    ],
    map_file: Annotated[Path, typer.Option("--map", help="What the columns mean, as YAML.")],
    rejected: Annotated[
        Path, typer.Option(help="The folder for FILE.rejected.csv; by default the current one.")
    ] = Path(),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Import a file of events. Run again after a stop, it goes on where it was."""
    console = Console(stderr=True)
    readable(file)
    text = read_text(map_file)
    chosen = settings()
    with told(), booted(chosen):
        # These modules have Django models, which exist only once Django is set up.
        from setia.imports.members_sink import MembersSink
        from setia.platform.connection import raw_cursor
        from setia.programs.queries import NoProgram, current_book

        try:
            with raw_cursor() as cursor:
                programs = [one.program for one in current_book(cursor).versions]
        except NoProgram as error:
            console.print(f"[bold red]not imported:[/] {error}")
            raise typer.Exit(UNUSABLE) from None
        the_map = _read_map(map_file.name, text, file, declared_in(programs), console)
        code = run_import(
            file,
            the_map,
            sink=MembersSink(),
            home=chosen.home,
            rejected=rejected,
            zone=programs[-1].time_zone,
            as_json=as_json,
            console=console,
        )
    raise typer.Exit(code)


def run_import(
    file: Path,
    the_map: ImportMap,
    *,
    sink: Sink,
    home: Path,
    rejected: Path,
    zone: str,
    as_json: bool,
    console: Console,
) -> int:
    """Import into a sink with progress on the console, print the summary; the exit code."""
    try:
        with stoppable() as stopping, progress_on(console) as watcher:
            summary = import_log(
                file,
                the_map,
                acting=ACTING,
                sink=sink,
                home=home,
                rejected_folder=rejected,
                zone=zone,
                watcher=watcher,
                stopping=stopping,
            )
    except Stopped as stopped:
        where = (
            f"{stopped.rows:,} of {stopped.of:,} rows are recorded and stay so"
            if stopped.of is not None
            else "the file was still being read, nothing was recorded"
        )
        console.print(f"[bold]stopped:[/] {where}. Run the same command again to go on.")
        return STOPPED
    except (BadMap, UnusableFile) as error:
        console.print("[bold red]not imported:[/]", end=" ")
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return UNUSABLE
    except (DatabaseError, OSError) as error:
        console.print(f"[bold red]broken off:[/] {error}", soft_wrap=True)
        console.print("What is recorded stays. Mend it, and run the same command again to go on.")
        return FAULT
    if as_json:
        sys.stdout.write(json.dumps(summary.as_json(), indent=2) + "\n")
    else:
        print_summary(Console(), summary)
    if summary.faults():
        return FAULT
    return REJECTED if summary.rejected else DONE


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or SIGTERM has asked to stop; a second one does not wait to be asked."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _read_map(name: str, text: str, file: Path, declared: Declared, console: Console) -> ImportMap:
    try:
        return read_map(text, file_name=file.name, declared=declared)
    except BadMap as error:
        for problem in error.problems:
            said = f"{name}: {problem}"
            console.print(said, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(UNUSABLE)
