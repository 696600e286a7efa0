"""Which lines of a package run: asked of Python itself, line by line.

A function that was made from a text counts as the one in a file that it is a copy of: the engine is
put together from the source of its own library, and a mistake in that library is a mistake of the
engine. Lines are bits of one integer for each file.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final, TypeAlias

Lines: TypeAlias = dict[str, int]
"""By file, a bit for each line that ran."""
PATIENCE_CALLS: Final = 1_000
"""So many calls of a function may show nothing new before it is left alone."""
_Trace: TypeAlias = Callable[[FrameType, str, Any], Any]


class Recorder:
    """Notes lines between `start` and `stop`; `taken` hands out what has been noted since."""

    def __init__(self, tree: Path, files: list[str]) -> None:
        self._tree = f"{tree}/"
        self._files = frozenset(files)
        self._copied: dict[tuple[str, bytes], tuple[str, int]] = {}
        for name in files:
            whole = compile((tree / name).read_text(encoding="utf-8"), name, "exec")
            for code in _functions(whole):
                self._copied[code.co_qualname, code.co_code] = (name, code.co_firstlineno)
        self._known: dict[int, _Known] = {}
        self._places: dict[tuple[str, int, str], _Place] = {}

    def start(self) -> None:
        """From here on, note."""
        sys.settrace(self._called)

    def stop(self) -> None:
        """Note nothing more."""
        sys.settrace(None)

    def taken(self) -> Lines:
        """What ran since this was asked last."""
        found: Lines = {}
        for place in self._places.values():
            for line in place.seen:
                found[place.path] = found.get(place.path, 0) | 1 << line
            place.begin()
        # What was made from texts is made anew by every test, and would fill the memory.
        self._known = {key: one for key, one in self._known.items() if not one.made}
        return found

    def _called(self, frame: FrameType, _event: str, _argument: object) -> _Trace | None:
        """Python asks at each call whether the lines of the function are to be noted."""
        code = frame.f_code
        known = self._known.get(id(code))
        if known is None:
            known = self._known[id(code)] = self._read(code)
        if known.place is None or not known.place.waits():
            return None
        # Python tells the lines within; the first is the call itself.
        known.place.seen.add(frame.f_lineno + known.moved)
        return known.trace

    def _read(self, code: CodeType) -> "_Known":
        made = code.co_filename.startswith("<")
        if made:
            name, first = self._copied.get((code.co_qualname, code.co_code), ("", 0))
        else:
            name, first = code.co_filename.removeprefix(self._tree), code.co_firstlineno
        place = None
        if name in self._files:
            place = self._places.setdefault((name, first, code.co_name), _Place(name, code))
        return _Known(code, place, made=made, moved=first - code.co_firstlineno)


class _Place:
    """A function in its file. seen: those of its lines that ran.

    lines: how many there are. One that shows nothing new for long is not asked any more in this
    test: a line that is so seldom run there is better left to the tests that mean it.
    """

    def __init__(self, path: str, code: CodeType) -> None:
        self.path = path
        self._lines = len({line for *_, line in code.co_lines() if line})
        self.seen: set[int] = set()
        self.begin()

    def begin(self) -> None:
        """Another test begins."""
        self.seen.clear()
        self._before = 0
        self._calls = 0

    def waits(self) -> bool:
        """Whether a call may still show a line that has not been seen."""
        if len(self.seen) > self._before:
            self._before = len(self.seen)
            self._calls = 0
        self._calls += 1
        return self._before < self._lines and self._calls < PATIENCE_CALLS


class _Known:
    """One function as Python holds it; it is held too, since it is known by where it lies.

    moved: how far its lines stand from where they are in the file that it was copied from.
    """

    def __init__(self, code: CodeType, place: _Place | None, *, made: bool, moved: int) -> None:
        self.code = code
        self.place = place
        self.made = made
        self.moved = moved
        add = (place.seen if place else set[int]()).add

        def trace(frame: FrameType, _event: str, _argument: object) -> _Trace:
            add(frame.f_lineno + moved)
            return trace

        self.trace: _Trace = trace


def _functions(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _functions(one)


def as_texts(lines: Mapping[str, int]) -> dict[str, str]:
    """Lines as they are kept in a file."""
    return {path: f"{bits:x}" for path, bits in lines.items()}
