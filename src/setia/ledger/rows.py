"""Rows of the event table: what a row is, and how rows and states are written and read.

`write` is the only place that inserts events and updates states; record, sweep and every later verb
end in it, within their own transaction, so that event, postings, state and the note to the sealer
commit together (I14).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from setia.core.engine.book import Book, Happened
from setia.core.engine.kinds import ACTS
from setia.core.engine.layout import HEAD, Layout
from setia.core.engine.limits import NEVER
from setia.core.engine.state import BUCKET, DUE, pack, unpack
from setia.core.proof.leaf import EVENT, EventLeaf
from setia.ledger.entries import Origin
from setia.platform.arrays import BinaryArray, blobs, ints, rows, texts, uuids
from setia.platform.audit.intake import NOTE
from setia.platform.connection import RawCursor
from setia.platform.ids import uuid7

_EVENTS: Final = """
    INSERT INTO event (member_id, seq, kind, occurred_us, recorded_us, principal, source, key,
        body_mac, origin, version, payload, facts, outcome, reason, decision, moves, amounts)
    VALUES (unnest(%s::uuid[]), unnest(%s::bigint[]), unnest(%s::text[]), unnest(%s::bigint[]),
        unnest(%s::bigint[]), %s, unnest(%s::text[]), unnest(%s::text[]),
        unnest(%s::bytea[]), %s, unnest(%s::int[]), unnest(%s::text[]),
        unnest(%s::text[])::bigint[], unnest(%s::text[]), unnest(%s::text[]),
        unnest(%s::text[])::bigint[], unnest(%s::text[])::bigint[], unnest(%s::text[])::bigint[])
    ON CONFLICT DO NOTHING
"""

_STATES: Final = """
    UPDATE member_state AS s SET seq = n.seq, recorded_us = n.recorded_us, swept_us = n.swept_us,
        last_act_us = n.last_act_us, balances = n.balances::bigint[], tiers = n.tiers::smallint[],
        next_due_us = n.next_due_us, next_expiry_us = n.next_expiry_us, engine = n.engine
    FROM (SELECT unnest(%s::uuid[]) AS member_id, unnest(%s::bigint[]) AS seq,
        unnest(%s::bigint[]) AS recorded_us, unnest(%s::bigint[]) AS swept_us,
        unnest(%s::bigint[]) AS last_act_us, unnest(%s::text[]) AS balances,
        unnest(%s::text[]) AS tiers, unnest(%s::bigint[]) AS next_due_us,
        unnest(%s::bigint[]) AS next_expiry_us, unnest(%s::bytea[]) AS engine) AS n
    WHERE s.member_id = n.member_id
"""

# One statement, because every round trip of a purchase that comes alone costs more than its writes.
_WRITE: Final = f"""
    WITH e AS ({_EVENTS} RETURNING 1), s AS ({_STATES} RETURNING 1), u AS ({NOTE})
    SELECT (SELECT count(*) FROM e), (SELECT count(*) FROM s)
