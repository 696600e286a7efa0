"""Own kinds of events and facts about members from files: checked, typed and recorded for good."""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from setia.core.program.read import read_program
from setia.imports.actions.import_log import import_log
from setia.imports.declared import declared_in
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import BadMap, read_map
from setia.imports.summary import Summary
from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.cli.houses import House, house
from tests.conftest import DatabaseUrls
from tests.imports.logs import Quiet, never, write
from tests.members.shop import rows

PROGRAM = """
setia: 1
program: stays
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  stars: {name: {en: Stars}}
events:
  purchase:
    attributes: {channel: text, gift: bool}
  review:
    attributes:
      stars: {type: number, from: 1, to: 5, needed: yes}
      photo: bool
      tags: list
  stay:
    attributes:
      nights: {type: number, from: 1, to: 60}
      tip: money
      weight: {type: number, decimals: 2}
      room: [small, large]
      since: date
    items: {service: text, eaten: bool}
    basis: nights
member:
  country: [my, nl]
  vip: bool
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
    items: item.service == "breakfast" and item.eaten
    give: 1 per whole 1.00
  - rule: vip
    when: member.vip and member.country == "nl"
    give: 100
"""
LATER = PROGRAM.replace("  stay:\n", "  referral: {attributes: {friends: number}}\n  stay:\n", 1)

REVIEWS = """
source: reviews
unknown: enrol
member: {email: mail}
time: written
kind: review
key: id
attributes:
  stars: {column: rating, optional: no}
  photo: {column: has_photo, values: {Y: yes, N: no}}
  tags: words
where: stars >= 2 and not "spam" in tags
"""
STAYS = """
source: desk
unknown: enrol
member: {email: mail}
time: day
kind: stay
attributes:
  nights: nights
  tip: tip
  weight: kg
  room: room
  since: guest_since
where: since >= "2000-01-01"
"""
FACTS = """
source: crm
unknown: enrol
member: {email: mail}
time: day
kind: profile
attributes: {country: {column: land, values: {NL: nl, MY: my}}, vip: vip}
"""


@pytest.fixture
def stays(database: DatabaseUrls) -> DatabaseUrls:
    publish_program(PROGRAM, acting=SYSTEM)
    return database


def _import(log: Path, text: str, folder: Path, *programs: str) -> Summary:
    declared = declared_in([read_program(one) for one in programs or (PROGRAM,)])
    summary = import_log(
        log,
        read_map(text, file_name=log.name, declared=declared),
        acting=SYSTEM,
        sink=MembersSink(),
        home=folder,
        rejected_folder=folder,
        zone="Asia/Kuala_Lumpur",
        watcher=Quiet(),
        stopping=never,
    )
    assert summary.faults() == []
    seal_all()
    assert verify().clean
    return summary


def _payloads(urls: DatabaseUrls) -> list[dict[str, object]]:
    found = rows(urls, "SELECT payload FROM event WHERE kind <> 'clock' ORDER BY occurred_us, key")
    return [json.loads(str(row[0])) for row in found]


def _rejected(folder: Path, name: str) -> dict[str, str]:
    """Why each row was rejected, by line."""
    with (folder / f"{name}.rejected.csv").open(newline="") as file:
        return {row["line"]: row["reason"] for row in csv.DictReader(file)}


def test_reviews_become_points(stays: DatabaseUrls, tmp_path: Path) -> None:
    log = write(
        tmp_path,
        "reviews.csv",
        "id,mail,written,rating,has_photo,words\n"
        'r1,a@x.org,2026-01-03,5,Y,"long, kind"\n'
        "r2,a@x.org,2026-01-04,4,N,long\n"
        "r3,b@x.org,2026-01-05,4,Y,long\n"
        "r4,b@x.org,2026-01-06,1,Y,long\n"
        'r5,b@x.org,2026-01-06,5,Y,"long,spam"\n'
        "r6,b@x.org,2026-01-07,9,Y,\n"
        "r7,b@x.org,2026-01-08,five,maybe,\n"
        "r8,b@x.org,2026-01-09,,Y,\n",
    )
    summary = _import(log, REVIEWS, tmp_path)
    assert summary.outcomes == {"accepted": 3}
    assert summary.points == {"stars": 30}
    assert summary.amounts == {}
    assert (summary.new_members, summary.rejected, sum(summary.left_out.values())) == (2, 3, 2)
    assert _payloads(stays) == [
        {"stars": 5, "photo": True, "tags": ["long", "kind"]},
        {"stars": 4, "photo": False, "tags": ["long"]},
        {"stars": 4, "photo": True, "tags": ["long"]},
    ]
    said = _rejected(tmp_path, "reviews.csv")
    assert said["7"].startswith("unfit")
    assert "has_photo: 'maybe' is not among the map's values" in said["8"]
    assert "rating: 'five' is not a number" in said["8"]
    assert said["9"] == "rating: is empty"
    again = _import(log, REVIEWS, tmp_path)
    assert again.outcomes == {"replayed": 3}


