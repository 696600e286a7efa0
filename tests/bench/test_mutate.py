"""A tiny package whose mutants are known: what must be killed, what can't be, what never ends.

The whole command is run on it once, in a tree of its own; what it printed and left is looked at.
"""

import io
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from bench.mutate.__main__ import main
from bench.mutate.mutants import COPIED_BELOW, mutants_of, mutated
from bench.mutate.session import FOLDER, sampled
from bench.mutate.subject import CORE, Subject
from bench.mutate.verdict import wilson
from bench.mutate.written import other_texts, without_a_line

LIBRARY = '''"""Copied in front of what is written."""

def least(one: int, other: int) -> int:
    """The smaller of two."""
    if one < other:
        return one
    return other
'''
WRITER = '''"""Writes source and runs it."""
import inspect
from tiny import library

LEAST = 3

def counted(n: int) -> int:
    k = 0
    while k < n:
        k += 1
    return k

def unseen() -> bool:
    return 1 > 2

def source() -> str:
    return inspect.getsource(library) + "\\ndef most(a, b):\\n    return a + b - least(a, b)\\n"

def most(a: int, b: int) -> int:
    names: dict = {}
    exec(source(), names)
    return names["most"](a, b)
'''
TESTS = """
from tiny.writer import LEAST, counted, most

class Unset:
    def __getattr__(self, name):
        raise RuntimeError("asked for its " + name + " before it was set up")

LATER = Unset()

def test_counts():
    assert counted(LEAST) == 3

def test_takes_the_larger():
    assert most(2, 5) == 5
    assert most(5, 2) == 5
"""


@dataclass(frozen=True, slots=True)
class Ran:
    subject: Subject
    code: int
    printed: str

    @property
    def outcomes(self) -> dict[str, str]:
        (kept,) = (self.subject.root / FOLDER).glob("*/outcomes.jsonl")
        rows = [json.loads(line) for line in kept.read_text().splitlines()]
        assert len({row["mutant"] for row in rows}) == len(rows), "a mutant was tried twice"
        return {row["told"].removeprefix("src/tiny/"): row["outcome"] for row in rows}


