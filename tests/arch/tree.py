"""What the rules of tests/arch read: the files of the project, and what a rule says about them.

A rule is a function from a source to findings, so that it can be shown a bad snippet as easily as
the real tree. Nothing here decides what is right; it never imports the code that it reads.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TEXT_FOLDERS = (".ci", "bench", "docs", "requirements", "src", "tests")
TEXT_SUFFIXES = frozenset(
    {"", ".cfg", ".css", ".csv", ".html", ".in", ".ini", ".js", ".json", ".md", ".po", ".py"}
    | {".sh", ".sql", ".svg", ".toml", ".txt", ".yaml", ".yml"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule: where it is, what it is, and what to do about it."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file under its path from the project's root, with forward slashes."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path, self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.path.split("/"))

    @property
    def app(self) -> str:
        """The package right below src/setia ("ledger"), or "" for what lies elsewhere."""
        return self.parts[2] if self.path.startswith("src/setia/") and len(self.parts) > 3 else ""

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def finding(self, node: ast.AST | int, what: str) -> Finding:
        line = node if isinstance(node, int) else int(getattr(node, "lineno", 1))
        return Finding(self.path, line, what)


Rule = Callable[[Source], Iterable[Finding]]


@cache
def _parse(path: str, text: str) -> ast.Module:
    return ast.parse(text, filename=path)


def read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def python_files(*folders: str) -> list[Source]:
    """Every Python file below these folders of the project, in the order of their paths."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [read(path) for path in sorted(found) if "__pycache__" not in path.parts]


def text_files() -> list[Source]:
    """Every text file that the project ships or is kept by, whatever its language."""
    return [read(path) for path in sorted(_text_paths())]


def _text_paths() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file() and _is_text(path))
    for folder in TEXT_FOLDERS:
        yield from (p for p in (ROOT / folder).rglob("*") if p.is_file() and _is_text(p))


def _is_text(path: Path) -> bool:
    made = any(part == "__pycache__" or part.endswith(".egg-info") for part in path.parts)
    # In a worktree, .git is a file that says where on this machine the repository lies.
    return path.suffix in TEXT_SUFFIXES and path.name not in {"LICENSE", ".git"} and not made


def all_findings(rule: Rule, sources: Iterable[Source]) -> list[Finding]:
    return [finding for source in sources for finding in rule(source)]


def assert_kept(findings: Iterable[Finding]) -> None:
    """Fail with one line a finding, so that an editor can jump to it."""
    lines = [str(finding) for finding in findings]
    assert not lines, f"{len(lines)} finding(s)\n" + "\n".join(lines)
