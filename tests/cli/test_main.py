"""What the command says of itself: its help in 80 columns, its version, its settings."""

import pytest

from setia import __version__
from setia.platform.settings import declared
from tests.arch.tree import ROOT
from tests.cli.conftest import Setia


def test_the_settings_page_is_what_the_declarations_say(setia: Setia) -> None:
    printed = setia("settings").out
    written = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert printed == written, "write it anew: setia settings > docs/reference/settings.md"
    for _, setting in declared():
        (row,) = [line for line in printed.splitlines() if f"| `{setting.variable}` |" in line]
        assert row.count("|") == 5
        assert setting.default in row
        assert setting.unit in row
        assert setting.reason in row


def test_the_help_says_where_everything_lies(setia: Setia) -> None:
    said = " ".join(setia("--help").out.split())
    assert "SETIA_HOME" in said
    assert "/var/lib/setia" in said


@pytest.mark.parametrize("words", [(), ("record",), ("member",), ("program",)])
def test_no_list_of_commands_is_cut(setia: Setia, words: tuple[str, ...]) -> None:
    _, _, commands = setia(*words, "--help").out.partition("Commands:")
    assert commands
    assert "..." not in commands


def test_the_version_is_an_option_too(setia: Setia) -> None:
    assert setia("--version").out == setia("version").out == f"{__version__}\n"
