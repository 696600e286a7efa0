"""However an expression nests, it ends nesting where it should: what is deep is slow to ask.

Each way to put one thing into another is tried by itself, as deep as it goes and once more.
"""

import pytest

from setia.core.expressions.parse import MAX_DEPTH, ExpressionError, parse_condition
from tests.core.naive_expressions import WORDS

# What stands before and behind what is nested, around the whole, and how deep the inside begins.
WAYS = {
    "not": ("not ", "fee > 1", "", "", 0),
    "minus": ("-", "fee", "", " > 1", 1),
    "plus": ("(1 + ", "units", ")", " > 1", 1),
    "plus behind": ("(", "units", " + 1)", " > 1", 1),
    "times": ("(1 * ", "units", ")", " > 1", 1),
    "times behind": ("(", "units", " * 1)", " > 1", 1),
    "min": ("min(1, ", "units", ")", " > 1", 1),
    "max": ("max(1, ", "units", ")", " > 1", 1),
    "and": ("(gift and not ", "gift", ")", "", 0),
    "or": ("(gift or not ", "gift", ")", "", 0),
}


def nested(way: str, times: int) -> str:
    opening, inside, closing, behind, _ = WAYS[way]
    return opening * times + inside + closing * times + behind


def goes(way: str, times: int) -> bool:
    said = ""
    try:
        parse_condition(nested(way, times), WORDS)
    except ExpressionError as error:
        said = str(error)
    assert not said or "nested deeper" in said
    return not said


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_nest_has_its_end(way: str) -> None:
    deepest = next(times for times in range(1, 4 * MAX_DEPTH) if not goes(way, times + 1))
    by_step = 2 if way in {"and", "or"} else 1
    assert by_step * deepest == MAX_DEPTH + WAYS[way][-1]


@pytest.mark.parametrize("asked", ["any({}fee > 1)", "all({}fee > 1)", "count({}fee > 1) > 0"])
def test_what_is_asked_of_items_is_one_deeper(asked: str) -> None:
    parse_condition(asked.format("not " * (MAX_DEPTH - 1)), WORDS)
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse_condition(asked.format("not " * MAX_DEPTH), WORDS)
