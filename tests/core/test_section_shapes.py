"""A section of another shape than it should have is told, where it stands and by its name.

Nothing of it is guessed: a document whose list is read as empty would earn what nobody wrote.
"""

import pytest

from tests.core.test_programs import problems_of

HEAD = {
    "setia": "1",
    "program": "p",
    "currency": "MYR",
    "wallets": "{beans: {}}",
    "earning": "[{rule: base, give: 1 per whole 1.00}]",
}
MAPPINGS = (
    *("wallets", "events", "member", "stores", "products", "budgets", "counters", "tiers"),
    *("stacking", "lists"),
)


def problem(section: str, said: str) -> str:
    """The first problem of a document whose last section is this one."""
    text = "".join(f"{name}: {value}\n" for name, value in HEAD.items() if name != section)
    first = problems_of(f"{text}{section}: {said}\n")[0]
    line = text.count("\n") + 1
    assert (first.line, first.column) == (line, len(section) + 3)
    return str(first)


@pytest.mark.parametrize("said", ["3", "[a]"])
@pytest.mark.parametrize("section", MAPPINGS)
def test_a_section_that_is_no_mapping_is_told(section: str, said: str) -> None:
    assert f"{section}: must be a mapping" in problem(section, said)


@pytest.mark.parametrize("said", ["3", "{a: b}"])
@pytest.mark.parametrize("section", ["earning", "tests", "currencies"])
def test_a_section_that_is_no_list_is_told(section: str, said: str) -> None:
    assert f"{section}: must be a list" in problem(section, said)