"""

STATE_COLUMNS: Final = "member_id, seq, recorded_us, swept_us, last_act_us, engine"
EVENT_COLUMNS: Final = (
    "member_id, seq, kind, occurred_us, recorded_us, principal, source, key, body_mac, origin,"
    " version, payload, facts, outcome, reason, decision, moves, amounts"
)
NO_EFFECT: Final = frozenset({"set_aside"})


@dataclass(slots=True)
class Holder:
    """A holder's locked state row, worked on by one transaction. state: the engine's flat ints."""

    member_id: UUID
    seq: int
    recorded_us: int
    swept_us: int
    last_act_us: int
    state: list[int]

    def next_recorded(self, now_us: int) -> int:
        """Strictly rising per holder, whatever the clock does (I11)."""
        self.recorded_us = max(now_us, self.recorded_us + 1)
        return self.recorded_us


def holder_of(row: Sequence[Any], layout: Layout) -> Holder:
    """A holder from the columns of STATE_COLUMNS."""
    member_id, seq, recorded_us, swept_us, last_act_us, engine = row
    state = unpack(bytes(engine), layout)
    return Holder(member_id, seq, recorded_us, swept_us, last_act_us, state)


def leaf_of(row: Sequence[Any]) -> EventLeaf:
    """An event from the columns of EVENT_COLUMNS, with its payload in the bytes that were
    sealed.
    """
    head, payload, rest = row[:11], row[11], row[12:]
    member_id, seq, kind, occurred, recorded, principal, source, key, mac, origin, version = head
    facts, outcome, reason, decision, moves, amounts = rest
    return EventLeaf(
        member_id, seq, kind, occurred, recorded, principal, source, key, bytes(mac), origin,
        version, payload.encode(), facts, outcome, reason, decision, moves, amounts,
    )  # fmt: skip


def instant_us(kind: str, origin: str, occurred_us: int, recorded_us: int) -> int:
    """Where an event stands in time: an act when recorded, an accrual when it happened."""
    if kind in ACTS and origin != Origin.IMPORT:
        return recorded_us
    return min(occurred_us, recorded_us)


def happened(leaf: EventLeaf) -> Happened:
    """A stored event as the fold sees it."""
    return Happened(
        instant_us(leaf.kind, leaf.origin, leaf.occurred_us, leaf.recorded_us),
        leaf.kind,
        leaf.source,
        leaf.key,
        json.loads(leaf.payload),
        leaf.facts,
        leaf.recorded_us,
    )


def folded(leaf: EventLeaf) -> bool:
    """Whether the fold looks at an event at all; clock events only carry what it knows anyway.

    A return that waits is looked at: it waits in the fold too, until there is what it names.
    """
    return leaf.kind != "clock" and leaf.outcome not in NO_EFFECT


def write(
    cursor: RawCursor, leaves: Sequence[EventLeaf], holders: Sequence[Holder], book: Book
) -> None:
    """Insert events, update their holders' states and note the events for the sealer.

    All the events are of one principal and origin, as those of one transaction are.
    """
    if not leaves:
        return
    ids = uuids(leaf.member_id for leaf in leaves)
    seqs = ints(leaf.seq for leaf in leaves)
    noted = (uuid7(), ints(EVENT for _ in leaves), ids, seqs, blobs(leaf.hash() for leaf in leaves))
    states = _state_columns(holders, book.newest.layout)
    cursor.execute(_WRITE, (ids, seqs, *_columns(leaves), *states, *noted), prepare=True)
    if cursor.fetchone() != (len(leaves), len(holders)):
        raise RuntimeError(
            f"of {len(leaves)} events and {len(holders)} states not all were written, though the "
            "holders were locked; nothing was recorded"
        )


def write_states(cursor: RawCursor, holders: Sequence[Holder], book: Book) -> None:
    """Update states alone: what a rebuild does."""
    if holders:
        cursor.execute(_STATES, _state_columns(holders, book.newest.layout), prepare=True)


def _columns(leaves: Sequence[EventLeaf]) -> tuple[BinaryArray | str, ...]:
    first = leaves[0]
    if any(leaf.principal != first.principal or leaf.origin != first.origin for leaf in leaves):
        raise ValueError("events of several principals or origins can't be written together")
    return (
        texts(leaf.kind for leaf in leaves),
        ints(leaf.occurred_us for leaf in leaves),
        ints(leaf.recorded_us for leaf in leaves),
        first.principal,
        texts(leaf.source for leaf in leaves),
        texts(leaf.key for leaf in leaves),
        blobs(leaf.body_mac for leaf in leaves),
        first.origin,
        ints(leaf.version for leaf in leaves),
        texts(leaf.payload.decode() for leaf in leaves),
        rows(leaf.facts for leaf in leaves),
        texts(leaf.outcome for leaf in leaves),
        texts(leaf.reason for leaf in leaves),
        rows(leaf.decision for leaf in leaves),
        rows(leaf.moves for leaf in leaves),
        rows(leaf.amounts for leaf in leaves),
    )


class _Shape(NamedTuple):
    """Which slots of the state become plain columns: (sum, debt or the sum again), and tiers."""

    sums: tuple[tuple[int, int], ...]
    tiers: tuple[int, ...]
    wallets: frozenset[int]


@cache
def _shape(slots: tuple[str, ...], series: tuple[str, ...]) -> _Shape:
    place = {name: HEAD + k for k, name in enumerate(slots)}
    return _Shape(
        tuple((place[f"sum:{name}"], place.get(f"debt:{name}", -1)) for name in series),
        tuple(at for name, at in place.items() if name.startswith("tier:")),
        frozenset(k for k, name in enumerate(series) if f"debt:{name}" in place),
    )


def _state_columns(holders: Sequence[Holder], layout: Layout) -> tuple[BinaryArray, ...]:
    shape = _shape(layout.slots, layout.series)
    states = [one.state for one in holders]
    return (
        uuids(one.member_id for one in holders),
        ints(one.seq for one in holders),
        ints(one.recorded_us for one in holders),
        ints(one.swept_us for one in holders),
        ints(one.last_act_us for one in holders),
        rows(
            [s[total] - s[debt] if debt >= 0 else s[total] for total, debt in shape.sums]
            for s in states
        ),
        rows([s[slot] for slot in shape.tiers] for s in states),
        ints(s[DUE] for s in states),
        ints(next_expiry_us(s, shape.wallets) for s in states),
        blobs(pack(s) for s in states),
    )


def next_expiry_us(state: Sequence[int], wallets: Collection[int]) -> int:
    """When the first lot of any wallet ends; the far future when none does."""
    first = HEAD + state[1]
    for p in range(first, first + BUCKET * state[2], BUCKET):
        if state[p + 1] in wallets:
            return state[p]
    return NEVER
