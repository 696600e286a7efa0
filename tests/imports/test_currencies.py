"""Amounts of a file in several currencies: each has the decimals of its row's currency."""

import json
from pathlib import Path

import pytest

from setia.core.program.read import read_program
from setia.imports.actions.import_log import import_log
from setia.imports.declared import declared_in
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import read_map
from setia.imports.summary import Summary
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import raw_cursor
from setia.programs.actions.publish_program import publish_program
from setia.reference.actions.load_reference import Row, load_reference
from setia.reference.waiting import wait_until_known
from tests.conftest import DatabaseUrls
from tests.imports.logs import Quiet, never, write

PROGRAM = """
setia: 1
program: p
currency: MYR
currencies: [JPY, KWD]
wallets: {beans: {}}
earning:
  - {rule: base, give: 1 per whole 1.00}
"""
MAP = """
kind: purchase
source: s
key: id
member: {email: mail}
time: {column: at}
amount: {column: paid, decimals: DECIMALS}
currency: {column: cur}
unknown: enrol
"""
HEAD = "id,mail,at,paid,cur\n"


@pytest.fixture
def rates(database: DatabaseUrls) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    rows = [Row("JPY", {"rate": "0.03"}, 0), Row("KWD", {"rate": "14.5"}, 0)]
    made = load_reference("rates", rows, acting=SYSTEM)
    assert made is not None
    assert wait_until_known(made)


def brought(tmp_path: Path, text: str, decimals: int) -> tuple[Summary, str]:
    """What became of a file, and the rows that were rejected."""
    log = write(tmp_path, "log.csv", HEAD + text)
    the_map = read_map(
        MAP.replace("DECIMALS", f"{decimals}"),
        file_name=log.name,
        declared=declared_in([read_program(PROGRAM)]),
    )
    summary = import_log(
        log, the_map, acting=SYSTEM, sink=MembersSink(), home=tmp_path, rejected_folder=tmp_path,
        zone="UTC", watcher=Quiet(), stopping=never,
    )  # fmt: skip
    rejected = tmp_path / "log.csv.rejected.csv"
    return summary, rejected.read_text("utf-8") if rejected.exists() else ""


def amounts() -> list[int]:
    with raw_cursor() as cursor:
        cursor.execute("SELECT payload FROM event WHERE kind = 'purchase' ORDER BY key")
        return [json.loads(row[0])["amount"] for row in cursor.fetchall()]


@pytest.mark.usefixtures("rates")
def test_a_row_has_the_decimals_of_its_currency(tmp_path: Path) -> None:
    text = (
        "1,a@x.org,2026-01-03T10:00,1000,JPY\n"
        "2,a@x.org,2026-01-03T11:00,30.00,MYR\n"
        "3,a@x.org,2026-01-03T12:00,1.234,KWD\n"
        "4,a@x.org,2026-01-03T13:00,5.00,\n"
        "5,b@x.org,2026-01-03T11:00,10.5,JPY\n"
        "6,b@x.org,2026-01-03T11:00,1.234,MYR\n"
        "7,b@x.org,2026-01-03T11:00,30.00,EUR\n"
    )
    summary, rejected = brought(tmp_path, text, 2)
    # A thousand yen are RM30.00, and 1.234 dinar RM17.89.
    assert amounts() == [1000, 3000, 1234, 500]
    assert summary.points == {"beans": 30 + 30 + 17 + 5}
    # Each in its own currency; what was rejected is in none.
    assert summary.amounts == {
        "purchase": 500 + 3000, "purchase JPY": 1000, "purchase KWD": 1234,
    }  # fmt: skip
    assert [line.split(",")[0] for line in rejected.splitlines()[1:]] == ["6", "7", "8"]
    assert "more than 0 decimals" in rejected
    assert "more than 2 decimals" in rejected
    assert "this program takes MYR, JPY, KWD" in rejected


@pytest.mark.usefixtures("rates")
def test_a_file_of_smallest_units_stays_one(tmp_path: Path) -> None:
    text = "1,a@x.org,2026-01-03T10:00,1000,JPY\n2,a@x.org,2026-01-03T11:00,3000,MYR\n"
    summary, _ = brought(tmp_path, text, 0)
    assert amounts() == [1000, 3000]
    assert summary.points == {"beans": 30 + 30}
