"""The canonical encoding of what is sealed, and its hash.

Version 1, all big-endian. An event: two bytes (encoding, kind), the holder's 16 bytes, seq,
occurred_us, recorded_us and version as 8 bytes each, the lengths of nine texts and the counts of
four lists as 4 bytes each, then the texts (kind, principal, source, key, origin, outcome, reason
in UTF-8, body_mac, payload) and the lists (facts, decision, moves, amounts) as 8-byte integers.
An audit entry: two bytes, its 16 bytes, at_us as 8 bytes, then principal, act, subject and
detail, each behind its length as 4 bytes. Nothing is optional and nothing depends on how a
database or a library prints a value, so that an outsider can make the same bytes. The hash is
that of a leaf in RFC 9162, section 2.1.1: SHA-256 over a zero byte and the entry.
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
