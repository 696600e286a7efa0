"""A program, as frozen values.

This is what the document means once it has been read and checked; the text itself is kept beside
it and stays the thing that people edit. Money is in minor units of the program's currency, spans
are in whole months, and every name is a stable id: ids keep their meaning for ever, names are for
people.
"""

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import Node

Rounding = Literal["down", "nearest"]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expiry:
    """Points live through the same day `months` later, or to that month's end."""

    months: int
    to_month_end: bool


@dataclass(frozen=True, slots=True)
class Wallet:
    """A kind of points. `names` is its unit by language; expiry None: never."""

    id: str
    names: Names
    rounding: Rounding
    expiry: Expiry | None


@dataclass(frozen=True, slots=True)
class PerAmount:
    """`points` for each `per_minor` of the basis; `whole`: only for each whole one."""

    points: Fraction
    per_minor: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Fixed:
    """The same number of points each time."""

    points: int


@dataclass(frozen=True, slots=True)
class Multiply:
    """Times `factor` (at least 1) what the rules before it gave in the same wallet."""

    factor: Fraction


Gives: TypeAlias = PerAmount | Fixed | Multiply


@dataclass(frozen=True, slots=True)
class Rule:
    """One earning rule of one wallet.

    when: a condition on the event; items: a condition that picks the items whose amounts are the
    basis. most_per_day: at most so many points a member and day of the program. budget: its id.
    """

    id: str
    names: Names
    wallet: str
    gives: Gives
    when: Node | None = None
    items: Node | None = None
    most_per_day: int | None = None
    budget: str | None = None

    @property
    def conditions(self) -> tuple[Node, ...]:
        """The conditions that it asks, of the event and of each item."""
        return tuple(node for node in (self.when, self.items) if node is not None)

    @property
    def counted(self) -> bool:
        """Whether the rule's own points are rounded down by itself, being counted somewhere."""
        return self.most_per_day is not None or self.budget is not None


@dataclass(frozen=True, slots=True)
class Budget:
    """A program-wide allotment of points, granted whole or not at all."""

    id: str
    wallet: str
    points: int


@dataclass(frozen=True, slots=True)
class Level:
    """One tier and the least measure (minor units) that reaches it."""

    id: str
    names: Names
    least_minor: int


@dataclass(frozen=True, slots=True)
class TierSet:
    """Levels from lowest to highest, by spend over the last `window_months`, kept `keep_months`."""

    id: str
    window_months: int
    keep_months: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario: an event or only time that passes, and what must then be so.

    at_local_us: by the clock on the wall. kind: "" for no event. earns and balance: points by
    wallet; because: points by rule; refused: a reason; tiers: the level by its field. None and
    empty: nothing is said of it.
    """

    line: int
    column: int
    path: str
    at_local_us: int
    kind: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)
    earns: Mapping[str, int] | None = None
    because: Mapping[str, int] | None = None
    refused: str | None = None
    balance: Mapping[str, int] | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the document's own tests: a member to whom its steps happen, one after the other."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Program:
    """A whole checked program."""

    id: str
    names: Names
    currency: str
    decimals: int
    time_zone: str
    wallets: tuple[Wallet, ...]
    fields: Mapping[str, Field]
    lists: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    budgets: tuple[Budget, ...]
    tiers: tuple[TierSet, ...]
    scenarios: tuple[Scenario, ...] = ()

    @cached_property
    def ordered_rules(self) -> tuple[Rule, ...]:
        """The rules as the engine numbers them: by wallet, else in the order written."""
        return tuple(sorted(self.rules, key=lambda rule: self.wallet(rule.wallet)))

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


def named(names: Names, language: str) -> str:
    """The name in a language, else in English, else in the first that there is."""
    return names.get(language) or names.get("en") or next(iter(names.values()))
