"""One value of a document changed by hand: one line is another, and nothing wrong is written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Setia
from tests.conftest import HOME_VARIABLE

TEXT = """\
# What the shop gives.
setia: 1
program: kopi
currency: MYR
time zone: Asia/Kuala_Lumpur

wallets:
  beans: {name: {en: Beans}, expires: 12 months}   # agreed in 2026

earning:
  # One for each ringgit.
  - rule: base
    give: 1 per whole 1.00   # never 2

tests:
  - test: five make five
    steps: [{at: 2026-03-02, purchase: {amount: 5.00}, earns: 5 beans}]
"""
EXPIRES = "wallets.beans.expires"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "kopi.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@contextmanager
def nobody() -> Iterator[None]:
    """As an account that may not write everywhere, which root does."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_one_line_is_another_and_the_words_say_so(setia: Setia, document: Path) -> None:
    ended = setia("program", "set", str(document), EXPIRES, "6 months")
    assert ended == Ended(
        0,
        "Wallet Beans: points now expire after 6 months (until now: after 12 months).\n"
        "kopi.yaml: written\n",
        "",
    )
    assert document.read_text() == TEXT.replace("12 months", "6 months")
    assert [one.name for one in document.parent.iterdir()] == ["kopi.yaml"]


def test_a_dry_run_says_it_in_the_words_of_a_diff_and_writes_nothing(
    setia: Setia, document: Path
) -> None:
    other = document.with_name("other.yaml")
    other.write_text(TEXT.replace("12 months", "6 months"))
    for language in ("en", "de"):
        diff = setia("program", "diff", str(document), str(other), "--language", language)
        words = ("set", str(document), EXPIRES, "6 months", "--language", language)
        ended = setia("program", *words, "--dry-run")
        last = "kopi.yaml: a dry run; nothing was written\n"
        assert ended == Ended(0, diff.out + last, "")
        assert document.read_text() == TEXT


def test_a_rule_is_named_by_its_id_or_its_place(setia: Setia, document: Path) -> None:
    for path, name in (("earning.base.rule", "basic"), ("earning[1].rule", "plain")):
        assert setia("program", "set", str(document), path, name).code == 0
        assert f"- rule: {name}\n" in document.read_text()


def test_ends_of_lines_stay(setia: Setia, document: Path) -> None:
    before = TEXT.replace("\n", "\r\n").encode()
    document.write_bytes(before)
    assert setia("program", "set", str(document), "wallets.beans.name.en", "Bean: s").code == 0
    assert document.read_bytes() == before.replace(b"en: Beans", b'en: "Bean: s"')


def test_what_is_so_already_is_not_written(setia: Setia, document: Path) -> None:
    before = document.stat()
    ended = setia("program", "set", str(document), EXPIRES, "12 months")
    said = f"kopi.yaml: {EXPIRES} is '12 months' already; nothing was written\n"
    assert ended == Ended(0, said, "")
    assert (document.stat().st_ino, document.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "problem"),
    [
        (EXPIRES, "12 months", "12 moons", "line 8, column 39: wallets.beans.expires: '12 moons' "),
        ("currency", "MYR", "rm", "line 4, column 11: currency: 'rm' is no currency; "),
        (
            "earning.base.give",
            "1 per whole 1.00",
            "2 per whole 1.00",
            "line 17, column 13: tests.five make five.steps[1].earns: earns 10 beans, not 5; ",
        ),
    ],
)
def test_a_document_that_would_be_wrong_is_told_as_a_check_would_and_not_written(
    setia: Setia, document: Path, path: str, old: str, new: str, problem: str
) -> None:
    ended = setia("program", "set", str(document), path, new)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"{document}: {problem}")
    assert ended.err.endswith("\n1 problem; nothing was written\n")
    assert document.read_text() == TEXT
    assert setia("program", "set", str(document), path, new, "--dry-run") == ended
    document.write_text(TEXT.replace(old, new))
    checked = setia("program", "check", str(document))
    assert (checked.code, checked.err) == (1, ended.err.replace("; nothing was written", ""))


def test_a_wrong_document_can_be_mended(setia: Setia, document: Path) -> None:
    document.write_text(TEXT.replace("12 months", "12 moons"))
    ended = setia("program", "set", str(document), EXPIRES, "12 months")
    assert ended == Ended(0, f"{EXPIRES} is '12 months' now.\nkopi.yaml: written\n", "")
    assert document.read_text() == TEXT


