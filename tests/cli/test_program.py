"""Checking and publishing by hand: what is wrong, what was done, in numbers that agree."""

from pathlib import Path

import pytest

from setia.core.program.schema import schema_text
from tests.cli.conftest import Ended, Setia
from tests.members import shop


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "kopi.yaml"
    path.write_text(shop.PROGRAM, encoding="utf-8")
    return path


def test_the_very_document_in_force_is_not_published_again(setia: Setia, document: Path) -> None:
    first, again = (setia("program", "publish", str(document)) for _ in range(2))
    assert first == Ended(0, "published kopi.yaml as version 1\n", "")
    assert again == Ended(
        0, "kopi.yaml is version 1 already, word for word; nothing was published\n", ""
    )
    document.write_text(shop.PROGRAM.replace("12 months", "6 months"), encoding="utf-8")
    assert setia("program", "publish", str(document)).out == "published kopi.yaml as version 2\n"


def test_a_check_counts_in_words_that_agree(setia: Setia, document: Path) -> None:
    said = setia("program", "check", str(document)).out
    assert said == "kopi.yaml: kopi: 1 wallet, 1 rule, 0 tier sets; nothing is wrong\n"


@pytest.mark.parametrize(
    ("command", "last"),
    [
        ("check", "1 problem"),
        ("rules", "1 problem"),
        ("publish", "1 problem; nothing was published"),
    ],
)
def test_only_publishing_says_that_nothing_was_published(
    setia: Setia, document: Path, command: str, last: str
) -> None:
    document.write_text(shop.PROGRAM.replace("earning:", "earnings:"), encoding="utf-8")
    ended = setia("program", command, str(document))
    assert (ended.code, ended.out) == (1, "")
    problem, end = ended.err.splitlines()
    assert problem.startswith(f"{document}: line ")
    assert end == last


def test_a_document_is_tested_by_itself(setia: Setia, document: Path) -> None:
    bare = setia("program", "test", str(document))
    assert (bare.code, bare.err) == (1, "kopi.yaml brings no tests; write them under tests:\n")
    steps = "[{at: 2026-03-02, purchase: {amount: 5.00}, earns: 5 beans}]"
    tests = f"tests: [{{test: five make five, steps: {steps}}}]\n"
    document.write_text(shop.PROGRAM + tests, encoding="utf-8")
    assert setia("program", "test", str(document)) == Ended(
        0, "passed  five make five\n1 test, 1 step: all as expected\n", ""
    )
    document.write_text(shop.PROGRAM + tests.replace("earns: 5", "earns: 6"), encoding="utf-8")
    failed = setia("program", "test", str(document))
    assert (failed.code, failed.out) == (1, "")
    assert "earns 5 beans, not 6; what gave: " in failed.err
    refused = setia("program", "publish", str(document))
    assert refused.code == 1
    assert refused.err.endswith("1 problem; nothing was published\n")


def test_the_schema_is_printed_as_it_is_kept(setia: Setia) -> None:
    assert setia("program", "schema") == Ended(0, schema_text(), "")


def test_a_language_that_is_not_there_ends_with_2(setia: Setia, document: Path) -> None:
    ended = setia("program", "rules", str(document), "--language", "fr")
    assert (ended.code, ended.err) == (2, "no language 'fr'; use one of en, ms, id, nl, de\n")


def test_the_difference_of_two_documents_is_told_in_words(
    setia: Setia, document: Path, tmp_path: Path
) -> None:
    after = tmp_path / "after.yaml"
    after.write_text(f"# the same\n{shop.PROGRAM}", encoding="utf-8")
    same = setia("program", "diff", str(document), str(after))
    assert same == Ended(0, "No difference.\n", "")
    after.write_text(shop.PROGRAM.replace("12 months", "6 months"), encoding="utf-8")
    told = setia("program", "diff", str(document), str(after))
    assert (told.code, told.err) == (0, "")
    assert "points now expire after 6 months" in told.out
    told = setia("program", "diff", str(document), str(after), "--language", "de")
    assert "Punkte verfallen künftig nach 6 Monaten" in told.out


def test_documents_that_can_not_be_compared_end_with_2(
    setia: Setia, document: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(shop.PROGRAM.replace("earning:", "earnings:"), encoding="utf-8")
    ended = setia("program", "diff", str(document), str(bad))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{bad}: line ")
    assert ended.err.endswith("1 problem\n")
    ended = setia("program", "diff", str(document), str(tmp_path / "none.yaml"))
    assert (ended.code, ended.out) == (2, "")
    ended = setia("program", "diff", str(document), str(document), "--language", "fr")
    assert (ended.code, ended.err) == (2, "no language 'fr'; use one of en, ms, id, nl, de\n")
