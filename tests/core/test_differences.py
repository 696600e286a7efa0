"""What counts as a difference between two versions of a document, and what does not."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.program.differences import (
    Difference,
    Kind,
    differences,
    names_at,
    unit_at,
    value_at,
)
from setia.core.program.edit import replace_value
from setia.core.program.source import Listed, Mapped, Text, Value, load

GOOD = (Path(__file__).parent / "programs" / "good.yaml").read_text("utf-8")
RULES = "earning: [{rule: a, give: 1}, {rule: b, give: 2}, {rule: c, give: 3}, {rule: d, give: 4}]"


def between(before: str, after: str) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (one.kind, ".".join(one.path), one.before, one.after)
        for one in differences(load(before), load(after))
    ]


def test_what_only_looks_different_is_no_difference() -> None:
    block = """
    # a word
    setia: '1'
    wallets:
      beans: {expires: never, name: {en: Beans}}
    earning:
      - give: 1
        rule: "a"
        on: purchase
        at most: 200 per day
    events: {purchase: {attributes: {size: [s, m], channel: text}}}
    """
    flow = """
    events:
      purchase:
        attributes: {channel: {type: text}, size: {one of: [s, m]}}
    setia: 1
    earning: [{rule: a, on: [purchase], give: 1, "at most": [200 per day]}]
    wallets: {beans: {name: Beans, expires: 'never'}}
    """
    assert between(block, flow) == []
    assert between(GOOD, re.sub(r"#.*\n", "\n", GOOD)) == []
    assert between("tests: [{test: x}, {test: y}]", "tests: [{test: y}, {test: x}]") == []
    assert between("lists: {a: [x, y]}", "lists: {a: [y, x]}") == []


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a: 1", "a: 2", [("changed", "a", "1", "2")]),
        ("a: 1", "a: 1\nb: 2", [("added", "b", None, "2")]),
        ("a: 1\nb: 2", "a: 1", [("removed", "b", "2", None)]),
        # A part is one difference, whatever it holds; so is each part of a section that is new.
        (
            "a: 1",
            "a: 1\nearning: [{rule: x, give: 1}, {rule: y, give: 2}]",
            [
                ("added", "earning.x", None, "{rule: x, give: 1}"),
                ("added", "earning.y", None, "{rule: y, give: 2}"),
            ],
        ),
        (
            "wallets: {beans: {expires: never}, stars: {value: 1}}",
            "wallets: {beans: {expires: 1 year}}",
            [
                ("changed", "wallets.beans.expires", "never", "1 year"),
                ("removed", "wallets.stars", "{value: 1}", None),
            ],
        ),
        (
            "tiers: {t: {levels: [{tier: a, from: 0}]}}",
            "tiers: {t: {levels: [{tier: a, from: 0}, {tier: b, from: 5}]}}",
            [("added", "tiers.t.levels.b", None, "{tier: b, from: 5}")],
        ),
        # A name in one language; an attribute that becomes something else.
        (
            "name: Kopi",
            "name: {en: Coffee, ms: Kopi}",
            [("changed", "name.en", "Kopi", "Coffee"), ("added", "name.ms", None, "Kopi")],
        ),
        (
            "events: {purchase: {attributes: {channel: text}}}",
            "events: {purchase: {attributes: {channel: [app, till]}}}",
            [
                (
                    "changed",
                    "events.purchase.attributes.channel",
                    "{type: text}",
                    "{one of: [app, till]}",
                )
            ],
        ),
        (
            "events: {purchase: {items: {sku: text}}}",
            "events: {purchase: {items: {sku: {type: text, personal: yes}}}}",
            [("added", "events.purchase.items.sku.personal", None, "yes")],
        ),
        (
            "lists: {near: [a, b]}",
            "lists: {near: [b, 'c, d']}",
            [("added", "lists.near.c, d", None, "c, d"), ("removed", "lists.near.a", "a", None)],
        ),
        (
            "earning: [{rule: a, at most: 50 per event}]",
            "earning: [{rule: a, at most: [50 per event, 3 times ever]}]",
            [("changed", "earning.a.at most", "[50 per event]", "[50 per event, 3 times ever]")],
        ),
        # What points are called, one plural form after another; one name stands for `other`.
        (
            "wallets: {a: {name: {en: Beans}}}",
            "wallets: {a: {name: {en: {one: Bean, other: Beans}, nl: {other: Bonen}}}}",
            [
                ("added", "wallets.a.name.en.one", None, "Bean"),
                ("added", "wallets.a.name.nl.other", None, "Bonen"),
            ],
        ),
        ("wallets: {a: {name: Beans}}", "wallets: {a: {name: {en: {other: Beans}}}}", []),
        (
            "wallets: {a: {name: {en: {one: Bean, other: Beans}}}}",
            "wallets: {a: {name: {en: {other: Peas, one: Bean}, de: Erbsen}}}",
            [
                ("changed", "wallets.a.name.en.other", "Beans", "Peas"),
                ("added", "wallets.a.name.de", None, "Erbsen"),
            ],
        ),
        (
            "wallets: {a: {name: {en: {one: Bean, other: Beans}}}}",
            "wallets: {a: {}}",
            [
                ("removed", "wallets.a.name.en.one", "Bean", None),
                ("removed", "wallets.a.name.en.other", "Beans", None),
            ],
        ),
        (
            "earning: [{rule: a, name: {en: Peas}}]",
            "earning: [{rule: a, name: {en: {other: Peas}}}]",
            [("changed", "earning.a.name.en", "Peas", "{other: Peas}")],
        ),
        # A name or what is given is told as a whole; attributes one by one.
        (
            "events: {review: {name: {en: R, de: B}, attributes: {a: text, b: text}}}",
            "events: {review: {}}",
            [
                ("removed", "events.review.name", "{en: R, de: B}", None),
                ("removed", "events.review.attributes.a", "text", None),
                ("removed", "events.review.attributes.b", "text", None),
            ],
        ),
        (
            "tiers: {t: {items: {a: b, c: d}}}",
            "tiers: {t: {}}",
            [("removed", "tiers.t.items", "{a: b, c: d}", None)],
        ),
        # The steps of a test, by their place.
        (
            "tests: [{test: t, steps: [{at: 1, earns: 1}, {at: 2}, {at: 3}]}]",
            "tests: [{test: t, steps: [{at: 1, earns: 2, tier: a}, {at: 2}]}]",
            [
                ("changed", "tests.t.steps.1.earns", "1", "2"),
                ("added", "tests.t.steps.1.tier", None, "a"),
                ("removed", "tests.t.steps.3", "{at: 3}", None),
            ],
        ),
        (
            "tests: [{test: t, steps: [{at: 1}, {at: 2}, {at: 3}]}]",
            "tests: [{test: t, steps: [{at: 1}, {at: 5}, {at: 6}]}]",
            [
                ("changed", "tests.t.steps.2.at", "2", "5"),
                ("changed", "tests.t.steps.3.at", "3", "6"),
            ],
        ),
    ],
)
def test_a_difference_is_told_once_where_it_is(
    before: str, after: str, found: list[tuple[str, str, str | None, str | None]]
) -> None:
    assert between(before, after) == found


@pytest.mark.parametrize(
    ("order", "moved"),
    [
        ("abcd", {}),
        ("bacd", {"a": (None, "b")}),
        ("dabc", {"d": ("c", None)}),
        ("acdb", {"b": ("a", "d")}),
        ("acd", {}),
        ("aecd", {}),
    ],
)
def test_a_rule_that_moved_says_behind_which(
    order: str, moved: dict[str, tuple[str | None, str | None]]
) -> None:
    rows = {name: f"{{rule: {name}, give: {1 + 'abcde'.index(name)}}}" for name in "abcde"}
    after = f"earning: [{', '.join(rows[name] for name in order)}]"
    found = differences(load(RULES), load(after))
    assert {one.path[1]: (one.before, one.after) for one in found if one.kind == "moved"} == moved
    gone = {one.path[1] for one in found if one.kind == "removed"}
    assert gone == set("abcd") - set(order)
    assert {one.path[1] for one in found if one.kind == "added"} == set(order) - set("abcd")


def test_a_part_is_found_again_by_its_path() -> None:
    tree = load(GOOD)
    found = value_at(tree, ("tiers", "status", "levels", "silver", "from"))
    assert isinstance(found, Text)
    assert found.value == "200.00"
    assert names_at(tree, ("tiers", "status", "levels", "silver")) == {
        "en": "Silver",
        "ms": "Perak",
    }
    assert names_at(tree, ("earning", "deli")) == {"en": "deli"}
    units = load("wallets: {a: {name: {en: {one: Bean, other: Beans}, de: {one: x}, ms: Biji}}, b}")
    assert names_at(units, ("wallets", "a")) == {"en": "Beans", "ms": "Biji"}
    assert unit_at(units, "a").by_language["en"] == {"one": "Bean", "other": "Beans"}
    assert unit_at(units, "b").names == {"en": "b"}
    assert value_at(tree, ("earning", "nobody", "when")) is None


def scalars(value: Value, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, Text):
        return [path]
    inside: list[tuple[str | int, Value]] = (
        list(value.items.items()) if isinstance(value, Mapped) else list(enumerate(value.items, 1))
    )
    return [one for step, inner in inside for one in scalars(inner, (*path, step))]


@given(path=st.sampled_from(scalars(load(GOOD))), new=st.text(max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_edit_is_always_a_difference_and_the_way_back_its_mirror(
    path: tuple[str | int, ...], new: str
) -> None:
    try:
        after = load(replace_value(GOOD, path, new))
    except ValueError:
        return
    before = load(GOOD)
    there, back = differences(before, after), differences(after, before)
    same = after == before or value_texts(after) == value_texts(before)
    assert bool(there) is not same
    mirror: dict[Kind, Kind] = {"added": "removed", "removed": "added"}
    turned = {
        Difference(mirror.get(one.kind, one.kind), one.path, one.after, one.before) for one in back
    }
    assert {one for one in there if one.kind != "moved"} == {
        one for one in turned if one.kind != "moved"
    }


def value_texts(value: Value) -> object:
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Listed):
        return [value_texts(one) for one in value.items]
    return {key: value_texts(one) for key, one in value.items.items()}
