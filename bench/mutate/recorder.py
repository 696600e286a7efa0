"""Which lines of a package run: asked of Python itself, line by line.

A function that was made from a text counts as the one in a file that it is a copy of: the engine is
put together from the source of its own library, and a mistake in that library is a mistake of the
engine. Lines are bits of one integer for each file.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import TypeAlias

Lines: TypeAlias = dict[str, int]
"""By file, a bit for each line that ran."""


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
        self._known: dict[CodeType, _Place | None] = {}
        self._found: Lines = {}

    def start(self) -> None:
        """From here on, note."""
        sys.settrace(self._called)

    def stop(self) -> None:
        """Note nothing more."""
        sys.settrace(None)

    def taken(self) -> Lines:
        """What ran since this was asked last."""
        found, self._found = self._found, {}
        return found

    def _called(self, frame: FrameType, _event: str, _argument: object) -> "_Line | None":
        code = frame.f_code
        if not code.co_filename.startswith((self._tree, "<")):
            return None
        if code not in self._known:
            self._known[code] = self._placed(code)
        place = self._known[code]
        if place is None or not place.lines & ~self._found.get(place.path, 0):
            return None
        return _Line(self._found, place)

    def _placed(self, code: CodeType) -> "_Place | None":
        if code.co_filename.startswith(self._tree):
            name = code.co_filename.removeprefix(self._tree)
            return _Place(name, 0, code) if name in self._files else None
        name, first = self._copied.get((code.co_qualname, code.co_code), ("", 0))
        return _Place(name, first - code.co_firstlineno, code) if name else None


class _Place:
    """Where a function really stands: its file, how far its lines are moved, and which it has."""

    def __init__(self, path: str, moved: int, code: CodeType) -> None:
        self.path = path
        self.moved = moved
        self.lines = 0
        for _, _, line in code.co_lines():
            if line:
                self.lines |= 1 << (line + moved)


class _Line:
    """Notes the lines of one call."""

    def __init__(self, found: Lines, place: _Place) -> None:
        self._found = found
        self._place = place

    def __call__(self, frame: FrameType, event: str, _argument: object) -> "_Line":
        if event == "line":
            path = self._place.path
            bit = 1 << (frame.f_lineno + self._place.moved)
            self._found[path] = self._found.get(path, 0) | bit
        return self


def _functions(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _functions(one)


def as_texts(lines: Mapping[str, int]) -> dict[str, str]:
    """Lines as they are kept in a file."""
    return {path: f"{bits:x}" for path, bits in lines.items()}
