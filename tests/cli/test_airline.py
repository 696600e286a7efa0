"""A whole program by hand: miles with a decimal, two wallets, points that wait, a level to keep."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from setia.programs.actions.publish_program import publish_program
from tests.cli.conftest import Ended, Setia
from tests.ledger.programs import airline

ANJA = ("--email", "anja@example.com")
DATE = r"\d{1,2} [A-Z][a-z]+ \d{4}"


@pytest.fixture
def sky(setia: Setia) -> Setia:
    """Runs one command where the airline's program is in force and Anja is a member."""
    publish_program(airline(), acting=SYSTEM)
    assert setia("member", "enrol", *ANJA).code == 0
    # The membership year ends in more than a week and less than a year, on whatever day this runs.
    joined = f"{datetime.now(UTC) - timedelta(days=1_000):%Y-%m-%d}"
    assert setia("record", "profile", f"joined={joined}", "card=black", *ANJA).code == 0
    return setia


def flown(sky: Setia, distance: int, *more: str) -> Ended:
    return sky("record", "activity", "flight", f"distance={distance}", *more, *ANJA)


def test_points_of_two_wallets_are_told_with_their_decimals(sky: Setia) -> None:
    first = flown(sky, 1_201, "cabin=business")
    assert first == Ended(0, "accepted: +1,201.0 miles, +15 status miles\n", "")
    assert flown(sky, 9_001, "cabin=economy", "partner=yes").out == "accepted: +4,500.5 miles\n"
    bought = sky("record", "activity", "purchase", "amount=12.00", "tax=2.00", *ANJA)
    assert bought.out == "accepted: +12.0 miles\n"
    for said in ("accepted: +2.5 miles\n", "accepted\n"):
        assert sky("record", "activity", "review", "stars=4", *ANJA).out == said
    seal_all()
    assert verify().clean


@pytest.mark.parametrize(
    ("words", "ended"),
    [
        (
            ("100.5",),
            Ended(2, "", "there are several wallets; write --wallet with one of: miles, status\n"),
        ),
        (
            ("5", "--wallet", "stars"),
            Ended(2, "", "no wallet 'stars'; write --wallet with one of: miles, status\n"),
        ),
        (
            ("100.55", "--wallet", "miles"),
            Ended(2, "", "100.55 has too many decimals; miles has at most 1\n"),
        ),
        (
            ("5", "--wallet", "status"),
            Ended(1, "refused: Not enough points: 0 status miles could be spent.\n", ""),
        ),
        (("100.5", "--wallet", "miles"), Ended(0, "accepted: -100.5 miles\n", "")),
        (
            ("600.6", "--wallet", "miles"),
            Ended(1, "refused: Not enough points: 600.5 miles could be spent.\n", ""),
        ),
    ],
)
def test_a_spend_names_its_wallet(sky: Setia, words: tuple[str, ...], ended: Ended) -> None:
    assert flown(sky, 1_201, "cabin=economy").out == "accepted: +600.5 miles, +15 status miles\n"
    assert sky("record", "spend", *words, *ANJA) == ended


def test_a_member_is_shown_with_goals_and_with_what_is_pending(sky: Setia) -> None:
    flown(sky, 1_201, "cabin=business")
    flown(sky, 9_000, "cabin=economy")
    sky("record", "spend", "100.5", "--wallet", "miles", *ANJA)
    sky("record", "spend", "5", "--wallet", "status", *ANJA)
    out = sky("member", "show", *ANJA, columns=200).out
    first, keeps, reaches, miles, status, *rest = out.splitlines()
    assert re.search(r"; level: silver, until \d{4}-\d\d-\d\d$", first)
    assert re.fullmatch(f"status miles this year: 50 from {DATE} to {DATE} keeps Silver", keeps)
    assert re.fullmatch(f"status miles this year: 45 more by {DATE} reaches Gold", reaches)
    assert (miles, status) == ("5,600.5 miles", "0 status miles")
    shown = "\n".join(rest)
    assert re.search(r"\nlots\nusable until +wallet +points *\n\S+ +miles +5,600\.5 *\n", shown)
    with raw_cursor() as cursor:
        cursor.execute("SELECT ((now() AT TIME ZONE 'Europe/Amsterdam')::date + 14)::text")
        (usable,) = cursor.fetchone() or ("",)
    waits = rf"\npending\nusable from +wallet +points *\n{usable} +status +55 *\n"
    assert re.search(waits, shown)
    assert "+1,201.0 miles, +15 status miles  flown +600.5, premium +0.0 (another" in shown
    assert "-100.5 miles" in shown
    assert "Spend of 5 status miles refused" in shown
    assert "Not enough points: 0 status miles could be spent." in shown


def test_a_rule_that_rests_says_why_it_gives_nothing(sky: Setia) -> None:
    for _ in range(2):
        sky("record", "activity", "review", "stars=4", *ANJA)
    shown = sky("member", "show", *ANJA, columns=200).out
    assert "+2.5 miles  thanks +2.5" in shown
    assert "thanks +0.0 (gave a short while ago)" in shown
