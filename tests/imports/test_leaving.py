"""Releases, conversions and donations from files: in any order of rows as they would be live."""

import random
from pathlib import Path
from typing import Final

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

PROGRAM: Final = """
setia: 1
program: hotel
currency: MYR
wallets:
  beans: {expires: 12 months, converts: {miles: 0.25 per whole 10}, donates to: [forest, school]}
  miles: {decimals: 2}
  nights: {pending: "until released, lost after 60 days"}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: night, give: 2 nights}
"""
MAP: Final = """
source: before
unknown: enrol
member: {email: mail}
time: at
kind: {column: what}
key: id
attributes: {points: points, wallet: wallet, of: of, to: to}
"""
BOUGHT: Final = MAP.replace("attributes: {", "amount: {column: paid, decimals: 2}\nattributes: {")
HEAD: Final = "mail,at,id,what,paid,points,wallet,of,to\n"
PURCHASES: Final = [
    "a@example.com,2026-03-01,p,purchase,45.00,,,,",
    "a@example.com,2026-03-01,q,purchase,5.00,,,,",
]
RELEASES: Final = [
    "a@example.com,2026-03-01,r,release,,,,p,",
    "a@example.com,2026-06-01,s,release,,,,q,",
]
ACTS: Final = [
    "a@example.com,2026-03-02,c,convert,,20,beans,,miles",
    "a@example.com,2026-03-03,d,donate,,29,beans,,school",
    "a@example.com,2026-03-04,e,donate,,2,beans,,forest",
]


def _imported(folder: Path, text: str, lines: list[str]) -> None:
    log = write(folder, "log.csv", HEAD + "\n".join(lines) + "\n")
    told = read_map(text, file_name=log.name, declared=declared_in([read_program(PROGRAM)]))
    summary = import_log(
        log, told, acting=SYSTEM, sink=MembersSink(), home=folder, rejected_folder=folder,
        zone="UTC", watcher=Quiet(), stopping=never,
    )  # fmt: skip
    assert summary.faults() == []


@pytest.mark.parametrize("first", ["purchases", "releases"])
@pytest.mark.parametrize("order", [1, 2])
def test_they_come_from_files_in_any_order(
    database: DatabaseUrls, tmp_path: Path, first: str, order: int
) -> None:
    publish_program(PROGRAM, acting=SYSTEM)
    files = [(BOUGHT, list(PURCHASES)), (MAP, [*RELEASES, *ACTS])]
    if first == "releases":
        files = [(MAP, list(RELEASES)), (BOUGHT, list(PURCHASES)), (MAP, list(ACTS))]
    for text, lines in files * 2:
        random.Random(order).shuffle(lines)
        _imported(tmp_path, text, lines)
    found = rows(database, "SELECT key, outcome, reason FROM event WHERE kind <> 'clock'")
    assert {str(key): f"{outcome} {reason}".strip() for key, outcome, reason in found} == {
        **dict.fromkeys("pqrcds", "accepted"),
        "e": "refused not_enough_points",
    }
    (balances,) = rows(database, "SELECT balances[1], balances[2], balances[3] FROM member_state")
    assert balances == (1, 50, 2), "the nights of q were lost before their release"
    seal_all()
    assert verify().clean


def test_a_column_that_none_of_them_carries_is_a_problem() -> None:
    text = MAP.replace("kind: {column: what}", "kind: release")
    with pytest.raises(BadMap, match="release has no attribute to"):
        read_map(text, file_name="a.csv", declared=declared_in([read_program(PROGRAM)]))
