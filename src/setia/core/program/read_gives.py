"""Reads what a rule gives: points each time, by a basis, in steps or brackets, or a factor.

What is given by a basis is written in the basis' own unit: money as ``12.50``, a number as ``3``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from setia.core.expressions.spans import Span
from setia.core.program import phrases
from setia.core.program.document import (
    Brackets,
    ByBasis,
    Fixed,
    Gives,
    PerAmount,
    Steps,
)
from setia.core.program.phrases import PhraseError
from setia.core.program.shape import Shape
from setia.core.program.source import Listed

MAX_STEPS: Final = 50
_KEYS: Final = ("give", "steps", "brackets", "multiply")
_FIXED: Final = "write it like: 20"
_RATE: Final = "write it like: 1 per 1.00"
_NO_BASIS: Final = ("there is nothing to count", "say what it gives by: of: a calculation")


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule gives, and the unit that it names; None where that can't be read."""

    gives: Gives | None
    unit: str | None

    @property
    def by_basis(self) -> bool:
        """Whether it is given by a basis."""
        return isinstance(self.gives, ByBasis)


@dataclass(frozen=True, slots=True)
class By:
    """What is counted, None for nothing, the currency's decimals, and those of points by unit."""

    basis: Span | None
    decimals: int
    places: phrases.Places

    def rate(self, text: str, remedy: str = phrases.GIVE) -> tuple[PerAmount, str]:
        """Points a part of the basis, and the unit. Raises PhraseError."""
        if self.basis is None:
            raise PhraseError(*_NO_BASIS)
        return phrases.rate(text, self.basis, self.decimals, self.places, remedy)

    def parts(self, text: str) -> int:
        """A value of the basis in its own parts. Raises PhraseError."""
        if self.basis is None:
            raise PhraseError(*_NO_BASIS)
        return phrases.parts(text, self.basis, self.decimals)


def read_gives(shape: Shape, by: By) -> Given:
    """What a rule gives, by what is counted."""
    stated = [key for key in _KEYS if shape.value(key) is not None]
    if len(stated) > 1:
        shape.wrong(stated[1], f"stands beside {stated[0]}", "make two rules of it")
    elif not stated:
        shape.missing("give or multiply")
    match stated[0] if stated else "":
        case "give":
            return _given(shape.read("give", lambda text: _give(text, by)))
        case "steps":
            return _steps(shape, by)
        case "brackets":
            return _brackets(shape, by)
        case _:
            factor = shape.read("multiply", phrases.factor)
            return Given(factor, None if factor is None else "")


def _give(text: str, by: By) -> tuple[Gives, str]:
    if phrases.speaks_of_basis(text):
        return by.rate(text)
    return phrases.fixed(text, by.places)


def _given(read: tuple[Gives, str] | None) -> Given:
    return Given(None, None) if read is None else Given(*read)


def _steps(shape: Shape, by: By) -> Given:
    steps: list[tuple[int, int]] = []
    units: set[str] = set()
    for start, row in _rising(shape, "steps", by):
        fixed, unit = row.read(
            "give", lambda text: phrases.fixed(text, by.places, _FIXED), needed=True
        ) or (Fixed(1), "")
        units.add(unit)
        steps.append((start, fixed.points))
        row.close()
    return Given(Steps(tuple(steps)) if steps else None, _one_unit(shape, "steps", units))


def _brackets(shape: Shape, by: By) -> Given:
    brackets: list[tuple[int, PerAmount]] = []
    units: set[str] = set()
    for start, row in _rising(shape, "brackets", by):
        if not brackets and start:
            row.wrong("from", "the first bracket starts later", "start at 0")
        rate, unit = row.read("give", lambda text: by.rate(text, _RATE), needed=True) or (None, "")
        units.add(unit)
        if rate is not None:
            brackets.append((start, rate))
        row.close()
    made = Brackets(tuple(brackets)) if brackets else None
    return Given(made, _one_unit(shape, "brackets", units))


def _rising(shape: Shape, key: str, by: By) -> Iterator[tuple[int, Shape]]:
    """The rows of a list that each say from where, which must rise."""
    value = shape.value(key)
    rows = value.items if isinstance(value, Listed) else ()
    if not 1 <= len(rows) <= MAX_STEPS:
        shape.wrong(key, "is not a list of them", f"write 1 to {MAX_STEPS}: - {{from: 0, give: 1}}")
        return
    before = -1
    for place, one in enumerate(rows, 1):
        row = Shape(one, f"{shape.under(key)}[{place}]", shape.problems)
        start = row.read("from", by.parts, needed=True)
        if start is not None and start <= before:
            row.wrong("from", "does not rise", "put them in order")
        before = before if start is None else start
        yield max(before, 0), row


def _one_unit(shape: Shape, key: str, units: set[str]) -> str:
    if len(units) > 1:
        shape.wrong(key, "name different units", "name one wallet")
    return max(units) if units else ""
