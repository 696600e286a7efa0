"""Golden scenarios: what a person works out by hand, row by row, is what the engine does.

The rows are data in `golden/`. Each shows its sum; and each must fail when its sum or its balance
is changed by one, or the comparison would prove nothing.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from setia.core.engine.earned import acted
from setia.core.engine.kinds import MOVES
from setia.core.engine.postings import Account, Cause
from tests.core.coverage_of import WANTED, effects, has, table_of, untouched
from tests.core.steps import (
    Row,
    Scenario,
    checked,
    load_scenario,
    mismatches,
    played,
    scenarios,
)

SCENARIOS = scenarios(Path(__file__).parent / "golden")
CHECKED = [
    name
    for name, one in SCENARIOS.items()
    if any(set(checked(one)) & set(row.words) for row in one.rows)
]


def _changed(scenario: Scenario, place: int, row: Row) -> Scenario:
    rows = [*scenario.rows[:place], row, *scenario.rows[place + 1 :]]
    return replace(scenario, rows=rows)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_engine_does_what_the_rows_say(name: str) -> None:
    assert list(mismatches(SCENARIOS[name])) == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_row_can_fail(name: str) -> None:
    """Canaries: an expectation that is off by one is found in its own row and in no other."""
    scenario = SCENARIOS[name]
    for place, row in enumerate(scenario.rows):
        for wrong in (replace(row, points=row.points + 1), replace(row, balance=row.balance - 1)):
            (found,) = mismatches(_changed(scenario, place, wrong))
            assert found.startswith(row.line)


@pytest.mark.parametrize("name", CHECKED)
def test_every_check_of_a_row_can_fail(name: str) -> None:
    """Canaries: another level, and a number that is off by one, are found."""
    scenario = SCENARIOS[name]
    for place, row in enumerate(scenario.rows):
        for word in set(checked(scenario)) & set(row.words):
            said = row.words[word]
            wrong = str(int(said) + 1) if said.isdecimal() else "another"
            changed = replace(row, words={**row.words, word: wrong})
            with pytest.raises(AssertionError, match=rf"the {word} is then {said}"):
                list(mismatches(_changed(scenario, place, changed)))


def test_the_rows_cover_the_language() -> None:
    """Every part of the language did something somewhere; `pytest -s` shows where."""
    found = {name: effects(one) for name, one in SCENARIOS.items()}
    did = set().union(*found.values())
    for bullet, parts in WANTED.items():
        print(f"\n{bullet}", *table_of(parts, found), sep="\n  ")
    assert {bullet: set(parts) - did for bullet, parts in WANTED.items() if set(parts) - did} == {}
    declared = set().union(*(has(one.program) for one in SCENARIOS.values()))
    assert untouched(declared, did) == []


def test_what_no_row_does_is_missed() -> None:
    """Canary: a part that a program has and no row uses did nothing."""
    brackets = SCENARIOS["brackets"]
    few = effects(replace(brackets, rows=brackets.rows[:1]))
    assert untouched(has(brackets.program), few) == ["expiry never", "gives Brackets whole"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_act_did_what_its_answer_says(name: str) -> None:
    """What fell due at that very instant is not its own."""
    scenario = SCENARIOS[name]
    version = scenario.book.newest
    own = (Account.AVAILABLE, Account.DEBT)
    for done in played(scenario):
        kind, decision = done.row.what, done.decision
        if kind not in MOVES or decision is None or decision.outcome != "accepted":
            continue
        posted = dict.fromkeys((one.id for one in version.program.wallets), 0)
        for one in done.own:
            if one.cause not in (Cause.EXPIRE, Cause.RELEASE, Cause.LAPSE):
                wallet = version.layout.series[one.wallet]
                posted[wallet] += one.amount * ((one.target in own) - (one.source in own))
        payload = {"wallet": done.row.words.get("wallet")}
        said = acted(version, kind, payload, decision.why)
        assert said == {wallet: points for wallet, points in posted.items() if points}


def test_there_are_enough_rows() -> None:
    assert sum(len(one.rows) for one in SCENARIOS.values()) >= 180


def test_a_wrong_outcome_or_tier_is_found() -> None:
    burn, tiers = SCENARIOS["burn-order"], SCENARIOS["tiers"]
    accepted = replace(burn.rows[2], words={"points": "31"})
    with pytest.raises(AssertionError, match="the outcome is not_enough_points"):
        list(mismatches(_changed(burn, 2, accepted)))
    silver = replace(tiers.rows[0], words={**tiers.rows[0].words, "tier": "silver"})
    with pytest.raises(AssertionError, match="the tier is then member"):
        list(mismatches(_changed(tiers, 0, silver)))


def test_a_row_that_shows_no_sum_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    text = (Path(__file__).parent / "golden" / "never.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("| 5 | 5", "| five | 5"), encoding="utf-8")
    with pytest.raises(ValueError, match="points are a sum"):
        load_scenario(path)
