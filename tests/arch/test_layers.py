"""The order of the house holds: import-linter reads the contracts of pyproject.toml on the tree.

Each contract is also shown a small house that breaks it, with the same contracts, so that a
contract which no longer says anything is seen.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arch.tree import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def _lint(folder: Path, source_folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(source_folder), "NO_COLOR": "1"}
    return subprocess.run(
        [str(LINT), "--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _house(folder: Path, modules: dict[str, str]) -> None:
    for name in ["setia/__init__.py", "setia/core/__init__.py", *modules]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name, text in modules.items():
        (folder / name).write_text(text, encoding="utf-8")


def test_an_app_imports_only_what_the_house_puts_before_it() -> None:
    result = _lint(ROOT, ROOT / "src")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (
            {
                "setia/ledger/__init__.py": "import setia.members\n",
                "setia/members/__init__.py": "",
            },
            "setia.ledger is not allowed to import setia.members",
        ),
        (
            {"setia/core/__init__.py": "import setia.platform\n", "setia/platform/__init__.py": ""},
            "setia.core is not allowed to import setia.platform",
        ),
        (
            {
                "setia/console/__init__.py": "import setia.api\n",
                "setia/api/__init__.py": "",
            },
            "setia.console is not allowed to import setia.api",
        ),
        (
            {"setia/core/engine.py": "import random\n"},
            "setia.core is not allowed to import random",
        ),
        (
            {"setia/core/engine.py": "def f():\n    from django.db import models\n"},
            "setia.core is not allowed to import django",
        ),
        (
            {"setia/stuff/__init__.py": ""},
            "stuff",
        ),
    ],
)
def test_a_house_out_of_order_is_found(tmp_path: Path, modules: dict[str, str], said: str) -> None:
    _house(tmp_path, modules)
    result = _lint(tmp_path, tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert said in result.stdout


def test_a_house_in_order_passes(tmp_path: Path) -> None:
    _house(tmp_path, {"setia/ledger/__init__.py": "import setia.core\nimport os\n"})
    result = _lint(tmp_path, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
