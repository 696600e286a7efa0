"""The canonical encoding of what is sealed, and its hash.

Version 1, all big-endian: two bytes (encoding, kind), the holder's 16 bytes, four 8-byte
integers, the lengths of nine texts and the counts of four lists as 4 bytes each, then the texts
as UTF-8 and the lists as 8-byte integers, all in the order in which `EventLeaf` names them.
Nothing is optional and nothing depends on how a database or a library prints a value, so that an
outsider can make the same bytes. The hash is that of a leaf in RFC 9162, section 2.1.1: SHA-256
over a zero byte and the entry.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

ENCODING: Final = 1
EVENT: Final = 1
AUDIT: Final = 2
_EVENT_HEAD: Final = bytes((ENCODING, EVENT))
_AUDIT_HEAD: Final = bytes((ENCODING, AUDIT))
_EVENT_NUMBERS: Final = struct.Struct(">4q9I4I")


@dataclass(frozen=True, slots=True)
class EventLeaf:
    """Everything of an event's row that is sealed. payload: its canonical JSON bytes."""

    member_id: UUID
    seq: int
    kind: str
    occurred_us: int
    recorded_us: int
    principal: str
    source: str
    key: str
    body_mac: bytes
    origin: str
    version: int
    payload: bytes
    facts: Sequence[int]
    outcome: str
    reason: str
    decision: Sequence[int]
    moves: Sequence[int]
    amounts: Sequence[int]

    def encoded(self) -> bytes:
        """The canonical bytes."""
        texts = (
            self.kind.encode(),
            self.principal.encode(),
            self.source.encode(),
            self.key.encode(),
            self.origin.encode(),
            self.outcome.encode(),
            self.reason.encode(),
            self.body_mac,
            self.payload,
        )
        facts, decision, moves, amounts = self.facts, self.decision, self.moves, self.amounts
        ints = (*facts, *decision, *moves, *amounts)
        head = _EVENT_NUMBERS.pack(
            self.seq, self.occurred_us, self.recorded_us, self.version, *map(len, texts),
            len(facts), len(decision), len(moves), len(amounts),
        )  # fmt: skip
        body = struct.pack(f">{len(ints)}q", *ints)
        return b"".join((_EVENT_HEAD, self.member_id.bytes, head, *texts, body))

    def hash(self) -> bytes:
        """The leaf's hash, 32 bytes."""
        return sha256(b"\x00" + self.encoded()).digest()


def audit_hash(
    entry: UUID, at_us: int, principal: str, act: str, subject: str, detail: bytes
) -> bytes:
    """The leaf hash of an audit entry. detail: its canonical JSON bytes."""
    texts = (principal.encode(), act.encode(), subject.encode(), detail)
    body = b"".join(
        (
            _AUDIT_HEAD,
            entry.bytes,
            at_us.to_bytes(8),
            *(len(text).to_bytes(4) + text for text in texts),
        )
    )
    return sha256(b"\x00" + body).digest()
