"""The locks of members: a member's own row first, then identities in the order of blind indexes.

The lock on an identity is its row in the lookup table, made when it is not there. Whoever is about
to decide whose an identity is takes it and reads under it, so an enrolment, an erasure and an event
that has to wait never pass each other by. One order for all leaves no two waiting in a ring. A row
that leads nowhere and that nothing waits under says nothing, and who leaves one removes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from setia.members.queries import Lookup
from setia.platform.arrays import blobs, ints, uuids
from setia.platform.connection import RawCursor

_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '10s'"
_LOCK_MEMBER = "SELECT erased_us FROM member WHERE member_id = %s FOR NO KEY UPDATE"
# An update that changes nothing is the one statement that either inserts or locks, whatever
# another transaction does to the row in the meantime.
_LOCK = """
    INSERT INTO identity_lookup (blind) VALUES (unnest(%s::bytea[]))
    ON CONFLICT (blind) DO UPDATE SET waiting = identity_lookup.waiting
    RETURNING blind, leads_to, waiting
"""
_LOCK_EXISTING = """
    SELECT blind, leads_to, waiting FROM identity_lookup WHERE blind = ANY(%s::bytea[])
    ORDER BY blind FOR UPDATE
"""
_LEAD = """
    UPDATE identity_lookup AS known SET leads_to = new.member_id
    FROM unnest(%s::bytea[], %s::uuid[]) AS new (blind, member_id)
    WHERE known.blind = new.blind
"""
_COUNT = """
    UPDATE identity_lookup AS known SET waiting = known.waiting + more.events
    FROM unnest(%s::bytea[], %s::integer[]) AS more (blind, events)
    WHERE known.blind = more.blind
"""
_REMOVE_EMPTY = """
    DELETE FROM identity_lookup
    WHERE blind = ANY(%s::bytea[]) AND leads_to IS NULL AND waiting = 0
"""


@dataclass(frozen=True, slots=True)
class LockedMember:
    """A member whose row is locked: erased when (µs since 1970 UTC), or None."""

    erased_us: int | None


def lock_member(cursor: RawCursor, member_id: UUID) -> LockedMember | None:
    """Lock a member's row until the transaction ends; None when there is no such member."""
    cursor.execute(_LOCK_TIMEOUT)
    cursor.execute(_LOCK_MEMBER, [member_id])
    row = cursor.fetchone()
    return None if row is None else LockedMember(row[0])


def lock_lookups(cursor: RawCursor, blinds: Iterable[bytes]) -> dict[bytes, Lookup]:
    """Lock the lookups of `blinds` until the transaction ends, and say what each holds."""
    ordered = sorted(set(blinds))
    if not ordered:
        return {}
    cursor.execute(_LOCK_TIMEOUT)
    cursor.execute(_LOCK, [blobs(ordered)])
    return {blind: Lookup(leads_to, waiting) for blind, leads_to, waiting in cursor}


def lock_existing_lookups(cursor: RawCursor, blinds: Iterable[bytes]) -> dict[bytes, Lookup]:
    """Lock those of `blinds` that have a lookup, and make none."""
    cursor.execute(_LOCK_TIMEOUT)
    cursor.execute(_LOCK_EXISTING, [blobs(sorted(set(blinds)))])
    return {blind: Lookup(leads_to, waiting) for blind, leads_to, waiting in cursor}


def lead(cursor: RawCursor, members: Mapping[bytes, UUID]) -> None:
    """Make locked lookups lead to their members."""
    if members:
        cursor.execute(_LEAD, [blobs(members), uuids(members.values())])


def count_waiting(cursor: RawCursor, more: Mapping[bytes, int]) -> None:
    """Change how many events wait under locked lookups; a negative number takes away."""
    if more:
        cursor.execute(_COUNT, [blobs(more), ints(more.values())])


def remove_empty(cursor: RawCursor, blinds: Iterable[bytes]) -> None:
    """Remove those of the locked lookups that say nothing."""
    cursor.execute(_REMOVE_EMPTY, [blobs(blinds)])
