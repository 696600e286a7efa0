"""Releases, conversions and donations on a member's page, in five languages."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import pytest

from setia.console.holdings import balances, later
from setia.console.screenshots import OPENED, browser_path, photograph, serving
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent
from setia.ledger.queries import standing
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.voice import voice_of
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.console.reading import statement_of
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, in_force, opened

CHROMIUM: Final = browser_path() or ""
SINCE_US: Final = us(2024, 1, 1)
NOW_US: Final = us(2024, 6, 1, 12)
PROGRAM: Final = """
setia: 1
program: hotel
currency: MYR
wallets:
  nights: {name: Nights, pending: "until released, lost after 60 days"}
  stars: {name: Stars, pending: "until released, else after 14 days", converts: {nights: 1 per 2},
          donates to: forest}
earning:
  - {rule: night, give: 2 nights}
  - {rule: star, give: 9 stars}
"""
TITLES: Final[dict[Language, tuple[str, str, str, str]]] = {
    "en": ("Release of points", "Points converted", "Donation", "Donation of 50 Stars refused"),
    "ms": ("Pengaktifan mata", "Penukaran antara dompet", "Derma",
           "Derma 50 Stars tidak diluluskan"),
    "id": ("Pencairan poin", "Konversi poin", "Donasi poin", "Donasi 50 Stars ditolak"),
    "nl": ("Vrijgave van punten", "Punten omgezet", "Donatie", "Donatie van 50 Stars geweigerd"),
    "de": ("Freigabe von Punkten", "Punkte umgewandelt", "Spende", "Spende abgelehnt: 50 Stars"),
}  # fmt: skip
WAITING: Final[dict[Language, tuple[str, str]]] = {
    "en": ("2 more if released before 31 Jul 2024",
           "9 more once released, from 15 Jun 2024 at the latest"),
    "ms": ("2 lagi hanya jika mula boleh guna sebelum 31 Jul 2024",
           "9 lagi mula boleh guna selewat-lewatnya 15 Jun 2024"),
    "id": ("2 lagi hanya jika cair sebelum 31 Jul 2024",
           "9 lagi akan cair paling lambat 15 Jun 2024"),
    "nl": ("2 erbij, mits vrijgegeven vóór 31 jul 2024",
           "9 erbij na vrijgave, uiterlijk vanaf 15 jun 2024"),
    "de": ("dazu 2 bei Freigabe vor dem 31.07.2024",
           "dazu 9 nach Freigabe, spätestens ab 15.06.2024"),
}  # fmt: skip
NOTHING: Final = {
    "en": "No points were waiting for this.",
    "ms": "Tiada mata yang menunggu pengaktifan ini.",
    "id": "Tidak ada poin yang menunggu pencairan ini.",
    "nl": "Er wachtten geen punten op deze vrijgave.",
    "de": "Auf diese Freigabe warteten keine Punkte.",
}


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, PROGRAM, SINCE_US, NOW_US) as stopped:
        yield stopped


def _record(member: UUID, *told: tuple[str, dict[str, Json]]) -> None:
    events = [
        NewEvent(member, kind, NOW_US + place, "desk", f"{place}", payload)
        for place, (kind, payload) in enumerate(told)
    ]
    record(events, acting=SYSTEM)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_freed_turned_and_given_is_told(clock: StoppedClock, language: Language) -> None:
    (member,) = opened(1)
    clock.set(NOW_US + 10)
    _record(
        member,
        ("purchase", {"amount": 100}),
        ("release", {"of": "0"}),
        ("release", {"of": "0"}),
        ("convert", {"points": 3, "wallet": "stars"}),
        ("donate", {"points": 6, "wallet": "stars"}),
        ("donate", {"points": 50, "wallet": "stars"}),
    )
    refused, given, turned, nothing, freed, bought = statement_of(member, language)
    assert (freed.title, turned.title, given.title, refused.title) == TITLES[language]
    assert (freed.points, given.points, nothing.points) == ("+2 Nights, +9 Stars", "-6 Stars", "")
    assert turned.points == "-3 Stars, +1 Nights"
    assert nothing.said == NOTHING[language]
    assert {len(one.groups) for one in (freed, given)} == {1}
    assert len(turned.groups) == 2, "what left, and what came"
    assert not any(one.doubts for one in (refused, given, turned, nothing, freed, bought))
    assert [value for _, value in given.facts if value == "forest"] == ["forest"]
    assert [value for _, value in turned.facts if value == "forest"] == []


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on PATH: install it to look at the pages")
def test_two_wallets_leave_a_line_its_title_in_a_browser(
    clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a phone too, light and dark, with every line opened."""
    monkeypatch.setenv("SETIA_DEMO", "1")
    clock.set(NOW_US + 10)
    who = Enrolment([Identity(IdentityKind.EMAIL, "aminah@example.com")], {"name": "Aminah"})
    (enrolled,) = enrol_members([who], acting=SYSTEM)
    assert enrolled.member_id is not None
    _record(
        enrolled.member_id,
        ("purchase", {"amount": 100}),
        ("purchase", {"amount": 100}),
        ("release", {"of": "0"}),
        ("convert", {"points": 2, "wallet": "stars"}),
        ("donate", {"points": 3, "wallet": "stars"}),
    )
    pages = {"why": f"/members/{enrolled.number}/{OPENED}"}
    with serving() as url:
        assert photograph(url, pages, None, CHROMIUM) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_says_what_becomes_of_it(clock: StoppedClock, language: Language) -> None:
    (member,) = opened(1)
    _record(member, ("purchase", {"amount": 100}))
    with outermost() as cursor:
        book = current_book(cursor)
        found = standing(cursor, book, member, NOW_US)
    assert found is not None
    voice = voice_of(language, book.newest.program, book.newest.zone)
    notes = tuple(one.note for one in balances(voice, book.newest, found))
    assert notes == WAITING[language]
    assert later(voice, book.newest, found) == []
    clock.set(NOW_US + 70 * DAY_US)
    sweep_all()
    lost = statement_of(member, language)[0]
    assert "-2 Nights" in lost.points
    assert not lost.doubts
