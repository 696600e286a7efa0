"""One event as the rules saw it: what it carried, what stood before it, and each of its items.

What a rule gave by is worked out again here, and the points of every rule are spread over the items
by the one allocation function of the engine, so that they sum exactly (I17). Nothing here decides
points: it is read beside a decision that stands.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from setia.core.engine.book import Happened, Version
from setia.core.engine.limits import ABSENT
from setia.core.engine.reference import Moment
from setia.core.engine.sharing import allocate
from setia.core.expressions.evaluate import Facts, Known, holds, value
from setia.core.expressions.fields import ITEM_AMOUNT, Field
from setia.core.expressions.nodes import Read, Term
from setia.core.program.document import Rule, tier_field


class Basket:
    """One event as its version reads it.

    context: what the decision read of the member's past: the code of the level held in each set,
    then counters and what is known of the member, in the layout's order.
    """

    def __init__(self, version: Version, event: Happened, context: Sequence[int]) -> None:
        self._version = version
        self._kind = event.kind
        self._lines: list[int] = []
        facts = [0] * version.layout.n_facts
        self._payload = version.encoder.joined(event)
        self._row = version.encoder.row_of(replace(event, facts=facts), self._lines)
        moment = Moment(event.at_us, event.known_us)
        uploaded = version.program.uploaded
        self._lists: Mapping[str, Container[str]] = {
            **version.program.lists,
            **{name: version.reference.listed(name, moment) for name in uploaded},
        }
        items = self._payload.get("items")
        self._items = list(items) if isinstance(items, list | tuple) else []
        width = version.layout.line_width
        self._starts = range(0, len(self._lines), width)
        self.amounts = [self._lines[start] for start in self._starts]
        """Each item's amount, minor units; negative for a discount."""

        tiers = version.program.tiers
        self._past = self._of_tiers(context) | {
            one.name: self._told(one, code)
            for one, code in zip(version.layout.context, context[len(tiers) :], strict=True)
        }

    def basis(self, rule: Rule) -> tuple[Term | None, Fraction, Sequence[int]]:
        """What a rule gives by, what that comes to (never below 0), and its items' parts of it.

        Money is in minor units. The parts are whole, and for what no item can be blamed, amounts.
        """
        term = self._version.program.basis(rule, self._kind)
        if term is None:
            return None, Fraction(0), self.amounts
        found = value(term, self.facts()) or Fraction(0)
        if rule.items is None:
            return term, max(Fraction(0), found), self.amounts
        of = Read(ITEM_AMOUNT) if rule.of is None else rule.of
        parts = [
            value(of, one) or Fraction(0) if holds(rule.items, one) else Fraction(0)
            for one in self._each()
        ]
        scale = max((part.denominator for part in parts), default=1)
        return term, max(Fraction(0), found), [int(part * scale) for part in parts]

    def facts(self) -> Facts:
        """What the rules' conditions and calculations could read."""
        items = [partial(self._read, place) for place in range(len(self._starts))]
        return Facts(partial(self._read, 0), items, self._lists)

    def _each(self) -> list[Facts]:
        return [Facts(read, lists=self._lists) for read in self.facts().items]

    def _read(self, place: int, field: Field) -> Known:
        """What the item at a place, or the event itself, says of a field."""
        if field.scope in ("state", "member"):
            return self._past[field.name]
        if field.name == "amount" or field in self._version.layout.event_columns:
            return _plain(field, self._row[self._version.layout.column(field)], self._payload)
        column = self._version.layout.column(field)
        return _plain(field, self._lines[self._starts[place] + column], self._items[place])

    def _of_tiers(self, context: Sequence[int]) -> dict[str, Known]:
        program, layout = self._version.program, self._version.layout
        return {
            tier_field(program.tiers, one.id): one.levels[layout.rank(one.id, code)].id
            for one, code in zip(program.tiers, context, strict=False)
        }

    def _told(self, field: Field, code: int) -> Known:
        """The value behind an integer of the context."""
        if code == ABSENT:
            return None
        if field.type == "choice":
            text = self._version.layout.choices[field.name][code]
            return text if text in field.values else None
        return code == 1 if field.type == "bool" else code


def _plain(field: Field, coded: int, said: Mapping[str, object]) -> Known:
    """The value behind a row's integer, which for texts stands in the payload alone."""
    if coded == ABSENT:
        return None
    if field.type in ("text", "list"):
        text = said.get(field.key)
        text = field.default if text is None else text
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
