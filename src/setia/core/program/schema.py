"""A JSON Schema of the program document, for editors: it knows every key and says what it is for.

It is for writing with help, not for checking: what an editor accepts here may still have problems
that only the whole document shows, and `setia program check` alone decides. What it refuses, the
check refuses too.
"""

import json
from typing import Final

from setia.core.program import schema_earning, schema_events, schema_scenarios, schema_words
from setia.core.program.currencies import CODE
from setia.core.program.read_currencies import MAX_CURRENCIES
from setia.core.program.schema_words import (
    AN_ID,
    SCALAR,
    Json,
    Node,
    keyed,
    listed,
    mapping,
    ref,
    text,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Json]:
    """The whole schema, in draft 2020-12."""
    parts = (schema_words, schema_events, schema_earning, schema_scenarios)
    found: dict[str, Node] = {}
    for part in parts:
        found |= part.definitions()
    document = mapping(_keys(), "setia", "program", "currency", "wallets")
    return {
        "$schema": DIALECT,
        "title": "Setia program",
        "description": "A customer-loyalty program: how points are earned, kept and lost.",
        **document,
        "$defs": found,
    }


def schema_text() -> str:
    """The schema as it is printed and kept in a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _keys() -> dict[str, Node]:
    return {
        "setia": keyed("The form of the document, always 1.", {"enum": [1, "1"]}, 1),
        "program": keyed("The id of the program, which it keeps for ever.", AN_ID, "kopi-club"),
        "name": keyed("What members call the program.", ref("name"), "Kopi Club"),
        "currency": keyed("The currency of all amounts.", text(CODE.pattern), "MYR", "EUR"),
        "time zone": keyed(
            "The time zone in which days begin; UTC if left out.",
            {**SCALAR, "type": "string", "minLength": 1},
            "Asia/Kuala_Lumpur",
        ),
        "currencies": keyed(
            "Other currencies in which events may be, at uploaded rates.",
            {**listed(text(CODE.pattern), 0, MAX_CURRENCIES), "uniqueItems": True},
            ["SGD", "IDR"],
        ),
        "wallets": schema_earning.wallets(),
        "events": schema_events.events(),
        "member": schema_events.member(),
        "counters": schema_events.counters(),
        "stores": schema_events.stores(),
        "products": schema_events.products(),
        "lists": schema_events.lists(),
        "budgets": schema_earning.budgets(),
        "earning": schema_earning.earning(),
        "stacking": schema_earning.stacking(),
        "tiers": schema_earning.tiers(),
        "returns": schema_earning.returns(),
        "tests": schema_scenarios.scenarios(),
    }
