"""Edits of a document: one value is another, and every other character is as it was."""

import difflib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from setia.core.program import edit
from setia.core.program.edit import CannotEdit, insert, remove, replace_value
from setia.core.program.source import Listed, Mapped, Text, Unreadable, Value, load
from setia.core.program.written import one_line

AWKWARD = """\
# What YAML can do.\r
a:   # nothing yet
b: {x: 1, "y": "q # r", z: [1, 'it''s', ], w: }   # kept
c: |
  foo
    bar

d: >-   # folded
  foo
  bar
# kept
e: 'ab
  cd'
f: multi
  line   # kept
g: {"k":1, 'l': 咖啡豆}
rows:
- - deep
  - 😀 wide   # kept
- rule: r
  when: |

    x < 1

  # kept
-
  rule: s
  "at most": "200\\tper\\u0020day"
last: end"""
"""No end of the last line, one CRLF, and most of what a value can look like."""


def documents() -> dict[str, str]:
    root = Path(__file__).parents[2] / "src" / "setia" / "core" / "program" / "examples"
    found = {path.name: path.read_text("utf-8") for path in sorted(root.glob("*.yaml"))}
    good = (Path(__file__).parent / "programs" / "good.yaml").read_text("utf-8")
    crlf = {"good.yaml, CRLF": good.replace("\n", "\r\n").removesuffix("\r\n")}
    return {**found, "good.yaml": good, **crlf, "awkward": AWKWARD}


DOCUMENTS = documents()
TREES = {name: load(text) for name, text in DOCUMENTS.items()}
Tree = str | list["Tree"] | dict[str, "Tree"]
Steps = tuple[str | int, ...]


def plain(value: Value) -> Tree:
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Mapped):
        return {key: plain(one) for key, one in value.items.items()}
    return [plain(one) for one in value.items]


def scalars(value: Value, path: Steps = ()) -> list[tuple[Steps, Text]]:
    """Every scalar with its path, rows by their place from 1."""
    if isinstance(value, Text):
        return [(path, value)]
    inside: list[tuple[str | int, Value]] = (
        list(value.items.items()) if isinstance(value, Mapped) else list(enumerate(value.items, 1))
    )
    return [found for step, one in inside for found in scalars(one, (*path, step))]


def changed(tree: Tree, path: Steps, new: str) -> Tree:
    if not path:
        return new
    step, *rest = path
    if isinstance(tree, dict):
        return {k: changed(v, tuple(rest), new) if k == step else v for k, v in tree.items()}
    assert isinstance(tree, list)
    return [changed(v, tuple(rest), new) if n == step else v for n, v in enumerate(tree, 1)]


PATHS = [(name, path) for name, tree in TREES.items() for path, _ in scalars(tree)]
AWKWARD_TEXTS = [
    "", " ", "yes", "null", "~", "2", "1.50", "-", "- a", "-5", "?", ": ", "a: b", "a:", "a #b",
    "#", "a#b", "'", '"', "it's", '"q" and \'s\'', "a, b", "[", "]", "{a: 1}", " lead", "trail ",
    "é 咖啡豆 😀", "\\n", "a\nb", "\n", "a\n", "\n a", "tab\there", "\t", "---", "--- a", "...",
    "|", ">", "&a", "*a", "!t", "%d", "@a", "`a", "\x85", "\u2028", "\ufeff", "\xa0x", "<<", "=",
    "a\xa0#b", 'weekday in ("sat", "sun") and channel == "app"', "2026-11-21 10:00", "\ufffe",
    "a:'b", "x" * 1_500,
]  # fmt: skip
ALPHABET = st.one_of(
    st.sampled_from(" \t\n:#'\"-?[]{},&*!|>%@`\\a1é😀\x85\u2028\ufeff"),
    st.characters(exclude_categories=["Cs", "Cc"]),
)
TEXTS = st.one_of(st.sampled_from(AWKWARD_TEXTS), st.text(ALPHABET, max_size=30))


