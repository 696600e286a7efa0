"""Writes a batch of purchases in each of the candidate shapes, as the ledger's write path would.

One transaction a batch: lock and load the states, read which keys exist, insert the events (and, in
the narrow shape, the postings), update the states, note the events for the sealer, commit. Nothing
is decided between loading and writing. Values go as one array a column, made by hand.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import LiteralString, Protocol
from uuid import UUID

from bench.machine import Connection
from bench.measure import Turn
from bench.purchases import MOVE_FIELDS, Purchase
from setia.platform.ids import uuid7

_LOCK: LiteralString = """
SELECT member_id, seq, engine FROM member_state
WHERE member_id = ANY(%s::uuid[]) ORDER BY member_id FOR UPDATE SKIP LOCKED"""
_KEYS: LiteralString = """
SELECT e.member_id, e.key FROM event AS e
JOIN (SELECT unnest(%s::uuid[]) AS member_id, unnest(%s::text[]) AS key) AS asked
  ON e.member_id = asked.member_id AND e.source = 'till' AND e.key = asked.key"""
_NARROW_EVENT: LiteralString = """
INSERT INTO event (member_id, seq, kind, occurred_us, recorded_us, principal, source, key, body_mac,
  origin, version, payload, facts, outcome, reason, decision)
VALUES (unnest(%s::uuid[]), unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::bigint[]),
  %s, %s, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::bytea[]), %s, unnest(%s::int[]),
  unnest(%s::text[])::jsonb, unnest(%s::text[])::bigint[], unnest(%s::text[]),
  unnest(%s::text[]), unnest(%s::text[])::bigint[]
) ON CONFLICT DO NOTHING"""
_WIDE_EVENT: LiteralString = """
INSERT INTO event (member_id, seq, kind, occurred_us, recorded_us, principal, source, key, body_mac,
  origin, version, payload, facts, outcome, reason, decision, moves, amounts)
VALUES (unnest(%s::uuid[]), unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::bigint[]),
  %s, %s, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::bytea[]), %s, unnest(%s::int[]),
  unnest(%s::text[])::jsonb, unnest(%s::text[])::bigint[], unnest(%s::text[]),
  unnest(%s::text[]), unnest(%s::text[])::bigint[], unnest(%s::text[])::bigint[],
  unnest(%s::text[])::bigint[]
) ON CONFLICT DO NOTHING"""
_WIDE_JSON_EVENT: LiteralString = _WIDE_EVENT.replace("::jsonb", "::json")
_POSTING: LiteralString = """
INSERT INTO posting (member_id, seq, place, wallet, from_account, to_account, expires_us, month,
  funder, effective_us, cause, amount)
VALUES (unnest(%s::uuid[]), unnest(%s::bigint[]), unnest(%s::smallint[]), unnest(%s::smallint[]),
  unnest(%s::smallint[]), unnest(%s::smallint[]), unnest(%s::bigint[]), unnest(%s::int[]),
  unnest(%s::smallint[]), unnest(%s::bigint[]), unnest(%s::int[]), unnest(%s::bigint[])
) ON CONFLICT DO NOTHING"""
_STATE: LiteralString = """
UPDATE member_state AS s SET seq = n.seq, recorded_us = n.recorded_us,
  balances = n.balances::bigint[], tiers = n.tiers::smallint[], next_due_us = n.next_due_us,
  next_expiry_us = n.next_expiry_us, engine = n.engine
FROM (SELECT unnest(%s::uuid[]) AS member_id, unnest(%s::bigint[]) AS seq,
  unnest(%s::bigint[]) AS recorded_us, unnest(%s::text[]) AS balances, unnest(%s::text[]) AS tiers,
  unnest(%s::bigint[]) AS next_due_us, unnest(%s::bigint[]) AS next_expiry_us,
  unnest(%s::bytea[]) AS engine) AS n
