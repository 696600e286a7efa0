"""Reads the tests that a document brings with it: what happens to a member, and what must be so.

Values are written as people write them (``12.50``, ``yes``, a date) and become what an event
carries, by the fields that the program declares; times are by the clock on the wall of the
program's zone. Nothing is played here.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final

from setia.core.engine.kinds import CONVERT, RELEASE, TRANSFER
from setia.core.engine.unnamed import as_bought
from setia.core.expressions.fields import Field
from setia.core.program import phrases
from setia.core.program.currencies import decimals_of
from setia.core.program.document import Program, TierSet, tier_field
from setia.core.program.phrases import PhraseError
from setia.core.program.read_acts import ACTS_TOLD, named_step, read_act
from setia.core.program.read_given import read_given
from setia.core.program.read_said import read_said
from setia.core.program.scenarios import Scenario, Step
from setia.core.program.shape import MAX_NAME_CHARS, Shape
from setia.core.program.source import Listed, Mapped, Text, Value

MAX_SCENARIOS: Final = 200
MAX_STEPS: Final = 100
TOLD_CHARS: Final = 40
"""How much of the name of a test stands in the paths of its problems."""
BUILT_IN_KINDS: Final = ("purchase", *ACTS_TOLD, "return")

_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  # the clock on the wall
_NOON: Final = " 12:00"
_AMOUNT: Final = re.compile(r"(-?[0-9]{1,13}(?:\.[0-9]{1,6})?)(?: ([a-z][a-z0-9-]*))?")


def read_scenarios(
    root: Shape, program: Program, zones: Collection[str] | None
) -> tuple[Scenario, ...]:
    """The scenarios under ``tests:``. Problems are noted where they stand.

    zones: the names of time zones that there are; None: any name is taken.
    """
    found: list[Scenario] = []
    value = root.value("tests")
    for place, one in enumerate(_listed(root, "tests", value), 1):
        shape = Shape(one, f"tests[{place}]", root.problems)
        name = shape.text("test")
        if name and (len(name) > MAX_NAME_CHARS or name in {other.name for other in found}):
            shape.wrong("test", "is too long or stands twice", "give it a short name of its own")
        shape.path = f"tests.{name[:TOLD_CHARS]}" if name else shape.path
        given = read_given(shape, program, zones)
        steps = _listed(shape, "steps", shape.value("steps"))
        if not 1 <= len(steps) <= MAX_STEPS:
            shape.wrong("steps", f"has {len(steps)} steps", f"from 1 to {MAX_STEPS}")
        found.append(Scenario(name, _steps(shape, steps, program), given))
        shape.close()
    if len(found) > MAX_SCENARIOS:
        root.wrong("tests", f"{len(found)} tests", f"{MAX_SCENARIOS} at most")
    return tuple(found)


def _listed(shape: Shape, key: str, value: Value | None) -> tuple[Value, ...]:
    if value is not None and not isinstance(value, Listed):
        shape.wrong(key, "must be a list", "start each with: -")
    return value.items if isinstance(value, Listed) else ()


def _steps(outer: Shape, values: tuple[Value, ...], program: Program) -> tuple[Step, ...]:
    steps: list[Step] = []
    for place, one in enumerate(values, 1):
        shape = Shape(one, f"{outer.path}.steps[{place}]", outer.problems)
        at = shape.read("at", _time, needed=True)
        before = steps[-1].at_local_us if steps else 0
        if at is not None and at < before:
            shape.wrong("at", "is before the step above", "put the steps in order of time")
        at = before if at is None else at
        steps.append(_step(shape, at, program, steps))
        shape.close()
    return tuple(steps)


def _step(shape: Shape, at: int, program: Program, before: Sequence[Step]) -> Step:
    told = ["profile"] if any(one.scope == "member" for one in program.fields.values()) else []
    kinds = dict.fromkeys((*BUILT_IN_KINDS, *program.kinds, *told))
    if not program.tiers:
        del kinds["tier-grant"]
    if all(one.unreleased is None for one in program.wallets):
        del kinds[RELEASE]
    if not any(one.converts for one in program.wallets):
        del kinds[CONVERT]
    if not any(one.charities for one in program.wallets):
        del kinds["donate"]
    if not any(one.transfers for one in program.wallets):
        del kinds[TRANSFER]
    stated = [kind for kind in kinds if shape.value(kind) is not None]
    if len(stated) > 1:
        shape.wrong(stated[1], f"stands beside {stated[0]}", "make two steps of it")
    kind = stated[0] if stated else ""
    payload = _payload(shape, kind, program, before) if kind else {}
    earns, balance = (_points(shape, key, program) for key in ("earns", "balance"))
    because = _because(shape, program, taken=kind == "return")
    refused = shape.text("refused", default="") or None
    for key, said in (("earns", earns), ("because", because), ("refused", refused)):
        if said is not None and not kind:
            shape.wrong(key, "has no event to speak of", "add purchase: or spend:")
    tiers = {name: level for one in program.tiers for name, level in _level(shape, one, program)}
    if not (earns or balance or because or refused or tiers or kind):
        remedy = "add purchase: or spend:, or what to check: balance:"
        shape.problems.note(shape.at, shape.path, "says nothing", remedy)
    at_value = shape.at
    return Step(
        at_value.line, at_value.column, shape.path, at, kind, payload, earns, because, refused,
        balance, tiers,
    )  # fmt: skip


def _level(shape: Shape, one: TierSet, program: Program) -> list[tuple[str, str]]:
    name = tier_field(program.tiers, one.id)
    level = shape.text(name, default="")
    known = [level.id for level in one.levels]
    if level and level not in known:
        shape.wrong(name, f"no level {level!r}", f"known: {', '.join(known)}")
    return [(name, level)] if level in known else []


def _payload(
    outer: Shape, kind: str, program: Program, before: Sequence[Step]
) -> Mapping[str, object]:
    value = outer.value(kind)
    if value is None:
        return {}
    shape = Shape(value, f"{outer.path}.{kind}", outer.problems)
    if kind in ACTS_TOLD:
        return read_act(shape, kind, program, before)
    if kind == "return":
        return _returned(shape, program, before)
    if kind == "profile":
        told = [one for one in program.fields.values() if one.scope == "member"]
        payload = _said(shape, told, program.decimals)
        shape.close()
        return payload
    carried = _carried(shape, kind, program)
    if kind == "purchase" and shape.value("amount") is None:
        shape.missing("amount")
    shape.close()
    return carried


def _carried(shape: Shape, kind: str, program: Program) -> Mapping[str, object]:
    """What an event of a declared kind carries, items too."""
    carried = [program.fields[name] for name in sorted(program.kinds[kind].fields)]
    currency, decimals = _currency(shape, program)
    payload = _said(shape, [one for one in carried if one.scope == "event"], decimals)
    payload |= currency
    of_item = [one for one in carried if one.scope == "item"]
    items = []
    for place, one in enumerate(_listed(shape, "items", shape.value("items")), 1):
        item = Shape(one, f"{shape.path}.items[{place}]", shape.problems)
        items.append(_said(item, of_item, decimals))
        item.close()
    return {**payload, "items": items} if items else payload


def _returned(shape: Shape, program: Program, before: Sequence[Step]) -> Mapping[str, object]:
    """What a return says: the step that it takes from, and what of it comes back.

    One that names no step carries what a purchase would, where the program takes such returns.
    """
    if shape.value("of") is None and program.returns.unnamed:
        carried = _carried(shape, "purchase", program)
        if not {"amount", "items"} & carried.keys():
            shape.missing("amount")
        elif _comes_to(carried) < 1:
            key = "amount" if "amount" in carried else "items"
            shape.wrong(key, "takes nothing back", "write how much comes back, above 0")
        shape.close()
        return carried
    earlier = [place for place, step in enumerate(before, 1) if step.kind in program.kinds]
    of = named_step(shape, earlier, "come back")
    numbers = [
        one for one in program.fields.values() if one.type in ("money", "number") and not one.table
    ]
    currency, decimals = _currency(shape, program)
    payload = _taken(shape, [one for one in numbers if one.scope == "event"], decimals)
    items = []
    for place, one in enumerate(_listed(shape, "items", shape.value("items")), 1):
        item = Shape(one, f"{shape.path}.items[{place}]", shape.problems)
        line = item.read("line", phrases.place, needed=True)
        of_item = [one for one in numbers if one.scope == "item"]
        items.append({"line": line or 1, **_taken(item, of_item, decimals)})
        item.close()
    shape.close()
    named = {"of": of, **payload, **currency}
    return {**named, "items": items} if items else named


def _comes_to(carried: Mapping[str, object]) -> int:
    """The amount that comes back without an event, as far as it can be read; else 1."""
    amount = as_bought(carried).get("amount")
    return amount if isinstance(amount, int) else 1


def _taken(shape: Shape, fields: list[Field], decimals: int) -> dict[str, object]:
    """How much of some numbers comes back; of an item's as many below 0 as it had."""
    payload = _said(shape, fields, decimals)
    for field in fields:
        much = payload.get(field.key)
        if much == 0 or (isinstance(much, int) and much < 0 and field.scope == "event"):
            cause = "takes nothing back" if much == 0 else "is below 0"
            shape.wrong(field.key, cause, "write how much comes back, above 0")
    return payload


