"""The part of the schema that says what is given and kept: wallets, budgets, earning, tiers.

A rule gives in exactly one of four ways. What depends on the rest of the document, such as whether
a wallet is declared or whether levels rise, is left to its check.
"""

from collections.abc import Mapping
from typing import Final

from setia.core.program import read, read_exits, read_gives, read_rules, read_tiers, read_wallets
from setia.core.program.phrases import MAX_FACTOR
from setia.core.program.read_returns import UNNAMED
from setia.core.program.schema_words import (
    AN_ID,
    AT_A_TIME,
    CALCULATION,
    CONDITION,
    DECIMAL,
    END,
    ENDS,
    FIELD,
    IDLE,
    MONTHS,
    PER,
    POINTS,
    ROUNDED,
    SPAN,
    TO_END,
    UNRELEASED,
    YES,
    Node,
    by_name,
    keyed,
    listed,
    mapping,
    never_both,
    number,
    one_key,
    one_of,
    one_or_list,
    only_if,
    ref,
    text,
    whole,
)
from setia.core.program.shape import ID

_FACTOR: Final = r"[0-9]{1,6}(?:\.[0-9]{1,6}|/0*[1-9][0-9]{0,5})?"
_WORTH: Final = number(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")
_MONEY: Final = number(DECIMAL)
_UNIT: Final = keyed(
    "What members call the points; in each language it may have plural forms.",
    ref("unit"),
    {"en": {"one": "Bean", "other": "Beans"}, "ms": "Biji Kopi"},
    "Beans",
)


def wallets() -> Node:
    """The section `wallets`."""
    one = keyed("One wallet.", ref("wallet"), {"name": "Beans", "expires": "12 months"})
    return keyed(
        "The kinds of points that members have.",
        {**by_name(ID.pattern, one, read_wallets.MAX_WALLETS), "minProperties": 1},
        {"beans": {"expires": "12 months, to month end"}},
    )


def budgets() -> Node:
    """The section `budgets`."""
    points = keyed("How many points there are in all.", number(POINTS, 0), "50000 beans", 50000)
    one = keyed("One budget.", mapping({"points": points}, "points"), {"points": "50000 beans"})
    return keyed(
        "Points that rules can give in the whole program, and not one more.",
        by_name(ID.pattern, one, read.MAX_BUDGETS),
        {"launch": {"points": "50000 beans"}},
    )


def earning() -> Node:
    """The section `earning`."""
    return keyed(
        "The rules that give points, in the order in which they are asked.",
        listed(ref("rule"), 0, read_rules.MAX_RULES),
        [{"rule": "base", "give": "1 per whole 1.00"}],
    )


def stacking() -> Node:
    """The section `stacking`."""
    one = keyed("Which rule of the group gives.", one_of("best", "first"), "best")
    return keyed(
        "For each group of rules, which one of them gives.",
        by_name(ID.pattern, one),
        {"promos": "best"},
    )


def returns() -> Node:
    """The section `returns`."""
    keys = {
        "take back": keyed(
            "Decide the event again without what came back, or take its part of all points.",
            one_of("again", "in proportion"),
            "again",
        ),
        "when spent": keyed(
            "What becomes of points that the member has spent.",
            one_of("debt", "write off", "refuse"),
            "write off",
        ),
        "levels": keyed(
            "Whether a level stays that was reached by what came back.",
            one_of("stay", "fall"),
            "fall",
        ),
        "grace": keyed(
            "How long points live that come back after their end; not at all if left out.",
            text(SPAN),
            "14 days",
        ),
        UNNAMED: keyed(
            "The rule by which a return takes that names no event; such are refused if left out.",
            AN_ID,
            "base",
        ),
    }
    return keyed("What a return does.", mapping(keys), {"when spent": "write off"})


def tiers() -> Node:
    """The section `tiers`."""
    example: Mapping[str, Node] = {
        "status": {
            "measure": "spend in 12 months",
            "keep": "12 months",
            "levels": [{"tier": "member", "from": 0}, {"tier": "gold", "from": 600}],
        }
    }
    one = keyed("One set of levels.", ref("tier_set"), example["status"])
    return keyed(
        "Sets of levels that members reach.",
        by_name(ID.pattern, one, read_tiers.MAX_TIER_SETS),
        example,
    )


def definitions() -> dict[str, Node]:
    """What these sections describe once."""
    by_basis: Node = {"properties": {"give": text(PER)}}
    rules = [
        *one_key("give", "multiply", "steps", "brackets"),
        *(never_both("multiply", key) for key in ("of", "items", "exclusive")),
        *(only_if(key, by_basis) for key in ("of", "items")),
        never_both("exclusive", "group"),
    ]
    return {
        "wallet": _wallet(),
        "rule": mapping({**_told(), **_given(), **_limited()}, "rule", rules=rules),
        "tier_set": _tier_set(),
    }


def _wallet() -> Node:
    return mapping(
        {
            "name": _UNIT,
            "rounding": keyed(
                "How a part of a point becomes a whole one; down if left out.",
                one_of("down", "nearest"),
                "nearest",
            ),
            "decimals": keyed(
                "The decimals of its points; none if left out.", whole("[0-6]", 0, 6), 2
            ),
            "value": keyed(
                "What one point is worth to a member, in the program's currency.", _WORTH, "0.01"
            ),
            "cost": keyed(
                "What one point is expected to cost, in the program's currency.", _WORTH, "0.006"
            ),
            "expires": keyed(
                "When points end that nobody has spent; never if left out.",
                text(f"{ENDS}|{IDLE}"),
                "12 months, to month end",
                "90 days",
                "end of year",
                "6 months without purchase",
            ),
            "expires for": keyed(
                "When points end for members who hold a level.",
                by_name(ID.pattern, keyed("When they end at this level.", text(ENDS), "24 months")),
                {"gold": "24 months"},
            ),
            **_bounds(),
            "funded by": _funder(),
            **_exits(),
            "pending": keyed(
                "How long points wait before they can be spent.",
                text(f"(?:{UNRELEASED})?(?:{SPAN}{ROUNDED}|{END})"),
                "14 days",
                "end of month",
                "until released, lost after 60 days",
            ),
        }
    )


def _bounds() -> dict[str, Node]:
    return {
        "at most": keyed(
            "The largest balance; what would be more is not given.",
            number(POINTS, 0),
            "100000 beans",
            100000,
        ),
        "second person above": keyed(
            "Adjustments of more points than this need a second person.",
            number(POINTS, 0),
            "500 beans",
            500,
        ),
    }


def _exits() -> dict[str, Node]:
    return {
        "converts": keyed(
            "Into which other wallet's points they can be turned, and at what rate.",
            by_name(ID.pattern, keyed("The rate.", text(PER), "1 per whole 100")),
            {"stars": "1 per whole 100"},
        ),
        "donates to": keyed(
            "To whom the points can be given.",
            one_or_list(AN_ID, read_exits.MAX_CHARITIES),
            "school",
        ),
        "transfers": keyed(
            "Whether points can be sent to another member, and how many at a time.",
            text(f"yes|no|{AT_A_TIME}"),
            "yes",
            "at least 100",
            "at least 100, at most 5000",
        ),
    }


def _funder() -> Node:
    return keyed("Who pays for the points: a brand, a supplier, a cost centre.", AN_ID, "brand-x")


def _told() -> dict[str, Node]:
    return {
        "rule": keyed("The id of the rule, which it keeps for ever.", AN_ID, "base"),
        "name": keyed("What members call the rule.", ref("name"), {"en": "Every ringgit"}),
        "on": keyed(
            "The kinds of events that it is asked for; purchases if left out.",
            ref("kinds"),
            "purchase",
            ["purchase", "stay"],
        ),
        "when": keyed("When it applies; always if left out.", CONDITION, 'channel == "app"'),
        "wallet": keyed(
            "The wallet that it gives points of, where there are several.", AN_ID, "beans"
        ),
    }


def _given() -> dict[str, Node]:
    least = keyed("The number from which this holds.", _MONEY, 30)
    points = keyed("The points for reaching it.", number(POINTS, 0), 50)
    step = mapping({"from": least, "give": points}, "from", "give")
    rate = keyed("The rate of the part from here to the next.", text(PER), "2 per 1.00")
    bracket = mapping({"from": least, "give": rate}, "from", "give")
    return {
        "give": keyed(
            "The points it gives: so many, or so many for each part of the amount.",
            number(f"{POINTS}|{PER}", 0),
            "1 per whole 1.00",
            20,
            "20 beans",
        ),
        "multiply": keyed(
            "The number by which it multiplies what the rules before it gave.",
            number(_FACTOR, 1, MAX_FACTOR),
            2,
            "1.5",
            "3/2",
        ),
        "steps": keyed(
            "Points for the highest step that is reached.",
            listed(step, 1, read_gives.MAX_STEPS),
            [{"from": 30, "give": 50}, {"from": 60, "give": 120}],
        ),
        "brackets": keyed(
            "A rate of its own for each part of the amount.",
            listed(bracket, 1, read_gives.MAX_STEPS),
            [{"from": 0, "give": "1 per 1.00"}, {"from": 100, "give": "2 per 1.00"}],
        ),
        "of": keyed(
            "The number that it counts instead of the event's basis.", CALCULATION, "amount - tax"
        ),
        "items": keyed(
            "Which items it counts, instead of the whole event.",
            CONDITION,
            'item.department == "DELI"',
        ),
    }


def _limited() -> dict[str, Node]:
    return {
        "at most": keyed(
            "The most that it gives to one member, in points or in times; one limit or a list.",
            ref("at_most"),
            "200 per day",
            ["50 per event", "3 times per week", "1000 beans ever"],
        ),
        "again after": keyed(
            "How long after it has given it gives again.",
            text("[0-9]{1,6} (?:minutes?|hours?|days?)"),
            "3 hours",
        ),
        "group": keyed("The group of rules of which only one gives.", AN_ID, "promos"),
        "exclusive": keyed(
            "Whether no other rule of the wallet gives where this one does.", YES, "yes"
        ),
        "budget": keyed("The budget that pays for it.", AN_ID, "launch"),
        "funded by": _funder(),
        "expires": keyed(
            "When its points end, instead of what the wallet says.", text(ENDS), "3 months"
        ),
    }


def _tier_set() -> Node:
    level = mapping(
        {
            "tier": keyed("The id of the level.", AN_ID, "gold"),
            "from": keyed("The least measure that reaches it; the first from 0.", _MONEY, 600),
            "name": keyed("What members call the level.", ref("name"), {"en": "Gold"}),
        },
        "tier",
        "from",
    )
    return mapping(
        {
            "measure": keyed(
                "What the level goes by: spend over some months, or a counter.",
                text(f"spend in {MONTHS}|{FIELD}"),
                "spend in 12 months",
                "visits",
            ),
            "keep": keyed(
                "How long a level that was reached is kept.",
                text(f"{MONTHS}|{SPAN}{TO_END}|{END}"),
                "12 months",
                "end of year",
            ),
            "drop": keyed(
                "Where a member goes when that time is over; to measure if left out.",
                one_of("to measure", "one level", "never"),
                "one level",
            ),
            "grace": keyed(
                "How much longer a level is held, once, that is not reached when its time is over.",
                text(SPAN),
                "30 days",
            ),
            "levels": keyed(
                "The levels from the lowest to the highest.",
                listed(level, 1, read_tiers.MAX_LEVELS),
                [{"tier": "member", "from": 0}, {"tier": "gold", "from": 600}],
            ),
        },
        "measure",
        "keep",
        "levels",
    )
