"""Makes the kernels ready to run for a book: compiled for large ledgers, or interpreted.

Two of them know nothing of a program and are compiled once for all; a fold stands behind each
version's own source, and a version that is published later leaves it as it is. Both forms come from
one text (I20). The interpreted one is slow and needs no seconds of compiling: it is for looking at
the kernels themselves.
"""

import fcntl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from setia.core.engine.book import Book, Version
from setia.core.engine.build import compiled_names, interpreted_names
from setia.core.engine.generate import below, digest
from setia.ledger.verify import fold_kernel, holder_kernel, row_kernel


@dataclass(frozen=True, slots=True)
class Kernels:
    """The functions by name; each version's own fold; and how bytes are handed to them."""

    names: Mapping[str, Any]
    folds: Sequence[Any]
    as_given: Callable[[bytes], Any]


def interpreted(book: Book) -> Kernels:
    """The kernels as plain Python."""
    folds = [interpreted_names(_fold_source(one))["fold_posted"] for one in book.versions]
    return Kernels(interpreted_names(_source()), folds, bytes)


def compiled(book: Book, cache: Path, warm: Callable[[Kernels], None]) -> Kernels:
    """The kernels compiled, from the cache or into it.

    warm: calls every function once, which is when Numba compiles it. Compiling takes many seconds
    for each version that is not in the cache yet; of several processes one does it and the others
    wait for what it leaves. Call it once a process, never in a live worker.
    """
    sources = [_source(), *(_fold_source(version) for version in book.versions)]
    done = cache / f"{digest(''.join(sources))}.compiled"
    if done.exists():
        return _compiled(book, cache)
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "compiling.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = _compiled(book, cache)
        warm(made)
        done.touch()
    return made


def _compiled(book: Book, cache: Path) -> Kernels:
    folds = [compiled_names(_fold_source(one), cache)["fold_posted"] for one in book.versions]
    names = compiled_names(_source(), cache)
    return Kernels(names, folds, lambda data: np.frombuffer(data, dtype=np.uint8))


def _source() -> str:
    """The kernels that know nothing of a program, with the engine's numbers that they name."""
    given = {name: value for name, value in vars(holder_kernel).items() if name.isupper()}
    numbers = [f"{name} = {value}" for name, value in given.items()]
    return "\n".join([*numbers, below(row_kernel), below(holder_kernel)])


def _fold_source(version: Version) -> str:
    """The version's own source with the fold behind it that compares what it posts."""
    return version.source + "\n" + below(fold_kernel)
