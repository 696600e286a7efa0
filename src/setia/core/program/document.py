"""A program, as frozen values.

This is what the document means once it has been read and checked; the text itself is kept beside
it and stays the thing that people edit. Money is in minor units of the program's currency, points
in their smallest parts, spans in months and days, and every name is a stable id: ids keep their
meaning for ever, names are for people.
"""

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, TypeAlias

from setia.core.expressions.fields import Field, Table
from setia.core.expressions.nodes import Expression, Node, Read, Term, Total
from setia.core.program.names import Names, PointsUnit, one_name
from setia.core.program.scenarios import Scenario

Rounding = Literal["down", "nearest"]
Unreleased = Literal["usable", "lost"]
"""What becomes of points in the end that wait for a release."""

Period = Literal["day", "week", "month", "year", "membership year"]
"""A stretch of the calendar in the program's time zone; a week begins on Monday, a membership year
on the anniversary of joining.
"""

Calendar = Literal["month", "quarter", "year", "anniversary"]
"""What a span can be rounded up to."""

STRETCH_MONTHS: Final[Mapping[Calendar, int]] = {"month": 1, "quarter": 3, "year": 12}
"""How many months a stretch of the calendar has; an anniversary is no such stretch."""

Drop = Literal["to measure", "one level", "never"]
"""How far a tier that ends can fall."""

Stacking = Literal["best", "first"]
"""Which rule of a group gives: the one that gives the most, or the first that gives anything."""

LOOKED_UP: Final[Mapping[Table, str]] = {"stores": "store", "products": "item.sku"}
"""By which field of an event or item each table of reference data is looked up."""

TIME_ZONE: Final = "time zone"
"""What a table of stores can say of each beside its attributes."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many months and days from a day on; `to` its end: of that month, quarter or year, or to
    the next anniversary of joining.

    Without `to` it lasts through that very day.
    """

    months: int = 0
    days: int = 0
    to: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long points live; `without`: counted from the last event of these kinds."""

    span: Span
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wallet:
    """A kind of points, called by its unit and counted in their smallest parts everywhere.

    expiry None: never. pending: how long points wait before they can be used; unreleased: what
    becomes of them then if they wait for a release, else None. value, cost: what one is worth to
    a member and expected to cost, in the program's currency. most: the largest balance. by_tier:
    how long points live for whoever holds a level (of which tier set, and its id), from the lowest
    up. funder: who pays for them. converts: into which wallets' points they can be turned, and at
    what rate; charities: to whom they can be given. transfers: the fewest and the most that can be
    sent to another member at a time; None: none can. second_above: adjustments of more points than
    this need a second person; None: none does.
    """

    id: str
    unit: PointsUnit
    rounding: Rounding
    expiry: Expiry | None
    pending: Span | None = None
    value: Fraction | None = None
    cost: Fraction | None = None
    most: int | None = None
    by_tier: tuple[tuple[str, str, Expiry | None], ...] = ()
    funder: str = ""
    unreleased: Unreleased | None = None
    converts: "tuple[tuple[str, PerAmount], ...]" = ()
    charities: tuple[str, ...] = ()
    transfers: tuple[int, int] | None = None
    second_above: int | None = None

    @property
    def decimals(self) -> int:
        """The decimals of its points."""
        return self.unit.decimals


@dataclass(frozen=True, slots=True)
class Kind:
    """What can happen to a member: a purchase, or an activity that the program declares.

    fields: the names of what its events and their items carry. basis: what rules that say nothing
    else give by.
    """

    id: str
    names: Names
    fields: frozenset[str]
    basis: Term | None = None
    has_items: bool = True

    def tells(self, field: Field) -> bool:
        """Whether a field can be read of its events: carried, or looked up by what they carry."""
        return LOOKED_UP[field.table] in self.fields if field.table else field.name in self.fields


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted of each member: how often, how much of something, or points of a wallet.

    kinds: of which events; total: what is added up, None to count; points: the wallet whose earned
    points are added up, "" for none. rolling: so many days or months back; per: this calendar
    period only; neither: ever. once_a: count once in such a period.
    """

    id: str
    kinds: tuple[str, ...]
    total: Term | None = None
    points: str = ""
    when: Node | None = None
    once_a: Period | None = None
    rolling: tuple[int, Literal["days", "months"]] | None = None
    per: Period | None = None

    @property
    def within(self) -> Period | Literal["ever"]:
        """The calendar period in which it counts; ever where it names none."""
        return self.per or "ever"

    @property
    def asks(self) -> tuple[Expression, ...]:
        """What it asks of an event."""
        return tuple(one for one in (self.when, self.total) if one is not None)


