"""What is left of an event after returns, worked out by hand."""

import pytest

from setia.core.engine.readers import Payload
from setia.core.engine.remaining import numbers, remaining
from tests.core.histories import version_of

PROGRAM = version_of(
    "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {}}\nearning: [{rule: r, give: 1}]\n"
).program


def of(*amounts: int) -> list[dict[str, object]]:
    return [{"amount": amount} for amount in amounts]


def lines(*places: int) -> Payload:
    return {"items": [{"line": place} for place in places]}


@pytest.mark.parametrize(
    ("amount", "had", "returns", "left", "items"),
    [
        # Half of the lines' worth is half of what was paid for them.
        (800, (600, 400), [lines(1)], 320, (400,)),
        (800, (600, 400), [lines(2)], 480, (600,)),
        # A line below nothing makes the amount no larger, and is gone for all that.
        (1_000, (10_000, -9_000), [lines(2)], 1_000, (10_000,)),
        (1_000, (1_001, -1), [lines(2)], 1_000, (1_001,)),
        # Lines first, then what comes back of all of them in proportion.
        (800, (600, 400), [{"amount": 100}, lines(1)], 220, (275,)),
        (800, (600, 400), [lines(1), {"amount": 100}], 220, (275,)),
        (1_000, (600, 400), [{"amount": 399}, lines(1)], 1, (1,)),
        # No more can come back than was left.
        (1_000, (600, 400), [{"amount": 400}, lines(1)], None, ()),
        (1_000, (600, 400), [{"amount": 700}, lines(1)], None, ()),
        (1_000, (600, 400), [lines(1, 2)], None, ()),
        (1_000, (600, 400), [{}], None, ()),
    ],
)
def test_so_much_is_left(
    amount: int, had: tuple[int, ...], returns: list[Payload], left: int | None,
    items: tuple[int, ...],
) -> None:  # fmt: skip
    found = remaining({"amount": amount, "items": of(*had)}, returns, numbers(PROGRAM), _fits)
    if left is None:
        assert found == {}
    else:
        assert found["amount"] == left
        assert found["items"] == of(*items)


def _fits(_field: object, _number: int) -> bool:
    return True
