"""From lines of text to records of values, with the line that each record begins on.

A record with a broken quote costs its own first line and nothing more: the lines that the quote
swallowed are handed back and read again, each for itself. Line numbers count every line of the
file, skipped, blank and quoted ones too, so that they are those of an editor.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TextIO

from setia.imports.import_map import Format

MAX_LINE_CHARS: Final = 1_000_000
"""Longest line; a thousand columns of a thousand characters. The rest of a longer one is passed."""

TOO_LONG: Final = f"the line is longer than {MAX_LINE_CHARS} characters"

_SAID: Final = {
    "unexpected end of data": "a quote opens here and never closes",
    "field larger than field limit (131072)": "a quote opens here and does not close soon",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its first line, its text, its values (none: blank), or what is wrong with it."""

    line: int
    text: str
    values: list[str]
    fault: str = ""


class _Lines:
    """Lines that remember those handed out for the present record, and take some of them back."""

    def __init__(self, lines: Iterable[str], number: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.number = number
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def record(self) -> str:
        """The text handed out since the last call."""
        text = self.taken[0] if len(self.taken) == 1 else "".join(self.taken)
        self.taken.clear()
        return text

    def keep_first(self) -> str:
        """The first line handed out since the last call; the others are to be read again."""
        first, *others = self.taken
        self.taken.clear()
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def records(text: TextIO, how: Format) -> Iterator[Record]:
    """Every record of a delimited text, in order."""
    lines = _bounded(text)
    for _ in range(how.skip):
        next(lines, "")
    return _parted(lines, how) if how.type == "spaces" else _quoted(lines, how)


def _bounded(text: TextIO) -> Iterator[str]:
    """The lines; of one that is too long, so much that whoever takes it apart refuses it."""
    while line := text.readline(MAX_LINE_CHARS + 1):
        yield line
        while len(line) > MAX_LINE_CHARS and not line.endswith("\n"):
            line = text.readline(MAX_LINE_CHARS + 1)
            if not line:
                return


def _parted(lines: Iterator[str], how: Format) -> Iterator[Record]:
    for number, line in enumerate(lines, how.skip + 1):
        fault = TOO_LONG if len(line) > MAX_LINE_CHARS else ""
        yield Record(number, line, [] if fault else line.split(), fault)


def _quoted(lines: Iterator[str], how: Format) -> Iterator[Record]:
    source = _Lines(lines, how.skip)
    reader = csv.reader(source, delimiter=how.delimiter, quotechar=how.quote, strict=True)
    while True:
        line = source.number + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _SAID.get(str(error), str(error))
            yield Record(line, source.keep_first(), [], fault)
        else:
            long = any(len(one) > MAX_LINE_CHARS for one in source.taken)
            yield Record(line, source.record(), values, TOO_LONG if long else "")
