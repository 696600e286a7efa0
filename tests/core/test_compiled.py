"""The compiled engine is the interpreted one, only faster: same rows, same states (I20).

Two fixed programs are compiled once each, with every index checked, and fed random histories. The
first has every kind of rule and of points: those that wait, that end by inactivity, on the
anniversary or by level, that have decimals, a payer or a largest balance. The second has more rules
than one function holds.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, Version, version_after
from setia.core.engine.build import Functions, Ints, compiled, compiled_names
from setia.core.engine.bulk import Rows
from setia.core.engine.generate import RULES_PER_FUNCTION
from setia.core.engine.postings import FIELDS
from setia.core.engine.state import used
from setia.core.program.read import read_program
from tests.core.activities import EVENTS, LISTS, MEMBER, MEMBER_LATER
from tests.core.grown import grown
from tests.core.histories import END_US, allotments, histories, record, returns
from tests.core.zones import table

RICH = (
    """
setia: 1
program: rich
currency: MYR
time zone: America/Sao_Paulo
wallets:
  beans: {rounding: nearest, expires: 1 month, at most: 60, funded by: shop,
          converts: {stars: 2 per 3}, donates to: forest, transfers: yes,
          expires for: {high: 2 months, top: never, golden: end of year}}
  stars: {decimals: 1, pending: 2 days, expires: "2 months, to anniversary", at most: 9,
          donates to: forest, transfers: yes,
          expires for: {top: 4 months}}
  miles: {decimals: 2, rounding: nearest, expires: 1 month without stay or spend,
          funded by: airline, donates to: forest, transfers: yes}
  nights: {pending: "until released, lost after 20 days", donates to: forest, transfers: yes}
__EVENTS__
__MEMBER__
__LISTS__
budgets: {pot: {points: 60 beans}}
counters:
  n: {count: [purchase, stay], once a: day, in: 30 days}
  m: {total: 'total(item.amount, item.fresh)', on: [purchase, stay], per: month}
  p: {points: beans, in: 2 months}
  y: {total: amount, per: membership year}
stacking: {offers: best, ladder: first}
earning:
  - {rule: base, on: [purchase, stay], of: amount, give: 1.5 beans per 10.00}
  - {rule: kept, on: [purchase, stay], give: 2 nights}
  - {rule: deli, items: item.department == "DELI", give: 1 beans per whole 1.00}
  - {rule: app, when: channel == "app" and not visits < 2, wallet: beans, multiply: 3/2,
     at most: 40 per day}
  - {rule: basket, when: 'any(item.amount < 0) or all(item.quantity is set)', give: 3 beans,
     expires: end of quarter}
  - {rule: heavy, when: 'total(item.amount * item.quantity) > 9.00 or count() >= 3', give: 5 beans}
  - {rule: dates, when: 'due - today > 10 or gift and month == 2', give: 11 beans}
  - {rule: tags, when: '"vip" in tags and size > "small"', give: 13 beans}
  - {rule: sums, when: 'max(amount * 0.5, fee) - 1.00 > fee', give: 17 beans}
  - {rule: high, when: tier_status >= "high", wallet: beans, multiply: 4/3}
  - {rule: gift, when: hour >= 8, give: 7 beans, at most: 20 per day, budget: pot}
  - {rule: often, on: [purchase, review, stay], when: n >= 2, give: 4 beans, at most: [9 per week],
     funded by: partner}
  - {rule: stars, on: review, of: stars, wallet: beans,
     brackets: [{from: 0, give: 1 per 1}, {from: 3, give: 2 per 1}]}
  - {rule: night, on: stay, of: nights, wallet: beans, at most: twice ever,
     steps: [{from: 2, give: 8}, {from: 4, give: 20}], group: offers}
  - {rule: back, on: stay, of: m, give: 1 beans per whole 2.00, at most: 30 per event,
     group: offers}
  - {rule: rare, give: 19 beans, again after: 3 hours, budget: pot, group: ladder}
  - {rule: else, give: 2 beans, when: 'p < 90 or channel in list("online")', group: ladder}
  - {rule: only, when: 'member.country == "my" and member.children > 0', give: 99 beans,
     exclusive: yes}
  - {rule: wait, on: [purchase, stay], of: amount, give: 0.7 stars per 10.00}
  - {rule: review, on: review, give: 2.5 stars, expires: 3 months, funded by: partner}
  - {rule: vip, when: member.vip or y > 30.00, wallet: stars, multiply: 1.5, at most: 7.5 per day}
  - {rule: sleep, on: stay, of: nights, give: 1.25 miles per 1}
  - {rule: buy, give: 0.05 miles per 1.00, funded by: shop}
