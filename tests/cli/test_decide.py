"""Histories played through the programs that come with Setia: told in five languages, folded alike.

No database is there. What is printed is read back, so that the sums on the screen are the engine's;
and every line that can't be used is told with its number.
"""

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from setia.cli import folding
from setia.cli.decide import SHOWN_PROBLEMS
from setia.cli.history import read_history
from setia.cli.playing import Play, Played, play, whole_budgets
from setia.core.engine.book import Book, balances
from setia.core.engine.earned import earned
from setia.core.engine.kinds import told_by_rules
from setia.platform.languages.formats import Formats
from setia.platform.languages.language import LANGUAGES
from tests.arch.tree import ROOT
from tests.cli.conftest import OnProgram
from tests.cli.histories import EXAMPLES, HISTORIES, book, document, lines, told

PAGE = ROOT / "docs" / "how-to" / "test-a-program.md"
POINTS = re.compile(r" {2,}([+-]?[\d,.]+)(?: .*)?$")

EACH = pytest.mark.parametrize("name", HISTORIES)


def played(name: str) -> tuple[Book, Played]:
    made = book(name)
    found = read_history(lines(HISTORIES[name]).splitlines(), made, of_one=True)
    assert found.problems == []
    return made, play(made, found.members[""])


def blocks_of(text: str) -> list[list[str]]:
    """The events of a told history, then what the member has."""
    return [block.splitlines() for block in text.strip().split("\n\n")]


@pytest.mark.parametrize("language", LANGUAGES)
@EACH
def test_every_event_is_told_in_every_language(
    on_program: OnProgram, name: str, language: str
) -> None:
    history = lines(HISTORIES[name])
    ended = on_program("decide", document(name), "-", "--language", language, said=history)
    assert (ended.code, ended.err) == (0, "")
    assert not set("{}") & set(ended.out), "a place in a text was not filled"
    *events, standing = blocks_of(ended.out)
    assert len(events) == len(HISTORIES[name])
    keys = {event[0].split("  ")[1] for event in events}
    assert keys == {one["key"] for one in HISTORIES[name]}
    assert len(standing) > 3


@EACH
def test_the_sums_on_the_screen_are_those_of_the_engine(on_program: OnProgram, name: str) -> None:
    made, found = played(name)
    version = made.newest
    ended = on_program("decide", document(name), "-", said=lines(HISTORIES[name]))
    *events, standing = blocks_of(ended.out)
    for entry, event in zip(found.entries, events, strict=True):
        assert entry.explained.doubts == ()
        if entry.leaf.outcome != "accepted" or not told_by_rules(entry.leaf.kind):
            continue
        sums = sums_of(event)
        points = earned(version, entry.leaf.decision).points
        unit = version.program.unit
        should = {
            Formats("en").signed_points(n, unit(key).decimals) for key, n in points.items() if n
        }
        assert {said for said, _ in sums if number(said)} == should
        for said, parts in sums:
            assert sum(parts) == pytest.approx(number(said))
    total: dict[str, int] = {}
    for entry in found.entries:
        for wallet, change in entry.explained.net.items():
            total[wallet] = total.get(wallet, 0) + change
    held = found.standing.balances
    assert {wallet: total.get(wallet, 0) for wallet in held} == held
    for wallet, points_held in held.items():
        shown = Formats("en").points(points_held, version.program.unit(wallet).decimals)
        assert any(row.split()[0] == shown for row in standing)


def number(text: str) -> float:
    return float(text.replace(",", ""))


def sums_of(event: Sequence[str]) -> list[tuple[str, list[float]]]:
    """Each sum of an event as it is printed, and the points of the rules above it."""
    found: list[tuple[str, list[float]]] = []
    parts: list[float] = []
    for row in event[1:]:
        points = POINTS.search(row)
        if points is None:
            continue
        if row.startswith("  Sum"):
            found.append((points[1], parts))
            parts = []
        elif not row.startswith("   "):
            parts.append(number(points[1]))
    return found


@EACH
def test_a_history_that_is_played_is_what_a_ledger_would_fold(name: str) -> None:
    made, found = played(name)
    one = Play(made, [entry.event for entry in found.entries])
    left = whole_budgets(made.newest)
    decided = [(event, one.decide(event, left)) for event in one.events]
    assert [n.outcome for _, n in decided] == [entry.leaf.outcome for entry in found.entries]
    facts = {"": [folding.decided(event, n) for event, n in decided]}
    state, _ = made.fold(facts[""], one.end_us)
    assert balances(state, made.newest.layout) == found.standing.balances


