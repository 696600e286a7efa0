"""A member's statement: what they have, what happened, and the arithmetic of each point."""

import logging
import os
import re
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from setia.console.statement import PAGE, Entry, statement
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent, Origin
from setia.members.actions.enrol_members import enrol_members
from setia.members.actions.erase_member import erase_member
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.member_numbers import grouped
from setia.members.queries import find
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.platform.languages.language import LANGUAGES, Language
from tests.conftest import HOME_VARIABLE
from tests.console.conftest import Sample
from tests.console.reading import lines_of, text_of

DAY_US = 86_400_000_000


def member_id(number: str) -> UUID:
    found = find(Identity(IdentityKind.NUMBER, number))
    assert found is not None
    return found


def every_entry(number: str) -> tuple[list[Entry], dict[str, int]]:
    """All events of a member over all pages, and the balances."""
    entries: list[Entry] = []
    before = 2**62
    with outermost() as cursor:
        while True:
            page = statement(cursor, member_id(number), before)
            assert page is not None
            entries += page.entries
            if page.older is None:
                return entries, dict(page.standing.balances)
            before = page.older


def now_us() -> int:
    with outermost() as cursor:
        return clock.now(cursor)


def test_every_statement_adds_up_to_its_balance(sample: Sample) -> None:
    for number in sample.numbers:
        entries, balances = every_entry(number)
        total = sum(one.explained.net.get("beans", 0) for one in entries)
        assert {"beans": total} == balances
        assert [one.explained.doubts for one in entries] == [()] * len(entries)
        seqs = [one.leaf.seq for one in entries]
        assert seqs == sorted(seqs, reverse=True)
        assert len(set(seqs)) == len(seqs)
        for one in entries:
            for wallet in one.explained.earned:
                assert sum(step.points for step in wallet.steps) == wallet.total == wallet.posted
                for step in wallet.steps:
                    assert sum(step.lines) in (0, step.points)


def test_the_arithmetic_of_a_basket_is_shown_rule_by_rule_and_item_by_item(
    browser: Client, sample: Sample
) -> None:
    response = browser.get(f"/members/{sample.numbers[0]}/")
    assert response.status_code == 200
    (basket,) = [one for one in lines_of(response) if "By item" in one]
    assert "Purchase RM75.00" in basket
    assert "Every ringgit 1 per whole RM1.00 of RM75.00 = 75 +75" in basket
    # At the weekend the sum is whole; on other days it is rounded.
    total = re.search(r"Sum (?:[\d.]+, rounded down once )?\+(\d+) Beans", basket)
    assert total is not None
    rules = basket[: basket.index("Sum")]
    points = [int(n) for n in re.findall(r"= \+?[\d.]+(?: rounding \S+)? \+(\d+)", rules)]
    points += [int(n) for n in re.findall(r"for this purchase \+(\d+)", rules)]
    assert sum(points) == int(total[1])
    items = basket[basket.index("By item") : basket.index("Put into")]
    assert sum(int(n) for n in re.findall(r"RM[\d.]+ \+(\d+)", items)) == int(total[1])
    assert "drinks RM8.50" in items


def test_spends_refusals_expiries_and_lateness_are_told(browser: Client, sample: Sample) -> None:
    number = sample.numbers[0]
    pages = [browser.get(f"/members/{number}/"), browser.get(f"/members/{number}/?before=30")]
    lines = [line for page in pages for line in lines_of(page)]
    said = " ".join(lines)
    (refused,) = [line for line in lines if "Spend of 9,000 Beans refused" in line]
    assert "Beans refused refused" in refused, "the title and the badge"
    assert re.search(r"Not enough points: [\d,]+ Beans could be spent\.", refused)
    spent = next(line for line in lines if " Spent -10 Beans" in line)
    assert "Taken from" in spent
    assert "points of Oct 2025" in spent or "usable until" in spent
    assert "expired by then" in said
    assert "came late" in said


def test_the_head_says_who_and_what_they_have(browser: Client, sample: Sample) -> None:
    number = sample.numbers[0]
    _, balances = every_entry(number)
    page = text_of(browser.get(f"/members/{number}/"))
    assert "Aminah Rahman" in page
    assert grouped(number) in page
    assert f"Balance {balances['beans']:,} Beans" in page
    assert "Gold until" in page
    assert "of them can be used until" in page
    assert "What ends when Usable until Balance" in page


