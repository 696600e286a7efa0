"""Writes the rows of new members, all of a batch by one statement a table.

A newcomer is decided elsewhere and under locks held there; this draws its member number and stores
what is known of it, every personal value sealed under the member's new key (I16). It is a part of
enrolment's transaction and never opens one of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from setia.members.enrolments import Enrolment
from setia.members.identities import Identity, IdentityKind
from setia.members.member_numbers import new_member_number
from setia.members.queries import blind_of, identity_field
from setia.platform.arrays import blobs, ints, texts, uuids
from setia.platform.connection import RawCursor
from setia.platform.vault import MemberKey, vault

PERSON: Final = "person"

_NUMBER_DRAWS: Final = 8
_TAKE_NUMBERS: Final = """
    INSERT INTO identity_lookup (blind, leads_to) VALUES (unnest(%s::bytea[]), unnest(%s::uuid[]))
    ON CONFLICT (blind) DO NOTHING RETURNING blind, leads_to
"""
_INSERT_MEMBERS: Final = """
    INSERT INTO member (member_id, kind, joined_us, language, country) VALUES (
        unnest(%s::uuid[]), %s, unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::text[])
    )
"""
_INSERT_KEYS: Final = """
    INSERT INTO member_key (member_id, version, wrapped)
    VALUES (unnest(%s::uuid[]), unnest(%s::smallint[]), unnest(%s::bytea[]))
"""
_INSERT_IDENTITIES: Final = """
    INSERT INTO member_identity (member_id, blind, kind, sealed, added_us) VALUES (
        unnest(%s::uuid[]), unnest(%s::bytea[]), unnest(%s::text[]), unnest(%s::bytea[]), %s
    )
"""
_INSERT_PERSONAL: Final = """
    INSERT INTO personal (member_id, field, sealed)
    VALUES (unnest(%s::uuid[]), unnest(%s::text[]), unnest(%s::bytea[]))
"""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member about to be written: what was asked, a fresh key, identities by blind index."""

    asked: Enrolment
    key: MemberKey
    identities: dict[bytes, Identity]

    @property
    def member_id(self) -> UUID:
        """The id that the key was made for."""
        return self.key.member_id


def insert_members(
    cursor: RawCursor, newcomers: Sequence[Newcomer], *, now_us: int
) -> dict[UUID, str]:
    """Write the newcomers and give the member numbers that they got, by member id."""
    numbers = _take_numbers(cursor, [newcomer.member_id for newcomer in newcomers])
    ids = uuids(newcomer.member_id for newcomer in newcomers)
    asked = [newcomer.asked for newcomer in newcomers]
    joined = [now_us if request.joined_us is None else request.joined_us for request in asked]
    languages, countries = (r.language for r in asked), (r.country for r in asked)
    cursor.execute(_INSERT_MEMBERS, [ids, PERSON, ints(joined), texts(languages), texts(countries)])
    secrets = vault()
    wrapped = [secrets.wrap(newcomer.key) for newcomer in newcomers]
    cursor.execute(
        _INSERT_KEYS, [ids, ints(w.version for w in wrapped), blobs(w.wrapped for w in wrapped)]
    )
    of_number = {
        member_id: {blind: Identity(IdentityKind.NUMBER, number)}
        for member_id, (blind, number) in numbers.items()
    }
    insert_identities(
        cursor,
        [
            (newcomer.key, blind, identity)
            for newcomer in newcomers
            for blind, identity in (newcomer.identities | of_number[newcomer.member_id]).items()
        ],
        now_us=now_us,
    )
    _insert_personal(cursor, newcomers)
    return {member_id: number for member_id, (_, number) in numbers.items()}


def insert_identities(
    cursor: RawCursor, identities: Sequence[tuple[MemberKey, bytes, Identity]], *, now_us: int
) -> None:
    """Write identities of members, sealed; the caller holds the locks on their blind indexes."""
    cursor.execute(
        _INSERT_IDENTITIES,
        [
            uuids(key.member_id for key, _, _ in identities),
            blobs(blind for _, blind, _ in identities),
            texts(identity.kind for _, _, identity in identities),
            blobs(
                key.seal(identity_field(identity.kind, blind), identity.value)
                for key, blind, identity in identities
            ),
            now_us,
        ],
    )


def _insert_personal(cursor: RawCursor, newcomers: Iterable[Newcomer]) -> None:
    values = [
        (newcomer.key, name, text)
        for newcomer in newcomers
        for name, text in newcomer.asked.personal.items()
    ]
    cursor.execute(
        _INSERT_PERSONAL,
        [
            uuids(key.member_id for key, _, _ in values),
            texts(name for _, name, _ in values),
            blobs(key.seal(name, text) for key, name, text in values),
        ],
    )


def _take_numbers(cursor: RawCursor, member_ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, str]]:
    """Draw a member number for each; one that is taken, or that an event names, is drawn again."""
    taken: dict[UUID, tuple[bytes, str]] = {}
    for _ in range(_NUMBER_DRAWS):
        drawn: dict[bytes, tuple[str, UUID]] = {}
        for member_id in member_ids:
            if member_id not in taken:
                number = new_member_number()
                drawn[blind_of(Identity(IdentityKind.NUMBER, number))] = (number, member_id)
        if not drawn:
            return taken
        ordered = sorted(drawn)
        cursor.execute(_TAKE_NUMBERS, [blobs(ordered), uuids(drawn[b][1] for b in ordered)])
        taken |= {member_id: (blind, drawn[blind][0]) for blind, member_id in cursor}
    raise RuntimeError(
        f"{_NUMBER_DRAWS} draws gave no free member number for some of {len(member_ids)} members; "
        "nearly all of 9 × 10**10 numbers must be taken."
    )
