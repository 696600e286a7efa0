"""Proves many holders at once, by compiled code.

Rows come as PostgreSQL's own binary stream; leaves, order, folds, postings and lots are worked out
on arrays by the kernels and each version's own engine, which goes on from the states that the
version before it left (I6, I7, I15, I20). It makes no finding: each holder of which it can't say
that all is well is left to `holders.py`, so that one place names what is wrong.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np

from setia.core.engine.book import Book
from setia.core.engine.bulk import scratch_sizes
from setia.core.engine.kinds import ACTS, RELEASE, RETURN, earns, rank_of
from setia.core.engine.limits import NEVER
from setia.core.engine.memory import CANCEL, ref_of
from setia.core.engine.state import BUCKET, DUE, HOLD_PART, BadState, pack, unpack
from setia.core.engine.unnamed import names_one
from setia.ledger.entries import Origin, Outcome
from setia.ledger.refold import UNREADABLE, columns
from setia.ledger.verify import row_kernel
from setia.ledger.verify.kernels import Kernels, compiled, interpreted
from setia.ledger.verify.stream import Ints, Stream, Told, read

_OTHER_WORDS: Final = (Origin.IMPORT.value, Outcome.ACCEPTED.value, Outcome.REFUSED.value)
_NOTHING: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
"""A binary COPY of no rows."""

_NUMBERED: Final = frozenset({"hold", "capture", RELEASE})
_SURE: Final = 0
_DOUBTED: Final = 1
_NOT_POSTED: Final = 4
_TEXTS_DECIDE: Final = 2
"""The only doubt about a holder is an order that sources and keys decide."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What was looked at, and which holders must be looked at one by one."""

    events: int
    postings: int
    doubted: list[UUID]