def test_what_is_no_yaml_is_told_by_line(setia: Setia, document: Path) -> None:
    document.write_text("setia: [1\n")
    ended = setia("program", "set", str(document), "setia", "1")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"{document}: line 2, column 1: document: ")
    assert ended.err.endswith("1 problem; nothing was written\n")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("wallets.bean.expire", "x", f"wallets.bean.expire is not there; did you mean {EXPIRES}?"),
        ("earning[0].give", "x", "earning[0].give is not there; did you mean earning.base.give?"),
        ("q", "x", "q is not there; name it as problems do: earning.base.give"),
        ("wallets", "x", "wallets is more than one value; name one of those inside it"),
        (
            "tests.five make five.steps[1]",
            "x",
            "tests.five make five.steps[1] is more than one value; name one of those inside it",
        ),
        ("program", "\x1b[2J", "program can't be written like this here; write it by hand"),
    ],
)
def test_what_can_not_be_set_ends_with_2(
    setia: Setia, document: Path, path: str, value: str, said: str
) -> None:
    ended = setia("program", "set", str(document), path, value)
    assert ended == Ended(2, "", f"{document}: {said}\n")
    assert document.read_text() == TEXT


def test_a_language_that_is_not_there_ends_with_2(setia: Setia, document: Path) -> None:
    ended = setia("program", "set", str(document), EXPIRES, "6 months", "--language", "fr")
    assert ended == Ended(2, "", "no language 'fr'; use one of en, ms, id, nl, de\n")
    assert document.read_text() == TEXT


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_rights_and_links_stay(setia: Setia, document: Path, mode: int) -> None:
    document.chmod(mode)
    link = document.with_name("link.yaml")
    link.symlink_to(document.name)
    assert setia("program", "set", str(link), EXPIRES, "6 months").code == 0
    assert link.is_symlink()
    assert document.stat().st_mode & 0o7777 == mode
    assert "6 months" in document.read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can give a file away")
def test_its_owner_stays(setia: Setia, document: Path) -> None:
    os.chown(document, 65534, 65534)
    assert setia("program", "set", str(document), EXPIRES, "6 months").code == 0
    assert (document.stat().st_uid, document.stat().st_gid) == (65534, 65534)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_may_not_be_written_is_left_as_it_is(setia: Setia, what: str) -> None:
    folder = Path(tempfile.mkdtemp(dir=os.environ[HOME_VARIABLE]))
    document = folder / "kopi.yaml"
    document.write_text(TEXT)
    document.chmod(0o444 if what == "file" else 0o666)
    folder.chmod(0o777 if what == "file" else 0o555)
    try:
        words = ("program", "set", str(document), EXPIRES, "6 months")
        assert setia(*words, "--dry-run").code == 0
        with nobody():
            ended = setia(*words)
        said = (
            "this account may not write it, or not in its folder;"
            " change their rights, or use another account"
        )
        assert ended == Ended(2, "", f"{document}: {said}\n")
        assert document.read_text() == TEXT
        assert [one.name for one in folder.iterdir()] == ["kopi.yaml"]
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_plural_of_a_name_is_one_value(setia: Setia, document: Path) -> None:
    one_name = "{name: {en: Beans}"
    forms = "{name: {en: {one: Bean, other: Beans}}"
    document.write_text(TEXT.replace(one_name, forms))
    place = "wallets.beans.name.en"
    ended = setia("program", "set", str(document), f"{place}.one", "Coffee bean")
    assert ended == Ended(
        0,
        "Wallet Beans: the name (English, for 1) changes from “Bean” to “Coffee bean”.\n"
        "kopi.yaml: written\n",
        "",
    )
    changed = TEXT.replace(one_name, forms.replace("Bean,", "Coffee bean,"))
    assert document.read_text() == changed
    whole = setia("program", "set", str(document), place, "Beans")
    assert (whole.code, whole.out) == (2, "")
    assert "wallets.beans.name.en is more than one value; name one of those inside it" in (
        " ".join(whole.err.split())
    )
    empty = setia("program", "set", str(document), f"{place}.other", "")
    assert empty.code == 1
    assert "wallets.beans.name.en.other: is not a name" in " ".join(empty.err.split())
    assert document.read_text() == changed


def test_a_form_that_the_language_lacks_is_told_by_line(setia: Setia, document: Path) -> None:
    document.write_text(TEXT.replace("{en: Beans}", "{ms: {one: Biji, other: Biji}}"))
    ended = setia("program", "check", str(document))
    assert ended.code == 1
    assert "line 8, column 28: wallets.beans.name.ms.one: ms has no form 'one'; it has: other" in (
        " ".join(ended.err.split())
    )
