"""Why an event can't be recorded, whoever its member is: asked before anything is made for it.

An event that waits, or for whose sake somebody is enrolled, would be an error once it came to the
ledger; so it is one at once, by the ledger's own checks and the version in force when it happened.
"""

from typing import Final

from setia.core.engine.book import Book
from setia.core.engine.layout import KINDS
from setia.core.engine.readers import Payload, Unfit
from setia.ledger.actions.record import MAX_AHEAD_US
from setia.ledger.entries import Outcome, Receipt

WAITABLE: Final = KINDS.keys() - {"clock"}


def problem_of(
    kind: str, occurred_us: int, payload: Payload, *, book: Book, now_us: int
) -> Receipt | None:
    """The error that this event is, None when it could be recorded. now_us: the database's."""
    if kind not in WAITABLE:
        return Receipt(Outcome.ERROR, reason="unknown_kind")
    if occurred_us > now_us + MAX_AHEAD_US:
        return Receipt(Outcome.ERROR, reason="in_the_future")
    try:
        book.check(kind, occurred_us, payload)
    except Unfit as error:
        return Receipt(Outcome.ERROR, reason="unfit", detail=str(error))
    return None
