"""`setia demo`: a coffee chain with two years of members and visits, opened in the browser's reach.

The visits are made once, from a seed, and come in through the public import, so that running the
demo again goes on where it was and adds nothing twice. It serves this machine only.
"""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from setia.cli.context import OPERATOR, err, fail, installation, out, settings
from setia.cli.import_file import run_import
from setia.cli.up import Port, bound, say_home, serve
from setia.imports.generate.coffee import visits
from setia.imports.generate.files import write_visits
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import read_map
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.platform.connection import raw_cursor
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import NoProgram, current_book

SEED: Final = 7367
MEMBERS: Final = 2_000
PROGRAM_ID: Final = "kopi-club"


def demo(
    port: Port = 0,
    members: Annotated[int, typer.Option(help="How many members.", min=1)] = MEMBERS,
    *,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load and stop.")] = False,
) -> None:
    """Load two years of a coffee chain and serve it. Run again, it goes on where it was.

    Its home is that of real work with -demo added, unless SETIA_HOME names one.
    """
    os.environ["SETIA_DEMO"] = "1"
    if not os.environ.get("SETIA_HOME"):
        # Beside the home of real work, so that the demo never mixes with it.
        os.environ["SETIA_HOME"] = f"{settings().home}-demo"
    with ExitStack() as held:
        taken = None if load_only else held.enter_context(bound(port, "demo"))
        database = held.enter_context(installation())
        say_home()
        _publish()
        _load(settings().home, members)
        if taken is not None:
            _suggest(members)
            serve(database, taken)


def _suggest(members: int) -> None:
    home = settings().home
    for line in (
        f"Look for a member: type 00001, or any up to {members:05d}, into the page's search",
        f"in another terminal: SETIA_HOME={home} setia member show 00001",
        "All that the demo keeps is in its home; remove that directory to be rid of it.",
    ):
        out.print(line, highlight=False, markup=False, soft_wrap=True)


def _publish() -> None:
    try:
        with raw_cursor() as cursor:
            there = current_book(cursor).newest.program.id
    except NoProgram:
        text = (files("setia.core.program.examples") / "coffee.yaml").read_text(encoding="utf-8")
        publish_program(text, acting=OPERATOR)
        return
    if there != PROGRAM_ID:
        raise fail(
            f"this installation runs the program {there}, and the demo must not mix with it; "
            "name another SETIA_HOME"
        )


def _load(home: Path, members: int) -> None:
    folder = home / "demo"
    folder.mkdir(exist_ok=True)
    log = folder / f"visits-{members}.csv.gz"
    if not log.exists():
        # Of two that begin at once each writes a file of its own, and the last whole one stays.
        fresh = log.with_name(f"{log.name}.{os.getpid()}.new.gz")
        today = datetime.now(UTC).date()
        write_visits(fresh, visits(members, seed=SEED, last=today))
        fresh.replace(log)
    done = log.with_suffix(".done")
    if done.exists():
        return
    text = (files("setia.imports.generate") / "coffee.yaml").read_text(encoding="utf-8")
    code = run_import(
        log,
        read_map(text, file_name=log.name),
        sink=MembersSink(),
        home=home,
        rejected=folder,
        zone="Asia/Kuala_Lumpur",
        as_json=False,
        console=Console(stderr=True),
    )
    if code:
        raise typer.Exit(code)
    err.print("sealing and sweeping …")
    sweep_all()
    seal_all()
    done.touch()
