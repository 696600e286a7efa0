"""How an import looks in a terminal: its progress while it runs, and its summary in the end.

It only shows: every number is the import's own. Progress goes to the error stream, so that the
output can be a file of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from setia.cli.words import counted
from setia.core.program.currencies import decimals_of
from setia.imports.instants import shown
from setia.imports.summary import Summary
from setia.ledger.entries import Outcome


class ShownProgress:
    """Two bars: rows read and mapped, then rows recorded, each with its rate."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._reading: TaskID | None = None
        self._recording: TaskID | None = None

    def staged(self, rows: int, rejected: int, share: float) -> None:
        """Move the first bar; its end is known by the share of the file alone."""
        if self._reading is None:
            self._reading = self._progress.add_task("reading", total=1.0, rows="")
        said = f"{rows:,} rows" + (f", {rejected:,} rejected" if rejected else "")
        self._progress.update(self._reading, completed=share, rows=said)

    def recorded(self, rows: int, of: int, events: int) -> None:
        """Move the second bar."""
        if self._recording is None:
            self._recording = self._progress.add_task("recording", total=of, rows="")
        speed = self._progress.tasks[-1].speed or 0
        said = f"{rows:,} of {of:,} rows, {events:,} events, {speed:,.0f} rows/s"
        self._progress.update(self._recording, completed=rows, rows=said)


@contextmanager
def progress_on(console: Console) -> Iterator[ShownProgress]:
    """A live progress while the context lasts; plain text where there is no terminal."""
    columns = (
        TextColumn("{task.description:>9}"),
        BarColumn(bar_width=16),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        yield ShownProgress(progress)


def print_summary(console: Console, summary: Summary) -> None:
    """The summary as a table: what must add up first, then what else is worth knowing."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    for name, text in _lines(summary):
        # Conditions and paths are shown as they are, square brackets too.
        table.add_row(name, Text(text))
    console.print(table)
    for fault in summary.faults():
        console.print(f"[bold red]does not add up:[/] {fault}")


def _lines(summary: Summary) -> Iterator[tuple[str, str]]:
    left_out = sum(summary.left_out.values())
    places = [f"{summary.in_events:,} in events", f"{summary.rejected:,} rejected"]
    places += [f"{left_out:,} left out"] if left_out else []
    places += [f"{summary.dropped:,} dropped"] if summary.dropped else []
    yield "rows read", f"{summary.read:,} = {' + '.join(places)}"
    outcomes = (
        f"{summary.outcomes.get(one.value, 0):,} {one.value.replace('_', ' ')}"
        for one in Outcome
        if one is not Outcome.ERROR
    )
    yield "events", f"{summary.events:,} = {' + '.join(outcomes)}"
    for condition, rows in summary.left_out.items():
        yield "left out", f"{counted(rows, 'row does', 'rows do')} not fulfil: {condition}"
    for reason, events in sorted(summary.reasons.items()):
        yield "reason", f"{events:,} {reason.replace('_', ' ')}"
    for lookup, rows in summary.misses.items():
        if rows:
            named = counted(rows, "row names", "rows name")
            yield "not found", f"{named} a key that {lookup} lacks"
    yield "members", f"{summary.members:,}, {summary.new_members:,} of them new"
    yield "equal rows", f"{counted(summary.equal_rows, 'says', 'say')} what another row says"
    yield "zero", f"{counted(summary.zero_amounts, 'event has', 'events have')} an amount of 0"
    for kind, amount in sorted(summary.amounts.items()):
        yield f"{kind} sum", _money(amount, _decimals(summary, kind.partition(" ")[2]))
    for wallet, points in sorted(summary.points.items()):
        shown_points = _money(points, summary.places.get(wallet, 0))
        yield wallet, f"{shown_points} posted by events of this run"
    for rule, points in sorted(summary.rules.items()):
        yield f"rule {rule}", _money(points, summary.places.get(f"rule {rule}", 0))
    for level, members in summary.tiers.items():
        yield "tier", f"{members:,} {level}, by their last event"
    for wallet, points in summary.expired.items():
        ended = _money(points, summary.places.get(wallet, 0))
        yield f"{wallet} expired", f"{ended}, by members' last events"
    if summary.first_us is not None and summary.last_us is not None:
        yield "from, to", f"{shown(summary.first_us)}, {shown(summary.last_us)}"
    yield "took", f"{summary.duration_s:,.1f} s, {summary.rows_per_s:,} rows/s"
    if summary.rejected_file:
        which = counted(summary.rejected, "row with its reason", "rows with their reasons")
        yield "rejected", f"{which}: {summary.rejected_file}"


def _decimals(summary: Summary, currency: str) -> int:
    """Those of amounts in a currency; a file of smallest units has none."""
    return decimals_of(currency) if currency and summary.decimals else summary.decimals


def _money(minor: int, decimals: int) -> str:
    whole, part = divmod(abs(minor), 10**decimals)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:0{decimals}d}" if decimals else "")
