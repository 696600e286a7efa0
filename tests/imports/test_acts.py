"""Acts and opening balances from files: decided as they would be live, or as the file says."""

import random
from pathlib import Path

import pytest

from setia.core.program.read import read_program
from setia.imports.actions.import_log import import_log
from setia.imports.declared import declared_in
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import BadMap, read_map
from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.imports.logs import Quiet, never, write
from tests.members.shop import rows

PROGRAM = """
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets: {beans: {expires: 12 months}, miles: {decimals: 2}}
earning: [{rule: base, give: 1 beans per whole 1.00}]
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels: [{tier: member, from: 0}, {tier: gold, from: 500.00}]
"""
MAP = """
source: before
unknown: enrol
member: {email: mail}
time: at
kind: {column: what}
key: id
attributes:
  points: points
  wallet: wallet
  minutes: minutes
  of: of
  reason: why
  earned: earned
  expires: ends
  level: level
  until: ends
"""
HEAD = "mail,at,id,what,points,wallet,minutes,of,why,earned,ends,level\n"
ROWS = [
    "a@example.com,2026-03-01,o,opening,10000,miles,,,,2026-01-20,2026-12-31,",
    "a@example.com,2026-03-01 13:00,g,tier-grant,,,,,partner,,2026-12-31,gold",
    "a@example.com,2026-03-02,h,hold,6000,miles,60,,,,,",
    "a@example.com,2026-03-02 12:30,c,capture,4500,,,h,,,,",
    "a@example.com,2026-03-02 12:40,c2,capture,,,,h,,,,",
    "a@example.com,2026-03-03,x,cancel,500,,,c,,,,",
    "a@example.com,2026-03-04,s,spend,1000,miles,,,,,,",
    "a@example.com,2026-03-05,y,cancel,,,,s,,,,",
    "a@example.com,2026-03-06,d,adjust,-25,miles,,,counted twice,,,",
    "a@example.com,2026-03-07,z,cancel,4001,,,c,,,,",
]
ENDED = {
    **dict.fromkeys("oghcxsyd", ("accepted", "")),
    "c2": ("refused", "no_open_hold"),
    "z": ("refused", "more_than_left"),
}


@pytest.fixture
def kopi(database: DatabaseUrls) -> DatabaseUrls:
    publish_program(PROGRAM, acting=SYSTEM)
    return database


def imported(folder: Path, text: str, lines: list[str]) -> None:
    log = write(folder, "log.csv", HEAD + "\n".join(lines) + "\n")
    declared = declared_in([read_program(PROGRAM)])
    summary = import_log(
        log, read_map(text, file_name=log.name, declared=declared), acting=SYSTEM,
        sink=MembersSink(), home=folder, rejected_folder=folder, zone="Asia/Kuala_Lumpur",
        watcher=Quiet(), stopping=never,
    )  # fmt: skip
    assert summary.faults() == []
    seal_all()
    assert verify().clean


def ended(urls: DatabaseUrls) -> dict[str, tuple[str, str]]:
    found = rows(urls, "SELECT key, outcome, reason FROM event WHERE kind <> 'clock'")
    return {str(key): (str(outcome), str(reason)) for key, outcome, reason in found}


def has(urls: DatabaseUrls) -> list[tuple[object, ...]]:
    return rows(urls, "SELECT balances[1], balances[2], tiers FROM member_state")


@pytest.mark.parametrize("order", [None, 1, 2])
def test_every_kind_comes_from_a_file_in_any_order(
    kopi: DatabaseUrls, tmp_path: Path, order: int | None
) -> None:
    lines = list(ROWS)
    if order is not None:
        random.Random(order).shuffle(lines)
    imported(tmp_path, MAP, lines)
    assert ended(kopi) == ENDED
    assert has(kopi) == [(0, 10_000 - 4_500 + 500 - 25, [1])]
    imported(tmp_path, MAP, lines)
    assert ended(kopi) == ENDED, "again, and nothing changes"


def test_a_file_says_how_acts_ended(kopi: DatabaseUrls, tmp_path: Path) -> None:
    """What is owed by then is owed; what it names and nobody knows counts for nothing."""
    text = MAP.replace("  level: level\n", "") + (
        "given: {column: level, values: {done: yes, failed: no}}\n"
    )
    lines = [
        "a@example.com,2026-03-02,h,hold,6000,miles,60,,,,,done",
        "a@example.com,2026-03-02 12:30,c,capture,4500,,,h,,,,done",
        "a@example.com,2026-03-02 12:40,n,capture,4500,,,nothing,,,,done",
        "a@example.com,2026-03-02 12:50,m,cancel,1,,,nothing,,,,done",
        "a@example.com,2026-03-03,x,cancel,500,,,c,,,,done",
        "a@example.com,2026-03-04,f,cancel,500,,,c,,,,failed",
        "a@example.com,2026-03-05,o,opening,10000,miles,,,,,,",
    ]
    imported(tmp_path, text, lines)
    said = {key: outcome for key, (outcome, _) in ended(kopi).items()}
    assert said == dict.fromkeys("hcnmxo", "accepted") | {"f": "refused"}
    assert has(kopi) == [(0, 10_000 - 4_500 + 500, [0])]


def test_a_map_names_what_acts_do_not_carry(kopi: DatabaseUrls) -> None:
    text = MAP.replace("kind: {column: what}", "kind: {constant: hold}").replace(
        "wallet: wallet", "stars: x"
    )
    with pytest.raises(BadMap) as bad:
        read_map(text, file_name="log.csv", declared=declared_in([read_program(PROGRAM)]))
    said = str(bad.value)
    assert "hold has no attribute stars" in said
    assert "hold has no attribute of" in said
    assert "hold has no attribute minutes" not in said
