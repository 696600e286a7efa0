"""The compiled engine is the interpreted one, only faster: the same states from the same rows (I20).

Two fixed programs are compiled once each, with every index checked, and fed random histories. The
first has everything that a document can say; the second has more rules than one function holds.
"""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, Version, version_after
from setia.core.engine.build import Functions, compiled
from setia.core.engine.bulk import Rows
from setia.core.engine.generate import RULES_PER_FUNCTION
from setia.core.engine.postings import FIELDS
from setia.core.engine.state import used
from setia.core.program.read import read_program
from tests.core.histories import END_US, allotments, histories, record
from tests.core.zones import table

EVERYTHING = (Path(__file__).parent / "programs" / "good.yaml").read_text(encoding="utf-8")
MANY_RULES = """
setia: 1
program: many
currency: MYR
time zone: America/Sao_Paulo
wallets: {beans: {rounding: nearest, expires: 1 month}}
earning:
""" + "".join(
    f"  - {{rule: r{k}, when: 'hour >= {k % 24}', give: 0.7 per whole {k + 1}.00}}\n"
    for k in range(2 * RULES_PER_FUNCTION + 1)
)
Compile = Callable[[str], tuple[Version, Functions]]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="session")
def compile_once(tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """A program as a version and its compiled functions; made once a session."""
    directory = tmp_path_factory.mktemp("engines")
    made: dict[str, tuple[Version, Functions]] = {}

    def compile_(text: str) -> tuple[Version, Functions]:
        if text not in made:
            program = read_program(text)
            version = version_after(None, 1, 0, program, table(program.time_zone))
            made[text] = version, compiled(version.source, directory, boundscheck=True)
        return made[text]

    return compile_


def _same_in_bulk(version: Version, functions: Functions, data: st.DataObject) -> None:
    book = Book((version,))
    rows = Rows(version)
    states: list[list[int]] = []
    for _ in range(data.draw(st.integers(1, 3))):
        recorded = record(book, data.draw(histories(book, size=12)))
        rows.add(recorded.events, END_US)
        states.append(recorded.state[: used(recorded.state)])
    assert rows.fold(functions, arrays=True) == states


def _same_step_by_step(version: Version, functions: Functions, data: st.DataObject) -> None:
    """Postings, explanations, facts and what is left, too."""
    book = Book((version,))
    state, left = book.fresh(), allotments(book)
    flat = np.zeros(5_000, dtype=np.int64)
    flat[: len(state)] = state
    remaining = np.array(list(left.values()) or [0], dtype=np.int64)
    for event in sorted(data.draw(histories(book, size=12)), key=Happened.order):
        lines: list[int] = []
        row = np.array(
            version.encoder.row(event.kind, event.at_us, event.payload, lines, event.facts)
        )
        out, why, work = (np.zeros(5_000, dtype=np.int64) for _ in range(3))
        functions.decide(
            flat, row, 0, np.array(lines or [0], dtype=np.int64), remaining, out, why, work
        )
        decision = book.decide(state, event, left)
        assert out[1 : 1 + FIELDS * out[0]].tolist() == decision.postings
        assert why[1 : why[0]].tolist() == decision.why
        facts_at, n_facts = version.sizes[:2]
        assert row[facts_at : facts_at + n_facts].tolist() == decision.facts
        assert flat[: used(state)].tolist() == state[: used(state)]
        assert remaining.tolist() == (list(left.values()) or [0])


@given(data=st.data())
@MANY
def test_everything_compiled_is_as_interpreted(compile_once: Compile, data: st.DataObject) -> None:
    version, functions = compile_once(EVERYTHING)
    _same_in_bulk(version, functions, data)
    _same_step_by_step(version, functions, data)


@pytest.mark.slow
@given(data=st.data())
@MANY
def test_many_rules_compiled_are_as_interpreted(compile_once: Compile, data: st.DataObject) -> None:
    version, functions = compile_once(MANY_RULES)
    _same_in_bulk(version, functions, data)
    _same_step_by_step(version, functions, data)


def test_what_was_compiled_is_loaded_again(compile_once: Compile, tmp_path: Path) -> None:
    """A second process would find the file and Numba's cache of it; nothing is written again."""
    version, _ = compile_once(EVERYTHING)
    directory = Path(compile_once.__closure__[0].cell_contents)  # type: ignore[attr-defined]
    before = sorted(path.name for path in directory.rglob("*"))
    rows = Rows(version)
    rows.add([], END_US)
    functions = compiled(version.source, directory, boundscheck=True)
    assert rows.fold(functions, arrays=True) == rows.fold(version.functions, arrays=False)
    assert sorted(path.name for path in directory.rglob("*")) == before


def test_states_lie_end_to_end(compile_once: Compile) -> None:
    version, functions = compile_once(EVERYTHING)
    rows = Rows(version)
    for _ in range(3):
        rows.add([], END_US)
    states = rows.fold(functions, arrays=True)
    assert all(one == other for one, other in pairwise(states))
    assert Rows(version).fold(functions, arrays=True) == []
