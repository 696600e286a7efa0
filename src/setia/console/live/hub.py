"""Hands what one reader finds to every viewer, and holds nobody up for it.

One task asks for what was sealed, while there is a viewer at all; each viewer has a bounded queue
of its own. Who reads too slowly loses the oldest and is told how many, and nobody else notices
(I18). Everything here runs in one event loop; only the reading itself is in a thread.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from setia.console.live.items import FeedItem

log = logging.getLogger("setia.live")

MAX_VIEWERS: Final = 100
"""Most streams of one process: each costs a socket and a queue, and a page can do without."""

QUEUE: Final = 50
"""Most items that wait for one viewer; a person reads fewer."""

POLL_S: Final = 0.5
LONGEST_PAUSE_S: Final = 5.0
MAX_FAILURES: Final = 20
"""So many failed readings in a row end the streams; browsers then come back by themselves."""


class Signal(Enum):
    """What a viewer is told besides items: no database, an event that is gone, or all is well."""

    AWAY = "away"
    BROKEN = "broken"
    BACK = "back"


Offer: TypeAlias = FeedItem | Signal


@dataclass(frozen=True, slots=True)
class Batch:
    """What one reading found. reached: the position up to which that is all; skipped: entries that
    were passed over because there were too many.
    """

    items: Sequence[FeedItem]
    reached: int
    skipped: int = 0


class Unreadable(Exception):
    """Nothing could be read. signal: what viewers are told."""

    def __init__(self, signal: Signal, why: str) -> None:
        super().__init__(why)
        self.signal = signal


Read: TypeAlias = Callable[[int | None], Awaitable[Batch]]
"""What was sealed after a position; None: nothing, but where the log ends. Raises Unreadable."""


@dataclass(slots=True, eq=False)
class Viewer:
    """One stream. since: the position after which its items begin, None before that is known."""

    since: int | None = None
    missed: int = 0
    ended: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: deque[Offer] = field(default_factory=deque)

    def offer(self, one: Offer) -> None:
        """Put one thing in line; the oldest goes when the line is full."""
        if len(self._waiting) >= QUEUE:
            self.missed += isinstance(self._waiting.popleft(), FeedItem)
        self._waiting.append(one)
        self.ready.set()

    def take(self) -> tuple[int, list[Offer]]:
        """How many were lost since the last time, and what is in line."""
        missed, self.missed = self.missed, 0
        offers = list(self._waiting)
        self._waiting.clear()
        self.ready.clear()
        return missed, offers


class Hub:
    """The viewers of one process and the task that reads for them."""

    def __init__(self, read: Read, *, most: int = MAX_VIEWERS, poll_s: float = POLL_S) -> None:
        self._read = read
        self._most = most
        self._poll_s = poll_s
        self._viewers: set[Viewer] = set()
        self._task: asyncio.Task[None] | None = None
        self._position: int | None = None
        self._closing = False

    def join(self) -> Viewer | None:
        """A new viewer, or None when there are too many or the process ends."""
        if self._closing or len(self._viewers) >= self._most:
            return None
        viewer = Viewer()
        self._viewers.add(viewer)
        if self._task is None:
            self._position = None
            self._task = asyncio.get_running_loop().create_task(self._follow())
        elif self._position is not None:
            viewer.since = self._position
            viewer.ready.set()
        return viewer

    def leave(self, viewer: Viewer) -> None:
        """A viewer is gone; the last one stops the reading."""
        self._viewers.discard(viewer)
        if not self._viewers and self._task is not None:
            self._task.cancel()
            self._task = None

    def close(self) -> None:
        """End every stream and take no more."""
        self._closing = True
        self._end_all()

    def _end_all(self) -> None:
        for viewer in self._viewers:
            viewer.ended = True
            viewer.ready.set()

    async def _follow(self) -> None:
        wait = asyncio.Event()  # Nobody sets it: waiting on it with a time-out is the pause.
        failures = 0
        while failures < MAX_FAILURES:
            try:
                batch = await self._read(self._position)
            except Unreadable as error:
                failures += 1
                if failures == 1:
                    log.warning("the live feed can't read: %s", error)
                    self._tell(error.signal)
            else:
                if failures:
                    self._tell(Signal.BACK)
                failures = 0
                self._hand_on(batch)
            pause_s = self._poll_s * 2 ** min(failures, 8)
            try:
                await asyncio.wait_for(wait.wait(), min(pause_s, LONGEST_PAUSE_S))
            except TimeoutError:
                continue
        self._task = None
        self._end_all()

    def _tell(self, signal: Signal) -> None:
        for viewer in self._viewers:
            viewer.offer(signal)

    def _hand_on(self, batch: Batch) -> None:
        self._position = batch.reached
        for viewer in self._viewers:
            if viewer.since is None:
                # Its items begin here; what a page missed before is read for it alone.
                viewer.since = batch.reached
                viewer.ready.set()
                continue
            if batch.skipped:
                viewer.missed += batch.skipped
                viewer.ready.set()
            for item in batch.items:
                viewer.offer(item)
