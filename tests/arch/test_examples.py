"""What the pages show can be copied: every program in them is read, every command in them exists.

A block of YAML that begins with `setia:` is a program; one that begins with `source:` is the map of
an import. A page that shows another kind of YAML has to say so here first.
"""

import re
import subprocess
import sys

import pytest

from setia.core.program.read import BadProgram, read_program
from setia.imports.read_map import BadMap, read_map
from tests.arch.tree import ROOT

COMMANDS = re.compile(r"^    (?:\$ )?(make|setia) ([a-z-]+)|`(make|setia) ([a-z-]+)", re.MULTILINE)
TO_DO = ("README.md", "docs/tutorial/first-points.md")
PARTS = (
    "currencies:", "events:", "member:", "stores:", "products:", "counters:", "lists:",
    "wallets:", "budgets:", "earning:", "stacking:", "tiers:", "returns:", "tests:",
)  # fmt: skip
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _blocks(first_word: str) -> list[tuple[str, str]]:
    pages = sorted((ROOT / "docs").rglob("*.md"))
    blocks = [(page.name, text) for page in pages for text in BLOCK.findall(page.read_text())]
    return [(name, text) for name, text in blocks if text.startswith(first_word)]


def test_every_block_is_of_a_known_kind() -> None:
    whole = len(_blocks("setia:")) + len(_blocks("source:"))
    # Parts of a program, which the page's own test completes and runs.
    parts = sum(len(_blocks(word)) for word in PARTS)
    assert len(_blocks("")) == whole + parts


def test_there_is_a_program_in_the_tutorial() -> None:
    assert "first-points.md" in {name for name, _ in _blocks("setia:")}


@pytest.mark.parametrize(
    ("name", "text"), _blocks("setia:"), ids=[name for name, _ in _blocks("setia:")]
)
def test_a_program_in_the_papers_can_be_read(name: str, text: str) -> None:
    assert read_program(text).rules, name
    with pytest.raises(BadProgram):
        read_program(text.replace("earning:", "earnings:"))


@pytest.mark.parametrize(
    ("name", "text"), _blocks("source:"), ids=[name for name, _ in _blocks("source:")]
)
def test_a_map_in_the_papers_can_be_read(name: str, text: str) -> None:
    assert read_map(text).member, name
    with pytest.raises(BadMap):
        read_map(text.replace("member:", "members:"))


def _commands(program: str) -> set[str]:
    """What the pages tell a person to type after the name of a program."""
    pages = [ROOT / page for page in TO_DO] + sorted((ROOT / "docs" / "how-to").glob("*.md"))
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    found = [
        match.group(1, 2) if match[1] else match.group(3, 4) for match in COMMANDS.finditer(text)
    ]
    return {verb for name, verb in found if name == program}


def test_every_make_target_in_the_papers_exists() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"demo", "test"} <= _commands("make")
    assert _commands("make") <= set(targets), "a page names a target that the Makefile lacks"


def test_every_command_in_the_papers_exists() -> None:
    program = "import typer.main as t, setia.cli.main as m; print(*t.get_command(m.app).commands)"
    asked = [sys.executable, "-c", program]
    there = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout
    assert {"import", "verify"} <= _commands("setia")
    assert _commands("setia") <= set(there.split()), "a page names a command that is not there"
