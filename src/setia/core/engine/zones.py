"""A version's pinned zone table: the transitions of its time zone as two rows of integers.

Pinned with the version, so that a new edition of the zone database changes no decided history. The
table is data made elsewhere; here it is only read.
"""

from bisect import bisect_right
from dataclasses import dataclass

from setia.core.engine.calendar import DAY_US


@dataclass(frozen=True, slots=True)
class ZoneTable:
    """`at_us[k]`: from this instant (µs since 1970 UTC) on, local time is UTC + `offset_us[k]`.

    `at_us` rises strictly and its first entry lies before every instant that can occur.
    """

    at_us: tuple[int, ...]
    offset_us: tuple[int, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.at_us, self.at_us[1:], strict=False))
        if not self.at_us or len(self.at_us) != len(self.offset_us) or not rising:
            raise ValueError("a zone table needs rising transitions, each with its offset")

    def local_us(self, us: int) -> int:
        """The wall-clock reading of an instant, µs since 1970 local."""
        return us + self.offset_us[bisect_right(self.at_us, us) - 1]

    def instant_us(self, local_us: int) -> int:
        """The first instant whose wall-clock reading this is.

        A reading that a clock change skips is taken with the offset from before the change.
        """
        before, after = (
            self.local_us(local_us + days * DAY_US) - (local_us + days * DAY_US) for days in (-1, 1)
        )
        for offset in sorted((before, after), reverse=True):
            if self.local_us(local_us - offset) == local_us:
                return local_us - offset
        return local_us - before


UTC = ZoneTable((-(2**62),), (0,))
