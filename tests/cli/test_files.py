"""A file that can't be read is told alike, whichever it is, before anything is begun."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Setia

Make = Callable[[Path], None]

MAP = "source: till\nmember: {card: card}\ntime: time\nkind: purchase\namount: amount\n"


def missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def in_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("no directory")


def directory(path: Path) -> None:
    path.mkdir()


def not_text(path: Path) -> None:
    path.write_bytes(b"a: \xff\n")


def forbidden(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path.touch(mode=0)


READERS = {
    "check": ("program", "check", "FILE"),
    "rules": ("program", "rules", "FILE"),
    "set": ("program", "set", "FILE", "program", "kopi"),
    "publish": ("program", "publish", "FILE"),
    "map": ("import", "log.csv", "--map", "FILE"),
    "log": ("import", "FILE", "--map", "map.yaml"),
}


SAID: dict[Make, str] = {
    missing: "there is no such file; check its name",
    in_a_file: "there is no such file; check its name",
    directory: "is a directory; name a file in it",
    not_text: "is not text in UTF-8 (byte 4); save it as UTF-8",
    forbidden: "this account may not read it; change its rights, or use another account",
}
# What is wrong with the text of a log is said row by row.
CASES = [
    (reader, make) for reader in READERS for make in SAID if (reader, make) != ("log", not_text)
]


@pytest.mark.parametrize(("reader", "make"), CASES)
def test_a_file_that_cannot_be_read_ends_with_2(
    setia: Setia,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: str,
    make: Make,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text("card,time,amount\n")
    Path("map.yaml").write_text(MAP)
    Path("sub").mkdir()
    make(Path("sub/named"))
    ended = setia(*(word.replace("FILE", "sub/named") for word in READERS[reader]))
    assert (ended.code, ended.out, ended.err) == (2, "", f"sub/named: {SAID[make]}\n")
