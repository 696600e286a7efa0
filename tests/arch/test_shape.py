"""Files, functions, names and opening words keep their shape, on the tree and on bad examples.

The lists of exceptions stand here, each with its reason; the rules refuse an exception that is no
longer needed.
"""

import pytest

from tests.arch import shape_rules
from tests.arch.tree import Source, all_findings, assert_kept, python_files

PATH = "src/setia/ledger/actions/record.py"

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def _lines(count: int) -> str:
    return "x = 1\n" * count


def _function(lines: int, docstring_lines: int = 0) -> str:
    said = '    """' + "said\n" * (docstring_lines - 1) + '"""\n' if docstring_lines else ""
    return f"def decide():\n{said}" + "    x = 1\n" * (lines - 1)


def test_a_file_of_401_lines_is_found() -> None:
    assert not list(shape_rules.too_long(Source(PATH, _lines(400)), allowed={}))
    assert list(shape_rules.too_long(Source(PATH, _lines(401)), allowed={}))
    assert not list(shape_rules.too_long(Source(PATH, _lines(401)), allowed={PATH: "a reason"}))
    assert list(shape_rules.too_long(Source(PATH, _lines(400)), allowed={PATH: "a reason"}))


def test_a_function_of_50_lines_is_found() -> None:
    name = f"{PATH}::decide"
    assert not list(shape_rules.long_functions(Source(PATH, _function(49)), allowed={}))
    assert list(shape_rules.long_functions(Source(PATH, _function(50)), allowed={}))
    assert not list(shape_rules.long_functions(Source(PATH, _function(49, 20)), allowed={}))
    assert not list(shape_rules.long_functions(Source(PATH, _function(50)), allowed={name: "why"}))
    assert list(shape_rules.long_functions(Source(PATH, _function(49)), allowed={name: "why"}))


@pytest.mark.parametrize(
    ("docstring", "sentences"),
    [
        ("One sentence.", 1),
        ("It decides, e.g. this. It never sleeps.", 2),
        ("It counts in 10.5 steps. It holds I1 (see `record()`). Nothing else!", 3),
        ("No stop at the end", 0),
        ("First line.\n\nSecond paragraph\nruns on. Third?", 3),
    ],
)
def test_sentences_are_counted_as_a_reader_would(docstring: str, sentences: int) -> None:
    assert shape_rules.sentences_in(docstring) == sentences


@pytest.mark.parametrize(
    "text", ["x = 1\n", '"""One sentence."""\n', '"""' + "It is long. " * 7 + '"""\n']
)
def test_a_module_that_says_nothing_or_too_much_is_found(text: str) -> None:
    assert list(shape_rules.says_nothing(Source(PATH, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATH, '"""It decides one thing. It never does the other."""\n'),
        ("src/setia/ledger/__init__.py", ""),
        ("src/setia/ledger/__init__.py", '"""The ledger."""\n'),
        ("src/setia/ledger/migrations/0001_initial.py", "x = 1\n"),
    ],
)
def test_a_module_that_says_enough_passes(path: str, text: str) -> None:
    assert_kept(shape_rules.says_nothing(Source(path, text)))


@pytest.mark.parametrize(
    "path",
    [
        "src/setia/ledger/utils.py",
        "src/setia/common/x.py",
        "src/setia/cli/_helpers.py",
        "tests/ledger/base.py",
        "src/setia/core/manager/__init__.py",
    ],
)
def test_a_name_of_nothing_is_found(path: str) -> None:
    assert list(shape_rules.names_nothing(Source(path, "")))


def test_a_name_of_something_passes() -> None:
    assert_kept(shape_rules.names_nothing(Source("src/setia/cli/database.py", "")))


def test_files_are_short() -> None:
    sources = python_files("src", "tests", "bench")
    assert_kept(all_findings(lambda s: shape_rules.too_long(s, allowed=LONG_FILES), sources))
    gone = LONG_FILES.keys() - {source.path for source in sources}
    assert not gone, f"no longer there, take them from LONG_FILES: {sorted(gone)}"


def test_functions_are_short() -> None:
    sources = python_files("src", "tests", "bench")
    rule = shape_rules.long_functions
    assert_kept(all_findings(lambda s: rule(s, allowed=LONG_FUNCTIONS), sources))


def test_modules_open_with_what_they_decide() -> None:
    sources = python_files("src/setia")
    assert len(sources) > 1
    assert_kept(all_findings(shape_rules.says_nothing, sources))


def test_modules_are_named_by_what_they_decide() -> None:
    assert_kept(all_findings(shape_rules.names_nothing, python_files("src", "tests", "bench")))
