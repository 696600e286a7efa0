"""The part of the schema that says what a document's own tests look like.

A step may have an event of a kind that the document declares itself, under a key that the schema
can't know: any other key that looks like a kind must have what such an event carries.
"""

from typing import Final

from setia.core.program import read_scenarios
from setia.core.program.currencies import CODE
from setia.core.program.document import TIME_ZONE
from setia.core.program.read_given import MAX_GIVEN
from setia.core.program.read_lists import MAX_LISTS
from setia.core.program.schema_events import KIND
from setia.core.program.schema_words import (
    AN_ID,
    BOUND,
    DECIMAL,
    FIELD,
    POINTS,
    SCALAR,
    Node,
    by_name,
    exactly,
    except_for,
    keyed,
    listed,
    mapping,
    number,
    one_or_list,
    ref,
    text,
)
from setia.core.program.shape import ID, MAX_NAME_CHARS

_TIME: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?"
_AMOUNT: Final = rf"-?[0-9]{{1,13}}(?:\.[0-9]{{1,6}})?(?: {ID.pattern})?"
_VALUE: Final[Node] = {"anyOf": [SCALAR, listed(SCALAR)]}


def scenarios() -> Node:
    """The section `tests`."""
    test = mapping(
        {
            "test": keyed(
                "What is tested, in a few words.",
                {**SCALAR, "minLength": 1, "maxLength": MAX_NAME_CHARS},
                "a weekend in the app counts twice",
            ),
            "given": keyed(
                "The stores, products and uploaded lists that it takes for given.",
                _given(),
                {"stores": {"harbour": {"region": "north", "time zone": "Asia/Tokyo"}}},
            ),
            "steps": keyed(
                "What happens to a member, in order of time.",
                listed(ref("step"), 1, read_scenarios.MAX_STEPS),
                [{"at": "2026-11-21", "purchase": {"amount": 18}, "earns": "18 beans"}],
            ),
        },
        "test",
        "steps",
    )
    return keyed(
        "The document's own tests, each of a new member.",
        listed(test, 0, read_scenarios.MAX_SCENARIOS),
        [{"test": "one ringgit, one bean", "steps": [{"at": "2026-11-21", "balance": 0}]}],
    )


def _given() -> Node:
    one = keyed("One attribute, as the program declares it.", _VALUE, "north", ["a", "b"])
    row = by_name(f"{FIELD}|{TIME_ZONE}", one)
    rows = by_name(
        f".{{1,{MAX_NAME_CHARS}}}",
        keyed("What is known of one of them.", row, {"region": "north"}),
        MAX_GIVEN,
    )
    texts = listed({**SCALAR, "minLength": 1, "maxLength": MAX_NAME_CHARS}, 0, MAX_GIVEN)
    return mapping(
        {
            "stores": keyed("What is known of each store.", rows, {"harbour": {"region": "north"}}),
            "products": keyed("What is known of each product.", rows, {"sku-1": {"brand": "X"}}),
            "rates": keyed(
                "What one of each other currency is worth in the program's.",
                by_name(CODE.pattern, keyed("Its rate.", number(DECIMAL, None), "3.45")),
                {"SGD": "3.45"},
            ),
            "lists": keyed(
                "The texts of lists that are uploaded.",
                by_name(ID.pattern, keyed("Its texts.", texts, ["sku-1"]), MAX_LISTS),
                {"excluded": ["sku-1"]},
            ),
        }
    )


def definitions() -> dict[str, Node]:
    """What this section describes once."""
    return {
        "item": by_name(
            except_for(["amount"], FIELD),
            keyed("One attribute of an item.", _VALUE, "DELI", 2),
        )
        | {"properties": {"amount": keyed("The item's amount.", BOUND, 3)}},
        "event": _event("amount"),
        "step": _step(),
    }


def _event(*keys: str, needed: bool = False) -> Node:
    """What an event carries. keys: what every program calls the same."""
    known = {"amount": keyed("The amount.", BOUND, 18)}
    items = keyed(
        "The items, where the event has some.",
        listed(ref("item")),
        [{"amount": 3, "department": "DELI"}],
    )
    one = keyed("One attribute, as the program declares it.", _VALUE, "app", ["a", "b"])
    node = by_name(except_for([*keys, "items"], FIELD), one)
    node["properties"] = {**{key: known[key] for key in keys}, "items": items}
    return {**node, "required": list(keys)} if needed else node


def _step() -> Node:
    keys = {**_happens(), **_expected()}
    node = mapping(keys, "at")
    other = keyed("An event of this kind.", ref("event"), {"stars": 5})
    level = keyed("The level then, of one of several sets.", AN_ID, "gold")
    node["patternProperties"] = {
        exactly(except_for(keys, KIND)): other,
        exactly("tier_[a-z0-9_]{1,40}"): level,
    }
    return node


_PLACE: Final = number("[1-9][0-9]{0,3}", 1, 9_999)


