"""What an explanation is made of: the steps of a sum, the movements of points, and doubts.

Frozen values with exact fractions and whole points; words, numbers and dates are for whoever shows
them. `setia.core.engine.explain` makes them from a stored event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from fractions import Fraction
from typing import Literal, TypeAlias

from setia.core.engine.postings import Cause
from setia.core.program.document import Rule, Wallet

DoubtCode = Literal["unreadable", "rules", "rounding", "posted", "lots"]


class Verdict(IntEnum):
    """What became of a rule: it gave, its daily limit held it back, or its budget was used up."""

    GIVEN = 1
    LIMITED = 2
    NO_BUDGET = 3


@dataclass(frozen=True, slots=True)
class PerAmountHow:
    """`points` for each `per_minor` of `basis_minor`; `whole`: only for each whole one."""

    points: Fraction
    per_minor: int
    whole: bool
    basis_minor: int


@dataclass(frozen=True, slots=True)
class FixedHow:
    """The same points each time."""

    points: int


@dataclass(frozen=True, slots=True)
class MultiplyHow:
    """Times `factor` what the rules before it came to."""

    factor: Fraction
    on: Fraction


How: TypeAlias = PerAmountHow | FixedHow | MultiplyHow


@dataclass(frozen=True, slots=True)
class RuleStep:
    """One rule that applied.

    exact: what it comes to by itself, before limit, budget and rounding. points: what it gave.
    lines: the points by item in the order of the event's items; empty when it has none.
    """

    rule: Rule
    verdict: Verdict
    how: How
    exact: Fraction
    points: int
    lines: tuple[int, ...]

    @property
    def counts(self) -> Fraction:
        """What it brings into the sum: whole points when they are counted somewhere."""
        return Fraction(self.points) if self.rule.counted else self.exact


@dataclass(frozen=True, slots=True)
class WalletSum:
    """The rules of one wallet: their exact sum, what it was rounded to, and what was posted."""

    wallet: Wallet
    steps: tuple[RuleStep, ...]
    exact: Fraction
    total: int
    posted: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What a spend asked for and what could be spent at that instant."""

    wallet: Wallet
    asked: int
    available: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting as a reader sees it. forward: as its cause does, not taken back.

    change: what it does to the balance. expires_us, month: the lot. debt: below zero.
    """

    wallet: str
    cause: Cause
    forward: bool
    points: int
    change: int
    expires_us: int
    month: int
    effective_us: int
    debt: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sum that does not come out: which, in what wallet, and the two values that differ."""

    code: DoubtCode
    wallet: str
    should: int
    does: int


@dataclass(frozen=True, slots=True)
class Explained:
    """One event. earned: a sum a wallet; own: what it moved itself; fell_due: lots that had ended
    by then; corrected: what it moved of other events by coming late; net: the balance's change.
    """

    earned: tuple[WalletSum, ...] = ()
    spending: Spending | None = None
    own: tuple[Movement, ...] = ()
    fell_due: tuple[Movement, ...] = ()
    corrected: tuple[Movement, ...] = ()
    net: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
