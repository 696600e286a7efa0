"""Whatever an event moves is more than nothing (I1): what comes to nothing leaves no posting.

Postings are read as they come from the engine, before they are netted.
"""

import pytest

from setia.core.engine.postings import FIELDS, MOVE
from tests.core.test_explain import DAY_US, KOPI, Shop

OWN_LOTS = """
  - {rule: short, when: channel == "app", give: 5 beans, expires: 1 month}
  - {rule: paid, when: channel == "web", give: 1 beans per whole 10.00, funded by: bank}
"""
WAITS = KOPI.replace("expires: 12 months}", "expires: 12 months, pending: 2 days}")


def with_own_lots(text: str) -> str:
    return text.replace("\ntiers:", f"{OWN_LOTS}\ntiers:")


@pytest.mark.parametrize("text", [with_own_lots(KOPI), with_own_lots(WAITS)])
@pytest.mark.parametrize("channel", ["app", "web", "till"])
@pytest.mark.parametrize("amount", [0, 50, 900, 1_000, 2_500])
def test_what_comes_to_nothing_leaves_no_posting(text: str, channel: str, amount: int) -> None:
    shop = Shop(text)
    moved = 0
    for kind, payload in (
        ("purchase", {"amount": 1_000, "channel": channel}),
        ("purchase", {"amount": amount, "channel": channel}),
        ("spend", {"points": 1, "wallet": "beans"}),
        ("purchase", {"amount": amount, "channel": channel}),
    ):
        shop.at_us += 3 * DAY_US
        _, decision = shop.decide(kind, payload)
        amounts = decision.postings[MOVE::FIELDS]
        assert all(one > 0 for one in amounts)
        moved += len(amounts)
    assert moved
    ended = shop.book.advanced(shop.state, shop.at_us + 400 * DAY_US)
    assert ended
    assert all(one > 0 for one in ended[MOVE::FIELDS])
