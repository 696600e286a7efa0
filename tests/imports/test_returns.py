"""Returns from files: rows with a minus, receipts by lines, and a history as it would be live."""

import csv
import json
import random
from pathlib import Path
from uuid import UUID

import pytest

from setia.core.program.read import read_program
from setia.imports.actions.import_log import import_log
from setia.imports.declared import declared_in
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import BadMap, read_map
from setia.imports.summary import Summary
from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.members.actions.take_events import take_events
from setia.members.identities import Identity, IdentityKind
from setia.members.waiting import NamedEvent
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.imports.logs import Quiet, never, write
from tests.ledger.tellings import had
from tests.members.shop import enrol, rows

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  beans: {name: {en: Beans}}
events:
  purchase:
    attributes: {channel: text, tax: money}
    items: {sku: text, quantity: number}
earning:
  - {rule: base, give: 1 per whole 1.00}
  - {rule: bonus, when: amount >= 50.00, give: 20 beans}
  - {rule: tea, items: item.sku == "tea", give: 2 per whole 1.00}
"""

NOW_US = 1_800_000_000_000_000

ROWS = """
source: tills
unknown: enrol
member: {email: mail}
time: at
kind:
  - {when: amount < 0, kind: return}
  - {kind: purchase}
key: receipt
amount: {column: paid, decimals: 2}
attributes: {channel: where, tax: tax, units: {column: units, type: number}}
returns: {of: original}
"""
LINES = """
source: tills
unknown: enrol
member: {email: mail}
time: at
kind:
  - {when: item.amount < 0 and what == "back", kind: return}
  - {kind: purchase}
items:
  group_by: receipt
  line: no
  fields:
    amount: {column: paid, decimals: 2}
    sku: sku
    quantity: qty
