"""The words that the schema of a document is built from: patterns, and the shapes around them.

An editor reads `12.50` as a number and `yes` as text or as a truth, by its own YAML; what is
written without quotes is therefore allowed in every type that it may come as. The patterns mirror
the readers' phrases: one of them may let through what a reader refuses for its size, never the
other way round. `errorMessage` and `patternErrorMessage` are what editors say instead of a pattern;
a validator passes over them. Nothing here reads a document.
"""

import keyword
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.parse import MAX_CHARS
from setia.core.expressions.plain_numbers import MAX_DIGITS
from setia.core.program.names import FORMS, Form
from setia.core.program.read_fields import NAME
from setia.core.program.shape import ID, LANGUAGE, MAX_NAME_CHARS

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
Node: TypeAlias = dict[str, Json]

WHOLE: Final = f"[0-9]{{1,{MAX_DIGITS}}}"
DECIMAL: Final = rf"{WHOLE}(?:\.{WHOLE})?"
POINTS: Final = f"{DECIMAL}(?: {ID.pattern})?"
PER: Final = f"{DECIMAL}(?: {ID.pattern})? per (?:whole )?{DECIMAL}"
SPAN: Final = "[0-9]{1,5} (?:days?|months?|years?)"
MONTHS: Final = "[0-9]{1,5} (?:months?|years?)"
PERIODS: Final = ("day", "week", "month", "year")
TO_END: Final = ", to (?:(?:month|quarter|year) end|anniversary)"
ROUNDED: Final = f"(?:{TO_END})?"
END: Final = "end of (?:month|quarter|year)"
UNRELEASED: Final = "until released, (?:else|lost) after "
ENDS: Final = f"never|{SPAN}{ROUNDED}|{END}"
AT_A_TIME: Final = f"at least {POINTS}(?:, at most {POINTS})?|at most {POINTS}"
IDLE: Final = f"{SPAN} without {ID.pattern}(?: or {ID.pattern})*"


def exactly(pattern: str) -> str:
    """A pattern that the whole text must fit, in the dialect that editors and Python share."""
    return f"^(?:{pattern})$"


def except_for(words: Iterable[str], pattern: str) -> str:
    """A pattern for a name that is none of some words."""
    return f"(?!(?:{'|'.join(words)})$){pattern}"


FIELD: Final = except_for((word for word in keyword.kwlist if word.islower()), NAME.pattern)
"""The name of a field or a counter: no word of the rule language."""


def text(pattern: str) -> Node:
    """A phrase that no YAML takes for anything but text."""
    return {"type": "string", "pattern": exactly(pattern)}


def number(pattern: str, least: int | None = 0, most: int | None = None) -> Node:
    """A phrase that may be a plain number: without quotes it comes as one."""
    node: Node = {"type": ["string", "number"], "pattern": exactly(pattern)}
    bounds = (("minimum", least), ("maximum", most))
    return {**node, **{key: bound for key, bound in bounds if bound is not None}}


def whole(pattern: str, least: int = 0, most: int = MAX_AMOUNT) -> Node:
    """A phrase that may be a plain whole number."""
    return {**number(pattern, least, most), "type": ["string", "integer"]}


def one_of(*words: str) -> Node:
    """One of some words."""
    return {"enum": list(words)}


def keyed(said: str, node: Node, *examples: Json) -> Node:
    """What stands under a key, with the sentence and the examples that an editor shows."""
    like: Node = {"patternErrorMessage": f"Write it like: {examples[0]}."}
    return {
        "description": said,
        **(like if "pattern" in node else {}),
        **node,
        "examples": list(examples),
    }


def mapping(keys: Mapping[str, Node], *needed: str, rules: Sequence[Node] = ()) -> Node:
    """A mapping of known keys. rules: what must be so between them."""
    node: Node = {"type": "object", "properties": keys, "additionalProperties": False}
    if needed:
        node["required"] = list(needed)
    if rules:
        node["allOf"] = list(rules)
    return node


def by_name(pattern: str, node: Node, most: int | None = None) -> Node:
    """A mapping of names that the author chooses to one kind of value."""
    names: Node = {exactly(pattern): node}
    found: Node = {"type": "object", "patternProperties": names, "additionalProperties": False}
    return found if most is None else {**found, "maxProperties": most}


