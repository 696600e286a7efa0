"""How a value is written in YAML: plain where that says the same, in quotes where it does not.

Only what every reader of YAML understands alike is written plain; the rest stands in the quotes
that need the fewest escapes. Whole values are written on one line, with braces and brackets.
"""

import re
from collections.abc import Iterator
from typing import Final

from setia.core.program.source import Mapped, Text, Value

# A first character that means something to YAML; "-", "?" and ":" do only before a blank.
_BEGINS: Final = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:[\s,\[\]{}]|$)|---|\.\.\.")
_MEANS: Final = re.compile(r":(?:\s|$)|\s#")
_OF_FLOW: Final = re.compile(r"[,\[\]{}]|:['\"]|^[-?:]")
# What stands for itself: no control, no end of line, no half of a character, no byte order mark.
_ITSELF: Final = re.compile(
    "[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_SHORT: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def written(text: str, *, flow: bool = False) -> str:
    """A text as one line of YAML. flow: whether it stands inside braces or brackets."""
    return next(forms(text, "", flow=flow))


def forms(text: str, quote: str, *, flow: bool) -> Iterator[str]:
    """The ways to write a text on one line, the best first, each of which says just that.

    quote: the mark that it stood in before, ``'`` or ``"``, which it keeps if it can; "" for none.
    """
    itself = _ITSELF.fullmatch(text) is not None
    if not quote and itself and fits_plain(text, flow=flow):
        yield text
    single = "'" + text.replace("'", "''") + "'"
    prefers_single = quote == "'" or (not quote and '"' in text and "'" not in text)
    if itself and prefers_single:
        yield single
    yield '"' + "".join(map(_escaped, text)) + '"'


def fits_plain(text: str, *, flow: bool) -> bool:
    """Whether a text of one line can stand without quotes."""
    if not text or text != text.strip() or _BEGINS.match(text) or _MEANS.search(text):
        return False
    return not (flow and _OF_FLOW.search(text))


def one_line(value: Value) -> str:
    """A whole value on one line, in the order written: ``{a: 1, b: [x, y]}``."""
    return written(value.value) if isinstance(value, Text) else _flow(value)


def _flow(value: Value) -> str:
    if isinstance(value, Text):
        return written(value.value, flow=True)
    if isinstance(value, Mapped):
        pairs = (f"{written(key, flow=True)}: {_flow(one)}" for key, one in value.items.items())
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(_flow, value.items)) + "]"


def _escaped(one: str) -> str:
    if one in _SHORT:
        return _SHORT[one]
    if _ITSELF.fullmatch(one):
        return one
    number = ord(one)
    if number <= 0xFF:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
