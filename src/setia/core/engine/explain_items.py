"""The items of one purchase, as the rules that pick items saw them.

A rule that gives by the amounts of some items has its basis worked out again here, and the points
of every rule are spread over the items by the one allocation function of the engine, so that they
sum exactly (I17). Nothing here decides points: it is read beside a decision that stands.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from setia.core.engine.book import Happened, Version
from setia.core.engine.kernel import allocate
from setia.core.engine.limits import ABSENT
from setia.core.expressions.evaluate import Facts, Known, holds
from setia.core.expressions.fields import Field
from setia.core.program.document import Rule, tier_field


class Basket:
    """One purchase as its version reads it. tiers: the code of the level held in each set."""

    def __init__(self, version: Version, event: Happened, tiers: Sequence[int]) -> None:
        self._version = version
        self._tiers = tiers
        self._lines: list[int] = []
        facts = [0] * version.layout.n_facts
        self._payload = event.payload
        self._row = version.encoder.row(event.kind, event.at_us, event.payload, self._lines, facts)
        items = event.payload.get("items")
        self._items = list(items) if isinstance(items, list | tuple) else []
        width = version.layout.line_width
        self._starts = range(0, len(self._lines), width)
        self.amounts = [self._lines[start] for start in self._starts]
        """Each item's amount, minor units; negative for a discount."""

    def basis(self, rule: Rule) -> tuple[int, Sequence[int]]:
        """The amount that a rule gives by, and its items' parts of it (0 for the others)."""
        if rule.items is None:
            return self._row[self._version.layout.fields_at], self.amounts
        lists = self._version.program.lists
        picked = [
            amount if holds(rule.items, Facts(partial(self._read, place), lists=lists)) else 0
            for place, amount in enumerate(self.amounts)
        ]
        return max(0, sum(picked)), picked

    def _read(self, place: int, field: Field) -> Known:
        """What the item at a place, or the purchase itself, says of a field."""
        if field.scope == "state":
            return self._level(field)
        column = self._version.layout.column(field)
        if field.scope == "item":
            return _plain(field, self._lines[self._starts[place] + column], self._items[place])
        return _plain(field, self._row[column], self._payload)

    def _level(self, field: Field) -> str:
        tiers = self._version.program.tiers
        place = [tier_field(tiers, one.id) for one in tiers].index(field.name)
        return field.values[self._version.layout.rank(tiers[place].id, self._tiers[place])]


def _plain(field: Field, coded: int, said: Mapping[str, object]) -> Known:
    """The value behind a row's integer, which for texts stands in the payload alone."""
    if coded == ABSENT:
        return None
    if field.type in ("text", "list"):
        text = said[field.key]
        return tuple(map(str, text)) if isinstance(text, list | tuple) else str(text)
    if field.type == "choice":
        return field.values[coded]
    return coded == 1 if field.type == "bool" else coded


def spread(points: int, weights: Sequence[int]) -> list[int]:
    """Points over items by weight, largest remainder first; [] when no item weighs anything."""
    positive = [max(0, weight) for weight in weights]
    whole = sum(positive)
    if not whole:
        return []
    work = [part for weight in positive for part in (weight * points, 0)]
    allocate(work, 0, len(positive), whole, points)
    return work[::2]
