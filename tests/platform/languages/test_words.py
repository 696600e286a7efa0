"""Every word of every page exists in five languages, says the same, and is used.

Malay and Indonesian are two languages: a text that is the same in both is listed here, because it
truly is; a copied one is found.
"""

import re
from pathlib import Path
from string import Formatter

import pytest

from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.message import Message, Plural
from setia.platform.languages.words import WORDS

SOURCES = Path(__file__).parents[3] / "src" / "setia"
FORMS = ("other", "one", "two", "few", "many")

# Checked one by one: these are what a Malay and an Indonesian reader both say.
SAME_IN_MS_AND_ID = {
    "event.cancel", "facts.by", "facts.key", "home.before", "home.days", "home.down", "home.up",
    "if.and", "if.before", "if.known", "if.no_word", "if.not_equal", "if.not_yes", "if.or",
    "if.unknown", "if.word_above", "if.word_below", "live.pause", "live.paused", "move.hold",
    "outcome.set_aside", "outcome.waiting", "points.of", "shell.language", "shell.search_button",
    "kind.purchase", "term.days", "term.hour",
    "term.item_amount", "term.month", "term.today",
    "why.measured", "why.sum",
    "change.about", "phrase.kind_purchase", "phrase.start_month", "phrase.start_year",
    "phrase.type_bool",
    "phrase.no", "phrase.span_day", "phrase.span_hour",
    "phrase.span_month", "phrase.span_year", "phrase.times", "phrase.type_text", "phrase.without",
    "phrase.yes", "member.counted",
}  # fmt: skip


def forms(message: Message, language: Language) -> list[str]:
    text = getattr(message, language)
    if isinstance(text, Plural):
        return [getattr(text, form) for form in FORMS if getattr(text, form)]
    return [text]


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_a_message_names_the_same_values_in_every_language(key: str) -> None:
    wanted = values(forms(WORDS[key], "en")[0])
    for language in LANGUAGES:
        for text in forms(WORDS[key], language):
            assert text.strip() == text
            assert text, f"{key} has no {language}"
            assert values(text) == wanted, f"{key}, {language}: {text}"
            assert "!" not in text, f"{key}, {language}: calm, without exclamation marks"


def test_malay_and_indonesian_are_two_languages() -> None:
    same = {key for key, one in WORDS.items() if forms(one, "ms") == forms(one, "id")}
    assert same == SAME_IN_MS_AND_ID, f"copied, or no longer? {same ^ SAME_IN_MS_AND_ID}"
    long = [key for key in same if len(forms(WORDS[key], "ms")[0].split()) > 5]
    assert not long, f"whole sentences are never the same in both: {long}"


def test_a_language_that_was_forgotten_can_not_be_written() -> None:
    with pytest.raises(TypeError):
        Message(en="Home", ms="Laman utama", id="Beranda", nl="Start")  # type: ignore[call-arg]


def test_plural_forms_follow_the_language() -> None:
    message = WORDS["live.missed"]
    assert message.text("en", 1, n="1") == "1 entry went by unseen"
    assert message.text("en", 2, n="2") == "2 entries went by unseen"
    assert message.text("nl", 1, n="1") == "1 grootboekregel ging ongezien voorbij"
    assert message.text("id", 1, n="1") == message.text("id", 2, n="1")
    with pytest.raises(TypeError, match="count"):
        message.text("en", n="1")


def used_keys() -> set[str]:
    """Keys in templates and code; a key that is made from parts is matched by its beginning."""
    found: set[str] = set()
    for path in [*SOURCES.rglob("*.html"), *SOURCES.rglob("*.py")]:
        if "words" in path.parts:
            continue
        text = path.read_text("utf-8")
        found |= set(re.findall(r"""["']([a-z]+\.[a-z_0-9]+)["']""", text))
        found |= {f"{start}*" for start in re.findall(r'f"([a-z]+\.[a-z_]*)\{', text)}
        found |= {f"*{end}" for end in re.findall(r'f"\{[a-z]+\}(\.[a-z_]+)"', text)}
    return found


def test_every_word_is_used_and_every_used_word_exists() -> None:
    used = used_keys()
    starts = tuple(one[:-1] for one in used if one.endswith("*"))
    ends = tuple(one[1:] for one in used if one.startswith("*"))
    unused = [
        key
        for key in WORDS
        if key not in used and not key.startswith(starts) and not key.endswith(ends)
    ]
    assert not unused, f"words that no page says: {unused}"
    areas = {key.partition(".")[0] for key in WORDS}
    said = {key for key in used if key.partition(".")[0] in areas and "*" not in key}
    for template in SOURCES.rglob("*.html"):
        said |= set(re.findall(r'{% say "([^"]+)"', template.read_text("utf-8")))
    said = {key for key in said if not key.endswith((".css", ".html", ".js"))}
    assert said <= WORDS.keys(), f"no such word: {sorted(said - WORDS.keys())}"
