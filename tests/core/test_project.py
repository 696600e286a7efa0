"""What is said to be enough is enough, by the engine itself; and without it the level is lost.

Histories and instants are random. What a projection asks for is then spent, all at once or in
parts, somewhere in the time that it names.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, version_after
from setia.core.engine.limits import NEVER
from setia.core.engine.project import Projection, project
from setia.core.program.read import read_program
from setia.platform.languages.language import Language
from setia.platform.languages.projecting import goals
from setia.platform.languages.voice import voice_of
from tests.core.zones import at, table

DAY_US = 86_400_000_000
START_US = at("UTC", "2024-01-20 12:00")
ZONE = "America/Sao_Paulo"
MEASURES = {
    "spend in 2 months": "",
    "spend in 12 months": "",
    "rolling_days": "rolling_days: {total: amount, in: 45 days}",
    "monthly": "monthly: {total: amount, per: month}",
    "yearly": "yearly: {total: amount, per: year}",
    "weekly": "weekly: {total: amount, per: week}",
    "mine": "mine: {total: amount, per: membership year}",
    "ever": "ever: {total: amount}",
}
KEEPS = (
    "1 month", "3 months", "12 months", "1 month, to year end", "end of quarter",
    "3 months, to anniversary",
)  # fmt: skip


def book_of(measure: str, keep: str, drop: str = "to measure") -> Book:
    counter = MEASURES[measure]
    text = (
        f"setia: 1\nprogram: p\ncurrency: MYR\ntime zone: {ZONE}\nwallets: {{beans: {{}}}}\n"
        + (f"counters: {{{counter}}}\n" if counter else "")
        + f"tiers:\n  status:\n    measure: {measure}\n    keep: '{keep}'\n    drop: {drop}\n"
        "    levels: [{tier: base, from: 0}, {tier: silver, from: 100.00},"
        " {tier: gold, from: 250.00, name: {en: Gold, de: Gold}}]\n"
    )
    program = read_program(text)
    return Book((version_after(None, 1, 0, program, table(ZONE)),))


def spent(book: Book, state: Sequence[int], purchases: Sequence[tuple[int, int]]) -> list[int]:
    """The state after purchases of so much at some instants."""
    after = list(state)
    for place, (at_us, amount) in enumerate(sorted(purchases)):
        event = Happened(at_us, "purchase", "till", f"{place}", {"amount": amount})
        book.decide(after, event, {})
    return after


def standing(book: Book, state: Sequence[int], at_us: int) -> tuple[list[int], Projection]:
    now = list(state)
    book.advanced(now, at_us)
    (found,) = project(book.newest, now, at_us)
    return now, found


@given(
    st.sampled_from(sorted(MEASURES)),
    st.sampled_from(KEEPS),
    st.sampled_from(["to measure", "one level"]),
    st.lists(st.tuples(st.integers(0, 500), st.sampled_from([100, 4_000, 9_999, 10_000, 26_000]))),
    st.integers(0, 600),
    st.lists(st.floats(0, 1), min_size=1, max_size=3),
)
@settings(max_examples=400, deadline=None)
def test_what_is_enough_keeps_the_level(
    measure: str,
    keep: str,
    drop: str,
    past: list[tuple[int, int]],
    today: int,
    when: list[float],
) -> None:
    book = book_of(measure, keep, drop)
    at_us = START_US + today * DAY_US
    history = [(START_US + day * DAY_US, amount) for day, amount in past if day <= today]
    state, found = standing(book, spent(book, book.fresh(), history), at_us)
    ranks = {"base": 0, "silver": 1, "gold": 2}
    if found.level != "base" and found.until_us < NEVER:
        _, left = standing(book, state, found.until_us)
        assert (ranks[left.level] < ranks[found.level]) == (found.keep is not None)
    if found.keep is not None:
        first, last = max(at_us + 1, found.keep.from_us), found.keep.by_us - 1
        share, rest = divmod(found.keep.more, len(when))
        parts = [share + rest, *[share] * (len(when) - 1)]
        if first <= last:
            spread = [
                (first + int(fraction * (last - first)), amount)
                for fraction, amount in zip(when, parts, strict=True)
            ]
            _, kept = standing(book, spent(book, state, spread), found.until_us)
            assert ranks[kept.level] >= ranks[found.level]
    if found.reach is not None:
        _, reached = standing(book, spent(book, state, [(at_us, found.reach.more)]), at_us)
        assert reached.level == found.reach.level
        if found.reach.more > 1:
            _, short = standing(book, spent(book, state, [(at_us, found.reach.more - 1)]), at_us)
            assert short.level == found.level


@pytest.mark.parametrize(
    ("measure", "keep", "first", "by"),
    [
        # What is spent on 21 January falls out when the 21st begins a year later.
        ("spend in 12 months", "12 months", "2024-01-22 00:00", "2025-01-21 00:00"),
        ("rolling_days", "3 months", "2024-03-08 00:00", "2024-04-21 00:00"),
    ],
)
def test_what_is_too_old_by_then_is_not_asked_for(
    measure: str, keep: str, first: str, by: str
) -> None:
    book = book_of(measure, keep)
    state = spent(book, book.fresh(), [(START_US, 26_000)])
    _, found = standing(book, state, START_US)
    assert found.keep is not None
    assert (found.keep.from_us, found.keep.by_us) == (at(ZONE, first), at(ZONE, by))
    assert found.keep.more == 25_000


def test_nobody_is_asked_for_what_is_there() -> None:
    book = book_of("yearly", "12 months, to year end")
    state = spent(book, book.fresh(), [(START_US, 26_000)])
    _, first = standing(book, state, START_US)
    assert (first.level, first.measure, first.reach) == ("gold", 26_000, None)
    assert first.keep is not None
    assert first.keep.more == 25_000, "next year is what will be looked at"
    assert first.keep.from_us == at(ZONE, "2025-01-01 00:00")
    assert first.keep.by_us == at(ZONE, "2026-01-01 00:00")
    never = book_of("yearly", "12 months, to year end", "never")
    _, kept = standing(never, spent(never, never.fresh(), [(START_US, 26_000)]), START_US)
    assert kept.keep is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["RM150.00 more by 31 Dec 2024 reaches Gold"]),
        ("ms", ["RM150.00 lagi hingga 31 Dis 2024 untuk mencapai Gold"]),
        ("id", ["MYR150,00 lagi sampai 31 Des 2024 untuk meraih Gold"]),
        ("nl", ["nog MYR\u00a0150,00 t/m 31 dec 2024 voor Gold"]),
        ("de", ["noch 150,00\u00a0MYR bis 31.12.2024 für Gold"]),
    ],
)
def test_it_is_said_in_words(language: Language, said: list[str]) -> None:
    book = book_of("yearly", "12 months, to year end")
    _, found = standing(book, spent(book, book.fresh(), [(START_US, 10_000)]), START_US)
    voice = voice_of(language, book.newest.program, book.newest.zone)
    told = goals(voice, book.newest.program, replace(found, keep=None))
    assert told == said


COUNTED = """
setia: 1
program: p
currency: MYR
time zone: UTC
wallets: {beans: {}}
events:
  purchase: {attributes: {litres: {type: number, decimals: 1}}}
