"""Ids are of version 7, rise within a process, and differ between a process and its fork.

The clock is never set here; that it may step back is shown by telling the maker of ids that it has
already seen a later millisecond.
"""

import os
import threading
import time
from uuid import RFC_4122, UUID

from setia.platform import ids


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_millisecond() -> None:
    before_ms = time.time_ns() // 1_000_000
    made = ids.uuid7()
    after_ms = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == RFC_4122
    assert before_ms <= made.int >> 80 <= after_ms


def test_ids_rise_strictly_also_in_threads() -> None:
    made: dict[int, list[UUID]] = {}

    def make(thread: int) -> None:
        made[thread] = [ids.uuid7() for _ in range(5_000)]

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == sorted(one) for one in made.values())
    assert len({each for one in made.values() for each in one}) == 20_000


def test_ids_rise_when_the_clock_steps_back() -> None:
    try:
        ids._last.millisecond += 3_600_000
        first, second = ids.uuid7(), ids.uuid7()
        assert first < second
        assert first.int >> 80 >= time.time_ns() // 1_000_000 + 3_000_000
    finally:
        ids._last.forget()


def test_a_fork_does_not_count_on_from_its_parent() -> None:
    read, write = os.pipe()
    ids.uuid7()
    # Both would go on from the same number, if the child had not forgotten it.
    ids._last.millisecond += 3_600_000
    child = os.fork()
    if child == 0:
        os.write(write, str(ids._last.millisecond).encode())
        os._exit(0)
    try:
        os.close(write)
        with os.fdopen(read, "rb") as answers:
            assert answers.read() == b"0"
        assert os.waitpid(child, 0)[1] == 0
    finally:
        ids._last.forget()
