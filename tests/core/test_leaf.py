"""Leaves can be made again by an outsider, from the written description alone (I15).

The reader below is that outsider: it takes bytes apart as the description says and shares no code
with what made them. Two events that differ anywhere differ in their bytes.
"""

from dataclasses import asdict, replace
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.core.proof.leaf import EventLeaf, audit_hash

INTS = st.integers(-(2**63), 2**63 - 1)
LISTS = st.lists(INTS, max_size=4)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LEAVES = st.builds(
    EventLeaf,
    member_id=st.uuids(),
    seq=INTS,
    kind=TEXTS,
    occurred_us=INTS,
    recorded_us=INTS,
    principal=TEXTS,
    source=TEXTS,
    key=TEXTS,
    body_mac=st.binary(max_size=8),
    origin=TEXTS,
    version=INTS,
    payload=st.binary(max_size=8),
    facts=LISTS,
    outcome=TEXTS,
    reason=TEXTS,
    decision=LISTS,
    moves=LISTS,
    amounts=LISTS,
)
WORDS = ("kind", "principal", "source", "key", "origin", "outcome", "reason")
NUMBERS = ("seq", "occurred_us", "recorded_us", "version")
ROWS = ("facts", "decision", "moves", "amounts")


class Bytes:
    """Bytes that are taken off one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, count: int) -> bytes:
        assert len(self.data) >= count
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, width: int, *, signed: bool = False) -> int:
        return int.from_bytes(self.take(width), "big", signed=signed)


def taken_apart(data: bytes) -> dict[str, object]:
    left = Bytes(data)
    assert left.take(2) == b"\x01\x01"
    found: dict[str, object] = {"member_id": UUID(bytes=left.take(16))}
    found |= {name: left.number(8, signed=True) for name in NUMBERS}
    lengths = [left.number(4) for _ in range(9)]
    counts = [left.number(4) for _ in range(4)]
    found |= {name: left.take(lengths[k]).decode() for k, name in enumerate(WORDS)}
    found |= {"body_mac": left.take(lengths[7]), "payload": left.take(lengths[8])}
    found |= {
        name: [left.number(8, signed=True) for _ in range(count)]
        for name, count in zip(ROWS, counts, strict=True)
    }
    assert left.data == b""
    return found


@given(LEAVES)
def test_a_leaf_can_be_taken_apart_by_its_description(leaf: EventLeaf) -> None:
    assert taken_apart(leaf.encoded()) == asdict(leaf)
    assert leaf.hash() == sha256(b"\x00" + leaf.encoded()).digest()


HASH = "acd01c664ec19c655045e8a0afbededd7af4af80020eaaa3ce524f6ef33485de"
LEAF = EventLeaf(
    UUID(int=1), 2, "purchase", 3, 4, "till:5", "till", "k", b"mac", "live", 1, b"{}", [0],
    "accepted", "", [18], [0, 1, 11, 9, 8, 0, 3, 1], [18],
)  # fmt: skip


def test_a_leaf_of_this_version_never_changes() -> None:
    """Hashes are in the logs of installations: another one here breaks every proof there is."""
    assert LEAF.hash().hex() == HASH


def test_the_hash_of_an_audit_entry_never_changes() -> None:
    entry = audit_hash(UUID(int=1), 2, "system", "program_published", "program/kopi", b"{}")
    parts = [b"system", b"program_published", b"program/kopi", b"{}"]
    body = b"\x01\x02" + UUID(int=1).bytes + (2).to_bytes(8, "big")
    body += b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert entry == sha256(b"\x00" + body).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"member_id": UUID(int=2)},
        {"seq": 3},
        {"kind": "purchas", "principal": "etill:5"},
        {"source": "tillk", "key": ""},
        {"source": "til", "key": "lk"},
        {"outcome": "accepte", "reason": "d"},
        {"body_mac": b"mac{", "payload": b"}"},
        {"facts": [], "decision": [0, 18]},
        {"decision": [18, 0], "moves": [1, 11, 9, 8, 0, 3, 1]},
        {"moves": [0, 1, 11, 9, 8, 0, 3, 1, 18], "amounts": []},
        {"amounts": [-18]},
    ],
    ids=str,
)
def test_what_moves_between_fields_changes_the_bytes(change: dict[str, object]) -> None:
    other = replace(LEAF, **change)  # type: ignore[arg-type]
    assert other.encoded() != LEAF.encoded()
    assert other.hash() != LEAF.hash()