def lines(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$", text)


def holds(name: str, path: Steps, new: str) -> None:
    text = DOCUMENTS[name]
    after = replace_value(text, path, new)
    tree = TREES[name]
    assert plain(load(after)) == changed(plain(tree), path, new)
    parts = difflib.SequenceMatcher(None, lines(text), lines(after), autojunk=False).get_opcodes()
    touched = [one for one in parts if one[0] != "equal"]
    old = dict(scalars(tree))[path]
    assert len(touched) <= 1
    if touched and old.inline:
        _, first, last, now_first, now_last = touched[0]
        assert (first, last, now_first, now_last) == (old.line - 1, old.line) * 2
        kept = lines(text)[old.line - 1][: old.column - 1]
        assert lines(after)[old.line - 1].startswith(kept)
    for comment in re.findall(r"# kept", text):
        assert text.count(comment) == after.count(comment)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_value_can_become_any_awkward_text(name: str) -> None:
    paths = [path for path, _ in scalars(TREES[name])]
    for number, path in enumerate(paths):
        of_all = AWKWARD_TEXTS[number % 5 :: 5]
        for new in of_all if name == "awkward" else of_all[number % len(of_all) :][:1]:
            holds(name, path, new)


@given(place=st.sampled_from(PATHS), new=TEXTS)
@example(("awkward", ("a",)), "x")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_can_become_any_text(place: tuple[str, Steps], new: str) -> None:
    holds(*place, new)


COFFEE = DOCUMENTS["coffee.yaml"]


@pytest.mark.parametrize(
    ("path", "new", "line"),
    [
        (("earning", "weekend-app", "multiply"), "3", "    multiply: 3"),
        (("wallets", "beans", "expires"), "24 months", "    expires: 24 months"),
        (("program",), "a: b", 'program: "a: b"'),
        (
            ("tiers", "status", "levels", "silver", "from"),
            "250.00",
            (
                "      - {tier: silver, from: 250.00, name: {en: Silver, ms: Perak, id: Silver,"
                " nl: Zilver, de: Silber}}"
            ),
        ),
        (
            ("earning", "gold", "when"),
            'tier == "gold" and channel == "x"',
            '    when: tier == "gold" and channel == "x"',
        ),
        (
            ("budgets", "launch", "points"),
            "1, 2",
            (
                '  launch: {points: "1, 2"}      # what the marketing team pays for in the first'
                " months"
            ),
        ),
        (("earning", 1, "give"), "2 per 1.00", "    give: 2 per 1.00"),
        (("earning", "base", "rule"), "basic", "  - rule: basic"),
    ],
)
def test_a_value_is_named_as_a_person_would(path: edit.Path, new: str, line: str) -> None:
    before, after = COFFEE.splitlines(), replace_value(COFFEE, path, new).splitlines()
    differs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert [other for _, other in differs] == [line]


def test_quotes_are_kept_where_they_can_be() -> None:
    text = "a: 'x'\nb: \"y\"\nc: z\n"
    assert replace_value(text, ("a",), "it's") == text.replace("'x'", "'it''s'")
    assert replace_value(text, ("a",), "1\n2") == text.replace("'x'", '"1\\n2"')
    assert replace_value(text, ("b",), 'say "y"') == text.replace('"y"', '"say \\"y\\""')
    assert replace_value(text, ("c",), 'a: "y"') == text.replace(" z", " 'a: \"y\"'")


def test_a_block_stays_a_block() -> None:
    text = "a: >  # why\n    x and\n    y\n\n# next\nb: |\n  1\n  2\n"
    assert replace_value(text, ("a",), "z") == "a: >  # why\n    z\n\n# next\nb: |\n  1\n  2\n"
    assert replace_value(text, ("b",), "3\n4\n5") == text.replace("  1\n  2\n", "  3\n  4\n  5\n")
    assert replace_value(text, ("a",), " z") == 'a: " z"  # why\n\n# next\nb: |\n  1\n  2\n'


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("earning", "wekend", "multiply"), "earning.wekend is not there; name a row by its id"),
        (("earning", 9), "earning[9] is not there"),
        (("wallets", "bean"), "wallets.bean is not there; known: beans"),
        (("wallets", "beans"), "wallets.beans is more than one value"),
        (("program", "x"), "program is one value; nothing stands inside it"),
        ((), "name a value of the document"),
    ],
)
def test_what_is_not_there_is_said(path: edit.Path, said: str) -> None:
    with pytest.raises(CannotEdit, match=re.escape(said)):
        replace_value(COFFEE, path, "x")


