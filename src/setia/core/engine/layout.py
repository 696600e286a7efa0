"""Where everything of a program lives in the engine's flat state and rows.

Slots, series and the levels of a tier set are append-only: a name keeps its number in every later
version, so the state of an older version is padded with new slots, never migrated. Rules, fields
and facts are numbered for one version only, since rows are made afresh from the event each time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from setia.core.engine.kinds import KINDS, OWN_KINDS
from setia.core.engine.limits import ABSENT, NEVER
from setia.core.expressions.fields import Field, Scope
from setia.core.expressions.nodes import Expression, InList, Match, OneOf
from setia.core.expressions.spans import span_of
from setia.core.expressions.walk import every, fields_of, looked_for
from setia.core.program.document import Counter, Program, Rule, TierSet, tier_field

LAYOUT: Final = 4
FIXED: Final = ("at", "rank", "due", "done", "waiting")
ROW_FIXED: Final = ("kind", "at", "rank", "lines", "n_lines", "given", "memory")
"""What stands in front of every row.

given: 0: nothing was decided before, 1: the facts that follow were, 2: part of the event came back,
3: all of it did. memory: where a fold remembers what stood before the event; below 0: where what is
told of the return stands, see `remembering`.
"""

ACT_COLUMNS: Final = 2
"""What acts can say beside an amount and a wallet: dates, and the number of what they name."""

HEAD: Final = 4
"""Ints in front of the slots: layout, how many slots, buckets and holds."""

Slots: TypeAlias = tuple[int, int]
"""The flat places of a calendar period and of what was counted in it."""

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

    kinds: the number of each kind. event_columns, item_columns: what rules read of an event and of
    an item. member_columns: what a profile event can tell. context: what rules read of counters and
    members. codes: the integer of a text field's literal. bits: the bit of one text of a list
    field. choices: the texts of each member's choice by the code that states keep. funders: who
    pays for points, by the number that lots keep. waits: whether points can wait for a release, so
    that a row has the number of its event.
    """

    slots: tuple[str, ...]
    series: tuple[str, ...]
    kinds: Mapping[str, int] = field(hash=False)
    event_columns: tuple[Column, ...]
    item_columns: tuple[Column, ...]
    member_columns: tuple[Field, ...]
    context: tuple[Field, ...]
    codes: Mapping[tuple[str, str], int] = field(hash=False)
    bits: Mapping[tuple[str, str], int] = field(hash=False)
    budget_rules: tuple[int, ...]
    ladders: Mapping[str, Ladder] = field(hash=False)
    choices: Mapping[str, tuple[str, ...]] = field(hash=False)
    funders: tuple[str, ...] = ("",)
    waits: bool = False

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
        more = max(len(self.event_columns), len(self.member_columns), ACT_COLUMNS)
        return self.fields_at + 2 + more + self.waits

    @property
    def releases(self) -> bool:
        """Whether there can be something that a release names, by this version or one before."""
        return any(pending_of(name) in self.series for name in self.series)

    @property
    def ref_at(self) -> int:
        """The column of the event's own number, where there is one: the last."""
        return self.width - 1

    @property
    def line_width(self) -> int:
        """Ints in one item: its amount, then its columns."""
        return 1 + len(self.item_columns)

    def slots_of(self, owner: str, what: str, per: str) -> Slots:
        """Where something is counted by calendar period, by the names that `counted` gives."""
        period, value = counted(owner, what, per)
        return self.slot(period), self.slot(value)

    def counter_slots(self, counter: Counter) -> Slots:
        """Where a counter of a calendar period, or of ever, stands."""
        return self.slots_of(_counting(counter), "counter", counter.within)

    def owed(self, state: Sequence[int]) -> int:
        """The debts of all wallets together."""
        return sum(state[self.slot(name)] for name in self.slots if name.startswith("debt:"))

    def fresh(self) -> list[int]:
        """The state of a holder to whom nothing has happened."""
        state = [LAYOUT, len(self.slots), 0, 0] + [0] * len(self.slots)
        for name in self.slots:
            if name == "due" or name.startswith("until:"):
                state[self.slot(name)] = NEVER
            elif name.startswith("member:"):
                state[self.slot(name)] = ABSENT
        return state


def counted(owner: str, what: str, per: str) -> tuple[str, str]:
    """The names of the slots in which something is counted by calendar period."""
    if (what, per) == ("points", "day"):
        return f"day:{owner}", f"used:{owner}"
    return f"{per}-{what}:{owner}", f"{what}-{per}:{owner}"


def lay_out(program: Program, before: Layout | None = None) -> Layout:
    """Number a program's parts, keeping every number of the version before."""
    slots, series = _state_names(program)
    asks = program.asks
    read = {one for node in asks for one in fields_of(node)}
    declared = [one for one in read if one.name not in ("amount", "item.amount")]
    asked = {part for node in asks for part in every(node) if isinstance(part, InList)}
    members = sorted(_members(program), key=lambda one: one.name)
    tiers = {tier_field(program.tiers, one.id) for one in program.tiers}
    ladders = dict(before.ladders) if before else {}
    ladders |= {one.id: _ladder(one, ladders.get(one.id)) for one in program.tiers}
    return Layout(
        slots=_append(before.slots if before else FIXED, slots),
        series=_append(before.series if before else (), series),
        kinds={**KINDS, **_numbered(program)},
        event_columns=_columns(declared, asked, {"event", "time"}),
        item_columns=_columns(declared, asked, {"item"}),
        member_columns=tuple(members),
        context=tuple(
            sorted(
                (one for one in read if one.scope in ("member", "state") and one.name not in tiers),
                key=lambda one: one.name,
            )
        ),
        codes=_codes(asks),
        bits=_bits(asks),
        budget_rules=tuple(k for k, rule in enumerate(program.ordered_rules) if rule.budget),
        ladders=ladders,
        choices=_choices(members, before.choices if before else {}),
        funders=_append(
            before.funders if before else ("",),
            [
                *(wallet.funder for wallet in program.wallets),
                *(rule.funder for rule in program.rules),
            ],
        ),
        waits=any(wallet.unreleased is not None for wallet in program.wallets),
    )


