"""A unit has the form that its number asks for, in each language and wherever points are told.

The tables are written by hand from CLDR's rules. Whole histories are then told of programs whose
singular is a marked word, so that a number which is joined to a unit by any other way is seen.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from setia.cli.decide import statement
from setia.cli.history import read_history
from setia.cli.playing import book_of, play
from setia.console.figures import cards
from setia.core.program.differences import differences
from setia.core.program.edit import replace_value
from setia.core.program.names import FORMS, PointsUnit, named
from setia.core.program.read import read_program
from setia.core.program.source import load
from setia.insights.periods import Series, series
from setia.insights.queries import Figures, WalletFigures
from setia.platform.languages.differences import sentences
from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.plurals import examples, form_of, forms_of
from setia.platform.languages.side import side_of
from setia.platform.languages.voice import plain_voice, voice_of
from setia.programs.check_program import check_program
from tests.arch.tree import ROOT
from tests.cli.histories import EXAMPLES, lines, told

SOURCES: Final = ROOT / "src" / "setia"
BEANS: Final = {
    "en": {"one": "Bean", "other": "Beans"},
    "ms": {"other": "Biji Kopi"},
    "id": {"other": "Butir Kopi"},
    "nl": {"one": "Boon", "other": "Bonen"},
    "de": {"one": "Bohne", "other": "Bohnen"},
}


def beans(decimals: int = 0) -> PointsUnit:
    text = f"""
setia: 1
program: p
currency: MYR
wallets:
  beans:
    decimals: {decimals}
    name:
      en: {{one: Bean, other: Beans}}
      ms: Biji Kopi
      id: {{other: Butir Kopi}}
      nl: {{one: Boon, other: Bonen}}
      de: {{one: Bohne, other: Bohnen}}
