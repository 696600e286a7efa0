"""Conditions in words: whole sentences of five languages, and nothing left over in any of them."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from ruamel.yaml import YAML

from setia.core.engine.zones import UTC
from setia.core.expressions.fields import BUILT_IN, Field, Vocabulary
from setia.core.expressions.parse import ExpressionError, parse_condition
from setia.core.program.read import read_program
from setia.platform.languages.conditions import Teller
from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.voice import voice_of
from tests.core.naive_expressions import WORDS, Told
from tests.core.naive_terms import conditions

PROGRAM = read_program("""
setia: 1
program: p
currency: MYR
wallets: {beans: {}}
earning: [{rule: a, give: 1}]
tiers:
  status:
    measure: spend in 12 months
    keep: 12 months
    levels:
      - {tier: regular, from: 0}
      - {tier: gold, from: 600.00, name: {en: Gold, ms: Emas, id: Gold, nl: Goud, de: Gold}}
""")
KANAL = {"en": "the channel", "ms": "saluran", "id": "kanal", "nl": "het kanaal", "de": "der Kanal"}
VOCABULARY = Vocabulary(
    {
        **WORDS.fields,
        **{one.name: one for one in BUILT_IN},
        "tier": PROGRAM.fields["tier"],
        "channel": Field("channel", "text", "event", names=KANAL),
    },
    2,
    WORDS.lists,
)

SENTENCES: dict[str, dict[Language, str]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("sentences.yaml")
)


def said(text: str, language: Language) -> str:
    teller = Teller(voice_of(language, PROGRAM, UTC), PROGRAM)
    return re.sub(r"\s", " ", teller.clause(parse_condition(text, VOCABULARY)))


@pytest.mark.parametrize("text", SENTENCES)
def test_a_condition_is_said_in_five_languages(text: str) -> None:
    assert {language: said(text, language) for language in LANGUAGES} == SENTENCES[text]


# Words of the English sentences that no other language has, and that no field is called.
ENGLISH = re.compile(
    r"\b(the|at least|at most|or higher|less|than|more|known|earlier|before|amount of|number of|"
    r"where|every|smallest|largest|yes|and|from)\b"
)


@given(told=conditions())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_condition_is_said_without_gaps_or_english_words(told: Told) -> None:
    assume(len(told.text) <= 500)
    try:
        node = parse_condition(told.text, VOCABULARY)
    except ExpressionError:
        return
    sentences = []
    for language in LANGUAGES:
        sentence = Teller(voice_of(language, PROGRAM, UTC), PROGRAM).clause(node)
        assert "{" not in sentence
        assert "}" not in sentence
        assert sentence.count("(") == sentence.count(")")
        if language != "en":
            assert not ENGLISH.search(sentence), sentence
        sentences.append(sentence)
    assert len({one.replace("“", "„") for one in sentences}) > 1


def test_what_no_clock_shows_is_said_as_a_number() -> None:
    assert said("hour < 30", "en") == "the hour is less than 30"
    assert said("hour >= 23", "de") == "es 23:00 Uhr oder später ist"


def test_of_two_tier_sets_each_is_named() -> None:
    levels = "{measure: spend in 12 months, keep: 1 year, levels: [{tier: a, from: 0}]}"
    program = read_program(
        "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {}}\n"
        f"tiers: {{status: {levels}, fuel: {levels}}}\n"
    )
    teller = Teller(voice_of("en", program, UTC), program)
    node = parse_condition('tier_fuel == "a"', Vocabulary(program.fields, 2))
    assert teller.clause(node) == "the tier (fuel) is a"
