"""The page of every setting, written from the declarations themselves.

`setia settings` prints it, and docs/reference/settings.md is what it prints.
"""

from typing import Final

from setia.platform.settings import Setting, declared

_ABOVE: Final = """# Settings

What `setia settings` prints. A setting is a variable of the environment, read once when a command
starts; an empty one counts as not given, and one that can't be used ends the command with its name
and the remedy. `setia demo` adds `-demo` to the home when SETIA_HOME is not set.

| variable | default | unit | reason |
|---|---|---|---|
"""


def page() -> str:
    """The page as Markdown."""
    return _ABOVE + "".join(_row(setting) for _, setting in declared())


def _row(setting: Setting) -> str:
    default = setting.default_words or (f"`{setting.default}`" if setting.default else "empty")
    cells = (f"`{setting.variable}`", default, setting.unit, setting.reason)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"
