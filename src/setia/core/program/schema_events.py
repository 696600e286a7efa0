"""The part of the schema that says what happens and what is known: events, member, counters, lists.

An attribute is written in one of three ways: its type, its values, or all that is to be said of it.
The same three hold for what is known of a member, with fewer types. Which fields a calculation may
read is left to the check of the document.
"""

from typing import Final

from setia.core.program.read_counters import MAX_COUNTERS
from setia.core.program.read_events import MAX_FIELDS, MAX_KINDS, RESERVED
from setia.core.program.read_fields import MAX_CHOICES, TYPES
from setia.core.program.read_lists import MAX_LISTED, MAX_LISTED_CHARS, MAX_LISTS, UPLOADED
from setia.core.program.schema_words import (
    AN_ID,
    BOUND,
    CALCULATION,
    CONDITION,
    FIELD,
    PERIODS,
    SCALAR,
    SPAN,
    YES,
    Node,
    by_name,
    exactly,
    except_for,
    has,
    keyed,
    listed,
    mapping,
    never_both,
    one_key,
    one_of,
    only_if,
    only_with,
    ref,
    text,
)
from setia.core.program.shape import ID

KIND: Final = except_for(sorted(RESERVED), ID.pattern)
_OF_MEMBER: Final = tuple(name for name in TYPES if name not in ("text", "list"))


def events() -> Node:
    """The section `events`."""
    return keyed(
        "What can happen to a member, and what each event carries.",
        by_name(
            KIND,
            keyed("One kind of event.", ref("kind"), {"attributes": {"store": "text"}}),
            MAX_KINDS,
        ),
        {"purchase": {"attributes": {"channel": ["till", "app"]}}},
    )


def member() -> Node:
    """The section `member`."""
    one = keyed("One thing known of the member.", ref("known"), "bool", ["my", "sg"])
    return keyed(
        "What is known of a member, for conditions to ask for.",
        by_name(FIELD, one, MAX_FIELDS),
        {"country": ["my", "sg", "id"], "vip": "bool"},
    )


def counters() -> Node:
    """The section `counters`."""
    one = keyed("One counter.", ref("counter"), {"count": "purchase", "in": "30 days"})
    return keyed(
        "Numbers that are kept for each member, for conditions and tiers to ask for.",
        by_name(FIELD, one, MAX_COUNTERS),
        {"visits": {"count": "purchase", "in": "30 days"}},
    )


def lists() -> Node:
    """The section `lists`."""
    texts = listed({**SCALAR, "minLength": 1, "maxLength": MAX_LISTED_CHARS}, 0, MAX_LISTED)
    one = keyed(
        "The texts of one list, or `uploaded` where they are kept outside of the document.",
        {"anyOf": [one_of(UPLOADED), texts]},
        ["sku-1", "sku-2"],
        UPLOADED,
    )
    return keyed(
        "Named lists of texts that conditions ask for.",
        by_name(ID.pattern, one, MAX_LISTS),
        {"excluded": ["sku-1", "sku-2"]},
    )


def stores() -> Node:
    """The section `stores`."""
    return keyed(
        "What is known of each store, uploaded, by an event's attribute `store`.",
        by_name(FIELD, keyed("One attribute of stores.", ref("looked_up"), "text"), MAX_FIELDS),
        {"region": ["north", "south"]},
    )


def products() -> Node:
    """The section `products`."""
    return keyed(
        "What is known of each product, uploaded, by an item's `sku`.",
        by_name(FIELD, keyed("One attribute of products.", ref("looked_up"), "text"), MAX_FIELDS),
        {"category": "text", "brand": "text"},
    )


def definitions() -> dict[str, Node]:
    """What these sections describe once."""
    return {
        "kind": _kind(),
        "choices": {
            **listed(
                {"type": ["string", "boolean"], "pattern": exactly(ID.pattern)}, 1, MAX_CHOICES
            ),
            "uniqueItems": True,
        },
        "attribute": {
            "anyOf": [one_of(*TYPES), ref("choices"), mapping(_attribute(), rules=_rules())]
        },
        "known": {
            "anyOf": [one_of(*_OF_MEMBER), ref("choices"), mapping(_known(), rules=_rules())]
        },
        "looked_up": {
            "anyOf": [one_of(*TYPES), ref("choices"), mapping(_looked_up(), rules=_rules())]
        },
        "counter": _counter(),
    }


