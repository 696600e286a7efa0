"""Proves many holders at once, for a program of one version, by compiled code.

Rows come as PostgreSQL's own binary stream; leaves, order, folds, postings and lots are worked out
on arrays by the kernels and the version's own engine (I6, I7, I15, I20). It makes no
finding: each holder of which it can't say that all is well is left to `holders.py`, so that one
place names what is wrong.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np

from setia.core.engine.book import Version
from setia.core.engine.kinds import ACTS, RETURN, rank_of
from setia.core.engine.layout import HEAD
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.memory import CANCEL, ref_of
from setia.core.engine.state import BUCKET, DUE, HOLD_PART, pack
from setia.core.engine.unnamed import names_one
from setia.ledger.entries import Origin, Outcome
from setia.ledger.refold import UNREADABLE, columns
from setia.ledger.verify import row_kernel
from setia.ledger.verify.kernels import Kernels, compiled, interpreted
from setia.ledger.verify.stream import Ints, Stream, Told, read

_OTHER_WORDS: Final = (Origin.IMPORT.value, Outcome.ACCEPTED.value, Outcome.REFUSED.value)
_NOTHING: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\xff\xff"
"""A binary COPY of no rows."""

_NUMBERED: Final = frozenset({"hold", "capture"})
_SPARE: Final = 64
_SURE: Final = 0
_DOUBTED: Final = 1
_TEXTS_DECIDE: Final = 2
"""The only doubt about a holder is an order that sources and keys decide."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What was looked at, and which holders must be looked at one by one."""

    events: int
    postings: int
    doubted: list[UUID]