def _said(shape: Shape, fields: list[Field], decimals: int) -> dict[str, object]:
    """What a mapping says of some fields, as an event carries it. decimals: of its currency."""
    return {**read_said(shape, fields, decimals)}


def _currency(shape: Shape, program: Program) -> tuple[dict[str, object], int]:
    """The currency of an event, where it says one, and the decimals of its money."""
    code = shape.text("currency", default="")
    if not code:
        return {}, program.decimals
    known = [program.currency, *sorted(program.currencies)]
    if code not in known:
        shape.wrong("currency", f"{code!r} is not taken", f"known: {', '.join(known)}")
        return {}, program.decimals
    return {"currency": code}, decimals_of(code)


def _points(shape: Shape, key: str, program: Program) -> Mapping[str, int] | None:
    """``24 beans``, or a list of such for several wallets."""
    value = shape.value(key)
    if value is None:
        return None
    found: dict[str, int] = {}
    for one in value.items if isinstance(value, Listed) else (value,):
        match = _AMOUNT.fullmatch(one.value) if isinstance(one, Text) else None
        wallets = [wallet.id for wallet in program.wallets]
        unit = (match[2] or (wallets[0] if len(wallets) == 1 else "")) if match else ""
        if match is None or unit not in wallets:
            remedy = f"write it like: 24 {wallets[0] if wallets else 'points'}"
            shape.problems.note(one, f"{shape.path}.{key}", "is no number of points", remedy)
        else:
            points = _in_parts(match[1], program.unit(unit).decimals)
            if points is None:
                remedy = f"{unit} have {program.unit(unit).decimals}"
                shape.problems.note(one, f"{shape.path}.{key}", "has too many decimals", remedy)
            found[unit] = points or 0
    return found