"""
    return check_program(text).wallets[0].unit


# Each form by hand. Of 0, 1, 2, 21 and -1 whole points; then of 10 and 15 tenths, 1.0 and 1.5.

WHOLE: Final = {
    "en": "0 Beans|1 Bean|2 Beans|21 Beans|-1 Bean",
    "ms": "0 Biji Kopi|1 Biji Kopi|2 Biji Kopi|21 Biji Kopi|-1 Biji Kopi",
    "id": "0 Butir Kopi|1 Butir Kopi|2 Butir Kopi|21 Butir Kopi|-1 Butir Kopi",
    "nl": "0 Bonen|1 Boon|2 Bonen|21 Bonen|-1 Boon",
    "de": "0 Bohnen|1 Bohne|2 Bohnen|21 Bohnen|-1 Bohne",
}
TENTHS: Final = {
    "en": "1.0 Beans|1.5 Beans|-1.0 Beans|0.0 Beans",
    "ms": "1.0 Biji Kopi|1.5 Biji Kopi|-1.0 Biji Kopi|0.0 Biji Kopi",
    "id": "1,0 Butir Kopi|1,5 Butir Kopi|-1,0 Butir Kopi|0,0 Butir Kopi",
    "nl": "1,0 Bonen|1,5 Bonen|-1,0 Bonen|0,0 Bonen",
    "de": "1,0 Bohnen|1,5 Bohnen|-1,0 Bohnen|0,0 Bohnen",
}
CHANGES: Final = {
    "en": "0 Beans|+1 Bean|-1 Bean|+21 Beans",
    "ms": "0 Biji Kopi|+1 Biji Kopi|-1 Biji Kopi|+21 Biji Kopi",
    "id": "0 Butir Kopi|+1 Butir Kopi|-1 Butir Kopi|+21 Butir Kopi",
    "nl": "0 Bonen|+1 Boon|-1 Boon|+21 Bonen",
    "de": "0 Bohnen|+1 Bohne|-1 Bohne|+21 Bohnen",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_asks_for_the_form_of_its_unit(language: Language) -> None:
    voice = plain_voice(language)
    assert "|".join(voice.points(beans(), n) for n in (0, 1, 2, 21, -1)) == WHOLE[language]
    assert "|".join(voice.points(beans(1), n) for n in (10, 15, -10, 0)) == TENTHS[language]
    said = "|".join(voice.signed_points(beans(), n) for n in (0, 1, -1, 21))
    assert said == CHANGES[language]
    forms = BEANS[language]
    one = forms.get("one", forms["other"])
    assert [voice.unit_of(beans(), n) for n in (1, 2)] == [one, forms["other"]]
    assert voice.unit_of(beans(2), 100) == forms["other"]
    assert voice.units(beans()) == forms["other"]


def test_the_table_of_the_page_is_what_is_said() -> None:
    page = (ROOT / "docs/reference/program.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w\w)` \| ((?:`\w+`(?:, )?)+) \| (.*) \|$", page, re.MULTILINE)
    said = {language: cells.split(" | ") for language, _, cells in rows}
    assert said == {one: [*WHOLE[one].split("|"), *TENTHS[one].split("|")[:2]] for one in LANGUAGES}
    for language, forms, _ in rows:
        assert re.findall(r"\w+", forms) == [*forms_of(language)]


def test_a_number_as_it_is_written_asks_for_its_form() -> None:
    """A rate has no zeros at its end, whatever decimals its wallet has."""
    numbers = [Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(200), Fraction(1, 3)]
    said = [plain_voice("en").exact_points(beans(2), one) for one in numbers]
    assert said == ["1 Bean", "0.5 Beans", "1.5 Beans", "200 Beans", "1/3 Beans"]


def test_a_name_that_is_not_in_the_readers_language_goes_by_its_own_rules() -> None:
    """French has 0 and 1.5 in the singular, Polish and Arabic have more forms than two."""
    french = PointsUnit({"fr": {"one": "grain", "other": "grains"}})
    assert [plain_voice("de").points(french, n) for n in (0, 1, 2)] == [
        "0 grain", "1 grain", "2 grains",
    ]  # fmt: skip
    assert plain_voice("de").exact_points(french, Fraction(3, 2)) == "1,5 grain"
    polish = PointsUnit(
        {"pl": {"one": "ziarno", "few": "ziarna", "many": "ziaren", "other": "ziarna"}}
    )
    said = [plain_voice("en").points(polish, n) for n in (1, 2, 5, 21, 22, 0)]
    assert said == ["1 ziarno", "2 ziarna", "5 ziaren", "21 ziaren", "22 ziarna", "0 ziaren"]
    arabic = [form_of("ar", n) for n in (0, 1, 2, 3, 11, 100)]
    assert arabic == ["zero", "one", "two", "few", "many", "other"]


def test_a_form_that_is_not_there_is_told_by_other() -> None:
    unit = PointsUnit({"pl": {"one": "ziarno", "other": "ziarna"}})
    assert [plain_voice("en").points(unit, n) for n in (1, 2, 5)] == [
        "1 ziarno", "2 ziarna", "5 ziarna",
    ]  # fmt: skip


def test_the_zeros_that_are_written_count() -> None:
    one: list[int | Decimal] = [1, Decimal(1), Decimal("1.0"), Decimal("1.00"), Decimal(-1)]
    assert [form_of("en", n) for n in one] == ["one", "one", "other", "other", "one"]
    assert [form_of("fr", n) for n in one] == ["one"] * 5


def test_the_forms_of_a_language_are_those_of_its_rules() -> None:
    assert [forms_of(one) for one in LANGUAGES] == [
        ("one", "other"), ("other",), ("other",), ("one", "other"), ("one", "other"),
    ]  # fmt: skip
    assert forms_of("ar") == FORMS
    assert forms_of("zh-Hant") == forms_of("ja") == ("other",)
    assert forms_of("en-XX") == ("one", "other"), "a region that is not known asks its language"
    assert forms_of("xx") == ()
    assert form_of("xx", 1) == "other"


def test_every_form_of_every_language_has_its_examples() -> None:
    known = sorted({one.partition("_")[0] for one in locale_identifiers()})
    assert len(known) > 200
    for tag in known:
        assert set(forms_of(tag)) == {*Locale.parse(tag).plural_form.tags, "other"}
        assert [form for form in forms_of(tag) if not examples(tag, form)[0]] == []
    assert examples("en", "one") == ((1,), False)
    assert examples("en", "other") == ((0, 2, 3), True)


# One text stands for every number.


def test_one_name_stands_for_every_number() -> None:
    head = "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {%s}}\n"
    for name in ("name: Beans", "name: {en: Beans}", "name: {en: {other: Beans}}"):
        unit = read_program(head % name).wallets[0].unit
        assert [plain_voice("nl").points(unit, n) for n in (1, 2)] == ["1 Beans", "2 Beans"]
    unnamed = read_program(head % "").wallets[0].unit
    assert plain_voice("de").points(unnamed, 1) == "1 beans"
    assert named(unnamed.names, "de") == "beans"


# What is told of whole histories: no number is joined to a unit in another way.

ONE, MANY = "Qsingular", "Qplural"
MARKED: Final = f"""    name:
      en: {{one: {ONE}, other: {MANY}}}
      ms: {MANY}
      id: {MANY}
      nl: {{one: {ONE}, other: {MANY}}}
      de: {{one: {ONE}, other: {MANY}}}