class Bulk:
    """Proves the holders of a program of one version.

    cache: where compiled code is kept (see `kernels.compiled`); None: interpreted.
    """

    def __init__(self, version: Version, cache: Path | None) -> None:
        self._version = version
        layout = version.layout
        self._kinds = tuple(layout.kinds)
        self._clock = self._kinds.index("clock")
        self._ranks = [rank_of(kind) for kind in self._kinds]
        self._acts = _ints(kind in ACTS for kind in self._kinds)
        self._debts = _ints(layout.slot(name) for name in layout.slots if name[:5] == "debt:")
        self._wallets = _ints(
            place if f"debt:{name}" in layout.slots else -1
            for place, name in enumerate(layout.series)
        )
        fresh = layout.fresh()
        derived = columns(layout, fresh)
        ends = (derived.next_due_us, derived.next_expiry_us)
        self._fresh = (0, 0, 0, 0, pack(fresh), [*derived.balances, *derived.tiers, *ends])
        sizes = (
            HEAD + len(layout.slots) + HOLD_PART * (MAX_BUCKETS + _SPARE),
            max(1, len(version.budgets)),
            version.sizes.out(MAX_BUCKETS + _SPARE),
            version.sizes.why,
            max(1, version.sizes.work),
            1,
        )
        self._scratch = tuple(np.zeros(size, dtype=np.int64) for size in sizes)
        if cache is None:
            self._kernels = interpreted(version)
        else:
            self._kernels = compiled(version, cache, self._warm)

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
        doubted = [row[0] for row in states if _joined(row) != should.pop(row[0], self._fresh)]
        return Proven(len(stream.marks), stream.postings, [*doubted, *should])

    def _fold(self, stream: Stream, times: Ints, doubts: Ints) -> tuple[Ints, Ints]:
        """The states, end to end, and where each ends; what is not posted so is doubted."""
        rows, starts, lines = self._rows(stream, doubts)
        layout = self._version.layout
        room = len(doubts) * (HEAD + len(layout.slots))
        room += HOLD_PART * (self._version.sizes.adds + 2) * int(starts[-1])
        folded, ends = np.empty(room, dtype=np.int64), np.zeros(len(doubts), dtype=np.int64)
        self._kernels.fold_posted(
            rows, starts, np.ascontiguousarray(times[:, 4]), lines, *self._scratch,
            stream.posted, stream.posted_ends, folded, ends, doubts,
        )  # fmt: skip
        return folded, ends

    def _rows(self, stream: Stream, doubts: Ints) -> tuple[Ints, Ints, Ints]:
        """The engine's rows of every holder that is not doubted yet, in the order of the fold."""
        flat: list[int] = []
        lines: list[int] = []
        starts = [0]
        width = self._version.layout.width
        told = stream.told()
        # Single numbers are looked at much faster in a list.
        doubted = doubts.tolist()
        for k, (first, end) in enumerate(pairwise(stream.starts.tolist())):
            doubt = doubted[k]
            if doubt in (_SURE, _TEXTS_DECIDE):
                before = len(flat)
                theirs: Sequence[int] = range(first, end)
                if doubt == _TEXTS_DECIDE:
                    theirs = sorted(theirs, key=lambda event: self._order(stream, event))
                try:
                    self._add_rows(stream, told, theirs, flat, lines)
                    doubted[k] = _SURE
                except UNREADABLE:
                    del flat[before:]
                    doubted[k] = _DOUBTED
            starts.append(len(flat) // width)
        doubts[:] = doubted
        return _ints(flat or [0]), _ints(starts), _ints(lines or [0])

    def _add_rows(
        self,
        stream: Stream,
        told: Sequence[Told],
        events: Iterable[int],
        flat: list[int],
        lines: list[int],
    ) -> None:
        """The rows of one holder; raises where a fold of them has to remember what went before."""
        row = self._version.encoder.row
        for event in events:
            code, at_us, recorded_us, payload, facts = told[event]
            kind, ref = self._kinds[code], 0
            if kind == CANCEL or (kind == RETURN and names_one(payload)):
                raise LookupError(kind)
            if kind in _NUMBERED:
                ref = ref_of(kind, *stream.source_and_key(event), payload)
            if code != self._clock:
                flat += row(kind, at_us, payload, lines, facts, ref, recorded_us)

    def _order(self, stream: Stream, event: int) -> tuple[int, int, str, str]:
        """The place of an event in the fold, as `Happened.order` has it."""
        at_us, rank = stream.ats[event], self._ranks[stream.kinds[event]]
        return (at_us, rank, *stream.source_and_key(event))

    def _should_be(
        self, times: Ints, folded: Ints, ends: Ints, doubts: Ints
    ) -> list[tuple[Any, ...]]:
        """What each state row should hold; for one that is doubted, what no row can."""
        layout = self._version.layout
        begins = np.concatenate(([0], ends[:-1])) if len(ends) else ends
        firsts = np.empty(len(ends), dtype=np.int64)
        self._kernels.names["first_lots"](folded, ends, self._wallets, firsts)
        derived = []
        for name in layout.series:
            balance = folded[begins + layout.slot(f"sum:{name}")]
            if f"debt:{name}" in layout.slots:
                balance = balance - folded[begins + layout.slot(f"debt:{name}")]
            derived.append(balance)
        tiers = [name for name in layout.slots if name.startswith("tier:")]
        derived += [folded[begins + layout.slot(name)] for name in tiers]
        table = np.stack([*derived, folded[begins + DUE], firsts], axis=1).tolist()
        engines = folded[: ends[-1] if len(ends) else 0].astype("<i8").tobytes()
        return [
            () if doubt else (*time, engines[8 * begin : 8 * end], row)
            for doubt, time, begin, end, row in zip(
                doubts.tolist(), times[:, :4].tolist(), begins.tolist(), ends.tolist(), table,
                strict=True,
            )
        ]  # fmt: skip


def _joined(row: Sequence[Any]) -> tuple[Any, ...]:
    """A state row as `_should_be` makes it."""
    _, seq, recorded_us, swept_us, last_act_us, engine, balances, tiers, *ends = row
    return seq, recorded_us, swept_us, last_act_us, engine, [*balances, *tiers, *ends]


def _ints(values: Iterable[int]) -> Ints:
    """Numbers as an array, by way of `array`, which reads a list much faster than NumPy does."""
    return np.frombuffer(array("q", values), dtype=np.int64)
