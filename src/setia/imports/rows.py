"""A piece of a file as columns of text, and the rows of it that can't be used.

Every reader gives the same shape whatever the file's type, so that one mapper serves them all. Line
numbers are those of the file (rows of a Parquet file, from 1), as a person would count them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

BATCH_ROWS: Final = 16_384
"""Rows mapped at once: enough to share the cost of a batch, a few MB of text."""


class UnusableFile(ValueError):
    """A file that can't be read as its map says: what happened, where, what to do."""


MAX_SHOWN_CHARS: Final = 10_000
"""Of a rejected row so much is shown; what follows is cut, and the line tells where to look."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that makes no event: its line, the column at fault, why, and the row as it stands.

    Reason and row are cut where they are very long: no file of ours holds more than a reader takes.
    """

    line: int
    column: str
    reason: str
    row: str

    def __post_init__(self) -> None:
        for name in ("column", "reason", "row"):
            said = getattr(self, name)
            if len(said) > MAX_SHOWN_CHARS:
                object.__setattr__(self, name, f"{said[: MAX_SHOWN_CHARS - 1]}…")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as columns of text; absent values are empty.

    lines: the line of each row. row: a row as the file has it, by its place in this batch.
    rejected: rows of this piece that have no columns at all. blank: lines with nothing on them.
    done: the share of the file that is read, 0 to 1.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    row: Callable[[int], str]
    rejected: Sequence[Rejection] = ()
    blank: int = 0
    done: float = 0.0

    @property
    def read(self) -> int:
        """Rows read: those with columns and those without."""
        return len(self.lines) + len(self.rejected)


class Log(Protocol):
    """An opened file."""

    @property
    def names(self) -> Sequence[str]:
        """Its columns, in order."""
        ...

    @property
    def expected_rows(self) -> int:
        """About how many rows it has: right within a factor of a few."""
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """The whole file in order, with these columns. Raises UnusableFile."""
        ...
