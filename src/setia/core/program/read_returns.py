"""Reads the section `returns`: what a return does, and the rule that takes where it names nothing.

That rule is asked of what comes back alone. So it gives by an amount, and asks and counts nothing
that only the purchase could have answered: not when it was, not what the member had or had done.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import Constant, Count, Expression, Least, Most, Times, Total
from setia.core.expressions.walk import fields_of, parts_of
from setia.core.program import phrases
from setia.core.program.document import (
    Kind,
    Levels,
    PerAmount,
    Returns,
    Rule,
    Short,
    TakenBack,
)
from setia.core.program.shape import MAX_NAME_CHARS, Shape

UNNAMED: Final = "without a purchase"
"""The key of the rule by which a return takes that names no event."""

_TAKEN_BACK: Final[Mapping[str, TakenBack]] = {"again": "again", "in proportion": "proportion"}
_SHORT: Final[Mapping[str, Short]] = {
    "debt": "debt",
    "write off": "write off",
    "refuse": "refuse",
}
_LEVELS: Final[Mapping[str, Levels]] = {"stay": "stay", "fall": "fall"}
"""What the section can say; the first where it says nothing."""

_KNOWN_BY: Final = frozenset({"event", "item"})
"""What a return carries of its own."""


def read_returns(root: Shape, rules: Sequence[Rule], kinds: Mapping[str, Kind]) -> Returns:
    """The section, or what holds where there is none. Problems are noted where they stand."""
    value = root.value("returns")
    if value is None:
        return Returns()
    shape = Shape(value, root.under("returns"), root.problems)
    by = shape.one_of("take back", _TAKEN_BACK)
    short = shape.one_of("when spent", _SHORT)
    levels = shape.one_of("levels", _LEVELS)
    grace = shape.read("grace", phrases.grace)
    unnamed = _unnamed(shape, rules, kinds)
    shape.close()
    return Returns(by, short, levels, grace, unnamed)


def _unnamed(shape: Shape, rules: Sequence[Rule], kinds: Mapping[str, Kind]) -> str:
    """The rule that takes where no event is named; "" where there is none."""
    name = shape.read(UNNAMED, str)
    if name is None:
        return ""
    rule = next((one for one in rules if one.id == name), None)
    if rule is None:
        known = ", ".join(one.id for one in rules if not any(_unfit(one, kinds))) or "none"
        cause = f"there is no rule {name[:MAX_NAME_CHARS]!r}"
        shape.wrong(UNNAMED, cause, f"name a rule that can take: {known}")
        return ""
    for cause, remedy in _unfit(rule, kinds):
        shape.wrong(UNNAMED, f"rule {name} {cause}", remedy)
        return ""
    return name


def _unfit(rule: Rule, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    """Why a rule can't say what a return takes that names no event, and what to do."""
    if "purchase" not in rule.kinds:
        yield "is not asked of purchases", "name one that is"
        return
    if not isinstance(rule.gives, PerAmount):
        yield "does not give by an amount", "name one that does: give: 1 per whole 1.00"
    held = {
        "at most": rule.limits,
        "again after": rule.rests_us,
        "group": rule.group,
        "exclusive": rule.exclusive,
        "budget": rule.budget,
    }
    for key in (key for key, told in held.items() if told):
        yield f"has {key}:, which can't be asked without the purchase", f"name one without {key}:"
    basis = rule.of if rule.of is not None else kinds["purchase"].basis
    asked: tuple[Expression | None, ...] = (rule.when, rule.items, basis)
    for field in _fields(asked):
        if field.scope not in _KNOWN_BY:
            cause = f"asks {field.name}, which is not known without the purchase"
            yield cause, "name one that asks only what a return carries"
    for key, asked_there in (("when", rule.when), ("items", rule.items)):
        for field in _fields((asked_there,)):
            if _is_cut(field):
                cause = f"asks {field.name} under {key}:, which a return in parts would slip under"
                yield cause, f"name one whose {key}: asks no money and no number"
    if basis is not None and not _by_parts(basis):
        cause = "takes something off, or counts up to something, once an event"
        yield (
            cause,
            "name one that gives by a plain amount or number, or by what is added up of items",
        )


def _is_cut(field: Field) -> bool:
    """Whether a part of an event has less of it than the whole."""
    return field.type in ("money", "number") and not field.table


def _by_parts(basis: Expression) -> bool:
    """Whether parts of an event come to the same together as the event: nothing is taken off or cut
    once for all of it.
    """
    match basis:
        case Constant() | Least() | Most():
            return False
        case Times(left, right):
            # One side is the factor, and what it is stays as it is.
            return any(
                isinstance(one, Constant) and _by_parts(other)
                for one, other in ((left, right), (right, left))
            )
        case Total(_, where) | Count(where):
            return where is None or not any(map(_is_cut, fields_of(where)))
        case _:
            return all(_by_parts(part) for part in parts_of(basis))


def _fields(asked: Sequence[Expression | None]) -> list[Field]:
    found = {field for one in asked if one is not None for field in fields_of(one)}
    return sorted(found, key=lambda field: field.name)
