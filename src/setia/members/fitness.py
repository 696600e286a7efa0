"""Why an event can't be recorded, whoever its member is: asked before anything is made for it.

An event that waits, or for whose sake somebody is enrolled, would be an error once it came to the
ledger; so it is one at once, by the ledger's own checks and the version in force when it happened.
"""

from dataclasses import dataclass

from setia.core.engine.book import Book
from setia.core.engine.kinds import SETTLED, recordable
from setia.core.engine.readers import Payload, Unfit
from setia.ledger.entries import Origin, Outcome, Receipt
from setia.ledger.transaction import MAX_AHEAD_US


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an event: kind, instant, payload, and whether it brings its outcome."""

    kind: str
    occurred_us: int
    payload: Payload
    given: bool | None
    origin: Origin


def problem_of(asked: Asked, book: Book, now_us: int) -> Receipt | None:
    """The error that this event is, None when it could be recorded. now_us: the database's."""
    kind, occurred_us, payload = asked.kind, asked.occurred_us, asked.payload
    if not recordable(kind):
        return Receipt(Outcome.ERROR, reason="unknown_kind")
    if asked.given is not None and (kind not in SETTLED or asked.origin is not Origin.IMPORT):
        return Receipt(Outcome.ERROR, reason="outcome_given")
    if occurred_us > now_us + MAX_AHEAD_US:
        return Receipt(Outcome.ERROR, reason="in_the_future")
    try:
        book.check(kind, occurred_us, payload)
    except Unfit as error:
        return Receipt(Outcome.ERROR, reason=error.reason, detail=str(error))
    return None
