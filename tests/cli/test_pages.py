"""The pages with commands do what they say: each command is given, and its answer read."""

import re
import shlex
from pathlib import Path

import pytest

from setia.ledger.actions.seal import seal_all
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.arch.tree import ROOT
from tests.cli.conftest import Setia

PAGES = {
    "take-back-a-purchase": 12,
    "keep-points-aside": 9,
    "keep-reference-data": 8,
    "send-points": 6,
}
"""How many commands each has."""


def told(page: str) -> list[tuple[str, str]]:
    """Each command of a page, and what stands below it."""
    found: list[tuple[str, str]] = []
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    for line in re.findall(r"^    (.*)$", prose, re.MULTILINE):
        if line.startswith("$ setia "):
            found.append((line.removeprefix("$ setia "), ""))
        else:
            command, said = found[-1]
            found[-1] = (command, f"{said}{line}\n")
    return found


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_does_what_it_says(
    setia: Setia, name: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / f"docs/how-to/{name}.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for file, rows in re.findall(r"`([a-z]+\.csv)`:\n\n```csv\n(.*?)```", page, re.DOTALL):
        (tmp_path / file).write_text(rows, encoding="utf-8")
    (program,) = re.findall(r"^```yaml\n(setia:.*?)^```", page, re.MULTILINE | re.DOTALL)
    publish_program(program, acting=SYSTEM)
    for name_of in ("aminah", "bala"):
        assert setia("member", "enrol", "--email", f"{name_of}@example.com").code == 0
    assert len(told(page)) == PAGES[name]
    for command, said in told(page):
        ended = setia(*shlex.split(command), columns=width)
        assert (ended.out, ended.err) == (said, ""), command
    seal_all()
    assert verify().clean
