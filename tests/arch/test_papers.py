"""The pages in docs/ keep their word: promises name tests, links lead somewhere, sums are right.

Each rule is shown a page that breaks it before it reads the real ones.
"""

import re
from pathlib import Path

import pytest

from tests.arch import glossary_rules, paper_rules
from tests.arch.paper_rules import rows_of
from tests.arch.tree import ROOT, Source, all_findings, assert_kept, read, text_files

KINDS = ("tutorial", "how-to", "reference", "explanation", "decisions")
PROMISES = "docs/reference/promises.md"
GLOSSARY = "docs/reference/glossary.md"
LEDGER = "docs/explanation/ledger.md"

# The words that code and pages are built on.
WORDS = """
    accepted account accrual act allotment bucket burn breakage budget capture challenge claim
    effect erasure event expire fact fold grant hold holder household identity import instant
    journey leaf ledger lot mapping member offer origin points position posting principal program
    reader redeem redemption refused release replayed reverse reward rule sealer segment slot tier
    vault version waiting wallet window
"""
PHRASES = {"set aside", "blind index", "audit entry", "member state", "late event", "tree head"}
TERMS = frozenset(WORDS.split()) | PHRASES


def _pages() -> list[Source]:
    pages = [source for source in text_files() if source.path.endswith(".md")]
    assert {"README.md", PROMISES, GLOSSARY} <= {page.path for page in pages}
    return pages


# Promises


def _promises(cell: str, *, without: str = "") -> Source:
    numbers = [f"I{n}" for n in range(1, 22)] + [f"F{n}" for n in range(1, 19)]
    rows = [f"| {number} | {cell} |" for number in numbers if number != without]
    return Source(PROMISES, "\n".join(["| # | tests |", "|---|---|", *rows, ""]))


@pytest.mark.parametrize(
    "cell",
    ["", "later", "`tests/arch/gone.py`", "`tests/arch/test_papers.py::test_gone`", "not yet:"],
)
def test_a_promise_without_a_test_is_found(cell: str) -> None:
    assert list(paper_rules.unkept_promises(_promises(cell), ROOT))


def test_a_promise_that_is_left_out_is_found() -> None:
    page = _promises("not yet: holds", without="I7")
    assert [str(f) for f in paper_rules.unkept_promises(page, ROOT)] == [
        f"{PROMISES}:1: I7 has 0 rows, not one"
    ]


def test_every_promise_names_a_test_or_says_what_is_missing() -> None:
    named = "`tests/arch/test_papers.py::test_a_promise_that_is_left_out_is_found`"
    assert_kept(paper_rules.unkept_promises(_promises(f"{named}; not yet: the rest"), ROOT))
    assert_kept(paper_rules.unkept_promises(read(ROOT / PROMISES), ROOT))


def test_promise_numbers_in_code_are_promises() -> None:
    """A docstring that claims I22 or F19 claims nothing."""
    claimed = re.compile(r"\(((?:[IF]\d+(?:, | and |-)?)+)\)")
    for source in text_files():
        if source.path.endswith(".py"):
            for group in claimed.findall(source.text):
                for letter, number in re.findall(r"([IF])(\d+)", group):
                    most = 21 if letter == "I" else 18
                    assert 1 <= int(number) <= most, f"{source.path} claims {letter}{number}"


# Glossary


def _glossary(row: str, shared: str = "") -> Source:
    header = "| en | ms | id | nl | de | meaning |\n|---|---|---|---|---|---|\n"
    words = "\n\n| shared word | why |\n|---|---|\n"
    return Source(GLOSSARY, header + row + words + shared + "\n")


def test_an_untranslated_term_is_found() -> None:
    good = "| tier | peringkat | tingkat | niveau | Stufe | A standing. |"
    assert_kept(glossary_rules.untranslated(_glossary(good)))
    assert list(glossary_rules.untranslated(_glossary(good.replace("niveau", ""))))
    assert list(glossary_rules.untranslated(_glossary(good.replace("A standing.", "–"))))
    assert list(glossary_rules.untranslated(_glossary(f"{good}\n{good}")))
    assert list(glossary_rules.missing_terms(_glossary(good), frozenset({"tier", "lot"})))


