"""Which rules come within a member's reach by what is counted alone, from the state alone.

A rule is told where one counter stands between it and the member: so much more is enough for its
next event to give, provided the event itself is one that the rule asks for. Nothing is guessed: a
condition that asks the state in any other way than a counter beside a number is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from setia.core.engine.book import Version
from setia.core.engine.calendar import DAY_US
from setia.core.engine.layout import member_slot
from setia.core.engine.limits import ABSENT
from setia.core.engine.project import PERIODS, joined_on, measured
from setia.core.expressions.evaluate import Facts, Known, holds
from setia.core.expressions.fields import Field, FieldType
from setia.core.expressions.nodes import AllOf, Compare, Constant, Node, Read
from setia.core.expressions.walk import fields_of
from setia.core.program.document import Counter, Rule, tier_field

_OF_STATE: Final = frozenset({"state", "member"})


@dataclass(frozen=True, slots=True)
class Ahead:
    """So much more of a counter (in its own parts) is enough for a rule.

    unit, decimals: of the counter. by_us: what is counted up to then adds up (2**62: for ever).
    """

    rule: str
    counter: str
    more: int
    by_us: int
    unit: FieldType
    decimals: int


def ahead(version: Version, state: Sequence[int], at_us: int) -> tuple[Ahead, ...]:
    """What is within reach, the rules in the order of the document. state: advanced to `at_us`."""
    counters = {one.id: one for one in version.program.counters}
    found = (
        _of_rule(version, rule, counters, state, at_us)
        for rule in version.program.rules
        if rule.when is not None
    )
    return tuple(one for one in found if one is not None)


def _of_rule(
    version: Version,
    rule: Rule,
    counters: dict[str, Counter],
    state: Sequence[int],
    at_us: int,
) -> Ahead | None:
    parts = list(_parts(rule.when)) if rule.when is not None else []
    asked = [one for one in parts if {it.scope for it in fields_of(one)} & _OF_STATE]
    if any({it.scope for it in fields_of(one)} - _OF_STATE for one in asked):
        return None
    known = partial(_known, version, counters, state, at_us)
    short = [one for one in asked if not holds(one, Facts(known))]
    if len(short) != 1 or (wants := _wants(short[0], counters)) is None:
        return None
    counter, least = wants
    measure = measured(version, counters[counter.name], state, at_us)
    more = least - measure.left_at(at_us)

    def then(field: Field) -> Known:
        return least if field == counter else known(field)

    if more < 1 or not all(holds(one, Facts(then)) for one in asked):
        return None
    by_us = measure.falls_us(at_us)
    if not all(_has_room(version, rule, place, state, at_us, by_us) for place in _limits(rule)):
        return None
    return Ahead(rule.id, counter.name, more, by_us, counter.type, counter.decimals)


def _parts(node: Node) -> Iterator[Node]:
    """What has to hold all together."""
    if isinstance(node, AllOf):
        for one in node.parts:
            yield from _parts(one)
    else:
        yield node


def _wants(node: Node, counters: dict[str, Counter]) -> tuple[Field, int] | None:
    """The counter that a comparison asks for and the least with which it holds."""
    match node:
        case Compare(Read(field), ">=" | "==", Constant() as other) if field.name in counters:
            return field, other.value
        case Compare(Read(field), ">", Constant() as other) if field.name in counters:
            return field, other.value + 1
        case _:
            return None


def _known(
    version: Version, counters: dict[str, Counter], state: Sequence[int], at_us: int, field: Field
) -> Known:
    """What the state says of a counter, a level, or the member."""
    layout, program = version.layout, version.program
    if field.name in counters:
        return measured(version, counters[field.name], state, at_us).left_at(at_us)
    for one in program.tiers:
        if tier_field(program.tiers, one.id) == field.name:
            return one.levels[layout.rank(one.id, state[layout.slot(f"tier:{one.id}")])].id
    code = state[layout.slot(member_slot(field))]
    if code == ABSENT:
        return None
    if field.type == "choice":
        text = layout.choices[field.name][code]
        return text if text in field.values else None
    return code == 1 if field.type == "bool" else code


def _limits(rule: Rule) -> Iterator[int]:
    return (place for place, one in enumerate(rule.limits) if one.per != "event")


def _has_room(
    version: Version, rule: Rule, place: int, state: Sequence[int], at_us: int, by_us: int
) -> bool:
    """Whether a limit lets the rule give once more, now or in a period that begins in time."""
    limit = rule.limits[place]
    if limit.per == "event":
        return True
    period_slot, value_slot = version.layout.slots_of(rule.id, limit.what, limit.per)
    counts, starts = PERIODS[limit.per](joined_on(version, state))
    day = version.zone.local_us(at_us) // DAY_US
    if state[period_slot] != counts(day) or state[value_slot] < limit.most:
        return True
    return starts is not None and version.zone.instant_us(starts(day, 1) * DAY_US) < by_us
