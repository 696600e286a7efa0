"""Folds many holders at once: rows laid end to end, one call of the generated fold per version.

The same function runs interpreted on lists or compiled on int64 arrays (I20). Versions follow each
other in time, so a history falls into stretches: each version takes the states that the one before
it left, folds what it decides, and advances them to its last instant, also where it decides
nothing. States have the slots of the newest version from the start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, cast

from setia.core.engine.book import MEMORY, Book, Happened
from setia.core.engine.build import Functions, Ints
from setia.core.engine.kinds import RETURN
from setia.core.engine.layout import HEAD
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.memory import Memory, lots_in, outcome, takes_of_one
from setia.core.engine.readers import Unfit
from setia.core.engine.state import HOLD_PART

_SPARE: Final = 64


class OfAnotherVersion(ValueError):
    """A return takes from an event that another version decided; only the book folds that.

    It would have to be decided by the older version among the events of a newer one.
    """


@dataclass(slots=True)
class _Stretch:
    """What one version decides of all holders: their rows, and to where each is advanced.

    again: rows that are decided again, behind all others. remembering: where a row says where it
    remembers. told: where in what is remembered a return is told of.
    """

    flat: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    tos: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    remembering: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row and which version decides it; of a return also what is decided again."""

    place: int
    row: list[int]
    again: list[int]
    told: int


class Rows:
    """The rows of several holders, gathered one holder after the other.

    What returns need stands apart: rows that are decided again behind all others, and what a fold
    remembers behind the lots that it watches. Where those begin is known in the end, so their
    places are noted and moved then.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._stretches = [_Stretch() for _ in book.versions]
        self._lines: list[int] = []
        self._n_events = self._n_lots = 0
        # Nothing stands at 0: a place has a sign.
        self._memory: list[int] = [0]
        self._watched = 1
        self._kept: list[int] = []

    def add(self, events: Sequence[Happened], to_us: int) -> None:
        """Append one holder's events, in any order; its state will be advanced to `to_us`.

        An event without facts counts as one to which nothing was granted, a return as accepted.
        Raises Unfit or OfAnotherVersion, having appended nothing.
        """
        memory = Memory(self._book, events)
        watched = len(memory.m)
        before = len(self._lines)
        try:
            rows = [self._row(memory, one) for one in memory.in_order(events)]
        except (Unfit, OfAnotherVersion):
            del self._lines[before:]
            raise
        self._keep_watched(watched)
        for one in rows:
            self._append(one, memory.m, len(self._memory) - watched)
        self._memory += memory.m[watched:]
        self._n_events += len(events)
        self._n_lots += sum(lots_in(one) for one in events)
        # Whatever decides last, those before it have had all their time.
        last = rows[-1].place if rows else 0
        for place, stretch in enumerate(self._stretches):
            ends = self._book.ends[place]
            stretch.starts.append(len(stretch.flat) // self._book.versions[place].layout.width)
            stretch.tos.append(ends if place < last else min(to_us, ends))

    def _keep_watched(self, watched: int) -> None:
        """Make room in which the lots that a holder's returns ask for stand between versions."""
        self._watched = max(self._watched, watched)
        self._kept.append(len(self._memory) if watched > 1 else 0)
        if watched > 1:
            self._memory += [0] * watched

    def _append(self, one: _Row, m: list[int], moved: int) -> None:
        """Append a row to its version's. moved: how far what is remembered in `m` will stand."""
        stretch, row = self._stretches[one.place], one.row
        if row[MEMORY]:
            stretch.remembering.append(len(stretch.flat) + MEMORY)
            row[MEMORY] += moved if row[MEMORY] > 0 else -moved
        if one.again:
            m[one.told] += moved
            m[one.told + 2] = len(stretch.again)
            m[one.told + 3] = len(stretch.again) + len(one.again) // 2
            stretch.told.append(one.told + moved)
            stretch.again += one.again
        stretch.flat += row

    def _row(self, memory: Memory, event: Happened) -> _Row:
        """One row; of a return also the rows that are decided again, and where it is told."""
        place = self._book.place(event.at_us)
        version = self._book.versions[place]
        event = event if event.facts is not None else replace(event, facts=_no_facts(event.kind))
        if takes_of_one(event):
            rows, b, decides = memory.row(self._book, event, self._lines)
            if decides is not version:
                raise OfAnotherVersion(f"{event.source}/{event.key}: takes from an older version's")
            memory.took(event, accepted=rows[b + MEMORY] < 0 and outcome(event) == 1)
            return _Row(place, rows[b:], rows[:b], -rows[b + MEMORY])
        row = version.encoder.row_of(event, self._lines)
        slots = len(self._book.newest.layout.slots)
        row[MEMORY] = memory.keep(event, version, slots, event.facts or ())
        return _Row(place, row, [], 0)

    def laid_out(self, *, arrays: bool) -> "Laid":
        """All rows as the calls take them. arrays: for functions that are compiled."""
        book, n = self._book, len(self._kept)
        adds = max(version.sizes.adds for version in book.versions)
        parts = (adds + 2) * self._n_events + self._n_lots
        room = n * (HEAD + len(book.newest.layout.slots)) + HOLD_PART * parts
        memory = [0] * self._watched + self._memory
        rows = [
            tuple(_ints(one, arrays) for one in (flat or [0], stretch.starts, stretch.tos))
            for stretch, flat in zip(self._stretches, self._moved(memory), strict=True)
        ]
        kept = [self._watched + one if one else 0 for one in self._kept]
        # What a version leaves is what the next one takes up.
        needed = min(2, len(rows))
        return Laid(
            rows,
            _ints(self._lines or [0], arrays),
            (*(_ints([0] * size, arrays) for size in scratch_sizes(book)), _ints(memory, arrays)),
            _ints(kept or [0], arrays),
            tuple(one for one in kept if one),
            _ints(book.fresh(), arrays),
            [_ints([0] * room, arrays) for _ in range(needed)],
            [_ints([0] * (n + 1), arrays) for _ in range(needed + 1)],
        )

    def _moved(self, memory: list[int]) -> Iterator[list[int]]:
        """Each version's rows, where they and what is remembered say their last places."""
        for stretch in self._stretches:
            flat = stretch.flat + stretch.again
            for place in stretch.remembering:
                flat[place] += self._watched if flat[place] > 0 else -self._watched
            for told in stretch.told:
                memory[self._watched + told] += self._watched
                for place in (2, 3):
                    memory[self._watched + told + place] += len(stretch.flat)
            yield flat

    def fold(self, functions: Sequence[Functions], *, arrays: bool) -> list[list[int]]:
        """Every holder's state, in the order added.

        functions: those of each version. arrays: they are compiled.
        """
        laid = self.laid_out(arrays=arrays)
        laid.run(functions)
        return laid.found()


