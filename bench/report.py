"""Prints what benches measured: medians, ratios to the floor of the same run, the machine.

A name may say in parts, divided by " | ", what was measured, the events a batch, and the number of
connections. CPU is in µs an event, of Python (py) and of PostgreSQL (pg); WAL in bytes an event.
"""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bench.measure import Medians

_COLUMNS = ("events/s", "lowest - highest", "x floor", "py µs", "pg µs", "WAL B")


def print_measures(
    console: Console, title: str, machine: str, measures: Mapping[str, Medians], *, floor: str
) -> None:
    """One line for each name; `floor` is the one that ratios are taken to."""
    table = Table(title=title, caption=machine, title_justify="left", caption_justify="left")
    table.add_column("what")
    for column in ("batch", "conns", *_COLUMNS):
        table.add_column(column, justify="right")
    base = measures[floor].rate
    for name in sorted(measures, key=_order):
        one = measures[name]
        what, batch, connections = (*name.split(" | "), "", "")[:3]
        table.add_row(
            what,
            batch,
            connections,
            f"{one.rate:,.0f}",
            f"{one.rate_low:,.0f} - {one.rate_high:,.0f}",
            f"{one.rate / base:.2f}",
            f"{one.python_us:.1f}" if one.python_us else "-",
            "-" if one.server_us is None else f"{one.server_us:.1f}",
            f"{one.wal_per_event:,.0f}",
        )
    console.print(table)


def print_sizes(console: Console, sizes: Mapping[str, tuple[float, float]]) -> None:
    """Bytes an event of tables and their indexes."""
    table = Table(title="Bytes an event", title_justify="left")
    table.add_column("table")
    for column in ("rows", "indexes", "together"):
        table.add_column(column, justify="right")
    for name, (rows, indexes) in sizes.items():
        table.add_row(name, f"{rows:.0f}", f"{indexes:.0f}", f"{rows + indexes:.0f}")
    console.print(table)


def _order(name: str) -> tuple[int, int, str]:
    what, batch, connections = (*name.split(" | "), "0", "0")[:3]
    return (int(connections), int(batch), "" if what.startswith("floor") else what)