def test_malay_copied_from_indonesian_is_found() -> None:
    row = "| fact | fakta | fakta | feit | Tatsache | What was decided outside. |"
    reason = "| fact | the same loan word, spelled alike |"
    assert list(glossary_rules.copied_words(_glossary(row)))
    assert_kept(glossary_rules.copied_words(_glossary(row, reason)))
    assert list(glossary_rules.copied_words(_glossary(row, "| fact | same |")))
    assert list(glossary_rules.copied_words(_glossary(row.replace("fakta", "x", 1), reason)))


def test_the_glossary_has_every_term_in_five_languages() -> None:
    glossary = read(ROOT / GLOSSARY)
    assert_kept(glossary_rules.missing_terms(glossary, TERMS))
    assert_kept(glossary_rules.untranslated(glossary))
    assert_kept(glossary_rules.copied_words(glossary))


# Pages and links


def test_a_dead_link_is_found() -> None:
    page = Source("docs/README.md", "[gone](gone.md) [here](README.md) [web](https://example.org)")
    assert [finding.line for finding in paper_rules.dead_links(page, ROOT)] == [1]
    anchor = Source("docs/README.md", "\n[nowhere](reference/promises.md#no-such-words)")
    assert [finding.line for finding in paper_rules.dead_links(anchor, ROOT)] == [2]
    code = Source("docs/README.md", "`[x](gone.md)`\n```\n[x](gone.md)\n```\n")
    assert_kept(paper_rules.dead_links(code, ROOT))


def test_links_lead_somewhere() -> None:
    assert_kept(all_findings(lambda page: paper_rules.dead_links(page, ROOT), _pages()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_is_in_the_index_of_its_folder(kind: str) -> None:
    folder = ROOT / "docs" / kind
    pages = [path.name for path in folder.glob("*.md")]
    assert len(pages) > 1, f"docs/{kind} has no page"
    assert_kept(paper_rules.unlisted_pages(read(folder / "README.md"), pages))
    assert list(paper_rules.unlisted_pages(Source("docs/x/README.md", "[a](a.md)"), ["b.md"]))
    assert f"({kind}/README.md)" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")


def test_a_marked_place_is_found() -> None:
    assert list(paper_rules.unfilled_places(Source("README.md", "a\n<!-- " + "fill: x -->\n")))


def test_no_page_has_a_place_still_to_be_filled() -> None:
    assert_kept(all_findings(paper_rules.unfilled_places, _pages()))


# Sums


def _booked(text: str) -> list[dict[str, int]]:
    """The balances after each step, from the table of postings."""
    balances: dict[str, int] = {}
    steps: dict[str, dict[str, int]] = {}
    for row in rows_of(text, "step", "from", "to", "points"):
        step, points = row.cells["step"], int(row.cells["points"])
        assert points > 0
        for account, change in ((row.cells["from"], -points), (row.cells["to"], points)):
            balances[account] = balances.get(account, 0) + change
        steps[step] = dict(balances)
    return list(steps.values())


def test_the_worked_example_sums() -> None:
    text = (ROOT / LEDGER).read_text(encoding="utf-8")
    rows = rows_of(text, "after step", "issued", "available", "spent", "expired")
    booked = _booked(text)
    assert len(rows) == len(booked) > 3
    for row, balances in zip(rows, booked, strict=True):
        shown = {account: int(row.cells[account].replace("−", "-")) for account in balances}
        assert shown == balances, f"line {row.line}"
        assert sum(balances.values()) == 0


# Decisions


def _shape_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("# ", "> ", "## "))]


def _decisions() -> list[Path]:
    return sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in _decisions()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", _decisions(), ids=lambda path: path.stem)
def test_a_decision_is_half_a_page_with_a_line_to_quote_and_a_test(path: Path) -> None:
    source = read(path)
    title, quote, *sections = _shape_of(source.text)
    assert title.startswith(f"# {int(path.name[:4])}. ")
    assert quote.startswith("> ")
    assert sections == ["## Context", "## Decision", "## Consequences"]
    assert len(source.text.split()) <= 450, "half a page: cut it, or make it two decisions"
    held = [(n, line) for n, line in enumerate(source.text.splitlines(), 1) if "Held by:" in line]
    assert len(held) == 1, "one line `Held by:` names the tests"
    assert_kept(paper_rules.missing_tests(source, *held[0], ROOT))
