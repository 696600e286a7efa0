"""Returns from files that name no purchase: taken by the rule that the program names."""

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
from tests.conftest import DatabaseUrls
from tests.imports.logs import Quiet, never, write
from tests.imports.test_returns import HEAD, LINES, PROGRAM, ROWS, balance, told, why

TAKING = PROGRAM + "returns: {without a purchase: base}\n"


def _taking(folder: Path, text: str, csv_text: str, program: str = TAKING) -> Summary:
    """As `imported`, for a program that takes back what names no purchase."""
    publish_program(program, acting=SYSTEM)
    log = write(folder, "log.csv", csv_text)
    declared = declared_in([read_program(program)])
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


def test_rows_that_name_nothing_come_back_by_the_rule(
    database: DatabaseUrls, tmp_path: Path
) -> None:
    summary = _taking(
        tmp_path,
        ROWS,
        HEAD + "1,a@x.org,2026-01-03T10:00,60.00,app,3.60,6,\n"
        "2,a@x.org,2026-01-04T10:00,-12.50,shop,-0.75,-1,\n"
        "3,a@x.org,2026-01-05T10:00,-10.00,shop,,,1\n",
    )
    assert summary.outcomes == {"accepted": 3}
    assert summary.amounts == {"purchase": 6_000, "return": 2_250}
    # 60 + 20; 12.50 gives 12 by base; without 10.00 it is 50 + 20.
    assert summary.points == {"beans": 80 - 12 - 10}
    assert told(database)[1:] == [
        ("return", "2", {"amount": 1_250, "channel": "shop", "tax": 75, "units": 1}),
        ("return", "3", {"of": "1", "amount": 1_000}),
    ]
    assert balance(database) == [58]


def test_a_map_may_name_no_column_where_nothing_is_ever_named(
    database: DatabaseUrls, tmp_path: Path
) -> None:
    text = ROWS.replace("returns: {of: original}", "returns: {}")
    rows_ = "1,a@x.org,2026-01-03T10:00,60.00,app,,,\n2,a@x.org,2026-01-04T10:00,-5.00,app,,,9\n"
    assert _taking(tmp_path, text, HEAD + rows_).points == {"beans": 80 - 5}


@pytest.mark.parametrize("more", ["source: other", "line: no"])
def test_without_a_column_nothing_else_of_what_is_named_can_stand(more: str) -> None:
    declared = declared_in([read_program(TAKING)])
    text = ROWS.replace("{of: original}", f"{{{more}}}")
    with pytest.raises(BadMap, match="stands without of; add of: column"):
        read_map(text, file_name="log.csv", declared=declared)


def test_receipts_that_name_nothing_come_back_with_their_items(
    database: DatabaseUrls, tmp_path: Path
) -> None:
    head = "receipt,mail,at,paid,sku,qty,no,what,original,original_no\n"
    rows_ = (
        "1,a@x.org,2026-01-03T10:00,30.00,tea,3,1,,,\n"
        "2,a@x.org,2026-01-04T10:00,-10.00,tea,-1,1,back,,\n"
        "2,a@x.org,2026-01-04T10:00,-2.50,cup,-1,2,back,,\n"
        "3,a@x.org,2026-01-05T10:00,-2.50,cup,-1,1,back,,1\n"
    )
    summary = _taking(tmp_path, LINES, head + rows_)
    assert summary.outcomes == {"accepted": 2}
    # 30 by base and 60 by tea; 12.50 gives 12 by base alone.
    assert balance(database) == [90 - 12]
    items = [
        {"amount": 1_000, "sku": "tea", "quantity": 1},
        {"amount": 250, "sku": "cup", "quantity": 1},
    ]
    assert told(database)[-1] == ("return", "2/return", {"amount": 1_250, "items": items})
    assert why(tmp_path) == {"5": "says a line, but not of which event"}


def test_a_row_that_brings_nothing_back_is_rejected(database: DatabaseUrls, tmp_path: Path) -> None:
    text = ROWS.replace("amount < 0", "amount <= 0")
    rows_ = "1,a@x.org,2026-01-03T10:00,60.00,app,,,\n2,a@x.org,2026-01-04T10:00,0.00,app,,,\n"
    assert _taking(tmp_path, text, HEAD + rows_).outcomes == {"accepted": 1}
    assert why(tmp_path) == {"3": "takes nothing back: its amount is 0"}
