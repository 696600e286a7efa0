"""Seeded members and purchases for the benches: the same seed gives the same rows everywhere.

A purchase has two items, as the floor's has; its movements, facts, decision and packed state have
the sizes that a program of one wallet, a few rules and twelve months of buckets gives them. Nothing
is decided here: what is measured with these rows is the writing alone.
"""

import hashlib
import json
import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

FIRST_US = 1_735_689_600_000_000  # 2025-01-01T00:00:00Z
MONTH_US = 2_629_800_000_000
SLOTS = 16
BUCKETS = 12
MOVE_FIELDS = 8


@dataclass(frozen=True, slots=True)
class Purchase:
    """One purchase and what was decided about it, with bodies made ready to store.

    `moves` has eight integers for each of `amounts`: wallet, from, to, expiry, month, funder,
    effective instant, cause.
    """

    member: UUID
    occurred_us: int
    key: str
    mac: bytes
    payload: str
    facts: tuple[int, ...]
    decision: tuple[int, ...]
    moves: tuple[int, ...]
    amounts: tuple[int, ...]


def members(count: int, seed: int = 1) -> list[UUID]:
    """Ids of members in the order of their enrolment: UUIDs of version 7, a second apart."""
    draw = random.Random(f"members {seed}")
    ids = []
    for number in range(count):
        high = (1_700_000_000_000 + number * 1000) << 16 | 0x7 << 12 | draw.getrandbits(12)
        ids.append(UUID(int=high << 64 | 0b10 << 62 | draw.getrandbits(62)))
    return ids


def purchases(ids: Sequence[UUID], *, movements: int, seed: str) -> Iterator[Purchase]:
    """Purchases without end, of members drawn evenly; `movements` postings each."""
    draw = random.Random(f"purchases {seed}")
    number = 0
    while True:
        number += 1
        member = ids[draw.randrange(len(ids))]
        yield _purchase(draw, member, f"{seed}-{number:09d}", movements)


def _purchase(draw: random.Random, member: UUID, key: str, movements: int) -> Purchase:
    amount = draw.randrange(100, 20_000)
    first = draw.randrange(1, amount)
    occurred_us = FIRST_US + draw.randrange(300 * 86_400) * 1_000_000
    payload = json.dumps(
        {
            "amount": amount,
            "channel": "store",
            "currency": "EUR",
            "items": [
                {"amount": first, "quantity": 1, "sku": "A100"},
                {"amount": amount - first, "quantity": 2, "sku": "B200"},
            ],
        },
        separators=(",", ":"),
    )
    points = amount // 100 + 1
    expires_us = occurred_us + 12 * MONTH_US
    moves: list[int] = []
    for cause in range(movements):
        moves += (0, 1, 2, expires_us, (occurred_us - FIRST_US) // MONTH_US, 0, occurred_us, cause)
    return Purchase(
        member=member,
        occurred_us=occurred_us,
        key=key,
        mac=hashlib.sha256(payload.encode()).digest(),
        payload=payload,
        facts=(1, points),
        decision=(1, 0, points, first, amount - first, amount, 3, 17, 0, 1, 0, points),
        moves=tuple(moves),
        amounts=(points,) * movements,
    )


def engine(draw: random.Random) -> bytes:
    """A packed state: header, slots, and a bucket of four integers a month."""
    numbers = [1, SLOTS, BUCKETS, 0, *(draw.randrange(1 << 40) for _ in range(SLOTS))]
    for month in range(BUCKETS):
        numbers += [FIRST_US + (month + 12) * MONTH_US, month, 0, draw.randrange(100_000)]
    return array("q", numbers).tobytes()