WHERE s.member_id = n.member_id"""
_UNSEALED: LiteralString = """
INSERT INTO unsealed (batch_id, member_ids, seqs) VALUES (%s, %s::uuid[], %s::bigint[])"""

# member -> (seq, engine)
States = dict[UUID, tuple[int, bytes]]


class Arrays(Protocol):
    """How values become array parameters: bench.text_arrays or setia.platform.arrays."""

    def uuids(self, values: Iterable[UUID]) -> object:
        """A uuid[]."""

    def ints(self, values: Iterable[int]) -> object:
        """A bigint[]."""

    def texts(self, values: Iterable[str]) -> object:
        """A text[]."""

    def blobs(self, values: Iterable[bytes]) -> object:
        """A bytea[]."""

    def rows(self, values: Iterable[Sequence[int]]) -> object:
        """A text[] of literals of bigint[]."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Records batches in the shape of one schema; the connection's search path names it."""

    connection: Connection
    shape: str
    arrays: Arrays

    def record(self, batch: Sequence[Purchase]) -> int:
        """Record a batch in one transaction; how many events it was.

        Raises RuntimeError when a key was used before or a holder is not there.
        """
        arrays = self.arrays
        with self.connection.transaction():
            states = self._load(batch)
            recorded_us = time.time_ns() // 1000
            seqs = [_next_seq(states, each.member) for each in batch]
            ids, seq_column = arrays.uuids(p.member for p in batch), arrays.ints(seqs)
            event = [ids, seq_column, *self._event_columns(batch, recorded_us)]
            execute = self.connection.execute
            if self.shape == "narrow":
                execute(_NARROW_EVENT, event)
                execute(_POSTING, self._posting_columns(batch, seqs))
            else:
                event += [
                    arrays.rows(p.moves for p in batch),
                    arrays.rows(p.amounts for p in batch),
                ]
                execute(_WIDE_JSON_EVENT if self.shape == "wide_json" else _WIDE_EVENT, event)
            execute(_STATE, self._state_columns(states, recorded_us))
            execute(_UNSEALED, [uuid7(), ids, seq_column])
        return len(batch)

    def turn(self, source: Iterator[Purchase], batch: int, *, batches: int = 1) -> Turn:
        """The writer as one of several that alternate, `batches` transactions at a time."""

        def ready() -> Callable[[], int]:
            drawn = [list(islice(source, batch)) for _ in range(batches)]
            return lambda: sum(self.record(each) for each in drawn)

        return Turn(self.connection, ready)

    def _load(self, batch: Sequence[Purchase]) -> States:
        arrays, states = self.arrays, States()
        with self.connection.cursor(binary=True) as cursor:
            # Each holder once: whoever is in a batch twice has one state.
            members = {each.member: None for each in batch}
            cursor.execute(_LOCK, [arrays.uuids(members)])
            for member, seq, engine in cursor:
                if isinstance(member, UUID) and isinstance(seq, int) and isinstance(engine, bytes):
                    states[member] = (seq, engine)
            cursor.execute(
                _KEYS, [arrays.uuids(p.member for p in batch), arrays.texts(p.key for p in batch)]
            )
            if cursor.fetchone() is not None or len(states) != len(members):
                raise RuntimeError(
                    f"{self.shape}: a key of this batch was used before, or {len(members)} holders "
                    f"were asked for and {len(states)} found. The seeds of the bench are wrong."
                )
        return states

    def _event_columns(self, batch: Sequence[Purchase], recorded_us: int) -> list[object]:
        arrays, size = self.arrays, len(batch)
        return [
            arrays.texts(["purchase"] * size),
            arrays.ints(each.occurred_us for each in batch),
            recorded_us,
            "key:till-17",
            arrays.texts(["till"] * size),
            arrays.texts(each.key for each in batch),
            arrays.blobs(each.mac for each in batch),
            "live",
            arrays.ints([1] * size),
            arrays.texts(each.payload for each in batch),
            arrays.rows(each.facts for each in batch),
            arrays.texts(["accepted"] * size),
            arrays.texts([""] * size),
            arrays.rows(each.decision for each in batch),
        ]

    def _posting_columns(self, batch: Sequence[Purchase], seqs: Sequence[int]) -> list[object]:
        members: list[UUID] = []
        numbers: list[tuple[int, ...]] = []
        for each, seq in zip(batch, seqs, strict=True):
            for place, amount in enumerate(each.amounts):
                at = place * MOVE_FIELDS
                members.append(each.member)
                numbers.append((seq, place, *each.moves[at : at + MOVE_FIELDS], amount))
        columns = zip(*numbers, strict=True)
        return [self.arrays.uuids(members), *(self.arrays.ints(column) for column in columns)]

    def _state_columns(self, states: States, recorded_us: int) -> list[object]:
        arrays, size = self.arrays, len(states)
        return [
            arrays.uuids(states),
            arrays.ints(seq for seq, _ in states.values()),
            arrays.ints([recorded_us] * size),
            arrays.rows([(1200, 0, 0, 0)] * size),
            arrays.rows([(1,)] * size),
            arrays.ints([recorded_us + 86_400_000_000] * size),
            arrays.ints([recorded_us + 31_536_000_000_000] * size),
            arrays.blobs(engine for _, engine in states.values()),
        ]


def _next_seq(states: States, member: UUID) -> int:
    seq, engine = states[member]
    states[member] = (seq + 1, engine)
    return seq + 1
