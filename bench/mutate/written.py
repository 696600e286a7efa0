"""What a mutation makes of a text that is source: Python or SQL that the engine writes.

A text is a piece of one, so nothing is parsed: operators, numbers and whole lines are found by how
they look. Docstrings and comments within the written source, and its heads of functions, stay.
"""

import re
from collections.abc import Iterator
from typing import Final

_SWAPS: Final = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "<>": "=",
    "+": "-", "-": "+", "*": "//", "//": "*", "%": "//", "&": "|",
    "+=": "-=", "-=": "+=", "and": "or", "or": "and", "AND": "OR", "OR": "AND",
    "(not": "(", "(NOT": "(", "not": "", "NOT": "", "min": "max", "max": "min",
    "LEAST": "GREATEST", "GREATEST": "LEAST", "True": "False",
}  # fmt: skip
_OPERATOR: Final = re.compile(
    rf"(?<!\S)(?:{'|'.join(re.escape(one) for one in sorted(_SWAPS, key=len, reverse=True))})(?!\S)"
)
_CALL: Final = re.compile(r"\b(?:min|max)(?=\()|\((?:not|NOT)(?= )")
_NUMBER: Final = re.compile(r"(?<![\w{.:%])\d+(?![\w}.])")
_UNTOUCHED: Final = re.compile(r'""".*?"""|#[^\n]*|^\s*def [^\n]*\n', re.DOTALL | re.MULTILINE)
_STATEMENT: Final = re.compile(
    r"^( *)(?:[\w, ]+(?:\[[^\n]*?\])?|\{\}) (?:[-+*]|//)?= [^\n]*$"
    r"|^( +)(?:return\b[^\n]*|\w+\([^\n]*\))$",
    re.MULTILINE,
)
PLACE: Final = "{}"
"""Stands for what is only known when the text is put together."""


def other_texts(text: str) -> Iterator[str]:
    """The same text with one operator or number changed."""
    kept = [found.span() for found in _UNTOUCHED.finditer(text)]
    for pattern in (_OPERATOR, _CALL, _NUMBER):
        for found in pattern.finditer(text):
            if any(start <= found.start() < end for start, end in kept):
                continue
            old = found.group()
            new = str(int(old) + 1) if old.isdigit() else _SWAPS[old]
            yield text[: found.start()] + new + text[found.end() :]


def without_a_line(text: str) -> Iterator[str]:
    """The same text with one statement that does nothing; only whole lines are statements."""
    kept = [found.span() for found in _UNTOUCHED.finditer(text)]
    for found in _STATEMENT.finditer(text):
        if any(start <= found.start() < end for start, end in kept):
            continue
        indent = found.group(1) or found.group(2) or ""
        yield f"{text[: found.start()]}{indent}pass{text[found.end() :]}"
