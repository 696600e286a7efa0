"""Compares an event with the one that is stored under its key (I4).

The same event gets the stored answer; another one is told in what it differs.
"""

import json
from dataclasses import replace

from setia.ledger.entries import NewEvent
from setia.ledger.lookups import Used
from setia.platform.connection import RawCursor
from setia.platform.vault import vault


def same_but_time(cursor: RawCursor, event: NewEvent, body: bytes, used: Used) -> bool:
    """Whether an event that says no time is the stored one, which had its time when it came: as one
    that waited for its member has.
    """
    if event.timed or used.seq == 0:
        return False
    stored_us, _, _ = _stored(cursor, event, used)
    then = replace(event, occurred_us=stored_us, timed=True)
    return vault().body_mac(then.stamped(body)) == used.mac


def difference(cursor: RawCursor, event: NewEvent, used: Used) -> str:
    """Which parts of a body differ from the one that was recorded under the same key."""
    if used.seq == 0:
        return "another event of this request has the same source and key"
    stored_us, kind, payload = _stored(cursor, event, used)
    parts = [
        name
        for name, now, then in (
            ("kind", event.kind, kind),
            ("occurred_at", event.occurred_us if event.timed else stored_us, stored_us),
        )
        if now != then
    ]
    stored = json.loads(payload)
    names = sorted({*stored, *event.payload})
    parts += [f"payload.{name}" for name in names if stored.get(name) != event.payload.get(name)]
    return f"recorded before with another {', '.join(parts) or 'outcome given, or without a time'}"


def _stored(cursor: RawCursor, event: NewEvent, used: Used) -> tuple[int, str, str | bytes]:
    """When the event under this key happened, its kind and its payload."""
    cursor.execute(
        "SELECT occurred_us, kind, payload FROM event WHERE member_id = %s AND seq = %s",
        (event.member_id, used.seq),
    )
    row = cursor.fetchone()
    if row is None:
        raise RuntimeError(f"event {used.seq} of {event.member_id} was read a moment ago")
    return row[0], row[1], row[2]
