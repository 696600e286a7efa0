"""Erasure: a member's key, identities, lookups and personal values are destroyed; the ledger stays.

The register outside the database gets its line before the commit. Whoever dies between the two
leaves a register that names a member who is still there, and `finish_erasures` erases that member
then, as it does after a restore: what the register says has been decided (I16). Erasing again
changes nothing. Ciphertext lingers in dead rows and in backups until they are overwritten; without
the key it is noise.
"""

from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from setia.members.actions.lock_lookups import lock_existing_lookups, lock_member
from setia.members.register import note_erasure
from setia.platform import audit, clock
from setia.platform.access.principal import Principal
from setia.platform.arrays import blobs
from setia.platform.connection import RawCursor, outermost

_BLINDS: Final = "SELECT blind FROM member_identity WHERE member_id = %s"
_OF_BLINDS: Final = (
    "DELETE FROM waiting_event WHERE blind = ANY(%s::bytea[])",
    "DELETE FROM identity_lookup WHERE blind = ANY(%s::bytea[])",
)
_OF_MEMBER: Final = (
    "DELETE FROM member_key WHERE member_id = %s",
    "DELETE FROM personal WHERE member_id = %s",
    "DELETE FROM member_identity WHERE member_id = %s",
)
_MARK: Final = "UPDATE member SET erased_us = %s WHERE member_id = %s"


class Erasure(StrEnum):
    """What became of the request."""

    ERASED = "erased"
    ALREADY = "already_erased"
    UNKNOWN = "unknown_member"


def erase_member(member_id: UUID, *, home: Path, acting: Principal) -> Erasure:
    """Erase a member for good and note it in the register under `home`.

    Raises OSError, and erases nothing, when the register can't be written.
    """
    with outermost() as cursor:
        outcome = destroy(cursor, member_id, acting=acting)
        if outcome is Erasure.ERASED:
            # Last of all, so that nothing but the commit can fail after it.
            note_erasure(home, member_id, erased_us=clock.now(cursor), acting=acting)
    return outcome


def destroy(cursor: RawCursor, member_id: UUID, *, acting: Principal) -> Erasure:
    """Erase within the caller's transaction; the register is the caller's duty."""
    member = lock_member(cursor, member_id)
    if member is None:
        return Erasure.UNKNOWN
    if member.erased_us is not None:
        return Erasure.ALREADY
    cursor.execute(_BLINDS, [member_id])
    blinds = [blind for (blind,) in cursor]
    lock_existing_lookups(cursor, blinds)
    for statement in _OF_BLINDS:
        cursor.execute(statement, [blobs(blinds)])
    for statement in _OF_MEMBER:
        cursor.execute(statement, [member_id])
    cursor.execute(_MARK, [clock.now(cursor), member_id])
    subject = f"member/{member_id}"
    audit.write(cursor, acting=acting, act="member_erased", subject=subject, detail={})
    return Erasure.ERASED
