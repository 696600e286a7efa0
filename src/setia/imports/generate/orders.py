"""Makes orders as a mail-order shop sees them: one row an order, dates without a time.

People come back at their own rate and leave for good at some point (the BG/NBD model), which gives
the heavy tail of real logs: half of them order once, a few hundred times. Equal rows and orders of
0.00 are made on purpose. The same seed always gives the same rows, however many members are asked
for; nothing is kept between blocks of members, so a log of any length streams.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

# From CDNOW, 69,659 rows of 23,570 customers over 78 weeks: mean 2.96 orders, 50.5 % with one, a
# 90th percentile of 6 and a 99th of 20. The model's parameters were chosen by trying until these
# came out (2.87, 53 %, 6 and 20); weeks are the unit, and a day lies between two orders.
RATE_SHAPE: Final = 0.35
RATE_WEEKS: Final = 5.5
LEAVE_A: Final = 0.8
LEAVE_B: Final = 2.5
LEAST_GAP_WEEKS: Final = 1 / 7

# The same file: 2,068 orders follow another on one day, 255 of them equal to it; 80 orders of 0.00.
SAME_DAY: Final = 2_068 / 69_659
EQUAL_OF_SAME_DAY: Final = 255 / 2_068
ZERO: Final = 80 / 69_659

# The same file: how many discs an order has (from 1; the last stands for 11 and more), and the
# prices of one disc that are seen most, with the share of all orders that have exactly that amount.
UNITS: Final = (45.15, 23.07, 13.56, 7.20, 4.01, 2.34, 1.52, 0.98, 0.58, 0.42, 1.17)
MORE_UNITS_MEAN: Final = 6.0
PRICES_MINOR: Final = (1177, 1496, 1397, 1299, 1536, 1437, 1249, 1499, 1399, 1149, 1449, 1549)
PRICE_SHARES: Final = (2938, 2490, 2393, 2036, 1676, 1645, 1565, 1245, 1131, 1054, 878, 759)
LISTED: Final = 0.63
OTHER_PRICE_LOG: Final = 2.66
OTHER_PRICE_SPREAD: Final = 0.32

MEMBERS_A_BLOCK: Final = 1_000
RETURNED_AFTER_DAYS: Final = 21
RETURN_EARLY: Final = 0.1
"""The share of returns that come with a date before their purchase, as clocks of tills do it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `number` is unique; a return has a negative amount and names what it returns."""

    customer: str
    day: date
    units: int
    amount_minor: int
    number: int
    returns: int = 0


def orders(
    members: int,
    *,
    seed: int,
    start: date = date(1997, 1, 1),
    weeks: int = 78,
    joining_weeks: int = 12,
    returns: float = 0.0,
) -> Iterator[Order]:
    """Orders of so many members, member by member, each one's by day.

    weeks: length of the log; members join within its first `joining_weeks`. returns: the share of
    orders that are returned.
    """
    number = 0
    for first in range(0, members, MEMBERS_A_BLOCK):
        chance = np.random.default_rng((seed, first))
        # A block is always made whole, so that asking for more members changes no row.
        days, owners = _days(chance, weeks, joining_weeks)
        units, amounts = _amounts(chance, len(days))
        for place in range(int(np.searchsorted(owners, members - first))):
            number += 1
            order = Order(
                f"{first + int(owners[place]) + 1:05d}",
                start + timedelta(days=int(days[place])),
                int(units[place]),
                int(amounts[place]),
                number,
            )
            yield order
            if order.amount_minor and chance.random() < returns:
                number += 1
                yield _returned(order, number, chance)
            if chance.random() < SAME_DAY:
                number += 1
                yield _again(order, number, chance)


def _days(
    chance: np.random.Generator, weeks: int, joining_weeks: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The days of all orders of a block, and whose they are, by member and day."""
    members = MEMBERS_A_BLOCK
    rate = chance.gamma(RATE_SHAPE, 1 / RATE_WEEKS, members)
    leave = chance.beta(LEAVE_A, LEAVE_B, members)
    # Those who never come back have rates near 0; a gap of ten thousand weeks is as good as none.
    rate = np.maximum(rate, 1e-4)
    here = np.arange(members)
    at = chance.uniform(0, joining_weeks, members)
    found, owners = [at.copy()], [here]
    while len(here):
        here = here[chance.random(len(here)) >= leave[here]]
        at[here] += LEAST_GAP_WEEKS + chance.exponential(1 / rate[here])
        here = here[at[here] < weeks]
        found.append(at[here])
        owners.append(here)
    days = (np.concatenate(found) * 7).astype(np.int64)
    whose = np.concatenate(owners)
    order = np.lexsort((days, whose))
    return days[order], whose[order]


def _amounts(
    chance: np.random.Generator, count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Units and amounts of so many orders."""
    shares = np.array(UNITS) / sum(UNITS)
    units = chance.choice(len(shares), count, p=shares) + 1
    many = units == len(shares)
    units[many] += np.minimum(chance.geometric(1 / MORE_UNITS_MEAN, many.sum()) - 1, 88)
    listed = chance.choice(np.array(PRICES_MINOR), count, p=_shares(PRICE_SHARES))
    other = np.exp(chance.normal(OTHER_PRICE_LOG, OTHER_PRICE_SPREAD, count)) * 100
    price = np.where((units == 1) & (chance.random(count) < LISTED), listed, other)
    amounts = (price * units).astype(np.int64)
    amounts[chance.random(count) < ZERO] = 0
    return units, amounts


def _shares(weights: tuple[int, ...]) -> npt.NDArray[np.float64]:
    return np.array(weights, np.float64) / sum(weights)


def _again(order: Order, number: int, chance: np.random.Generator) -> Order:
    """A second order on the same day, sometimes equal to the first."""
    if chance.random() < EQUAL_OF_SAME_DAY:
        return Order(order.customer, order.day, order.units, order.amount_minor, number)
    units, amounts = _amounts(chance, 1)
    return Order(order.customer, order.day, int(units[0]), int(amounts[0]), number)


def _returned(order: Order, number: int, chance: np.random.Generator) -> Order:
    """The return of a whole order, some days later, or before it when a clock was wrong."""
    after = int(chance.integers(1, RETURNED_AFTER_DAYS + 1))
    shift = -min(after, 3) if chance.random() < RETURN_EARLY else after
    day = order.day + timedelta(days=shift)
    return Order(order.customer, day, order.units, -order.amount_minor, number, order.number)
