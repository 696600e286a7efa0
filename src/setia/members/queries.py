"""Reads of members: whose an identity is, and what is known about one member.

Personal values are opened here, for one member or a page of them, and handed on as frozen values
whose repr does not show them (I16). An erased member has an id and nothing else; an identity that
nobody has leads nowhere. Nothing here writes or locks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from setia.members.identities import Identity, IdentityKind
from setia.platform.arrays import blobs, uuids
from setia.platform.connection import RawCursor, raw_cursor
from setia.platform.vault import MemberKey, WrappedKey, vault

DISPLAY_FIELD = "name"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is on record for a blind index.

    leads_to: the member, or None while only events wait for it. waiting: how many of them wait.
    """

    leads_to: UUID | None
    waiting: int


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity of a member and since when it is known (µs since 1970 UTC)."""

    identity: Identity
    added_us: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member as staff see it; an erased one has no number, identities or personal fields."""

    member_id: UUID
    kind: str
    joined_us: int
    language: str
    country: str
    erased_us: int | None
    number: str = field(repr=False)
    identities: Sequence[KnownIdentity] = field(repr=False)
    personal: Mapping[str, str] = field(repr=False)


def blind_of(identity: Identity) -> bytes:
    """The blind index under which an identity is looked up."""
    return vault().blind(identity.kind, identity.value)


def identity_field(kind: str, blind: bytes) -> str:
    """The name under which an identity is sealed: bound to its own row."""
    return f"identity/{kind}/{blind.hex()}"


def read_lookups(cursor: RawCursor, blinds: Iterable[bytes]) -> dict[bytes, Lookup]:
    """The lookups that exist among `blinds`, without a lock."""
    cursor.execute(
        "SELECT blind, leads_to, waiting FROM identity_lookup WHERE blind = ANY(%s::bytea[])",
        [blobs(blinds)],
    )
    return {blind: Lookup(leads_to, waiting) for blind, leads_to, waiting in cursor}


def find(identity: Identity) -> UUID | None:
    """The member whom an identity names, or None."""
    return resolve([identity]).get(identity)


def resolve(identities: Iterable[Identity]) -> dict[Identity, UUID]:
    """The members whom identities name; those that name nobody are left out."""
    blinds = {identity: blind_of(identity) for identity in identities}
    with raw_cursor() as cursor:
        found = read_lookups(cursor, blinds.values())
    led = {identity: found.get(blind) for identity, blind in blinds.items()}
    return {
        identity: lookup.leads_to
        for identity, lookup in led.items()
        if lookup is not None and lookup.leads_to is not None
    }


def member_view(member_id: UUID) -> MemberView | None:
    """All that is known about one member, opened; None when there is no such member."""
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT kind, joined_us, language, country, erased_us FROM member WHERE member_id = %s",
            [member_id],
        )
        plain_row = cursor.fetchone()
        if plain_row is None:
            return None
        keys = read_keys(cursor, [member_id])
        identities: list[KnownIdentity] = []
        personal: dict[str, str] = {}
        if member_id in keys:
            identities = _identities(cursor, keys[member_id])
            personal = _personal(cursor, keys[member_id])
    kind, joined_us, language, country, erased_us = plain_row
    ours = [k.identity.value for k in identities if k.identity.kind is IdentityKind.NUMBER]
    return MemberView(
        member_id=member_id,
        kind=kind,
        joined_us=joined_us,
        language=language,
        country=country,
        erased_us=erased_us,
        number=ours[0] if ours else "",
        identities=[k for k in identities if k.identity.kind is not IdentityKind.NUMBER],
        personal=personal,
    )


def display_names(member_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of members for a page; who is erased or gave no name is left out."""
    with raw_cursor() as cursor:
        keys = read_keys(cursor, member_ids)
        cursor.execute(
            "SELECT member_id, sealed FROM personal"
            " WHERE field = %s AND member_id = ANY(%s::uuid[])",
            [DISPLAY_FIELD, uuids(keys)],
        )
        return {
            member_id: keys[member_id].open(DISPLAY_FIELD, sealed) for member_id, sealed in cursor
        }


def display_name(member_id: UUID) -> str:
    """The name of a member, or "" for one who is erased, unknown or gave none."""
    return display_names([member_id]).get(member_id, "")


def read_keys(cursor: RawCursor, member_ids: Iterable[UUID]) -> dict[UUID, MemberKey]:
    """The unwrapped keys of members; an erased member has none."""
    cursor.execute(
        "SELECT member_id, version, wrapped FROM member_key WHERE member_id = ANY(%s::uuid[])",
        [uuids(member_ids)],
    )
    secrets = vault()
    return {
        member_id: secrets.unwrap(member_id, WrappedKey(version, wrapped))
        for member_id, version, wrapped in cursor
    }


def _identities(cursor: RawCursor, key: MemberKey) -> list[KnownIdentity]:
    cursor.execute(
        "SELECT kind, blind, sealed, added_us FROM member_identity WHERE member_id = %s"
        " ORDER BY added_us, kind, blind",
        [key.member_id],
    )
    return [
        KnownIdentity(
            Identity(IdentityKind(kind), key.open(identity_field(kind, blind), sealed)), added_us
        )
        for kind, blind, sealed, added_us in cursor
    ]


def _personal(cursor: RawCursor, key: MemberKey) -> dict[str, str]:
    cursor.execute(
        "SELECT field, sealed FROM personal WHERE member_id = %s ORDER BY field", [key.member_id]
    )
    return {name: key.open(name, sealed) for name, sealed in cursor}
