"""The figures of the home page where points are taken back, written off, owed or set by hand."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from setia.console.figures import cards
from setia.core.engine.zones import UTC
from setia.insights.queries import WalletFigures
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.platform.languages.language import LANGUAGES
from setia.platform.languages.voice import voice_of
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.insights.test_counts import assert_counted, catch_up, event, now_figures, rows

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: Beans}, expires: 1 month}
earning:
  - {rule: base, give: 1 per whole 1.00}
"""


def counted(document: str, *events: tuple[str, int, str, dict[str, Json]]) -> WalletFigures:
    """The figures once these happened to one member: kind, days ago, key, payload."""
    publish_program(document, acting=SYSTEM)
    member = uuid4()
    with outermost() as cursor:
        open_holders(cursor, [(member, "person")])
    receipts = record(told(member, events), acting=SYSTEM, origin=Origin.IMPORT)
    assert {one.outcome for one in receipts} == {Outcome.ACCEPTED}, receipts
    sweep_all()
    seal_all()
    catch_up()
    (beans,) = now_figures().wallets
    return beans


def told(member: UUID, events: Sequence[tuple[str, int, str, dict[str, Json]]]) -> list[NewEvent]:
    at = {days: event(member, "purchase", days, "x", 1).occurred_us for _, days, _, _ in events}
    return [NewEvent(member, kind, at[days], "till", key, said) for kind, days, key, said in events]


def adds_up(beans: WalletFigures) -> None:
    total = beans.issued.total - beans.spent.total - beans.expired.total + beans.others
    assert beans.outstanding.total == total
    assert rows_of_state() == [(total,)]
    series = (beans.issued, beans.written_off, beans.opened, beans.adjusted)
    moved = sum(sum(one.days[1:]) for one in series)
    moved -= sum(beans.spent.days[1:]) + sum(beans.expired.days[1:])
    assert beans.outstanding.days[0] + moved == beans.outstanding.days[-1] == total


def rows_of_state() -> list[tuple[object, ...]]:
    with outermost() as cursor:
        cursor.execute("SELECT sum(balances[1])::bigint FROM member_state")
        return cursor.fetchall()


BOUGHT: tuple[tuple[str, int, str, dict[str, Json]], ...] = (
    ("purchase", 50, "old", {"amount": 2_000}),
    ("purchase", 5, "p", {"amount": 10_000}),
    ("purchase", 4, "q", {"amount": 3_000}),
    ("spend", 3, "s", {"points": 90}),
    ("return", 2, "r1", {"of": "q", "amount": 1_000}),
    ("return", 1, "r2", {"of": "p"}),
)


@pytest.mark.parametrize(
    ("policy", "written_off", "left"), [("debt", 0, -70), ("write off", 70, 0)]
)
def test_figures_add_up_with_returns(
    database: DatabaseUrls, policy: str, written_off: int, left: int
) -> None:
    beans = counted(f"{PROGRAM}returns: {{when spent: {policy}}}\n", *BOUGHT)
    assert_counted(database)
    assert (beans.issued.total, beans.spent.total, beans.expired.total) == (40, 90, 20)
    assert (beans.written_off.total, beans.outstanding.total) == (written_off, left)
    # What a return takes is taken off on its own day, and is written off there.
    assert beans.issued.days[-6:] == (100, 30, 0, -10, -100, 0)
    assert beans.written_off.days[-3:] == (0, written_off, 0)
    adds_up(beans)


def test_figures_add_up_with_what_is_set_by_hand(database: DatabaseUrls) -> None:
    beans = counted(
        PROGRAM,
        ("opening", 10, "o", {"points": 300, "expires": "2199-01-01"}),
        ("purchase", 5, "p", {"amount": 10_000}),
        ("adjust", 3, "up", {"points": 15, "reason": "goodwill"}),
        ("adjust", 2, "down", {"points": -40, "reason": "mistake"}),
    )
    assert_counted(database)
    assert (beans.issued.total, beans.opened.total, beans.adjusted.total) == (100, 300, -25)
    assert beans.outstanding.total == 375
    adds_up(beans)


def test_the_page_tells_a_sum_that_comes_out(database: DatabaseUrls) -> None:
    counted(f"{PROGRAM}returns: {{when spent: write off}}\n", *BOUGHT)
    with outermost() as cursor:
        newest = current_book(cursor).newest
    said = {
        language: next(
            one.how
            for one in cards(voice_of(language, newest.program, UTC), newest, now_figures())
            if one.name == "outstanding"
        )
        for language in LANGUAGES
    }
    assert said["en"].replace("\u2212", "-") == (
        "Issued, less spent, less expired: 40 - 90 - 20 = -70. "
        "Written off with returns, of points already spent: +70. Together that is 0."
    )
    assert all("70" in one and len(set(said.values())) == len(LANGUAGES) for one in said.values())
    assert rows(database, "SELECT count(*) FROM event WHERE kind = 'return'") == [(2,)]