reads: {what: what}
returns: {of: original, line: original_no}
"""
WHOLE = LINES.replace("  line: no\n", "").replace(", line: original_no", "")


@pytest.fixture
def kopi(database: DatabaseUrls) -> DatabaseUrls:
    publish_program(PROGRAM, acting=SYSTEM)
    return database


def imported(folder: Path, text: str, csv_text: str, name: str = "log.csv") -> Summary:
    log = write(folder, name, csv_text)
    summary = import_log(
        log,
        read_map(text, file_name=log.name, declared=declared_in([read_program(PROGRAM)])),
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


def told(urls: DatabaseUrls) -> list[tuple[str, str, dict[str, object]]]:
    found = rows(
        urls, "SELECT kind, key, payload FROM event WHERE kind <> 'clock' ORDER BY kind, key"
    )
    return [(str(kind), str(key), json.loads(str(payload))) for kind, key, payload in found]


def why(folder: Path) -> dict[str, str]:
    with (folder / "log.csv.rejected.csv").open(newline="") as file:
        return {row["line"]: row["reason"] for row in csv.DictReader(file)}


def balance(urls: DatabaseUrls) -> list[int]:
    found = rows(urls, "SELECT balances[1] FROM member_state ORDER BY 1")
    return [int(str(points)) for (points,) in found]


HEAD = "receipt,mail,at,paid,where,tax,units,original\n"


def test_rows_with_a_minus_come_back(kopi: DatabaseUrls, tmp_path: Path) -> None:
    summary = imported(
        tmp_path,
        ROWS,
        HEAD + "4,a@x.org,2026-01-05T10:00,-20.00,app,-1.20,-2,1\n"
        "1,a@x.org,2026-01-03T10:00,60.00,app,3.60,6,\n"
        "2,a@x.org,2026-01-04T10:00,12.00,shop,0.72,1,99\n"
        "3,a@x.org,2026-01-04T11:00,-5.00,shop,0.00,,7\n"
        "5,a@x.org,2026-01-06T10:00,-90.00,shop,,,2\n"
        "6,a@x.org,2026-01-06T11:00,-1.00,shop,,,\n",
    )
    assert summary.outcomes == {"accepted": 3, "refused": 1, "waiting": 1}
    assert summary.reasons == {"more_than_bought": 1, "unknown_event": 1}
    assert summary.amounts == {"purchase": 7_200, "return": 11_500}
    assert summary.points == {"beans": 80 + 12 - 40}
    assert summary.rules == {"base": 60 + 12 - 20, "bonus": 0}
    assert told(kopi)[2:] == [
        ("return", "3", {"of": "7", "amount": 500}),
        ("return", "4", {"of": "1", "amount": 2_000, "tax": 120}),
        ("return", "5", {"of": "2", "amount": 9_000}),
    ]
    assert told(kopi)[1][2] == {"amount": 1_200, "channel": "shop", "tax": 72, "units": 1}
    assert why(tmp_path) == {"7": "original: is empty"}
    assert balance(kopi) == [52]
    again = imported(tmp_path, ROWS, HEAD + "7,a@x.org,2026-01-04T09:00,5.00,,,,\n", "more.csv")
    assert again.outcomes == {"accepted": 1}
    assert balance(kopi) == [52], "what waited takes the five points that it brings"


RECEIPTS = "receipt,mail,at,no,what,sku,qty,paid,original,original_no\n"
SOLD = (
    "1,a@x.org,2026-01-03T10:00,3,sale,cup,1,9.00,,\n"
    "1,a@x.org,2026-01-03T10:00,1,sale,tea,4,40.00,,\n"
    "1,a@x.org,2026-01-03T10:00,2,sale,tea,0,-4.00,,\n"
)


def test_the_lines_of_a_receipt_come_back(kopi: DatabaseUrls, tmp_path: Path) -> None:
    """An exchange: two lines come back, with the discount on them, and one is bought."""
    back = (
        "2,a@x.org,2026-01-05T10:00,1,back,tea,-1,-10.00,1,1\n"
        "2,a@x.org,2026-01-05T10:00,2,back,tea,0,1.00,1,2\n"
        "2,a@x.org,2026-01-05T10:00,1,sale,cup,1,9.00,,\n"
    )
    text = LINES.replace('item.amount < 0 and what == "back"', 'what == "back"')
    summary = imported(tmp_path, text, RECEIPTS + SOLD + back)
    assert summary.outcomes == {"accepted": 3}
    assert (summary.read, summary.in_events, summary.events) == (6, 6, 3)
    assert summary.amounts == {"purchase": 5_400, "return": 900}
    items = [
        {"amount": 4_000, "quantity": 4, "sku": "tea"},
        {"amount": -400, "quantity": 0, "sku": "tea"},
        {"amount": 900, "quantity": 1, "sku": "cup"},
    ]
    assert told(kopi) == [
        ("purchase", "1", {"amount": 4_500, "items": items}),
        ("purchase", "2", {"amount": 900, "items": items[2:]}),
        (
            "return",
            "2/return",
            {
                "of": "1",
                "items": [{"line": 1, "amount": 1_000, "quantity": 1}, {"line": 2, "amount": -100}],
            },
        ),
    ]
    # 45 ringgit and 36 of tea at twice; of these 9 ringgit came back, all of tea; a cup is bought.
    assert balance(kopi) == [45 + 72 - 9 - 18 + 9]


def test_a_receipt_without_lines_comes_back_by_its_sum(kopi: DatabaseUrls, tmp_path: Path) -> None:
    back = (
        "2,a@x.org,2026-01-05T10:00,1,back,tea,-1,-10.00,1,\n"
        "2,a@x.org,2026-01-05T10:00,2,back,tea,0,-3.00,1,\n"
    )
    summary = imported(tmp_path, WHOLE, RECEIPTS + SOLD + back)
    assert summary.amounts == {"purchase": 4_500, "return": 1_300}
    assert told(kopi)[1] == ("return", "2/return", {"of": "1", "amount": 1_300})


def test_what_can_not_come_back_is_rejected_with_its_reason(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    text = LINES.replace('item.amount < 0 and what == "back"', 'what == "back"')
    imported(
        tmp_path,
        text,
        RECEIPTS
        + SOLD
        + "2,a@x.org,2026-01-05T10:00,,back,tea,0,0.00,1,1\n"
        + "3,a@x.org,2026-01-05T10:00,,back,tea,0,-1.00,1,1\n"
        + "3,a@x.org,2026-01-05T10:00,,back,tea,0,-2.00,1,\n"
        + "4,a@x.org,2026-01-05T10:00,,back,tea,0,0.00,1,\n"
        + "5,a@x.org,2026-01-05T10:00,1,sale,tea,1,1.00,,\n"
        + "5,a@x.org,2026-01-05T10:00,3,sale,tea,1,2.00,,\n"
        + "6,a@x.org,2026-01-05T10:00,,back,tea,0,-1.00,,1\n"
        + "7,a@x.org,2026-01-05T10:00,,back,tea,0,-1.00,1,1\n"
        + "7,a@x.org,2026-01-05T10:00,,back,tea,0,-1.00,5,2\n"
        + "8,a@x.org,2026-01-05T10:00,,back,tea,0,-1.00,1,0\n",
    )
    nothing, some = "takes nothing back: its amount is 0", "some of its rows say a line and some"
    said = why(tmp_path)
    assert [said.pop(line)[: len(nothing)] for line in ("5", "8")] == [nothing, nothing]
    assert all(said.pop(line).startswith(some) for line in ("6", "7"))
    assert all(said.pop(line).startswith("its lines are not numbered") for line in ("9", "10"))
    assert said.pop("11") == "original: is empty"
    assert all("basket 7/return differ in of" in said.pop(line) for line in ("12", "13"))
    assert said.pop("14").startswith("unfit: items[0].line: 0 must be a line")
    assert said == {}


def history() -> list[tuple[str, str, int, dict[str, Json]]]:
    """Kind, key, day of January and payload: returns before, after and without their purchase."""
    return [
        ("return", "early", 2, {"of": "p1", "amount": 500}),
        ("purchase", "p1", 3, {"amount": 6_000}),
        ("purchase", "p2", 4, {"amount": 4_012}),
        ("spend", "s", 5, {"points": 90}),
        ("return", "a", 6, {"of": "p1", "amount": 1_000}),
        ("return", "b", 6, {"of": "p2"}),
        ("return", "c", 7, {"of": "p9"}),
        ("purchase", "p3", 8, {"amount": 3_000}),
        ("return", "d", 9, {"of": "p1"}),
        ("return", "e", 9, {"of": "p1", "amount": 1}),
    ]


def test_an_import_is_as_live_in_every_order_of_rows(kopi: DatabaseUrls, tmp_path: Path) -> None:
    """I8: what is told one by one at the till and what one file tells are one history."""
    text = ROWS.replace("  - {when: amount < 0, kind: return}\n  - {kind: purchase}\n", "").replace(
        "kind:\n", "kind: {column: kind}\n"
    )
    text = text.replace("decimals: 2}", "decimals: 2, optional: yes}").split("attributes:")[0] + (
        "attributes: {points: {column: points, type: number}}\nreturns: {of: original}\n"
    )
    live = Identity(IdentityKind.EMAIL, "live@x.org")
    enrol(live)
    base_us = 1_767_225_600_000_000  # 2026-01-01T00:00Z
    for kind, key, day, payload in history():
        at_us = base_us + (day - 1) * 86_400_000_000
        event = NamedEvent(live, kind, at_us, "tills", key, payload)
        take_events([event], acting=SYSTEM)
    head = "mail,at,kind,receipt,paid,points,original\n"
    for seed in range(3):
        lines = [
            f"m{seed}@x.org,2026-01-{day:02}T00:00Z,{kind},{key},"
            f"{paid(payload)},{payload.get('points', '')},{payload.get('of', '')}\n"
            for kind, key, day, payload in history()
        ]
        random.Random(seed).shuffle(lines)
        summary = imported(tmp_path, text, head + "".join(lines), f"log{seed}.csv")
        assert summary.outcomes == {"accepted": 8, "waiting": 1, "refused": 1}
        assert summary.reasons == {"unknown_event": 1, "more_than_bought": 1}
    members = [UUID(str(one)) for (one,) in rows(kopi, "SELECT member_id FROM member_state")]
    assert len(members) == 4
    left = had(members, NOW_US)
    assert all(left[one] == left[members[0]] for one in members), left


def paid(payload: dict[str, Json]) -> str:
    amount = payload.get("amount")
    return f"{amount / 100:.2f}" if isinstance(amount, int) else ""


BAD = {
    "a return that names nothing": (
        ROWS.replace("returns: {of: original}\n", ""),
        "kind: a return has to name what comes back; add returns: {of: column}",
    ),
    "no of": (ROWS.replace("of: original", "source: tills"), "returns: has no of; add of:"),
    "a sequence": (
        ROWS + "sequence: no\n",
        "returns: can't stand beside sequence, whose numbers are part of the keys; remove sequence",
    ),
    "of as an attribute": (
        ROWS.replace("{channel: where", "{of: original, channel: where"),
        "attributes.of: has a place of its own; write it under returns:",
    ),
    "a line of what comes back alone": (
        LINES.replace("  line: no\n", ""),
        "returns: needs both items.line and returns.line; name the line of a row of a purchase",
    ),
    "a line of what is bought alone": (
        LINES.replace(", line: original_no", ""),
        "returns: needs both items.line and returns.line",
    ),
    "a line without returns": (
        LINES.replace("returns: {of: original, line: original_no}\n", "").replace(
            '  - {when: item.amount < 0 and what == "back", kind: return}\n', ""
        ),
        "items.line: is for returns alone; remove it",
    ),
    "a line of rows that are events": (
        ROWS.replace("of: original", "of: original, line: no"),
        "returns: needs both items.line and returns.line",
    ),
    "an unknown key": (
        ROWS.replace("of: original", "of: original, off: x"),
        "returns.off: is not known here; did you mean of?",
    ),
    "what no return carries": (
        ROWS.replace("kind:\n", "kind: return\n").replace(
            "  - {when: amount < 0, kind: return}\n  - {kind: purchase}\n", ""
        ),
        "attributes.channel: return has no attribute channel; known: amount, tax",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_map_that_can_not_mean_a_return_is_told(what: str) -> None:
    text, said = BAD[what]
    with pytest.raises(BadMap) as refused:
        read_map(text, file_name="log.csv", declared=declared_in([read_program(PROGRAM)]))
    problems = [str(one) for one in refused.value.problems]
    assert any(said in one for one in problems), problems


def test_returns_can_have_a_file_and_a_source_of_their_own(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    sold = "receipt,mail,at,paid,where,tax,units,original\n1,a@x.org,2026-01-03,60.00,,,,\n"
    imported(tmp_path, ROWS, sold)
    text = (
        "source: service desk\nmember: {email: mail}\ntime: at\nkind: return\n"
        "key: slip\nsequence: no\nreturns: {of: [receipt], source: tills}\n"
    )
    back = "slip,no,mail,at,receipt\nx,1,a@x.org,2026-01-04,1\n"
    summary = imported(tmp_path, text, back, "back.csv")
    assert (summary.outcomes, summary.points) == ({"accepted": 1}, {"beans": -80})
    assert told(kopi)[1][2] == {"of": "1", "of_source": "tills"}
    assert balance(kopi) == [0]


def test_a_return_that_was_refused_where_it_happened_stays_so(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    text = (
        "source: tills\nmember: {email: mail}\ntime: at\nkind: return\nkey: receipt\n"
        "amount: {column: paid, decimals: 2}\n"
        "given: {column: where, values: {no: no}, otherwise: yes}\nreturns: {of: original}\n"
    )
    sold = "receipt,mail,at,paid,where,tax,units,original\n1,a@x.org,2026-01-03,60.00,,,,\n"
    back = (
        "2,a@x.org,2026-01-04,-10.00,no,,,1\n3,a@x.org,2026-01-05,-10.00,yes,,,1\n"
        "4,b@x.org,2026-01-05,-10.00,no,,,1\n"
    )
    imported(tmp_path, ROWS, sold)
    summary = imported(tmp_path, text, HEAD + back, "back.csv")
    assert summary.outcomes == {"accepted": 1, "refused": 1, "waiting": 1}
    assert balance(kopi) == [70]
