"""What is asked of the ledger and what it answers.

A `NewEvent` is one thing that happened to one holder; a `Receipt` says what became of it. Both are
plain values: faces build the first and render the second, and neither knows the database. Bounds on
every field are checked when the value is made, so that nothing wider than the engine's ranges gets
past the door (I17, I18). An event that breaks one raises `BadEvent` and uses no key (I4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from setia.core.engine.limits import MAX_AMOUNT, MAX_INSTANT_US, MAX_ITEMS
from setia.platform.json import Json, canonical

MAX_KEY_CHARS: Final = 200
MAX_SOURCE_CHARS: Final = 60
MAX_BODY_BYTES: Final = 65_536
MAX_DEPTH: Final = 6


class BadEvent(ValueError):
    """An event that can't be recorded as it stands: says where it is wrong and what to do."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class Outcome(StrEnum):
    """What became of an event. Only `error` leaves no row and uses no key."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"
    REPLAYED = "replayed"
    ERROR = "error"


class Origin(StrEnum):
    """How an event came in; only `live` ones may ever make a message go out (I21)."""

    LIVE = "live"
    IMPORT = "import"
    REPLAY = "replay"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One event to record.

    occurred_us: when it happened, µs since 1970 UTC, as claimed by the source.
    source, key: together the idempotency key within the holder.
    payload: what happened: integers, text, booleans, lists and objects; never a float. A purchase
    has ``amount`` (minor units) and may have ``currency``, ``items`` (objects with ``amount``,
    ``quantity`` and declared attributes) and declared attributes; a spend has ``points``.
    given: an act's or return's outcome decided elsewhere, brought in by an import (None: the engine
    decides).
    timed: whether the source said when; else `occurred_us` is the clock's of whoever passed the
    event on, and no part of what makes two events one (I4).
    """

    member_id: UUID
    kind: str
    occurred_us: int
    source: str
    key: str
    payload: Mapping[str, Json]
    given: bool | None = None
    timed: bool = True

    def __post_init__(self) -> None:
        _text("source", self.source, MAX_SOURCE_CHARS)
        _text("key", self.key, MAX_KEY_CHARS)
        _whole("occurred_us", self.occurred_us, 0, MAX_INSTANT_US)
        _plain("payload", self.payload, MAX_DEPTH)
        size = len(self.body())
        if size > MAX_BODY_BYTES:
            raise BadEvent("payload", f"{size} bytes; at most {MAX_BODY_BYTES}")
        items = self.payload.get("items")
        if items is not None and (not isinstance(items, list | tuple) or len(items) > MAX_ITEMS):
            raise BadEvent("payload.items", f"must be a list of at most {MAX_ITEMS} items")

    def body(self) -> bytes:
        """The canonical bytes of the payload: JSON, keys sorted, no spaces, UTF-8."""
        return canonical(self.payload)

    def stamped(self, body: bytes) -> bytes:
        """What two events under one key must share to be one event (I4): all but their key, and
        but a time that the source did not say.
        """
        at = self.occurred_us if self.timed else "untimed"
        return f"{self.kind}\n{at}\n{self.given}\n".encode() + body


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one event, in the order asked.

    outcome: what became of it. For `replayed`, `first` is the outcome that was stored for the key.
    reason: a stable code when the outcome is not plain acceptance (``not_enough_points``, …).
    seq: the event's recorded order within its holder; None for an error.
    points: what the event itself posted to the member's spendable points, by wallet name.
    rules: what each rule gave of it, by rule id; they sum to what was earned.
    """

    outcome: Outcome
    reason: str = ""
    member_id: UUID | None = None
    seq: int | None = None
    first: Outcome | None = None
    points: Mapping[str, int] | None = None
    rules: Mapping[str, int] | None = None
    detail: str = ""


def _text(where: str, text: object, most: int) -> None:
    if not isinstance(text, str) or not 0 < len(text) <= most:
        raise BadEvent(where, f"must be text of 1 to {most} characters")
    _characters(where, text)


def _characters(where: str, text: str) -> None:
    if "\x00" in text:
        raise BadEvent(where, "has a zero character, which text can't hold; remove it")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadEvent(where, "is not valid Unicode (a lone surrogate); send UTF-8") from None


def _whole(where: str, number: int, least: int, most: int) -> None:
    if type(number) is not int or not least <= number <= most:
        raise BadEvent(where, f"must be a whole number from {least} to {most}")


def _plain(where: str, value: Json, depth: int) -> None:
    """Refuse what canonical JSON or the engine can't hold: floats, huge numbers, deep nesting."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _characters(where, value)
    elif isinstance(value, int):
        _whole(where, value, -MAX_AMOUNT, MAX_AMOUNT)
    elif isinstance(value, float):
        raise BadEvent(where, "is a fraction; send money in minor units as a whole number")
    elif depth == 0:
        raise BadEvent(where, f"is nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise BadEvent(where, f"has a name that is not text: {name!r}")
            _characters(where, name)
            _plain(f"{where}.{name}", inner, depth - 1)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            _plain(f"{where}[{place}]", inner, depth - 1)
    else:
        raise BadEvent(where, f"is a {type(value).__name__}, which an event can't hold")
