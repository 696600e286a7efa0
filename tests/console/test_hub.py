"""The hub of the live feed: nobody holds up another, all is bounded, and it stops by itself.

What is read is handed in, so that the order of things is decided by the test and by no database.
"""

import asyncio
from collections.abc import Coroutine
from typing import cast

import pytest

from setia.console.live import hub as live
from setia.console.live.hub import Batch, Hub, Offer, Signal, Unreadable, Viewer
from setia.console.live.items import FeedItem
from setia.core.engine.book import Version
from setia.core.engine.explanation import Explained
from setia.core.proof.leaf import EventLeaf

DEADLINE_S = 10.0


def item(position: int) -> FeedItem:
    return FeedItem(position, 0, cast("EventLeaf", None), Explained(), cast("Version", None))


class Log:
    """A log that grows when told; each reading waits until it may go on."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.asked: list[int | None] = []
        self.broken = False
        self.skipped = 0
        self.go = asyncio.Semaphore(0)
        self._more = asyncio.Condition()

    async def read(self, position: int | None) -> Batch:
        async with self._more:
            self.asked.append(position)
            self._more.notify_all()
        await self.go.acquire()
        if self.broken:
            raise Unreadable(Signal.AWAY, "no database")
        skipped, self.skipped = self.skipped, 0
        if position is None:
            return Batch((), self.head)
        first = position + skipped + 1
        return Batch([item(k) for k in range(first, self.head + 1)], self.head, skipped)

    async def asked_for(self, times: int) -> None:
        """Wait until so many readings were asked for."""
        async with self._more:
            await self._more.wait_for(lambda: len(self.asked) >= times)

    async def step(self, times: int = 1) -> None:
        """Let the next readings go on, and wait until each was followed by another."""
        for _ in range(times):
            await self.asked_for(1)
            asked = len(self.asked)
            self.go.release()
            await self.asked_for(asked + 1)


def run(test: Coroutine[object, object, None]) -> None:
    asyncio.run(asyncio.wait_for(test, DEADLINE_S))


def joined(hub: Hub) -> Viewer:
    viewer = hub.join()
    assert viewer is not None
    return viewer


def since(viewer: Viewer) -> int | None:
    return viewer.since


def positions(offers: list[Offer]) -> list[int]:
    return [one.position for one in offers if isinstance(one, FeedItem)]


def test_a_viewer_gets_what_comes_after_it_joined() -> None:
    async def test() -> None:
        log = Log(head=7)
        hub = Hub(log.read, poll_s=0)
        first = joined(hub)
        assert since(first) is None
        await log.step()
        assert since(first) == 7
        log.head = 9
        await log.step()
        second = joined(hub)
        assert since(second) == 9
        log.head = 10
        await log.step()
        assert positions(first.take()[1]) == [8, 9, 10]
        assert positions(second.take()[1]) == [10]
        assert log.asked == [None, 7, 9, 10]
        hub.close()
        hub.leave(first)
        hub.leave(second)

    run(test())


def test_a_slow_viewer_loses_the_oldest_and_nobody_else_does() -> None:
    async def test() -> None:
        log = Log(head=0)
        hub = Hub(log.read, poll_s=0)
        slow, fast = joined(hub), joined(hub)
        await log.step()
        got: list[int] = []
        for _ in range(live.QUEUE + 3):
            log.head += 1
            await log.step()
            got += positions(fast.take()[1])
        missed, offers = slow.take()
        assert got == list(range(1, live.QUEUE + 4))
        assert missed == 3
        assert positions(offers) == list(range(4, live.QUEUE + 4))
        assert slow.take() == (0, [])
        hub.leave(slow)
        hub.leave(fast)

    run(test())


@pytest.mark.parametrize(("extra", "missed"), [(-1, 0), (0, 0), (1, 1)])
def test_a_queue_holds_its_bound(extra: int, missed: int) -> None:
    async def test() -> None:
        viewer = Viewer()
        for position in range(live.QUEUE + extra):
            viewer.offer(item(position))
        assert (viewer.take()[0], len(viewer.take()[1])) == (missed, 0)

    run(test())


def test_entries_that_were_passed_over_are_told() -> None:
    async def test() -> None:
        log = Log(head=0)
        hub = Hub(log.read, poll_s=0)
        viewer = joined(hub)
        await log.step()
        log.head, log.skipped = 1_000, 990
        await log.step()
        missed, offers = viewer.take()
        assert (missed, positions(offers)) == (990, list(range(991, 1_001)))
        hub.leave(viewer)

    run(test())


def test_there_are_at_most_so_many_viewers() -> None:
    async def test() -> None:
        hub = Hub(Log(head=0).read, most=3)
        viewers = [joined(hub) for _ in range(3)]
        assert hub.join() is None
        hub.leave(viewers.pop())
        viewers.append(joined(hub))
        assert hub.join() is None
        for viewer in viewers:
            hub.leave(viewer)

    run(test())


def test_nothing_is_read_while_nobody_watches() -> None:
    async def test() -> None:
        log = Log(head=5)
        hub = Hub(log.read, poll_s=0)
        viewer = joined(hub)
        await log.step()
        reading = hub._task
        assert reading is not None
        hub.leave(viewer)
        await asyncio.wait({reading})
        assert reading.cancelled()
        asked = len(log.asked)
        log.head = 9
        again = joined(hub)
        await log.step()
        assert log.asked[asked] is None, "it begins where the log ends now"
        assert since(again) == 9
        hub.leave(again)

    run(test())


def test_a_database_that_goes_away_is_told_once_and_so_is_its_return() -> None:
    async def test() -> None:
        log = Log(head=1)
        hub = Hub(log.read, poll_s=0)
        viewer = joined(hub)
        await log.step()
        log.broken = True
        await log.step(3)
        assert viewer.take()[1] == [Signal.AWAY]
        log.broken, log.head = False, 2
        await log.step()
        offers = viewer.take()[1]
        assert offers[0] is Signal.BACK
        assert positions(offers) == [2]
        hub.leave(viewer)

    run(test())


@pytest.mark.parametrize(("failures", "ended"), [(live.MAX_FAILURES - 1, False),
                                                 (live.MAX_FAILURES, True)])  # fmt: skip
def test_it_gives_up_after_so_many_failures(failures: int, ended: bool) -> None:  # noqa: FBT001
    async def test() -> None:
        log = Log(head=1)
        log.broken = True
        hub = Hub(log.read, poll_s=0)
        viewer = joined(hub)
        for _ in range(failures):
            log.go.release()
        await log.asked_for(min(failures + 1, live.MAX_FAILURES))
        while ended and not viewer.ended:
            await viewer.ready.wait()
            viewer.take()
        assert viewer.ended is ended
        hub.leave(viewer)

    run(test())


def test_closing_ends_every_stream_and_takes_no_more() -> None:
    async def test() -> None:
        hub = Hub(Log(head=0).read)
        viewer = joined(hub)
        hub.close()
        assert viewer.ended
        assert viewer.ready.is_set()
        assert hub.join() is None
        hub.leave(viewer)

    run(test())
