"""A second opinion on what an event earns: exact fractions, dates and dictionaries.

It reads the checked program and nothing of the engine: conditions and terms are worked out node by
node (of which there is a second opinion of its own), every rule's share is a fraction, a wallet's
sum is rounded once. What it can't know from the events themselves, it is told: the levels held,
what the budgets have left, or the grants that stand. It also says what decided, so that it can be
asked whether random histories come to everything.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from setia.core.engine.book import Happened, Version
from setia.core.expressions.evaluate import Facts, Known, Reader, holds, value
from setia.core.expressions.fields import WEEKDAYS, Field
from setia.core.expressions.nodes import InList, Node
from setia.core.expressions.spans import span_of
from setia.core.expressions.walk import every, fields_of
from setia.core.program.document import (
    Brackets,
    Fixed,
    Limit,
    Multiply,
    PerAmount,
    Program,
    Rule,
    Steps,
)
from tests.core.naive_counters import Moment, Past, days
from tests.core.zones import local

HALF: Final = Fraction(1, 2)
NO_BUDGET, OUTDONE, RESTING = 3, 4, 5


@dataclass
class Opinion:
    """What one event earns: points by wallet and by rule, grants in order; what decided.

    held: rules that gave nothing for want of a budget (3), outdone (4) or resting (5). counters:
    what each said before the event.
    """

    points: dict[str, int] = field(default_factory=dict)
    because: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    facts: list[int] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def earned(
    version: Version, event: Happened, tiers: Mapping[str, str], past: Past, left: dict[str, int]
) -> Opinion:
    """What one event earns, which is then part of the past.

    tiers: the level held, by field name. Changes `past` and takes from `left`.
    """
    program = version.program
    now = moment(program, event.at_us)
    facts = known(program, event, tiers, past, now)
    asked = _Asked(program, event, facts, past, left, now, _standing(program, event))
    asked.opinion.counters = past.standing(program, now)
    for wallet in program.wallets:
        shares = asked.wallet(wallet.id)
        run = sum(shares.values(), Fraction(0))
        total = floor(run + HALF) if wallet.rounding == "nearest" else floor(run)
        asked.opinion.points[wallet.id] = total
        asked.opinion.because |= allocated(shares, total)
    added = past.count(program, event.kind, facts, asked.opinion.points, now)
    asked.opinion.seen.update(_counted(program, added))
    asked.opinion.facts = [
        asked.grants.get(rule.id, 0) for rule in program.ordered_rules if rule.budget
    ]
    return asked.opinion


def moment(program: Program, at_us: int) -> Moment:
    """An instant with its day in the program's time zone."""
    day = local(ZoneInfo(program.time_zone), at_us).date()
    return Moment(at_us, day, program.time_zone)