tiers:
  status: {measure: spend in 1 month, keep: 2 months,
           levels: [{tier: low, from: 0}, {tier: high, from: 1.00}, {tier: top, from: 20.00}]}
  club: {measure: y, keep: "2 months, to anniversary", drop: one level,
         levels: [{tier: plain, from: 0}, {tier: golden, from: 9.00}, {tier: black, from: 90.00}]}
returns: {when spent: write off, without a purchase: wait}
""".replace("__EVENTS__", EVENTS)
    .replace("__MEMBER__", MEMBER)
    .replace("__LISTS__", LISTS)
)
# Versions that follow it: a wallet, a kind and a counter more, a level less, other spans and rules.
LATER = (
    """
setia: 1
program: rich
currency: MYR
time zone: Asia/Kuala_Lumpur
wallets:
  moons: {pending: 1 day, expires: 1 month, donates to: forest, transfers: yes}
  miles: {decimals: 2, rounding: nearest, expires: 20 days without purchase, donates to: forest,
          transfers: yes}
  nights: {pending: 3 days, donates to: [school, forest], transfers: yes}
  beans: {rounding: nearest, expires: 2 months, at most: 90, donates to: forest, transfers: yes,
          converts: {stars: 1 per 5}}
  stars: {decimals: 1, expires: 1 month, donates to: forest, transfers: yes}
__EVENTS__
  parking: {}
__MEMBER__
__LISTS__
counters:
  p: {points: beans, in: 2 months}
  r: {count: review, in: 1 month}
earning:
  - {rule: base, on: [purchase, stay], of: amount, give: 2 beans per 10.00}
  - {rule: kept, on: [purchase, stay], give: 3 nights}
  - {rule: moon, when: tier == "top" or r > 1, give: 3 moons, at most: 4 per week}
  - {rule: review, on: review, of: stars, give: 1.5 stars per 1}
  - {rule: often, on: [purchase, review, stay], when: p < 50, give: 1 beans, again after: 2 days}
  - {rule: buy, give: 0.05 miles per 1.00}
tiers:
  status: {measure: spend in 2 months, keep: 1 month,
           levels: [{tier: low, from: 0}, {tier: mid, from: 1.00}, {tier: top, from: 9.00}]}
returns: {take back: in proportion}
""".replace("__EVENTS__", EVENTS)
    .replace("__MEMBER__", MEMBER_LATER)
    .replace("__LISTS__", LISTS)
)
LATEST = LATER.replace("keep: 1 month", "keep: 3 months, drop: one level").replace(
    "2 beans", "3 beans"
)
GOOD = (Path(__file__).parent / "programs" / "good.yaml").read_text(encoding="utf-8")
MANY_RULES = "".join(
    f"  - {{rule: r{k}, wallet: stars, when: 'hour >= {k % 24}', give: 0.7 per whole {k + 1}.00}}\n"
    for k in range(2 * RULES_PER_FUNCTION + 1)
)
EVERYTHING = GOOD.replace("\ntiers:", f"\n{MANY_RULES}\ntiers:")
MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Engines:
    """Programs and their compiled functions, each made once a session, all in one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._made: dict[str, tuple[Version, Functions]] = {}

    def of(self, text: str) -> tuple[Version, Functions]:
        if text not in self._made:
            version = version_of(text)
            self._made[text] = version, compiled(version.source, self.directory, boundscheck=True)
        return self._made[text]

    def of_each(self, texts: Sequence[str]) -> tuple[list[Version], list[Functions]]:
        versions: list[Version] = []
        for text in texts:
            versions.append(version_of(text, versions[-1] if versions else None))
        return versions, [
            compiled(one.source, self.directory, boundscheck=True) for one in versions
        ]


def version_of(text: str, before: Version | None = None) -> Version:
    program, number = read_program(text), before.number + 1 if before else 1
    return version_after(before, number, number, program, table(program.time_zone))


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    return Engines(tmp_path_factory.mktemp("engines"))


def _ints(values: list[int], size: int = 0) -> Ints:
    made = np.zeros(max(size, len(values), 1), dtype=np.int64)
    made[: len(values)] = values
    return cast("Ints", made)


def _plain(values: Ints, start: int, end: int) -> list[int]:
    return [int(values[k]) for k in range(start, end)]


def _same_in_bulk(version: Version, functions: Functions, data: st.DataObject) -> None:
    book = Book((version,))
    rows = Rows(book)
    states: list[list[int]] = []
    for _ in range(data.draw(st.integers(1, 3))):
        events = data.draw(histories(book, size=12))
        if data.draw(st.booleans()):
            events += data.draw(returns(events))
        recorded = record(book, events)
        rows.add(recorded.events, END_US)
        states.append(recorded.state[: used(recorded.state)])
    assert rows.fold([functions], arrays=True) == states


