"""How each key of a program document is told where two versions of it differ.

A key is told by a noun and the sort of its values, or by a sentence of its own. Keys whose absence
means something have the value that holds then, so that a key which is written down, or is no more,
is told by what it changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Key:
    """How a key is told. noun: its word; value: how its values are; plain: they are short names.

    Short values stand in one sentence, *from* one *to* the other; phrases stand behind colons, and
    so do points: a unit has no dative.
    """

    noun: str
    value: str
    plain: bool = False


KEYS: Final[Mapping[str, Mapping[str, Key]]] = {
    "": {
        "setia": Key("key.setia", "written", plain=True),
        "program": Key("key.program", "written", plain=True),
        "currency": Key("key.currency", "written", plain=True),
        "time zone": Key("key.time_zone", "written", plain=True),
        "currencies": Key("key.currencies", "texts"),
    },
    "wallet": {
        "value": Key("key.value", "money", plain=True),
        "cost": Key("key.cost", "money", plain=True),
        "at most": Key("key.most_held", "points"),
        "decimals": Key("key.decimals", "number", plain=True),
        "expires for": Key("key.expires_for", "by_level"),
        "funded by": Key("key.funder", "written", plain=True),
        "converts": Key("key.converts", "rates"),
        "donates to": Key("key.donates_to", "texts"),
        "transfers": Key("key.transfers", "sent"),
        "second person above": Key("key.second_above", "points"),
    },
    "event": {"basis": Key("key.basis", "calculation")},
    "attribute": {
        "type": Key("key.type", "type", plain=True),
        "one of": Key("key.one_of", "texts"),
        "from": Key("key.least", "of_field", plain=True),
        "to": Key("key.most", "of_field", plain=True),
        "decimals": Key("key.decimals", "number", plain=True),
        "default": Key("key.default", "of_field", plain=True),
    },
    "counter": {
        "count": Key("key.count", "kinds"),
        "total": Key("key.total", "calculation"),
        "on": Key("key.on", "kinds"),
        "points": Key("key.counted_wallet", "wallet", plain=True),
        "when": Key("key.when", "condition"),
        "in": Key("key.window", "rolling"),
        "per": Key("key.window", "calendar"),
        "once a": Key("key.once_a", "calendar"),
    },
    "budget": {"points": Key("key.points", "points")},
    "rule": {
        "on": Key("key.on", "kinds"),
        "give": Key("key.give", "gives"),
        "multiply": Key("key.multiply", "number", plain=True),
        "steps": Key("key.steps", "scale"),
        "brackets": Key("key.brackets", "scale"),
        "wallet": Key("key.wallet", "wallet", plain=True),
        "of": Key("key.basis", "calculation"),
        "items": Key("key.items", "condition"),
        "when": Key("key.when", "condition"),
        "at most": Key("key.at_most", "limit"),
        "again after": Key("key.again_after", "span"),
        "group": Key("key.group", "written", plain=True),
        "budget": Key("key.budget", "written", plain=True),
        "funded by": Key("key.funder", "written", plain=True),
    },
    "tiers": {
        "measure": Key("key.measure", "measure"),
        "drop": Key("key.drop", "drop"),
        "grace": Key("key.grace", "span"),
    },
    "level": {"from": Key("key.threshold", "least", plain=True)},
    "test": {
        "given": Key("key.given", "written"),
        "at": Key("key.at", "written", plain=True),
        "purchase": Key("key.purchase", "written"),
        "spend": Key("key.spend", "written"),
        "hold": Key("key.hold", "written"),
        "capture": Key("key.capture", "written"),
        "cancel": Key("key.cancel", "written"),
        "release": Key("key.release", "written"),
        "donate": Key("key.donate", "written"),
        "convert": Key("key.convert", "written"),
        "transfer": Key("key.transfer", "written"),
        "adjust": Key("key.adjust", "written"),
        "opening": Key("key.opening", "written"),
        "tier-grant": Key("key.tier_grant", "written"),
        "return": Key("key.return", "written"),
        "profile": Key("key.profile", "written"),
        "earns": Key("key.earns", "points"),
        "because": Key("key.because", "written"),
        "refused": Key("key.refused", "written"),
        "balance": Key("key.balance", "points"),
        "tier": Key("key.tier", "level", plain=True),
    },
}
"""The keys of each sort of part that are told by a noun."""

OTHER: Final = Key("key.other", "written")

# Keys that have whole sentences, with the value that holds where the key is not written.
SENTENCES: Final[Mapping[tuple[str, str], str]] = {
    ("wallet", "rounding"): "down",
    ("rule", "exclusive"): "no",
    ("attribute", "personal"): "no",
    ("attribute", "needed"): "no",
    ("attribute", "in order"): "no",
}
TIMES: Final[Mapping[tuple[str, str], str]] = {
    ("wallet", "expires"): "phrase.never",
    ("wallet", "pending"): "phrase.at_once",
    ("rule", "expires"): "phrase.as_wallet",
    ("tiers", "keep"): "",
}
GIVEN_BACK: Final = Key("key.given_back", "span")
"""How long points live that `returns` gives back after their end."""

WITHOUT: Final[Mapping[str, Key]] = {
    "grace": GIVEN_BACK,
    "without a purchase": Key("key.unnamed", "rule"),
}
"""What `returns` says that nothing stands for where it is not written."""

RETURNS: Final[Mapping[str, tuple[str, str]]] = {
    "take back": ("key.taking_back", "again"),
    "when spent": ("key.when_spent", "debt"),
    "levels": ("key.levels_then", "stay"),
}
"""What `returns` says: the noun of each key, and the value that holds where it is not written."""

PARTS: Final = {
    "earning": "rule", "wallets": "wallet", "events": "event", "member": "member",
    "stores": "store", "products": "product", "counters": "counter", "budgets": "budget",
    "lists": "list", "tiers": "tiers", "stacking": "group", "returns": "returns", "tests": "test",
}  # fmt: skip
LIKE: Final = dict.fromkeys(("item", "member", "store", "product"), "attribute")
DETAILS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "rule": (
        ("give", "gives"), ("multiply", "factor"), ("steps", "scale"), ("brackets", "scale"),
        ("when", "condition"), ("items", "condition"), ("at most", "at_most"),
    ),
    "wallet": (),
    "budget": (("points", "points"),),
    "level": (("from", "level_from"),),
    "counter": (
        ("count", "kinds"), ("total", "calculation"), ("points", "wallet"), ("when", "condition"),
        ("in", "rolling"), ("per", "calendar"),
    ),
    "tiers": (("measure", "measure"),),
}  # fmt: skip
