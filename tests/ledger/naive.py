"""A second opinion on the ledger: the program of `test_model.py`, told again in the plainest words.

It shares nothing with Setia: exact fractions, dates and dictionaries, every history folded from
its first event each time. It is slow and short on purpose, so that it can be checked by reading.
What the two disagree about is a fault of one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.ledger.terms import Terms

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = 60_000_000
FIVE_MINUTES = 5 * MINUTE
NEVER = 2**62
RANKS = {"purchase": 2, "return": 3, "spend": 4, "hold": 4, "capture": 4, "cancel": 4}

ACCRUALS = ("purchase", "return")


@dataclass(frozen=True)
class Asked:
    """One event as it is sent."""

    member: Any
    kind: str
    occurred_us: int
    source: str
    key: str
    payload: Mapping[str, Any]
    given: bool | None = None


@dataclass
class Kept:
    """One event as kept: its instant, what was decided for ever, what was answered first."""

    asked: Asked
    at_us: int = 0
    granted: int | None = None
    spent: bool | None = None
    answer: tuple[str, int] | None = None

    def order(self) -> tuple[int, int, str, str]:
        return self.at_us, RANKS[self.asked.kind], self.asked.source, self.asked.key


@dataclass
class Member:
    kept: list[Kept] = field(default_factory=list)
    keys: dict[tuple[str, str], Kept] = field(default_factory=dict)
    recorded_us: int = 0
    last_act_us: int = 0


Parts = list[tuple[tuple[int, int] | None, int]]
"""Points by the lot that they were taken from, in that order; None: there were none, so owed."""


@dataclass
class Standing:
    """What a member has: lots by (end, month earned), spend by its end, tier, debt, totals.

    holds: what each open hold keeps, and until when. used: what a spend or capture took.
    """

    lots: Counter[tuple[int, int]] = field(default_factory=Counter)
    spend: list[tuple[int, int]] = field(default_factory=list)
    level: int = 0
    until_us: int = NEVER
    debt: int = 0
    visits: Counter[date] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    holds: dict[tuple[str, str], tuple[int, Parts]] = field(default_factory=dict)
    used: dict[tuple[str, str], Parts] = field(default_factory=dict)


class Model:
    """The whole ledger: members, one budget, one program in versions."""

    def __init__(self, zone: str, terms: Sequence[Terms], left: int) -> None:
        self.zone, self.terms, self.left = ZoneInfo(zone), terms, left
        self.members: defaultdict[Any, Member] = defaultdict(Member)

    def record(self, asked: Sequence[Asked], now_us: int, *, imported: bool) -> list[Kept | str]:
        """For each event what was kept under its key, or why nothing was."""
        answers: dict[int, Kept | str] = {}
        for member_id in sorted({event.member for event in asked}):
            member, new = self.members[member_id], []
            for place, event in enumerate(asked):
                if event.member == member_id:
                    known = member.keys.get((event.source, event.key))
                    answers[place] = self._problem(member, event, now_us, imported=imported)
                    if known:
                        answers[place] = known if known.asked == event else "conflict"
                    elif not answers[place]:
                        answers[place] = member.keys[event.source, event.key] = Kept(event)
                        new.append(member.keys[event.source, event.key])
            for kept in new:
                kept.at_us = min(kept.asked.occurred_us, now_us)
            for kept in sorted(new, key=Kept.order) if imported else new:
                self._keep(member, kept, now_us, imported=imported)
                if not imported:
                    self.fold(member, 0)
            self.fold(member, 0)
        return [answers[place] for place in range(len(asked))]

    def _problem(self, member: Member, event: Asked, now_us: int, *, imported: bool) -> str:
        act = event.kind not in ACCRUALS
        if event.occurred_us > now_us + FIVE_MINUTES and (imported or not act):
            return "in_the_future"
        if act and imported and event.given is None and event.occurred_us < member.last_act_us:
            return "outcome_needed"
        amount = event.payload.get("points" if act else "amount")
        if event.kind in ("capture", "cancel") and "points" not in event.payload:
            return ""
        least = 0 if event.kind == "purchase" else 1
        return "" if isinstance(amount, int) and amount >= least else "unfit"

    def _keep(self, member: Member, kept: Kept, now_us: int, *, imported: bool) -> None:
        member.recorded_us = max(now_us, member.recorded_us + 1)
        kept.at_us = min(kept.asked.occurred_us, member.recorded_us)
        kept.spent = kept.asked.given
        if kept.asked.kind not in ACCRUALS and not imported:
            kept.at_us = member.last_act_us = member.recorded_us
        member.kept.append(kept)

    def fold(self, member: Member, to_us: int) -> Standing:
        """Everything that happened, in order of happening, then what passes by `to_us`."""
        standing = Standing()
        for kept in sorted(member.kept, key=Kept.order):
            self._pass(standing, kept.at_us)
            decide = {
                "purchase": self._earn,
                "return": self._take_back,
                "spend": self._spend,
                "hold": self._spend,
                "capture": self._capture,
                "cancel": self._cancel,
            }[kept.asked.kind]
            answer = decide(standing, kept)
            kept.answer = kept.answer or answer
        self._pass(standing, to_us)
        return standing

    def _earn(self, standing: Standing, kept: Kept) -> tuple[str, int]:
        terms, today = self._terms(kept.at_us), self._day(kept.at_us)
        amount, channel = kept.asked.payload["amount"], kept.asked.payload.get("channel")
        points = Fraction(amount // 100 * terms.points_per_unit)
        if channel == "web":
            if kept.granted is None:
                kept.granted = terms.promo_points if terms.promo_points <= self.left else 0
                self.left -= kept.granted
            points += kept.granted
        points *= terms.app_factor if channel == "app" else 1
        points *= terms.tier_factor if standing.level > 0 else 1
        visit = min(terms.visit_points, terms.visit_cap - standing.visits[today])
        standing.visits[today] += visit
        total = int(points + visit)
        standing.totals["issued"] -= total
        repaid = min(standing.debt, total)
        standing.debt -= repaid
        lot = self._after(today, terms.expiry_months, 1), today.year * 12 + today.month - 1
        standing.lots[lot] += total - repaid
        standing.spend.append((self._after(today, terms.window_months, 0), amount))
        reached = self._level(standing, terms)
        if reached and reached >= standing.level:
            standing.level, standing.until_us = reached, self._after(today, terms.keep_months, 1)
        return "accepted", total

    def _take_back(self, standing: Standing, kept: Kept) -> tuple[str, int]:
        """What comes back of no purchase that is named: what the base rule gives, and no more."""
        terms = self._terms(kept.at_us)
        left = points = kept.asked.payload["amount"] // 100 * terms.points_per_unit
        if kept.spent is False:
            return "refused", 0
        for lot in sorted(standing.lots):
            part = min(left, standing.lots[lot])
            standing.lots[lot] -= part
            left -= part
        standing.debt += left
        standing.totals["issued"] += points
        return "accepted", -points

    def _spend(self, standing: Standing, kept: Kept) -> tuple[str, int]:
        asked = kept.asked
        left = points = asked.payload["points"]
        if kept.spent is None:
            kept.spent = points <= sum(standing.lots.values()) - standing.debt
        if not kept.spent:
            return "refused", 0
        parts: Parts = []
        for lot in sorted(standing.lots):
            part = min(left, standing.lots[lot])
            standing.lots[lot] -= part
            left -= part
            parts.append((lot, part))
        standing.debt += left
        parts.append((None, left))
        if asked.kind == "hold":
            until_us = kept.at_us + asked.payload["minutes"] * MINUTE
            standing.holds[asked.source, asked.key] = until_us, parts
        else:
            standing.totals["spent"] += points
            standing.used[asked.source, asked.key] = parts
        return "accepted", -points

    def _capture(self, standing: Standing, kept: Kept) -> tuple[str, int]:
        asked = kept.asked
        named = asked.source, asked.payload["of"]
        _, parts = standing.holds.get(named, (0, []))
        points = self._agreed(kept, sum(part for _, part in parts))
        if points is None:
            return "refused", 0
        standing.holds.pop(named, None)
        standing.totals["spent"] += points
        used: Parts = []
        back = 0
        for lot, part in parts:
            mine = min(part, points)
            points -= mine
            used.append((lot, mine))
            back += self._give_back(standing, lot, part - mine, kept.at_us)
        standing.used[asked.source, asked.key] = used
        return "accepted", back

    def _cancel(self, standing: Standing, kept: Kept) -> tuple[str, int]:
        named = kept.asked.source, kept.asked.payload["of"]
        until_us, parts = standing.holds.get(named, (0, []))
        held = bool(parts)
        parts = parts or standing.used.get(named, [])
        points = self._agreed(kept, sum(part for _, part in parts))
        if points is None:
            return "refused", 0
        standing.totals["spent"] -= 0 if held else points
        kept_parts: Parts = []
        back = 0
        for lot, part in reversed(parts):
            mine = min(part, points)
            points -= mine
            kept_parts.insert(0, (lot, part - mine))
            back += self._give_back(standing, lot, mine, kept.at_us)
        if not held:
            standing.used[named] = kept_parts
        elif any(part for _, part in kept_parts):
            standing.holds[named] = until_us, kept_parts
        else:
            del standing.holds[named]
        return "accepted", back

    def _agreed(self, kept: Kept, there: int) -> int | None:
        """How many points it is, None where it is refused."""
        asked = kept.asked.payload.get("points", there)
        if kept.spent is None:
            kept.spent = there > 0 and asked <= there
        return min(asked, there) if kept.spent else None

    def _give_back(
        self, standing: Standing, lot: tuple[int, int] | None, points: int, at_us: int
    ) -> int:
        """How many of them the member has more then."""
        if lot is None:
            repaid = min(standing.debt, points)
            standing.debt -= repaid
            today, terms = self._day(at_us), self._terms(at_us)
            lot = self._after(today, terms.expiry_months, 1), today.year * 12 + today.month - 1
            standing.lots[lot] += points - repaid
            return points
        if lot[0] <= at_us:
            standing.totals["expired"] += points
            return 0
        repaid = min(standing.debt, points)
        standing.debt -= repaid
        standing.lots[lot] += points - repaid
        return points

    def _pass(self, standing: Standing, to_us: int) -> None:
        while standing.until_us <= to_us:
            at_us = standing.until_us
            terms = self._terms(at_us)
            self._drop(standing, at_us)
            standing.level, standing.until_us = self._level(standing, terms), NEVER
            if standing.level:
                # The new term begins at this instant, so it adds no day of its own.
                standing.until_us = self._after(self._day(at_us), terms.keep_months, 0)
        self._drop(standing, to_us)

    def _drop(self, standing: Standing, to_us: int) -> None:
        """Whatever ends by then, in order: a hold that is over gives back what then still lives."""
        over = sorted((until_us, name) for name, (until_us, _) in standing.holds.items())
        for until_us, name in over:
            if until_us <= to_us:
                self._end(standing, until_us)
                for lot, part in standing.holds.pop(name)[1]:
                    self._give_back(standing, lot, part, until_us)
        self._end(standing, to_us)

    def _end(self, standing: Standing, to_us: int) -> None:
        standing.spend = [one for one in standing.spend if one[0] > to_us]
        for lot in [lot for lot in standing.lots if lot[0] <= to_us]:
            standing.totals["expired"] += standing.lots.pop(lot)

    def _level(self, standing: Standing, terms: Terms) -> int:
        measure = sum(amount for _, amount in standing.spend)
        return sum(1 for least in terms.levels[1:] if measure >= least)

    def _terms(self, at_us: int) -> Terms:
        return [one for one in self.terms if one is self.terms[0] or one.since_us <= at_us][-1]

    def _day(self, at_us: int) -> date:
        return (EPOCH + timedelta(microseconds=at_us)).astimezone(self.zone).date()

    def _after(self, day: date, months: int, days: int) -> int:
        """The first instant of the day so many months later, the month's last if it has no such."""
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        later = date(year, month + 1, min(day.day, last)) + timedelta(days=days)
        start = datetime(later.year, later.month, later.day, tzinfo=self.zone)
        return (start.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)