"""
_NAMES = re.compile(r"^    name:\n(?:      \w+: .*\n)+", re.MULTILINE)
_SAID = re.compile(rf"(?:([+-]?[\d.,]*\d)\s)?({ONE}|{MANY})")
TOLD_IN: Final = {"en": ONE, "ms": MANY, "id": MANY, "nl": ONE, "de": ONE}

SHOP: Final = [
    told("opening", "2026-01-02", "o1", points=1, expires="2026-01-05"),
    told("purchase", "2026-02-07T10:00", "r1", amount=100),
    told("spend", "2026-02-07T10:05", "s0", points=9),
    told("spend", "2026-02-07T11:00", "s1", points=1),
    told("return", "2026-02-07T12:00", "t1", of="r1", amount=100),
    told("purchase", "2026-02-08T10:00", "r2", amount=300, items=[
        {"amount": 100, "department": "DELI"}, {"amount": 200},
    ]),
    told("hold", "2026-02-09T10:00", "h1", points=1, minutes=30),
    told("hold", "2026-02-09T10:01", "h0", points=2),
    told("capture", "2026-02-09T10:05", "c1", of="h1", points=1),
    told("cancel", "2026-02-09T10:06", "x1", of="c1", points=1),
    told("cancel", "2026-02-09T10:07", "x2", of="c1", points=2),
    told("hold", "2026-02-09T11:00", "h2", points=1, minutes=30),
    told("adjust", "2026-02-10", "a1", points=-1, reason="counted twice"),
    told("purchase", "2026-02-10T12:00", "r3", amount=100),
    told("hold", "2026-02-10T13:00", "h3", points=1, minutes=60),
]  # fmt: skip
AIRLINE: Final = [
    told("opening", "2026-01-01", "o1", points=10, wallet="miles"),
    told("opening", "2026-01-01T13:00", "o2", points=1, wallet="status"),
    told("purchase", "2026-01-14T08:00", "r1", amount=100),
    told("spend", "2026-01-16", "s1", points=10, wallet="miles"),
    told("adjust", "2026-01-18", "a1", points=1, wallet="status", reason="a late bag"),
]


def told_of(name: str, history: Sequence[object], language: Language) -> Iterator[str]:
    """Every line of a history on the terminal, which is made of the page's."""
    text, changed = _NAMES.subn(MARKED, (EXAMPLES / f"{name}.yaml").read_text("utf-8"))
    assert changed >= 1, "the example names no unit by its forms"
    book = book_of(check_program(text))
    found = read_history(lines(history).splitlines(), book, of_one=True)  # type: ignore[arg-type]
    assert found.problems == []
    version = book.newest
    voice = voice_of(language, version.program, version.zone)
    for end in range(1, len(history) + 1):
        yield from statement(voice, version, play(book, found.members[""][:end]))


def agreed(text: str, language: Language) -> list[str]:
    """The numbers beside units in a text, each with the form that it asks for."""
    numbers = []
    for number, unit in _SAID.findall(text):
        asked = TOLD_IN[language] if number.lstrip("+-") == "1" else MANY
        assert unit == asked, f"{language}: {text}"
        numbers.append(number)
    return numbers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "history"),
    [("coffee", SHOP), ("grocer", SHOP), ("music-shop", SHOP), ("airline", AIRLINE)],
)
def test_every_unit_in_a_history_has_its_form(
    name: str, history: Sequence[object], language: Language
) -> None:
    found = [one for text in told_of(name, history, language) for one in agreed(text, language)]
    if name == "airline":
        assert {"1,0" if language in ("id", "nl", "de") else "1.0", "1"} <= {*found}
    else:
        assert {"1", "+1", "-1", "2", "0"} <= {*found}
        assert sum(one.lstrip("+-") == "1" for one in found) > 50


def on_the_last_day(points: int) -> Series:
    return series({20_000: points}, 20_000, points)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_headed_by_the_unit_alone(language: Language) -> None:
    text = _NAMES.sub(MARKED, (EXAMPLES / "coffee.yaml").read_text("utf-8"))
    version = book_of(check_program(text)).newest
    voice = voice_of(language, version.program, version.zone)
    one = on_the_last_day(1)
    wallet = WalletFigures("beans", one, one, one, one, 1, one, one, one, one, one, one)
    made = cards(voice, version, Figures(1, one.last_day, one, (), (wallet,), None))
    assert len(made) == 6
    said = [text for card in made for text in (card.title, card.value, card.how, card.compared)]
    assert all(agreed(text, language) in ([], [""]) for text in said)
    assert sum(MANY in text for text in said) == 4
    assert not any(ONE in text for text in said)


# Differences in words.

