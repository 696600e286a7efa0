"""A second opinion on what a purchase earns: exact fractions, dates and dictionaries.

It reads the checked program and nothing of the engine: conditions are worked out node by node (of
which there is a second opinion of its own), every rule's share is a fraction, a wallet's sum is
rounded once. What it can't know from one event, it is told: the levels held, what the day has used,
what the budgets have left, or the grants that stand.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any, cast
from zoneinfo import ZoneInfo

from setia.core.engine.book import Happened, Version
from setia.core.expressions.evaluate import Facts, Known, Reader, holds
from setia.core.expressions.fields import WEEKDAYS, Field
from setia.core.program.document import Fixed, Multiply, PerAmount, Rule
from tests.core.zones import local


@dataclass
class Day:
    """What limits have counted: by rule, on the last day that it was asked."""

    used: Counter[str] = field(default_factory=Counter)
    day: dict[str, date] = field(default_factory=dict)


def earned(
    version: Version, event: Happened, tiers: Mapping[str, str], day: Day, left: dict[str, int]
) -> dict[str, int]:
    """The points of one purchase by wallet.

    tiers: the level held, by field name. Changes `day` and takes from `left`.
    """
    reading = local(ZoneInfo(version.program.time_zone), event.at_us)
    always = {
        "weekday": WEEKDAYS[reading.weekday()],
        "hour": reading.hour,
        "day": reading.day,
        "month": reading.month,
        "today": _day(reading.date()),
        **tiers,
    }

    def reader(item: Mapping[str, object] | None) -> Reader:
        def read(one: Field) -> Known:
            if one.scope == "item":
                assert item is not None
                return cast("Known", item.get(one.key))
            found: Any = always.get(one.name, event.payload.get(one.name))
            if one.type == "date" and isinstance(found, str):
                return _day(date.fromisoformat(found))
            return cast("Known", found)

        return read

    items: Any = event.payload.get("items", ())
    facts = Facts(reader(None), [reader(item) for item in items])
    totals: dict[str, int] = {}
    for wallet in version.program.wallets:
        run = Fraction(0)
        for rule in version.program.rules:
            if rule.wallet != wallet.id:
                continue
            share = Fraction(0)
            if rule.when is None or holds(rule.when, facts):
                share = _share(rule, run, event, facts)
            if rule.counted:
                share = Fraction(_counted(rule, floor(share), reading.date(), day, left))
            run += share
        totals[wallet.id] = (
            floor(run + Fraction(1, 2)) if wallet.rounding == "nearest" else int(run)
        )
    return totals


def _share(rule: Rule, run: Fraction, event: Happened, facts: Facts) -> Fraction:
    if isinstance(rule.gives, Fixed):
        return Fraction(rule.gives.points)
    if isinstance(rule.gives, Multiply):
        return run * rule.gives.factor - run
    assert isinstance(rule.gives, PerAmount)
    amount: Any = event.payload["amount"]
    if rule.items is not None:
        listed: Any = event.payload.get("items", ())
        pairs = zip(listed, facts.items, strict=True)
        picked = [one for one, read in pairs if holds(rule.items, Facts(read))]
        amount = max(0, sum(one["amount"] for one in picked))
    steps = Fraction(amount, rule.gives.per_minor)
    return (floor(steps) if rule.gives.whole else steps) * rule.gives.points


def _counted(rule: Rule, points: int, today: date, day: Day, left: dict[str, int]) -> int:
    if rule.most_per_day is not None:
        if day.day.get(rule.id) != today:
            day.day[rule.id] = today
            day.used[rule.id] = 0
        points = max(0, min(points, rule.most_per_day - day.used[rule.id]))
    if rule.budget is not None:
        name = f"budget:{rule.budget}"
        points = points if points <= left[name] else 0
        left[name] -= points
    day.used[rule.id] += points
    return points


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
