"""Every example of the language's page is run, on the purchase that the page shows."""

import json
import re
from pathlib import Path

import pytest

from setia.core.engine.book import Book, Happened, version_after
from setia.core.engine.reference import NOTHING_KNOWN, Entry, with_entries
from setia.core.program.read import read_program
from tests.core.zones import at, table

PAGE = (Path(__file__).parents[2] / "docs/reference/language.md").read_text("utf-8")
EVENTS = "".join(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
KNOWN, PAYLOAD = map(json.loads, re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
SECTIONS = PAGE.split("\n## ")
EXAMPLES = [
    example
    for section in SECTIONS
    if section.split("\n")[0]
    in ("Comparisons", "Joined", "Calculations", "Items", "Stores, products and lists")
    for example in re.findall(r"^\| `([^|]+)` \|", section, re.MULTILINE)
]
FAIL = re.findall(r"`([^`]+)`", SECTIONS[-1].rpartition("do not hold:")[2])


def holds(condition: str) -> bool:
    program = read_program(
        "setia: 1\nprogram: p\ncurrency: MYR\ntime zone: Asia/Kuala_Lumpur\nwallets: {beans: {}}\n"
        + EVENTS
        + f"earning:\n  - rule: r\n    give: 1\n    when: >-\n      {condition}\n"
    )
    zone = table(program.time_zone)
    rows = [
        (name, key, Entry(0, 0, values))
        for name, keys in KNOWN.items()
        for key, values in keys.items()
    ]
    known = with_entries(NOTHING_KNOWN, rows, {})
    book = Book((version_after(None, 1, 0, program, zone, known),))
    when = at(program.time_zone, "2026-11-25 09:30")
    decision = book.decide(book.fresh(), Happened(when, "purchase", "till", "k", PAYLOAD), {})
    assert decision.outcome == "accepted"
    return decision.why[0] == 1


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 25
    assert set(FAIL) < set(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_holds_as_the_page_says(example: str) -> None:
    assert holds(example) is (example not in FAIL)