def _run(subject: Subject, *arguments: str) -> Ran:
    printed = io.StringIO()
    code = main(list(arguments), subject, Console(file=printed, width=200))
    return Ran(subject, code, printed.getvalue())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    root = tmp_path_factory.mktemp("tiny")
    for name, text in {
        "src/tiny/__init__.py": "",
        "src/tiny/library.py": LIBRARY,
        "src/tiny/writer.py": WRITER,
        "tests/test_tiny.py": TESTS,
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    writers = frozenset({"src/tiny/writer.py"})
    return Subject(root, "src/tiny", ("tests",), writers=writers, patience_s=0.5)


@pytest.fixture(scope="module")
def whole(tiny: Subject) -> Ran:
    """A few mutants first, then all: the second goes on where the first has ended."""
    few = _run(tiny, "--count", "3", "--least", "0")
    assert few.code == 0, few.printed
    assert len(few.outcomes) == 3
    return _run(tiny, "--least", "99")


def test_a_mistake_that_a_test_sees_is_killed(whole: Ran) -> None:
    killed = {told for told, outcome in whole.outcomes.items() if outcome == "killed"}
    assert "writer.py:5: LEAST = 3 -> LEAST = 4" in killed
    assert "writer.py:11: return k -> return k + 1" in killed


def test_a_mistake_in_a_copied_library_or_a_written_text_is_seen_by_who_runs_it(whole: Ran) -> None:
    assert whole.outcomes["library.py:5: if one < other: -> if one >= other:"] == "killed"
    written = "writer.py:17: return a + b - least(a, b) -> return a - b - least(a, b)"
    assert whole.outcomes[written] == "killed"


def test_what_changes_nothing_survives(whole: Ran) -> None:
    assert whole.outcomes["library.py:5: if one < other: -> if one <= other:"] == "survived"


def test_what_never_ends_is_killed_and_told_apart(whole: Ran) -> None:
    assert whole.outcomes["writer.py:10: k += 1 -> k -= 1"] == "endless"
    assert "by time-out" in whole.printed


def test_what_no_test_runs_is_said(whole: Ran) -> None:
    assert whole.outcomes["writer.py:14: return 1 > 2 -> return 1 <= 2"] == "unseen"
    assert "return 1 > 2 -> return 1 <= 2 (no test runs this line)" in whole.printed


def test_too_few_killed_is_a_failure_and_the_verdict_names_the_seed(whole: Ran) -> None:
    assert whole.code == 1
    assert "seed 20261122" in whole.printed
    assert "FAILED" in whole.printed


def test_the_tree_is_as_it_was_and_no_changed_copy_stays(whole: Ran) -> None:
    root = whole.subject.root
    assert (root / "src/tiny/library.py").read_text() == LIBRARY
    assert (root / "src/tiny/writer.py").read_text() == WRITER
    assert not list((root / FOLDER).glob("*/tree"))


def test_after_a_change_the_test_that_killed_it_last_is_asked_first(whole: Ran) -> None:
    root = whole.subject.root
    kept = root / FOLDER / "killers.json"
    killers = json.loads(kept.read_text())
    of = next(name for name in killers if "library.py" in name)
    assert killers[of] == "tests/test_tiny.py::test_takes_the_larger"
    more = f"{TESTS}\ndef test_slower():\n    assert most(3, 4) == 4\n    assert most(4, 3) == 4\n"
    (root / "tests/test_tiny.py").write_text(more)
    killers[of] = "tests/test_tiny.py::test_slower"
    killers |= dict.fromkeys(killers.keys() - {of}, "tests/test_tiny.py::test_gone")
    kept.write_text(json.dumps(killers))
    again = _run(whole.subject, "--least", "99")
    assert (again.code, again.outcomes) == (1, whole.outcomes)
    found = json.loads(kept.read_text())
    assert found.pop(of) == "tests/test_tiny.py::test_slower"
    assert "tests/test_tiny.py::test_gone" not in found.values()


def test_tests_that_fail_anyway_are_told(tiny: Subject, tmp_path: Path) -> None:
    copy = tiny.copy(tmp_path / "copy")
    (copy.root / "tests/test_tiny.py").write_text("def test_no():\n    assert False\n")
    ran = _run(copy)
    assert ran.code == 2
    assert "test_no fails where nothing was changed" in ran.printed


STARTED = """
import signal, sys
from pathlib import Path
from bench.mutate.__main__ import main
from bench.mutate.subject import Subject

signal.signal(signal.SIGINT, signal.default_int_handler)
raise SystemExit(main(["--least", "0"], Subject(Path(sys.argv[1]), "src/tiny", ("tests",))))
"""


def test_an_interrupt_stops_it_and_leaves_no_process(tiny: Subject, tmp_path: Path) -> None:
    copy = tiny.copy(tmp_path / "copy")
    command = [sys.executable, "-c", STARTED, str(copy.root)]
    with subprocess.Popen(command, cwd=CORE.root, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        line = next(line for line in started.stdout if "lines of" in line)
        assert "tests/test_tiny.py" in line
        started.send_signal(signal.SIGINT)
        said = started.stdout.read()
        assert started.wait(timeout=60) == 2, said
    assert "the same command goes on from here" in said
    # Whoever still ran would have its working directory there.
    assert not [one for one in Path("/proc").glob("[0-9]*/cwd") if _within(one, copy.root)]


def _within(link: Path, root: Path) -> bool:
    try:
        return link.readlink().is_relative_to(root)
    except OSError:
        return False  # Another account's process, or one that has just ended.


def _told(text: str, *, writes: bool = False) -> list[str]:
    return [f"{one.before} -> {one.after}" for one in mutants_of("x.py", text, writes=writes)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = a < b", ["x = a < b -> x = a <= b", "x = a < b -> x = a >= b"]),
        ("x = not a", ["x = not a -> x = a"]),
        ("x = min(a, b)", ["x = min(a, b) -> x = max(a, b)"]),
        ("x = a and b", ["x = a and b -> x = a or b"]),
        ("x = a[0]", ["x = a[0] -> x = a[1]"]),
        ("f(x)", ["f(x) -> pass"]),
        ("x[i] = y", ["x[i] = y -> pass"]),
        ("def f() -> bool:\n    return a", ["return a -> return not a"]),
        ("def f() -> int | None:\n    return a", ["return a -> return None"]),
        ("x: Final = 2", ["x: Final = 2 -> x: Final = 3", "x: Final = 2 -> x: Final = 1"]),
        ("raise Bad(f'more than {n + 1}')", ["raise Bad(f'more than {n + 1}') -> pass"]),
    ],
)
def test_a_small_mistake_is_told_as_before_and_after(text: str, told: list[str]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    "text",
    [
        '"""Says 1 + 2."""',
        "__all__ = ['f'][0:1]",
        "def f(x: Literal[1] | None) -> Literal[2]: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "A: TypeAlias = B | C",
        "isinstance(x, A | B)",
        "x = f'{n + 1}'",
        "x = 'a' + b",
    ],
)
def test_what_only_people_or_type_checkers_read_is_left_alone(text: str) -> None:
    assert [told for told in _told(text) if not told.endswith("-> pass")] == []


def test_a_text_that_is_source_has_mutants_of_its_own() -> None:
    told = _told("yield f'    if s[{n + 1}] >= 2:'", writes=True)
    assert "yield f'    if s[{n + 1}] >= 2:' -> yield f'    if s[{n - 1}] >= 2:'" in told
    assert "yield f'    if s[{n + 1}] >= 2:' -> yield f'    if s[{n + 1}] > 2:'" in told
    assert "yield f'    if s[{n + 1}] >= 2:' -> yield f'    if s[{n + 1}] >= 3:'" in told


def test_written_source_keeps_its_words_for_people() -> None:
    text = 'def f(a: int = 1) -> int:\n    """Is 1 and 2."""\n    # not 3\n    a += b\n'
    assert list(other_texts(text)) == [text.replace("+=", "-=")]
    assert list(without_a_line(text)) == [text.replace("a += b", "pass")]


def test_what_stands_for_what_is_generated_is_left_alone() -> None:
    below = "def f(n):\n    return n + 1\n"
    above = 'def g(n):\n    """Stands for another."""\n    return n + 2\n'
    told = [str(one).partition(": ")[2] for one in mutants_of("a.py", below, writes=False)]
    assert told
    text = f"N = 0\n\n{above}\n\n{COPIED_BELOW}\n{below}"
    found = mutants_of("a.py", text, writes=False)
    assert [str(one).partition(": ")[2] for one in found] == told
    for one in found:
        assert "return n + 2" in mutated(text, one, writes=False)


def test_every_mutant_of_the_core_can_be_written() -> None:
    for path in CORE.files()[::9]:
        text = (CORE.root / path).read_text()
        writes = path in CORE.writers
        for one in mutants_of(path, text, writes=writes)[::40]:
            changed = mutated(text, one, writes=writes)
            compile(changed, path, "exec")
            assert changed != text


def test_a_larger_sample_begins_with_the_smaller() -> None:
    mutants = mutants_of("x.py", "x = (1, 2, 3, 4, 5)", writes=False)
    assert sampled(mutants, 7, 8)[:3] == sampled(mutants, 7, 3)
    assert sampled(mutants, 7, 8) != sampled(mutants, 8, 8)


def test_the_interval_is_wilsons() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    for killed, tried, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)):
        assert wilson(killed, tried) == pytest.approx((low, high), abs=0.00005)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=0.00005)
    assert wilson(0, 0) == (0, 1)
