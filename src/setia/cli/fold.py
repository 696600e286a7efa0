"""``setia program fold FILE HISTORY``: what many members would have under a program.

Every member's history is folded to its end, and told as a row. With --check it is folded in every
way that there is, and all must give the same. No database is asked, and nothing is kept.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from setia.cli import folding
from setia.cli.context import MISTYPED, err, fail, out
from setia.cli.decide import Events, unusable
from setia.cli.documents import Document, tell, told
from setia.cli.files import STANDARD_INPUT, open_lines, read_text
from setia.cli.folding import Difference, How, States
from setia.cli.history import History, read_history
from setia.cli.playing import Given, book_of
from setia.cli.words import counted
from setia.core.engine.book import Book, Version
from setia.core.engine.layout import HEAD
from setia.core.program.read import BadProgram
from setia.ledger.queries import Standing, standing_of
from setia.platform.languages.voice import plain_voice
from setia.programs.check_program import check_program

STOPPED: Final = 130


def fold(
    document: Document,
    history: Events,
    *,
    given: Given = None,
    compiled: Annotated[
        bool, typer.Option("--compiled", help="Fold in bulk, compiled; for long files.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Fold in every way; say whether all agree.")
    ] = False,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="A folder for what is compiled, so that it is compiled once.", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON for each member.")
    ] = False,
) -> None:
    """Fold many members' histories; say what each of them has then.

    A line is as for setia program decide, with "member": "any-id". Budgets are claimed in the order
    of time over all members. Exit codes: 0 done; 1 the document has a problem, or two ways differ;
    2 the history can't be used; 130 stopped.
    """
    try:
        program = check_program(read_text(document))
    except BadProgram as error:
        raise told(document, error) from None
    book = book_of(program, given)
    try:
        found = _read(history, book)
        if found.problems:
            raise unusable(history, found.problems)
        if not found.size:
            raise fail(f"{history}: has no event; write one a line", MISTYPED)
        if check:
            _check(book, found, cache)
        else:
            states = _states(book, found, compiled=compiled, cache=cache)
            _tell(book, found, states, as_json=as_json)
    except KeyboardInterrupt:
        raise fail("stopped; nothing was kept", STOPPED) from None


def _read(history: str, book: Book) -> History:
    size = None
    if history != STANDARD_INPUT and Path(history).is_file():
        size = Path(history).stat().st_size
    with open_lines(history) as lines, _seen("reading", size) as seen:
        return read_history(lines, book, of_one=False, seen=seen)


def _states(book: Book, found: History, *, compiled: bool, cache: Path | None) -> States:
    """Every member's state, by the way that was asked for."""
    members = found.members
    if not compiled:
        with _seen("folding", found.size) as seen:
            return folding.fold_each(book, members, seen)[0]
    with _seen("deciding", found.size) as seen:
        facts = folding.with_facts(book, members, seen)
    with _seen("compiling", None):
        how = _compiled(book, cache)
    with _seen("folding", found.size) as seen:
        return folding.fold_bulk(book, facts, folding.ends_of(members), how, seen)


def _check(book: Book, found: History, cache: Path | None) -> None:
    """Fold in every way; say that all agree, or name the first member on whom two do not."""
    ends = folding.ends_of(found.members)
    with _seen(folding.EVENT_BY_EVENT, found.size) as seen:
        states, facts = folding.fold_each(book, found.members, seen)
    for way in (folding.IN_BULK, folding.COMPILED):
        with _seen(f"preparing: {way}", None):
            compiled = way == folding.COMPILED
            how = _compiled(book, cache) if compiled else folding.how_interpreted(book)
        with _seen(way, found.size) as seen:
            others = folding.fold_bulk(book, facts, ends, how, seen)
        if difference := folding.first_difference(states, others, way):
            raise _differ(book.newest, difference)
    ways = f"{folding.EVENT_BY_EVENT}; {folding.IN_BULK}; {folding.COMPILED}"
    members, events = counted(len(states), "member"), counted(found.size, "event")
    tell(f"{members}, {events}: all ways agree ({ways})")


def _compiled(book: Book, cache: Path | None) -> How:
    """The functions compiled, or a message and exit where the cache can't be used."""
    try:
        return folding.how_compiled(book, cache)
    except OSError as error:
        said = f"can't be used: {error.strerror}; name a folder that can be written"
        raise fail(f"--cache: {cache}: {said}", MISTYPED) from None


def _differ(version: Version, one: Difference) -> typer.Exit:
    slots = version.layout.slots
    place = one.place - HEAD
    what = slots[place] if 0 <= place < len(slots) else f"number {one.place} of the state"
    return fail(
        f"member {one.member}: folded {one.way}, another state than {folding.EVENT_BY_EVENT}: "
        f"{what} differs; this is a fault of Setia: keep the document and the history, report both"
    )


def _tell(book: Book, found: History, states: States, *, as_json: bool) -> None:
    """Every member's row, in the order in which the file names them."""
    version, ends = book.newest, folding.ends_of(found.members)
    if as_json:
        for name, state in states.items():
            said = _as_json(name, standing_of(version, state, ends[name]))
            sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    program = version.program
    wallets = [wallet.id for wallet in program.wallets]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("member", overflow="fold")
    for wallet in wallets:
        table.add_column(wallet, justify="right", no_wrap=True)
    for tier_set in program.tiers:
        table.add_column(tier_set.id, overflow="fold")
    table.add_column("owes", overflow="fold")
    for name, state in states.items():
        standing = standing_of(version, state, ends[name])
        points = {wallet: _points(version, standing, wallet) for wallet in wallets}
        owes = ", ".join(
            plain_voice("en").points(program.unit(wallet), debt)
            for wallet, debt in _debts(standing).items()
        )
        levels = (one.level for one in standing.tiers)
        cells = (name, *points.values(), *levels, owes)
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
    tell(f"{counted(len(states), 'member')}, {counted(found.size, 'event')}")


def _as_json(name: str, found: Standing) -> dict[str, object]:
    """A member with points in the smallest unit."""
    return {
        "member": name,
        "balances": dict(found.balances),
        "tiers": {one.tier_set: one.level for one in found.tiers},
        "debts": _debts(found),
    }


def _debts(found: Standing) -> dict[str, int]:
    """What is owed, by wallet: there a balance stands below zero."""
    return {wallet: -points for wallet, points in found.balances.items() if points < 0}


def _points(version: Version, found: Standing, wallet: str) -> str:
    decimals = version.program.unit(wallet).decimals
    return plain_voice("en").formats.points(found.balances[wallet], decimals)


@contextmanager
def _seen(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on the error stream that moves with what is told to have been done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    hidden = not err.is_terminal
    with Progress(*columns, console=err, transient=True, disable=hidden) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)