def test_what_no_text_can_hold_is_refused() -> None:
    with pytest.raises(CannotEdit, match="can't be written like this"):
        replace_value("a: 1\n", ("a",), "\x1b[2J")
    with pytest.raises(CannotEdit, match="stands twice"):
        replace_value("e: [{rule: a}, {rule: a}]\n", ("e", "a", "rule"), "b")
    with pytest.raises(CannotEdit, match="a row that is empty"):
        replace_value("a:\n  -\n  - b\n", ("a", 1), "b")
    with pytest.raises(Unreadable):
        replace_value("a: [", ("a",), "b")


# Removing.


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: 1  # x\n# y\nb: 2\n", ("a",), "# y\nb: 2\n"),
        ("a: 1\nb:\n  c: 2\n  # in\n  d: 3\n\n# y\ne: 4", ("b",), "a: 1\n\n# y\ne: 4"),
        ("a: 1\n\nb: 2\n\nc: 3\n", ("b",), "a: 1\n\nc: 3\n"),
        ("a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 3", ("b",), "a: 1\r\nc: 3"),
        ("a: {b: 1, c: 2, d: 3}  # x\n", ("a", "b"), "a: {c: 2, d: 3}  # x\n"),
        ("a: {b: 1, c: 2, d: 3}  # x\n", ("a", "d"), "a: {b: 1, c: 2}  # x\n"),
        ("a: [1, 2,]\n", ("a", 2), "a: [1,]\n"),
        ("a: {b: 1}\n", ("a", "b"), "a: {}\n"),
        ("e:\n- rule: a\n  x: 1\n- rule: b\n", ("e", "a"), "e:\n- rule: b\n"),
        ("e:\n- rule: a\n  x: 1\n- rule: b\n", ("e", "a", "rule"), "e:\n- x: 1\n- rule: b\n"),
        ("e:\n- rule: a\n  x: 1\n- rule: b\n", ("e", "a", "x"), "e:\n- rule: a\n- rule: b\n"),
        ("e:\n- {rule: a, x: 1}\n- {rule: b}\n", ("e", "a"), "e:\n- {rule: b}\n"),
        ("e: [{rule: a, x: 1}, {rule: b}]\n", ("e", "b"), "e: [{rule: a, x: 1}]\n"),
        ("e: [{rule: a, x: 1}, {rule: b}]\n", ("e", "a"), "e: [{rule: b}]\n"),
    ],
)
def test_an_entry_goes_with_its_own_lines_only(text: str, path: edit.Path, after: str) -> None:
    assert remove(text, path) == after


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("a:\n  b: 1\n", ("a", "b"), "a.b stands there alone; remove what it stands in"),
        ("a: [1, # one\n  2]\n", ("a", 2), "take the comment away first"),
        ("a: 1\n", ("b",), "b is not there; known: a"),
    ],
)
def test_what_can_not_be_removed_is_said(text: str, path: edit.Path, said: str) -> None:
    with pytest.raises(CannotEdit, match=re.escape(said)):
        remove(text, path)


# Inserting.


