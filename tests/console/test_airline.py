"""A whole program in pages: miles with a decimal, two wallets, points that wait, why not more."""

import re

import pytest
from django.test import Client

from setia.console.sample import catch_up
from setia.ledger.actions.record import record
from setia.ledger.entries import NewEvent
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.console.reading import lines_of, text_of
from tests.ledger.programs import airline

DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"
HAPPENED: tuple[tuple[str, dict[str, Json]], ...] = (
    ("flight", {"distance": 1_201, "cabin": "business"}),
    ("flight", {"distance": 9_000, "cabin": "economy", "partner": True}),
    ("flight", {"distance": 9_000, "cabin": "economy"}),
    ("purchase", {"amount": 1_200, "tax": 200}),
    ("review", {"stars": 4}),
    ("review", {"stars": 4}),
    ("spend", {"points": 1_005, "wallet": "miles"}),
    ("spend", {"points": 5, "wallet": "status"}),
)


@pytest.fixture
def number(database: DatabaseUrls) -> str:
    """The number of a member who has flown, bought, reviewed and spent."""
    publish_program(airline(), acting=SYSTEM)
    (made,) = enrol_members([Enrolment([Identity(IdentityKind.REFERENCE, "1")])], acting=SYSTEM)
    assert made.member_id is not None
    with outermost() as cursor:
        now_us = clock.now(cursor)
        # The membership year ends in more than a week and less than a year, whenever this runs.
        cursor.execute("SELECT (now()::date - 1000)::text")
        (joined,) = cursor.fetchone() or ("",)
    told = ("profile", {"joined": joined, "card": "black"})
    for place, (kind, payload) in enumerate([told, *HAPPENED]):
        event = NewEvent(made.member_id, kind, now_us, "till", f"{place}", payload)
        record([event], acting=SYSTEM)
    catch_up()
    return made.number


def test_the_head_says_balances_what_is_pending_and_what_is_enough(
    browser: Client, number: str
) -> None:
    page = text_of(browser.get(f"/members/{number}/"))
    assert re.search(f"Balance 10,115.0 miles Usable until {DATE} ", page)
    assert re.search(f"0 status miles 55 more from {DATE} Silver until {DATE} ", page)
    counted = "status miles this year"
    assert re.search(f"{counted}: 50 from {DATE} to {DATE} keeps Silver", page)
    assert re.search(f"{counted}: 45 more by {DATE} reaches Gold", page)
    german = text_of(browser.get(f"/members/{number}/?lang=de"))
    assert "Guthaben 10.115,0 Meilen" in german
    assert re.search(r"Statusmeilen in diesem Jahr: noch 45 bis [\d.]+ für Gold", german)


def test_each_event_says_what_it_gave_and_why_not_more(browser: Client, number: str) -> None:
    lines = lines_of(browser.get(f"/members/{number}/"))
    refused, spent, rested, thanked, bought, flight, partner, business, profile = lines
    assert "Spend of 5 status miles refused refused Not enough points: 0 status miles" in refused
    assert "-100.5 miles 100.5 miles asked for, 10,215.5 miles could be spent." in spent
    assert "Thank you 2.5 each time gave points less than 1 day ago 0 Sum 0 miles" in rested
    assert "Thank you 2.5 each time +2.5 Sum +2.5 miles" in thanked
    assert "On board 0.2 per €1.00 of €10.00 (the amount − tax) = 2 +2.0" in bought
    assert "Why not more Gold bonus only when the tier is Gold or higher Put into" in bought
    assert "+4,500.0 miles, +40 status miles pending" in flight
    assert "Premium cabin only when cabin is premium or higher" in flight
    assert "Business class only when cabin is business and partner is not yes" in partner
    assert "Status miles only when partner is not yes" in partner
    assert "+1,201.0 miles, +15 status miles pending" in business
    assert (
        "Premium cabin × 1.25 on 600.5 = +150.125 another of these rules gives more 0" in business
    )
    assert "Profile changed" in profile


def test_the_home_page_counts_each_wallet_in_its_own_decimals(browser: Client, number: str) -> None:
    page = text_of(browser.get("/"))
    assert "miles issued in 30 days 10,215.5" in page
    assert "miles spent in 30 days 100.5" in page
    assert "10,215.5 − 100.5 − 0.0 = 10,115.0. Each bar" in page, "miles do not wait"
    assert "55 − 0 − 0 = 55. Of these, 55 are still pending." in page
    assert re.search(r"Gold 0 0% Silver 1 100% Blue 0 0%", page)
