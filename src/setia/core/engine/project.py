"""What a member still needs to keep a level and to reach the next, from the state alone.

A level is looked at again when it ends. Of a rolling window it is known what will be left of it by
then; of a calendar period, whether it is the one that will be looked at. Nothing is guessed: it
says what is enough, were nothing else to happen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from setia.core.engine.book import Version
from setia.core.engine.calendar import (
    DAY_US,
    anniversary,
    first_day,
    membership_year,
    month_of,
    months_later,
)
from setia.core.engine.layout import member_slot, spend_of, window_of
from setia.core.engine.limits import ABSENT, NEVER
from setia.core.engine.spans import JOINED
from setia.core.engine.state import AT, buckets
from setia.core.expressions.fields import FieldType
from setia.core.program.document import Counter, TierSet

_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Goal:
    """So much more (in the measure's own parts) is enough for a level.

    from_us, by_us: it counts from this instant on (0: from now) and up to that one (2**62: always).
    """

    level: str
    more: int
    from_us: int
    by_us: int


@dataclass(frozen=True, slots=True)
class Projection:
    """Where a member stands in one tier set at an instant.

    unit, decimals: of the measure. keep: what keeps the level when it ends, None where nothing is
    needed. reach: what reaches the next level, None at the top.
    """

    tier_set: str
    at_us: int
    level: str
    until_us: int
    unit: FieldType
    decimals: int
    measure: int
    keep: Goal | None
    reach: Goal | None


def project(version: Version, state: Sequence[int], at_us: int) -> tuple[Projection, ...]:
    """The projection of every tier set. state: advanced to `at_us`."""
    return tuple(_project(version, one, state, at_us) for one in version.program.tiers)


def _project(version: Version, one: TierSet, state: Sequence[int], at_us: int) -> Projection:
    slot = version.layout.slot
    rank = version.layout.rank(one.id, state[slot(f"tier:{one.id}")])
    until_us = state[slot(f"until:{one.id}")]
    measure = _measure(version, one, state, at_us)
    now = measure.left_at(at_us)
    keep = reach = None
    if rank > 0 and one.drop != "never" and until_us < NEVER:
        more = one.levels[rank].least - measure.left_at(until_us)
        from_us = measure.counts_from(until_us)
        if more > 0:
            keep = Goal(one.levels[rank].id, more, from_us if from_us > at_us else 0, until_us)
    if rank + 1 < len(one.levels):
        above = one.levels[rank + 1]
        reach = Goal(above.id, max(1, above.least - now), 0, measure.lasts_us(at_us))
    unit = version.program.fields.get(one.counter)
    decimals = version.program.decimals if unit is None else unit.decimals
    kind: FieldType = "money" if unit is None else unit.type
    return Projection(
        one.id, at_us, one.levels[rank].id, until_us, kind, decimals, now, keep, reach
    )


@dataclass(frozen=True, slots=True)
class _Rolling:
    """A measure that looks back over so many days or months."""

    version: Version
    state: Sequence[int]
    series: str
    count: int
    unit: str

    def left_at(self, us: int) -> int:
        """What is left of what was counted so far."""
        names = self.version.layout.series
        return sum(
            one.amount
            for one in buckets(self.state)
            if names[one.series] == self.series and one.due_us > us
        )

    def counts_from(self, end_us: int) -> int:
        """The first instant of which what is counted then is still there at the end."""
        zone = self.version.zone
        day = zone.local_us(end_us) // DAY_US
        first = day - self.count if self.unit == "days" else months_later(day, -self.count) - 1
        while zone.instant_us(self._falls_out(first) * DAY_US) <= end_us:
            first += 1
        return zone.instant_us(first * DAY_US)

    def lasts_us(self, _: int) -> int:
        """There is no day on which it begins again."""
        return NEVER

    def falls_us(self, at_us: int) -> int:
        """When the first of what was counted falls out."""
        names = self.version.layout.series
        dues = (
            one.due_us
            for one in buckets(self.state)
            if names[one.series] == self.series and one.due_us > at_us
        )
        return min(dues, default=NEVER)

    def _falls_out(self, day: int) -> int:
        return day + self.count if self.unit == "days" else months_later(day, self.count)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A measure of one calendar period. starts: the first day of the period of a day, or of the
    one that comes so many periods after it; None: it never begins again.
    """

    version: Version
    period_slot: int
    value: int
    period: Callable[[int], int]
    starts: Callable[[int, int], int] | None
    at_us: int

    def left_at(self, us: int) -> int:
        """What stands of what was counted so far, as the microsecond before sees it."""
        seen_us = us if us == self.at_us else us - 1
        return self.value if self.period(self._day(seen_us)) == self.period_slot else 0

    def counts_from(self, end_us: int) -> int:
        """The beginning of the period that is looked at when a level ends."""
        return 0 if self.starts is None else self._instant(self.starts(self._day(end_us - 1), 0))

    def lasts_us(self, at_us: int) -> int:
        """When the next period begins."""
        return NEVER if self.starts is None else self._instant(self.starts(self._day(at_us), 1))

    def falls_us(self, at_us: int) -> int:
        """When it begins again."""
        return self.lasts_us(at_us)

    def _day(self, us: int) -> int:
        return self.version.zone.local_us(us) // DAY_US

    def _instant(self, day: int) -> int:
        return self.version.zone.instant_us(day * DAY_US)


Measure: TypeAlias = _Rolling | _Calendar
"""What is counted of a member, and how long that lasts."""


def _measure(version: Version, one: TierSet, state: Sequence[int], at_us: int) -> Measure:
    counters: Mapping[str, Counter] = {found.id: found for found in version.program.counters}
    counter = counters.get(one.counter)
    if counter is None:
        series = spend_of(one.window_months)
        return _Rolling(version, state, series, one.window_months, "months")
    return measured(version, counter, state, at_us)


def measured(version: Version, counter: Counter, state: Sequence[int], at_us: int) -> Measure:
    """What a counter stands at. state: advanced to `at_us`."""
    if counter.rolling is not None:
        return _Rolling(version, state, window_of(counter), *counter.rolling)
    period, value = version.layout.counter_slots(counter)
    joined = joined_on(version, state)
    counts, starts = PERIODS[counter.within](joined)
    return _Calendar(version, state[period], state[value], counts, starts, at_us)


def joined_on(version: Version, state: Sequence[int]) -> int:
    """The local day of joining: as the profile tells it, or that of the first event."""
    layout = version.layout
    told = version.program.fields.get(f"member.{JOINED}")
    if told is not None and told.type == "date":
        day = state[layout.slot(member_slot(told))]
        if day != ABSENT:
            return day
    first = state[layout.slot("joined")] if "joined" in layout.slots else 0
    return first - 1 if first else version.zone.local_us(state[AT]) // DAY_US


_Counts = tuple[Callable[[int], int], Callable[[int, int], int] | None]

PERIODS: Final[Mapping[str, Callable[[int], _Counts]]] = {
    "day": lambda _: (lambda day: day, lambda day, more: day + more),
    "week": lambda _: (
        lambda day: (day + 3) // _WEEK,
        lambda day, more: ((day + 3) // _WEEK + more) * _WEEK - 3,
    ),
    "month": lambda _: (month_of, lambda day, more: first_day(month_of(day) + more)),
    "year": lambda _: (
        lambda day: month_of(day) // 12,
        lambda day, more: first_day((month_of(day) // 12 + more) * 12),
    ),
    "membership year": lambda joined: (
        lambda day: membership_year(day, joined),
        lambda day, more: anniversary(day, joined) if more else membership_year(day, joined),
    ),
    "ever": lambda _: (lambda _day: 0, None),
}
"""How each period is numbered by the engine, and where it begins."""
