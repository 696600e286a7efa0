"""Gives a member one more identity, such as a telephone or a new card.

The member's row is locked before the identity's lookup, as erasure locks them, so that nobody adds
to a member who is being erased. An identity that somebody else has is a "no" that does not say
whose it is. Events that waited under the identity are claimed after the commit (I14, I16).
"""

from enum import StrEnum
from typing import Final
from uuid import UUID

from setia.members.actions.claim_waiting import claim_waiting
from setia.members.actions.insert_members import insert_identities
from setia.members.actions.lock_lookups import lead, lock_lookups, lock_member, remove_empty
from setia.members.enrolments import MAX_IDENTITIES
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import blind_of, read_keys
from setia.platform import audit, clock
from setia.platform.access.principal import Principal
from setia.platform.connection import RawCursor, outermost


class Addition(StrEnum):
    """What became of the identity; everything but `added` and `already_there` is a "no"."""

    ADDED = "added"
    ALREADY_THERE = "already_there"
    OF_ANOTHER = "of_another_member"
    TOO_MANY = "too_many_identities"
    NOT_OURS = "member_numbers_are_given"
    UNKNOWN_MEMBER = "unknown_member"
    ERASED = "member_is_erased"


_COUNT: Final = "SELECT count(*) FROM member_identity WHERE member_id = %s AND kind <> %s"


def add_identity(member_id: UUID, identity: Identity, *, acting: Principal) -> Addition:
    """Let `identity` lead to the member from now on; asking again changes nothing."""
    if identity.kind is IdentityKind.NUMBER:
        return Addition.NOT_OURS
    blind = blind_of(identity)
    with outermost() as cursor:
        outcome = _add(cursor, member_id, blind, identity, acting=acting)
    if outcome in {Addition.ADDED, Addition.ALREADY_THERE}:
        claim_waiting([blind], acting=acting)
    return outcome


def _add(
    cursor: RawCursor, member_id: UUID, blind: bytes, identity: Identity, *, acting: Principal
) -> Addition:
    member = lock_member(cursor, member_id)
    if member is None:
        return Addition.UNKNOWN_MEMBER
    if member.erased_us is not None:
        return Addition.ERASED
    owner = lock_lookups(cursor, [blind])[blind].leads_to
    if owner is not None:
        return Addition.ALREADY_THERE if owner == member_id else Addition.OF_ANOTHER
    row = cursor.execute(_COUNT, [member_id, IdentityKind.NUMBER]).fetchone()
    if row is not None and row[0] >= MAX_IDENTITIES:
        remove_empty(cursor, [blind])
        return Addition.TOO_MANY
    key = read_keys(cursor, [member_id])[member_id]
    insert_identities(cursor, [(key, blind, identity)], now_us=clock.now(cursor))
    lead(cursor, {blind: member_id})
    audit.write(
        cursor,
        acting=acting,
        act="identity_added",
        subject=f"member/{member_id}",
        detail={"kind": identity.kind.value},
    )
    return Addition.ADDED