def allocated(shares: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Whole parts, then one more to those that lost most, the first of equals; none left out."""
    points = {rule: floor(share) for rule, share in shares.items()}
    lost = sorted(shares, key=lambda rule: points[rule] - shares[rule])
    for rule in lost[: total - sum(points.values())]:
        points[rule] += 1
    return {rule: given for rule, given in points.items() if given}


def known(
    program: Program, event: Happened, tiers: Mapping[str, str], past: Past, now: Moment
) -> Facts:
    """Everything that an expression may ask for."""
    reading = local(ZoneInfo(program.time_zone), event.at_us)
    always: dict[str, Any] = {
        "weekday": WEEKDAYS[reading.weekday()],
        "hour": reading.hour,
        "day": reading.day,
        "month": reading.month,
        "today": days(reading.date()),
        **tiers,
        **past.standing(program, now),
    }

    def reader(item: Mapping[str, Any] | None) -> Reader:
        def read(one: Field) -> Known:
            if one.scope == "member":
                found = past.told.get(one.name)
            elif one.scope == "item":
                assert item is not None
                found = item.get(one.key)
            else:
                found = always.get(one.name, event.payload.get(one.name))
            if found is None:
                found = one.default
            if one.type == "date" and isinstance(found, str):
                return days(date.fromisoformat(found))
            return cast("Known", found)

        return read

    items: Any = event.payload.get("items") or ()
    return Facts(reader(None), [reader(item) for item in items], program.lists)


def _standing(program: Program, event: Happened) -> dict[str, int] | None:
    """The grants that stand by rule, where the event was decided before."""
    if event.facts is None:
        return None
    rules = [rule.id for rule in program.ordered_rules if rule.budget]
    return dict.fromkeys(rules, 0) | dict(zip(rules, event.facts, strict=False))


def _counted(program: Program, added: Mapping[str, int]) -> Iterator[str]:
    for counter in program.counters:
        how = "points" if counter.points else "total" if counter.total else "count"
        window = "rolling" if counter.rolling else counter.per or "ever"
        if counter.id in added:
            yield f"counter: {how} {window}"
            if counter.once_a:
                yield f"counter: once a {counter.once_a}"


@dataclass
class _Asked:
    """The rules of a program, asked about one event."""

    program: Program
    event: Happened
    facts: Facts
    past: Past
    left: dict[str, int]
    now: Moment
    stand: dict[str, int] | None
    grants: dict[str, int] = field(default_factory=dict)
    opinion: Opinion = field(default_factory=Opinion)

    def saw(self, what: str, *, so: bool = True) -> None:
        self.opinion.seen[what] += so

    def wallet(self, wallet: str) -> dict[str, Fraction]:
        """The share of every rule of a wallet that gives something."""
        of_wallet = [rule for rule in self.program.rules if rule.wallet == wallet]
        rules = [rule for rule in of_wallet if self.event.kind in rule.kinds]
        alone = self._alone(rules)
        if alone:
            self.saw("exclusive gave alone", so=len(rules) > 1)
            return alone
        shares: dict[str, Fraction] = {}
        ordinary = [rule for rule in rules if not rule.exclusive]
        for group, rows in groupby(ordinary, key=lambda rule: rule.group):
            run = sum(shares.values(), Fraction(0))
            if group is not None:
                shares |= self._group(list(rows), run)
                continue
            for rule in rows:
                run = sum(shares.values(), Fraction(0))
                shares |= self._gives(rule, self._granted(rule, run))
        return shares

    def _alone(self, rules: Sequence[Rule]) -> dict[str, Fraction]:
        """What the exclusive rule gives that alone gives in its wallet; nothing where none does."""
        standing = self._granted_before(rules)
        if standing is not None:
            others = any(one.exclusive for one in rules if one != standing)
            self.saw("a grant keeps exclusive rules out", so=others)
            return self._stands(standing) if standing.exclusive else {}
        for rule in rules:
            if rule.exclusive:
                share = self._granted(rule, Fraction(0))
                if share >= 1:
                    return self._gives(rule, share)
                self.saw("exclusive gave nothing")
        return {}

    def _group(self, rules: Sequence[Rule], run: Fraction) -> dict[str, Fraction]:
        group = rules[0].group
        assert group is not None
        standing = self._granted_before(rules)
        if standing is not None:
            return self._stands(standing)
        if self.program.stacking[group] == "first":
            for rule in rules:
                share = self._granted(rule, run)
                if share >= 1:
                    self.saw("the first of a group gave", so=rule is not rules[-1])
                    self.saw("a later one of a group gave", so=rule is not rules[0])
                    return self._gives(rule, share)
            return {}
        shares = {rule.id: self._worked_out(rule, run) for rule in rules}
        ranked = sorted(rules, key=lambda rule: -shares[rule.id])
        self.saw("outdone in a group", so=sum(share > 0 for share in shares.values()) > 1)
        level = [share for share in shares.values() if share == max(shares.values()) > 0]
        self.saw("level in a group", so=len(level) > 1)
        for place, rule in enumerate(ranked):
            share = self._from_budget(rule, shares[rule.id])
            if share > 0:
                for other in ranked[place + 1 :]:
                    if shares[other.id] > 0:
                        self.opinion.held[other.id] = OUTDONE
                self.saw("the next best of a group gave", so=place > 0)
                return self._gives(rule, share)
            self.saw("the best of a group found no budget", so=shares[rule.id] > 0)
        return {}

    def _granted_before(self, rules: Sequence[Rule]) -> Rule | None:
        stand = self.stand or {}
        return next((rule for rule in rules if stand.get(rule.id, 0) > 0), None)

    def _stands(self, rule: Rule) -> dict[str, Fraction]:
        self.saw("a grant stands")
        assert self.stand is not None
        return self._gives(rule, Fraction(self.stand[rule.id]))

    def _gives(self, rule: Rule, share: Fraction) -> dict[str, Fraction]:
        if share <= 0:
            return {}
        if rule.budget is not None:
            self.grants[rule.id] = int(share)
        self.past.gave(rule, floor(share), self.now)
        self.saw(f"gave: {type(rule.gives).__name__}")
        self.saw(f"gave: {self.event.kind}")
        self.saw("gave: several kinds", so=len(rule.kinds) > 1)
        self.saw("gave: of picked items", so=rule.items is not None and rule.of is not None)
        self.saw("gave: by what it says", so=rule.items is None and rule.of is not None)
        return {rule.id: share}

    def _granted(self, rule: Rule, run: Fraction) -> Fraction:
        """A rule's share, its budget asked."""
        if rule.budget is not None and self.stand is not None:
            return Fraction(self.stand[rule.id])
        return self._from_budget(rule, self._worked_out(rule, run))

    def _from_budget(self, rule: Rule, share: Fraction) -> Fraction:
        if rule.budget is None:
            return share
        if self.stand is not None:
            return Fraction(self.stand[rule.id])
        name = f"budget:{rule.budget}"
        if share > self.left[name]:
            self.saw("no budget left")
            self.opinion.held[rule.id] = NO_BUDGET
            return Fraction(0)
        self.saw("from a budget", so=share > 0)
        self.left[name] -= int(share)
        return share

    def _worked_out(self, rule: Rule, run: Fraction) -> Fraction:
        """A rule's share up to and with its limits, whatever its budget says."""
        if rule.when is not None and not self._holds(rule.when):
            return Fraction(0)
        if self.past.rests(rule, self.now):
            self.saw("rests")
            if self._share(rule, run) > 0:
                self.opinion.held[rule.id] = RESTING
            return Fraction(0)
        full = [one.per for one in rule.limits if self._full(rule, one)]
        for per in full:
            self.saw(f"at most times {per}")
        if full:
            return Fraction(0)
        share = self._share(rule, run)
        if not rule.counted:
            return share
        rooms = [(one, self.past.room(rule, one, self.now)) for one in rule.limits]
        for one, room in rooms:
            self.saw(f"at most points {one.per}", so=one.what == "points" and room < floor(share))
        least = min((room for one, room in rooms if one.what == "points"), default=floor(share))
        return Fraction(max(0, min(floor(share), least)))

    def _holds(self, when: Node) -> bool:
        held = holds(when, self.facts)
        read = list(fields_of(when))
        counters = {one.id for one in self.program.counters}
        self.saw(f"a counter's condition {held}", so=any(one.name in counters for one in read))
        self.saw(f"a member's condition {held}", so=any(one.scope == "member" for one in read))
        self.saw(
            f"a list's condition {held}", so=any(isinstance(one, InList) for one in every(when))
        )
        return held

    def _full(self, rule: Rule, limit: Limit) -> bool:
        return limit.what == "times" and self.past.room(rule, limit, self.now) <= 0

    def _share(self, rule: Rule, run: Fraction) -> Fraction:
        if isinstance(rule.gives, Fixed):
            return Fraction(rule.gives.points)
        if isinstance(rule.gives, Multiply):
            return run * (rule.gives.factor - 1)
        basis = self.program.basis(rule, self.event.kind)
        assert basis is not None
        found = value(basis, self.facts)
        if found is None:
            self.saw("a basis was absent")
            return Fraction(0)
        self.saw("a basis was below 0", so=found < 0)
        parts = max(Fraction(0), found * span_of(basis).scale)
        if isinstance(rule.gives, PerAmount):
            return _by_rate(rule.gives, parts)
        if isinstance(rule.gives, Steps):
            return Fraction(([0] + [n for start, n in rule.gives.steps if start <= parts])[-1])
        return self._bracketed(rule.gives, parts)

    def _bracketed(self, gives: Brackets, parts: Fraction) -> Fraction:
        ends: list[Any] = [*(start for start, _ in gives.brackets[1:]), parts]
        total = Fraction(0)
        for (start, rate), end in zip(gives.brackets, ends, strict=True):
            inside = min(parts, Fraction(end)) - start
            if inside > 0:
                total += _by_rate(rate, inside)
                self.saw("a later bracket was reached", so=start > 0)
        return total


def _by_rate(rate: PerAmount, parts: Fraction) -> Fraction:
    steps = parts / rate.per
    return (floor(steps) if rate.whole else steps) * rate.points
