"""What a document's own test may say about points: none is a number too, fewer than none is not.

A reason names rules, so that it can say of one that it gave nothing.
"""

import pytest

from setia.core.engine.play import play
from tests.core.test_programs import problems_of
from tests.core.test_scenarios import HEAD, version_of
from tests.core.zones import table

STEP = (
    "tests: [{{test: t, steps: [{{at: 2026-01-02, purchase: {{amount: {0}}}, because: {1}}}]}}]\n"
)


def test_a_rule_can_be_said_to_have_given_nothing() -> None:
    version = version_of(HEAD + STEP.format("0.50", "{base: 0}"))
    assert version.program.scenarios[0].steps[0].because == {"base": 0}
    assert play(version, table) == ()
    assert play(version_of(HEAD + STEP.format("1.50", "{base: 0}")), table)


@pytest.mark.parametrize("said", ["-1", "1.5", "1 beans", "many", "[1]"])
def test_what_is_no_number_of_points_is_told(said: str) -> None:
    (problem,) = problems_of(HEAD + STEP.format("1.50", f"{{base: {said}}}"))
    assert "because.base: is no number of points" in str(problem)