@pytest.mark.parametrize(
    ("text", "path", "new", "after"),
    [
        ("a: 1\nb:\n  c: 2  # x\n", ("b", "d"), "3", "a: 1\nb:\n  c: 2  # x\n  d: 3\n"),
        ("a: 1", ("at most",), "200 per day", "a: 1\nat most: 200 per day"),
        (
            "a: 1\r\n\r\nb: 2\r\n", ("c",), "d: 1\ne: 2",
            "a: 1\r\n\r\nb: 2\r\n\r\nc:\r\n  d: 1\r\n  e: 2\r\n",
        ),
        ("a: {b: 1}  # x\n", ("a", "c"), "[1, 2]", "a: {b: 1, c: [1, 2]}  # x\n"),
        ("a: {b: 1}\n", ("a", "c"), "2, 3", 'a: {b: 1, c: "2, 3"}\n'),
        ("a: {}\n", ("a", "c"), "d: 2", "a: {c: {d: 2}}\n"),
        ("a: [1, 2]\n", ("a", 1), "0", "a: [0, 1, 2]\n"),
        ("a: [1, 2]\n", ("a", 3), "3", "a: [1, 2, 3]\n"),
        (
            "e:\n- rule: a\n# b\n- rule: b\n", ("e", 2), "rule: x\ngive: 1",
            "e:\n- rule: a\n- rule: x\n  give: 1\n# b\n- rule: b\n",
        ),
        ("e:\n  - rule: a\n", ("e", 1), "rule: x", "e:\n  - rule: x\n  - rule: a\n"),
        (
            "e:\n  - rule: a\n\n  - rule: b\n", ("e", 3), "{rule: x}",
            "e:\n  - rule: a\n\n  - rule: b\n\n  - {rule: x}\n",
        ),
    ],
)  # fmt: skip
def test_an_entry_is_written_as_its_neighbours(
    text: str, path: edit.Path, new: str, after: str
) -> None:
    assert insert(text, path, new) == after


@pytest.mark.parametrize(
    ("text", "path", "new", "said"),
    [
        ("a: 1\n", ("a",), "2", "a is there already"),
        ("a: 1\n", ("a", "b"), "2", "what it would stand in is no mapping"),
        ("a: {b: 1}\n", ("a", "c"), "d: 1\ne: 2", "give the new value on one line"),
        ("a: [1]\n", ("a", 3), "2", "a[3]: a new row needs a place, 1 to 2"),
        ("a: [1]\n", (), "2", "name the new key"),
    ],
)
def test_what_can_not_be_inserted_is_said(text: str, path: edit.Path, new: str, said: str) -> None:
    with pytest.raises(CannotEdit, match=re.escape(said)):
        insert(text, path, new)


@pytest.mark.parametrize("name", ["coffee.yaml", "awkward"])
def test_what_goes_takes_nothing_with_it_and_can_come_back(name: str) -> None:
    text = DOCUMENTS[name]
    tree = load(text)
    refused: list[Steps] = []
    for path, entry in entries(tree):
        try:
            gone = remove(text, path)
        except CannotEdit:
            refused.append(path)
            continue
        # It is one cut, so that no character elsewhere is another.
        assert alike(text, gone) + alike(text[::-1], gone[::-1]) >= len(gone)
        again = insert(gone, path, one_line(entry))
        assert plain(load(again)) == plain(tree)
    alone = {
        "coffee.yaml": [
            ("wallets", "beans"),
            ("events", "purchase"),
            ("budgets", "launch"),
            ("tiers", "status"),
        ],
        "awkward": [],
    }
    assert refused == alone[name]


def alike(text: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = zip(text, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))


def entries(tree: Value) -> list[tuple[Steps, Value]]:
    """What stands in the document, and what stands in that."""
    found: list[tuple[Steps, Value]] = []
    for key, one in tree.items.items() if isinstance(tree, Mapped) else ():
        found.append(((key,), one))
        if isinstance(one, Mapped):
            found += [((key, step), inner) for step, inner in one.items.items()]
        elif isinstance(one, Listed):
            found += [((key, place), inner) for place, inner in enumerate(one.items, 1)]
    return found
