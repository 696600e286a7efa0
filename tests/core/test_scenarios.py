"""A document's own tests: what they expect holds, and nothing that is a little off passes.

The examples that come with Setia are played; then each of their expectations is changed by the
least that there is, and must be found where it stands.
"""

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from setia.core.engine.book import Version, version_after
from setia.core.engine.play import play, play_scenario
from setia.core.program.read import read_program
from setia.core.program.read_scenarios import MAX_SCENARIOS, MAX_STEPS
from setia.core.program.scenarios import Scenario, Step
from tests.core.test_programs import problems_of
from tests.core.zones import at, table

EXAMPLES = ("airline", "coffee", "grocer", "music-shop")
HEAD = """setia: 1
program: p
currency: MYR
wallets: {beans: {}}
earning: [{rule: base, give: 1 per whole 1.00}]
"""


def version_of(text: str) -> Version:
    program = read_program(text)
    return version_after(None, 1, 0, program, table(program.time_zone))


def example(name: str) -> Version:
    path = files("setia.core.program.examples") / f"{name}.yaml"
    return version_of(path.read_text("utf-8"))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_brings_tests_that_hold(name: str) -> None:
    version = example(name)
    assert version.program.scenarios
    assert play(version, table) == ()


def wrong(step: Step) -> list[tuple[str, Step]]:
    """The step with each of its expectations a little off, by the key that is then at fault."""
    off: list[tuple[str, Step]] = []
    for key in ("earns", "balance", "because"):
        said = getattr(step, key)
        if said:
            name, points = next(iter(said.items()))
            changed: Any = {key: {**said, name: points + 1}}
            off.append((key, replace(step, **changed)))
    if step.because:
        off.append(("because", replace(step, because=dict(list(step.because.items())[1:]))))
    if step.kind:
        other = None if step.refused else "not_enough_points"
        off.append(("refused", replace(step, refused=other)))
    if step.tiers:
        other_level = "gold" if "silver" in step.tiers.values() else "silver"
        off.append(("tier", replace(step, tiers=dict.fromkeys(step.tiers, other_level))))
    return off


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_expectation_can_fail_where_it_stands(name: str) -> None:
    version = example(name)
    tried = 0
    for scenario in version.program.scenarios:
        for place, step in enumerate(scenario.steps):
            for key, changed in wrong(step):
                steps = [*scenario.steps[:place], changed, *scenario.steps[place + 1 :]]
                (found,) = play_scenario(Scenario(scenario.name, tuple(steps)), version, table)
                assert (found.line, found.column) == (step.line, step.column)
                assert found.path == f"{step.path}.{key}"
                assert found.cause
                assert found.remedy
                tried += 1
    assert tried >= 5


def test_what_gave_and_what_stands_is_told() -> None:
    steps = "{at: 2026-03-02, purchase: {amount: 12.00}, earns: 10 beans, balance: 10 beans}"
    version = version_of(f"{HEAD}tests: [{{test: t, steps: [{steps}]}}]\n")
    earns, balance = play(version, table)
    assert str(earns) == (
        "line 6, column 27: tests.t.steps[1].earns: earns 12 beans, not 10; what gave: base 12"
    )
    assert balance.cause == "the balance is 12 beans, not 10"


def test_an_event_that_no_version_could_read_is_told() -> None:
    steps = "{at: 2026-03-02, purchase: {amount: -1.00}, earns: 0 beans}"
    (found,) = play(version_of(f"{HEAD}tests: [{{test: t, steps: [{steps}]}}]\n"), table)
    assert found.path == "tests.t.steps[1].purchase"
    assert found.cause.startswith("can't be read: amount: -100 must be")


def test_budgets_are_whole_at_the_start_of_each_test() -> None:
    text = HEAD.replace("1 per whole 1.00", "5, budget: pot") + "budgets: {pot: {points: 5}}\n"
    step = "{at: 2026-03-02, purchase: {amount: 1.00}, earns: 5 beans}"
    later = "{at: 2026-03-03, purchase: {amount: 1.00}, earns: 0 beans}"
    both = ", ".join(f"{{test: {name}, steps: [{step}, {later}]}}" for name in "ab")
    assert play(version_of(f"{text}tests: [{both}]\n"), table) == ()


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        ("2024-03-10 01:59", "2024-03-10T06:59"),
        ("2024-03-10 02:30", "2024-03-10T07:30"),
        ("2024-03-10 03:00", "2024-03-10T07:00"),
        ("2024-11-03 01:30", "2024-11-03T05:30"),
        ("2024-11-03 02:00", "2024-11-03T07:00"),
    ],
)
def test_times_are_those_of_the_clock_on_the_wall(local: str, instant: str) -> None:
    """New York skips 2:00 to 3:00 in March and has 1:00 to 2:00 twice in November."""
    zone = table("America/New_York")
    wall_us = at("UTC", local)
    assert zone.instant_us(wall_us) == at("UTC", instant.replace("T", " "))


@pytest.mark.parametrize("count", [MAX_STEPS - 1, MAX_STEPS, MAX_STEPS + 1])
def test_a_test_has_so_many_steps(count: int) -> None:
    steps = ", ".join(["{at: 2026-03-02, balance: 0 beans}"] * count)
    text = f"{HEAD}tests: [{{test: t, steps: [{steps}]}}]\n"
    if count > MAX_STEPS:
        (problem,) = problems_of(text)
        assert problem.cause == "has 101 steps"
    else:
        assert play(version_of(text), table) == ()


@pytest.mark.parametrize("count", [MAX_SCENARIOS - 1, MAX_SCENARIOS, MAX_SCENARIOS + 1])
def test_a_document_has_so_many_tests(count: int) -> None:
    step = "{at: 2026-03-02, balance: 0 beans}"
    tests = ", ".join(f"{{test: t{k}, steps: [{step}]}}" for k in range(count))
    text = f"{HEAD}tests: [{tests}]\n"
    if count > MAX_SCENARIOS:
        (problem,) = problems_of(text)
        assert problem.cause == "201 tests"
    else:
        assert len(read_program(text).scenarios) == count


def test_the_page_on_tests_shows_one_that_holds() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/test-a-program.md").read_text("utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    coffee = (files("setia.core.program.examples") / "coffee.yaml").read_text("utf-8")
    version = version_of(coffee.partition("tests:")[0] + shown)
    assert len(version.program.scenarios) == 1
    assert play(version, table) == ()
