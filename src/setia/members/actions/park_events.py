"""Lets events wait whose identity nobody has, sealed, until that identity is enrolled.

It locks the identities first, as enrolment does, and looks again: an event whose identity was
enrolled in the meantime is handed back to be recorded, and one that is parked was there before the
enrolment that will claim it, so none is lost or stranded (I14). A waiting event uses its key: sent
again it is answered as waiting, and with another body as a conflict that changes nothing (I4).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.members.actions.lock_lookups import count_waiting, lock_lookups, remove_empty
from setia.members.fitness import Asked, problem_of
from setia.members.queries import Lookup
from setia.members.waiting import NOBODY, body_mac, open_waiting, seal_waiting
from setia.platform import clock
from setia.platform.access.principal import Principal
from setia.platform.arrays import BinaryArray, blobs, texts
from setia.platform.connection import RawCursor, outermost
from setia.programs.queries import current_book

MAX_WAITING: Final = 5_000
"""Most events that wait under one identity; a till that names one for all would fill the table."""

Named = tuple[bytes, NewEvent]
"""An event of nobody, and the blind index of the identity that it names."""

_Row = tuple[bytes, str, str]

_INSERT: Final = """
    INSERT INTO waiting_event (blind, source, key, received_us, body_mac, sealed) VALUES (
        unnest(%s::bytea[]), unnest(%s::text[]), unnest(%s::text[]), %s,
        unnest(%s::bytea[]), unnest(%s::bytea[])
    )
    ON CONFLICT (blind, source, key) DO NOTHING
"""
_READ: Final = """
    SELECT waits.blind, waits.source, waits.key, waits.body_mac, waits.sealed
    FROM waiting_event AS waits
    JOIN unnest(%s::bytea[], %s::text[], %s::text[]) AS asked (blind, source, key)
        ON waits.blind = asked.blind AND waits.source = asked.source AND waits.key = asked.key
"""


def park_events(
    events: Sequence[Named], *, acting: Principal, origin: Origin
) -> list[Receipt | Lookup]:
    """Answer each event in order: its receipt, or the lookup of the member that it now has.

    Raises NoProgram when no program is published.
    """
    answers: list[Receipt | Lookup] = []
    parked: dict[_Row, tuple[bytes, bytes]] = {}
    with outermost() as cursor:
        now_us = clock.now(cursor)
        book = current_book(cursor)
        lookups = lock_lookups(cursor, [blind for blind, _ in events])
        room = {blind: MAX_WAITING - lookup.waiting for blind, lookup in lookups.items()}
        present = _present(cursor, [_row(*named) for named in events])
        for blind, event in events:
            if lookups[blind].leads_to is not None:
                answers.append(lookups[blind])
                continue
            row, mac = _row(blind, event), body_mac(event)
            stored = parked.get(row) or present.get(row)
            if stored is None:
                asked = Asked(event.kind, event.occurred_us, event.payload, event.given, origin)
                if problem := problem_of(asked, book, now_us):
                    answers.append(problem)
                    continue
            if stored is None and room[blind] > 0:
                parked[row] = (mac, seal_waiting(blind, event, acting=acting, origin=origin))
                room[blind] -= 1
            answers.append(_answer(row, event, mac, stored=stored, parked=row in parked))
        _insert(cursor, parked, now_us=now_us)
        # What was only asked for, and does not wait, leaves no row behind.
        remove_empty(cursor, lookups)
    return answers


def _answer(
    row: _Row, event: NewEvent, mac: bytes, *, stored: tuple[bytes, bytes] | None, parked: bool
) -> Receipt:
    if stored is None and parked:
        return Receipt(Outcome.WAITING, reason="nobody_has_the_identity")
    if stored is None:
        detail = f"{MAX_WAITING} events wait under this identity; enrol it before sending more"
        return Receipt(Outcome.ERROR, reason="too_many_waiting", detail=detail)
    if stored[0] == mac:
        return Receipt(Outcome.REPLAYED, reason="nobody_has_the_identity", first=Outcome.WAITING)
    return Receipt(Outcome.ERROR, reason="conflict", detail=_difference(row, event, stored[1]))


def _difference(row: _Row, event: NewEvent, sealed: bytes) -> str:
    """Which parts of a body differ from the one that waits under the same key."""
    first = open_waiting(*row, sealed, member_id=NOBODY).event
    parts = [
        name
        for name, now, then in (
            ("kind", event.kind, first.kind),
            (
                "occurred_at",
                event.occurred_us if event.timed else first.occurred_us,
                first.occurred_us,
            ),
            ("given", event.given, first.given),
        )
        if now != then
    ]
    absent = object()
    parts += [
        f"payload.{name}"
        for name in sorted({*first.payload, *event.payload})
        if first.payload.get(name, absent) != event.payload.get(name, absent)
    ]
    return f"an event waits under this key with another body; it differs in: {', '.join(parts)}"


def _present(cursor: RawCursor, rows: Iterable[_Row]) -> dict[_Row, tuple[bytes, bytes]]:
    cursor.execute(_READ, _columns(set(rows)))
    return {(blind, source, key): (mac, sealed) for blind, source, key, mac, sealed in cursor}


def _insert(cursor: RawCursor, parked: dict[_Row, tuple[bytes, bytes]], *, now_us: int) -> None:
    if not parked:
        return
    macs, sealed = (blobs(pair[place] for pair in parked.values()) for place in (0, 1))
    cursor.execute(_INSERT, [*_columns(parked), now_us, macs, sealed])
    count_waiting(cursor, Counter(blind for blind, _, _ in parked))


def _row(blind: bytes, event: NewEvent) -> _Row:
    return blind, event.source, event.key


def _columns(rows: Iterable[_Row]) -> list[BinaryArray | int]:
    ordered = list(rows)
    blinds = blobs(blind for blind, _, _ in ordered)
    return [blinds, texts(source for _, source, _ in ordered), texts(key for _, _, key in ordered)]
