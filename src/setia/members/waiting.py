"""What an event that waits for its member looks like, sealed and opened again.

The ciphertext holds all that the ledger will be asked later, the principal who sent it included, so
that a claimed event is recorded as if it had found its member at once. It is bound to its row:
blind index, source and key. Source and key stay plain, as they do in the ledger; the identity
itself is not kept at all, since its blind index is enough to claim by.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from setia.ledger.entries import NewEvent, Origin
from setia.members.identities import Identity
from setia.platform.access.principal import Principal
from setia.platform.json import Json, canonical
from setia.platform.vault import vault

NOBODY: Final = UUID(int=0)
"""Stands for the member of an event that has none yet; no member ever has this id."""


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """One event of whoever an identity names; the other fields are those of `NewEvent`."""

    identity: Identity
    kind: str
    occurred_us: int
    source: str
    key: str
    payload: Mapping[str, Json] = field(repr=False)
    given: bool | None = None
    timed: bool = True

    def of(self, member_id: UUID) -> NewEvent:
        """The event as the ledger takes it. Raises BadEvent."""
        return NewEvent(
            member_id=member_id,
            kind=self.kind,
            occurred_us=self.occurred_us,
            source=self.source,
            key=self.key,
            payload=self.payload,
            given=self.given,
            timed=self.timed,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One waiting row, opened: the event as its member's, who sent it, and how it came in."""

    blind: bytes
    event: NewEvent
    acting: Principal
    origin: Origin


def body_mac(event: NewEvent) -> bytes:
    """What two events under one key must share to be one event, as the ledger sees it."""
    return vault().body_mac(event.stamped(event.body()))


def seal_waiting(blind: bytes, event: NewEvent, *, acting: Principal, origin: Origin) -> bytes:
    """The ciphertext of an event for the row (blind, source, key)."""
    content: Json = {
        "kind": event.kind,
        "occurred_us": event.occurred_us,
        "payload": event.payload,
        "given": event.given,
        "acting": [acting.kind, acting.id, acting.store, acting.on_behalf_of],
        "origin": origin.value,
    }
    context = _context(blind, event.source, event.key)
    return vault().installation_seal(context, canonical(content))


def open_waiting(blind: bytes, source: str, key: str, sealed: bytes, *, member_id: UUID) -> Waiting:
    """A waiting event as an event of `member_id`. Raises SealBrokenError, KeysMissingError."""
    content = json.loads(vault().installation_open(_context(blind, source, key), sealed))
    event = NewEvent(
        member_id=member_id,
        kind=content["kind"],
        occurred_us=content["occurred_us"],
        source=source,
        key=key,
        payload=content["payload"],
        given=content["given"],
    )
    return Waiting(blind, event, Principal(*content["acting"]), Origin(content["origin"]))


def _context(blind: bytes, source: str, key: str) -> bytes:
    return canonical([blind.hex(), source, key])
