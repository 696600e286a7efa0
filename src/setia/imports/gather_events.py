"""From the rows of one partition to events, in chunks that never part a member without need.

Rows of one basket become one event, and an event without a key of its own gets the hash of its
mapped values with its ordinal among equals; so events and keys are the same however the file was
shuffled (I4, I8). What can't become an event is handed on as rejected, row by row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import Final

import pyarrow as pa

from setia.core.engine.kinds import RETURN
from setia.core.engine.limits import MAX_ITEMS
from setia.imports.import_map import ImportMap
from setia.imports.map_rows import NO_SEQUENCE, NOT_GIVEN
from setia.imports.returned import NoReturn, in_lines, return_of
from setia.imports.rows import Rejection
from setia.imports.sink import MappedEvent
from setia.imports.staged_rows import SAID, Row, rows_in_order
from setia.platform.json import Json

CHUNK_EVENTS: Final = 1_000
"""A chunk ends with the member that fills it."""

MEMBER_EVENTS: Final = 5_000
"""A member with more events than this is parted, where its instant changes."""

ONE_INSTANT_EVENTS: Final = 20_000
"""So many at one instant (all the cash sales of a day) are parted even there: memory has an end."""

_decode: Final = json.JSONDecoder().raw_decode


@dataclass(slots=True)
class Chunk:
    """Events of whole members, and what became of the rows that make no event.

    rows: the staged rows of each event. members: how many begin here. equal: rows that say what an
    earlier row says. dropped: those of them that the map wants left out.
    """

    events: list[MappedEvent] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    members: int = 0
    equal: int = 0
    dropped: int = 0


def chunks(table: pa.Table, the_map: ImportMap) -> Iterator[Chunk]:
    """The events of one partition, each member's in fold order."""
    baskets = bool(the_map.group_by)
    make = _Maker(the_map)
    chunk, member, of_member, last_us = Chunk(), b"", 0, -1
    for group in _groups(rows_in_order(table, baskets=baskets), baskets=baskets):
        first = group[0]
        least = MEMBER_EVENTS if first.event_at_us != last_us else ONE_INSTANT_EVENTS
        if first.member != member or of_member >= least:
            if len(chunk.events) + len(chunk.rejected) >= CHUNK_EVENTS:
                yield chunk
                chunk = Chunk()
            chunk.members += first.member != member
            member, of_member = first.member, 0
        kept = make.without_equals(group, chunk)
        if kept:
            make.add(kept, chunk)
        of_member, last_us = of_member + 1, first.event_at_us
    yield chunk


def _groups(rows: Iterator[Row], *, baskets: bool) -> Iterator[list[Row]]:
    """The rows of each event; those of a basket that is too large to be held come one by one."""
    if not baskets:
        yield from ([row] for row in rows)
        return
    for _, group in groupby(rows, key=lambda row: (row.member, row.key)):
        held: list[Row] = []
        for row in group:
            if row.event_rows > MAX_ITEMS:
                yield [row]
            else:
                held.append(row)
        if held:
            yield held


class _Maker:
    """Makes events of groups, in order; it remembers the last row to know equal ones."""

    def __init__(self, the_map: ImportMap) -> None:
        self._source = the_map.source
        self._baskets = bool(the_map.group_by)
        self._drops = the_map.drop_duplicates
        self._returns = the_map.returns
        self._last: tuple[bytes | str | int, ...] = ()
        self._ordinal = 0
        names = [one.name for one in the_map.fields if one.use == "item"]
        own = any(one.name == "amount" and one.use == "event" for one in the_map.fields)
        self._adds_up = "amount" in names and not own

    def without_equals(self, group: list[Row], chunk: Chunk) -> list[Row]:
        """Count rows that are equal to the one before, and take them out if the map says so."""
        kept: list[Row] = []
        for row in group:
            said = row[:SAID]
            if said != self._last:
                self._last, self._ordinal = said, 1
                kept.append(row)
                continue
            self._ordinal += 1
            chunk.equal += 1
            if self._drops:
                chunk.dropped += 1
            else:
                kept.append(row)
        return kept

    def add(self, group: list[Row], chunk: Chunk) -> None:
        """Add the event of one group to the chunk, or its rows to those rejected."""
        first = group[0]
        fault = _fault(group) if self._baskets else ""
        payload: dict[str, Json] = {}
        try:
            payload = {} if fault else self._payload(group)
        except NoReturn as error:
            fault = str(error)
        if fault:
            chunk.rejected += (rejection(row, fault) for row in group)
            return
        given = None if first.given == NOT_GIVEN else bool(first.given)
        chunk.rows.append(group)
        chunk.events.append(
            MappedEvent(
                first.member,
                first.identity,
                first.kind,
                first.event_at_us,
                self._source,
                self._key(first),
                payload,
                given,
            )
        )

    def _payload(self, group: list[Row]) -> dict[str, Json]:
        """What the rows of a group say together. Raises NoReturn."""
        payload: dict[str, Json] = _decode(group[0].event)[0]
        items = json.loads(f"[{','.join(row.item for row in group)}]") if self._baskets else None
        if self._returns is not None and group[0].kind == RETURN:
            return return_of(payload, items, self._returns)
        if self._returns is not None:
            payload.pop("of_source", None)
        if items is not None:
            if self._adds_up:
                payload["amount"] = sum(item.get("amount", 0) for item in items)
            lined = self._returns is not None and self._returns.lined
            payload["items"] = in_lines(items) if lined else items
        return payload

    def _key(self, first: Row) -> str:
        before = "" if first.event_sequence == NO_SEQUENCE else f"{first.event_sequence:019d}/"
        if first.key:
            return before + first.key
        digest = _digest(first)
        return before + (digest if self._ordinal == 1 else f"{digest}-{self._ordinal}")


def _digest(row: Row) -> str:
    """The hash of all that a row says. It is the key of what it made: it must never change."""
    said = f"{row.at_us}\0{row.sequence}\0{row.kind}\0{row.event}\0{row.given}"
    # The member has 16 bytes and no text here holds a zero, so no two rows make the same bytes.
    return blake2b(row.member + said.encode(), digest_size=16).hexdigest()


def _fault(group: list[Row]) -> str:
    """Why the rows of one basket can't be one event; empty when they can."""
    first = group[0]
    if first.event_rows > MAX_ITEMS:
        return f"its basket {first.key} has {first.event_rows} rows; at most {MAX_ITEMS}"
    differing = {name for row in group[1:] for name in _differing(first, row)}
    if differing:
        return f"rows of basket {first.key} differ in {', '.join(sorted(differing))}"
    return ""


def _differing(first: Row, row: Row) -> Iterator[str]:
    if row.kind != first.kind:
        yield "kind"
    if row.given != first.given:
        yield "given"
    if row.event != first.event:
        one, two = json.loads(first.event), json.loads(row.event)
        yield from (name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


def rejection(row: Row, reason: str) -> Rejection:
    """A staged row as one that was rejected, in the words of the map."""
    said = {
        "member": row.identity,
        "kind": row.kind,
        "at_us": row.at_us,
        "event": json.loads(row.event),
        "item": json.loads(row.item) if row.item else None,
    }
    return Rejection(row.line, "", reason, json.dumps(said, ensure_ascii=False))
