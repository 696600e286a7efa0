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
from setia.core.expressions.nodes import Term, Unit
from setia.core.program.document import Rule, Wallet
from setia.core.program.names import PointsUnit

DoubtCode = Literal["unreadable", "rules", "rounding", "posted", "lots"]


class Verdict(IntEnum):
    """What became of a rule: it gave, a limit held it back, its budget was used up, another of its
    group gave more, it rests since it gave last, or the wallet is full.
    """

    GIVEN = 1
    LIMITED = 2
    NO_BUDGET = 3
    OUTDONE = 4
    RESTING = 5
    FULL = 6


class Back(IntEnum):
    """What is told of a return: that a rule gives less without what came back, or that points of a
    wallet are taken in proportion; what of them had ended already; what was written off; that a
    rule takes what it gives, since no event is named.
    """

    TAKEN = 7
    ENDED = 8
    FORGIVEN = 9
    BY_RULE = 11


@dataclass(frozen=True, slots=True)
class Measured:
    """So much money (minor units) or of something else, and what was calculated to get it."""

    unit: Unit
    value: Fraction
    of: Term


@dataclass(frozen=True, slots=True)
class PerAmountHow:
    """`points` for each `per` (in the basis' unit) of a basis; `whole`: only for each whole one."""

    points: Fraction
    per: Fraction
    whole: bool
    basis: Measured


@dataclass(frozen=True, slots=True)
class StepHow:
    """The points of the highest step that the basis reaches, and from where it begins."""

    points: int
    start: Fraction
    basis: Measured


@dataclass(frozen=True, slots=True)
class BracketsHow:
    """The brackets that the basis reaches, each with its own part of it."""

    brackets: tuple[PerAmountHow, ...]
    basis: Measured


@dataclass(frozen=True, slots=True)
class FixedHow:
    """The same points each time."""

    points: int


@dataclass(frozen=True, slots=True)
class MultiplyHow:
    """Times `factor` what the rules before it came to."""

    factor: Fraction
    on: Fraction


How: TypeAlias = PerAmountHow | FixedHow | StepHow | BracketsHow | MultiplyHow


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
        """What it brings into the sum: whole points when they are counted or held back."""
        whole = self.rule.counted or self.verdict is not Verdict.GIVEN
        return Fraction(self.points) if whole else self.exact


@dataclass(frozen=True, slots=True)
class WalletSum:
    """The rules of one wallet: their exact sum, what it was rounded to, and what was posted."""

    wallet: Wallet
    steps: tuple[RuleStep, ...]
    exact: Fraction
    total: int
    posted: int


@dataclass(frozen=True, slots=True)
class TakenStep:
    """Part of what a return takes: below 0 where it takes. rule: None for what no rule gave.

    how, exact: of a return that names no event, how its rule works out, and the exact points.
    """

    rule: Rule | None
    back: Back
    points: int
    how: How | None = None
    exact: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class WalletTaken:
    """What a return takes of one wallet: its parts, their sum, and what was posted."""

    wallet: Wallet
    steps: tuple[TakenStep, ...]
    total: int
    posted: int


@dataclass(frozen=True, slots=True)
class Spending:
    """What a spend asked for and what could be spent at that instant."""

    wallet: Wallet
    asked: int
    available: int


@dataclass(frozen=True, slots=True)
class Ending:
    """What a capture used or a cancel gave back, or asked for; how much there was; how much of what
    came back had ended. kind: which of the two it is.
    """

    kind: str
    wallet: Wallet
    points: int
    there: int
    ended: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One posting as a reader sees it. forward: as its cause does, not taken back.

    change: what it does to the balance; waits: to what can't be used yet, unless it releases.
    expires_us, month: the lot. debt: below zero. inactive: the lot ends when the member does
    nothing.
    """

    wallet: str
    unit: PointsUnit
    cause: Cause
    forward: bool
    points: int
    change: int
    expires_us: int
    month: int
    effective_us: int
    debt: bool
    waits: int = 0
    inactive: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sum that does not come out: which, in what wallet, and the two values that differ."""

    code: DoubtCode
    wallet: str
    should: int
    does: int


@dataclass(frozen=True, slots=True)
class Explained:
    """One event. earned: a sum a wallet; taken: what a return takes, a sum a wallet; own: what it
    moved itself; fell_due: lots that had ended or become usable by then; corrected: what it moved
    of other events by coming late; net: the balance's change.
    """

    earned: tuple[WalletSum, ...] = ()
    taken: tuple[WalletTaken, ...] = ()
    spending: Spending | None = None
    own: tuple[Movement, ...] = ()
    fell_due: tuple[Movement, ...] = ()
    corrected: tuple[Movement, ...] = ()
    net: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    ending: Ending | None = None
