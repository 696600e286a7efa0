"""Every example of the document's reference is read, all of them together as one program."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from setia.core.engine.book import version_after
from setia.core.engine.play import play
from setia.core.engine.remaining import MAX_RETURNS
from setia.core.program import (
    read,
    read_counters,
    read_currencies,
    read_events,
    read_exits,
    read_fields,
    read_given,
    read_gives,
    read_lists,
    read_rules,
    read_scenarios,
    read_tiers,
    read_wallets,
    source,
)
from setia.core.program.schema import schema
from tests.core.program_page import PAGE, WHOLE, blocks
from tests.core.zones import table


def test_the_examples_are_one_program() -> None:
    program = read.read_program(WHOLE)
    assert {"base", "big-basket", "opening-day"} <= {rule.id for rule in program.rules}
    assert {"purchase", "review", "stay"} == program.kinds.keys()
    version = version_after(None, 1, 0, program, table(program.time_zone))
    assert program.scenarios
    assert play(version, table) == ()


def _phrases(key: str) -> list[str]:
    """The phrases in the first column of the table that is about a key."""
    table_of = PAGE.partition(f"\n| `{key}` | points earned")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([^`]+)` \|", table_of, re.MULTILINE)


@pytest.mark.parametrize(
    ("key", "phrase"),
    [(key, phrase) for key in ("expires", "pending") for phrase in _phrases(key)],
)
def test_every_phrase_about_time_can_be_read(key: str, phrase: str) -> None:
    wallets = {"beans": {"expires": "2 years", key: phrase}}
    document = {"setia": 1, "program": "p", "currency": "MYR", "wallets": wallets}
    assert Draft202012Validator(schema()).is_valid(document)
    assert read.read_program(json.dumps(document)).wallets


def test_the_tables_about_time_are_found() -> None:
    assert (len(_phrases("expires")), len(_phrases("pending"))) == (12, 10)


def test_the_page_has_a_section_for_every_key() -> None:
    keys = schema()["properties"]
    assert isinstance(keys, dict)
    for key in keys:
        assert f"| `{key}` |" in PAGE
    shown = {text.partition(":")[0] for text in blocks(PAGE)}
    assert shown == keys.keys() - {"program", "name", "currency", "time zone"}


def test_the_page_names_the_kinds_that_are_taken() -> None:
    (said,) = re.findall(r"^- These names are taken: (.*?)\.$", PAGE, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`([^`]+)`", said)) == read_events.RESERVED


def test_the_page_says_how_much_fits() -> None:
    section = PAGE.partition("\n## How much fits\n")[2]
    rows = re.findall(r"^\| (.+?) \| ([0-9,]+) \|$", section, re.MULTILINE)
    assert {what: int(most.replace(",", "")) for what, most in rows} == {
        "characters of a document": source.MAX_CHARS,
        "other currencies": read_currencies.MAX_CURRENCIES,
        "wallets": read_wallets.MAX_WALLETS,
        "charities of a wallet": read_exits.MAX_CHARITIES,
        "kinds of events": read_events.MAX_KINDS,
        "attributes and what is known of a member, together": read_events.MAX_FIELDS,
        "values of a choice": read_fields.MAX_CHOICES,
        "counters": read_counters.MAX_COUNTERS,
        "lists": read_lists.MAX_LISTS,
        "texts of a list": read_lists.MAX_LISTED,
        "budgets": read.MAX_BUDGETS,
        "texts that are looked for in one attribute of type list": read.MAX_LOOKED_FOR,
        "rules": read_rules.MAX_RULES,
        "steps or brackets of a rule": read_gives.MAX_STEPS,
        "sets of tiers": read_tiers.MAX_TIER_SETS,
        "levels of a set": read_tiers.MAX_LEVELS,
        "rows of one table that a test takes for given": read_given.MAX_GIVEN,
        "returns of one event": MAX_RETURNS,
        "tests": read_scenarios.MAX_SCENARIOS,
        "steps of a test": read_scenarios.MAX_STEPS,
    }