def test_every_type_is_read_as_the_program_declares_it(stays: DatabaseUrls, tmp_path: Path) -> None:
    head = "mail,day,nights,tip,kg,room,guest_since\n"
    lines = [
        "a@x.org,2026-01-03,2,12.50,1.75,large,2025-12-31\n",
        "a@x.org,2026-01-04,1,,,small,2001-01-01\n",
        "a@x.org,2026-01-05,1,1.234,1.234,huge,2026-02-30\n",
        "a@x.org,2026-01-06,1,,,small,1999-12-31\n",
    ]
    summary = _import(write(tmp_path, "stays.csv", head + "".join(lines)), STAYS, tmp_path)
    assert (summary.outcomes, summary.points) == ({"accepted": 2}, {"stars": 6 + 12 + 3})
    assert (summary.decimals, summary.left_out) == (2, {'since >= "2000-01-01"': 1})
    assert _payloads(stays) == [
        {"nights": 2, "tip": 1250, "weight": 175, "room": "large", "since": "2025-12-31"},
        {"nights": 1, "room": "small", "since": "2001-01-01"},
    ]
    assert _rejected(tmp_path, "stays.csv") == {
        "4": "tip: '1.234' has more than 2 decimals; kg: '1.234' has more than 2 decimals; "
        "room: 'huge' is not one of small, large; give values: in the map; "
        "guest_since: '2026-02-30' is not a date like 2026-12-25"
    }
    random.Random(4).shuffle(lines)
    shuffled = write(tmp_path, "shuffled.csv", head + "".join(lines))
    assert _import(shuffled, STAYS, tmp_path).outcomes == {"replayed": 2}


def test_facts_about_members_change_what_they_earn(stays: DatabaseUrls, tmp_path: Path) -> None:
    facts = write(
        tmp_path,
        "facts.csv",
        "mail,day,land,vip\na@x.org,2026-01-02,NL,yes\na@x.org,2026-01-04,,no\n",
    )
    bought = "".join(f"a@x.org,2026-01-0{day},1.00,yes\n" for day in (1, 3, 5))
    log = write(tmp_path, "log.csv", "mail,day,paid,gift\n" + bought)
    text = FACTS.replace("kind: profile", "kind: purchase\namount: {column: paid, decimals: 2}")
    text = text[: text.index("attributes")] + "attributes: {gift: gift, unheard_of: day}\n"
    assert _import(log, text, tmp_path).points == {"stars": 3}
    told = _import(facts, FACTS, tmp_path)
    assert (told.outcomes, told.points, told.new_members) == ({"accepted": 2}, {}, 0)
    assert rows(stays, "SELECT balances FROM member_state") == [([103],)]
    assert _payloads(stays)[:2] == [
        {"amount": 100, "gift": True, "unheard_of": "2026-01-01"},
        {"country": "nl", "vip": True},
    ]


def test_rows_of_an_activity_make_a_basket(stays: DatabaseUrls, tmp_path: Path) -> None:
    text = STAYS[: STAYS.index("attributes")] + (
        "attributes: {nights: nights}\n"
        "items:\n"
        "  group_by: bill\n"
        "  fields: {amount: {column: paid, decimals: 2}, service: what, eaten: eaten}\n"
    )
    log = write(
        tmp_path,
        "bills.csv",
        "bill,mail,day,nights,what,paid,eaten\n"
        "1,a@x.org,2026-01-03,2,breakfast,20.00,yes\n"
        "1,a@x.org,2026-01-03,2,breakfast,20.00,no\n"
        "1,a@x.org,2026-01-03,2,parking,5.00,\n",
    )
    summary = _import(log, text, tmp_path)
    assert (summary.events, summary.points) == (1, {"stars": 26})


def test_a_file_of_several_kinds_in_a_column(stays: DatabaseUrls, tmp_path: Path) -> None:
    text = FACTS[: FACTS.index("kind")] + (
        "kind: {column: what}\n"
        "amount: {column: paid, decimals: 2, optional: yes}\n"
        "attributes: {stars: stars, photo: photo, tags: tags, vip: vip, country: land}\n"
    )
    log = write(
        tmp_path,
        "log.csv",
        "mail,day,what,paid,stars,photo,tags,vip,land\n"
        "a@x.org,2026-01-03,profile,,,,,yes,nl\n"
        "a@x.org,2026-01-04,purchase,2.00,,,,,\n"
        "a@x.org,2026-01-05,review,,4,yes,long,,\n"
        "a@x.org,2026-01-06,visit,,,,,,\n",
    )
    summary = _import(log, text, tmp_path)
    assert (summary.outcomes, summary.points) == ({"accepted": 3}, {"stars": 102 + 15})
    assert "unknown_kind" in _rejected(tmp_path, "log.csv")["5"]


