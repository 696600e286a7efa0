"""Differences in words: every key of a document in five languages, and nothing left unsaid."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from setia.core.program.differences import ROW_IDS, differences, value_at
from setia.core.program.edit import replace_value
from setia.core.program.read import read_program
from setia.core.program.source import Listed, Mapped, Text, Value, load
from setia.platform.languages.differences import part_of, sentences
from setia.platform.languages.keys import KEYS
from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.side import side_of

# What the reader of a document knows of the one below; the rest is read from its text alone.
PROGRAM = read_program("""
setia: 1
program: kopi-club
currency: MYR
wallets: {beans: {}, stars: {}}
earning: [{rule: base, give: 1 beans}]
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels: [{tier: member, from: 0}, {tier: gold, from: 600.00}]
  visits: {measure: spend in 12 months, keep: 12 months, levels: [{tier: guest, from: 0}]}
""")
EVERYTHING = Path(__file__).with_name("everything.yaml").read_text("utf-8")


def told(before: str, after: str, language: Language) -> list[str]:
    return told_of(load(before), load(after), language)


def told_of(before: Value, after: Value, language: Language) -> list[str]:
    sides = [side_of(language, PROGRAM, tree) for tree in (before, after)]
    said = sentences(sides[0], sides[1], differences(before, after))
    return [re.sub(r"\s", " ", one) for one in said]


def others(value: Value) -> list[Value]:
    """The value with one thing taken out, or one text another, for all that it holds."""
    if isinstance(value, Text):
        return [replace(value, value="zzz")]
    if isinstance(value, Listed):
        rows = value.items
        return [
            replace(value, items=(*rows[:place], *put, *rows[place + 1 :]))
            for place, row in enumerate(rows)
            for put in [(), *((one,) for one in others(row))]
        ]
    made: list[Value] = []
    for key, inner in value.items.items():
        if key not in ROW_IDS.values():
            made.append(replace(value, items={k: v for k, v in value.items.items() if k != key}))
        made += [replace(value, items={**value.items, key: one}) for one in others(inner)]
    return made


TREE = load(EVERYTHING)
VARIANTS = others(TREE)


def keys_of(value: Value, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all keys, rows by their places."""
    if isinstance(value, Text):
        return [path]
    pairs = (
        value.items.items()
        if isinstance(value, Mapped)
        else ((str(place), one) for place, one in enumerate(value.items, 1))
    )
    return [path, *(one for step, inner in pairs for one in keys_of(inner, (*path, step)))]


QUOTED = re.compile("[“„][^“”„]*[”“]")
# Words of the English sentences that neither names, ids nor another language have.
ENGLISH = re.compile(
    r"\b(the|changes|until now|from now on|dropped|when|every|full|each|points|after|rounded|"
    r"wallet|rule|counter|level|list|purchase|now|never|of|and|or|new|from|at most|at)\b",
    re.IGNORECASE,
)
# What German, Dutch, Malay and Indonesian share with English, and the ids of the document.
SHARED = re.compile(r"\b(Test|in|Budget|die|test|budget|Level|of)\b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_difference_is_a_whole_sentence_in_every_language(language: Language) -> None:
    assert len(VARIANTS) > 200
    for other in VARIANTS:
        for before, after in ((TREE, other), (other, TREE)):
            said = told_of(before, after, language)
            assert said or not differences(before, after)
            for sentence in said:
                bare = QUOTED.sub("Q", sentence)
                assert not re.search(r"[{}]|None|  ", bare), sentence
                assert sentence.endswith("."), sentence
                assert bare[:1].isupper(), sentence
                if language != "en":
                    assert not ENGLISH.search(SHARED.sub("", bare)), sentence


def test_every_key_has_a_word_of_its_own() -> None:
    told_by: set[tuple[str, str]] = set()
    for path in keys_of(TREE)[1:]:
        part, depth = part_of(path)
        told_by |= {(part, path[depth])} if len(path) > depth else set()
    wanted = {(part, key) for part, keys in KEYS.items() for key in keys}
    missing = {one for one in wanted if one[0] not in ("test", "item") and one not in told_by}
    assert not missing, f"everything.yaml has no {missing}"
    for other in VARIANTS:
        for sentence in told_of(TREE, other, "en") + told_of(other, TREE, "en"):
            known = "entry “review”" in sentence or "zzz" in sentence
            assert known or "the entry" not in sentence, sentence


EXPECTED = load(Path(__file__).with_name("differences.yaml").read_text("utf-8"))


def expected(*path: str) -> str:
    found = value_at(EXPECTED, path)
    assert isinstance(found, Text)
    return found.value


def rows(*path: str) -> list[str]:
    found = value_at(EXPECTED, path)
    assert isinstance(found, Listed)
    return [str(place) for place, _ in enumerate(found.items, 1)]


@pytest.mark.parametrize("row", rows("changes"))
def test_a_change_is_told_as_a_marketer_would(row: str) -> None:
    path = expected("changes", row, "at").split(".")
    after = replace_value(EVERYTHING, path, expected("changes", row, "becomes"))
    assert told(EVERYTHING, after, "en") == [expected("changes", row, "said")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_version_is_told_in_five_languages(language: Language) -> None:
    said = [expected("said", language, row) for row in rows("said", language)]
    assert told(expected("before"), expected("after"), language) == said


def test_of_a_long_list_only_the_first_texts_are_told() -> None:
    many = ", ".join(f"sku-{number}" for number in range(12))
    (gained,) = told("lists: {near: [x]}", f"lists: {{near: [x, {many}]}}", "en")
    assert gained.startswith("List near: “sku-0”, “sku-1”, ")
    assert gained.endswith(" and 2 more added.")
    (new,) = told("setia: 1", f"setia: 1\nlists: {{near: [{many}]}}", "de")
    assert new.startswith("Neue Liste near: „sku-0“, ")
    assert new.endswith(" und 2 weitere.")


POLICIES = {
    "take back": ("again", "in proportion"),
    "when spent": ("debt", "write off", "refuse"),
    "levels": ("stay", "fall"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_returns_do_is_told_in_five_languages(language: Language) -> None:
    for row in rows("returns"):
        before, after = (
            f"{{setia: 1, {expected('returns', row, side)}}}" for side in ("before", "after")
        )
        said = [
            expected("returns", row, "said", language, place)
            for place in rows("returns", row, "said", language)
        ]
        assert told(before, after, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_policy_of_returns_is_told_by_its_key(language: Language) -> None:
    """Each value of each key, or none, against each other one."""
    for key, words in POLICIES.items():
        sections = ["setia: 1", *(f"setia: 1\nreturns: {{{key}: {word}}}" for word in words)]
        for before in sections:
            for after in sections:
                said = told(before, after, language)
                assert len(said) == (before != after)
                for sentence in said:
                    assert not QUOTED.search(sentence), sentence
                    if language != "en":
                        assert not ENGLISH.search(SHARED.sub("", sentence)), sentence
