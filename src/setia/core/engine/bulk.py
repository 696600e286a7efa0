"""Folds many holders at once: rows laid end to end, one call of the generated fold.

The same function runs interpreted on lists or compiled on int64 arrays (I20). For histories that
one version decides; where several do, the book folds event by event.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, cast

from setia.core.engine.book import MEMORY, Book, Happened, Version
from setia.core.engine.build import Functions, Ints
from setia.core.engine.kinds import RETURN
from setia.core.engine.layout import HEAD, Layout
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.memory import Memory, outcome, takes_of_one
from setia.core.engine.readers import Unfit
from setia.core.engine.state import HOLD_PART

_SPARE: Final = 64


class Rows:
    """The rows of several holders, gathered one holder after the other.

    What returns need stands apart: rows that are decided again behind all others, and what a fold
    remembers behind the lots that it watches. Where those begin is known in the end, so their
    places are noted and moved then.
    """

    def __init__(self, version: Version) -> None:
        self._version = version
        self._book = Book((version,))
        self._flat: list[int] = []
        self._lines: list[int] = []
        self._starts = [0]
        self._tos: list[int] = []
        self._n_events = 0
        self._again: list[int] = []
        # Nothing stands at 0: a place has a sign.
        self._kept: list[int] = [0]
        self._watched = 1
        self._remembering: list[int] = []
        self._told: list[int] = []

    def add(self, events: Sequence[Happened], to_us: int) -> None:
        """Append one holder's events, in any order; its state will be advanced to `to_us`.

        An event without facts counts as one to which nothing was granted, a return as accepted.
        Raises Unfit, having appended nothing.
        """
        memory = Memory(self._book, events)
        watched = len(memory.m)
        before = len(self._lines)
        try:
            rows = [self._row(memory, one) for one in memory.in_order(events)]
        except Unfit:
            del self._lines[before:]
            raise
        for row, again, told in rows:
            if row[MEMORY]:
                self._remembering.append(len(self._flat) + MEMORY)
                row[MEMORY] += (len(self._kept) - watched) * (1 if row[MEMORY] > 0 else -1)
            if again:
                memory.m[told] += len(self._kept) - watched
                memory.m[told + 2] = len(self._again)
                memory.m[told + 3] = len(self._again) + len(again) // 2
                self._told.append(len(self._kept) + told - watched)
                self._again += again
            self._flat += row
        self._kept += memory.m[watched:]
        self._watched = max(self._watched, watched)
        self._n_events += len(events)
        self._starts.append(self._n_events)
        self._tos.append(to_us)

    def _row(self, memory: Memory, event: Happened) -> tuple[list[int], list[int], int]:
        """One row; of a return also the rows that are decided again, and where it is told."""
        version = self._version
        event = event if event.facts is not None else replace(event, facts=_no_facts(event.kind))
        if takes_of_one(event):
            rows, b, version = memory.row(self._book, event, self._lines)
            memory.took(event, accepted=rows[b + MEMORY] < 0 and outcome(event) == 1)
            return rows[b:], rows[:b], -rows[b + MEMORY]
        row = version.encoder.row_of(event, self._lines)
        row[MEMORY] = memory.keep(event, version, len(version.layout.slots), event.facts or ())
        return row, [], 0

    def laid_out(self, *, arrays: bool) -> "Laid":
        """All rows as one call takes them. arrays: for functions that are compiled."""
        layout = self._version.layout
        n = len(self._tos)
        parts = (self._version.sizes.adds + 2) * self._n_events
        room = n * (HEAD + len(layout.slots)) + HOLD_PART * parts
        flat, kept = self._flat + self._again, [0] * self._watched + self._kept
        for place in self._remembering:
            flat[place] += self._watched if flat[place] > 0 else -self._watched
        for told in self._told:
            kept[self._watched + told] += self._watched
            for place in (2, 3):
                kept[self._watched + told + place] += len(self._flat)
        rows = (flat or [0], self._starts, self._tos, self._lines or [0])
        return Laid(
            tuple(_ints(one, arrays) for one in rows),
            (*_buffers(self._version, layout, arrays), _ints(kept, arrays)),
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
        state, left, out, why, work, memory = self.scratch
        functions.fold(
            rows, starts, tos, lines, state, left, out, why, work, memory, self.states, self.ends
        )

    def found(self) -> list[list[int]]:
        """Every holder's state, once it has been run."""
        ends = [int(end) for end in self.ends]
        flat = [int(value) for value in self.states[: ends[-1]]] if ends else []
        return [flat[start:end] for start, end in pairwise([0, *ends])]


def _buffers(version: Version, layout: Layout, arrays: bool) -> tuple[Ints, ...]:  # noqa: FBT001
    """Scratch for one fold: state, allotments left, postings, explanation, work."""
    sizes = (
        HEAD + len(layout.slots) + HOLD_PART * (MAX_BUCKETS + _SPARE),
        max(1, len(version.budgets)),
        version.sizes.out(MAX_BUCKETS + _SPARE),
        version.sizes.why,
        max(1, version.sizes.work),
    )
    return tuple(_ints([0] * size, arrays) for size in sizes)


def _no_facts(kind: str) -> Sequence[int]:
    return (1,) if kind == RETURN else ()


def _ints(values: list[int], arrays: bool) -> Ints:  # noqa: FBT001
    if not arrays:
        return values
    import numpy as np  # Only the compiled form needs it, and it is slow to import.

    return cast("Ints", np.array(values, dtype=np.int64))
