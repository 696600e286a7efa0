"""Programs and events that several tests of the ledger use."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from uuid import UUID

from setia.ledger.actions.open_holders import open_holders
from setia.ledger.entries import NewEvent
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.ids import uuid7
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock

DAY_US = 86_400_000_000

COFFEE = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {expires: 12 months}
events:
  purchase:
    attributes: {channel: text}
earning:
  - rule: base
    give: 1 per whole 1.00
  - rule: visit
    when: channel == "app"
    give: 3
    at most: 5 per day
  - rule: gold
    when: tier == "gold"
    multiply: 2
tiers:
  status:
    measure: spend in 3 months
    keep: 6 months
    levels:
      - {tier: regular, from: 0}
      - {tier: silver, from: 50.00}
      - {tier: gold, from: 100.00}
"""

GIFT = """
budgets:
  gift: {points: BUDGET beans}
earning:
  - rule: gift
    when: channel == "web"
    give: 1
    budget: gift
"""


def airline() -> str:
    """The example with miles of one decimal, its status miles waiting 14 days to be spent."""
    text = files("setia.core.program").joinpath("examples/airline.yaml").read_text("utf-8")
    waiting = text.replace("  status:\n    name", "  status:\n    pending: 14 days\n    name", 1)
    assert waiting != text
    return waiting


def coffee(budget: int | None = 1_000) -> str:
    """The program. Without a budget no transaction waits for that of another member."""
    if budget is None:
        return COFFEE
    return COFFEE.replace("\nearning:\n", GIFT.replace("BUDGET", str(budget)))


def now_us() -> int:
    with outermost() as cursor:
        return clock.now(cursor)


def opened(count: int) -> list[UUID]:
    """New holders, in id order."""
    members = [uuid7() for _ in range(count)]
    with outermost() as cursor:
        open_holders(cursor, [(member, "person") for member in members])
    return members


def purchase(
    member: UUID, key: str, amount: int, at_us: int, channel: str | None = None
) -> NewEvent:
    payload: dict[str, int | str] = {"amount": amount}
    if channel is not None:
        payload["channel"] = channel
    return NewEvent(member, "purchase", at_us, "till", key, payload)


def spend(
    member: UUID, key: str, points: int, at_us: int = 0, *, given: bool | None = None
) -> NewEvent:
    return NewEvent(member, "spend", at_us, "till", key, {"points": points}, given)


def balances(members: Sequence[UUID]) -> dict[UUID, int]:
    """What the state rows say of the first wallet."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT member_id, balances[1] FROM member_state WHERE member_id = ANY(%s)",
            (list(members),),
        )
        return dict(cursor.fetchall())


@contextmanager
def in_force(
    database: DatabaseUrls, document: str, since_us: int, now_us: int
) -> Iterator[StoppedClock]:
    """A stopped clock at `now_us`, in a database where a program decides from `since_us` on."""
    with closing(StoppedClock(database, since_us)) as stopped:
        publish_program(document, acting=SYSTEM, effective_us=since_us)
        stopped.set(now_us)
        yield stopped
