"""How every bench here is measured: in turns, medians of five, CPU µs an event beside rates.

Figures on a shared machine drift, so the things to compare run in each of several rounds, in an
order drawn anew (seeded) for each; and things that differ by little alternate batch by batch within
a round, each on a connection of its own, so that whatever disturbs one disturbs all. Nothing here
gates a test by time.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.machine import Connection, backend_cpu_s, postmaster_of, server_cpu_s


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one thing. `server_cpu_s` is None when the server is on another machine."""

    events: int
    wall_s: float
    python_cpu_s: float
    server_cpu_s: float | None
    wal_bytes: int

    @property
    def rate(self) -> float:
        """Events a second of wall time."""
        return self.events / self.wall_s

    @property
    def python_us(self) -> float:
        """CPU µs an event of our own processes."""
        return self.python_cpu_s / self.events * 1e6

    @property
    def server_us(self) -> float | None:
        """CPU µs an event of PostgreSQL."""
        return None if self.server_cpu_s is None else self.server_cpu_s / self.events * 1e6

    @property
    def wal_per_event(self) -> float:
        """Bytes of write-ahead log an event."""
        return self.wal_bytes / self.events


@dataclass(frozen=True, slots=True)
class Medians:
    """The medians of the samples of one thing, each figure by itself, and the range of the rate."""

    rate: float
    rate_low: float
    rate_high: float
    python_us: float
    server_us: float | None
    wal_per_event: float

    @classmethod
    def of(cls, samples: list[Sample]) -> "Medians":
        """The medians of at least one sample."""
        rates = [each.rate for each in samples]
        server = [each.server_us for each in samples if each.server_us is not None]
        return cls(
            rate=statistics.median(rates),
            rate_low=min(rates),
            rate_high=max(rates),
            python_us=statistics.median(each.python_us for each in samples),
            server_us=statistics.median(server) if len(server) == len(samples) else None,
            wal_per_event=statistics.median(each.wal_per_event for each in samples),
        )


# Measures one thing, or several at once, and names each sample.
Run = Callable[[], Mapping[str, Sample]]


def interleaved(
    runs: Mapping[str, Run],
    *,
    rounds: int = 5,
    seed: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> dict[str, Medians]:
    """Each run once a round, in an order drawn anew; the medians of each name that runs give.

    `told` hears of the progress.
    """
    samples: dict[str, list[Sample]] = {}
    draw = random.Random(seed)
    for number in range(1, rounds + 1):
        for name in draw.sample(list(runs), len(runs)):
            told(f"round {number} of {rounds}: {name}")
            for given, sample in runs[name]().items():
                samples.setdefault(given, []).append(sample)
    return {name: Medians.of(each) for name, each in samples.items()}


class Meter:
    """Measures a span of work on one server: wall time, CPU on both sides, WAL.

    Server CPU is that of all its processes (also WAL writer and checkpointer), in ticks of about
    10 ms, so a span should last a second or more. `watcher` must not be a connection that works.
    """

    def __init__(self, watcher: Connection) -> None:
        self._watcher = watcher
        self._postmaster = postmaster_of(watcher)
        self.begin()

    def begin(self) -> None:
        """Start the span (again)."""
        self._wal = wal_position(self._watcher)
        self._server = self._server_cpu_s()
        self._python = time.process_time()
        self._wall = time.perf_counter()

    def end(self, events: int, *, more_python_cpu_s: float = 0.0) -> Sample:
        """End the span. `more_python_cpu_s` is what other processes of ours have spent."""
        wall_s = time.perf_counter() - self._wall
        python_cpu_s = time.process_time() - self._python + more_python_cpu_s
        return Sample(
            events=events,
            wall_s=wall_s,
            python_cpu_s=python_cpu_s,
            server_cpu_s=_difference(self._server, self._server_cpu_s()),
            wal_bytes=wal_position(self._watcher) - self._wal,
        )

    def _server_cpu_s(self) -> float | None:
        return None if self._postmaster is None else server_cpu_s(self._postmaster)


@dataclass(frozen=True, slots=True)
class Turn:
    """One of several things that alternate.

    `connection` is the one whose backend does the work, and no other turn's. `ready` makes the next
    piece of work, not measured; what it returns does that work, measured, and says how many events
    it was.
    """

    connection: Connection
    ready: Callable[[], Callable[[], int]]


@dataclass(slots=True)
class _Sum:
    """What one turn has used so far."""

    cpu_before_s: float | None
    events: int = 0
    wall_s: float = 0.0
    python_cpu_s: float = 0.0
    wal_bytes: int = 0


def alternating(
    turns: Mapping[str, Turn], watcher: Connection, *, seconds: float, seed: int = 1
) -> dict[str, Sample]:
    """Let all turns do one piece of work after another, in an order drawn anew each time.

    It ends after `seconds` for all of them together. Server CPU is that of each turn's own backend,
    without the server's shared processes.
    """
    sums = {name: _Sum(backend_cpu_s(turn.connection)) for name, turn in turns.items()}
    draw = random.Random(seed)
    until = time.perf_counter() + seconds
    while True:
        for name in draw.sample(list(turns), len(turns)):
            work = turns[name].ready()
            one = sums[name]
            wal = wal_position(watcher)
            cpu, wall = time.process_time(), time.perf_counter()
            one.events += work()
            one.wall_s += time.perf_counter() - wall
            one.python_cpu_s += time.process_time() - cpu
            one.wal_bytes += wal_position(watcher) - wal
        if time.perf_counter() >= until:
            break
    return {
        name: Sample(
            events=one.events,
            wall_s=one.wall_s,
            python_cpu_s=one.python_cpu_s,
            server_cpu_s=_difference(one.cpu_before_s, backend_cpu_s(turns[name].connection)),
            wal_bytes=one.wal_bytes,
        )
        for name, one in sums.items()
    }


def wal_position(connection: Connection) -> int:
    """How many bytes of write-ahead log the server has ever written."""
    row = connection.execute(
        "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint"
    ).fetchone()
    if row is None or not isinstance(row[0], int):
        raise RuntimeError(f"The server told no position of its log but {row!r}.")
    return row[0]


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before
