"""Imported through members and ledger: totals, replays, waiting, shuffles, and a sound ledger."""

import os
import random
from pathlib import Path

import pytest
from django.db import connections

from setia.imports.actions.import_log import import_log
from setia.imports.generate.baskets import lines, products
from setia.imports.generate.files import write_lines, write_orders, write_products
from setia.imports.generate.orders import orders
from setia.imports.members_sink import MembersSink
from setia.imports.read_map import read_map
from setia.imports.summary import Summary
from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.platform.vault import bind_vault
from setia.programs.actions.publish_program import publish_program
from tests.conftest import HOME_VARIABLE, DatabaseUrls, NewDatabase, point_django_at
from tests.imports.logs import LINES_MAP, ORDERS_MAP, Quiet, never, write
from tests.members.shop import count, rows, run_and_die

PROGRAM = """
setia: 1
program: kopi
currency: USD
time zone: UTC
wallets:
  beans: {name: {en: Beans}, expires: 12 months}
events:
  purchase:
    items:
      department: text
earning:
  - rule: base
    give: 1 per whole 1.00
"""

SEED = 6

# Dies at one call of one moment. A chunk is small here, so that a small log has many.
_DIES = """
from pathlib import Path
from setia.imports import gather_events
from setia.imports.members_sink import MembersSink
from tests.imports import test_members_sink as own
setattr(gather_events, "CHUNK_EVENTS", 15)
calls = {{}}

def at(moment):
    calls[moment] = calls.get(moment, 0) + 1
    if (moment, calls[moment]) == ({moment!r}, {call}):
        os.kill(os.getpid(), signal.SIGKILL)

class Dies(MembersSink):
    def enrol(self, kind, people, *, acting):
        at("before enrol")
        made = super().enrol(kind, people, acting=acting)
        at("after enrol")
        return made

    def take(self, kind, events, *, acting):
        at("before take")
        receipts = super().take(kind, events, acting=acting)
        at("after take")
        return receipts

own.MembersSink = Dies
own._import(Path({log!r}), Path({map!r}).read_text(), Path({folder!r}))
"""


@pytest.fixture
def kopi(database: DatabaseUrls) -> DatabaseUrls:
    publish_program(PROGRAM, acting=SYSTEM)
    return database


def _import(log: Path, text: str, folder: Path) -> Summary:
    summary = import_log(
        log,
        read_map(text, file_name=log.name),
        acting=SYSTEM,
        sink=MembersSink(),
        home=folder,
        rejected_folder=folder,
        zone="UTC",
        watcher=Quiet(),
        stopping=never,
    )
    assert summary.faults() == []
    return summary


