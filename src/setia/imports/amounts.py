"""From the text of a number to whole units, exactly.

A number is read as digits and a place for the decimal mark, and shifted by whole powers of ten; no
float and no rounding decimal context is ever made (I17). What has more decimals than its currency,
or more digits than the engine counts with, is bad and says so: it is never cut.
"""

import re
from dataclasses import dataclass
from typing import Final

from setia.core.engine.limits import MAX_AMOUNT

MAX_DIGITS: Final = 60


@dataclass(frozen=True, slots=True)
class Bad:
    """A text that can't be read, and why; the row that holds it is rejected with these words."""

    reason: str


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a file writes numbers: the sign before decimals, and the one between thousands."""

    mark: str = "."
    thousands: str = ""


class Numbers:
    """Reads numbers of one style. It keeps no state: one text always gives one result."""

    def __init__(self, style: NumberStyle) -> None:
        mark, thousands = re.escape(style.mark), re.escape(style.thousands)
        # A group sign counts only where it parts thousands: 1.50 is never 150.
        grouped = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
        self._form = re.compile(
            rf"([+-]?)({grouped}[0-9]*)(?:{mark}([0-9]*))?(?:[eE]([+-]?[0-9]{{1,3}}))?"
        )
        self._thousands = style.thousands
        self._mark = style.mark

    def has_form(self, text: str) -> bool:
        """Whether a text is written in this style."""
        return len(text) <= MAX_DIGITS and self._form.fullmatch(text) is not None

    def _hint(self, text: str) -> str:
        """What to write in the map when a number is only of another style; else nothing."""
        other = "," if self._mark == "." else "."
        style = NumberStyle(other, "" if self._thousands == other else self._thousands)
        if other in text and Numbers(style).has_form(text):
            return f"; if {other} stands before decimals, say format: {{decimal_mark: '{other}'}}"
        return ""

    def read(self, text: str, decimals: int, most: int = MAX_AMOUNT) -> int | Bad:
        """The number in units of 10**-decimals, at most `most`: ``12.50`` with 2 is 1250."""
        match = self._form.fullmatch(text) if len(text) <= MAX_DIGITS else None
        if match is None:
            return Bad(f"{_short(text)} is not a number{self._hint(text)}")
        sign, whole, fraction, exponent = match.groups(default="")
        if self._thousands:
            whole = whole.replace(self._thousands, "")
        if not whole and not fraction:
            return Bad(f"{_short(text)} is not a number")
        shift = decimals - len(fraction) + int(exponent or 0)
        units = int(whole + fraction)
        if shift >= 0:
            units *= int(10**shift)
        else:
            units, rest = divmod(units, int(10**-shift))
            if rest:
                return Bad(f"{_short(text)} has more than {decimals} decimals")
        if units > most:
            return Bad(f"{_short(text)} is out of range: at most {most} units")
        return -units if sign == "-" else units


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
