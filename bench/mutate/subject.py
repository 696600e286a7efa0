"""What is mutated and by which tests, and the scratch copy that stands in for it.

The real tree is only read. What was found out about it is kept in `.mutate` under a name that is
made of its content, so that a run can go on where it was stopped, and never after a change.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_NOT_COPIED: Final = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".mutate",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    "*.egg-info",
    "screenshots",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A tree, the package in it that is mutated, and the tests that should notice.

    tests: folders and files. without: files of either kind that are left out. writers: the files of
    the package that hold generated source in their texts. All paths are told from the root, with
    forward slashes. patience_s: the CPU time that every test is given at least, before a mutant is
    held to be endless.
    """

    root: Path
    package: str
    tests: tuple[str, ...]
    without: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()
    patience_s: float = 5.0

    def files(self) -> list[str]:
        """The files that are mutated."""
        names = [self._name(path) for path in _python(self.root / self.package)]
        return [name for name in names if name not in self.without]

    def test_files(self) -> list[str]:
        """The files with tests that are run."""
        found = [path for one in self.tests for path in _python(self.root / one)]
        names = [self._name(path) for path in found if path.name.startswith("test_")]
        return [name for name in names if name not in self.without]

    def digest(self) -> str:
        """A name for what the outcomes depend on: the package, its tests, and this tool."""
        found = hashlib.sha256()
        folders = [self.root / self.package, *(self.root / one for one in self.tests)]
        for folder in (*folders, Path(__file__).parent):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    found.update(f"{path.name}\0".encode() + path.read_bytes())
        return found.hexdigest()[:16]

    def copy(self, to: Path) -> "Subject":
        """The same in a fresh copy of the tree."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.root, to, ignore=_NOT_COPIED)
        return replace(self, root=to)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _python(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    else:
        yield from sorted(path for path in place.rglob("*.py") if "__pycache__" not in path.parts)


_CORE: Final = "src/setia/core"
CORE: Final = Subject(
    root=ROOT,
    package=_CORE,
    tests=("tests/core", "tests/platform/languages"),
    # Compiling takes most of a minute, and what is compiled is the text that is interpreted.
    without=frozenset({"tests/core/test_compiled.py", f"{_CORE}/engine/build.py"}),
    writers=frozenset(
        {f"{_CORE}/engine/{name}.py" for name in ("asking", "counting", "generate", "lots")}
        | {f"{_CORE}/engine/{name}.py" for name in ("rules", "spans")}
        | {f"{_CORE}/expressions/{name}.py" for name in ("emit", "to_sql")}
    ),
)
"""The pure core, and the tests that ask nothing of a ledger."""