@dataclass(frozen=True, slots=True)
class Laid:
    """Everything that the calls of the generated folds read and write.

    rows: of each version rows, starts and instants. kept: where each holder's watched lots stand
    between versions; watching: the same, of those that watch any. states, ends: what a version
    leaves and the one before it left; the first of the ends are those of nothing.
    """

    rows: Sequence[tuple[Ints, ...]]
    lines: Ints
    scratch: Sequence[Ints]
    kept: Ints
    watching: Sequence[int]
    fresh: Ints
    states: Sequence[Ints]
    ends: Sequence[Ints]

    def run(self, functions: Sequence[Functions]) -> None:
        """Fold all holders; it may be run again."""
        state, left, out, why, work, memory = self.scratch
        for place in self.watching:
            memory[place] = 0
        before, (begins, *_) = self.fresh, self.ends
        for number, ((rows, starts, tos), one) in enumerate(zip(self.rows, functions, strict=True)):
            states, ends = self._left_by(number)
            one.fold(
                rows, starts, tos, self.lines, state, left, out, why, work, memory,
                before, begins, self.kept, states, ends,
            )  # fmt: skip
            before, begins = states, ends

    def found(self) -> list[list[int]]:
        """Every holder's state, once it has been run."""
        states, ends = self._left_by(len(self.rows) - 1)
        flat = [int(value) for value in states[: ends[-1]]]
        return [flat[start:end] for start, end in pairwise(int(end) for end in ends)]

    def _left_by(self, number: int) -> tuple[Ints, Ints]:
        """The states that a version leaves, and where they end."""
        return self.states[number % 2], self.ends[1 + number % 2]


def scratch_sizes(book: Book) -> tuple[int, int, int, int, int]:
    """Ints of what every version's fold works on: state, allotments left, postings, explanation,
    work.
    """
    most = MAX_BUCKETS + _SPARE
    sizes = [
        (len(version.budgets), version.sizes.out(most), version.sizes.why, version.sizes.work)
        for version in book.versions
    ]
    left, out, why, work = (max(of_each) for of_each in zip(*sizes, strict=True))
    state = HEAD + len(book.newest.layout.slots) + HOLD_PART * most
    return state, max(1, left), out, why, max(1, work)


def _no_facts(kind: str) -> Sequence[int]:
    return (1,) if kind == RETURN else ()


def _ints(values: list[int], arrays: bool) -> Ints:  # noqa: FBT001
    if not arrays:
        return values
    import numpy as np  # Only the compiled form needs it, and it is slow to import.

    return cast("Ints", np.array(values, dtype=np.int64))
