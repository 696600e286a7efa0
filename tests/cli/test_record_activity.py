"""Activities and facts about members by hand: values as people write them, named when wrong."""

import json

import pytest

from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from setia.programs.actions.publish_program import publish_program
from tests.cli.conftest import Ended, Setia

AMINAH = ("--email", "aminah@example.com")
PROGRAM = """
setia: 1
program: stays
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  stars: {name: {en: {one: Star, other: Stars}}}
events:
  review:
    attributes:
      stars: {type: number, from: 1, to: 5, needed: yes}
      photo: bool
      tags: list
  stay:
    attributes:
      nights: {type: number, from: 1, to: 60}
      amount: money
      tip: {type: money, from: 0, to: 100.00}
      weight: {type: number, decimals: 2}
      room: [small, large]
      since: date
      note: text
    items: {service: text}
    basis: nights
member:
  country: [my, nl]
  vip: bool
  children: {type: number, from: 0, to: 20}
earning:
  - rule: base
    give: 1 per whole 1.00
  - rule: review
    on: review
    when: photo and stars >= 4 and "long" in tags
    give: 15
  - rule: nights
    on: stay
    give: 3 per 1
  - rule: tips
    on: stay
    when: room == "large" and weight > 1.50 and since < "2026-01-01"
    of: tip
    give: 1 per whole 1.00
  - rule: breakfast
    on: stay
    items: item.service == "breakfast"
    give: 1 per whole 1.00
  - rule: vip
    when: member.vip and member.country == "nl"
    give: 100
  - rule: children
    when: member.children >= 2
    give: 50
"""


@pytest.fixture
def stays(setia: Setia) -> Setia:
    """Runs one command where a program with kinds of its own is in force."""
    publish_program(PROGRAM, acting=SYSTEM)
    assert setia("member", "enrol", *AMINAH).code == 0
    return setia


def payloads() -> list[tuple[str, object]]:
    with raw_cursor() as cursor:
        cursor.execute("SELECT kind, payload FROM event WHERE kind <> 'clock' ORDER BY seq")
        return [(kind, json.loads(payload)) for kind, payload in cursor.fetchall()]


def test_values_are_read_by_the_fields_that_the_program_declares(stays: Setia) -> None:
    stay = ("tip=12.50", "nights=2", "weight=1.75", "room=large", "since=2025-12-31", "note=a=b")
    assert stays("record", "activity", "stay", *stay, *AMINAH) == Ended(
        0, "accepted: +18 Stars\n", ""
    )
    review = ("stars=5", *AMINAH, "photo=yes", "tags=long, kind")
    assert stays("record", "activity", "review", *review) == Ended(0, "accepted: +15 Stars\n", "")
    assert payloads() == [
        (
            "stay",
            {
                "tip": 1250,
                "nights": 2,
                "weight": 175,
                "room": "large",
                "since": "2025-12-31",
                "note": "a=b",
            },
        ),
        ("review", {"stars": 5, "photo": True, "tags": ["long", "kind"]}),
    ]
    seal_all()
    assert verify().clean


def test_the_whole_event_can_be_json_with_its_items(stays: Setia) -> None:
    event = {
        "nights": 1,
        "amount": 5_000,
        "items": [{"amount": 2_000, "service": "breakfast"}, {"amount": 3_000}],
    }
    ended = stays("record", "activity", "stay", *AMINAH, "--json", json.dumps(event))
    assert ended == Ended(0, "accepted: +23 Stars\n", "")
    assert payloads() == [("stay", event)]
    bought = stays("record", "activity", "purchase", "amount=7", *AMINAH)
    assert bought.out == "accepted: +7 Stars\n"


def test_the_same_key_again_counts_once(stays: Setia) -> None:
    stayed = ("record", "activity", "stay", "nights=2", *AMINAH, "--key", "k")
    assert stays(*stayed).out == "accepted: +6 Stars\n"
    again = stays(*stayed)
    assert (again.code, again.out) == (
        0,
        "replayed: accepted before under this key, and counted once\n",
    )
    other = stays("record", "activity", "stay", "nights=3", *AMINAH, "--key", "k")
    assert other.code == 1
    assert "recorded before with another payload.nights; give it another --key" in other.err


def test_an_activity_waits_for_its_member_and_can_have_a_time(stays: Setia) -> None:
    bo = ("--email", "bo@example.com")
    stayed = ("record", "activity", "stay", "nights=2", *bo, "--key", "k", "--time", "2026-01-03")
    waits = stays(*stayed)
    assert waits.code == 0
    assert waits.out.startswith("waiting: nobody has this email yet")
    assert stays("member", "enrol", *bo).code == 0
    assert stays(*stayed).out.startswith("replayed: accepted before")
    assert "\n6 stars" in stays("member", "show", *bo).out.lower()


