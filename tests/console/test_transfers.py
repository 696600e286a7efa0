"""Points that went to another member, or came from one, on a member's page in five languages."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import pytest

from setia.console.screenshots import OPENED, browser_path, photograph, serving
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.platform.languages.language import LANGUAGES, Language
from tests.conftest import DatabaseUrls
from tests.console.reading import statement_of
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, in_force, opened

CHROMIUM: Final = browser_path() or ""
SINCE_US: Final = us(2024, 1, 1)
NOW_US: Final = us(2024, 6, 1, 12)
PROGRAM: Final = """
setia: 1
program: flights
currency: MYR
wallets:
  miles: {name: Miles, expires: 3 months, transfers: yes, second person above: 50}
earning:
  - {rule: base, give: 1 miles per whole 1.00}
"""
TITLES: Final[dict[Language, tuple[str, str, str]]] = {
    "en": ("Sent to another member", "Received from another member",
           "Transfer of 50 Miles refused"),
    "ms": ("Pindahan kepada ahli lain", "Pindahan daripada ahli lain",
           "Pindahan 50 Miles tidak diluluskan"),
    "id": ("Transfer ke anggota lain", "Transfer dari anggota lain", "Transfer 50 Miles ditolak"),
    "nl": ("Overgedragen aan een ander lid", "Ontvangen van een ander lid",
           "Overdracht van 50 Miles geweigerd"),
    "de": ("An ein anderes Mitglied übertragen", "Von einem anderen Mitglied erhalten",
           "Übertragung abgelehnt: 50 Miles"),
}  # fmt: skip


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def _told(member: UUID, kind: str, key: str, at_us: int = NOW_US, **payload: Json) -> None:
    record([NewEvent(member, kind, at_us, "desk", key, payload)], acting=SYSTEM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_are_told(clock: StoppedClock, language: Language) -> None:
    giver, taker = opened(2)
    _told(giver, "purchase", "a", NOW_US - 40 * DAY_US, amount=3_000)
    _told(giver, "purchase", "b", amount=3_000)
    _told(giver, "transfer", "c", points=45, to=str(taker))
    _told(giver, "transfer", "d", points=50, to=str(taker))
    refused, sent, *_ = statement_of(giver, language)
    (got,) = statement_of(taker, language)
    assert (sent.title, got.title, refused.title) == TITLES[language]
    assert (sent.points, got.points, refused.points) == ("-45 Miles", "+45 Miles", "")
    for one, other, sign in ((sent, taker, "-"), (got, giver, "+")):
        (group,) = one.groups
        assert [row.points for row in group.rows] == [f"{sign}30 Miles", f"{sign}15 Miles"]
        assert str(other) in [value for _, value in one.facts]
        assert not one.doubts
    assert [one.groups[0].rows[0].what for one in (sent, got)] == [sent.groups[0].rows[0].what] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_approved_an_adjustment_is_told(clock: StoppedClock, language: Language) -> None:
    (member,) = opened(1)
    _told(member, "adjust", "a", points=51, reason="lost stay", approved_by="person/ana")
    (one,) = statement_of(member, language)
    said = {
        "en": "Approved by", "ms": "Diluluskan oleh", "id": "Disetujui oleh",
        "nl": "Goedgekeurd door", "de": "Genehmigt von",
    }  # fmt: skip
    assert (said[language], "person/ana") in one.facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_late_event_tells_what_it_put_right(clock: StoppedClock, language: Language) -> None:
    giver, taker = opened(2)
    _told(giver, "purchase", "a", amount=3_000)
    _told(giver, "transfer", "c", points=20, to=str(taker))
    _told(giver, "purchase", "late", NOW_US - 40 * DAY_US, amount=1_000)
    late = statement_of(giver, language)[0]
    assert len(late.groups) == 2
    assert not late.doubts


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH: install it to look at the pages")
def test_both_sides_in_a_browser(clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a phone too, light and dark, with every line opened."""
    monkeypatch.setenv("SETIA_DEMO", "1")
    who = [
        Enrolment([Identity(IdentityKind.EMAIL, f"{name}@example.com")], {"name": name})
        for name in ("aminah", "bala")
    ]
    giver, taker = enrol_members(who, acting=SYSTEM)
    assert giver.member_id is not None
    assert taker.member_id is not None
    _told(giver.member_id, "purchase", "a", amount=3_000)
    _told(giver.member_id, "transfer", "c", points=20, to=str(taker.member_id))
    found = {"sent": giver, "got": taker}
    pages = {name: f"/members/{one.number}/{OPENED}" for name, one in found.items()}
    with serving() as url:
        assert photograph(url, pages, None, CHROMIUM) == []