def listed(node: Node, least: int = 0, most: int | None = None) -> Node:
    """A list of one kind of value."""
    found: Node = {"type": "array", "items": node}
    if least:
        found["minItems"] = least
    return found if most is None else {**found, "maxItems": most}


def one_or_list(node: Node, most: int | None = None) -> Node:
    """One value, or a list of such."""
    return {"anyOf": [node, listed(node, most=most)]}


def ref(name: str) -> Node:
    """What is described once, under $defs."""
    return {"$ref": f"#/$defs/{name}"}


def has(*keys: str) -> Node:
    """That all of these keys are there."""
    return {"required": list(keys)}


def one_key(*keys: str) -> list[Node]:
    """That exactly one of these keys is there."""
    pairs = combinations(keys, 2)
    return [{"anyOf": [has(key) for key in keys]}, *(never_both(*pair) for pair in pairs)]


def never_both(one: str, other: str) -> Node:
    """That two keys do not stand beside each other."""
    said = f"{one} and {other} can't stand beside each other."
    return {"if": has(one), "then": {"properties": {other: False}, "errorMessage": said}}


def only_with(key: str, other: str) -> Node:
    """That a key stands beside another, or not at all."""
    return {"dependentRequired": {key: [other]}}


def only_if(key: str, needs: Node) -> Node:
    """That something holds where a key is there."""
    return {"if": has(key), "then": needs}


_FORMS: Final[Mapping[Form, tuple[str, ...]]] = {
    "zero": ("punktu",),
    "one": ("Bean",),
    "two": ("točki",),
    "few": ("punkty",),
    "many": ("punktów",),
    "other": ("Beans",),
}
"""The plural forms, with examples of names."""

SCALAR: Final[Node] = {"type": ["string", "number", "boolean"]}
YES: Final[Node] = {"enum": ["yes", "no", "true", "false", True, False]}
AN_ID: Final[Node] = {
    **text(ID.pattern),
    "patternErrorMessage": "An id has a-z, 0-9 and -, a letter first, 40 at most.",
}
CONDITION: Final[Node] = {"type": "string", "minLength": 1, "maxLength": MAX_CHARS}
CALCULATION: Final[Node] = {**CONDITION, "type": ["string", "number"]}
BOUND: Final[Node] = number(f"-?{DECIMAL}", None)
ONE_NAME: Final[Node] = {
    **SCALAR,
    "pattern": r"\S",
    "maxLength": MAX_NAME_CHARS,
    "patternErrorMessage": f"Write 1 to {MAX_NAME_CHARS} characters.",
}


def definitions() -> dict[str, Node]:
    """What is used in many places, by the name that `ref` asks for."""
    by_language = by_name(
        LANGUAGE.pattern, keyed("The name in one language.", ONE_NAME, "Beans", "Biji Kopi")
    )
    return {
        "name": {"anyOf": [ONE_NAME, by_language]},
        "unit": {"anyOf": [ONE_NAME, _unit_by_language()]},
        "kinds": {"anyOf": [AN_ID, {**listed(AN_ID), "uniqueItems": True}]},
        "at_most": one_or_list(
            {
                **text(f"{_most_points()}|{_most_times()}"),
                "patternErrorMessage": "Write it like: 200 per day, or: 3 times per week.",
            }
        ),
    }


def _unit_by_language() -> Node:
    """What points are called in each language: one name for every number, or its plural forms."""
    forms: dict[str, Node] = {
        form: keyed(f"The name for the numbers of the plural form {form}.", ONE_NAME, *like)
        for form, like in _FORMS.items()
    }
    said = "The name in one language, for every number or in its plural forms."
    either: Node = {"anyOf": [ONE_NAME, mapping(forms, "other")]}
    one = keyed(said, either, {"one": "Bean", "other": "Beans"}, "Biji Kopi")
    return by_name(except_for(FORMS, LANGUAGE.pattern), one)


def _most_points() -> str:
    spans = "|".join(("event", *PERIODS))
    return f"{DECIMAL}(?: (?!times? ){ID.pattern})? (?:per (?:{spans})|ever)"


def _most_times() -> str:
    return f"(?:once|twice|{WHOLE} times) (?:per (?:{'|'.join(PERIODS)})|ever)"