counters:
  visits:
    {count: purchase, per: year,
     name: {en: Visits, ms: Lawatan, id: Kunjungan, nl: Bezoeken, de: Besuche}}
  fuel_bought: {total: litres}
tiers:
  regular:
    measure: visits
    keep: end of year
    levels: [{tier: guest, from: 0}, {tier: friend, from: 2}, {tier: gold, from: 5, name: Gold}]
  driver:
    measure: fuel_bought
    keep: 12 months
    levels: [{tier: slow, from: 0}, {tier: fast, from: 40.5}]
"""


@pytest.mark.parametrize(
    ("language", "regular", "driver"),
    [
        (
            "en",
            [
                "Visits: 1 more by 31 Dec 2025 keeps friend",
                "Visits: 4 more by 31 Dec 2025 reaches Gold",
            ],
            "fuel bought: 0.5 more reaches fast",
        ),
        (
            "ms",
            [
                "Lawatan: 1 lagi hingga 31 Dis 2025 untuk mengekalkan friend",
                "Lawatan: 4 lagi hingga 31 Dis 2025 untuk mencapai Gold",
            ],
            "fuel bought: 0.5 lagi untuk mencapai fast",
        ),
        (
            "id",
            [
                "Kunjungan: 1 lagi sampai 31 Des 2025 untuk mempertahankan friend",
                "Kunjungan: 4 lagi sampai 31 Des 2025 untuk meraih Gold",
            ],
            "fuel bought: 0,5 lagi untuk meraih fast",
        ),
        (
            "nl",
            [
                "Bezoeken: nog 1 t/m 31 dec 2025 om friend te behouden",
                "Bezoeken: nog 4 t/m 31 dec 2025 voor Gold",
            ],
            "fuel bought: nog 0,5 tot fast",
        ),
        (
            "de",
            [
                "Besuche: noch 1 bis 31.12.2025, um friend zu behalten",
                "Besuche: noch 4 bis 31.12.2025 für Gold",
            ],
            "fuel bought: noch 0,5 bis fast",
        ),
    ],
)
def test_what_is_counted_is_said_where_it_is_no_money(
    language: Language, regular: list[str], driver: str
) -> None:
    program = read_program(COUNTED)
    book = Book((version_after(None, 1, 0, program, table("UTC")),))
    state = book.fresh()
    for place, day in enumerate((0, 1, 2, 366)):
        at_us = START_US + day * DAY_US
        event = Happened(at_us, "purchase", "till", f"{place}", {"amount": 1_000, "litres": 100})
        book.decide(state, event, {})
    first, second = project(book.newest, state, START_US + 367 * DAY_US)
    voice = voice_of(language, program, book.newest.zone)
    assert goals(voice, program, first) == regular
    assert goals(voice, program, second) == [driver]
