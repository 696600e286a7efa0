"""From a generated source to functions that run: interpreted, or compiled by Numba.

Interpreted code runs on lists of Python ints and is ready at once; compiled code runs on int64
arrays, lives in a file named by the hash of its content and is loaded from Numba's cache when that
file has been compiled before. There is one source text for both (I20).
"""

import ast
import importlib.util
import sys
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, cast

from setia.core.engine.generate import digest

Ints = MutableSequence[int]

DAYS_REMEMBERED: Final = 4_096
"""Calendar answers an interpreted engine keeps: functions of a day, so only memory is at stake."""

MAX_WRITERS: Final = 1_000
"""How many scratch files of others, dead ones included, may stand where a compiled form goes."""

_HEADER: Final = '''"""Generated; one program's engine, compiled."""

import numpy
from numba import boolean as _bool, int64 as _int, njit as _njit
from numba.types import Array as _Array, UniTuple as _UniTuple

_ROW = _Array(_int, 1, "C")
_TABLE = _Array(_int, 1, "C", readonly=True)
_THREE = _UniTuple(_ROW, 3)


def row(values):
    return numpy.array(values, dtype=numpy.int64)


@_njit((_int,), cache=True)
def zeros(n):
    return numpy.zeros(n, dtype=numpy.int64)


'''


_NUMBA_TYPES: Final = {
    "int": "_int",
    "bool": "_bool",
    "list[int]": "_ROW",
    "tuple[int, ...]": "_TABLE",
    "tuple[list[int], list[int], list[int]]": "_THREE",
}
_ENTRIES: Final = frozenset({"decide", "advance", "fall", "fold"})
"""What Python itself calls; the rest is only called from there."""


class Decide(Protocol):
    """``decide(state, rows, at, lines, left, out, why, work, memory) -> outcome code``."""

    def __call__(
        self,
        s: Ints,
        e: Ints,
        b: int,
        lines: Sequence[int],
        left: Ints,
        out: Ints,
        why: Ints,
        work: Ints,
        m: Ints,
    ) -> int:
        """Advance the state to the event and apply it; the outcome's code."""


class Fold(Protocol):
    """Go on from many states with the rows of one version, see `folding.fold`."""

    def __call__(
        self,
        rows: Ints,
        starts: Ints,
        tos: Ints,
        lines: Ints,
        s: Ints,
        left: Ints,
        out: Ints,
        why: Ints,
        work: Ints,
        m: Ints,
        before: Ints,
        begins: Ints,
        kept: Ints,
        states: Ints,
        ends: Ints,
    ) -> int:
        """Lay the state of every holder end to end in `states`, its end in `ends`, behind a 0."""


Advance = Callable[[Ints, Ints, int], None]
Fall = Callable[[Ints, int], None]


@dataclass(frozen=True, slots=True)
class Functions:
    """What a source gives: decide one row, advance a state, fold many members."""

    decide: Decide
    advance: Advance
    fall: Fall
    fold: Fold


def interpret(source: str) -> Functions:
    """The functions as plain Python over lists."""
    return _functions(interpreted_names(source))


def interpreted_names(source: str) -> Mapping[str, object]:
    """As `interpret`, for a source with functions of the caller's own behind it: every name."""
    namespace: dict[str, object] = {"row": tuple, "zeros": lambda n: [0] * n}
    exec(compile(source, f"<engine {digest(source)}>", "exec"), namespace)  # noqa: S102
    for name, function in list(namespace.items()):
        if name.startswith(("by_day_", "joining_")) or name == "membership_year":
            namespace[name] = lru_cache(DAYS_REMEMBERED)(cast("Callable[[int], int]", function))
    return namespace


def compiled(source: str, directory: Path, *, boundscheck: bool = False) -> Functions:
    """The functions compiled over int64 arrays, cached in `directory` under the source's digest.

    Takes seconds the first time, a fraction of one later. Never call it in a live worker.
    """
    return _functions(compiled_names(source, directory, boundscheck=boundscheck))


def compiled_names(
    source: str, directory: Path, *, boundscheck: bool = False
) -> Mapping[str, object]:
    """As `compiled`, for a source with functions of the caller's own behind it: every name.

    Functions whose arguments have types are compiled at once, the others when they are called.
    """
    text = _HEADER + _decorated(source, boundscheck=boundscheck)
    name = f"setia_engine_{digest(text)}"
    path = directory.joinpath(f"{name}.py")
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        _write(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} can't be loaded as a module")
    module = importlib.util.module_from_spec(spec)
    # What Numba finds in its cache looks up its module by name while the module is being made.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return vars(module)


def _decorated(source: str, *, boundscheck: bool) -> str:
    """The source with a decorator on each function, and its one signature where it states types.

    Without a signature, Numba compiles a function once for each constant that it is called with.
    """
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef):
            options = f"cache=True, boundscheck={boundscheck}"
            notes = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
            if notes and len(notes) == len(node.args.args):
                signature = ", ".join(_NUMBA_TYPES[note] for note in notes)
                wrapped = node.name in _ENTRIES
                options = f"({signature},), {options}, no_cpython_wrapper={not wrapped}"
            lines.insert(node.lineno - 1, f"@_njit({options})")
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    """Put a whole file in place at once; each of several writers has a scratch file of its own."""
    for number in range(MAX_WRITERS):
        scratch = path.with_suffix(f".{number}.new")
        try:
            with scratch.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            continue
        scratch.replace(path)
        return
    raise RuntimeError(f"{MAX_WRITERS} scratch files stand beside {path}; remove *.new there")


def _functions(namespace: Mapping[str, object]) -> Functions:
    return Functions(
        cast("Decide", namespace["decide"]),
        cast("Advance", namespace["advance"]),
        cast("Fall", namespace["fall"]),
        cast("Fold", namespace["fold"]),
    )
