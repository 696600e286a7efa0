"""Reads what is typed of a return: which event, and what of it comes back.

All that is left comes back where nothing more is said; else an amount, lines by their place as on
the receipt, or other numbers that the program declares. Where the program takes back without the
purchase, no event need be named, and what comes back is told as a purchase is. What can't be meant
ends the command with code 2 before anything is recorded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from setia.cli.activity import activity_of, from_json, hint, pairs
from setia.cli.amounts import minor, read_amount
from setia.cli.context import MISTYPED, fail
from setia.core.engine.limits import MAX_ITEMS
from setia.core.engine.remaining import OF, OF_SOURCE, numbers
from setia.core.expressions.fields import Field
from setia.core.program.currencies import decimals_of
from setia.core.program.document import Program
from setia.core.program.phrases import PhraseError
from setia.core.program.values import value_of
from setia.platform.json import Json

_PAIR: Final = re.compile(r"[a-z][a-z0-9_]*=")
_LINE: Final = re.compile(r"([0-9]{1,4})(?::(.+))?")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands on the command line, nothing of it read yet. of: "" where no event is named."""

    of: str = ""
    of_source: str = ""
    amount: str = ""
    lines: Sequence[str] = ()
    told: Sequence[str] = ()
    as_json: str = ""


def return_of(typed: Typed, program: Program) -> dict[str, Json]:
    """What a return carries. Exits with a message for what can't be meant."""
    if not typed.of:
        return _unnamed(typed, program)
    named: dict[str, Json] = {OF: typed.of}
    if typed.of_source:
        named[OF_SOURCE] = typed.of_source
    fields = {
        one.key: one
        for one in program.fields.values()
        if one.name in numbers(program) and one.scope == "event" and one.key != "amount"
    }
    if typed.as_json:
        known = ["amount", "currency", "items", *fields]
        return {**from_json(typed.as_json, "return", known), **named}
    told = pairs(typed.told)
    currency = told.pop("currency", "")
    decimals = decimals_of(currency or program.currency)
    if currency:
        named["currency"] = currency
    if typed.amount:
        named["amount"] = _money(typed.amount, currency or program.currency)
    if typed.lines:
        named["items"] = _lines(typed.lines, currency or program.currency)
    for key, text in told.items():
        if key == "amount":
            raise fail("amount: has an option of its own: --amount 5.00", MISTYPED)
        if key not in fields:
            cause = f"{key}: can't come back in part"
            raise fail(f"{cause}; {hint(key, fields)}", MISTYPED)
        named[key] = _part(fields[key], text, decimals)
    return named


def key_of(of: str, told: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The key that is named, and what is told; a pair in the key's place is told of no event."""
    return ("", [of, *told]) if _PAIR.match(of) else (of, told)


def _unnamed(typed: Typed, program: Program) -> dict[str, Json]:
    """What a return carries that names no event: what a purchase of the same things would."""
    if not typed.as_json and not program.returns.unnamed:
        cause = "this program takes back nothing without its purchase"
        raise fail(f"{cause}; write the key of the purchase: setia record return KEY", MISTYPED)
    if typed.of_source:
        raise fail("--of-source: stands without a key; write the purchase's key too", MISTYPED)
    if typed.lines:
        raise fail("--line: is a line of a purchase; write the purchase's key too", MISTYPED)
    if typed.as_json:
        declared = program.kinds["purchase"].fields
        carried = [one.key for one in program.fields.values() if one.name in declared]
        known = [OF, OF_SOURCE, "amount", "currency", "items", *carried]
        return dict(from_json(typed.as_json, "return", known))
    if not typed.amount:
        raise fail("--amount: is needed where no purchase is named: --amount 5.00", MISTYPED)
    currency = pairs(typed.told).get("currency", program.currency)
    amount = _money(typed.amount, currency)
    told = activity_of("purchase", ["amount=1", *typed.told], "", program)
    return {**told, "amount": amount}


def _lines(texts: Sequence[str], currency: str) -> list[Json]:
    """``2`` is the whole second line, ``2:5.00`` so much of it."""
    found: dict[int, Json] = {}
    for text in texts:
        match = _LINE.fullmatch(text)
        if match is None or not 1 <= int(match[1]) <= MAX_ITEMS:
            cause = f"--line {text}: is no line"
            raise fail(f"{cause}; write its place from 1: --line 2, or --line 2:5.00", MISTYPED)
        line = int(match[1])
        if line in found:
            raise fail(f"--line {line}: stands twice; write it once", MISTYPED)
        part = {"amount": _money(match[2], currency)} if match[2] else {}
        found[line] = {"line": line, **part}
    return list(found.values())


def _money(text: str, currency: str) -> int:
    return _above_zero(text, minor(read_amount(text), decimals_of(currency), currency))


def _part(field: Field, text: str, decimals: int) -> int:
    """How much of one number comes back; it may be less than the event itself must have."""
    try:
        found = value_of(field, decimals)(text)
    except PhraseError as error:
        raise fail(f"{field.key}: {error}", MISTYPED) from None
    return _above_zero(f"{field.key}: {text}", found if isinstance(found, int) else 0)


def _above_zero(text: str, number: int) -> int:
    if number < 1:
        raise fail(f"{text}: takes nothing back; write how much comes back, above 0", MISTYPED)
    return number
