"""The events of a range as PostgreSQL streams them, read into arrays by compiled code.

Sizes of the arrays follow from the length of the stream: no row, posting or number can take less
room in it than stated here. What the numbers of a row mean is said in `row_kernel.py`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from setia.core.engine.postings import FIELDS
from setia.ledger.verify import row_kernel
from setia.ledger.verify.kernels import Kernels

Ints: TypeAlias = NDArray[np.int64]
Told: TypeAlias = tuple[int, int, int, Any, list[int]]
"""One event: its kind's number, its instant, its payload, its facts."""

_LEAST_ROW: Final = 174
"""Bytes of the smallest row: twenty lengths, an id, four numbers and four empty lists."""

_LEAST_POSTING: Final = 108
_LEAST_NUMBER: Final = 12
_COLUMNS: Final = 20


@dataclass(frozen=True)
class Stream:
    """The events of some holders, one holder after the other, each in recorded order.

    marks: a row of ROW_MARKS numbers an event. starts: the first event of each holder, and the end.
    posted: the postings of all events, nine numbers each, end to end. payloads: one JSON list.
    """

    data: bytes
    marks: Ints
    starts: Ints
    facts: list[int]
    posted: Ints
    leaves: memoryview
    leaf_ends: Ints
    payloads: bytes

    @cached_property
    def kinds(self) -> list[int]:
        """The number of each event's kind among the words that `read` was given."""
        return self._column(row_kernel.ROW_KIND)

    @cached_property
    def ats(self) -> list[int]:
        """Where each event stands in time; after `mark_times`."""
        return self._column(row_kernel.ROW_AT)

    @property
    def holders(self) -> list[UUID]:
        """Whose events these are, in order."""
        at = self.marks[self.starts[:-1], row_kernel.ROW_ID].tolist()
        return [UUID(bytes=self.data[p : p + 16]) for p in at]

    @property
    def posted_ends(self) -> Ints:
        """How many postings there are up to the end of each holder."""
        return np.ascontiguousarray(self.marks[self.starts[1:] - 1, row_kernel.ROW_POSTED_END])

    @property
    def postings(self) -> int:
        """How many postings there are."""
        return int(self.marks[-1, row_kernel.ROW_POSTED_END]) if len(self.marks) else 0

    def source_and_key(self, event: int) -> tuple[str, str]:
        """The source and key of one event; the key's length, 4 bytes, stands between them."""
        start, middle, end = self._texts[event]
        return self.data[start:middle].decode(), self.data[middle + 4 : end].decode()

    @cached_property
    def _texts(self) -> list[list[int]]:
        """Where each event's source begins and ends, and where its key ends."""
        columns = [row_kernel.ROW_SOURCE, row_kernel.ROW_SOURCE_END, row_kernel.ROW_KEY_END]
        found: list[list[int]] = self.marks[:, columns].tolist()
        return found

    def told(self) -> list[Told]:
        """Each event as the engine is told of it: kind, instant, recorded, payload and facts.

        When any payload can't be read they are all None, which the engine's encoder refuses.
        """
        try:
            payloads = json.loads(self.payloads)
        except (ValueError, RecursionError):
            payloads = []
        if len(payloads) != len(self.marks):
            payloads = [None] * len(self.marks)
        starts, ends = self._column(row_kernel.ROW_FACTS), self._column(row_kernel.ROW_FACTS_END)
        facts = [self.facts[start:end] for start, end in zip(starts, ends, strict=True)]
        recorded = self._column(row_kernel.ROW_RECORDED)
        return list(zip(self.kinds, self.ats, recorded, payloads, facts, strict=True))

    def tampered(self) -> list[int]:
        """The events whose leaf's bytes do not have the hash that was sealed, or have none."""
        leaves, data = self.leaves, self.data
        start = 0
        found = []
        pairs = zip(self.leaf_ends.tolist(), self._column(row_kernel.ROW_HASH), strict=True)
        for event, (end, at) in enumerate(pairs):
            if at < 0 or sha256(leaves[start:end]).digest() != data[at : at + 32]:
                found.append(event)
            start = end
        return found

    def _column(self, mark: int) -> list[int]:
        column: list[int] = self.marks[:, mark].tolist()
        return column


def read(data: bytes, kernels: Kernels, words: Sequence[str]) -> Stream:
    """Read a binary COPY of `reading.STREAMED`. words: numbered in the marks, from 0.

    Raises ValueError for a stream of another form.
    """
    size = len(data)
    row = np.empty(size // _LEAST_ROW * row_kernel.ROW_MARKS + row_kernel.ROW_MARKS, dtype=np.int64)
    facts = np.empty(size // _LEAST_NUMBER + 1, dtype=np.int64)
    posted = np.empty(FIELDS * (size // _LEAST_POSTING + 1), dtype=np.int64)
    leaves, told = np.empty(size, dtype=np.uint8), np.empty(size, dtype=np.uint8)
    leaf_ends = np.empty(size // _LEAST_ROW + 1, dtype=np.int64)
    n = kernels.names["read_rows"](
        kernels.as_given(data),
        kernels.as_given("".join(words).encode()),
        np.cumsum([len(word) for word in words]),
        row,
        np.empty(2 * _COLUMNS, dtype=np.int64),
        facts,
        posted,
        leaves,
        leaf_ends,
        told,
    )
    if n < 0:
        raise ValueError("the database streamed rows of a form that this release does not know")
    marks = row[: n * row_kernel.ROW_MARKS].reshape(n, row_kernel.ROW_MARKS)
    holders = int(marks[-1, row_kernel.ROW_HOLDER]) + 1 if n else 0
    lengths = marks[:, row_kernel.ROW_PAYLOAD_END] - marks[:, row_kernel.ROW_PAYLOAD]
    return Stream(
        data,
        marks,
        starts=np.searchsorted(marks[:, row_kernel.ROW_HOLDER], np.arange(holders + 1)),
        facts=facts[: int(marks[-1, row_kernel.ROW_FACTS_END]) if n else 0].tolist(),
        posted=posted,
        leaves=leaves.data,
        leaf_ends=leaf_ends[:n],
        payloads=told[: int(lengths.sum()) + n + 1].tobytes() if n else b"[]",
    )
