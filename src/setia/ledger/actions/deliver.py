"""Records for their holders what events of other holders have brought them.

Whoever records the cause does it at once; the worker finds what was left on its way. Many may do it
at once and any may die: the key names the cause, so that nothing arrives twice, and the note goes
in the transaction in which it arrives. What can't arrive stays noted, and holds up no other.
"""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from psycopg import Error

from setia.ledger import effects
from setia.ledger.effects import Effect, EventId
from setia.ledger.entries import Outcome
from setia.ledger.holding import Decided
from setia.ledger.refold import UNREADABLE
from setia.ledger.transaction import decide_events
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import RawCursor, outermost, raw_cursor

log = logging.getLogger("setia.ledger")

PAGE: Final = 500


def deliver() -> int:
    """Record all that is on its way and can arrive; how many have arrived."""
    count, after = 0, (UUID(int=0), 0, 0)
    while True:
        with raw_cursor() as cursor:
            found = effects.page(cursor, after, PAGE)
        if not found:
            return count
        count += _deliver(found, patient=True)
        after = found[-1].place


def deliver_now(causes: Sequence[EventId]) -> None:
    """Record what these events have brought; what is busy, or a fault, is left to the worker.

    The causes are recorded, whatever becomes of this, and whoever sent them waits for nobody.
    """
    if not causes:
        return
    try:
        with raw_cursor() as cursor:
            found = effects.of_causes(cursor, causes)
        _deliver(found, patient=False)
    except (DatabaseError, Error) as error:
        log.warning("deliver: %s: %s; the worker goes on", type(error).__name__, error)


def _deliver(found: Sequence[Effect], *, patient: bool) -> int:
    """Record effects, and drop the notes of those that have arrived; how many have.

    One that was damaged, or whose holder was, spoils no other.
    """
    count = 0
    for origin, of_one in groupby(found, key=lambda one: one.origin):
        batch = list(of_one)
        inside = partial(_drop, {one.key: one for one in batch})
        try:
            events = [one.event() for one in batch]
            receipts, _ = decide_events(
                events, acting=SYSTEM, origin=origin, inside=inside, patient=patient
            )
        except (RuntimeError, *UNREADABLE) as error:
            if len(batch) > 1:
                count += sum(_deliver([one], patient=patient) for one in batch)
            else:
                _tell(batch[0], f"{type(error).__name__}: {error}")
            continue
        pairs = list(zip(batch, receipts, strict=True))
        before = [one for one, receipt in pairs if receipt.outcome == Outcome.REPLAYED]
        if before:
            with outermost() as cursor:
                effects.drop(cursor, before)
        for one, receipt in pairs:
            if receipt.outcome != Outcome.ERROR:
                count += 1
            elif receipt.reason != "busy":
                _tell(one, f"{receipt.reason}: {receipt.detail}")
    return count


_told: Final = set[tuple[str, str]]()
"""What this process has told of effects that can't arrive; they are tried again every second."""


def _tell(one: Effect, why: str) -> None:
    if (one.key, why) not in _told:
        _told.add((one.key, why))
        log.warning("deliver: %s to %s: %s", one.key, one.target, why)


def _drop(noted: Mapping[str, Effect], cursor: RawCursor, decided: Sequence[Decided]) -> None:
    effects.drop(cursor, [noted[one.leaf.key] for one in decided])
