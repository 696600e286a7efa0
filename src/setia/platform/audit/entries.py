"""Writes audit entries.

An entry says who did what to what, with details that hold no personal data. It commits with the act
itself or not at all, and is sealed like an event (I5, I15).
"""

from collections.abc import Mapping

from setia.core.proof.leaf import AUDIT, audit_hash
from setia.platform import clock
from setia.platform.access.principal import Principal
from setia.platform.audit.intake import Noted, note
from setia.platform.connection import RawCursor
from setia.platform.ids import uuid7
from setia.platform.json import Json, canonical


def write(
    cursor: RawCursor, *, acting: Principal, act: str, subject: str, detail: Mapping[str, Json]
) -> None:
    """Add one entry in the caller's transaction. act: in the past tense; subject: ``kind/id``."""
    entry = uuid7()
    at_us = clock.now(cursor)
    body = canonical(detail)
    cursor.execute(
        "INSERT INTO audit_entry (id, at_us, principal, act, subject, detail)"
        " VALUES (%s, %s, %s, %s, %s, %s::jsonb)",
        (entry, at_us, acting.line(), act, subject, body.decode()),
    )
    hashed = audit_hash(entry, at_us, acting.line(), act, subject, body)
    note(cursor, [Noted(AUDIT, entry, 0, hashed)])
