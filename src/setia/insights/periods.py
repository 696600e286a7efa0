"""The period that figures are shown for, and the one before that they are compared with.

A period is whole days of the program's time zone and ends with today, which is not over yet; the
one before has as many days. It reads no clock: the instant is given.
"""

from dataclasses import dataclass
from typing import Final

PERIOD_DAYS: Final = 30
DAY_US: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Series:
    """A measure day by day over two periods, oldest first, the last day being `last_day`.

    last_day: days since 1970. total: over all days there are, also those before.
    """

    last_day: int
    days: tuple[int, ...]
    total: int

    @property
    def now(self) -> int:
        """The sum over the period."""
        return sum(self.days[PERIOD_DAYS:])

    @property
    def before(self) -> int:
        """The sum over the period before."""
        return sum(self.days[:PERIOD_DAYS])


def series(by_day: dict[int, int], last_day: int, total: int) -> Series:
    """The days of two periods out of all that are known."""
    first = last_day - 2 * PERIOD_DAYS + 1
    return Series(last_day, tuple(by_day.get(day, 0) for day in range(first, last_day + 1)), total)
