"""Which plural forms a language has, and which of them a number asks for, by the rules of CLDR.

A number asks by what is written of it: English has 1 Bean, but 1.0 Beans and 1.00 Beans. Babel
knows the rules. A language that it does not know has one form for everything.
"""

from decimal import Decimal
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.plural import PluralRule

from setia.core.program.names import FORMS, Form

SHOWN: Final = 3
"""Most numbers that stand as examples for a form."""

_TRIED: Final = (*range(200), 1_000_000, Decimal("0.5"), Decimal("1.5"))
"""Numbers among which every form of every language is found."""

_NAMED: Final = {str(form): form for form in FORMS}


@cache
def _rule(language: str) -> PluralRule | None:
    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-").plural_form
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def forms_of(language: str) -> tuple[Form, ...]:
    """The forms of a language by its tag (``en``, ``pt-BR``); none where it is not known."""
    rule = _rule(language)
    if rule is None:
        return ()
    return tuple(form for form in FORMS if form == "other" or form in rule.tags)


def form_of(language: str, number: int | Decimal) -> Form:
    """The form that a number asks for; the zeros at the end of a Decimal count as written."""
    rule = _rule(language)
    return "other" if rule is None else _NAMED[rule(number)]


@cache
def examples(language: str, form: str) -> tuple[tuple[int | Decimal, ...], bool]:
    """The first numbers that ask for a form, and whether there are more."""
    found = [number for number in _TRIED if form_of(language, number) == form]
    return tuple(found[:SHOWN]), len(found) > SHOWN