def test_pages_follow_each_other_without_gap_or_repetition(browser: Client, sample: Sample) -> None:
    number = sample.numbers[0]
    seen: list[int] = []
    address = f"/members/{number}/"
    while True:
        response = browser.get(address)
        page = response.content.decode()
        seqs = [int(n) for n in re.findall(r'<li id="event-(\d+)"', page)]
        seen += seqs
        older = re.search(r"\?before=(\d+)#statement", page)
        if older is None:
            break
        assert len(seqs) == PAGE
        address = f"/members/{number}/?before={older[1]}"
    entries, _ = every_entry(number)
    assert seen == [one.leaf.seq for one in entries]
    assert len(seen) > PAGE


def test_fifty_events_are_one_page_and_one_more_is_two(browser: Client, sample: Sample) -> None:
    identity = Identity(IdentityKind.CARD, "PAGES1")
    (made,) = enrol_members([Enrolment([identity])], acting=SYSTEM)
    assert made.member_id is not None
    for count in (PAGE - 1, PAGE, PAGE + 1):
        events = [
            NewEvent(made.member_id, "purchase", now_us(), "t", f"{n}", {"amount": 500})
            for n in range(count)
        ]
        for one in events:
            record([one], acting=SYSTEM)
        response = browser.get(f"/members/{made.number}/")
        assert len(lines_of(response)) == min(count, PAGE)
        assert ("Older" in text_of(response)) == (count > PAGE)


def test_a_member_without_events_is_told_so(browser: Client, sample: Sample) -> None:
    identity = Identity(IdentityKind.CARD, "EMPTY1")
    (made,) = enrol_members([Enrolment([identity])], acting=SYSTEM)
    page = text_of(browser.get(f"/members/{made.number}/"))
    assert "Nothing has happened yet" in page
    assert "There are no points, so nothing ends." in page
    assert "Balance 0 Beans" in page