def test_orders_become_points_and_again_nothing_changes(kopi: DatabaseUrls, tmp_path: Path) -> None:
    log = tmp_path / "orders.csv"
    made = list(orders(150, seed=8))
    write_orders(log, made)
    first = _import(log, ORDERS_MAP, tmp_path)
    assert first.outcomes == {"accepted": len(made)}
    assert first.points == {"beans": sum(order.amount_minor // 100 for order in made)}
    assert (first.members, first.new_members) == (150, 150)
    events, postings = count(kopi, "event"), count(kopi, "posting")
    again = _import(log, ORDERS_MAP, tmp_path)
    assert again.outcomes == {"replayed": len(made)}
    header, *others = log.read_text().splitlines(keepends=True)
    shuffled = write(tmp_path, "shuffled.csv", header + "".join(reversed(others)))
    moved = _import(shuffled, ORDERS_MAP, tmp_path)
    assert moved.outcomes == {"replayed": len(made)}
    assert (count(kopi, "event"), count(kopi, "posting")) == (events, postings)
    seal_all()
    assert verify().clean


def test_nobody_is_enrolled_for_rows_that_are_rejected(kopi: DatabaseUrls, tmp_path: Path) -> None:
    """A member comes with the first event that can be recorded, never with one that can't."""
    log = write(
        tmp_path,
        "orders.csv",
        "customer_id,date,number_of_cds,dollar_value\n"
        "1,1997-01-01,1,-8.00\n"
        "1,2999-01-01,1,8.00\n"
        "2,1997-01-01,1,-8.00\n"
        "2,1997-01-02,1,8.00\n",
    )
    summary = _import(log, ORDERS_MAP, tmp_path)
    assert (summary.rejected, summary.events, summary.new_members) == (3, 1, 1)
    assert count(kopi, "member") == 1


def test_baskets_become_events_with_items(kopi: DatabaseUrls, tmp_path: Path) -> None:
    made = list(lines(3, seed=8, weeks=20))
    write_products(tmp_path / "products.csv", products(seed=8))
    write_lines(tmp_path / "lines.csv", made)
    summary = _import(tmp_path / "lines.csv", LINES_MAP, tmp_path)
    by_basket: dict[int, int] = {}
    for line in made:
        by_basket[line.basket] = by_basket.get(line.basket, 0) + line.value_minor
    assert summary.events == len(by_basket)
    assert summary.outcomes == {"accepted": len(by_basket)}
    assert summary.points == {"beans": sum(value // 100 for value in by_basket.values())}
    seal_all()
    assert verify().clean


def test_whoever_is_unknown_waits_and_is_claimed_by_a_later_import(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    log = tmp_path / "orders.csv"
    made = list(orders(20, seed=8))
    write_orders(log, made)
    waiting = _import(log, ORDERS_MAP.replace("unknown: enrol", "unknown: wait"), tmp_path)
    assert waiting.outcomes == {"waiting": len(made)}
    assert count(kopi, "waiting_event") == len(made)
    enrolled = _import(log, ORDERS_MAP, tmp_path)
    assert enrolled.new_members == 20
    assert sum(enrolled.outcomes.values()) == len(made)
    assert count(kopi, "waiting_event") == 0
    accepted = rows(
        kopi, "SELECT count(*) FROM event WHERE outcome = 'accepted' AND kind <> 'clock'"
    )
    assert accepted == [(len(made),)]
    seal_all()
    assert verify().clean


def _recorded(urls: DatabaseUrls) -> list[tuple[object, ...]]:
    """What was recorded of each purchase and what it posted, whoever the member's id is."""
    return rows(
        urls,
        "SELECT source, key, occurred_us, payload, origin, outcome, amounts FROM event"
        " WHERE kind = 'purchase' ORDER BY source, key, occurred_us",
    )


def test_killed_while_recording_and_run_again_totals_are_those_of_a_clean_run(
    new_database: NewDatabase, template: str, tmp_path: Path
) -> None:
    print(f"seed {SEED}")
    log = tmp_path / "orders.csv"
    made = list(orders(60, seed=SEED))
    write_orders(log, made)
    the_map = write(tmp_path, "map.yaml", ORDERS_MAP)
    chance = random.Random(SEED)
    left: list[list[tuple[object, ...]]] = []
    for kills in (0, 5):
        urls = new_database(template)
        point_django_at(urls)
        bind_vault(Path(os.environ[HOME_VARIABLE]))
        publish_program(PROGRAM, acting=SYSTEM)
        for _ in range(kills):
            # Each run goes further than the one before, and dies before or after a commit.
            moment = chance.choice(["before enrol", "after enrol", "before take", "after take"])
            call = chance.randint(1, 6)
            paths = {"log": str(log), "map": str(the_map), "folder": str(tmp_path)}
            run_and_die(_DIES.format(**paths, moment=moment, call=call))
        summary = _import(log, ORDERS_MAP, tmp_path)
        assert sum(summary.outcomes.values()) == len(made)
        assert summary.staged_before == bool(kills)
        left.append(_recorded(urls))
        seal_all()
        assert verify().clean
        connections.close_all()
    clean, killed = left
    assert len(clean) == len(made)
    assert killed == clean


def test_an_identity_that_can_t_be_one_is_rejected_with_the_reason(
    kopi: DatabaseUrls, tmp_path: Path
) -> None:
    text = ORDERS_MAP.replace("reference: customer_id", "email: customer_id")
    header = "customer_id,date,number_of_cds,dollar_value\n"
    log = write(tmp_path, "log.csv", header + "ann,1997-01-01,1,1.00\nA@x.org,1997-01-01,1,2.00\n")
    summary = _import(log, text, tmp_path)
    assert (summary.rejected, summary.events, summary.new_members) == (1, 1, 1)
    said = (tmp_path / "log.csv.rejected.csv").read_text()
    assert "email: must have one @ with a name before it" in said
    assert kopi.name
