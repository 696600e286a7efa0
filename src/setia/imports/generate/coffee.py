"""Makes the visits of a coffee chain's members, for the demo.

Who joins, comes back and leaves is taken from the mail-order generator, whose habits are those of a
real log; each of its orders becomes a few visits to a shop, with a time of day, a store, a channel
and the things that were bought. The same seed and dates always give the same visits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np

from setia.imports.generate.orders import orders

STORES: Final = ("bangsar", "klcc", "penang", "ipoh", "johor-bahru", "kuching")
MENU: Final = (
    ("kopi-o", "coffee", 650),
    ("latte", "coffee", 1250),
    ("flat-white", "coffee", 1190),
    ("teh-tarik", "tea", 590),
    ("kaya-toast", "bakery", 480),
    ("croissant", "bakery", 890),
    ("beans-250g", "retail", 4200),
)
SHARES: Final = (24, 22, 12, 16, 13, 10, 3)
MORNING: Final = 0.6
APP_SHARE: Final = 0.45
SAME_HABIT: Final = 0.9
DAYS_BETWEEN: Final = 4


@dataclass(frozen=True, slots=True)
class Sold:
    """One thing bought on one visit; a visit's lines share `visit` and everything before it."""

    member: str
    at: datetime
    store: str
    channel: str
    visit: str
    sku: str
    department: str
    amount_minor: int


def visits(members: int, *, seed: int, last: date, weeks: int = 104) -> Iterator[Sold]:
    """What members bought in the `weeks` that end the day before `last`, member by member."""
    chance = np.random.default_rng(seed)
    first = last - timedelta(weeks=weeks)
    number = 0
    shares = np.array(SHARES) / sum(SHARES)
    for order in orders(members, seed=seed, start=first, weeks=weeks, joining_weeks=weeks - 12):
        # A member's home store and channel follow from the number alone, and mostly hold.
        home = int(order.customer) % len(STORES)
        by_app = int(order.customer) * 7 % 100 < APP_SHARE * 100
        day = order.day
        for _ in range(min(order.units, 8)):
            if day >= last:
                break
            number += 1
            usual = chance.random() < SAME_HABIT
            store = STORES[home if usual else int(chance.integers(len(STORES)))]
            channel = "app" if by_app == usual else "shop"
            at = datetime.combine(day, _hour(chance))
            for place in chance.choice(len(MENU), size=1 + int(chance.integers(3)), p=shares):
                sku, department, price = MENU[int(place)]
                yield Sold(order.customer, at, store, channel, f"v{number}", sku, department, price)
            day += timedelta(days=1 + int(chance.integers(2 * DAYS_BETWEEN)))


def _hour(chance: np.random.Generator) -> time:
    centre_h = 8.5 if chance.random() < MORNING else 15.5
    minute = int(np.clip(chance.normal(centre_h * 60, 80), 7 * 60, 21 * 60 + 59))
    return time(minute // 60, minute % 60)
