"""How far the ledger is sealed, for the home page.

It reads the newest leaf and a bounded part of the intake, so its time does not grow with either.
"""

from dataclasses import dataclass
from typing import Final

from setia.platform.connection import RawCursor

MOST_COUNTED: Final = 1_000
"""Transactions of the intake that are counted; a longer intake is shown as "or more"."""

_LAST: Final = "SELECT position, sealed_us FROM leaf ORDER BY position DESC LIMIT 1"
_WAITING: Final = """
    SELECT count(*), coalesce(sum(cardinality(seqs)), 0)::bigint
    FROM (SELECT seqs FROM unsealed LIMIT %s) AS noted
"""


@dataclass(frozen=True, slots=True)
class Sealing:
    """position: of the newest sealed entry, 0 for none; sealed_us: when. waiting: entries noted
    and not sealed yet; more: there are more than were counted.
    """

    position: int
    sealed_us: int
    waiting: int
    more: bool


def sealing(cursor: RawCursor) -> Sealing:
    """How far the ledger is sealed."""
    cursor.execute(_LAST, prepare=True)
    last = cursor.fetchone()
    cursor.execute(_WAITING, (MOST_COUNTED,), prepare=True)
    noted = cursor.fetchone()
    transactions, waiting = noted or (0, 0)
    return Sealing(
        position=int(last[0]) if last else 0,
        sealed_us=int(last[1]) if last else 0,
        waiting=int(waiting),
        more=transactions >= MOST_COUNTED,
    )
