"""The figures of points that were given away, converted or sent add up, also on their way."""

from collections.abc import Iterator

import pytest

from setia.console.figures import cards
from setia.insights.actions.count_events import count_events
from setia.insights.queries import Figures, WalletFigures, figures
from setia.ledger.actions.deliver import deliver
from setia.ledger.actions.seal import seal_all
from setia.platform import clock as clocks
from setia.platform.connection import outermost
from setia.platform.languages.language import LANGUAGES
from setia.platform.languages.voice import voice_of
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock
from tests.ledger.programs import in_force, opened
from tests.ledger.transfers import NOW_US, SINCE_US, alone, held, sends, told

PROGRAM = """
setia: 1
program: flights
currency: MYR
wallets:
  miles:
    name: Miles
    converts: {beans: 1 per whole 100}
    donates to: forest
    transfers: yes
  beans: {name: Beans}
earning:
  - {rule: base, give: 1 miles per whole 1.00}
"""
ON_THE_WAY = {
    "en": "On their way to other members: -30.",
    "ms": "Sedang dipindahkan kepada ahli lain: -30.",
    "id": "Sedang ditransfer ke anggota lain: -30.",
    "nl": "Onderweg naar andere leden: -30.",
    "de": "Unterwegs zu anderen Mitgliedern: -30.",
}


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def counted() -> Figures:
    seal_all()
    while count_events():
        pass
    with outermost() as cursor:
        return figures(cursor, clocks.now(cursor))


def adds_up(one: WalletFigures) -> bool:
    came = one.issued.total - one.spent.total - one.expired.total
    return came + one.others == one.outstanding.total


def test_what_leaves_a_wallet_is_told_and_adds_up(
    clock: StoppedClock, database: DatabaseUrls
) -> None:
    giver, taker = opened(2)
    alone(told(giver, "purchase", "p", amount=50_000))
    alone(told(giver, "donate", "d", points=40, wallet="miles"))
    alone(told(giver, "convert", "c", points=200, wallet="miles"))
    with held(database, taker):
        alone(sends(giver, taker, 30))
    found = counted()
    miles, beans = found.wallets
    assert (miles.donated.total, miles.converted.total, miles.sent.total) == (-40, -200, -30)
    assert (beans.donated.total, beans.converted.total, beans.sent.total) == (0, 2, 0)
    assert (miles.outstanding.total, beans.outstanding.total) == (230, 2)
    assert all(adds_up(one) for one in found.wallets)
    with outermost() as cursor:
        version = current_book(cursor).newest
    for language in LANGUAGES:
        voice = voice_of(language, version.program, version.zone)
        said = [card.how for card in cards(voice, version, found)]
        assert sum(ON_THE_WAY[language] in one for one in said) == 1, said
    assert deliver() == 1
    found = counted()
    miles, _ = found.wallets
    assert (miles.sent.total, miles.outstanding.total) == (0, 260)
    assert all(adds_up(one) for one in found.wallets)
    for language in LANGUAGES:
        voice = voice_of(language, version.program, version.zone)
        said = [card.how for card in cards(voice, version, found)]
        assert not any(ON_THE_WAY[language] in one for one in said)
