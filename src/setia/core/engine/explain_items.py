"""The items of one purchase, as the rules that pick items saw them.

A rule that gives by the amounts of some items has its basis worked out again here, and the points
of every rule are spread over the items by the one allocation function of the engine, so that they
sum exactly (I17). Nothing here decides points: it is read beside a decision that stands.
"""

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, assert_never

from setia.core.engine.book import Happened, Version
from setia.core.engine.kernel import allocate
from setia.core.engine.limits import ABSENT
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import AllOf, AnyOf, Compare, IsSet, Node, Not, OneOf, Value
from setia.core.program.document import Rule, tier_field

_OPERATORS: Final[dict[str, Callable[[int, int], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Read = Callable[[Field], int]


class Basket:
    """One purchase as its version reads it. tiers: the code of the level held in each set."""

    def __init__(self, version: Version, event: Happened, tiers: Sequence[int]) -> None:
        self._version = version
        self._tiers = tiers
        self._lines: list[int] = []
        facts = [0] * version.layout.n_facts
        self._row = version.encoder.row(event.kind, event.at_us, event.payload, self._lines, facts)
        width = version.layout.line_width
        self._starts = range(0, len(self._lines), width)
        self.amounts = [self._lines[start] for start in self._starts]
        """Each item's amount, minor units; negative for a discount."""

    def basis(self, rule: Rule) -> tuple[int, Sequence[int]]:
        """The amount that a rule gives by, and its items' parts of it (0 for the others)."""
        if rule.items is None:
            return self._row[self._version.layout.fields_at], self.amounts
        picked = [
            amount if holds(rule.items, partial(self._read, start), self._code) else 0
            for amount, start in zip(self.amounts, self._starts, strict=True)
        ]
        return max(0, sum(picked)), picked

    def _read(self, start: int, field: Field) -> int:
        layout = self._version.layout
        if field.name == "amount":
            return self._row[layout.fields_at]
        if field.name == "item.amount":
            return self._lines[start]
        if field.scope == "item":
            return self._lines[start + 1 + layout.item_fields.index(field)]
        if field.scope == "state":
            tiers = self._version.program.tiers
            names = [tier_field(tiers, one.id) for one in tiers]
            place = names.index(field.name)
            return layout.rank(tiers[place].id, self._tiers[place])
        return self._row[layout.fields_at + 2 + layout.event_fields.index(field)]

    def _code(self, field: Field, value: Value) -> int:
        if isinstance(value, int):
            return value
        if field.type == "choice":
            return field.values.index(value)
        return self._version.layout.codes[field.name, value]


def holds(node: Node, read: Read, code: Callable[[Field, Value], int]) -> bool:
    """Whether a condition holds, two-valued as in the generated source."""
    match node:
        case Compare(field, sign, other):
            here = read(field)
            there = read(other) if isinstance(other, Field) else code(field, other)
            return ABSENT not in (here, there) and _OPERATORS[sign](here, there)
        case OneOf(field, values):
            return read(field) in [code(field, value) for value in values]
        case IsSet(field):
            return read(field) != ABSENT
        case Not(inner):
            return not holds(inner, read, code)
        case AllOf(parts):
            return all(holds(part, read, code) for part in parts)
        case AnyOf(parts):
            return any(holds(part, read, code) for part in parts)
        case _:
            assert_never(node)


def spread(points: int, weights: Sequence[int]) -> list[int]:
    """Points over items by weight, largest remainder first; [] when no item weighs anything."""
    positive = [max(0, weight) for weight in weights]
    whole = sum(positive)
    if not whole:
        return []
    work = [part for weight in positive for part in (weight * points, 0)]
    allocate(work, 0, len(positive), whole, points)
    return work[::2]
