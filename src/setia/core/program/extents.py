"""Where the entries of a document begin and end, as characters of its text.

An entry is a key with its value, or a row of a list. It ends behind its last character: blank lines
and comments that follow it belong to nobody, so that an edit leaves them where they are.
"""

import re
from typing import Final

from setia.core.program.source import Listed, Mapped, Text, Value

BREAK: Final = re.compile(r"\r\n|\n|\r")
_COLON: Final = re.compile(r"\s*:")


def begin_of(parent: Mapped | Listed, place: int) -> int:
    """Where an entry begins: its key, or its value in a list."""
    if isinstance(parent, Mapped):
        return list(parent.keys.values())[place].start
    return _start(parent.items[place])


def _start(value: Value) -> int:
    if isinstance(value, Text):
        return value.start
    if value.span is not None:
        return value.span[0]
    return begin_of(value, 0)


def finish_of(text: str, parent: Mapped | Listed, place: int) -> int:
    """Where an entry ends: behind its last character, comments and blank lines not counted."""
    if isinstance(parent, Listed):
        return _stop(text, parent.items[place])
    key, value = list(parent.keys.values())[place], list(parent.items.values())[place]
    if isinstance(value, Text) and value.start == value.end:
        colon = _COLON.match(text, key.end)
        return colon.end() if colon else key.end
    return _stop(text, value)


def _stop(text: str, value: Value) -> int:
    if isinstance(value, Text):
        return block_end(text, value) if text[value.start : value.start + 1] in "|>" else value.end
    if value.span is not None:
        return value.span[1]
    return finish_of(text, value, len(value.items) - 1)


def block_end(text: str, value: Text) -> int:
    """Behind the last line of a block that is not blank."""
    if value.start == value.end:
        return value.end
    body = BREAK.search(text, value.start)
    if body is None or not text[body.end() : value.end].strip():
        return body.start() if body else value.end
    lines = text[body.end() : value.end].splitlines(keepends=True)
    indent = next(indent_of(line) for line in lines if line.strip())
    end = at = body.end()
    for line in lines:
        at += len(line)
        if line.strip():
            if indent_of(line) < indent:
                break
            end = at - len(line) + len(line.rstrip("\r\n"))
    return end


def indent_of(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))


def line_start(text: str, at: int) -> int:
    """Where the line of a character begins."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Behind the end of a line, its line break included."""
    found = BREAK.search(text, at)
    return found.end() if found else len(text)