def test_why_not_and_what_fell_due_are_told(on_program: OnProgram) -> None:
    said = on_program("decide", document("coffee"), "-", said=lines(HISTORIES["coffee"])).out
    for part in (
        "Spend of 9,999 Beans refused [refused]",
        "Not enough points: 733 Beans could be spent.",
        "Why not more",
        "Weekend in the app: only when it is Saturday or Sunday and channel is “app”",
        "[waiting]",
        "What comes back is not known yet; it is taken back once it is.",
        "Reason: counted twice.",
        "Ended by then",
        "Gold until 4 May 2027",
        "What ends when",
    ):
        assert part in said, part


def test_events_are_told_in_the_order_of_the_fold(on_program: OnProgram) -> None:
    shuffled = list(HISTORIES["airline"])
    random.Random(1).shuffle(shuffled)
    outs = [
        on_program("decide", document("airline"), "-", said=lines(history)).out
        for history in (HISTORIES["airline"], shuffled)
    ]
    assert outs[0] == outs[1]


def test_an_outcome_that_is_given_stands(on_program: OnProgram) -> None:
    spend = {**told("spend", "2026-02-09", "s1", points=30), "given": True}
    ended = on_program("decide", document("coffee"), "-", said=lines([spend]))
    assert ended.code == 0
    assert "-30 Beans" in ended.out
    assert "Below zero: the next points repay it first." in ended.out


GOOD = '{"kind": "purchase", "time": "2026-01-03", "key": "a", "payload": {"amount": 1850}}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"kind": "purchase"', "is no JSON (Expecting ',' delimiter, column "),
        ("[1]", "is no object; write {"),
        ('{"time": "2026-01-03"}', "kind: is needed, as text; write {"),
        ('{"kind": 7, "time": "2026-01-03"}', "kind: 7 must be text; write it in quotes"),
        ('{"kind": "stay", "time": "2026-01-03"}', "kind: 'stay' is not known; use one of purcha"),
        ('{"kind": "clock", "time": "2026-01-03"}', "kind: 'clock' is not known; use one of "),
        (
            '{"kind": "profile", "time": "2026-01-03", "payload": {"born": "1990-12-25"}}',
            "payload: born: is not known of members; declared: none",
        ),
        ('{"kind": "purchase"}', "time: is needed, as text; write it like 2026-01-03T12:04"),
        (GOOD.replace("-03", "-33"), "time: '2026-01-33' is not a time; write it like 2026-01-03"),
        (GOOD.replace("1850", "18.50"), "payload.amount: is a fraction; send money in minor units"),
        (GOOD.replace("1850", "-1"), "payload: amount: -1 must be a whole number from 0 to "),
        (GOOD.replace('{"amount": 1850}', "[]"), 'payload: must be an object, like {"amount": 18'),
        (GOOD.replace('"a"', '""'), "key: must be text of 1 to 200 characters"),
        (GOOD.replace("payload", "load"), "load: is not known; a line has kind, time, key, sour"),
        (GOOD.replace('"key"', '"given": true, "key"'), "given: purchase brings no outcome along"),
        (GOOD.replace('"key"', '"given": 1, "key"'), "given: must be true or false; leave it out"),
        (GOOD, "key: 'a' of 'till' stands in line 1 already; give each event a key of its own"),
        (GOOD.replace('"a"', '"\\ud800"'), "key: is not valid Unicode (a lone surrogate)"),
    ],
)
def test_a_line_that_can_not_be_used_is_told_with_its_number(
    on_program: OnProgram, line: str, said: str
) -> None:
    history = f"{GOOD}\n\n{line}\n".encode()
    for command in ("decide", "fold"):
        if command == "fold":
            history = history.replace(b'{"kind"', b'{"member": "7", "kind"')
            history = history.replace(b'{"time"', b'{"member": "7", "time"')
        ended = on_program(command, document("coffee"), "-", said=history)
        assert (ended.code, ended.out) == (2, "")
        first, last = ended.err.splitlines()
        assert first.startswith(f"-: line 3: {said}")
        assert last == "1 problem; nothing was decided"


def test_bytes_that_are_no_text_are_told(on_program: OnProgram) -> None:
    ended = on_program("decide", document("coffee"), "-", said=GOOD.encode() + b"\n\xff\n")
    assert ended.err.startswith("-: line 2: is not text in UTF-8 (byte 1); save it as UTF-8\n")


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_so_many_problems_are_shown_and_the_rest_counted(on_program: OnProgram, more: int) -> None:
    count = SHOWN_PROBLEMS + more
    ended = on_program("decide", document("coffee"), "-", said=b"{}\n" * count)
    assert ended.code == 2
    rows = ended.err.splitlines()
    shown = [row for row in rows if row.startswith("-: line ")]
    assert len(shown) == min(count, SHOWN_PROBLEMS)
    assert ("and 1 more" in rows) == (more == 1)
    assert rows[-1] == f"{count} problems; nothing was decided"


