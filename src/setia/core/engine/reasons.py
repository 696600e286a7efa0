"""What becomes of an event, as the engine says it and as the ledger keeps it, and why.

A reason is a stable word: rows keep it for ever, and faces say it in their own languages.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from setia.core.engine.kinds import ENDS, RETURN
from setia.core.engine.unnamed import names_one

if TYPE_CHECKING:
    from setia.core.engine.book import Happened

ACCEPTED, REFUSED, WAITS, SET_ASIDE = 1, 2, 3, 4
OUTCOMES = {ACCEPTED: "accepted", REFUSED: "refused", WAITS: "waiting", SET_ASIDE: "set_aside"}
_REFUSED: Final = {
    "spend": "not_enough_points",
    "hold": "not_enough_points",
    "adjust": "not_enough_points",
    "donate": "not_enough_points",
    "convert": "not_enough_points",
    "transfer": "not_enough_points",
    "opening": "ended_already",
    "tier-grant": "ended_already",
}
EARNED_NOTHING: Final = "earned_nothing"
"""Why a return is refused: what it names is no event that earns."""

MORE_THAN_LEFT: Final = "more_than_left"
"""Why a capture or cancel is refused that wants more than the hold, or what was spent, has left."""

NOTHING: Final = {"capture": "no_open_hold", "cancel": "nothing_to_cancel"}
"""Why a capture or cancel is refused where there is nothing of what it names."""

POINTS_SPENT: Final = "points_spent"
"""Why a return is refused: what it takes back was spent, and the program refuses then."""


def reason_of(code: int, event: "Happened", why: Sequence[int]) -> str:
    """Why an event became what its code says, "" where nothing is to be said. why: its decision."""
    kind = event.kind
    if code == SET_ASIDE:
        return "too_many_lots"
    if code == WAITS:
        return "unknown_event"
    if code == REFUSED and kind in ENDS:
        return MORE_THAN_LEFT if 0 < why[3] < why[1] else NOTHING[kind]
    if code == REFUSED and kind == RETURN and not names_one(event.payload):
        return POINTS_SPENT
    return _REFUSED.get(kind, "") if code == REFUSED else ""