def _same_step_by_step(version: Version, functions: Functions, data: st.DataObject) -> None:
    """Postings, explanations, facts and what is left, too."""
    book = Book((version,))
    state, left = book.fresh(), allotments(book)
    flat, remaining = _ints(state, 5_000), _ints(list(left.values()))
    for event in sorted(data.draw(histories(book, size=12)), key=Happened.order):
        lines: list[int] = []
        told = (event.kind, event.at_us, event.payload, lines, event.facts, event.ref)
        row = _ints(version.encoder.row(*told))
        out, why, work = (_ints([], 5_000) for _ in range(3))
        functions.decide(flat, row, 0, _ints(lines), remaining, out, why, work, _ints([0]))
        decision = book.decide(state, event, left)
        assert _plain(out, 1, 1 + FIELDS * int(out[0])) == decision.postings
        assert _plain(why, 1, int(why[0])) == decision.why
        facts_at, n_facts = version.sizes[:2]
        assert _plain(row, facts_at, facts_at + n_facts) == decision.facts
        assert _plain(flat, 0, used(state)) == state[: used(state)]
        assert _plain(remaining, 0, len(left)) == list(left.values())


@given(data=st.data())
@MANY
def test_a_rich_program_compiled_is_as_interpreted(engines: Engines, data: st.DataObject) -> None:
    version, functions = engines.of(RICH)
    _same_in_bulk(version, functions, data)
    _same_step_by_step(version, functions, data)


@pytest.mark.slow
def test_several_versions_compiled_are_as_the_book(engines: Engines) -> None:
    versions, functions = engines.of_each((RICH, LATER, LATEST))

    @given(data=st.data())
    @MANY
    def folded(data: st.DataObject) -> None:
        found = data.draw(grown(versions, size=12))
        rows, states = Rows(found.book), list[list[int]]()
        for one in (found, replace(found, to_us=END_US)):
            if not one.takes_across:
                rows.add(one.recorded.events, one.to_us)
                states.append(one.folded)
        assert rows.fold(functions, arrays=True) == states

    folded()


@pytest.mark.slow
@given(data=st.data())
@MANY
def test_everything_compiled_is_as_interpreted(engines: Engines, data: st.DataObject) -> None:
    version, functions = engines.of(EVERYTHING)
    _same_in_bulk(version, functions, data)
    _same_step_by_step(version, functions, data)


def test_states_lie_end_to_end() -> None:
    version = version_of(EVERYTHING)
    rows = Rows(Book((version,)))
    for _ in range(3):
        rows.add([], END_US)
    assert rows.fold([version.functions], arrays=False) == [version.layout.fresh()] * 3
    assert Rows(Book((version,))).fold([version.functions], arrays=False) == []


SMALL = "N = row([3, 1])\n\n\ndef twice(n: int) -> int:\n    return n * 2\n"


def test_functions_may_stand_behind_a_source(tmp_path: Path) -> None:
    """Those without types are compiled when they are called, for whatever they are called with."""
    source = f"{SMALL}\n\ndef more(data, n):\n    return data[0] + twice(n) + N[0]\n"
    names = compiled_names(source, tmp_path)
    more = names["more"]
    assert callable(more)
    assert more(np.array([5], dtype=np.uint8), 2) == 12


def test_what_was_compiled_is_loaded_again(tmp_path: Path) -> None:
    """A later process finds the file and Numba's cache of it; nothing is written again."""
    source = f"{SMALL}\n\ndef fold(n: int) -> int:\n    return twice(n) + N[1]\n"
    first = compiled_names(source, tmp_path)["fold"]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}
    again = compiled_names(source, tmp_path)["fold"]
    assert callable(first)
    assert callable(again)
    assert first(4) == again(4) == 9
    assert any(path.suffix == ".nbc" for path in before), "Numba keeps what it compiled"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")} == before


def test_a_scratch_file_of_another_writer_is_left_alone(tmp_path: Path) -> None:
    compiled_names(SMALL, tmp_path)
    (path,) = tmp_path.glob("*.py")
    text = path.read_text(encoding="utf-8")
    path.unlink()
    dead = path.with_suffix(".0.new")
    dead.write_text("half a fi", encoding="utf-8")
    compiled_names(SMALL, tmp_path)
    assert path.read_text(encoding="utf-8") == text
    assert dead.read_text(encoding="utf-8") == "half a fi"
    assert [one.name for one in tmp_path.glob("*.new")] == [dead.name]
