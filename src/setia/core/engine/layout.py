"""Where everything of a program lives in the engine's flat state and rows.

Slots, series and the levels of a tier set are append-only: a name keeps its number in every later
version, so the state of an older version is padded with new slots, never migrated. Rules, fields
and facts are numbered for one version only, since rows are made afresh from the event each time.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from setia.core.engine.limits import NEVER
from setia.core.expressions.fields import Field, Scope
from setia.core.expressions.nodes import InList, Match, Node, OneOf
from setia.core.expressions.walk import every, fields_of, looked_for
from setia.core.program.document import Program, TierSet

LAYOUT: Final = 1
FIXED: Final = ("at", "rank", "due", "done")
ROW_FIXED: Final = ("kind", "at", "rank", "lines", "n_lines", "given")
KINDS: Final = {"clock": 0, "purchase": 1, "spend": 2}
RANKS: Final = {"clock": 0, "opening": 1, "profile": 1, "purchase": 2, "return": 3, "spend": 4}
ACTS: Final = frozenset({"spend"})
RECORDABLE: Final = KINDS.keys() - {"clock"}
"""The kinds that can be sent; a clock event is the sweep's own."""

HEAD: Final = 4
"""Ints in front of the slots: layout, how many slots, buckets and holds."""

Column: TypeAlias = Field | InList


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

    event_columns, item_columns: what rules read of an event and of an item. codes: the integer of
    a text field's literal. bits: the bit of one text of a list field.
    """

    slots: tuple[str, ...]
    series: tuple[str, ...]
    event_columns: tuple[Column, ...]
    item_columns: tuple[Column, ...]
    codes: Mapping[tuple[str, str], int] = field(hash=False)
    bits: Mapping[tuple[str, str], int] = field(hash=False)
    budget_rules: tuple[int, ...]
    ladders: Mapping[str, Ladder] = field(hash=False)

    def slot(self, name: str) -> int:
        """The flat place of a slot in the state."""
        return HEAD + self.slots.index(name)

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
        """The column of amount (purchase) or points (spend); wallet and event columns follow."""
        return self.facts_at + self.n_facts

    def column(self, one: Column) -> int:
        """Where a row, or an item's stretch of the lines, has what a rule reads."""
        whose = one.field if isinstance(one, InList) else one
        if whose.scope == "item":
            return 0 if one == whose and one.key == "amount" else 1 + self.item_columns.index(one)
        if one == whose and one.name == "amount":
            return self.fields_at
        return self.fields_at + 2 + self.event_columns.index(one)

    @property
    def width(self) -> int:
        """Ints in one row."""
        return self.fields_at + 2 + len(self.event_columns)

    @property
    def line_width(self) -> int:
        """Ints in one item: its amount, then its columns."""
        return 1 + len(self.item_columns)

    def fresh(self) -> list[int]:
        """The state of a holder to whom nothing has happened."""
        state = [LAYOUT, len(self.slots), 0, 0] + [0] * len(self.slots)
        for name in self.slots:
            if name == "due" or name.startswith("until:"):
                state[self.slot(name)] = NEVER
        return state


def lay_out(program: Program, before: Layout | None = None) -> Layout:
    """Number a program's parts, keeping every number of the version before."""
    slots, series = _state_names(program)
    conditions = [node for rule in program.rules for node in rule.conditions]
    read = {one for node in conditions for one in fields_of(node)}
    declared = [one for one in read if one.name not in ("amount", "item.amount")]
    asked = {part for node in conditions for part in every(node) if isinstance(part, InList)}
    ladders = dict(before.ladders) if before else {}
    ladders |= {one.id: _ladder(one, ladders.get(one.id)) for one in program.tiers}
    return Layout(
        slots=_append(before.slots if before else FIXED, slots),
        series=_append(before.series if before else (), series),
        event_columns=_columns(declared, asked, {"event", "time"}),
        item_columns=_columns(declared, asked, {"item"}),
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


def _columns(
    fields: Iterable[Field], asked: Iterable[InList], scopes: AbstractSet[Scope]
) -> tuple[Column, ...]:
    """What is read of these scopes: fields by name, then which lists a field's text stands in."""
    named = sorted((one for one in fields if one.scope in scopes), key=lambda one: one.name)
    listed = sorted(
        (one for one in asked if one.field.scope in scopes),
        key=lambda one: (one.field.name, one.list),
    )
    return (*named, *listed)


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
    return {
        (name, value): 1 << place
        for name, values in looked_for(conditions).items()
        for place, value in enumerate(sorted(values))
    }
