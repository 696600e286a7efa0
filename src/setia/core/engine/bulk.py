"""Folds many holders at once: rows laid end to end, one call of the generated fold.

The same function runs interpreted on lists or compiled on int64 arrays (I20). For histories that
one version decides; where several do, the book folds event by event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

from setia.core.engine.book import Happened, Version
from setia.core.engine.build import Functions, Ints
from setia.core.engine.layout import HEAD, Layout
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.readers import Unfit
from setia.core.engine.state import BUCKET

_SPARE: Final = 64


class Rows:
    """The rows of several holders, gathered one holder after the other."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._flat: list[int] = []
        self._lines: list[int] = []
        self._starts = [0]
        self._tos: list[int] = []
        self._n_events = 0

    def add(self, events: Sequence[Happened], to_us: int) -> None:
        """Append one holder's events, in any order; its state will be advanced to `to_us`.

        An event without facts counts as one to which nothing was granted. Raises Unfit, having
        appended nothing.
        """
        encoder = self._version.encoder
        flat: list[int] = []
        before = len(self._lines)
        try:
            for event in sorted(events, key=Happened.order):
                facts = event.facts or ()
                flat += encoder.row(event.kind, event.at_us, event.payload, self._lines, facts)
        except Unfit:
            del self._lines[before:]
            raise
        self._flat += flat
        self._n_events += len(events)
        self._starts.append(self._n_events)
        self._tos.append(to_us)

    def laid_out(self, *, arrays: bool) -> "Laid":
        """All rows as one call takes them. arrays: for functions that are compiled."""
        layout = self._version.layout
        n = len(self._tos)
        room = n * (HEAD + len(layout.slots)) + BUCKET * self._version.sizes.adds * self._n_events
        rows = (self._flat or [0], self._starts, self._tos, self._lines or [0])
        return Laid(
            tuple(_ints(one, arrays) for one in rows),
            _buffers(self._version, layout, arrays),
            _ints([0] * room, arrays),
            _ints([0] * n, arrays),
        )

    def fold(self, functions: Functions, *, arrays: bool) -> list[list[int]]:
        """Every holder's state, in the order added. arrays: the functions are compiled."""
        laid = self.laid_out(arrays=arrays)
        laid.run(functions)
        return laid.found()


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that one call of the generated fold reads and writes."""

    rows: Sequence[Ints]
    scratch: Sequence[Ints]
    states: Ints
    ends: Ints

    def run(self, functions: Functions) -> None:
        """Fold all holders; it may be run again."""
        rows, starts, tos, lines = self.rows
        state, left, out, why, work = self.scratch
        functions.fold(
            rows, starts, tos, lines, state, left, out, why, work, self.states, self.ends
        )

    def found(self) -> list[list[int]]:
        """Every holder's state, once it has been run."""
        ends = [int(end) for end in self.ends]
        flat = [int(value) for value in self.states[: ends[-1]]] if ends else []
        return [flat[start:end] for start, end in pairwise([0, *ends])]


def _buffers(version: Version, layout: Layout, arrays: bool) -> tuple[Ints, ...]:  # noqa: FBT001
    """Scratch for one fold: state, allotments left, postings, explanation, work."""
    sizes = (
        HEAD + len(layout.slots) + BUCKET * (MAX_BUCKETS + _SPARE),
        max(1, len(version.budgets)),
        version.sizes.out(MAX_BUCKETS + _SPARE),
        version.sizes.why,
        max(1, version.sizes.work),
    )
    return tuple(_ints([0] * size, arrays) for size in sizes)


def _ints(values: list[int], arrays: bool) -> Ints:  # noqa: FBT001
    if not arrays:
        return values
    import numpy as np  # Only the compiled form needs it, and it is slow to import.

    return cast("Ints", np.array(values, dtype=np.int64))
