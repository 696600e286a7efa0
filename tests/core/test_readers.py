"""What an event may carry: each type takes what it can hold and refuses the rest, by name.

A rule reads every field here, since what no rule reads is kept as it came.
"""

import pytest

from setia.core.engine.book import Book, Happened, version_after
from setia.core.engine.limits import MAX_TEXTS
from setia.core.engine.readers import Unfit
from setia.core.program.read import read_program
from tests.core.zones import table

FIELDS = {
    "store": "text",
    "units": "{type: number, from: -2, to: 5}",
    "weight": "{type: number, decimals: 2, to: 9.99}",
    "fee": "{type: money, from: 0.01, to: 10.00}",
    "gift": "bool",
    "due": "date",
    "tags": "list",
    "size": "[small, large]",
}
ATTRIBUTES = ", ".join(f"{name}: {said}" for name, said in FIELDS.items())
ASKS = " or ".join(f"{name} is set" for name in FIELDS)
TEXT = f"""
setia: 1
program: p
currency: MYR
wallets: {{beans: {{}}}}
events: {{purchase: {{attributes: {{{ATTRIBUTES}}}, items: {{size: [small, large]}}}}}}
earning:
  - {{rule: any, when: '{ASKS}', give: 1}}
  - {{rule: item, when: any(item.size is set), give: 10}}
"""
PROGRAM = read_program(TEXT)
BOOK = Book((version_after(None, 1, 0, PROGRAM, table(PROGRAM.time_zone)),))


def earned(**said: object) -> int:
    event = Happened(0, "purchase", "till", "k", {"amount": 0, **said})
    return BOOK.decide(BOOK.fresh(), event, {}).why[0]


@pytest.mark.parametrize(
    ("name", "fits", "refused"),
    [
        ("store", ["", "harbour", "é"], [1, True, ["a"], {"a": 1}]),
        ("units", [-2, 0, 5], [-3, 6, True, "1", 1.0, 10**30]),
        ("weight", [-(10**12), 999], [1_000, "9.99"]),
        ("fee", [1, 1_000], [0, 1_001, -1]),
        ("gift", [True, False], [0, 1, "yes"]),
        ("due", ["2026-12-25", "0001-01-01"], ["2026-13-01", "20261225", 20_000, "today"]),
        ("tags", [[], ["a"], ["a"] * MAX_TEXTS], ["a", [1], ["a"] * (MAX_TEXTS + 1), [None]]),
        ("size", ["small"], ["medium", "Small", 0]),
    ],
)
def test_a_field_takes_what_it_can_hold(
    name: str, fits: list[object], refused: list[object]
) -> None:
    assert earned(**{name: None}) == 0
    for value in fits:
        assert earned(**{name: value}) == 1
    for value in refused:
        with pytest.raises(Unfit, match=f"^{name}: "):
            earned(**{name: value})


def test_an_item_that_can_t_be_read_says_which() -> None:
    assert earned(items=[{"amount": 1, "size": "small"}]) == 10
    with pytest.raises(Unfit, match=r"items.1.: item.size: 'huge' must be one of small, large"):
        earned(items=[{"amount": 1}, {"amount": 1, "size": "huge"}])


def test_what_no_rule_reads_is_kept_as_it_came() -> None:
    text = TEXT.replace(ASKS, "units is set")
    program = read_program(text)
    book = Book((version_after(None, 1, 0, program, table(program.time_zone)),))
    event = Happened(0, "purchase", "till", "k", {"amount": 0, "units": 1, "due": "soon"})
    assert book.decide(book.fresh(), event, {}).outcome == "accepted"