class Bulk:
    """Proves the holders of a program.

    cache: where compiled code is kept (see `kernels.compiled`); None: interpreted.
    """

    def __init__(self, book: Book, cache: Path | None) -> None:
        self._book = book
        self._layout = layout = book.newest.layout
        # Here kinds are words of the stream; each version numbers its own when it makes a row.
        kinds = (kind for version in book.versions for kind in version.layout.kinds)
        self._kinds = tuple(dict.fromkeys(kinds))
        self._clock = self._kinds.index("clock")
        self._ranks = [rank_of(kind) for kind in self._kinds]
        self._acts = _ints(kind in ACTS for kind in self._kinds)
        self._debts = _ints(layout.slot(name) for name in layout.slots if name[:5] == "debt:")
        self._wallets = _ints(
            place if f"debt:{name}" in layout.slots else -1
            for place, name in enumerate(layout.series)
        )
        self._fresh = book.fresh()
        derived = columns(layout, self._fresh)
        ends = (derived.next_due_us, derived.next_expiry_us)
        of_fresh = (list(derived.balances), list(derived.tiers), *ends)
        self._untouched = (0, 0, 0, 0, pack(self._fresh), *of_fresh)
        self._scratch = [np.zeros(size, dtype=np.int64) for size in (*scratch_sizes(book), 1)]
        if cache is None:
            self._kernels = interpreted(book)
        else:
            self._kernels = compiled(book, cache, self._warm)

    def _warm(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self.prove([], _NOTHING)

    def prove(self, states: Sequence[Sequence[Any]], data: bytes) -> Proven:
        """Look at the holders of one range.

        states: their rows as `reading.states` gives them; data: their events as `reading.streamed`
        gives them. A holder that only the events know is doubted.
        """
        stream = read(data, self._kernels, (*self._kinds, *_OTHER_WORDS))
        ids = stream.holders
        doubts = np.zeros(len(ids), dtype=np.int64)
        times = np.zeros((len(ids), 5), dtype=np.int64)
        self._kernels.names["mark_times"](
            stream.marks.reshape(-1), stream.starts, self._acts, self._clock,
            *range(len(self._kinds), len(self._kinds) + len(_OTHER_WORDS)),
            times.reshape(-1), doubts,
        )  # fmt: skip
        for event in stream.tampered():
            doubts[stream.marks[event, row_kernel.ROW_HOLDER]] |= _DOUBTED
        folded, ends = self._fold(stream, times, doubts)
        lots = np.empty(BUCKET * (stream.postings + 1), dtype=np.int64)
        self._kernels.names["prove_lots"](
            stream.posted,
            stream.posted_ends,
            folded,
            ends,
            self._debts,
            self._wallets,
            lots,
            doubts,
        )
        should = dict(zip(ids, self._should_be(times, folded, ends, doubts), strict=True))
        doubted = [
            row[0] for row in states if self._joined(row) != should.pop(row[0], self._untouched)
        ]
        return Proven(len(stream.marks), stream.postings, [*doubted, *should])

    def _fold(self, stream: Stream, times: Ints, doubts: Ints) -> tuple[Ints, Ints]:
        """The states, end to end, and where each ends; what is not posted so is doubted."""
        stretches, lines = self._rows(stream, doubts)
        holders, events = len(doubts), sum(int(starts[-1]) for _, starts in stretches)
        adds = max(version.sizes.adds for version in self._book.versions)
        room = holders * len(self._fresh) + HOLD_PART * (adds + 2) * events
        posted_ends = stream.posted_ends
        seen = np.concatenate(([0], posted_ends))[:holders]
        folded, ends = _ints(self._fresh), np.zeros(holders + 1, dtype=np.int64)
        for fold, until, (rows, starts) in zip(
            self._kernels.folds, self._book.ends, stretches, strict=True
        ):
            before, begins = folded, ends
            folded, ends = np.empty(room, dtype=np.int64), np.empty(holders + 1, dtype=np.int64)
            fold(
                rows, starts, np.minimum(times[:, 4], until), lines, *self._scratch, before,
                begins, stream.posted, seen, posted_ends, folded, ends,
            )  # fmt: skip
        doubts[seen != posted_ends] |= _NOT_POSTED
        return folded, ends[1:]

    def _rows(self, stream: Stream, doubts: Ints) -> tuple[list[tuple[Ints, Ints]], Ints]:
        """The engine's rows of every holder that is not doubted yet, in the order of the fold.

        For each version the rows that it decides and where each holder's begin; then their items.
        """
        flats: list[list[int]] = [[] for _ in self._book.versions]
        widths = [version.layout.width for version in self._book.versions]
        starts: list[list[int]] = [[0] for _ in widths]
        lines: list[int] = []
        told = stream.told()
        # Single numbers are looked at much faster in a list.
        doubted = doubts.tolist()
        for k, (first, end) in enumerate(pairwise(stream.starts.tolist())):
            doubt = doubted[k]
            if doubt in (_SURE, _TEXTS_DECIDE):
                theirs: Sequence[int] = range(first, end)
                if doubt == _TEXTS_DECIDE:
                    theirs = sorted(theirs, key=lambda event: self._order(stream, event))
                try:
                    self._add_rows(stream, told, theirs, flats, lines)
                    doubted[k] = _SURE
                except UNREADABLE:
                    for flat, begun, width in zip(flats, starts, widths, strict=True):
                        del flat[begun[-1] * width :]
                    doubted[k] = _DOUBTED
            for flat, begun, width in zip(flats, starts, widths, strict=True):
                begun.append(len(flat) // width)
        doubts[:] = doubted
        both = zip(flats, starts, strict=True)
        stretches = [(_ints(flat or [0]), _ints(begun)) for flat, begun in both]
        return stretches, _ints(lines or [0])

    def _add_rows(
        self,
        stream: Stream,
        told: Sequence[Told],
        events: Iterable[int],
        flats: Sequence[list[int]],
        lines: list[int],
    ) -> None:
        """The rows of one holder; raises where a fold of them has to remember what went before."""
        book, until = self._book, -NEVER
        flat, row = flats[0], book.versions[0].encoder.row
        waits = any(version.layout.waits for version in book.versions)
        for event in events:
            code, at_us, recorded_us, payload, facts = told[event]
            kind, ref = self._kinds[code], 0
            if kind == CANCEL or (kind == RETURN and names_one(payload)):
                raise LookupError(kind)
            if kind in _NUMBERED or (waits and earns(kind)):
                ref = ref_of(kind, *stream.source_and_key(event), payload)
            if code != self._clock:
                # They come in order of time, so a version is looked up once.
                if at_us > until:
                    place = book.place(at_us)
                    flat, until = flats[place], book.ends[place]
                    row = book.versions[place].encoder.row
                flat += row(kind, at_us, payload, lines, facts, ref, recorded_us)

    def _order(self, stream: Stream, event: int) -> tuple[int, int, str, str]:
        """The place of an event in the fold, as `Happened.order` has it."""
        at_us, rank = stream.ats[event], self._ranks[stream.kinds[event]]
        return (at_us, rank, *stream.source_and_key(event))

    def _should_be(
        self, times: Ints, folded: Ints, ends: Ints, doubts: Ints
    ) -> list[tuple[Any, ...]]:
        """What each state row should hold; for one that is doubted, what no row can."""
        layout = self._layout
        begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        firsts = np.empty(len(ends), dtype=np.int64)
        self._kernels.names["first_lots"](folded, ends, self._wallets, firsts)
        balances = []
        for name in layout.series:
            balance = folded[begins + layout.slot(f"sum:{name}")]
            if f"debt:{name}" in layout.slots:
                balance = balance - folded[begins + layout.slot(f"debt:{name}")]
            balances.append(balance)
        tiers = [
            folded[begins + layout.slot(name)] for name in layout.slots if name.startswith("tier:")
        ]
        table = np.stack([*balances, *tiers, folded[begins + DUE], firsts], axis=1).tolist()
        engines = folded[: ends[-1] if len(ends) else 0].astype("<i8").tobytes()
        n = len(balances)
        return [
            ()
            if doubt
            else (*time, engines[8 * begin : 8 * end], row[:n], row[n:-2], row[-2], row[-1])
            for doubt, time, begin, end, row in zip(
                doubts.tolist(), times[:, :4].tolist(), begins.tolist(), ends.tolist(), table,
                strict=True,
            )
        ]  # fmt: skip

    def _joined(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A state row as `_should_be` makes it; one of an older version with what it lacks."""
        _, seq, recorded_us, swept_us, last_act_us, engine, balances, tiers, *ends = row
        slots = len(self._layout.slots)
        if int.from_bytes(engine[8:16], "little") != slots:
            try:
                engine = pack(unpack(engine, self._layout))
            except BadState:
                return (None,)
            balances = _filled(balances, self._untouched[5])
            tiers = _filled(tiers, self._untouched[6])
        return seq, recorded_us, swept_us, last_act_us, engine, balances, tiers, *ends


def _filled(known: Sequence[int], fresh: Sequence[int]) -> list[int]:
    """Numbers of an older version's columns, and behind them those of a newer one's, still 0."""
    return [*known, *fresh[len(known) :]]


def _ints(values: Iterable[int]) -> Ints:
    """Numbers as an array, by way of `array`, which reads a list much faster than NumPy does."""
    return np.frombuffer(array("q", values), dtype=np.int64)
