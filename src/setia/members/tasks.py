"""The jobs of members: they finish what a process that died had begun, and are safe to run twice.

Each looks for what is left over and calls the verb that would have done it. None decides anything
of its own, and each does a bounded amount of work a call (I14, I16).
"""

from pathlib import Path
from typing import Final
from uuid import UUID

from setia.members.actions.claim_waiting import claim_waiting
from setia.members.actions.erase_member import Erasure, destroy
from setia.members.register import Register, read_register
from setia.platform.access.principal import Principal
from setia.platform.arrays import uuids
from setia.platform.connection import outermost, raw_cursor

MAX_IDENTITIES: Final = 1_000
"""Most identities whose events one sweep claims."""

_UNCLAIMED: Final = """
    SELECT blind FROM identity_lookup WHERE waiting > 0 AND leads_to IS NOT NULL
    ORDER BY blind LIMIT %s
"""
_NOT_ERASED: Final = """
    SELECT member_id FROM member WHERE member_id = ANY(%s::uuid[]) AND erased_us IS NULL
"""


def sweep_waiting(*, acting: Principal) -> int:
    """Claim events whose identity was enrolled but that still wait; gives how many were taken."""
    with raw_cursor() as cursor:
        cursor.execute(_UNCLAIMED, [MAX_IDENTITIES])
        blinds = [blind for (blind,) in cursor]
    return claim_waiting(blinds, acting=acting)


def finish_erasures(home: Path, *, acting: Principal) -> list[UUID]:
    """Erase whom the register under `home` names and the database still has.

    Run it at each start, and after a restore before anything is served. Gives who was erased now.
    """
    register: Register = read_register(home)
    with raw_cursor() as cursor:
        cursor.execute(_NOT_ERASED, [uuids(register.erased)])
        left: list[UUID] = [member_id for (member_id,) in cursor]
    finished: list[UUID] = []
    for member_id in left:
        with outermost() as cursor:
            if destroy(cursor, member_id, acting=acting) is Erasure.ERASED:
                finished.append(member_id)
    return finished
