"""What things are called: a name by language, and a unit of points by language and plural form.

An id is for programs and keeps its meaning for ever; a name is for people and can change. Which
plural form a number asks for in a language is not known here: that is CLDR's, and whoever speaks
to people asks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

Names = Mapping[str, str]

Form = Literal["zero", "one", "two", "few", "many", "other"]
"""A plural form of CLDR (Unicode TR 35, part 3, plural rules); a language has some of them."""

FORMS: Final[tuple[Form, ...]] = get_args(Form)
Forms: TypeAlias = Mapping[Form, str]
"""A unit in one language. `other` is always there and stands in for a form that is not."""


@dataclass(frozen=True, slots=True)
class PointsUnit:
    """What the points of a wallet are called, by language, and how many decimals they have."""

    by_language: Mapping[str, Forms]
    decimals: int = 0

    @property
    def names(self) -> Names:
        """By language, what they are called where no number stands beside them."""
        return {language: forms["other"] for language, forms in self.by_language.items()}

    def nearest(self, language: str) -> tuple[str, Forms]:
        """The forms for readers of a language, and the language that they are in."""
        found = nearest(self.by_language, language)
        return found, self.by_language[found]


def one_name(text: str) -> Forms:
    """The forms of a unit that is called the same for every number."""
    return {"other": text}


def nearest(by_language: Mapping[str, object], language: str) -> str:
    """A language if there is anything in it, else English, else the first that there is."""
    for found in (language, "en"):
        if by_language.get(found):
            return found
    return next(iter(by_language))


def named(names: Names, language: str) -> str:
    """The name in a language, else in English, else in the first that there is."""
    return names[nearest(names, language)]
