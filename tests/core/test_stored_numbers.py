"""What rows are stored with keeps its number for ever: a row of last year must mean the same today.

The engine's own library can import nothing and says the numbers again; both must say the same.
"""

from setia.core.engine import giving_back, holds, kernel, remembering, returning
from setia.core.engine.kinds import KINDS
from setia.core.engine.postings import Account, Cause

ACCOUNTS = {
    "ISSUED": 1, "OPENING": 2, "ADJUSTED": 3,
    "PENDING": 10, "AVAILABLE": 11, "HELD": 12, "DEBT": 13,
    "SPENT": 20, "EXPIRED": 21, "WRITTEN_OFF": 22, "DONATED": 23,
    "IN_TRANSIT": 30, "SENT": 31,
}  # fmt: skip
CAUSES = {
    "EARN": 1, "SPEND": 2, "EXPIRE": 3, "REPAY": 4, "RELEASE": 5, "RETURN": 6, "WRITE_OFF": 7,
    "ADJUST": 8, "OPEN": 9, "HOLD": 10, "CAPTURE": 11, "CANCEL": 12, "LAPSE": 13, "RENEW": 14,
    "SET_FREE": 15, "DONATE": 16, "CONVERT": 17, "TRANSFER": 18,
}  # fmt: skip
KINDS_OF_EVENTS = {
    "clock": 0, "purchase": 1, "spend": 2, "profile": 3, "return": 4, "adjust": 5, "opening": 6,
    "tier-grant": 7, "hold": 8, "capture": 9, "cancel": 10, "release": 11, "donate": 12,
    "convert": 13, "transfer": 14, "effect": 15,
}  # fmt: skip
OUTCOMES = {"ACCEPTED": 1, "REFUSED": 2, "WAITS": 3, "SET_ASIDE": 4}


def test_accounts_and_causes_keep_their_numbers() -> None:
    assert {one.name: int(one) for one in Account} == ACCOUNTS
    assert {one.name: int(one) for one in Cause} == CAUSES


def test_kinds_of_events_keep_their_numbers() -> None:
    assert dict(KINDS) == KINDS_OF_EVENTS


def test_the_engine_means_the_same_numbers() -> None:
    library = {
        **vars(kernel),
        **vars(returning),
        **vars(remembering),
        **vars(holds),
        **vars(giving_back),
    }
    told = {name: value for name, value in library.items() if name.isupper()}
    for numbers in (ACCOUNTS, CAUSES, OUTCOMES):
        shared = told.keys() & numbers.keys()
        assert shared
        assert {name: told[name] for name in shared} == {name: numbers[name] for name in shared}