def _in_parts(text: str, decimals: int) -> int | None:
    """A number of points in its smallest parts, None for one with too many decimals."""
    value = Fraction(text) * 10**decimals
    return value.numerator if value.denominator == 1 else None


def _because(shape: Shape, program: Program, *, taken: bool) -> Mapping[str, int] | None:
    """``{base: 12, weekend: 12}``: points by rule; a rule that is not named gave none.

    taken: whether points below 0 make sense.
    """
    value = shape.value("because")
    if value is None:
        return None
    found: dict[str, int] = {}
    rules = {rule.id: program.unit(rule.wallet).decimals for rule in program.rules}
    if not isinstance(value, Mapped):
        shape.wrong("because", "must be a mapping", "write: {rule: points}")
        return found
    for name, one in value.items.items():
        if name not in rules:
            known = f"known: {', '.join(sorted(rules))}"
            shape.problems.note(value.keys[name], f"{shape.path}.because", f"no rule {name}", known)
            continue
        match = _AMOUNT.fullmatch(one.value) if isinstance(one, Text) else None
        points = _in_parts(match[1], rules[name]) if match and not match[2] else None
        if points is None or (points < 0 and not taken):
            path = f"{shape.path}.because.{name}"
            shape.problems.note(one, path, "is no number of points", "write digits")
        else:
            found[name] = points
    return found


def _time(text: str) -> int:
    """``2026-11-21 10:00``, or a date alone, which is noon: µs since 1970 on the wall."""
    if not _TIME.fullmatch(text):
        raise PhraseError(f"{text[:40]!r} is not a time", "write it like 2026-11-21 10:00")
    try:
        found = datetime.fromisoformat(text if " " in text else text + _NOON)
    except ValueError:
        raise PhraseError(f"{text!r} is not a time", "such a day or hour does not exist") from None
    return (found - _EPOCH) // (datetime.resolution)