def _kind() -> Node:
    one = keyed("One attribute.", ref("attribute"), "text", ["till", "app"], {"type": "money"})
    return mapping(
        {
            "name": keyed("What people call the event.", ref("name"), "Review", {"en": "Review"}),
            "attributes": keyed(
                "What an event of this kind carries, by name.",
                by_name(FIELD, one),
                {"channel": ["till", "app"], "store": "text"},
            ),
            "items": keyed(
                "What each item of the event carries beside its amount.",
                by_name(FIELD, one),
                {"department": "text"},
            ),
            "basis": keyed(
                "The number that `give: N per M` counts; a purchase's amount if left out.",
                CALCULATION,
                "amount - tax",
            ),
        }
    )


def _known() -> dict[str, Node]:
    return {
        "name": keyed("What people call it.", ref("name"), "Country", {"en": "Country"}),
        "one of": keyed("The values that it can have.", ref("choices"), ["small", "large"]),
        "in order": keyed("Whether the values go from low to high.", YES, "yes"),
        "type": keyed("What it is.", one_of(*_OF_MEMBER), "number"),
        "decimals": keyed(
            "How many decimals a number has, 0 if left out.",
            {"type": ["string", "integer"], "pattern": "^[0-6]$", "minimum": 0, "maximum": 6},
            2,
        ),
        "from": keyed("The least that it can be.", BOUND, 0),
        "to": keyed("The most that it can be.", BOUND, 100),
    }


def _attribute() -> dict[str, Node]:
    return {
        **_known(),
        "type": keyed("What it is.", one_of(*TYPES), "number"),
        "personal": keyed("Whether it says who a person is, so that no rule reads it.", YES, "yes"),
        "default": keyed("What stands for it where an event does not carry it.", SCALAR, 0, "till"),
        "needed": keyed("Whether an event without it is refused.", YES, "yes"),
    }


def _looked_up() -> dict[str, Node]:
    keys = _attribute()
    return {key: node for key, node in keys.items() if key not in ("personal", "needed")}


def _rules() -> list[Node]:
    a_number: Node = {"properties": {"type": {"const": "number"}}}
    numeric: Node = {"properties": {"type": one_of("number", "money")}}
    no_list: Node = {"properties": {"type": {"not": {"const": "list"}}}}
    return [
        *one_key("one of", "type"),
        only_with("in order", "one of"),
        *(only_with(key, "type") for key in ("decimals", "from", "to")),
        only_if("decimals", a_number),
        *(only_if(key, numeric) for key in ("from", "to")),
        only_if("default", no_list),
        never_both("default", "needed"),
    ]


def _counter() -> Node:
    periods = one_of(*PERIODS, "membership year")
    return mapping(
        {
            "name": keyed("What people call the counter.", ref("name"), {"en": "Visits"}),
            "count": keyed(
                "The kinds of events that add 1.", ref("kinds"), "purchase", ["purchase", "review"]
            ),
            "total": keyed("The calculation whose result each event adds.", CALCULATION, "amount"),
            "points": keyed("The wallet whose earned points are added.", AN_ID, "beans"),
            "on": keyed(
                "The kinds of events that a total is taken of; purchases if left out.",
                ref("kinds"),
                "purchase",
            ),
            "when": keyed("Which events are counted.", CONDITION, 'channel == "app"'),
            "in": keyed("The time that is looked back over.", text(SPAN), "30 days", "12 months"),
            "per": keyed("The calendar period after which it starts again.", periods, "month"),
            "once a": keyed("At most one event is counted in each such period.", periods, "day"),
        },
        rules=[
            *one_key("count", "total", "points"),
            only_with("on", "total"),
            only_with("once a", "count"),
            only_if("when", {"anyOf": [has("count"), has("total")]}),
            never_both("in", "per"),
        ],
    )
