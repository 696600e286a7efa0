"""What a page speaks with: the words and the formats of one language, for one program.

A word that does not exist is a fault of the page and raises; a reader never sees a key.
"""

from dataclasses import dataclass

from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Names, Program, named
from setia.platform.languages.formats import Formats
from setia.platform.languages.language import Language
from setia.platform.languages.words import WORDS


@dataclass(frozen=True, slots=True)
class Voice:
    """Words and formats of one language."""

    language: Language
    formats: Formats

    def say(self, key: str, count: int | None = None, **values: str) -> str:
        """The text of a message with its values. Raises KeyError for a key that nobody wrote."""
        return WORDS[key].text(self.language, count, **values)

    def name(self, names: Names) -> str:
        """A program's own name for something, in this language or the nearest."""
        return named(names, self.language)


def voice_of(language: Language, program: Program, zone: ZoneTable) -> Voice:
    """The voice for a program's pages."""
    formats = Formats(language, program.currency, program.decimals, zone, program.time_zone)
    return Voice(language, formats)


def plain_voice(language: Language) -> Voice:
    """The voice where no program is known: an error page, or before the first program."""
    return Voice(language, Formats(language))
