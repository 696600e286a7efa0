"""Reads a history: one event a line as JSON, of one member or of many.

Each line is checked as an event is when it is recorded: its bounds, its time, and whether the
program can read what it carries. Every line that can't be used is told with its number, the cause
and what to do; nothing is decided here.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from setia.core.engine.book import Book, Happened
from setia.core.engine.kinds import SETTLED
from setia.core.engine.readers import Unfit, UnknownKind
from setia.imports.amounts import Bad
from setia.imports.import_map import Time
from setia.imports.instants import Instants
from setia.ledger.entries import BadEvent, NewEvent

SOURCE: Final = "till"
_NAMES: Final = ("kind", "time", "key", "source", "payload", "given", "member")
_NOBODY: Final = UUID(int=0)
_LIKE: Final = '{"kind": "purchase", "time": "2026-01-03T12:04", "payload": {"amount": 1850}}'
_HOW_LONG: Final = 60
"""Most characters of a line that are repeated in a message."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that can't be used: its number, from 1, and the cause with what to do."""

    number: int
    said: str

    def __str__(self) -> str:
        # What is repeated of a line may hold half of a character, which no terminal can show.
        return f"line {self.number}: {self.said}".encode(errors="replace").decode()


@dataclass(frozen=True, slots=True)
class History:
    """The events of each member in the order of the lines, and the lines that can't be used."""

    members: Mapping[str, list[Happened]]
    problems: list[BadLine]

    @property
    def size(self) -> int:
        """How many events there are."""
        return sum(len(events) for events in self.members.values())


def read_history(
    lines: Iterable[bytes],
    book: Book,
    *,
    of_one: bool,
    seen: Callable[[int], None] = lambda _: None,
) -> History:
    """Every event that the lines say.

    of_one: all are of one member, whom no line needs to name. seen: told the size of each line.
    """
    reader = _Reader(book, of_one=of_one)
    members: dict[str, list[Happened]] = {}
    problems: list[BadLine] = []
    for number, line in enumerate(lines, start=1):
        seen(len(line))
        if not line.strip():
            continue
        try:
            member, event = reader.read(number, line)
        except _Bad as bad:
            problems.append(BadLine(number, str(bad)))
            continue
        members.setdefault(member, []).append(event)
    return History(members, problems)


class _Bad(ValueError):
    """Why a line can't be used, and what to do."""


class _Reader:
    """Reads line after line, and knows the keys that it has met."""

    def __init__(self, book: Book, *, of_one: bool) -> None:
        self._book = book
        self._of_one = of_one
        self._instants = Instants(Time(("time",)), ZoneInfo(book.newest.program.time_zone))
        self._keys: dict[tuple[str, str, str], int] = {}
        self._first = ""

    def read(self, number: int, line: bytes) -> tuple[str, Happened]:
        """The member and the event of one line. Raises _Bad."""
        told = _object(line)
        for name in told:
            if name not in _NAMES:
                raise _Bad(f"{name[:_HOW_LONG]}: is not known; a line has {', '.join(_NAMES)}")
        member = self._member(told.get("member"))
        kind, key, source = (
            _text(told, name, otherwise)
            for name, otherwise in (("kind", None), ("key", str(number)), ("source", SOURCE))
        )
        at_us = self._instant(told.get("time"))
        payload = told.get("payload", {})
        if not isinstance(payload, dict):
            raise _Bad('payload: must be an object, like {"amount": 1850}')
        given = _given(kind, told.get("given"))
        try:
            NewEvent(_NOBODY, kind, at_us, source, key, payload, given)
            self._book.check(kind, at_us, payload)
        except (BadEvent, UnknownKind) as error:
            raise _Bad(str(error)) from None
        except Unfit as error:
            raise _Bad(f"payload: {error}") from None
        self._once(number, member, source, key)
        facts = None if given is None else (int(given),)
        return member, Happened(at_us, kind, source, key, payload, facts)

    def _member(self, said: object) -> str:
        if said is None and self._of_one:
            return self._first
        if not isinstance(said, str) or not said:
            raise _Bad('member: is needed, as text; write whose event it is, like "member": "7"')
        if said != said.encode(errors="replace").decode():
            raise _Bad("member: is not valid Unicode (a lone surrogate); send UTF-8")
        if self._of_one and self._first not in ("", said):
            raise _Bad(
                f"member: {said[:_HOW_LONG]!r} is another than {self._first[:_HOW_LONG]!r};"
                " leave the others out, or use setia program fold"
            )
        if self._of_one:
            self._first = said
        return said

    def _instant(self, said: object) -> int:
        if not isinstance(said, str):
            raise _Bad("time: is needed, as text; write it like 2026-01-03T12:04")
        found = self._instants.read(said)
        if isinstance(found, Bad):
            raise _Bad(f"time: {found.reason}; write it like 2026-01-03T12:04")
        return found

    def _once(self, number: int, member: str, source: str, key: str) -> None:
        """Refuse a second event under one key (I4)."""
        # Who is named later is the same member as the one whom no line named.
        name = ("" if self._of_one else member, source, key)
        before = self._keys.setdefault(name, number)
        if before != number:
            raise _Bad(
                f"key: {key[:_HOW_LONG]!r} of {source[:_HOW_LONG]!r} stands in line {before}"
                " already; give each event a key of its own"
            )


def _object(line: bytes) -> dict[str, object]:
    try:
        told = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Bad(f"is not text in UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _Bad(f"is no JSON ({error.msg}, column {error.colno}); write {_LIKE}") from None
    except (ValueError, RecursionError):
        raise _Bad(f"is no JSON that can be held; write {_LIKE}") from None
    if not isinstance(told, dict):
        raise _Bad(f"is no object; write {_LIKE}")
    return told


def _text(told: Mapping[str, object], name: str, otherwise: str | None) -> str:
    said = told.get(name, otherwise)
    if said is None:
        raise _Bad(f"{name}: is needed, as text; write {_LIKE}")
    if not isinstance(said, str):
        raise _Bad(f"{name}: {str(said)[:_HOW_LONG]} must be text; write it in quotes")
    return said


def _given(kind: str, said: object) -> bool | None:
    """The outcome that an act or return brings along; None where the engine decides."""
    if said is None:
        return None
    if not isinstance(said, bool):
        raise _Bad("given: must be true or false; leave it out where the program is to decide")
    if kind not in SETTLED:
        kinds = ", ".join(sorted(SETTLED))
        raise _Bad(f"given: {kind} brings no outcome along, only {kinds} do; leave it out")
    return said
