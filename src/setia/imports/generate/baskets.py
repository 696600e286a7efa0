"""Makes grocery baskets, line by line, with a catalogue of products to look departments up in.

Lines have the traits of real ones: quantities of 0 and in the thousands, values of 0.00, products
that the catalogue lacks, and baskets of one line to more than a hundred. The same seed always gives
the same lines and catalogue; a household's lines depend on its number and the seed alone, so a log
of any length streams.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

# From a third of The Complete Journey 2.0: 495,305 lines of 54,575 baskets of 825 households in 52
# weeks. Baskets a household: median 43, 90th percentile 140. Lines a basket: median 5, mean 9.1,
# 99th percentile 56, at most 161. Value of a line: median 2.00, 95th percentile 8.00.
BASKETS_LOG: Final = 3.78
BASKETS_SPREAD: Final = 0.92
LINES_LOG: Final = 1.72
LINES_SPREAD: Final = 1.05
MOST_LINES: Final = 161
VALUE_LOG: Final = 0.79
VALUE_SPREAD: Final = 0.805

# The same lines: 0.79 % have no value; 3,117 a quantity of 0, ten of those with a value; 1,702 name
# a product that the catalogue lacks; 79 % have a quantity of 1.
ZERO_VALUE: Final = 0.0079
ZERO_QUANTITY: Final = 3_117 / 495_305
VALUE_OF_ZERO_QUANTITY: Final = 10 / 3_117
UNLISTED: Final = 1_702 / 495_305
ONE: Final = 0.79

# The same lines by department, the largest fifteen; fuel is counted in fractions of a gallon.
DEPARTMENTS: Final = (
    ("GROCERY", 309_637), ("DRUG GM", 55_496), ("PRODUCE", 50_076), ("MEAT-PCKGD", 21_707),
    ("MEAT", 16_928), ("DELI", 12_215), ("PASTRY", 7_341), ("NUTRITION", 5_584), ("FUEL", 4_129),
    ("SEAFOOD-PCKGD", 2_225), ("SALAD BAR", 2_071), ("MISCELLANEOUS", 1_712), ("COSMETICS", 1_590),
    ("FLORAL", 916), ("SEAFOOD", 739),
)  # fmt: skip
FUEL_QUANTITY_MEAN: Final = 10_336.0
FUEL_VALUE_MEAN: Final = 26.1

# The same lines by hour of the day, in thousands.
HOURS: Final = (
    37, 26, 16, 10, 5, 2, 1, 1, 1, 1, 1, 3, 5, 11, 19, 28, 35, 36, 37, 37, 42, 48, 49, 44,
)  # fmt: skip
STORES: Final = 278
PRODUCTS: Final = 4_000
FIRST_PRODUCT: Final = 25_671
FIRST_BASKET: Final = 31_198_445_400
UNLISTED_PRODUCT: Final = 9_000_000


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue."""

    number: int
    department: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket; lines of one basket share household, store, basket and time.

    at: the shop's local time, which is all that such logs tell.
    """

    household: int
    store: int
    basket: int
    product: int
    quantity: int
    value_minor: int
    at: datetime


def products(*, seed: int) -> list[Product]:
    """The catalogue, by number."""
    chance = np.random.default_rng((seed, 0))
    numbers = FIRST_PRODUCT + np.cumsum(chance.integers(1, 400, PRODUCTS))
    names = [name for name, _ in DEPARTMENTS]
    weights = np.array([lines for _, lines in DEPARTMENTS], np.float64)
    # A few of each at least, so that every department is there to be asked for.
    chosen = chance.choice(len(names), PRODUCTS, p=weights / weights.sum())
    chosen[: 3 * len(names)] = np.repeat(np.arange(len(names)), 3)
    return [
        Product(int(number), names[place]) for number, place in zip(numbers, chosen, strict=True)
    ]


def lines(
    households: int, *, seed: int, start: date = date(2017, 1, 1), weeks: int = 52
) -> Iterator[Line]:
    """Lines of so many households, household by household, basket by basket in time."""
    catalogue = products(seed=seed)
    numbers = np.array([one.number for one in catalogue])
    fuel = np.array([one.department == "FUEL" for one in catalogue])
    for household in range(1, households + 1):
        chance = np.random.default_rng((seed, household))
        whole = np.exp(chance.normal(BASKETS_LOG, BASKETS_SPREAD)) * weeks / 52
        for place, at in enumerate(_times(chance, max(1, round(whole)), start, weeks)):
            basket = FIRST_BASKET + household * 100_000 + place
            store = 1 + int(STORES * chance.random() ** 3)
            count = int(np.clip(np.exp(chance.normal(LINES_LOG, LINES_SPREAD)), 1, MOST_LINES))
            chosen = chance.integers(0, len(numbers), count)
            quantities, values = _sold(chance, fuel[chosen])
            named = np.where(chance.random(count) < UNLISTED, UNLISTED_PRODUCT, numbers[chosen])
            for product, quantity, value in zip(named, quantities, values, strict=True):
                yield Line(household, store, basket, int(product), int(quantity), int(value), at)


def _times(chance: np.random.Generator, count: int, start: date, weeks: int) -> list[datetime]:
    """When so many baskets were bought, in order."""
    days = chance.integers(0, weeks * 7, count)
    hours = chance.choice(24, count, p=np.array(HOURS) / sum(HOURS))
    seconds = days * 86_400 + hours * 3_600 + chance.integers(0, 3_600, count)
    midnight = datetime.combine(start, time())
    return [midnight + timedelta(seconds=int(second)) for second in np.sort(seconds)]


def _sold(
    chance: np.random.Generator, fuel: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Quantities, and values in minor units, of the lines of one basket."""
    count = len(fuel)
    quantities = 1 + np.where(chance.random(count) < ONE, 0, chance.geometric(0.6, count))
    values = (np.exp(chance.normal(VALUE_LOG, VALUE_SPREAD, count)) * 100).astype(np.int64)
    values[chance.random(count) < ZERO_VALUE - ZERO_QUANTITY] = 0
    quantities[fuel] = chance.normal(FUEL_QUANTITY_MEAN, 2_500, count)[fuel].astype(np.int64)
    values[fuel] = (chance.normal(FUEL_VALUE_MEAN, 6, count)[fuel] * 100).astype(np.int64)
    none = chance.random(count) < ZERO_QUANTITY
    quantities[none] = 0
    values[none & (chance.random(count) >= VALUE_OF_ZERO_QUANTITY)] = 0
    return np.maximum(quantities, 0), np.maximum(values, 0)
