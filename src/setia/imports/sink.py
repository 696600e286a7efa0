"""Where mapped events go: the one door from an import to members and ledger.

An import knows nothing of databases. It asks a sink which identities are the same member and which
events could be recorded, to enrol those that nobody has, and to take events; the answers are the
ledger's receipts.
Whatever stands behind it must keep I4: an event that is sent again is replayed, never doubled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from setia.imports.import_map import MemberKind
from setia.ledger.entries import Receipt
from setia.platform.access.principal import Principal
from setia.platform.json import Json


class MappedEvent(NamedTuple):
    """One event of a file: who, what, when, and the key that makes it one event for ever.

    A named tuple, because millions are made and a frozen dataclass costs three times as much.

    member: the blind index of the identity. occurred_us: µs since 1970 UTC. given: the outcome that
    the file brings for an act, None when the ledger decides.
    """

    member: bytes
    identity: str
    kind: str
    occurred_us: int
    source: str
    key: str
    payload: Mapping[str, Json]
    given: bool | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom an event names. joined_us: the first event of theirs in the file."""

    identity: str
    joined_us: int


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What stands after an import: members by tier level, and points expired so far by wallet.

    places: the decimals of points, by wallet and by ``rule <id>``; none where nothing is said.
    """

    tiers: Mapping[str, int]
    expired: Mapping[str, int]
    places: Mapping[str, int] = field(default_factory=dict)


class Sink(Protocol):
    """What stands behind an import."""

    def blind(self, kind: MemberKind, identity: str) -> bytes:
        """16 bytes that are equal for every spelling of one identity.

        Raises ValueError with the reason when the text can't be such an identity.
        """
        ...

    def recordable(self, events: Sequence[MappedEvent]) -> Sequence[bool]:
        """Whether each event could be recorded, if its member were known."""
        ...

    def enrol(self, kind: MemberKind, people: Sequence[Newcomer], *, acting: Principal) -> int:
        """Make a member of every identity that nobody has; how many were made."""
        ...

    def take(
        self, kind: MemberKind, events: Sequence[MappedEvent], *, acting: Principal
    ) -> Sequence[Receipt]:
        """Record events, a member's all in fold order; a receipt for each, in the order asked."""
        ...

    def whereabouts(self) -> Whereabouts:
        """Tiers and expiries of all members, once everything is recorded."""
        ...
