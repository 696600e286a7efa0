"""The rows of one partition in fold order of the events that they will make.

A basket happens at the earliest instant of its rows, so rows are ordered by their event's instant
and not by their own; what is left equal is ordered by everything else that a row says, so that the
order never depends on the file's. Only a slice of the partition is ever held as Python values.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Whole = npt.NDArray[np.int64]

SAID: Final = 8
_SLICE_ROWS: Final = 8_192


class Row(NamedTuple):
    """One staged row. The first `SAID` values are all that it says, without its place in the file.

    event_rows: how many rows its event has; 1 without baskets.
    """

    member: bytes
    key: str
    at_us: int
    sequence: int
    kind: str
    event: str
    item: str
    given: int
    identity: str
    line: int
    event_at_us: int
    event_sequence: int
    event_rows: int


_COLUMNS: Final = (
    "members",
    "keys",
    "at_us",
    "sequences",
    "kinds",
    "events",
    "items",
    "given",
    "identities",
    "lines",
    "event_at_us",
    "event_sequences",
    "event_rows",
)
_ORDER: Final = (
    "members",
    "event_at_us",
    "event_sequences",
    "keys",
    "sequences",
    "at_us",
    "kinds",
    "events",
    "items",
    "given",
    "lines",
)


def rows_in_order(table: pa.Table, *, baskets: bool) -> Iterator[Row]:
    """Every row of a partition: a member's together, a basket's together, in fold order."""
    table = _with_events(table, baskets=baskets).select(_COLUMNS)
    order = pc.sort_indices(table, sort_keys=[(name, "ascending") for name in _ORDER])
    for start in range(0, table.num_rows, _SLICE_ROWS):
        part = table.take(order.slice(start, _SLICE_ROWS))
        yield from map(Row._make, zip(*(one.to_pylist() for one in part.columns), strict=True))


def _with_events(table: pa.Table, *, baskets: bool) -> pa.Table:
    """The table with three columns more: its event's instant, sequence and number of rows."""
    at, sequence = table.column("at_us").to_numpy(), table.column("sequences").to_numpy()
    rows = np.ones(table.num_rows, np.int64)
    if baskets:
        order = pc.sort_indices(table, [("members", "ascending"), ("keys", "ascending")]).to_numpy()
        changes = _changes(table.column("members"), order) | _changes(table.column("keys"), order)
        starts = np.flatnonzero(changes)
        lengths = np.diff(np.append(starts, len(order)))
        at = _spread(np.minimum.reduceat(at[order], starts), lengths, order)
        sequence = _spread(np.minimum.reduceat(sequence[order], starts), lengths, order)
        rows = _spread(lengths, lengths, order)
    for name, values in (("event_at_us", at), ("event_sequences", sequence), ("event_rows", rows)):
        table = table.append_column(name, pa.array(values, pa.int64()))
    return table


def _changes(column: pa.ChunkedArray, order: Whole) -> npt.NDArray[np.bool_]:
    """Where a column, taken in an order, differs from the row before; the first row differs."""
    codes = column.combine_chunks().dictionary_encode().indices.to_numpy()[order]
    return np.concatenate(([True], codes[1:] != codes[:-1]))


def _spread(of_groups: Whole, lengths: Whole, order: Whole) -> Whole:
    """A value of each group, given to each of its rows where it stands in the table."""
    spread = np.empty(len(order), np.int64)
    spread[order] = np.repeat(of_groups, lengths)
    return spread