def test_facts_are_told_and_taken_away(stays: Setia) -> None:
    told = ("record", "profile", "country=nl", "vip=yes", "children=2", *AMINAH)
    assert stays(*told) == Ended(0, "accepted\n", "")
    assert stays("record", "purchase", "1", *AMINAH).out == "accepted: +151 Stars\n"
    assert stays("record", "profile", "children=", *AMINAH).out == "accepted\n"
    assert stays("record", "purchase", "1", *AMINAH).out == "accepted: +101 Stars\n"
    assert stays("record", "profile", *AMINAH, "--json", '{"vip": null}').code == 0
    assert stays("record", "purchase", "1", *AMINAH).out == "accepted: +1 Star\n"
    assert [one for kind, one in payloads() if kind == "profile"] == [
        {"country": "nl", "vip": True, "children": 2},
        {"children": None},
        {"vip": None},
    ]


def test_a_kind_counts_from_the_version_in_force(stays: Setia) -> None:
    later = PROGRAM.replace(
        "  stay:\n", "  referral: {attributes: {friends: number}}\n  stay:\n", 1
    )
    publish_program(later, acting=SYSTEM)
    ended = stays("record", "activity", "referral", "friends=2", *AMINAH)
    assert (ended.code, ended.out) == (2, "")
    assert "the program has no kind 'referral'" in ended.err
    assert payloads() == []


BAD = {
    "activity visit": "the program has no kind 'visit'; it has: purchase, review, stay",
    "activity reviw": "the program has no kind 'reviw'; did you mean review?",
    "activity profile vip=yes": "profile: has a command of its own: setia record profile",
    "activity review": "stars: review needs it; write stars=…",
    "activity purchase": "amount: purchase needs it; write amount=…",
    "activity review stars=6": "stars: 6 is out of its range, 1 to 5",
    "activity review stars=1.5": "stars: '1.5'",
    "activity review stars=5 photo=maybe": "photo: 'maybe' is neither yes nor no; write yes or no",
    "activity review stars=5 stars=4": "stars: stands twice; write it once",
    "activity review stars": "'stars' has no name and value; write it like stars=5",
    "activity review stairs=5": "stairs: review has no such attribute; did you mean stars?",
    "activity review stars=5 --json {}": "--json: says all of it by itself",
    "activity stay tip=100.01": "tip: 100.01 is out of its range, 0.00 to 100.00",
    "activity stay tip=1.234": "tip: '1.234'",
    "activity stay tip=-1": "tip: -1 is out of its range, 0.00 to 100.00",
    "activity stay room=huge": "room is never 'huge'; known: small, large",
    "activity stay since=yesterday": "since: 'yesterday' is not a date; write it like 2026-12-25",
    "activity stay items=1": "items: write the whole event as --json",
    "activity stay --json []": "--json: must be one object",
    "activity stay --json {": "--json: can't be read",
    'activity stay --json {"nigts":1}': "--json: stay has no attribute nigts; did you mean nights?",
    "profile": "nothing is told of the member; write it like country=…",
    "profile vip=yes county=nl": "county: profile has no such attribute; did you mean country?",
    "profile country=de": "country is never 'de'; known: my, nl",
}


@pytest.mark.parametrize("words", BAD)
def test_what_cannot_be_meant_ends_with_2_and_names_the_attribute(stays: Setia, words: str) -> None:
    ended = stays("record", *words.split(), *AMINAH)
    assert (ended.code, ended.out) == (2, "")
    assert BAD[words] in ended.err
    assert payloads() == []


def test_what_the_ledger_finds_unfit_is_named_too(stays: Setia) -> None:
    ended = stays("record", "activity", "review", *AMINAH, "--json", '{"stars": 9}')
    assert (ended.code, ended.out) == (1, "")
    assert "not recorded: unfit: stars: 9 must be a whole number from 1 to 5" in ended.err
    half = stays("record", "activity", "stay", *AMINAH, "--json", '{"nights": 1.5}')
    assert (half.code, "payload.nights: is a fraction" in half.err) == (1, True)


def test_a_program_that_knows_nothing_of_members_says_so(kopi: Setia) -> None:
    ended = kopi("record", "profile", "vip=yes", *AMINAH)
    assert ended.code == 2
    assert "knows nothing of its members; declare it under member:" in ended.err


@pytest.mark.parametrize("words", [("activity",), ("profile",)])
def test_the_help_says_what_the_exit_codes_mean(setia: Setia, words: tuple[str, ...]) -> None:
    shown = " ".join(setia("record", *words, "--help").out.split())
    assert "Exit codes: 0 it is accepted, waits for its member" in shown
