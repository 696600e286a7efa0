"""What a page speaks with: the words and the formats of one language, for one program.

A word that does not exist is a fault of the page and raises; a reader never sees a key. Points are
said here and nowhere else, so that a unit always has the form that its number asks for.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Program
from setia.core.program.names import Names, PointsUnit, named
from setia.platform.languages.formats import Formats, ending
from setia.platform.languages.language import Language
from setia.platform.languages.plurals import form_of
from setia.platform.languages.words import WORDS


@dataclass(frozen=True, slots=True)
class Voice:
    """Words and formats of one language."""

    language: Language
    formats: Formats

    def say(self, key: str, count: int | Decimal | None = None, **values: str) -> str:
        """The text of a message with its values. Raises KeyError for a key that nobody wrote.

        count: the number that the text's form agrees with.
        """
        return WORDS[key].text(self.language, count, **values)

    def name(self, names: Names) -> str:
        """A program's own name for something, in this language or the nearest."""
        return named(names, self.language)

    def points(self, unit: PointsUnit, parts: int) -> str:
        """Points with their unit: ``1 Bean``, ``18 Beans``, ``1.00 Beans``.

        parts: in the smallest parts of the wallet's points, here as everywhere below.
        """
        return self._of(self.formats.points(parts, unit.decimals), unit, counted(unit, parts))

    def signed_points(self, unit: PointsUnit, parts: int) -> str:
        """A change of points with its unit: ``+18 Beans``, ``-1 Bean``."""
        number = self.formats.signed_points(parts, unit.decimals)
        return self._of(number, unit, counted(unit, parts) if parts else 0)

    def exact_points(self, unit: PointsUnit, points: Fraction) -> str:
        """Points as a document has them, whole or finer than a wallet's: ``0.5 Beans``."""
        return self._of(self.formats.exact(points), unit, ending(points))

    def unit_of(self, unit: PointsUnit, parts: int) -> str:
        """What so many points are called, where their number stands apart."""
        return _called(unit, self.language, counted(unit, parts))

    def units(self, unit: PointsUnit) -> str:
        """What points are called where no number stands beside them: ``Beans issued``."""
        return _called(unit, self.language, None)

    def _of(self, number: str, unit: PointsUnit, shown: int | Decimal | None) -> str:
        return self.say("points.of", points=number, unit=_called(unit, self.language, shown))


def counted(unit: PointsUnit, parts: int) -> int | Decimal:
    """So many parts as the number of points that is written, with all its decimals."""
    return Decimal(parts).scaleb(-unit.decimals) if unit.decimals else parts


def _called(unit: PointsUnit, language: Language, number: int | Decimal | None) -> str:
    """The unit's form for a number, by the rules of the language that its name is in."""
    of, forms = unit.nearest(language)
    other = forms["other"]
    return other if number is None else forms.get(form_of(of, number), other)


def voice_of(language: Language, program: Program, zone: ZoneTable) -> Voice:
    """The voice for a program's pages."""
    formats = Formats(language, program.currency, program.decimals, zone, program.time_zone)
    return Voice(language, formats)


def plain_voice(language: Language) -> Voice:
    """The voice where no program is known: an error page, or before the first program."""
    return Voice(language, Formats(language))
