"""An event's stored decision, read by the layout in which the engine wrote it.

The engine writes the points of each wallet, what it read of the member's past (levels, then
counters and facts about the member), and then three integers for each rule that gave something or
was held back: the rule's number, a code, its points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from setia.core.engine.book import Version


@dataclass(frozen=True, slots=True)
class Gift:
    """What one rule gave; code: what became of it, one of `explanation.Verdict`."""

    rule: str
    code: int
    points: int


@dataclass(frozen=True, slots=True)
class Earned:
    """The points of one event by wallet, those of no points left out, and by rule."""

    points: dict[str, int]
    gifts: list[Gift]


def head_of(version: Version) -> int:
    """How many integers of a decision stand before its rules."""
    program = version.program
    return len(program.wallets) + len(program.tiers) + len(version.layout.context)


def earned(version: Version, decision: Sequence[int]) -> Earned:
    """Read the decision of an accepted event that earns."""
    program = version.program
    points = {wallet.id: n for wallet, n in zip(program.wallets, decision, strict=False) if n}
    triples = decision[head_of(version) :]
    rules = program.ordered_rules
    gifts = [
        Gift(rules[triples[k]].id, triples[k + 1], triples[k + 2])
        for k in range(0, len(triples), 3)
    ]
    return Earned(points, gifts)