@dataclass(frozen=True, slots=True)
class PerAmount:
    """`points` for each `per` parts of the basis; `whole`: only for each whole one."""

    points: Fraction
    per: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same number of points each time."""

    points: int


@dataclass(frozen=True, slots=True)
class Steps:
    """Points by the highest step that the basis reaches: (from how many parts, points), rising."""

    steps: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Brackets:
    """Each part of the basis by its own rate: (from how many parts, rate), rising from 0."""

    brackets: tuple[tuple[int, PerAmount], ...]


@dataclass(frozen=True, slots=True)
class Multiply:
    """Times `factor` (at least 1) what the rules before it gave in the same wallet."""

    factor: Fraction


Gives: TypeAlias = PerAmount | Fixed | Steps | Brackets | Multiply
ByBasis: TypeAlias = PerAmount | Steps | Brackets
"""What a rule gives by a basis."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many points, or so often, a member: in one event, a calendar period, or ever."""

    most: int
    what: Literal["points", "times"]
    per: Period | Literal["event", "ever"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One earning rule of one wallet.

    kinds: the events it is asked of. when: a condition on the event; of: what it gives by, instead
    of the kind's basis; items: a condition that picks the items whose `of` or amounts are added up.
    rests_us: how long it gives nothing after it gave. group: one of it gives. exclusive: when it
    gives, it alone does. budget: its id. expiry: how long its points live, None: as the wallet's.
    funder: who pays for them, "" for whoever pays for the wallet's.
    """

    id: str
    names: Names
    wallet: str
    gives: Gives
    kinds: tuple[str, ...] = ("purchase",)
    when: Node | None = None
    of: Term | None = None
    items: Node | None = None
    limits: tuple[Limit, ...] = ()
    rests_us: int = 0
    group: str | None = None
    exclusive: bool = False
    budget: str | None = None
    expiry: Expiry | None = None
    funder: str = ""

    @property
    def asks(self) -> tuple[Expression, ...]:
        """What it asks: of the event, and of each item."""
        return tuple(one for one in (self.when, self.of, self.items) if one is not None)

    @property
    def own_lots(self) -> bool:
        """Whether the rule's points are kept apart from those of other rules."""
        return self.expiry is not None or bool(self.funder)

    @property
    def counted(self) -> bool:
        """Whether the rule's own points are rounded down by itself, being counted somewhere."""
        return self.budget is not None or any(one.what == "points" for one in self.limits)


@dataclass(frozen=True, slots=True)
class Budget:
    """A program-wide allotment of points, granted whole or not at all."""

    id: str
    wallet: str
    points: int


@dataclass(frozen=True, slots=True)
class Level:
    """One tier and the least measure (in the measure's own parts) that reaches it."""

    id: str
    names: Names
    least: int


@dataclass(frozen=True, slots=True)
class TierSet:
    """Levels from lowest to highest, by a counter or by spend over the last `window_months`.

    counter: its id, "" for spend. keep: how long a level is held before it is looked at again.
    grace: how much longer, once, where it is not reached then.
    """

    id: str
    window_months: int
    keep: Span
    levels: tuple[Level, ...]
    counter: str = ""
    drop: Drop = "to measure"
    grace: Span | None = None


TakenBack = Literal["again", "proportion"]
"""What a return takes: the event is decided again without what came back, or its part of all."""

Short = Literal["debt", "write off", "refuse"]
"""What becomes of points that a return takes back and the member has spent."""

Levels = Literal["stay", "fall"]
"""What becomes of a level that was reached by what came back."""


@dataclass(frozen=True, slots=True)
class Returns:
    """What a return does to points and levels.

    grace: how long points live that are given back when they have ended; None: not at all.
    unnamed: the rule by which a return takes that names no event, "" for none: it is refused.
    """

    by: TakenBack = "again"
    short: Short = "debt"
    levels: Levels = "stay"
    grace: Span | None = None
    unnamed: str = ""


@dataclass(frozen=True)
class Program:
    """A whole checked program.

    lists: the texts of each list that stands in the document. uploaded: the names of those that are
    kept as reference data instead. currencies: in which events may be beside its own. tables: the
    tables of reference data that it looks up.
    """

    id: str
    names: Names
    currency: str
    decimals: int
    time_zone: str
    wallets: tuple[Wallet, ...]
    kinds: Mapping[str, Kind]
    fields: Mapping[str, Field]
    lists: Mapping[str, frozenset[str]]
    uploaded: frozenset[str]
    currencies: frozenset[str]
    tables: frozenset[Table]
    rules: tuple[Rule, ...]
    budgets: tuple[Budget, ...]
    tiers: tuple[TierSet, ...]
    counters: tuple[Counter, ...] = ()
    stacking: Mapping[str, Stacking] = field(default_factory=dict)
    returns: Returns = Returns()
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def asks(self) -> tuple[Expression, ...]:
        """Everything that rules, counters and kinds ask of an event."""
        bases = [kind.basis for kind in self.kinds.values() if kind.basis is not None]
        rules = (one for rule in self.rules for one in rule.asks)
        counters = (one for counter in self.counters for one in counter.asks)
        return (*bases, *rules, *counters)

    @cached_property
    def ordered_rules(self) -> tuple[Rule, ...]:
        """The rules as the engine numbers them: by wallet, else in the order written."""
        return tuple(sorted(self.rules, key=lambda rule: self.wallet(rule.wallet)))

    @property
    def by_anniversary(self) -> bool:
        """Whether anything is counted by the anniversary of joining."""
        spans = [one.keep for one in self.tiers]
        lives = [one.expiry for one in self.wallets] + [one.expiry for one in self.rules]
        lives += [expiry for one in self.wallets for _, _, expiry in one.by_tier]
        spans += [one.span for one in lives if one is not None]
        spans += [one.pending for one in self.wallets if one.pending is not None]
        periods = {period for one in self.counters for period in (one.per, one.once_a)}
        return "membership year" in periods or any(one.to == "anniversary" for one in spans)

    def basis(self, rule: Rule, kind: str) -> Term | None:
        """What a rule gives by in events of a kind, None where there is nothing to give by."""
        if rule.items is None:
            return self.kinds[kind].basis if rule.of is None else rule.of
        return Total(Read(self.fields["item.amount"]) if rule.of is None else rule.of, rule.items)

    def unit(self, wallet_id: str) -> PointsUnit:
        """The unit of a wallet's points by its id, which it is for one that this version lacks."""
        found = (one.unit for one in self.wallets if one.id == wallet_id)
        return next(found, PointsUnit({"en": one_name(wallet_id)}))

    def wallet(self, wallet_id: str) -> int:
        """The place of a wallet by its id."""
        return next(place for place, one in enumerate(self.wallets) if one.id == wallet_id)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: where (line and column from 1), the cause, the remedy."""

    line: int
    column: int
    path: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.path}: {self.cause}; {self.remedy}"


def tier_field(tier_sets: Sized, tier_set_id: str) -> str:
    """What expressions call the level held: ``tier``, or ``tier_<id>`` where there are several."""
    return "tier" if len(tier_sets) == 1 else f"tier_{source_name(tier_set_id)}"


def source_name(identity: str) -> str:
    """An id as part of a name in source code; no two ids give the same, since none has a ``_``."""
    return identity.replace("-", "_")