def test_what_any_version_declares_is_known(stays: DatabaseUrls, tmp_path: Path) -> None:
    publish_program(LATER, acting=SYSTEM)
    text = FACTS[: FACTS.index("kind")] + "kind: referral\nattributes: {friends: friends}\n"
    log = write(tmp_path, "log.csv", "mail,day,friends\na@x.org,2026-01-03,2\n")
    summary = _import(log, text, tmp_path, PROGRAM, LATER)
    assert (summary.events, summary.rejected) == (0, 1)
    assert "unknown_kind" in _rejected(tmp_path, "log.csv")["2"]
    assert _payloads(stays) == []


KIND = "line 6, column 7: kind: "
BAD = {
    "unknown kind": (REVIEWS.replace("kind: review", "kind: reviw"),
        KIND + "no kind of event is called 'reviw'; did you mean review?"),
    "a kind of nothing near": (REVIEWS.replace("kind: review", "kind: xyz"),
        KIND + "no kind of event is called 'xyz'; known: adjust, cancel, capture,"),
    "a kind between two members": (REVIEWS.replace("kind: review", "kind: transfer"),
        KIND + "transfer is not imported; import the balances that it has left: opening, or"),
    "what another's act brings": (REVIEWS.replace("kind: review", "kind: effect"),
        KIND + "effect is not imported; import the balances that it has left: opening, or"),
    "a kind that values name": (
        REVIEWS.replace("kind: review", "kind: {column: k, values: {A: review, B: vist}}"),
        KIND + "no kind of event is called 'vist'; known:"),
    "a case's kind": (
        REVIEWS.replace("kind: review", "kind: [{when: stars > 3, kind: revue}, {kind: review}]"),
        KIND + "no kind of event is called 'revue'; did you mean review?"),
    "unknown attribute": (REVIEWS.replace("  stars:", "  stairs:"),
        "line 9, column 11: attributes.stairs: review has no attribute stairs; did you mean"),
    "an amount that is none": (REVIEWS + "amount: {column: a, decimals: 2}\n",
        "amount: review has no attribute amount; known: photo, stars, tags"),
    "items that are none": (REVIEWS.replace("key: id", "items: {group_by: id}"),
        "items: review has no items; remove items:"),
    "an item's attribute": (
        STAYS + "items: {group_by: mail, fields: {servise: s}}\n",
        "items.fields.servise: stay has no attribute servise; did you mean service?"),
    "a fact that nobody knows": (FACTS.replace("country:", "county:"),
        "attributes.county: profile has no attribute county; did you mean country?"),
    "a currency of a fact": (FACTS + "currency: MYR\n", "profile has no currency; remove"),
    "a choice that is none": (STAYS.replace('since >= "2000-01-01"', 'room == "huge"'), "huge"),
    "a list that is compared": (REVIEWS.replace("stars >= 2 and", "tags > 2 and"), "tags"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_the_program_does_not_know_is_a_problem_of_the_map(what: str) -> None:
    text, said = BAD[what]
    with pytest.raises(BadMap) as refused:
        read_map(text, file_name="log.csv", declared=declared_in([read_program(PROGRAM)]))
    problems = [str(one) for one in refused.value.problems]
    assert any(said in one for one in problems), problems


def test_a_type_that_the_map_says_holds() -> None:
    declared = declared_in([read_program(PROGRAM)])
    text = STAYS.replace("room: room", "room: {column: room, type: text}")
    text = text.replace("weight: kg", "weight: {column: kg, decimals: 3}")
    found = {one.name: one for one in read_map(text, declared=declared).fields}
    assert (found["room"].type, found["weight"].decimals) == ("text", 3)
    assert {one.type for one in read_map(STAYS.partition("where")[0]).fields} == {"text"}


@pytest.fixture(scope="module")
def home() -> Iterator[House]:
    with house() as made:
        yield made


def test_the_command_checks_the_map_against_the_program_in_force(
    home: House, tmp_path: Path
) -> None:
    program = write(tmp_path, "stays.yaml", PROGRAM)
    good = write(tmp_path, "good.yaml", REVIEWS)
    bad = write(tmp_path, "bad.yaml", REVIEWS.replace("  photo:", "  foto:"))
    log = write(
        tmp_path,
        "reviews.csv",
        "id,mail,written,rating,has_photo,words\nr1,a@x.org,2026-01-03,5,Y,long\n",
    )
    assert home.run("setia", "program", "publish", str(program)).returncode == 0
    words = ("setia", "import", str(log), "--rejected", str(tmp_path), "--map")
    refused = home.run(*words, str(bad))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "bad.yaml: line 10, column 9: attributes.foto: review has no attribute foto; "
        "did you mean photo?\n"
    )
    ended = home.run(*words, str(good))
    assert ended.returncode == 0, ended.stderr
    assert "1 accepted" in ended.stdout
