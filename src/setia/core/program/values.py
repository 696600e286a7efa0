"""Reads one value as people write it, as what an event carries: ``12.50``, ``yes``, a date.

What a value means follows from the field that it is a value of. A document's tests and the defaults
of attributes are written so.
"""

from collections.abc import Callable
from typing import Final

from setia.core.expressions.fields import Field, day_of
from setia.core.expressions.plain_numbers import exact
from setia.core.program import phrases
from setia.core.program.phrases import PhraseError

_YES: Final = {"yes": True, "true": True, "no": False, "false": False}


def value_of(field: Field, decimals: int) -> Callable[[str], int | str | bool]:
    """What reads a value of a field; it raises PhraseError. decimals: of the currency."""

    def read(text: str) -> int | str | bool:
        match field.type:
            case "money":
                return phrases.scaled(text, decimals)
            case "number":
                if exact(text.removeprefix("-")) is None:
                    example = "1.5" if field.decimals else "3"
                    raise PhraseError(f"{text[:60]!r} is not a number", f"write it like {example}")
                return phrases.scaled(text, field.decimals)
            case "bool":
                if text not in _YES:
                    raise PhraseError(f"{text!r} is neither yes nor no", "write yes or no")
                return _YES[text]
            case "date":
                if day_of(text) is None:
                    raise PhraseError(f"{text!r} is not a date", "write it like 2026-12-25")
                return text
            case "choice":
                if text not in field.values:
                    known = ", ".join(field.values)
                    raise PhraseError(f"{field.key} is never {text!r}", f"known: {known}")
                return text
            case _:
                return text

    return read
