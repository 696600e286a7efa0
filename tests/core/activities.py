"""What random histories are made of: the events that a document declares, and how they come.

Three kinds share some of their fields, so that rules can be asked of several at once; some
attributes have a value that stands in for them. Values are few, so that conditions and limits meet
them; bounds are narrow, so that nothing which is calculated from them is too wide.
"""

from collections.abc import Mapping
from typing import Final

from hypothesis import strategies as st

from setia.core.engine.readers import Payload

MEMBER: Final = """member:
  country: [my, sg, id]
  vip: bool
  children: {type: number, from: 0, to: 20}
  joined: date
  income: money"""
MEMBER_LATER: Final = MEMBER.replace("[my, sg, id]", "[id, th, my, sg]")
LISTS: Final = "lists: {online: [app, web], fresh: [DELI, BAKERY], nothing: []}"
BASES: Final = {
    "purchase": ("", "amount - tax", "amount * 0.5", "visits"),
    "review": ("", "stars", "stars * 2"),
    "stay": ("", "amount", "nights", "weight"),
}
ITEMS_DECLARED: Final = (
    "{department: text, quantity: {type: number, from: 0, to: 1000},"
    " fresh: {type: bool, default: yes}}"
)


def declared(purchase: str = "", review: str = "", stay: str = "") -> str:
    """The section of events, with a basis each where one is given."""
    first, second, third = (
        f"\n    basis: {one}" if one else "" for one in (purchase, review, stay)
    )
    return f"""events:
  purchase:
    attributes: {{channel: text, visits: {{type: number, from: -10, to: 1000}}, gift: bool,
      due: date, tags: list, fee: money, size: {{one of: [small, medium, large], in order: yes}},
      tax: {{type: money, from: 0, to: 100.00, default: 0.50}},
      weight: {{type: number, decimals: 1, from: 0, to: 100}}}}
    items: {ITEMS_DECLARED}{first}
  review:
    attributes: {{channel: text, photo: bool,
      stars: {{type: number, from: 1, to: 5, needed: yes}}}}{second}
  stay:
    attributes: {{channel: text, amount: money,
      nights: {{type: number, from: 0, to: 30, default: 1}},
      source: {{one of: [walk-in, phone, web], default: walk-in}},
      paid: {{type: bool, default: yes}},
      booked: {{type: date, default: 2024-03-31}}, note: {{type: text, default: none}},
      weight: {{type: number, decimals: 1, from: 0, to: 100}}}}
    items: {ITEMS_DECLARED}{third}"""


EVENTS: Final = declared()
AMOUNTS: Final = (0, 12_345, 99, 100, 101, 999, 1_000, 2_500, 2_000, 33_333, 1)
_CHANNELS: Final = st.sampled_from(["app", "web", "till"])
ITEMS: Final = st.lists(
    st.fixed_dictionaries(
        {"amount": st.sampled_from([-500, -1, 0, 99, 100, 1_234])},
        optional={
            "department": st.sampled_from(["DELI", "BAKERY", "TOYS"]),
            "quantity": st.integers(0, 3),
            "fresh": st.booleans(),
        },
    ),
    max_size=3,
)
PURCHASES: Final = st.fixed_dictionaries(
    {"amount": st.sampled_from(AMOUNTS)},
    optional={
        "channel": _CHANNELS,
        "visits": st.integers(-1, 5),
        "items": ITEMS,
        "gift": st.booleans(),
        "due": st.sampled_from(["2024-02-29", "2024-03-01", "2025-01-01"]),
        "tags": st.lists(st.sampled_from(["vip", "staff", "new"]), max_size=2),
        "fee": st.sampled_from([-100, 0, 100, 600]),
        "size": st.sampled_from(["small", "medium", "large"]),
        "tax": st.sampled_from([0, 60, 5_000]),
        "weight": st.sampled_from([0, 5, 15, 20]),
    },
)
REVIEWS: Final = st.fixed_dictionaries(
    {"stars": st.integers(1, 5)},
    optional={"channel": _CHANNELS, "photo": st.booleans() | st.none()},
)
STAYS: Final = st.fixed_dictionaries(
    {},
    optional={
        "channel": _CHANNELS,
        "amount": st.sampled_from(AMOUNTS) | st.none(),
        "nights": st.integers(0, 4),
        "source": st.sampled_from(["walk-in", "phone", "web"]),
        "paid": st.booleans(),
        "booked": st.sampled_from(["2024-02-29", "2024-12-31"]),
        "note": st.sampled_from(["none", "late"]),
        "weight": st.sampled_from([0, 5, 15, 20]),
        "items": ITEMS,
    },
)
FACTS: Final = {
    "country": st.sampled_from(["my", "sg", "id", None]),
    "vip": st.sampled_from([True, False, None]),
    "children": st.sampled_from([0, 1, 2, None]),
    "joined": st.sampled_from(["2024-02-29", "2024-06-30", None]),
    "income": st.sampled_from([0, 1_999, 2_000, None]),
}
"""What a profile event may say; None takes it away."""

OF_KIND: Final[Mapping[str, st.SearchStrategy[Payload]]] = {
    "purchase": PURCHASES,
    "review": REVIEWS,
    "stay": STAYS,
}

ALWAYS: Final = (
    'weekday in ("sat", "sun", "wed")',
    "hour < 8",
    "month == 2 and day == 29 or day >= 30",
    "member.vip",
    'member.country == "my"',
    'member.country in ("sg", "id") or member.children is not set',
    "member.children >= 1 and not member.vip",
    "member.joined <= today",
    "member.income < 20.00",
    'channel == "app"',
    'channel in list("online")',
    'channel not in list("online") and channel not in list("nothing")',
)
"""Conditions that every event can be asked."""

ASKED: Final = {
    "purchase": (
        'channel != "app"',
        'channel not in ("app", "web") or visits is not set',
        "2 <= visits < 5",
        "amount > 9.99 and not visits == 0",
        "gift",
        "due - today >= 0 or month == 2 and day == 29",
        '"vip" in tags or "staff" in tags and size > "small"',
        'size is set and size not in ("small",)',
        "amount * 0.5 - 1.00 > min(fee, 5.00)",
        'any(item.department == "DELI" and item.amount > 0.99)',
        "all(item.amount >= 0) or count() * 2 >= visits",
        "total(item.amount * item.quantity, item.quantity > 1) > 2.50",
        "tax > 0.50",
        "weight >= 1.5",
    ),
    "review": ("stars >= 4", "photo", "photo is not set or stars == 1"),
    "stay": (
        "nights > 1",
        "amount is not set or amount >= 10.00",
        'source == "phone" or source == "walk-in" and paid',
        "booked >= today",
        'note == "none"',
        'any(item.fresh and item.department in list("fresh"))',
        "weight >= 1.5",
    ),
}
"""Conditions that only events of one kind can be asked."""

BOTH: Final = ("weight < 2", "all(item.fresh)", "amount >= 10.00", "amount is set")
"""Conditions that purchases and stays can be asked."""

PICKS: Final = (
    'item.department == "DELI"',
    'item.department in list("fresh") and item.amount > 0',
    "item.fresh",
    "item.quantity is not set or item.quantity > 1",
)
