"""Memory does not grow with the file: three times the rows take at most a stated bit more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arch.tree import ROOT

GROWTH_MB = 12
"""What allocators keep or not varies by some MB; the larger file itself has 9 MB more of text."""


def _peak_mb(rows: int, folder: Path) -> int:
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.imports.peak", str(rows), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["rows"] == rows
    return int(found["peak_mb"])


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    # Both are longer than one run of the stage and than one partition.
    small, large = _peak_mb(140_000, tmp_path / "small"), _peak_mb(420_000, tmp_path / "large")
    assert large <= small + GROWTH_MB, f"{small} MB for 140,000 rows, {large} MB for 420,000"
