"""Reads what is typed of an activity or of a member: ``stars=5 photo=yes``, or the event as JSON.

What a value means follows from the field that the program declares, so that 12.50 is money where
money is declared. What the program does not know is named with the nearest word that it does, and
ends the command with code 2 before anything is recorded.
"""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from setia.cli.context import MISTYPED, fail
from setia.core.engine.kinds import KINDS
from setia.core.expressions.fields import Field
from setia.core.program.currencies import decimals_of
from setia.core.program.document import Kind, Program
from setia.core.program.phrases import PhraseError
from setia.core.program.values import value_of
from setia.platform.json import Json


def activity_of(
    kind: str, said: Sequence[str], as_json: str, program: Program
) -> Mapping[str, Json]:
    """What an event of a declared kind carries. Exits with a message for what can't be meant."""
    declared = _kind(kind, program)
    carried = [program.fields[name] for name in sorted(declared.fields)]
    fields = {one.key: one for one in carried if one.scope == "event"}
    if as_json:
        known = [*fields, "currency", *(["items"] if declared.has_items else [])]
        return from_json(as_json, kind, known)
    told = pairs(said)
    if "items" in told and declared.has_items:
        raise fail(
            'items: write the whole event as --json \'{"items": [{"amount": …}]}\'', MISTYPED
        )
    currency = told.pop("currency", "")
    decimals = decimals_of(currency) if currency else program.decimals
    payload = {key: _value(_field(key, kind, fields), text, decimals) for key, text in told.items()}
    if currency:
        payload["currency"] = currency
    needed = [one.key for one in fields.values() if one.needed and one.key not in payload]
    if kind == "purchase" and "amount" not in payload:
        needed.insert(0, "amount")
    if needed:
        raise fail(f"{needed[0]}: {kind} needs it; write {needed[0]}=…", MISTYPED)
    return payload


def profile_of(said: Sequence[str], as_json: str, program: Program) -> Mapping[str, Json]:
    """What is told of a member; an empty value takes away what was known."""
    fields = {one.key: one for one in program.fields.values() if one.scope == "member"}
    if not fields:
        raise fail("this program knows nothing of its members; declare it under member:", MISTYPED)
    if as_json:
        return from_json(as_json, "profile", fields)
    told = pairs(said)
    if not told:
        example = f"{next(iter(fields))}=…"
        raise fail(f"nothing is told of the member; write it like {example}", MISTYPED)
    return {
        key: _value(_field(key, "profile", fields), text, program.decimals) if text else None
        for key, text in told.items()
    }


def _kind(kind: str, program: Program) -> Kind:
    if kind in program.kinds:
        return program.kinds[kind]
    if kind in KINDS.keys() - {"clock", "purchase"}:
        raise fail(f"{kind}: has a command of its own: setia record {kind}", MISTYPED)
    raise fail(f"the program has no kind {kind!r}; {hint(kind, program.kinds)}", MISTYPED)


def _field(key: str, kind: str, fields: Mapping[str, Field]) -> Field:
    if key not in fields:
        raise fail(f"{key}: {kind} has no such attribute; {hint(key, fields)}", MISTYPED)
    return fields[key]


def pairs(said: Sequence[str]) -> dict[str, str]:
    """Names to texts, each name once."""
    told: dict[str, str] = {}
    for one in said:
        key, sign, text = one.partition("=")
        if not sign or not key:
            raise fail(f"{one!r} has no name and value; write it like stars=5", MISTYPED)
        if key in told:
            raise fail(f"{key}: stands twice; write it once", MISTYPED)
        told[key] = text.strip()
    return told


def _value(field: Field, text: str, decimals: int) -> Json:
    """One value as an event carries it."""
    if field.type == "list":
        return [part for one in text.split(",") if (part := one.strip())]
    try:
        found = value_of(field, decimals)(text)
    except PhraseError as error:
        said = str(error)
        named = said if said.startswith(f"{field.key} ") else f"{field.key}: {said}"
        raise fail(named, MISTYPED) from None
    least, most = field.bounds
    if type(found) is int and not least <= found <= most:
        places = decimals if field.type == "money" else field.decimals
        low, high = (Decimal(one).scaleb(-places) for one in (least, most))
        raise fail(f"{field.key}: {text} is out of its range, {low:f} to {high:f}", MISTYPED)
    return found


def from_json(text: str, kind: str, known: Iterable[str]) -> Mapping[str, Json]:
    """An event as the ledger takes it: money in the smallest unit, items as a list of objects."""
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise fail(f"--json: can't be read: {error}", MISTYPED) from None
    if not isinstance(payload, dict):
        raise fail("--json: must be one object, like '{\"stars\": 5}'", MISTYPED)
    names = list(known)
    for key in payload:
        if key not in names:
            raise fail(f"--json: {kind} has no attribute {key}; {hint(key, names)}", MISTYPED)
    return payload


def hint(word: str, known: Iterable[str]) -> str:
    """What to do about a word that is not known: the nearest one, or all."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {near[0]}?" if near else f"it has: {', '.join(names) or 'none'}"