EVERYTHING: Final = _NAMES.sub(
    MARKED, Path(__file__).with_name("everything.yaml").read_text("utf-8")
)
PROGRAM: Final = read_program("setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {}}\n")
ONES: Final = {
    "budgets.launch.points": "1 beans",
    "wallets.beans.at most": "1 beans",
    "earning.base.give": "1 beans per whole 2.00",
    "earning.deli.give": "1 per 2.00",
    "earning.base.at most.1": "1 beans per day",
    "earning.big.steps.1.give": "1",
    "tests.first.steps.2.balance": "1 beans",
    "tests.first.steps.5.earns": "1 beans",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", ONES)
def test_every_unit_in_a_difference_has_its_form(at: str, language: Language) -> None:
    texts = (ONES[at], ONES[at].replace("1", "21", 1))
    before, after = (load(replace_value(EVERYTHING, at.split("."), text)) for text in texts)
    sides = [side_of(language, PROGRAM, tree) for tree in (before, after)]
    (found,) = sentences(sides[0], sides[1], differences(before, after))
    beside = [one for one in agreed(found, language) if one not in ("", "200")]
    assert beside == ["1", "21"], "200 a day stand beside what changes of the limits"


NAMED: Final = {
    "en": [
        "Wallet Beans: the name (English, for 1) is new: “Bean”.",
        "Wallet Beans: the name (Polish, for 2, 3, 4 …) is dropped (until now: “ziarna”).",
        "Wallet Beans: the name (Polish, for 0.5, 1.5) changes from “ziarna” to “zz”.",
    ],
    "ms": [
        "Dompet mata Beans: nama (Inggeris, bagi 1) ditambah: “Bean”.",
        "Dompet mata Beans: nama (Poland, bagi 2, 3, 4 …) digugurkan (sebelum ini: “ziarna”).",
        "Dompet mata Beans: nama (Poland, bagi 0.5, 1.5) berubah daripada “ziarna” kepada “zz”.",
    ],
    "id": [
        "Dompet poin Beans: namanya (Inggris, untuk 1) ditambahkan: “Bean”.",
        "Dompet poin Beans: namanya (Polski, untuk 2, 3, 4 …) dihapus (sebelumnya: “ziarna”).",
        "Dompet poin Beans: namanya (Polski, untuk 0,5, 1,5) berubah dari “ziarna” menjadi “zz”.",
    ],
    "nl": [
        "Puntenrekening Beans: de naam (Engels, bij 1) komt erbij: “Bean”.",
        "Puntenrekening Beans: de naam (Pools, bij 2, 3, 4 …) verdwijnt (tot nu toe: “ziarna”).",
        "Puntenrekening Beans: de naam (Pools, bij 0,5, 1,5) verandert van “ziarna” naar “zz”.",
    ],
    "de": [
        "Punktekonto Beans: der Name (Englisch, bei 1) kommt hinzu: „Bean“.",
        "Punktekonto Beans: der Name (Polnisch, bei 2, 3, 4 …) entfällt (bisher: „ziarna“).",
        "Punktekonto Beans: der Name (Polnisch, bei 0,5, 1,5) ändert sich von „ziarna“ auf „zz“.",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_plural_is_told_by_its_numbers(language: Language) -> None:
    head = "setia: 1\nprogram: p\ncurrency: MYR\nwallets: {beans: {name: {%s}}}\n"
    before, after = (
        load(head % "en: Beans, pl: {many: ziaren, few: ziarna, other: ziarna}"),
        load(head % "en: {one: Bean, other: Beans}, pl: {many: ziaren, other: zz}"),
    )
    sides = [side_of(language, PROGRAM, tree) for tree in (before, after)]
    said = sentences(sides[0], sides[1], differences(before, after))
    assert sorted(said) == sorted(NAMED[language])


# How the sources say it.


def test_only_one_place_joins_a_number_and_a_unit() -> None:
    """The message, the forms and the rules that choose one stand behind the voice."""
    places = {
        path.relative_to(SOURCES).as_posix(): path.read_text("utf-8")
        for path in sorted(SOURCES.rglob("*.py"))
    }
    voice = "platform/languages/voice.py"
    words = "platform/languages/words/statement.py"
    assert {name for name, text in places.items() if '"points.of"' in text} == {voice, words}
    choosing = {name for name, text in places.items() if re.search(r"\bform_of\(", text)}
    assert choosing == {
        voice, "platform/languages/plurals.py", "platform/languages/message.py",
    }  # fmt: skip
    alone = {name for name, text in places.items() if re.search(r"\.units\(", text)}
    assert alone == {"console/figures.py", "platform/languages/phrases.py"}
    read = {name for name, text in places.items() if re.search(r"\bunit\.names\b", text)}
    assert read == set()
