"""A program whose miles can be sent, and what tests of transfers ask of a ledger."""

from contextlib import closing
from datetime import date, timedelta
from uuid import UUID

import psycopg

from setia.core.engine.state import buckets
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin, Receipt
from setia.ledger.rows import STATE_COLUMNS, holder_of
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import us
from tests.ledger.programs import opened
from tests.ledger.tellings import balances_of

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
PROGRAM = """
setia: 1
program: flights
currency: MYR
wallets:
  miles: {expires: 3 months, transfers: "at least 10, at most 500"}
  beans: {}
earning:
  - {rule: base, give: 1 miles per whole 1.00}
  - {rule: brewed, give: 1 beans per whole 1.00}
"""


def told(member: UUID, kind: str, key: str, at_us: int = NOW_US, **payload: Json) -> NewEvent:
    """Something that the desk tells."""
    return NewEvent(member, kind, at_us, "desk", key, payload)


def alone(event: NewEvent) -> Receipt:
    (receipt,) = record([event], acting=SYSTEM)
    return receipt


def sends(member: UUID, to: UUID, points: int, key: str = "t") -> NewEvent:
    return told(member, "transfer", key, points=points, wallet="miles", to=str(to))


def with_miles(holders: int, miles: int) -> list[UUID]:
    members = opened(holders)
    record([told(one, "purchase", "p", amount=miles * 100) for one in members], acting=SYSTEM)
    return members


def with_lots(lots: int) -> UUID:
    """A holder with so many lots of a mile, each with an end of its own."""
    (member,) = opened(1)
    ends = (date(2025, 1, 1) + timedelta(days=day) for day in range(lots))
    record(
        [
            told(member, "opening", f"o{end}", points=1, wallet="miles", expires=f"{end}")
            for end in ends
        ],
        acting=SYSTEM,
        origin=Origin.IMPORT,
    )
    return member


def miles_of(*members: UUID) -> list[int]:
    return [balances_of(one)["miles"] for one in members]


def lots_of(member: UUID) -> dict[tuple[int, int, int], int]:
    """Miles by lot: its end, its month, who pays for it."""
    with outermost() as cursor:
        layout = current_book(cursor).newest.layout
        cursor.execute(f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id = %s", (member,))
        state = holder_of(cursor.fetchall()[0], layout).state
    found = (one for one in buckets(state) if layout.series[one.series] == "miles")
    return {(one.lot_us, one.month, one.funder): one.amount for one in found}


def on_their_way() -> int:
    with outermost() as cursor:
        cursor.execute("SELECT count(*) FROM effect")
        return int((cursor.fetchone() or (0,))[0])


def held(database: DatabaseUrls, member: UUID) -> closing[psycopg.Connection[tuple[object, ...]]]:
    """A connection that has locked a holder, until it is closed."""
    other = psycopg.connect(database.superuser_url)
    other.execute("SELECT 1 FROM member_state WHERE member_id = %s FOR UPDATE", (member,))
    return closing(other)


def tamper(database: DatabaseUrls, statement: str) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        assert superuser.execute(statement).rowcount > 0
