"""The histories of many members: each has a row, and all ways to fold them give the same.

No database is there. What is compiled is compiled once, in the one test that is slow.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from setia.cli import folding
from setia.cli.history import read_history
from setia.cli.playing import play
from setia.core.engine.book import Book
from tests.cli.conftest import Ended, OnProgram
from tests.cli.histories import EXAMPLES, HISTORIES, book, document, generated, lines, told

EACH = pytest.mark.parametrize("name", HISTORIES)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("histories") / "many.jsonl"
    path.write_bytes(lines(generated(200)))
    return str(path)


def test_every_member_has_a_row(on_program: OnProgram, many: str) -> None:
    ended = on_program("fold", document("coffee"), many)
    assert (ended.code, ended.err) == (0, "")
    head, *rows, last = ended.out.splitlines()
    assert head.split() == ["member", "beans", "status", "owes"]
    assert [row.split()[0] for row in rows] == [f"m{place}" for place in range(200)]
    assert re.fullmatch(r"200 members, [\d,]+ events", last)


def test_what_is_told_of_many_is_what_is_told_of_each(on_program: OnProgram) -> None:
    """Where no budget is shared."""
    histories = {
        key: [{**one, "member": key} for one in HISTORIES["airline"][: 4 + place]]
        for place, key in enumerate("abc")
    }
    everything = lines([one for history in histories.values() for one in history])
    ended = on_program("fold", document("airline"), "-", "--json", said=everything)
    rows = {row["member"]: row for row in map(json.loads, ended.out.splitlines())}
    made = book("airline")
    for key, history in histories.items():
        found = read_history(lines(history).splitlines(), made, of_one=True)
        standing = play(made, found.members[key]).standing
        assert rows[key]["balances"] == standing.balances
        assert rows[key]["tiers"] == {"level": standing.tiers[0].level}
        assert rows[key]["debts"] == {}


def test_a_budget_is_claimed_by_who_comes_first(on_program: OnProgram, tmp_path: Path) -> None:
    text = (EXAMPLES / "coffee.yaml").read_text("utf-8")
    small = tmp_path / "small.yaml"
    small.write_text(text.replace("50000 beans", "30 beans"), encoding="utf-8")
    buys = [
        {**told("purchase", f"2026-03-0{day}", "r", amount=5_000, channel="app"), "member": name}
        for name, day in (("late", 4), ("first", 2), ("second", 3))
    ]
    ended = on_program("fold", str(small), "-", "--json", said=lines(buys))
    found = {row["member"]: row["balances"] for row in map(json.loads, ended.out.splitlines())}
    assert found == {"late": {"beans": 50}, "first": {"beans": 70}, "second": {"beans": 50}}


def test_what_is_owed_is_told(on_program: OnProgram) -> None:
    spend = {**told("spend", "2026-02-09", "s1", points=30), "given": True, "member": "7"}
    ended = on_program("fold", document("coffee"), "-", said=lines([spend]))
    assert ended.out.splitlines()[1].split() == ["7", "-30", "member", "30", "Beans"]
    ended = on_program("fold", document("coffee"), "-", "--json", said=lines([spend]))
    assert json.loads(ended.out)["debts"] == {"beans": 30}


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be compiled is interpreted."""
    monkeypatch.setattr(folding, "how_compiled", lambda book, _: folding.how_interpreted(book))


@pytest.mark.usefixtures("uncompiled")
def test_all_ways_agree_and_one_that_does_not_is_told(
    on_program: OnProgram, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = on_program("fold", document("coffee"), many, "--check")
    assert (ended.code, ended.err) == (0, "")
    assert re.match(r"200 members, [\d,]+ events: all ways agree \(event by event; ", ended.out)
    whole = folding.fold_bulk

    def wrong(
        book: Book,
        members: folding.Members,
        ends: Mapping[str, int],
        how: folding.How,
        seen: folding.Seen,
    ) -> folding.States:
        found = whole(book, members, ends, how, seen)
        found["m7"][-1] += 1
        found["m9"][-1] += 1
        return found

    monkeypatch.setattr(folding, "fold_bulk", wrong)
    ended = on_program("fold", document("coffee"), many, "--check")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("member m7: folded in bulk, interpreted, another state than event")


@pytest.mark.usefixtures("uncompiled")
@EACH
def test_in_bulk_only_what_is_open_is_decided_first(on_program: OnProgram, name: str) -> None:
    history = lines([{**one, "member": "7"} for one in HISTORIES[name]])
    outs = [
        on_program("fold", document(name), "-", "--json", *more, said=history).out
        for more in ((), ("--compiled",))
    ]
    assert outs[0] == outs[1] != ""


@pytest.mark.slow
def test_compiled_folds_agree(on_program: OnProgram, many: str, tmp_path: Path) -> None:
    ended = on_program("fold", document("coffee"), many, "--check", "--cache", str(tmp_path))
    assert (ended.code, ended.err) == (0, "")
    outs = [
        on_program("fold", document("coffee"), many, "--json", *more).out
        for more in ((), ("--compiled", "--cache", str(tmp_path)))
    ]
    assert outs[0] == outs[1] != ""


def test_a_stop_is_told_and_leaves_nothing(
    on_program: OnProgram, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folding, "fold_each", stopped)
    ended = on_program("fold", document("coffee"), many)
    assert ended == Ended(130, "", "stopped; nothing was kept\n")


def test_a_cache_that_can_not_be_written_is_told(on_program: OnProgram, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    buys = lines([{**told("purchase", "2026-03-02", "r", amount=100), "member": "7"}])
    for option in ("--compiled", "--check"):
        words = ("fold", document("coffee"), "-", option, "--cache", str(file / "cache"))
        ended = on_program(*words, said=buys)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"--cache: {file}/cache: can't be used: Not a directory; name")
