"""The canonical encoding of what is sealed, and its hash.

Version 1: every field in one fixed order; text as UTF-8 behind its length, integers as 8 bytes
big-endian, lists behind their count. Nothing is optional and nothing depends on how a database or a
library prints a value, so that an outsider can make the same bytes. The hash is that of a leaf in
RFC 9162, section 2.1.1: SHA-256 over a zero byte and the entry.
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
_NUMBERS: Final = struct.Struct(">qqqq")


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
        words = (self.kind, self.principal, self.source, self.key, self.origin, self.outcome)
        texts = [word.encode() for word in (*words, self.reason)]
        lists = (self.facts, self.decision, self.moves, self.amounts)
        return b"".join(
            (
                _EVENT_HEAD,
                self.member_id.bytes,
                _NUMBERS.pack(self.seq, self.occurred_us, self.recorded_us, self.version),
                *(len(text).to_bytes(4) + text for text in (*texts, self.body_mac, self.payload)),
                *(struct.pack(f">I{len(ints)}q", len(ints), *ints) for ints in lists),
            )
        )

    def hash(self) -> bytes:
        """The leaf's hash, 32 bytes."""
        return sha256(b"\x00" + self.encoded()).digest()


def audit_hash(entry: UUID, at_us: int, principal: str, act: str, subject: str, detail: bytes) -> bytes:
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
