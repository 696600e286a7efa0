"""Which lines of a package run: asked of Python itself, line by line.

A function that was made from a text counts as the one in a file that it is a copy of: the engine is
put together from the source of its own library, and a mistake in that library is a mistake of the
engine. Lines are bits of one integer for each file.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, TypeAlias

Lines: TypeAlias = dict[str, int]
"""By file, a bit for each line that ran."""
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
        self._known: dict[int, _Place] = {}

    def start(self) -> None:
        """From here on, note."""
        sys.settrace(self._called)

    def stop(self) -> None:
        """Note nothing more."""
        sys.settrace(None)

    def taken(self) -> Lines:
        """What ran since this was asked last."""
        found: Lines = {}
        for place in self._known.values():
            for line in place.seen:
                found[place.path] = found.get(place.path, 0) | 1 << (line + place.moved)
            place.seen.clear()
        # What was made from texts is made anew by every test, and would fill the memory.
        self._known = {key: one for key, one in self._known.items() if not one.made}
        return found

    def _called(self, frame: FrameType, _event: str, _argument: object) -> "_Trace | None":
        """Python asks at each call whether the lines of the function are to be noted."""
        code = frame.f_code
        place = self._known.get(id(code))
        if place is None:
            place = self._known[id(code)] = self._placed(code)
        if len(place.seen) >= place.lines:
            return None
        # Python tells the lines within; the first is the call itself.
        place.seen.add(frame.f_lineno)
        return place.trace

    def _placed(self, code: CodeType) -> "_Place":
        if code.co_filename.startswith(self._tree):
            name = code.co_filename.removeprefix(self._tree)
            return _Place(code, name if name in self._files else "", 0)
        name, first = self._copied.get((code.co_qualname, code.co_code), ("", 0))
        if not code.co_filename.startswith("<"):
            name = ""
        return _Place(code, name, first - code.co_firstlineno)


class _Place:
    """Where a function really stands: its file, and how far its lines are moved.

    lines: how many it has, 0 where nobody asks; seen: those that ran. The code is held, since it is
    known by where it lies in memory.
    """

    def __init__(self, code: CodeType, path: str, moved: int) -> None:
        self.code = code
        self.made = code.co_filename.startswith("<")
        self.path = path
        self.moved = moved
        self.lines = len({line for *_, line in code.co_lines() if line}) if path else 0
        self.seen: set[int] = set()
        add = self.seen.add

        def trace(frame: FrameType, _event: str, _argument: object) -> _Trace:
            add(frame.f_lineno)
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
