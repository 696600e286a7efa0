"""What a message is: one text a language, and the form that a number asks for.

Every message is written in all languages, or it cannot be made; plural forms go by the categories
of CLDR. Texts name their values in braces and hold no markup.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from setia.platform.languages.language import Language
from setia.platform.languages.plurals import form_of


@dataclass(frozen=True, slots=True)
class Plural:
    """The forms of a text by CLDR category; a category without a form takes `other`."""

    other: str
    one: str = ""
    two: str = ""
    few: str = ""
    many: str = ""

    def form(self, language: Language, count: int | Decimal) -> str:
        """The form for so many."""
        found: str = getattr(self, form_of(language, count), "")
        return found or self.other


Text: TypeAlias = str | Plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One text in every language."""

    en: Text
    ms: Text
    id: Text
    nl: Text
    de: Text

    def text(self, language: Language, count: int | Decimal | None = None, **values: str) -> str:
        """The text with its values; a message with plural forms needs `count`."""
        found: Text = getattr(self, language)
        if isinstance(found, Plural):
            if count is None:
                raise TypeError(f"{found.other!r} has plural forms and needs a count")
            found = found.form(language, count)
        return found.format(**values)


Words: TypeAlias = dict[str, Message]
