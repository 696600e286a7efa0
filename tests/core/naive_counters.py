"""A second opinion on what is kept of a member: facts told, counters, uses of limits.

Dates, tuples and dictionaries: a calendar period is the day, week, month or year itself, what is
counted over days or months is a list of amounts with the instant at which each falls out. Only what
the version in force asks for is counted; a name, what it counts and its span are what the next
version finds again.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from setia.core.expressions.evaluate import Facts, holds, value
from setia.core.program.document import Counter, Limit, Program, Rule
from tests.core.zones import start_of

MOST = 10**12
Key: TypeAlias = tuple[str, ...]


def days(day: date) -> int:
    """The days since 1970."""
    return (day - date(1970, 1, 1)).days


def period(per: str, day: date) -> object:
    """The stretch of the calendar in which a day lies."""
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": (day.year, day.month),
        "year": day.year,
        "ever": "ever",
    }[per]


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def falls_us(zone: str, day: date, count: int, unit: str) -> int:
    """The instant at which what was counted on a day falls out."""
    last = day + timedelta(days=count) if unit == "days" else months_later(day, count)
    return start_of(ZoneInfo(zone), last)


@dataclass(frozen=True)
class Moment:
    """When something happened: the instant, and the day by the clock on the wall."""

    at_us: int
    day: date
    zone: str


@dataclass
class Past:
    """What is known of one member before an event."""

    told: dict[str, Any] = field(default_factory=dict)
    calendar: dict[Key, tuple[object, int]] = field(default_factory=dict)
    rolling: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    gave_us: dict[str, int] = field(default_factory=dict)

    def tell(self, payload: Mapping[str, object]) -> None:
        """A profile event; None takes a fact away."""
        self.told |= {f"member.{key}": one for key, one in payload.items()}

    def used(self, key: Key, per: str, day: date) -> int:
        """What has been counted in the period of a day."""
        there, count = self.calendar.get((*key, per), (None, 0))
        return count if there == period(per, day) else 0

    def use(self, key: Key, per: str, day: date, more: int) -> None:
        """Count in the period of a day."""
        self.calendar[*key, per] = (period(per, day), self.used(key, per, day) + more)

    def standing(self, program: Program, now: Moment) -> dict[str, int]:
        """What each counter says."""
        return {one.id: min(MOST, self._stands(program, one, now)) for one in program.counters}

    def _stands(self, program: Program, counter: Counter, now: Moment) -> int:
        key = _counts(program, counter)
        if counter.rolling is None:
            return self.used(key, counter.per or "ever", now.day)
        listed = self.rolling.get(key, [])
        return sum(more for until_us, more in listed if until_us > now.at_us)

    def count(
        self, program: Program, kind: str, facts: Facts, points: Mapping[str, int], now: Moment
    ) -> dict[str, int]:
        """Update every counter by one event; says what each added."""
        added: dict[str, int] = {}
        for counter in program.counters:
            places = program.fields[counter.id].decimals
            if counter.points:
                more = points[counter.points]
            else:
                more = self._adds(counter, kind, facts, now, 10**places)
            if more > 0:
                added[counter.id] = more
                self._add(_counts(program, counter), counter, more, now)
        return added

    def _adds(self, counter: Counter, kind: str, facts: Facts, now: Moment, parts: int) -> int:
        if kind not in counter.kinds or not (counter.when is None or holds(counter.when, facts)):
            return 0
        if counter.total is not None:
            found = (value(counter.total, facts) or 0) * parts
            assert found == int(found)
            return int(found)
        if counter.once_a is not None:
            return 0 if self.used(("once", counter.id), counter.once_a, now.day) else 1
        return 1

    def _add(self, key: Key, counter: Counter, more: int, now: Moment) -> None:
        if counter.once_a is not None:
            self.use(("once", counter.id), counter.once_a, now.day, 1)
        if counter.rolling is None:
            self.use(key, counter.per or "ever", now.day, more)
        else:
            until_us = falls_us(now.zone, now.day, *counter.rolling)
            self.rolling.setdefault(key, []).append((until_us, more))

    def rests(self, rule: Rule, now: Moment) -> bool:
        """Whether it is too soon for a rule to give again."""
        last = self.gave_us.get(rule.id)
        return rule.rests_us > 0 and last is not None and now.at_us - last < rule.rests_us

    def room(self, rule: Rule, limit: Limit, now: Moment) -> int:
        """How many points a limit leaves a rule, or how many times."""
        used = 0 if limit.per == "event" else self.used((limit.what, rule.id), limit.per, now.day)
        return limit.most - used

    def gave(self, rule: Rule, points: int, now: Moment) -> None:
        """Count what a rule gave."""
        for one in rule.limits:
            if one.per != "event":
                more = 1 if one.what == "times" else points
                self.use((one.what, rule.id), one.per, now.day, more)
        if rule.rests_us:
            self.gave_us[rule.id] = now.at_us


def _counts(program: Program, counter: Counter) -> Key:
    """A counter, and what it counts in which parts and over how long."""
    how = "count" if counter.total is None else "total"
    field = program.fields[counter.id]
    parts = (how, counter.points) if counter.points else (how, field.type, str(field.decimals))
    return ("counter", counter.id, *parts, *map(str, counter.rolling or ()))
