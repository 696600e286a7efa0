"""Imports one file: maps its rows onto disk by member, then records them member by member.

The first phase writes nothing that counts; the second sends every event, always from the start,
since an event that was recorded before is only replayed (I4). So whoever was stopped or killed, at
any point, runs the same import again and it goes on. Nothing is sent to anybody (I21).
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from setia.imports.gather_events import chunks
from setia.imports.import_map import ImportMap
from setia.imports.map_rows import Mapper
from setia.imports.open_log import open_all
from setia.imports.rejections import RejectionFile
from setia.imports.rows import Log, UnusableFile
from setia.imports.send_events import Sender
from setia.imports.sink import Sink
from setia.imports.stage import (
    REJECTED,
    Manifest,
    StageCounts,
    StageWriter,
    partitions_for,
    read_manifest,
    read_partitions,
)
from setia.imports.stage_folder import clear, digest_of, held, remove
from setia.imports.summary import Summary
from setia.imports.tally import Tally
from setia.platform.access.principal import Principal


class Stopped(Exception):
    """The import ended early because it was asked to; running it again goes on."""

    def __init__(self, rows: int, of: int | None) -> None:
        super().__init__(f"stopped at row {rows}")
        self.rows = rows
        self.of = of


class Watcher(Protocol):
    """Who is told how far an import is."""

    def staged(self, rows: int, rejected: int, share: float) -> None:
        """So many rows are read, so many of them rejected; share of the file, 0 to 1."""
        ...

    def recorded(self, rows: int, of: int, events: int) -> None:
        """So many of the staged rows are recorded, as so many events."""
        ...


def import_log(
    file: Path,
    the_map: ImportMap,
    *,
    acting: Principal,
    sink: Sink,
    home: Path,
    rejected_folder: Path,
    zone: str,
    watcher: Watcher,
    stopping: Callable[[], bool],
) -> Summary:
    """Import a file and say what became of every row of it.

    home: the installation's directory, under which the import is staged. zone: of times that say
    none, unless the map does. stopping: asked between batches and between chunks.
    Raises UnusableFile or BadMap before anything is recorded, and Stopped.
    """
    started = time.monotonic()
    if not rejected_folder.is_dir():
        raise UnusableFile(f"{rejected_folder}: there is no such folder for rejected rows")
    in_zone = the_map.time.zone or zone
    opened = open_all(file, the_map)
    nobody = sink.blind("reference", "nobody")
    digest = digest_of(file, the_map, zone=in_zone, blind_of_nobody=nobody)
    with held(home / "imports", digest) as folder:
        manifest = read_manifest(folder)
        staged_before = manifest is not None
        if manifest is None:
            clear(folder)
            # The mapper holds lookups and what it has read; it goes before anything is recorded.
            manifest = _stage(
                folder,
                opened.log,
                Mapper(the_map, opened.tables(), ZoneInfo(in_zone), sink.blind),
                the_map,
                watcher,
                stopping,
            )
        path = rejected_folder / f"{file.name}.rejected.csv"
        # Named by the import, which one process holds, so that nobody else writes there.
        draft = rejected_folder / f".{file.name}.{digest}.rejected.csv"
        with RejectionFile(path, draft=draft, copy_from=folder / REJECTED) as rejections:
            sender = Sender(the_map, sink, acting, rejections, Tally(the_map.currency))
            _record(folder, manifest, sender, watcher, stopping)
        remove(folder)
    counts, took_s = manifest.counts, time.monotonic() - started
    return _summary(file.name, counts, sender, staged_before=staged_before, took_s=took_s)


def _stage(
    folder: Path,
    log: Log,
    mapper: Mapper,
    the_map: ImportMap,
    watcher: Watcher,
    stopping: Callable[[], bool],
) -> Manifest:
    writer = StageWriter(folder, partitions_for(log.expected_rows))
    read = rows = blank = 0
    left_out: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    with RejectionFile(folder / REJECTED, draft=folder / f".{REJECTED}") as rejections:
        for batch in log.batches(the_map.columns):
            if stopping():
                clear(folder)
                raise Stopped(read, None)
            piece = mapper.map(batch)
            rows += writer.add(piece.columns)
            rejections.add(piece.rejected)
            left_out.update(piece.left_out)
            misses.update(piece.misses)
            read += batch.read
            blank += batch.blank
            watcher.staged(read, rejections.count, batch.done)
    counts = StageCounts(read, rows, rejections.count, blank, dict(left_out), dict(misses))
    return writer.finish(counts)


def _record(
    folder: Path,
    manifest: Manifest,
    sender: Sender,
    watcher: Watcher,
    stopping: Callable[[], bool],
) -> None:
    tally, rows = sender.tally, manifest.counts.rows
    for table in read_partitions(folder, manifest):
        for chunk in chunks(table, sender.the_map):
            if stopping():
                raise Stopped(tally.rows, rows)
            sender.send(chunk)
            watcher.recorded(tally.rows, rows, tally.events)


def _summary(
    name: str, counts: StageCounts, sender: Sender, *, staged_before: bool, took_s: float
) -> Summary:
    tally, rejections = sender.tally, sender.rejections
    standing = sender.sink.whereabouts()
    return Summary(
        file=name,
        source=sender.the_map.source,
        read=counts.read,
        in_events=tally.in_events,
        rejected=rejections.count,
        left_out=counts.left_out,
        dropped=tally.dropped,
        blank=counts.blank,
        misses=counts.misses,
        events=tally.events,
        outcomes=dict(tally.outcomes),
        reasons=dict(tally.reasons),
        members=tally.members,
        new_members=tally.new_members,
        equal_rows=tally.equal_rows,
        zero_amounts=tally.zero_amounts,
        amounts=dict(tally.amounts),
        decimals=sender.the_map.decimals,
        points=dict(tally.points),
        rules=dict(tally.rules),
        tiers=standing.tiers,
        expired=standing.expired,
        places=standing.places,
        first_us=tally.first_us,
        last_us=tally.last_us,
        staged_before=staged_before,
        rejected_file=str(rejections.path) if rejections.count else "",
        duration_s=took_s,
    )
