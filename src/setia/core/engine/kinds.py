"""The kinds of events: what each is called, its place among events of one instant, what it does.

A program's own kinds stand as purchases do. Numbers and ranks of the kinds that every program has
are never given to another.
"""

import re
from collections.abc import Mapping
from typing import Final

KINDS: Final = {
    "clock": 0, "purchase": 1, "spend": 2, "profile": 3, "return": 4, "adjust": 5, "opening": 6,
    "tier-grant": 7, "hold": 8, "capture": 9, "cancel": 10, "release": 11,
    "donate": 12, "convert": 13, "transfer": 14, "effect": 15,
}  # fmt: skip
UNNAMED: Final = 99
"""The number of a row of a return that names no event; no kind has it."""

OWN_KINDS: Final = 100
"""The number of the first kind that a program declares; they are numbered for one version only."""

RANKS: Final = {
    "clock": 0, "opening": 1, "profile": 1, "purchase": 2, "return": 3, "release": 3, "spend": 4,
    "adjust": 4, "tier-grant": 4, "hold": 4, "donate": 4, "convert": 4, "transfer": 4,
    "effect": 4,
    "capture": 5, "cancel": 6,
}  # fmt: skip
DONATE: Final = "donate"
CONVERT: Final = "convert"
TRANSFER: Final = "transfer"
"""Sends points to another holder."""

EFFECT: Final = "effect"
"""Brings what an act of another holder sends."""

ACTS: Final = frozenset(
    {
        *("spend", "hold", "capture", "cancel", "adjust", "tier-grant"),
        *(DONATE, CONVERT, TRANSFER, EFFECT),
    }
)
OURS: Final = frozenset({"clock", EFFECT})
"""Kinds that the ledger records by itself, each under a source of the same name; nobody sends
either.
"""

RETURN: Final = "return"
RELEASE: Final = "release"
"""Makes spendable what an earlier event gave and what waits for that."""

SETTLED: Final = ACTS | {RETURN}
"""Kinds whose outcome stands once it is recorded, and which an import may bring along."""

MOVES: Final[Mapping[str, int]] = {
    "spend": -1, "hold": -1, "adjust": 1, "opening": 1, "donate": -1, "convert": -1,
    "transfer": -1, "effect": 1,
}  # fmt: skip
"""What an accepted event does to the balance with the points that it names."""

ENDS: Final = frozenset({"capture", "cancel"})
"""Acts that name an earlier one, whose points they use or give back."""

_EARNS_NOTHING: Final = frozenset({"clock", "opening", "profile", "release", "return", *ACTS})
_KIND: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_OWN_RANK: Final = RANKS["purchase"]


def rank_of(kind: str) -> int:
    """The place of a kind among events of one instant; a program's own kinds stand as purchases."""
    return RANKS.get(kind, _OWN_RANK)


def recordable(kind: str) -> bool:
    """Whether events of a kind may be sent at all; whether there is such a kind, a version knows.

    Nobody sends what the ledger records by itself.
    """
    if kind in KINDS:
        return kind not in OURS
    return _KIND.fullmatch(kind) is not None


def earns(kind: str) -> bool:
    """Whether events of a kind are decided by the earning rules."""
    return kind not in _EARNS_NOTHING


def told_by_rules(kind: str) -> bool:
    """Whether the decision of an accepted event says what rules gave, or what they took back."""
    return earns(kind) or kind == RETURN
