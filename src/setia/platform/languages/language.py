"""Which language a page is written in.

What was asked for comes first, then what was chosen before, then what the browser accepts by its
own weights, then English. Only the five languages that every word exists in are ever chosen.
"""

from typing import Final, Literal, TypeGuard

Language = Literal["en", "ms", "id", "nl", "de"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ms", "id", "nl", "de")
OWN_NAMES: Final[dict[Language, str]] = {
    "en": "English",
    "ms": "Bahasa Melayu",
    "id": "Bahasa Indonesia",
    "nl": "Nederlands",
    "de": "Deutsch",
}
MAX_HEADER_CHARS: Final = 1_000
"""A longer Accept-Language header is not read; no browser sends one."""


def choose(asked: str = "", chosen_before: str = "", accepted: str = "") -> Language:
    """The language to write in. accepted: the value of an Accept-Language header."""
    for tag in (asked, chosen_before):
        found = tag.strip().lower()
        if is_language(found):
            return found
    for tag in _by_weight(accepted[:MAX_HEADER_CHARS]):
        primary = tag.partition("-")[0]
        if is_language(primary):
            return primary
    return "en"


def is_language(text: str) -> TypeGuard[Language]:
    """Whether the words exist in this language."""
    return text in LANGUAGES


def _by_weight(header: str) -> list[str]:
    """The tags of an Accept-Language header, the most wanted first (RFC 9110, section 12.5.4)."""
    weighed: list[tuple[int, str]] = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        thousandths = _thousandths(weight.strip().removeprefix("q="))
        if tag.strip() and thousandths:
            weighed.append((-thousandths, tag.strip().lower()))
    return [tag for _, tag in sorted(weighed, key=lambda one: one[0])]


def _thousandths(weight: str) -> int:
    if not weight:
        return 1_000
    whole, _, part = weight.partition(".")
    digits = whole + (part + "000")[:3]
    return int(digits) if digits.isascii() and digits.isdecimal() else 0
