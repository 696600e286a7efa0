"""A return that names no purchase on a member's page: its sum, and why, in five languages."""

from typing import Final
from uuid import UUID

import pytest

from setia.console.lines import Line, line
from setia.console.statement import statement
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.platform.languages.language import Language
from setia.platform.languages.voice import voice_of
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.programs import now_us, opened

PROGRAM: Final = """
setia: 1
program: kopi
currency: MYR
wallets: {beans: {name: Beans, pending: 2 days}}
events: {purchase: {items: {sku: text}}}
earning:
  - {rule: base, name: Base, give: 1.5 per whole 1.00}
  - {rule: bonus, name: Bonus, when: amount >= 20.00, give: 5}
returns: {when spent: write off, without a purchase: base}
"""
SAID: Final[dict[Language, tuple[str, str, str]]] = {
    "en": (
        "Return RM12.50",
        (
            "1.5 per whole RM1.00 of RM12.50 = 18; taken by this rule, since the return names no"
            " purchase"
        ),
        "Already spent, written off",
    ),
    "ms": (
        "Pemulangan barang: RM12.50",
        (
            "1.5 bagi setiap RM1.00 genap daripada RM12.50 = 18; ditarik balik mengikut peraturan"
            " ini kerana pembelian asal tidak dinyatakan"
        ),
        "Sudah digunakan, dihapus kira",
    ),
    "id": (
        "Pengembalian barang: MYR12,50",
        (
            "1,5 untuk setiap kelipatan MYR1,00 dari MYR12,50 = 18; ditarik kembali menurut aturan"
            " ini karena pembelian asalnya tidak disebutkan"
        ),
        "Sudah dipakai, dihapusbukukan",
    ),
    "nl": (
        "Retour MYR\u00a012,50",
        (
            "1,5 per hele MYR\u00a01,00 van MYR\u00a012,50 = 18; volgens deze regel teruggenomen,"
            " omdat de retour geen aankoop noemt"
        ),
        "Al besteed, kwijtgescholden",
    ),
    "de": (
        "Rückgabe 12,50\u00a0MYR",
        (
            "1,5 je 1,00\u00a0MYR von 12,50\u00a0MYR, nur volle Schritte = 18; nach dieser Regel"
            " zurückgenommen, da die Rückgabe keinen Kauf nennt"
        ),
        "Bereits eingelöst, erlassen",
    ),
}


@pytest.fixture
def member(database: DatabaseUrls) -> UUID:
    """A member who has bought for 20.00 and brings back 12.50 twice, nobody knows of what."""
    publish_program(PROGRAM, acting=SYSTEM)
    (found,) = opened(1)
    told: list[tuple[str, dict[str, Json]]] = [
        ("purchase", {"amount": 2_000}),
        ("return", {"items": [{"amount": 1_250, "sku": "tea"}]}),
        ("return", {"amount": 1_250}),
    ]
    for place, (kind, payload) in enumerate(told):
        record([NewEvent(found, kind, now_us(), "till", f"{place}", payload)], acting=SYSTEM)
    return found


def lines_of(member: UUID, language: Language) -> list[Line]:
    """The lines of the page, the newest first."""
    with outermost() as cursor:
        page = statement(cursor, member)
    assert page is not None
    voice = voice_of(language, page.newest.program, page.newest.zone)
    return [line(voice, entry) for entry in page.entries]


@pytest.mark.parametrize("language", SAID)
def test_the_sum_and_the_reason_are_told(member: UUID, language: Language) -> None:
    title, why, off = SAID[language]
    last, first, _ = lines_of(member, language)
    assert (first.title, last.title) == (title, title)
    # 20.00 gave 30 + 5, all of which wait: 18 of them are taken, then the other 17.
    ((one,), (base, forgiven)) = (each.sums[0].rows for each in (first, last))
    assert (one.what, one.how, one.points[1:]) == ("Base", why, "18")
    assert (base.what, base.how, base.points[1:]) == ("Base", why, "18")
    assert (forgiven.what, forgiven.how, forgiven.points) == (off, "", "+1")
    assert first.doubts == last.doubts == ()
