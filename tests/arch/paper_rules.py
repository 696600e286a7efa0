"""Rules about the papers in docs/: what a page promises has to be there.

They read Markdown as text: tables by their header, links by their target, decisions by their lines.
They know no page by heart except by the path that a test gives them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.arch.tree import Finding, Source

TEST_NAME = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
NOT_YET = re.compile(r"\bnot yet: (?P<what>\S.+)")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`]*`")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a Markdown table: its line and its cells by the words of the header."""

    line: int
    cells: dict[str, str]


def tables(text: str) -> Iterator[list[Row]]:
    """Every table of a page in order."""
    header: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if not line.startswith("|"):
            if header:
                yield rows
            header, rows = [], []
        elif not header:
            header = _cells(line)
        elif not set(line) <= set("|-: "):
            rows.append(Row(number, dict(zip(header, _cells(line), strict=True))))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows_of(text: str, *columns: str) -> list[Row]:
    """The rows of all tables that have these columns."""
    return [row for table in tables(text) for row in table if row.cells.keys() >= set(columns)]


def missing_tests(source: Source, where: int, cell: str, root: Path) -> Iterator[Finding]:
    """A cell names tests that exist, or says what is not there yet."""
    named = TEST_NAME.findall(cell)
    if not named and not NOT_YET.search(cell):
        yield source.finding(
            where, "names no test: name one, or say `not yet:` and what is missing"
        )
    for path, function in named:
        file = root / path
        if not file.is_file():
            yield source.finding(where, f"{path} does not exist")
        elif function and not re.search(rf"^\s*def {function}\(", file.read_text(), re.MULTILINE):
            yield source.finding(where, f"{path} has no {function}")


def unkept_promises(source: Source, root: Path) -> Iterator[Finding]:
    """I1-I21 and F1-F18 each have one row, and each row says what holds it."""
    rows = rows_of(source.text, "#", "tests")
    numbers = [row.cells["#"] for row in rows]
    wanted = [f"I{number}" for number in range(1, 22)] + [f"F{number}" for number in range(1, 19)]
    for number in wanted:
        if numbers.count(number) != 1:
            yield source.finding(1, f"{number} has {numbers.count(number)} rows, not one")
    for row in rows:
        if row.cells["#"] not in wanted:
            yield source.finding(row.line, f"{row.cells['#']} is no promise")
        yield from missing_tests(source, row.line, row.cells["tests"], root)


def headings(text: str) -> set[str]:
    """The anchors of a page, made as GitHub makes them."""
    plain = FENCE.sub("", text)
    titles = re.findall(r"^#{1,6} (.+)$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dead_links(source: Source, root: Path) -> Iterator[Finding]:
    """A link to a file of the project leads there, and its anchor is a heading of that page."""
    prose = CODE.sub("", FENCE.sub(lambda match: "\n" * match[0].count("\n"), source.text))
    for number, line in enumerate(prose.splitlines(), start=1):
        for target in LINK.findall(line):
            if target.startswith(("https://", "http://", "mailto:")):
                continue
            name, _, anchor = target.partition("#")
            page = (root / source.path).parent / name if name else root / source.path
            if not page.exists():
                yield source.finding(number, f"the link to {target} leads nowhere")
            elif anchor and anchor not in headings(page.read_text(encoding="utf-8")):
                yield source.finding(number, f"{target}: the page has no such heading")


def unlisted_pages(index: Source, pages: Iterable[str]) -> Iterator[Finding]:
    """The index of a folder links to every page in it."""
    linked = {target.partition("#")[0] for target in LINK.findall(index.text)}
    for page in sorted(set(pages) - linked - {"README.md"}):
        yield index.finding(1, f"does not list {page}")


def unfilled_places(source: Source) -> Iterator[Finding]:
    """A place marked to be filled is not left in a page that people read."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        if "<!-- fill" in line:
            yield source.finding(number, f"still to be filled: {line.strip()}")
