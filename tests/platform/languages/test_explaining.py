"""Random events explained in five languages: the sums come out, and no word of another stands in.

Every example program is tried, with events of every kind that it declares. A language's own words
are those of its messages, of the program's names in it, and of its calendar.
"""

import os
import random
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

import pytest

from setia.core.engine.book import Book, Happened, Version, version_after
from setia.core.engine.explain import explain
from setia.core.engine.explain_moves import movement
from setia.core.engine.explanation import Ending, Explained
from setia.core.engine.memory import Memory
from setia.core.engine.missed import missed
from setia.core.engine.postings import Cause, apart, unfold
from setia.core.expressions.fields import Field
from setia.core.program.document import Kind, Program
from setia.core.program.read import read_program
from setia.platform.languages import explaining
from setia.platform.languages.language import LANGUAGES, Language
from setia.platform.languages.message import Plural
from setia.platform.languages.missing import why_not
from setia.platform.languages.voice import Voice, voice_of
from setia.platform.languages.words import WORDS
from tests.arch.tree import ROOT
from tests.core.steps import played, scenarios
from tests.core.zones import at, table

DAY_US = 86_400_000_000
EVENTS = int(os.environ.get("SETIA_TEST_EVENTS", "300"))
"""Events of each program; 2,500 make the 10,000 of the long form."""

QUOTED = ("app", "DELI")
"""Texts of conditions, which are shown as they are written."""

GOLDEN = scenarios(ROOT / "tests/core/golden")
PROGRAMS = ("airline", "coffee", "grocer", "music-shop")
FORMS = ("other", "one", "two", "few", "many")
TOKEN = re.compile(r"[^\W\d_]{2,}")


@cache
def book_of(name: str) -> Book:
    text = files("setia.core.program").joinpath(f"examples/{name}.yaml").read_text("utf-8")
    program = read_program(text, available_timezones())
    return Book((version_after(None, 1, 0, program, table(program.time_zone)),))


def happened(book: Book, count: int, seed: int) -> Iterator[tuple[Happened, list[int], Explained]]:
    """Events of one member, each with its explanation."""
    chance, version = random.Random(seed), book.newest
    state, at_us = book.fresh(), at("UTC", "2026-01-01 00:00")
    left = dict.fromkeys(version.budgets, 500)
    events: list[Happened] = []
    for number in range(count):
        at_us += chance.choice((1, 3_600_000_000, DAY_US, 9 * DAY_US, 60 * DAY_US))
        back = _return(version.program, chance, at_us, events) or _end(chance, at_us, events)
        events.append(back or _event(version.program, chance, at_us, number))
    memory = Memory(book, events)
    for event in memory.in_order(events):
        decision = book.decide(state, event, left, memory)
        postings = unfold(*apart(decision.postings))
        told = explain(version, event, decision.outcome, decision.why, postings)
        yield event, decision.why, told


def _event(program: Program, chance: random.Random, at_us: int, number: int) -> Happened:
    facts = [one for one in program.fields.values() if one.scope == "member"]
    kinds = [*program.kinds, *program.kinds, "spend", "hold", *(["profile"] if facts else [])]
    kind = chance.choice([*kinds, *kinds, "adjust", "opening"])
    if kind in ("spend", "hold", "adjust", "opening"):
        wallet = chance.choice(program.wallets).id
        payload: dict[str, object] = {"points": chance.randrange(1, 400), "wallet": wallet}
        if kind == "adjust":
            payload |= {"points": chance.randrange(-99, 0), "reason": "x"}
        if kind == "hold":
            payload["minutes"] = chance.choice([30, 60 * 24 * 80])
    elif kind == "profile":
        payload = {one.key: _value(one, chance) for one in facts if chance.random() < 0.6}
    else:
        payload = _payload(program.kinds[kind], program, chance)
    return Happened(at_us, kind, "till", f"{number:05}", payload)


