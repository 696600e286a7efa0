"""Points that have to wait are told as waiting when they are earned, and as usable when they are.

The one that is explained is of a wallet with a pending time; nothing else moves.
"""

from setia.core.engine.explanation import Movement
from setia.core.engine.postings import Cause
from tests.core.test_explain import DAY_US, KOPI, Shop

WAITS = KOPI.replace("expires: 12 months}", "expires: 12 months, pending: 2 days}")


def told(moves: tuple[Movement, ...]) -> list[tuple[Cause, int, int, int]]:
    return [(one.cause, one.points, one.change, one.waits) for one in moves]


def test_what_is_earned_into_waiting_is_pending_and_what_is_released_is_not() -> None:
    shop = Shop(WAITS)
    assert told(shop.buy(1_000).own) == [(Cause.EARN, 10, 0, 10), (Cause.EARN, 2, 2, 0)]
    shop.at_us += 4 * DAY_US
    later = shop.buy(700)
    assert told(later.fell_due) == [(Cause.RELEASE, 10, 10, 0)]
    assert told(later.own) == [(Cause.EARN, 7, 0, 7), (Cause.EARN, 1, 1, 0)]
