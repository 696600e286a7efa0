"""Why rules gave nothing for an event: worked out again from what its decision read.

A rule that is asked of an event and is not among those that gave something or were held back did
not apply. What of its condition does not hold, or what it had nothing to count by, is told here;
nothing is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from setia.core.engine.book import Happened, Version
from setia.core.engine.earned import earned, head_of
from setia.core.engine.explain_items import Basket
from setia.core.engine.explanation import Verdict
from setia.core.expressions.evaluate import holds
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import AllOf, Node
from setia.core.expressions.walk import needed
from setia.core.program.document import Multiply, Rule

_GAVE: Final = (Verdict.GIVEN, Verdict.FULL)
"""A share that rounds to nothing, or that finds no room, keeps the others out all the same."""

Reason = Literal["condition", "absent", "nothing", "group", "exclusive"]


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule that gave nothing, and why.

    parts: what of its condition does not hold; fields: what the event does not carry.
    """

    rule: Rule
    reason: Reason
    parts: tuple[Node, ...] = ()
    fields: tuple[Field, ...] = ()


def missed(version: Version, event: Happened, decision: Sequence[int]) -> tuple[Missed, ...]:
    """The rules that were asked of an accepted event and gave nothing, in their order."""
    program = version.program
    told = {gift.rule: gift for gift in earned(version, decision).gifts}
    basket = Basket(version, event, decision[len(program.wallets) : head_of(version)])
    gave = [
        rule
        for rule in program.rules
        if rule.id in told and (told[rule.id].points or told[rule.id].code in _GAVE)
    ]
    return tuple(
        _why(version, rule, event.kind, basket, gave)
        for rule in program.ordered_rules
        if event.kind in rule.kinds and rule.id not in told
    )


def _why(version: Version, rule: Rule, kind: str, basket: Basket, gave: Sequence[Rule]) -> Missed:
    facts = basket.facts()
    if rule.when is not None and not holds(rule.when, facts):
        parts = rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)
        return Missed(rule, "condition", tuple(one for one in parts if not holds(one, facts)))
    same = [one for one in gave if one.wallet == rule.wallet]
    if any(one.exclusive for one in same):
        return Missed(rule, "exclusive")
    if rule.group is not None and any(one.group == rule.group for one in same):
        return Missed(rule, "group")
    term = None if isinstance(rule.gives, Multiply) else version.program.basis(rule, kind)
    absent = () if term is None else tuple(f for f in needed(term) if facts.read(f) is None)
    return Missed(rule, "absent", fields=absent) if absent else Missed(rule, "nothing")