def test_one_history_is_of_one_member_and_many_are_named(on_program: OnProgram) -> None:
    two = [{**told("purchase", "2026-01-03", key, amount=100), "member": key} for key in "ab"]
    ended = on_program("decide", document("coffee"), "-", said=lines(two))
    assert ended.code == 2
    assert "line 2: member: 'b' is another than 'a'; leave the others out, or use " in ended.err
    ended = on_program("fold", document("coffee"), "-", said=GOOD.encode())
    assert ended.code == 2
    assert ended.err.startswith("-: line 1: member: is needed, as text; write whose event it is")


@pytest.mark.parametrize("command", ["decide", "fold"])
def test_what_is_not_there_ends_with_2(on_program: OnProgram, tmp_path: Path, command: str) -> None:
    ended = on_program(command, document("coffee"), str(tmp_path / "none.jsonl"))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("none.jsonl: there is no such file; check its name\n")
    ended = on_program(command, document("coffee"), "-", said=b"\n\n")
    assert (ended.code, ended.err) == (2, "-: has no event; write one a line\n")
    bad = tmp_path / "bad.yaml"
    bad.write_text("setia: 1\n", encoding="utf-8")
    assert on_program(command, str(bad), "-").code == 1


# The page


def test_the_page_shows_what_comes_out(
    on_program: OnProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = PAGE.read_text("utf-8").partition("## Play a history through a program")[2]
    section = section.partition("\n## ")[0]
    blocks = re.findall(r"^```(?:json)?\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("coffee.yaml").write_text((EXAMPLES / "coffee.yaml").read_text("utf-8"), "utf-8")
    assert len(blocks) == 6
    for history, command, after in (blocks[:3], blocks[3:]):
        first, second, *words = command.split()
        assert (first, second) == ("setia", "program")
        Path(words[-1]).write_text(history, encoding="utf-8")
        ended = on_program(*words)
        assert (ended.code, ended.err) == (0, "")
        assert spaced(after) == spaced(ended.out)


def spaced(text: str) -> list[str]:
    """Rows without the narrow spaces of times and without white space at their ends."""
    return [row.replace("\u202f", " ").rstrip() for row in text.splitlines()]


REFERENCE = """
setia: 1
program: p
currency: MYR
currencies: [SGD]
wallets: {beans: {name: Beans}}
events: {purchase: {attributes: {store: text}, items: {sku: text}}}
stores: {region: [north, south]}
products: {category: text}
lists: {excluded: uploaded}
earning:
  - {rule: base, give: 1 per whole 1.00}
  - {rule: north, when: store.region == "north", give: 100}
  - rule: tea
    items: product.category == "tea" and item.sku not in list("excluded")
    give: 1 per 0.01
"""
GIVEN = """
stores: {harbour: {region: north}}
products: {leaf: {category: tea}, gin: {category: tea}}
lists: {excluded: [gin]}
rates: {SGD: 3.50}
"""


def test_what_is_looked_up_is_given_by_a_file(on_program: OnProgram, tmp_path: Path) -> None:
    program, given, history = (tmp_path / name for name in ("p.yaml", "g.yaml", "h.jsonl"))
    program.write_text(REFERENCE)
    given.write_text(GIVEN)
    items = [{"amount": 100, "sku": "leaf"}, {"amount": 50, "sku": "gin"}]
    payload = {"amount": 1000, "currency": "SGD", "store": "harbour", "items": items}
    event = {"kind": "purchase", "time": "2026-01-03T12:04", "payload": payload, "member": "m"}
    history.write_text(json.dumps(event) + "\n")
    words = (str(program), str(history), "--given", str(given))
    told = on_program("decide", *words)
    # 10 dollars are RM35.00; the leaf's dollar is RM3.50.
    assert (told.code, "+485 Beans" in told.out.splitlines()[0]) == (0, True)
    folded = on_program("fold", *words, "--json")
    assert (folded.code, json.loads(folded.out)["balances"]) == (0, {"beans": 35 + 100 + 350})
    without = on_program("decide", str(program), str(history))
    assert (without.code, "no rate of SGD is known" in without.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stores: {harbour: {region: west}}", "store.region is never 'west'; known: north, south"),
        ("shops: {}", "shops: is not known here"),
        ("stores: [", "g.yaml: line 1"),
        ("lists: {excluded: gin}", "lists.excluded: is not a list of texts"),
        ("rates: {SGD: 0}", "'0' is no rate"),
    ],
)
def test_a_file_of_what_is_given_is_checked(
    on_program: OnProgram, tmp_path: Path, text: str, said: str
) -> None:
    program, given, history = (tmp_path / name for name in ("p.yaml", "g.yaml", "h.jsonl"))
    program.write_text(REFERENCE)
    given.write_text(text)
    history.write_text("")
    ended = on_program("decide", str(program), str(history), "--given", str(given))
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
