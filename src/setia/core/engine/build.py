"""From a generated source to functions that run: interpreted, or compiled by Numba.

Interpreted code runs on lists of Python ints and is ready at once; compiled code runs on int64
arrays, lives in a file named by the hash of its content and is loaded from Numba's cache when that
file has been compiled before. There is one source text for both (I20).
"""

import importlib.util
import os
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, cast

from setia.core.engine.generate import digest

Ints = MutableSequence[int]

DAYS_REMEMBERED: Final = 4_096
"""Calendar answers an interpreted engine keeps: pure functions of a day, so only memory is at stake."""

_HEADER: Final = '''"""Generated; one program's engine, compiled."""

import numpy
from numba import njit as _njit


def row(values):
    return numpy.array(values, dtype=numpy.int64)


'''


class Decide(Protocol):
    """``decide(state, rows, at, lines, left, out, why, work) -> outcome code``."""

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
    ) -> int: ...


Advance = Callable[[Ints, Ints, int], None]
Fold = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Functions:
    """What a source gives: decide one row, advance a state, fold many members."""

    decide: Decide
    advance: Advance
    fold: Fold


def interpret(source: str) -> Functions:
    """The functions as plain Python over lists."""
    namespace: dict[str, object] = {"row": tuple}
    exec(compile(source, f"<engine {digest(source)}>", "exec"), namespace)  # noqa: S102
    for name, function in list(namespace.items()):
        if name.startswith("by_day_"):
            namespace[name] = lru_cache(DAYS_REMEMBERED)(cast("Callable[[int], int]", function))
    return _functions(namespace)


def compiled(source: str, directory: Path, *, boundscheck: bool = False) -> Functions:
    """The functions compiled over int64 arrays, cached in `directory` under the source's digest.

    Takes seconds the first time, a fraction of one later. Never call it in a live worker.
    """
    checked = source.replace("\ndef ", f"\n@_njit(cache=True, boundscheck={boundscheck})\ndef ")
    text = _HEADER + checked
    name = f"setia_engine_{digest(text)}"
    path = directory / f"{name}.py"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}.new")
        scratch.write_text(text)
        scratch.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path} can't be loaded as a module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _functions(vars(module))


def _functions(namespace: dict[str, object]) -> Functions:
    return Functions(
        cast("Decide", namespace["decide"]),
        cast("Advance", namespace["advance"]),
        cast("Fold", namespace["fold"]),
    )
