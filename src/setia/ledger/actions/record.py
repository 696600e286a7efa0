"""The one write path: events in, receipts out.

What an event brings to another holder is noted in the event's transaction and recorded for that
holder in a second one: right away where it can be, else by the worker (see `deliver`). Nothing here
sends a message or knows a person.
"""

from collections.abc import Sequence

from setia.core.engine.kinds import OURS, recordable
from setia.ledger.actions.deliver import deliver_now
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.ledger.transaction import Inside, decide_events
from setia.platform.access.principal import Principal


def record(
    events: Sequence[NewEvent],
    *,
    acting: Principal,
    origin: Origin = Origin.LIVE,
    inside: Inside | None = None,
) -> list[Receipt]:
    """Record events; one receipt each, in the order asked.

    inside: called once in each transaction, after the writes and before the commit, with the cursor
    and what was decided; it may raise only for faults, which undo the whole transaction. Must be
    called outside any transaction. Raises NoProgram when no program is published.
    """
    errors = {place: one for place, event in enumerate(events) if (one := _unrecordable(event))}
    fit = [event for place, event in enumerate(events) if place not in errors]
    receipts, causes = decide_events(fit, acting=acting, origin=origin, inside=inside)
    deliver_now(causes)
    answered = iter(receipts)
    return [errors.get(place) or next(answered) for place in range(len(events))]


def _unrecordable(event: NewEvent) -> Receipt | None:
    """Why nobody may send an event: there is no such kind, or its key is one of the ledger's."""
    if not recordable(event.kind):
        told = f"{event.kind!r} can't be recorded"
        return Receipt(Outcome.ERROR, "unknown_kind", event.member_id, detail=told)
    if event.source in OURS:
        told = f"source {event.source!r} is the ledger's own; use another"
        return Receipt(Outcome.ERROR, "reserved_source", event.member_id, detail=told)
    return None
