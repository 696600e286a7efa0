"""The page about events: each of its examples is decided in turn, and ends as it says."""

import json
import re
from pathlib import Path

from setia.core.engine.book import Book, Happened
from setia.core.engine.kinds import ACTS, KINDS, MOVES, RANKS
from setia.core.engine.memory import Memory
from tests.core.histories import version_of
from tests.core.zones import at

PAGE = (Path(__file__).parents[2] / "docs/reference/events.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(one) for one in re.findall(r"```json\n(.*?)\n```", PAGE)]
ASIDE = ("kind", "refused", "waits")
PROGRAM = """
setia: 1
program: p
currency: MYR
wallets:
  beans: {expires: 12 months, converts: {nights: 1 per 10}, donates to: forest, transfers: yes}
  nights: {pending: "until released, lost after 60 days"}
member: {vip: bool}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
  - {rule: night, give: 3 nights}
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels: [{tier: member, from: 0}, {tier: silver, from: 500.00}, {tier: gold, from: 1000.00}]
returns: {without a purchase: base}
"""


def test_every_example_ends_as_the_page_says() -> None:
    book = Book((version_of(PROGRAM),))
    now_us, events = at("UTC", "2026-11-20 10:00"), []
    for place, one in enumerate(EXAMPLES):
        payload = {key: told for key, told in one.items() if key not in ASIDE}
        if one["kind"] in MOVES:
            payload["wallet"] = "beans"
        events.append(Happened(now_us + place, one["kind"], "till", str(place), payload))
    memory, state = Memory(book, events), book.fresh()
    for one, event in zip(EXAMPLES, memory.in_order(events), strict=True):
        decision = book.decide(state, event, {}, memory)
        outcome = "refused" if "refused" in one else "waiting" if "waits" in one else "accepted"
        assert (decision.outcome, decision.reason) == (
            outcome,
            one.get("refused", one.get("waits", "")),
        ), one


def test_the_page_tells_of_every_kind() -> None:
    headings = {one.lower() for one in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)}
    assert headings == KINDS.keys() - {"clock"}
    shown = {one["kind"] for one in EXAMPLES}
    assert shown == headings
    table = dict(
        re.findall(r"^\| `([a-z-]+)`(?:, own kinds)? \| (accrual|act) ", PAGE, re.MULTILINE)
    )
    assert table == {kind: "act" if kind in ACTS else "accrual" for kind in headings}


def test_the_page_tells_the_order_of_one_instant() -> None:
    assert RANKS["opening"] == RANKS["profile"] < RANKS["purchase"] < RANKS["return"]
    others = ACTS - {"capture", "cancel"}
    assert {RANKS[kind] for kind in others} == {RANKS["return"] + 1}
    assert RANKS["spend"] < RANKS["capture"] < RANKS["cancel"] == max(RANKS.values())
