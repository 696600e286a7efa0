"""The mistakes of `programs/bad`, mended: each such document has its like in `programs/near`.

A mended document does in the most obvious way what the problems of the bad one ask for, and no
more. It passes the check, its engine can be made, and its own tests come out. So every remedy is
one that can be followed, and following them does not lead from one problem to the next.
"""

from difflib import SequenceMatcher
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

import pytest

from setia.core.engine.book import version_after
from setia.core.engine.play import play
from setia.core.program.read import BadProgram, read_program
from setia.platform.languages.plurals import forms_of
from tests.core.zones import table

HERE: Final = Path(__file__).parent / "programs"
ZONES: Final = available_timezones()
SPARE: Final = 2
"""Lines that may change beyond one for each problem."""

FURTHER: Final = {
    "a-list": "told that it is no mapping, before anybody could look for what a mapping needs",
    "empty": "told how to start; all that a program needs comes with it",
}
"""The documents that need more lines than that, and why."""


def _documents(folder: str) -> dict[str, str]:
    paths = sorted(HERE.glob(f"{folder}/*.yaml"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


BAD: Final = _documents("bad")
NEAR: Final = _documents("near")


def changed_lines(before: str, after: str) -> int:
    """How many lines differ: changed, added or taken away."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return sum(
        max(end - start, other_end - other_start)
        for tag, start, end, other_start, other_end in matcher.get_opcodes()
        if tag != "equal"
    )


def test_every_bad_document_is_mended_and_nothing_else_is() -> None:
    assert BAD.keys() == NEAR.keys()
    assert BAD.keys() >= FURTHER.keys()
    assert len(BAD) >= 42


@pytest.mark.parametrize("name", NEAR)
def test_a_mended_document_passes(name: str) -> None:
    program = read_program(NEAR[name], ZONES, forms_of)
    version = version_after(None, 1, 0, program, table(program.time_zone))
    assert version.source
    assert play(version, table) == ()


@pytest.mark.parametrize("name", NEAR)
def test_a_mended_document_is_near_the_bad_one(name: str) -> None:
    with pytest.raises(BadProgram) as caught:
        read_program(BAD[name], ZONES, forms_of)
    changed = changed_lines(BAD[name], NEAR[name])
    assert (changed <= len(caught.value.problems) + SPARE) is (name not in FURTHER)
