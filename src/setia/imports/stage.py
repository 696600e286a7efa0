"""Mapped rows on disk, parted by member, so that a member's rows can be decided together.

Rows arrive in any order; each run of them is written as one Arrow file with a batch for every
partition, and a partition is read by taking its batch from every run. Memory is bounded by a run
while writing and by a partition while reading. A stage counts only once its manifest is there,
which is written last and whole: a process that dies before leaves nothing that is ever used.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from setia.imports.rows import UnusableFile

LAYOUT: Final = 1
RUN_ROWS: Final = 131_072
PARTITION_ROWS: Final = 65_536
MAX_PARTITIONS: Final = 1_024
MANIFEST: Final = "staged.json"
REJECTED: Final = "rejected.csv"

SCHEMA: Final = pa.schema(
    [
        ("members", pa.binary(16)),
        ("identities", pa.string()),
        ("kinds", pa.string()),
        ("at_us", pa.int64()),
        ("sequences", pa.int64()),
        ("keys", pa.string()),
        ("events", pa.string()),
        ("items", pa.string()),
        ("given", pa.int8()),
        ("lines", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class StageCounts:
    """What became of the rows of a file when they were mapped.

    read = rows + rejected + those left out. left_out: by condition; misses: by lookup.
    """

    read: int = 0
    rows: int = 0
    rejected: int = 0
    blank: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    misses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole stage: its partitions, the size of each run's file, and the counts."""

    partitions: int
    run_sizes: tuple[int, ...]
    counts: StageCounts


def partitions_for(expected_rows: int) -> int:
    """How many partitions a file of so many rows gets."""
    return max(1, min(MAX_PARTITIONS, expected_rows // PARTITION_ROWS + 1))


class StageWriter:
    """Writes the rows of one file into a folder; nothing is whole before `finish`."""

    def __init__(self, folder: Path, partitions: int) -> None:
        self._folder = folder
        self._partitions = partitions
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._sizes: list[int] = []

    def add(self, columns: Mapping[str, Sequence[bytes | str | int]]) -> int:
        """Add mapped rows, given by column; how many they are."""
        if not columns:
            return 0
        batch = pa.record_batch([pa.array(columns[f.name], f.type) for f in SCHEMA], schema=SCHEMA)
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= RUN_ROWS:
            self._write_run()
        return int(batch.num_rows)

    def finish(self, counts: StageCounts) -> Manifest:
        """Write what is left and the manifest: from here on the stage is whole."""
        self._write_run()
        manifest = Manifest(self._partitions, tuple(self._sizes), counts)
        draft = self._folder / f".{MANIFEST}"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({"layout": LAYOUT, **asdict(manifest)}, file)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self._folder)
        draft.replace(self._folder / MANIFEST)
        sync_folder(self._folder)
        return manifest

    def _write_run(self) -> None:
        if not self._rows:
            return
        table = pa.Table.from_batches(self._waiting, SCHEMA).combine_chunks()
        self._waiting, self._rows = [], 0
        places = _partitions_of(table.column("members").chunk(0), self._partitions)
        order = np.argsort(places, kind="stable")
        ends = np.searchsorted(places[order], np.arange(self._partitions + 1))
        batch = table.take(order).combine_chunks().to_batches()[0]
        path = _run(self._folder, len(self._sizes))
        with path.open("wb") as file:
            with pa.ipc.new_file(file, SCHEMA) as writer:
                for start, end in pairwise(ends):
                    writer.write_batch(batch.slice(start, end - start))
            file.flush()
            os.fsync(file.fileno())
        self._sizes.append(path.stat().st_size)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a whole stage; None when the stage has to be made (again)."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if found["layout"] != LAYOUT:
        return None
    manifest = Manifest(
        found["partitions"], tuple(found["run_sizes"]), StageCounts(**found["counts"])
    )
    runs = [_run(folder, place) for place in range(len(manifest.run_sizes))]
    sizes = tuple(path.stat().st_size if path.exists() else -1 for path in runs)
    return manifest if sizes == manifest.run_sizes else None


def read_partitions(folder: Path, manifest: Manifest) -> Iterator[pa.Table]:
    """Each partition that has rows, as one table whose columns lie in one piece."""
    for place in range(manifest.partitions):
        batches = []
        for run in range(len(manifest.run_sizes)):
            try:
                with pa.memory_map(str(_run(folder, run))) as file:
                    batches.append(pa.ipc.open_file(file).get_batch(place))
            except (pa.ArrowException, OSError) as error:
                raise UnusableFile(
                    f"{folder}: staged rows can't be read back ({error}); remove this folder and "
                    "import again"
                ) from error
        table = pa.Table.from_batches(batches, SCHEMA)
        if table.num_rows:
            yield table.combine_chunks()


def sync_folder(folder: Path) -> None:
    """Make names that were given in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run(folder: Path, place: int) -> Path:
    return folder / f"run-{place:05d}.arrow"


def _partitions_of(members: pa.Array, partitions: int) -> npt.NDArray[np.uint64]:
    """The partition of each member, by the first 8 bytes of its blind index."""
    words = np.frombuffer(members.buffers()[1], dtype="<u8").reshape(-1, 2)
    return words[members.offset : members.offset + len(members), 0] % np.uint64(partitions)
