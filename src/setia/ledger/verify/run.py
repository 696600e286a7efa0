"""Verifies the whole ledger, range by range, then the log.

Ranges are read one at a time by each process, so that memory does not grow with the ledger. Every
range is one snapshot: what is recorded meanwhile is either in it, with its state, or not at all. A
large ledger is shared among processes of their own, which prove holders in bulk; a small one is
not worth starting them, nor compiling many versions.
"""

import gc
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from setia.ledger.verify import log
from setia.ledger.verify.effects import check_effects
from setia.ledger.verify.holders import check_holder
from setia.ledger.verify.reading import Range, events, events_of, ranges, snapshot, states, streamed
from setia.ledger.verify.verdict import Verdict
from setia.programs.queries import current_book

if TYPE_CHECKING:
    from setia.ledger.verify.bulk import Bulk

BULK_FROM: Final = 500_000
"""Events from which processes earn back the seconds that they take to start; so many for each
version of the program earn back what compiling takes.
"""

PROCESSES: Final = 2


def verify(
    progress: Callable[[Verdict], None] = lambda _: None,
    *,
    processes: int = PROCESSES,
    bulk_from: int = BULK_FROM,
    cache: Path | None = None,
) -> Verdict:
    """Look at the whole ledger. progress: called after each range of holders.

    bulk_from: how many events are many, for each version. cache: where compiled code is kept; by
    default in the installation's home. Raises NoProgram when no program is published.
    """
    verdict = Verdict()
    with snapshot() as cursor:
        versions = len(current_book(cursor).versions)
        cursor.execute("SELECT coalesce(sum(seq), 0) FROM member_state")
        many = int((cursor.fetchone() or (0,))[0])
    compiled = (cache or _cache()) if many >= bulk_from * versions else None
    pool = _pool(processes, compiled) if many >= bulk_from else nullcontext()
    with pool as shared:
        if shared is not None:
            # They take a second to begin, in which the ranges are found.
            for _ in range(processes):
                shared.submit(_begun)
        with snapshot() as cursor:
            parts = ranges(cursor)
        # Given out before the log is looked at: the processes work meanwhile.
        proven = map(verify_range, parts) if shared is None else shared.map(_share, parts)
        of_log = _log()
        for part in proven:
            verdict.add(part)
            progress(verdict)
    verdict.add(of_log)
    return verdict


def _log() -> Verdict:
    """Look at what only the log as a whole can show."""
    verdict = Verdict()
    with snapshot() as cursor:
        log.check_positions(cursor, verdict)
        log.check_names(cursor, verdict)
        log.check_audit(cursor, verdict)
        check_effects(cursor, verdict, current_book(cursor).newest.layout)
        log.check_allotments(cursor, verdict, current_book(cursor))
    return verdict


def verify_range(within: Range, bulk: "Bulk | None" = None) -> Verdict:
    """Look at the holders of one range; with `bulk` all at once, and those that it doubts again."""
    verdict = Verdict()
    with snapshot() as cursor:
        book = current_book(cursor)
        rows = states(cursor, within)
        verdict.holders = len(rows)
        if bulk is None:
            found = events(cursor, within)
            verdict.events = sum(len(theirs) for theirs in found.values())
            verdict.postings = sum(
                len(one.leaf.amounts) for theirs in found.values() for one in theirs
            )
        else:
            proven = bulk.prove(rows, streamed(cursor, within))
            verdict.events, verdict.postings = proven.events, proven.postings
            found = events_of(cursor, proven.doubted)
            doubted = set(proven.doubted)
            rows = [row for row in rows if row[0] in doubted]
        for row in rows:
            check_holder(verdict, book, row, found.pop(row[0], []))
        for member_id in found:
            verdict.note("no_state", f"holder {member_id}", "has events but no state row")
    return verdict


def _pool(processes: int, cache: Path | None) -> ProcessPoolExecutor:
    """Processes that are forked from one that has loaded what takes long, and has no threads.

    cache: where compiled code is kept; None: they look at holders one by one.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(["numba", "setia.ledger.verify.bulk"])
    return ProcessPoolExecutor(
        processes,
        mp_context=context,
        initializer=_begin,
        # The one that they are forked from may be older than what this process was pointed at.
        initargs=(cache, dict(os.environ)),
    )


class _Process:
    """What a process of the pool keeps from one range to the next."""

    bulk: "Bulk | None" = None


def _begin(cache: Path | None, environment: Mapping[str, str]) -> None:
    """Make a process ready: Django as its parent had it, and the code of every version."""
    import django

    os.environ.update(environment)
    # A range is hundreds of thousands of lists and dictionaries that live until its end and never
    # point at each other in a circle: looking for circles costs as much as all the rest.
    gc.disable()
    django.setup()
    from setia.ledger.verify.bulk import Bulk

    if cache is not None:
        with snapshot() as cursor:
            _Process.bulk = Bulk(current_book(cursor), cache)


def _begun() -> None:
    """Nothing: whoever can do it has begun."""


def _share(within: Range) -> Verdict:
    return verify_range(within, _Process.bulk)


def _cache() -> Path:
    from django.conf import settings

    home: Path = settings.SETIA.home
    return home / "cache"
