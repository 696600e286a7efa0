"""An event's stored decision, read by the layout in which the engine wrote it.

The engine writes the points of each wallet, what it read of the member's past (levels, then
counters and facts about the member), and then three integers for each rule that gave something or
was held back: the rule's number, a code, its points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from setia.core.engine.book import Version
from setia.core.engine.kinds import CONVERT, ENDS, MOVES, RELEASE
from setia.core.engine.readers import Payload


@dataclass(frozen=True, slots=True)
class Gift:
    """What one rule gave, or took back; code: what became of it, one of `explanation.Verdict`."""

    rule: str
    code: int
    points: int


@dataclass(frozen=True, slots=True)
class Earned:
    """The points of one event by wallet, those of no points left out, and by rule.

    beside: of a return, what is told of a wallet and not of a rule: (wallet, code, points).
    """

    points: dict[str, int]
    gifts: list[Gift]
    beside: tuple[Gift, ...] = ()


def acted(version: Version, kind: str, payload: Payload, decision: Sequence[int]) -> dict[str, int]:
    """What an accepted act, or an opening balance, did to the balance, by wallet."""
    if kind in ENDS:
        points, series, there, ended = decision
        back = there - points if kind == "capture" else points
        return {version.layout.series[series]: back - ended}
    if kind == RELEASE:
        wallets = version.program.wallets
        return {one.id: n for one, n in zip(wallets, decision, strict=False) if n}
    if kind in MOVES:
        wallet = payload.get("wallet") or version.program.wallets[0].id
        moved = {str(wallet): MOVES[kind] * decision[0]}
        if kind == CONVERT:
            moved[version.program.wallets[decision[3]].id] = decision[2]
        return moved
    return {}


def head_of(version: Version) -> int:
    """How many integers of a decision stand before its rules."""
    program = version.program
    return len(program.wallets) + len(program.tiers) + len(version.layout.context)


def earned(version: Version, decision: Sequence[int]) -> Earned:
    """Read the decision of an accepted event that earns, or takes back."""
    program = version.program
    points = {wallet.id: n for wallet, n in zip(program.wallets, decision, strict=False) if n}
    triples = decision[head_of(version) :]
    rules = program.ordered_rules
    gifts, beside = [], []
    for k in range(0, len(triples), 3):
        whose, code, given = triples[k : k + 3]
        if whose < 0:
            beside.append(Gift(program.wallets[-1 - whose].id, code, given))
        else:
            gifts.append(Gift(rules[whose].id, code, given))
    return Earned(points, gifts, tuple(beside))
