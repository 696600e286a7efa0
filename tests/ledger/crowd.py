"""Many threads at once, each with a database connection of its own."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

THREADS = 16
ROUNDS = int(os.environ.get("SETIA_TEST_ROUNDS", "20"))
"""Rounds of a race; a long run sets 1000."""


def at_once(
    work: Callable[[Asked], Answer], asked: Sequence[Asked], threads: int = THREADS
) -> list[Answer]:
    """Do all of the work in so many threads that begin together; answers in the order asked."""
    crowd = min(threads, len(asked))
    start = Barrier(crowd)
    answers: dict[int, Answer] = {}

    def share(first: int) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(60)
            for place in range(first, len(asked), crowd):
                answers[place] = work(asked[place])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(crowd) as pool:
        for done in [pool.submit(share, first) for first in range(crowd)]:
            done.result()
    return [answers[place] for place in range(len(asked))]