def _end(chance: random.Random, at_us: int, events: list[Happened]) -> Happened | None:
    """Now and then a capture or cancel of one of the last acts, in part or whole."""
    able = [one for one in events[-9:] if one.kind in ("hold", "spend", "capture")]
    if not able or chance.random() < 0.6:
        return None
    of = chance.choice(able)
    kind = chance.choice(["capture", "cancel"]) if of.kind == "hold" else "cancel"
    points = chance.choice([None, 1, 20, 400])
    payload = {"of": of.key, **({"points": points} if points else {})}
    return Happened(at_us, kind, "till", f"e{len(events):05}", payload)


def _return(
    program: Program, chance: random.Random, at_us: int, events: list[Happened]
) -> Happened | None:
    """Now and then a return of one of the last events, in part or whole, at times of too much."""
    able = [one for one in events[-9:] if one.kind in program.kinds]
    if not able or chance.random() < 0.75:
        return None
    one = chance.choice(able)
    amount, items = one.payload.get("amount"), one.payload.get("items")
    part: dict[str, object] = {}
    if isinstance(amount, int) and amount and chance.random() < 0.5:
        part = {"amount": chance.choice([1, amount, amount + 1, (amount + 1) // 2])}
    elif isinstance(items, list) and chance.random() < 0.5:
        part = {"items": [{"line": chance.randrange(1, len(items) + 1)}]}
    return Happened(
        at_us, "return", "desk", f"r{len(events):05}", {"of": one.key, "of_source": "till", **part}
    )


def _payload(kind: Kind, program: Program, chance: random.Random) -> dict[str, object]:
    fields = [program.fields[name] for name in sorted(kind.fields)]
    payload = {
        one.key: _value(one, chance)
        for one in fields
        if one.scope == "event" and (one.needed or one.key == "amount" or chance.random() < 0.6)
    }
    items = [one for one in fields if one.scope == "item"]
    if items and chance.random() < 0.5:
        payload["items"] = [
            {one.key: _value(one, chance) for one in items} for _ in range(chance.randrange(1, 4))
        ]
    return payload


def _value(field: Field, chance: random.Random) -> object:
    match field.type:
        case "bool":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(field.values)
        case "text":
            return chance.choice(["app", "DELI", "x-1"])
        case "date":
            return f"20{chance.randrange(20, 26)}-0{chance.randrange(1, 10)}-15"
        case "list":
            return ["vip"]
        case "money":
            return chance.choice([0, 99, 1_850, 5_000, 60_000])
        case _:
            least, most = field.bounds
            return chance.randrange(max(least, 1), min(most, 9_000) + 1)


def said(
    voice: Voice, event: Happened, why: list[int], explained: Explained, version: Version
) -> Iterator[str]:
    """Every text that the explanation of one event can show."""
    program = version.program
    for one in explained.earned:
        for step in one.steps:
            yield explaining.how(voice, step, program)
            yield explaining.but(voice, step, one.wallet.decimals)
            yield voice.name(step.rule.names)
        yield explaining.rounded(voice, one)
    if explained.ending is not None:
        yield explaining.ended(voice, explained.ending)
    for back in explained.taken:
        for part in back.steps:
            yield from explaining.taken(voice, part, program)
    if event.kind in program.kinds:
        for missing in missed(version, event, why):
            yield why_not(voice, program, missing)
    for move in (*explained.own, *explained.fell_due, *explained.corrected):
        yield explaining.lot(voice, move)
        yield explaining.moved(voice, move)


@cache
def own_words(name: str, language: Language) -> frozenset[str]:
    """What may stand in a text of a language: its messages, the program's names, its calendar."""
    program = book_of(name).newest.program
    texts: list[str] = []
    for message in WORDS.values():
        text = getattr(message, language)
        forms = [getattr(text, one) for one in FORMS] if isinstance(text, Plural) else [text]
        texts += [re.sub(r"\{\w+\}", " ", one) for one in forms if one]
    named = [one.names for one in program.rules]
    for wallet in program.wallets:
        texts += wallet.unit.nearest(language)[1].values()
    named += [one.names for one in program.kinds.values()]
    named += [one.names for one in program.fields.values() if one.names]
    named += [level.names for one in program.tiers for level in one.levels]
    texts += [text for one in program.fields.values() for text in (one.key, *one.values)]
    texts += QUOTED
    voice = voice_of(language, program, book_of(name).newest.zone)
    texts += [voice.name(names) for names in named]
    locale = voice.formats.locale
    for width in ("wide", "abbreviated"):
        for form in ("format", "stand-alone"):
            texts += locale.months[form][width].values()
            texts += locale.days[form][width].values()
    for unit in ("hour", "day", "minute", "second", "week", "month"):
        texts += [voice.formats.money(100), *_span_words(voice, unit)]
    return frozenset(word.lower() for text in texts for word in TOKEN.findall(text))


def _span_words(voice: Voice, unit: str) -> list[str]:
    forms = voice.formats.locale.unit_display_names
    patterns = voice.formats.locale._data["unit_patterns"][f"duration-{unit}"]
    return [
        str(forms.get(unit, "")),
        *(str(one) for form in patterns.values() for one in form.values()),
    ]


@pytest.mark.parametrize("name", PROGRAMS)
def test_explanations_add_up_and_speak_one_language(name: str) -> None:
    book = book_of(name)
    program = book.newest.program
    verdicts, causes = set(), set()
    reasons = set()
    for event, why, explained in happened(book, EVENTS, seed=20_261_122):
        assert explained.doubts == ()
        for one in explained.earned:
            assert sum(step.points for step in one.steps) == one.total == one.posted
            verdicts |= {step.verdict for step in one.steps}
        for back in explained.taken:
            assert sum(part.points for part in back.steps) == back.total == back.posted
        causes |= {move.cause for move in explained.own}
        if event.kind in program.kinds:
            left_out = missed(book.newest, event, why)
            reasons |= {one.reason for one in left_out}
            asked = [one.id for one in program.ordered_rules if event.kind in one.kinds]
            steps = {step.rule.id for one in explained.earned for step in one.steps}
            assert [one.rule.id for one in left_out] == [one for one in asked if one not in steps]
        for language in LANGUAGES:
            voice = voice_of(language, program, book.newest.zone)
            for text in said(voice, event, why, explained, book.newest):
                assert "{" not in text
                assert "}" not in text
                strange = {word.lower() for word in TOKEN.findall(text)} - own_words(name, language)
                assert not strange, f"{language}: {text}"
    assert {Cause.EARN, Cause.RETURN} <= causes
    assert "condition" in reasons or name == "grocer"
    assert verdicts, "some rule gave something"


@pytest.mark.parametrize("name", GOLDEN)
def test_every_movement_of_the_golden_rows_can_be_said(name: str) -> None:
    """Also those of points that were owed, which have neither a month nor an end."""
    scenario = GOLDEN[name]
    voice = voice_of("en", scenario.program, scenario.book.newest.zone)
    moves = [
        movement(scenario.book.newest, one)
        for done in played(scenario)
        for one in (*done.earlier, *done.own)
    ]
    for one in moves:
        assert explaining.lot(voice, one)
        assert "{" not in explaining.moved(voice, one)


def test_what_named_nothing_says_so() -> None:
    """An import may bring along that it was accepted; zero of zero would tell nobody why."""
    book = book_of("coffee")
    voice = voice_of("en", book.newest.program, book.newest.zone)
    wallet = book.newest.program.wallets[0]
    said = [explaining.ended(voice, Ending(one, wallet, 0, 0, 0)) for one in ("capture", "cancel")]
    assert said == [
        "There is no such hold, or it is over.",
        "There is nothing left to give back.",
    ]