def most_added(program: Program, layout: Layout) -> int:
    """How many buckets one event can add: one to each series, and one for each rule's own lots."""
    return len(layout.series) + sum(1 for rule in program.rules if rule.own_lots)


def size_of_why(program: Program, layout: Layout) -> int:
    """Ints that the explanation of one event can take: points, context, rules, wallets."""
    wallets, tiers = len(program.wallets), len(program.tiers)
    return 8 + 10 * wallets + tiers + len(layout.context) + 3 * len(program.rules)


def member_slot(field: Field) -> str:
    """The name of the slot that keeps what is known of a member; another type is another slot."""
    kind = f"{field.type}/{field.decimals}" if field.decimals else field.type
    return f"member:{field.key}:{kind}"


def spend_of(months: int) -> str:
    """The name of the series in which what was spent in so many months stands."""
    return f"spend/{months}"


def is_wallet(series: str) -> bool:
    """Whether a series is a wallet's own points; every other has a ``/``, which no id has."""
    return "/" not in series


def is_of_holds(slot: str) -> bool:
    """Whether a slot came with holds: what is on hold or written off, since when lots live on."""
    return slot.startswith(("held:", "forgiven:", "since:"))


def pending_of(wallet_id: str) -> str:
    """The name of the series in which a wallet's pending points wait."""
    return f"pending/{wallet_id}"


def window_of(counter: Counter) -> str:
    """The name of the series in which a rolling counter's days stand."""
    count, unit = counter.rolling or (0, "days")
    return f"counter/{_counting(counter)}/{count}-{unit}"


def _counting(counter: Counter) -> str:
    """A counter with what it counts: other parts under its name are another counter's."""
    if counter.points:
        return f"{counter.id}/points/{counter.points}"
    if counter.total is None:
        return f"{counter.id}/count"
    span = span_of(counter.total)
    return f"{counter.id}/{span.unit}/{span.scale}"


def _numbered(program: Program) -> dict[str, int]:
    own = sorted(kind for kind in program.kinds if kind not in KINDS)
    return {kind: number for number, kind in enumerate(own, OWN_KINDS)}


def _members(program: Program) -> list[Field]:
    return [one for one in program.fields.values() if one.scope == "member"]


def _choices(
    members: Iterable[Field], before: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """The texts of each choice, old ones first: a state keeps a code for ever."""
    found = dict(before)
    for one in members:
        if one.type == "choice":
            found[one.name] = _append(found.get(one.name, ()), one.values)
    return found


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
        slots += [f"{name}:{wallet.id}" for name in ("sum", "debt", "held", "forgiven")]
        series.append(wallet.id)
        if wallet.pending is not None:
            slots.append(f"sum:{pending_of(wallet.id)}")
            series.append(pending_of(wallet.id))
        if wallet.expiry is not None and wallet.expiry.without:
            slots += [f"active:{wallet.id}", f"since:{wallet.id}"]
    for one in program.tiers:
        window = spend_of(one.window_months)
        if not one.counter and window not in series:
            slots.append(f"sum:{window}")
            series.append(window)
        slots += [f"tier:{one.id}", f"until:{one.id}"]
        if one.grace is not None:
            slots.append(f"grace:{one.id}")
    for rule in program.rules:
        slots += _of_rule(rule)
    for counter in program.counters:
        if counter.rolling:
            series.append(window_of(counter))
            slots.append(f"sum:{window_of(counter)}")
        else:
            slots += counted(_counting(counter), "counter", counter.within)
        if counter.once_a:
            slots += counted(counter.id, "once", counter.once_a)
    if program.by_anniversary:
        slots.append("joined")
    slots += [member_slot(one) for one in _members(program)]
    return slots, series


def _of_rule(rule: Rule) -> Iterator[str]:
    """The slots in which a rule keeps what it gave."""
    for limit in rule.limits:
        if limit.per != "event":
            yield from counted(rule.id, limit.what, limit.per)
    if rule.rests_us:
        yield f"rests:{rule.id}"


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


def _codes(asks: Iterable[Expression]) -> dict[tuple[str, str], int]:
    """Number the text literals of each field from 1; every other text is 0."""
    texts: dict[str, set[str]] = {}
    for part in (part for one in asks for part in every(one)):
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


def _bits(asks: Iterable[Expression]) -> dict[tuple[str, str], int]:
    """One bit for each text that is looked for in a list field; whoever reads rules counts them."""
    return {
        (name, value): 1 << place
        for name, values in looked_for(asks).items()
        for place, value in enumerate(sorted(values))
    }
