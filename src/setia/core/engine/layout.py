"""Where everything of a program lives in the engine's flat state and rows.

Slots, series and the levels of a tier set are append-only: a name keeps its number in every later
version, so the state of an older version is padded with new slots, never migrated. Rules, fields
and facts are numbered for one version only, since rows are made afresh from the event each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import Has, Match, Node, OneOf
from setia.core.expressions.walk import every, fields_of
from setia.core.program.document import Program, TierSet

LAYOUT: Final = 1
FIXED: Final = ("at", "rank", "due", "done")
ROW_FIXED: Final = ("kind", "at", "rank", "lines", "n_lines", "given")
KINDS: Final = {"clock": 0, "purchase": 1, "spend": 2}
RANKS: Final = {"clock": 0, "opening": 1, "profile": 1, "purchase": 2, "return": 3, "spend": 4}
ACTS: Final = frozenset({"spend"})


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of one tier set by the code that states keep, and their ranks in this version.

    A level that the version dropped ranks as the highest that stood below it and is still there.
    """

    levels: tuple[str, ...]
    ranks: tuple[int, ...]

    def code(self, level: str) -> int:
        """The number that states keep for a level."""
        return self.levels.index(level)


@dataclass(frozen=True, slots=True)
class Layout:
    """The numbering of one version.

    codes: the integer of a text field's literal. bits: the bit of one text of a list field.
    """

    slots: tuple[str, ...]
    series: tuple[str, ...]
    event_fields: tuple[Field, ...]
    item_fields: tuple[Field, ...]
    codes: Mapping[tuple[str, str], int] = field(hash=False)
    bits: Mapping[tuple[str, str], int] = field(hash=False)
    budget_rules: tuple[int, ...]
    ladders: Mapping[str, Ladder] = field(hash=False)

    def slot(self, name: str) -> int:
        """The flat place of a slot in the state."""
        return 4 + self.slots.index(name)

    def rank(self, tier_set: str, code: int) -> int:
        """The place, from the lowest, of the level that a state keeps as `code`."""
        return self.ladders[tier_set].ranks[code]

    @property
    def facts_at(self) -> int:
        """The column of the first fact in a row."""
        return len(ROW_FIXED)

    @property
    def n_facts(self) -> int:
        """Facts of one event: a grant a budgeted rule, at least one for an act's outcome."""
        return max(1, len(self.budget_rules))

    @property
    def fields_at(self) -> int:
        """The column of amount (purchase) or points (spend); wallet and declared fields follow."""
        return self.facts_at + self.n_facts

    @property
    def width(self) -> int:
        """Ints in one row."""
        return self.fields_at + 2 + len(self.event_fields)

    @property
    def line_width(self) -> int:
        """Ints in one item: its amount, then its fields."""
        return 1 + len(self.item_fields)

    def fresh(self) -> list[int]:
        """The state of a holder to whom nothing has happened."""
        state = [LAYOUT, len(self.slots), 0, 0] + [0] * len(self.slots)
        state[6] = 2**62
        for name in self.slots:
            if name.startswith("until:"):
                state[self.slot(name)] = 2**62
        return state


def lay_out(program: Program, before: Layout | None = None) -> Layout:
    """Number a program's parts, keeping every number of the version before."""
    slots, series = _state_names(program)
    conditions = [node for rule in program.rules for node in (rule.when, rule.items) if node]
    read = {one for node in conditions for one in fields_of(node)}
    declared = [one for one in read if one.name not in ("amount", "item.amount")]
    ladders = dict(before.ladders) if before else {}
    ladders |= {one.id: _ladder(one, ladders.get(one.id)) for one in program.tiers}
    return Layout(
        slots=_append(before.slots if before else FIXED, slots),
        series=_append(before.series if before else (), series),
        event_fields=_ordered(one for one in declared if one.scope in ("event", "time")),
        item_fields=_ordered(one for one in declared if one.scope == "item"),
        codes=_codes(conditions),
        bits=_bits(conditions),
        budget_rules=tuple(k for k, rule in enumerate(program.ordered_rules) if rule.budget),
        ladders=ladders,
    )


def _ladder(tier_set: TierSet, before: Ladder | None) -> Ladder:
    ranks = {level.id: rank for rank, level in enumerate(tier_set.levels)}
    old = dict(zip(before.levels, before.ranks, strict=True)) if before else {}
    levels = _append(tuple(old), ranks)

    def rank(level: str) -> int:
        if level in ranks:
            return ranks[level]
        lower = (ranks[one] for one in old if one in ranks and old[one] <= old[level])
        return max(lower, default=0)

    return Ladder(levels, tuple(rank(level) for level in levels))


def _state_names(program: Program) -> tuple[list[str], list[str]]:
    slots: list[str] = []
    series: list[str] = []
    for wallet in program.wallets:
        slots += [f"sum:{wallet.id}", f"debt:{wallet.id}"]
        series.append(wallet.id)
    for one in program.tiers:
        window = f"spend/{one.window_months}"
        if window not in series:
            slots.append(f"sum:{window}")
            series.append(window)
        slots += [f"tier:{one.id}", f"until:{one.id}"]
    for rule in program.rules:
        if rule.most_per_day is not None:
            slots += [f"day:{rule.id}", f"used:{rule.id}"]
    return slots, series


def _append(before: tuple[str, ...], names: Iterable[str]) -> tuple[str, ...]:
    return before + tuple(name for name in dict.fromkeys(names) if name not in before)


def _ordered(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(sorted(fields, key=lambda one: one.name))


def _codes(conditions: Iterable[Node]) -> dict[tuple[str, str], int]:
    """Number the text literals of each field from 1; every other text is 0."""
    texts: dict[str, set[str]] = {}
    for part in (part for one in conditions for part in every(one)):
        match part:
            case Match(one, _, str() as value) if one.type == "text":
                texts.setdefault(one.name, set()).add(value)
            case OneOf(one, values) if one.type == "text":
                texts.setdefault(one.name, set()).update(str(value) for value in values)
    return {
        (name, value): code
        for name, values in texts.items()
        for code, value in enumerate(sorted(values), 1)
    }


def _bits(conditions: Iterable[Node]) -> dict[tuple[str, str], int]:
    """One bit for each text that is looked for in a list field; whoever reads rules counts them."""
    texts: dict[str, set[str]] = {}
    for part in (part for one in conditions for part in every(one)):
        if isinstance(part, Has):
            texts.setdefault(part.field.name, set()).add(part.value)
    return {
        (name, value): 1 << place
        for name, values in texts.items()
        for place, value in enumerate(sorted(values))
    }