ONE: Final = {
    "en": ("Balance 1 Bean Usable until ", "+1 Bean", "-1 Bean", "2 Beans could be spent", "Bean "),
    "ms": (
        *("Baki 1 Biji Kopi Boleh digunakan hingga ", "+1 Biji Kopi", "-1 Biji Kopi"),
        *("hanya 2 Biji Kopi boleh digunakan", "Biji Kopi "),
    ),
    "id": (
        *("Saldo 1 Butir Kopi Hanya bisa dipakai sampai ", "+1 Butir Kopi", "-1 Butir Kopi"),
        *("hanya 2 Butir Kopi yang tersedia", "Butir Kopi "),
    ),
    "nl": (
        *("Saldo 1 Boon Te besteden t/m ", "+1 Boon", "-1 Boon"),
        *("2 Bonen beschikbaar", "Boon "),
    ),
    "de": (
        *("Guthaben 1 Bohne Einlösbar bis ", "+1 Bohne", "-1 Bohne"),
        *("nur 2 Bohnen", "Bohne "),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_point_is_told_in_the_singular(
    browser: Client, sample: Sample, language: Language
) -> None:
    """1.00 and 1.50 give 1 each, and 1 of the 2 is spent: 1 is left."""
    (made,) = enrol_members([Enrolment([Identity(IdentityKind.CARD, "ONE1")])], acting=SYSTEM)
    member = made.member_id
    assert member is not None

    def add(kind: str, key: str, **payload: Json) -> None:
        record([NewEvent(member, kind, now_us(), "till", key, payload)], acting=SYSTEM)

    add("purchase", "a", amount=100)
    add("purchase", "b", amount=150)
    add("spend", "no", points=3)
    add("spend", "yes", points=1)
    address = f"/members/{made.number}/?lang={language}"
    page = text_of(browser.get(address))
    balance, plus, minus, available, lot = ONE[language]
    assert balance in page
    assert available in page
    spent, refused, *bought = lines_of(browser.get(address))
    assert minus in spent
    assert f" {minus.removeprefix('-')}" not in refused
    assert all(plus in one for one in bought)
    assert len(re.findall(rf"\b1 {lot}", page)) >= 5
    several = {"en": "Beans", "nl": "Bonen", "de": "Bohnen"}.get(language)
    assert several is None or not re.search(rf"\b1 {several}\b", page)


def test_a_late_purchase_says_what_it_put_right(browser: Client, sample: Sample) -> None:
    identity = Identity(IdentityKind.CARD, "LATE1")
    (made,) = enrol_members([Enrolment([identity])], acting=SYSTEM)
    assert made.member_id is not None
    now = now_us()
    member = made.member_id

    def buy(key: str, days_ago: int, amount: int) -> NewEvent:
        at_us = now - days_ago * DAY_US
        return NewEvent(member, "purchase", at_us, "till", key, {"amount": amount})

    spend = NewEvent(member, "spend", now - 5 * DAY_US, "till", "s", {"points": 30})
    record([buy("a", 10, 5_000), spend], acting=SYSTEM, origin=Origin.IMPORT)
    # It expires before the lot that the spend used, so the spend moves to it.
    record([buy("late", 50, 4_000)], acting=SYSTEM)
    late = lines_of(browser.get(f"/members/{made.number}/"))[0]
    assert "Purchase RM40.00" in late
    assert "+40 Beans" in late
    assert "came late" in late
    assert "Put right because this came late" in late
    assert "given back to its lot" in late
    entries, balances = every_entry(made.number)
    assert sum(one.explained.net.get("beans", 0) for one in entries) == balances["beans"] == 60


def test_a_decision_that_was_tampered_with_is_shown_and_logged(
    browser: Client, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    number = sample.numbers[0]
    with psycopg.connect(sample.urls.superuser_url) as connection:
        connection.execute(
            "UPDATE event SET decision[1] = decision[1] + 1 WHERE member_id = %s"
            " AND kind = 'purchase' AND seq = (SELECT max(seq) FROM event AS e"
            " WHERE e.member_id = event.member_id AND e.kind = 'purchase')",
            (member_id(number),),
        )
    with caplog.at_level(logging.ERROR, "setia.console"):
        response = browser.get(f"/members/{number}/")
    assert response.status_code == 200
    shown = lines_of(response)
    newest = next(place for place, one in enumerate(shown) if "Purchase" in one)
    tampered = shown.pop(newest)
    assert "This does not add up" in tampered
    assert "Posted were" in tampered
    assert "does not add up: posted: should be" in caplog.text
    assert number not in caplog.text
    assert "This does not add up" not in " ".join(shown)


ACTS = {
    "en": ("Return", "Adjustment", "Opening balance", "Level granted: Gold", "waiting"),
    "ms": ("Pemulangan barang", "Pelarasan", "Baki awal", "Peringkat diberikan: Emas", "menunggu"),
    "id": (
        "Pengembalian barang",
        "Penyesuaian",
        "Saldo awal",
        "Tingkat diberikan: Gold",
        "menunggu",
    ),
    "nl": ("Retour", "Correctie", "Beginsaldo", "Niveau toegekend: Goud", "in afwachting"),
    "de": ("Rückgabe", "Korrektur", "Anfangsbestand", "Stufe zuerkannt: Gold", "ausstehend"),
}


HOLDS = {
    "en": (
        *("Points put on hold -15 Beans", "5 Beans given back, of 20 Beans."),
        *("20 Beans used, of 30 Beans on hold.", "Put on hold from"),
    ),
    "ms": (
        *("Mata ditahan -15", "5 Biji Kopi daripada 20 Biji Kopi telah dipulangkan."),
        *("20 Biji Kopi daripada 30 Biji Kopi yang ditahan telah digunakan.", "Ditahan daripada"),
    ),
    "id": (
        *("Penahanan poin -15", "5 Butir Kopi dari 20 Butir Kopi sudah dikembalikan."),
        *("20 Butir Kopi dari 30 Butir Kopi yang ditahan sudah dipakai.", "Ditahan dari"),
    ),
    "nl": (
        *("Punten gereserveerd -15", "5 Bonen teruggegeven, van 20 Bonen."),
        *("20 Bonen besteed, van 30 Bonen in de reservering.", "Gereserveerd uit"),
    ),
    "de": (
        *("Punkte reserviert -15", "5 Bohnen erstattet (möglich: 20 Bohnen)."),
        *("20 Bohnen eingelöst (reserviert: 30 Bohnen).", "Reserviert aus"),
    ),
}
HELD = {
    "en": "15 on hold until",
    "ms": "15 ditahan hingga",
    "id": "15 ditahan sampai",
    "nl": "15 gereserveerd tot",
    "de": "15 reserviert bis",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_and_what_the_desk_does_is_told(
    browser: Client, sample: Sample, language: Language
) -> None:
    response = browser.get(f"/members/{sample.numbers[0]}/?lang={language}")
    waits, too_much, back, held, *ends, level, adjusted, opened = lines_of(response)[:10]
    named, adjustment, balance, granted, waiting = ACTS[language]
    assert named in waits
    assert waiting in waits
    assert "999" in too_much
    assert back.count(named) == 1
    assert adjustment in adjusted
    assert "The machine was broken." in adjusted
    assert balance in opened
    assert granted in level
    assert ".." not in level, "the reason brought its own full stop"
    for text, told in zip(HOLDS[language], (held, *ends), strict=True):
        assert text in told
    assert "{" not in f"{waits} {too_much} {back} {held} {ends} {level} {adjusted} {opened}"
    assert HELD[language] in text_of(response)


def test_it_speaks_every_language(browser: Client, sample: Sample) -> None:
    words = {"en": "Balance", "ms": "Baki", "id": "Saldo", "nl": "Saldo", "de": "Guthaben"}
    for language in LANGUAGES:
        response = browser.get(f"/members/{sample.numbers[0]}/?lang={language}")
        assert response.status_code == 200
        assert words[language] in text_of(response)


def test_a_number_is_found_in_any_grouping(browser: Client, sample: Sample) -> None:
    number = sample.numbers[1]
    for written in (grouped(number), grouped(number).replace(" ", "-"), f" {number}"):
        response = browser.get(f"/members/{written}/?lang=de")
        assert response.status_code == 302
        assert response["Location"] == f"/members/{number}/?lang=de"


def test_an_id_leads_to_the_number(browser: Client, sample: Sample) -> None:
    number = sample.numbers[1]
    response = browser.get(f"/members/{member_id(number)}/")
    assert (response.status_code, response["Location"]) == (302, f"/members/{number}/")
    assert browser.get(f"/members/{uuid4()}/").status_code == 404


def test_a_number_that_nobody_has_is_a_page_that_says_so(browser: Client, sample: Sample) -> None:
    for number in ("123456789012", "1", "x", "1234567890123456", "'--"):
        response = browser.get(f"/members/{number}/")
        assert response.status_code == 404
        assert "No member has the number" in text_of(response)


def test_any_page_that_is_asked_for_is_answered(browser: Client, sample: Sample) -> None:
    for before in ("0", "1", "-1", "abc", "9" * 30, "9" * 18, "²"):
        asked = {"before": before, "new": before}
        response = browser.get(f"/members/{sample.numbers[0]}/", asked)
        assert response.status_code == 200


def test_an_erased_member_has_a_statement_and_no_person(browser: Client, sample: Sample) -> None:
    number = sample.numbers[2]
    who = member_id(number)
    erase_member(who, home=Path(os.environ[HOME_VARIABLE]), acting=SYSTEM)
    assert browser.get(f"/members/{number}/").status_code == 404
    response = browser.get(f"/members/{who}/")
    assert response.status_code == 200
    page = text_of(response)
    assert "Siti" not in page
    assert number not in page
    assert "Statement" in page


def test_looking_changes_nothing(browser: Client, sample: Sample) -> None:
    def everything() -> list[tuple[object, ...]]:
        with psycopg.connect(sample.urls.superuser_url) as connection:
            query = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables"
            return sorted(connection.execute(query).fetchall())

    before = everything()
    for path in ("/", f"/members/{sample.numbers[0]}/", "/search/", "/nothing/"):
        browser.get(path)
    assert everything() == before
