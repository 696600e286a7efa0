"""Paths as problems tell them: each leads to the value that it was told of, and to no other."""

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from setia.core.program.document import Problem
from setia.core.program.places import Steps, nearest_to, steps_to
from setia.core.program.read import BadProgram, read_program
from setia.core.program.source import Listed, Mapped, Text, Unreadable, Value, load

HERE = Path(__file__).parent / "programs"
LONG = "a weekend in the app counts twice, and the first large one brings a gift"
DOCUMENT = f"""\
a: 1
earning:
  - {{rule: base, at most: [1 per day, 2 ever]}}
  - {{rule: twice, give: 1}}
  - {{rule: twice, give: 2}}
  - {{give: 3}}
tiers: {{status: {{levels: [{{tier: gold, from: 0}}]}}}}
tests:
  - test: {LONG}
    steps: [{{tier: gold}}, {{tier: gold}}]
  - test: v1.5 of [all]
    steps: [{{balance: [1 a, 2 b]}}]
  - {{test: {"x" * 40} one, steps: []}}
  - {{test: {"x" * 40} two, steps: [{{at: y}}]}}
"""
TREE = load(DOCUMENT)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("a", ("a",)),
        ("earning.base.at most", ("earning", "base", "at most")),
        ("earning.base.at most[2]", ("earning", "base", "at most", 2)),
        ("earning[1].at most[2]", ("earning", "base", "at most", 2)),
        ("earning[3].give", ("earning", 3, "give")),
        ("earning[4].give", ("earning", 4, "give")),
        ("tiers.status.levels.gold.from", ("tiers", "status", "levels", "gold", "from")),
        (f"tests.{LONG}.steps[2].tier", ("tests", LONG, "steps", 2, "tier")),
        (f"tests.{LONG[:40]}.steps[2].tier", ("tests", LONG, "steps", 2, "tier")),
        ("tests.v1.5 of [all].steps[1].balance[2]",
         ("tests", "v1.5 of [all]", "steps", 1, "balance", 2)),
        (f"tests.{'x' * 40} two.steps[1].at", ("tests", f"{'x' * 40} two", "steps", 1, "at")),
    ],
)  # fmt: skip
def test_a_path_leads_to_one_value(path: str, steps: Steps) -> None:
    assert steps_to(TREE, path) == steps


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("", None),
        ("q", None),
        ("earning.bass.at most[2]", "earning.base.at most[2]"),
        ("earning.base.at most[3]", "earning.base.at most[2]"),
        ("tiers.status.levels[0].from", "tiers.status.levels.gold.from"),
        (f"tests.{'x' * 40}.steps[1].at", f"tests.{'x' * 40} two.steps[1].at"),
    ],
)
def test_what_is_not_there_has_a_nearest_value(path: str, near: str | None) -> None:
    assert steps_to(TREE, path) is None
    assert nearest_to(TREE, path) == near


def texts(value: Value, steps: Steps = ()) -> dict[tuple[int, int], Steps]:
    """The way to each scalar by places alone, by the line and column where it stands."""
    if isinstance(value, Text):
        return {(value.line, value.column): steps}
    inside: list[tuple[str | int, Value]] = (
        list(value.items.items()) if isinstance(value, Mapped) else list(enumerate(value.items, 1))
    )
    found: dict[tuple[int, int], Steps] = {}
    for step, one in inside:
        found |= texts(one, (*steps, step))
    return found


def by_place(tree: Value, steps: Steps) -> Steps:
    """The same way, with the places of rows for their ids."""
    value, found = tree, Steps()
    for step in steps:
        if isinstance(value, Mapped):
            value, found = value.items[str(step)], (*found, step)
        elif isinstance(value, Listed):
            ids = [row.items if isinstance(row, Mapped) else {} for row in value.items]
            place = next(
                (
                    place
                    for place, row in enumerate(ids, 1)
                    if any(isinstance(one, Text) and one.value == step for one in row.values())
                ),
                step,
            )
            value, found = value.items[int(place) - 1], (*found, place)
    return found


def problems_in(text: str) -> tuple[Value, tuple[Problem, ...]] | None:
    """The tree of a document and its problems; None where there is no tree."""
    try:
        tree = load(text)
    except Unreadable:
        return None
    with pytest.raises(BadProgram) as caught:
        read_program(text, available_timezones())
    return tree, caught.value.problems


def test_the_path_of_a_problem_leads_to_the_value_that_it_was_told_of() -> None:
    led = twice = 0
    for document in sorted(HERE.glob("bad/*.yaml")):
        tree, problems = problems_in(document.read_text(encoding="utf-8")) or (TREE, ())
        stand = texts(tree)
        for problem in problems:
            place = stand.get((problem.line, problem.column))
            if place is None:
                continue
            steps = steps_to(tree, problem.path)
            if steps is None:
                # Rows of the same id can be told apart by their places alone.
                twice += 1
                continue
            # Of a list of limits or points, the path is that of the whole list.
            assert by_place(tree, steps) in (place, place[:-1]), problem
            led += 1
    assert led > 200
    assert twice < led // 10


def test_every_value_of_an_example_can_be_named_by_places_alone() -> None:
    examples = HERE.parents[2] / "src" / "setia" / "core" / "program" / "examples"
    for document in sorted(examples.glob("*.yaml")):
        tree = load(document.read_text(encoding="utf-8"))
        for steps in texts(tree).values():
            spelled = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)
            found = steps_to(tree, spelled.removeprefix("."))
            assert found is not None, spelled
            assert by_place(tree, found) == steps
