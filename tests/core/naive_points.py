"""A second opinion on what a purchase earns: exact fractions, dates and dictionaries.

It reads the checked program and nothing of the engine: conditions are walked on plain values, every
rule's share is a fraction, a wallet's sum is rounded once. What it can't know from one event, it is
told: the levels held, what the day has used, what the budgets have left, or the grants that stand.
"""

import operator
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from setia.core.engine.book import Happened, Version
from setia.core.expressions.fields import WEEKDAYS, Field
from setia.core.expressions.nodes import AllOf, AnyOf, Compare, IsSet, Node, Not, OneOf
from setia.core.program.document import Fixed, Multiply, PerAmount, Rule
from tests.core.zones import local

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Read = Callable[[Field], Any]


@dataclass
class Day:
    """What limits have counted: by rule, on the last day that it was asked."""

    used: Counter[str] = field(default_factory=Counter)
    day: dict[str, date] = field(default_factory=dict)


def holds(node: Node, read: Read) -> bool:
    """Whether a condition holds; None is absent."""
    if isinstance(node, AllOf):
        return all(holds(part, read) for part in node.parts)
    if isinstance(node, AnyOf):
        return any(holds(part, read) for part in node.parts)
    if isinstance(node, Not):
        return not holds(node.inner, read)
    if isinstance(node, IsSet):
        return read(node.field) is not None
    here = read(node.field)
    if isinstance(node, OneOf):
        return here is not None and here in node.values
    assert isinstance(node, Compare)
    there = read(node.other) if isinstance(node.other, Field) else node.other
    if here is None or there is None:
        return False
    if node.field.ordered:
        here, there = node.field.values.index(here), node.field.values.index(there)
    return SIGNS[node.operator](here, there)


def earned(
    version: Version, event: Happened, tiers: Mapping[str, str], day: Day, left: dict[str, int]
) -> dict[str, int]:
    """The points of one purchase by wallet.

    tiers: the level held, by field name. Changes `day` and takes from `left`.
    """
    reading = local(ZoneInfo(version.program.time_zone), event.at_us)
    always = {"weekday": WEEKDAYS[reading.weekday()], "hour": reading.hour, **tiers}

    def read(one: Field, item: Mapping[str, object] | None = None) -> object:
        if one.scope == "item":
            assert item is not None
            return item.get(one.key)
        return always.get(one.name, event.payload.get(one.name))

    totals: dict[str, int] = {}
    for wallet in version.program.wallets:
        run = Fraction(0)
        for rule in version.program.rules:
            if rule.wallet != wallet.id:
                continue
            share = Fraction(0)
            if rule.when is None or holds(rule.when, read):
                share = _share(rule, run, event, read)
            if rule.counted:
                share = Fraction(_counted(rule, floor(share), reading.date(), day, left))
            run += share
        totals[wallet.id] = (
            floor(run + Fraction(1, 2)) if wallet.rounding == "nearest" else int(run)
        )
    return totals


def _share(rule: Rule, run: Fraction, event: Happened, read: Callable[..., Any]) -> Fraction:
    if isinstance(rule.gives, Fixed):
        return Fraction(rule.gives.points)
    if isinstance(rule.gives, Multiply):
        return run * rule.gives.factor - run
    assert isinstance(rule.gives, PerAmount)
    amount: Any = event.payload["amount"]
    items = rule.items
    if items is not None:
        listed: Any = event.payload.get("items", ())
        picked = [one for one in listed if holds(items, partial(read, item=one))]
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