def _happens() -> dict[str, Node]:
    points = keyed("How many points.", number(POINTS, 0), 40, "40 beans")
    profile = keyed("One thing known of the member.", SCALAR, "my", True)
    return {
        "at": keyed(
            "When, by the clock on the wall; a date alone is noon.",
            text(_TIME),
            "2026-11-21 10:00",
            "2026-11-21",
        ),
        "purchase": keyed(
            "A purchase, as it is told.",
            _event("amount", needed=True),
            {"amount": 18, "channel": "app"},
        ),
        "spend": keyed(
            "Points that are spent.", mapping({"points": points}, "points"), {"points": 40}
        ),
        **_acts(points),
        "return": keyed(
            "What comes back of an earlier step, all that is left if nothing else is said; "
            "or of no step, where the program takes such returns.",
            _return(),
            {"of": 1},
            {"of": 1, "amount": 5},
            {"amount": 12},
        ),
        "profile": keyed(
            "What becomes known of the member.", by_name(FIELD, profile), {"vip": True}
        ),
    }


def _acts(points: Node) -> dict[str, Node]:
    """Acts beside the spend, and opening balances."""
    of = keyed("The place of the step, from 1.", _PLACE, 1)
    part = keyed("How many points, all that are left if left out.", number(POINTS, 0), 40)
    ends = mapping({"of": of, "points": part}, "of")
    minutes = keyed("How many minutes, 30 if left out.", number("[1-9][0-9]{0,5}", 1), 15)
    signed = keyed("How many points, below 0 to take them.", number(f"-?{POINTS}", None), -5)
    reason = keyed("Why.", {"type": "string", "minLength": 1}, "goodwill")
    day = keyed("A day.", text("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "2026-12-31")
    an_id = keyed("An id.", AN_ID, "gold")
    return {
        "hold": keyed(
            "Points that are kept aside.",
            mapping({"points": points, "minutes": minutes}, "points"),
            {"points": 40, "minutes": 15},
        ),
        "capture": keyed("The use of what a step keeps aside.", ends, {"of": 2}),
        "cancel": keyed(
            "What is given back of a step's hold, spend or capture.", ends, {"of": 2, "points": 5}
        ),
        **_exits(points),
        "release": keyed(
            "The release of what a step gave that waits.", mapping({"of": of}, "of"), {"of": 1}
        ),
        "adjust": keyed(
            "Points that are given or taken by hand.",
            mapping({"points": signed, "reason": reason}, "points"),
            {"points": -5},
        ),
        "opening": keyed(
            "Points that are brought along.",
            mapping({"points": points, "earned": day, "expires": day}, "points"),
            {"points": 40},
        ),
        "tier-grant": keyed(
            "A level that is granted.",
            mapping({"level": an_id, "tiers": an_id, "until": day}, "level"),
            {"level": "gold"},
        ),
    }


def _exits(points: Node) -> dict[str, Node]:
    """Acts that let points leave, but not to be spent."""
    to = keyed("Which wallet or charity; it may be left out where there is one.", AN_ID, "beans")
    away = mapping({"points": points, "to": to}, "points")
    return {
        "donate": keyed(
            "Points that are given to a charity.", away, {"points": "10 miles", "to": "forest"}
        ),
        "convert": keyed(
            "Points that become another wallet's.", away, {"points": "100 miles", "to": "beans"}
        ),
        "transfer": keyed(
            "Points that are sent to another member.",
            mapping({"points": points}, "points"),
            {"points": "10 miles"},
        ),
    }


def _return() -> Node:
    of = keyed("The place of the step, from 1.", _PLACE, 1)
    line = keyed("The place of the item, from 1, where a step is named.", _PLACE, 2)
    told = "How much of one number comes back; of no step, one attribute, as of a purchase."
    much = keyed(told, _VALUE, 3, "app")
    item = by_name(except_for(["line"], FIELD), much) | {"properties": {"line": line}}
    node = by_name(except_for(["of", "items"], FIELD), much)
    items = keyed(
        "The items that come back; of no step, each with its amount.",
        listed({**item, "minProperties": 1}),
        [{"line": 1}],
    )
    says = {"anyOf": [{"required": ["amount"]}, {"required": ["items"]}]}
    either: Node = {"if": {"required": ["of"]}, "else": says}
    return {**node, "properties": {"of": of, "items": items}, **either}


def _expected() -> dict[str, Node]:
    several = one_or_list({"type": ["string", "number"], "pattern": exactly(_AMOUNT)})
    gave = keyed("The points of one rule.", number(r"-?[0-9]{1,13}(?:\.[0-9]{1,6})?", None), 12)
    return {
        "earns": keyed(
            "The points of the event.", several, "24 beans", 24, ["24 beans", "1 stars"]
        ),
        "because": keyed(
            "Every rule that gave points, and how many.",
            by_name(ID.pattern, gave),
            {"base": 12, "weekend": 12},
        ),
        "refused": keyed(
            "Why the event is not accepted.",
            {"type": "string", "minLength": 1},
            "not_enough_points",
        ),
        "balance": keyed("What can be spent then.", several, "24 beans", 0),
        "tier": keyed("The level then.", AN_ID, "gold"),
    }
