"""Looks at the characters of an expression before anything parses it.

Only names, plain numbers, texts in quotes, comparisons, brackets, commas, points, and the signs of
plus, minus and times may stand in one. Whatever else a person may type by habit (``=``, ``&&``,
curly quotes, capital AND) is refused here with a word on what to write, and nothing stranger
reaches Python's parser: no prefix, escape, comment or letter of another script.
"""

import re
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9]+(\.[0-9]+)?)
    | (?P<text>"[^"\\\x00-\x1f\x7f]*"|'[^'\\\x00-\x1f\x7f]*')
    | (?P<sign>==|!=|<=|>=|[<>()\[\],.+*-])""",
    re.VERBOSE,
)
_WORDS: Final = frozenset({"and", "or", "not", "in", "is", "set"})
_INSTEAD: Final = {
    "=": "compare with ==",
    "&": "write and",
    "|": "write or",
    "!": "write not, or != between two values",
    "\\": "leave the backslash out",
    "#": "a comment can't stand here",
    "/": "nothing is divided here: write * 0.1 for a tenth",
    "%": "write a part as a number: * 0.05 for 5%",
    "×": "write *",
    "≥": "write >=",
    "≤": "write <=",
    "≠": "write !=",
    **dict.fromkeys("“”„‘’`´«»", 'use plain quotes: "app"'),
    **dict.fromkeys("^~@", "calculate with +, - and * alone"),
}
_GENERAL: Final = 'write it like: channel == "app" and hour < 12'


class ExpressionError(ValueError):
    """What is wrong with an expression: the column (from 1), the cause and the remedy."""

    def __init__(self, column: int, cause: str, remedy: str) -> None:
        super().__init__(f"column {column}: {cause}; {remedy}")
        self.column = column
        self.cause = cause
        self.remedy = remedy


def scan(text: str) -> None:
    """Check every character of an expression. Raises ExpressionError at the first that is wrong."""
    place = start = 0
    before = "space"
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None or token.lastgroup is None:
            raise _strange(text, place)
        kind = token.lastgroup
        word = token.group()
        if kind == "text" and before == "name":
            raise ExpressionError(place, "a letter stands before the quote", "leave it out")
        if kind == "name" and before == "number":
            shown = text[start : token.end()]
            cause = f"{shown} is not a plain number"
            raise ExpressionError(start + 1, cause, "write digits: 1000 or 10.50")
        if kind == "name" and word.lower() in _WORDS and word != word.lower():
            raise ExpressionError(place + 1, f"{word} has capitals", f"write {word.lower()}")
        if kind == "text" and text[:place].rstrip().endswith(('"', "'")):
            raise ExpressionError(place + 1, "two texts side by side", "put a comma between them")
        before, start, place = kind, place, token.end()


def _strange(text: str, place: int) -> ExpressionError:
    sign = text[place]
    if sign in "\"'":
        return ExpressionError(place + 1, "this text has no end", f"close it with {sign}")
    shown = sign if sign.isprintable() else f"character {ord(sign)}"
    return ExpressionError(place + 1, f"{shown} has no meaning here", _INSTEAD.get(sign, _GENERAL))
