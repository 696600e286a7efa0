"""What a recording transaction reads after its locks: the clock, the keys, the allotments, history.

Every read here is made while the holders' states are locked, so nothing can come between it and the
writes that follow (I2, I4). States are locked in member order, allotments in id order after them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from setia.core.engine.layout import Layout
from setia.core.engine.memory import named_by
from setia.core.engine.state import BadState
from setia.core.proof.leaf import EventLeaf
from setia.ledger.rows import EVENT_COLUMNS, STATE_COLUMNS, Holder, holder_of, leaf_of
from setia.platform.arrays import texts, uuids
from setia.platform.connection import RawCursor
from setia.platform.recording import TOGETHER
from setia.programs.queries import Newest

LOCK_TIMEOUT_MS: Final = 5_000
"""Longest wait of the slow lane for one busy holder."""

_PLANS: Final = f"""
    SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
        set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
        set_config('enable_mergejoin', 'off', true), set_config('lock_timeout', %s, true),
        {TOGETHER}
"""
_LOCK: Final = f"""
    SELECT {STATE_COLUMNS} FROM member_state WHERE member_id = ANY(%s::uuid[])
    ORDER BY member_id FOR UPDATE SKIP LOCKED
"""
_LOCK_ONE: Final = f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id = %s FOR UPDATE"
_OPEN: Final = """
    SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + clock_offset_us,
        (SELECT coalesce(max(number), 0) FROM program_version),
        (SELECT coalesce(max(number), 0) FROM reference_edition)
    FROM installation WHERE id = 1
"""
_KEYS: Final = """
    SELECT e.member_id, e.source, e.key, e.seq, e.body_mac, e.outcome, e.reason
    FROM (SELECT unnest(%s::uuid[]) AS member_id, unnest(%s::text[]) AS source,
        unnest(%s::text[]) AS key) AS n
    JOIN event AS e ON e.member_id = n.member_id AND e.source = n.source AND e.key = n.key
"""


@dataclass(frozen=True, slots=True)
class Used:
    """A key that a stored event has used."""

    seq: int
    mac: bytes
    outcome: str
    reason: str


Key = tuple[UUID, str, str]


def fix_plans(cursor: RawCursor) -> None:
    """Have this transaction's statements planned once, by index, whatever the tables hold by then.

    Plans made while a table was small would scan it for ever after, and planning anew each time
    costs more than a purchase's own work (bench/shape.py). No lock, of an allotment either, is
    waited for without an end (I18). It also holds off who changes what is read here.
    """
    cursor.execute(_PLANS, (str(LOCK_TIMEOUT_MS),), prepare=True)


def lock_idle(cursor: RawCursor, members: Iterable[UUID]) -> list[tuple[object, ...]]:
    """Lock the state rows that nobody else holds, in member order; raw rows, to be unpacked."""
    cursor.execute(_LOCK, (uuids(members),), prepare=True)
    return cursor.fetchall()


def lock_one(cursor: RawCursor, member_id: UUID) -> list[tuple[object, ...]]:
    """Lock one state row, waiting up to the time-out for who holds it."""
    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
    cursor.execute(_LOCK_ONE, (member_id,), prepare=True)
    return cursor.fetchall()


def existing(cursor: RawCursor, members: Iterable[UUID]) -> set[UUID]:
    """Which of these holders have a state row at all."""
    cursor.execute(
        "SELECT member_id FROM member_state WHERE member_id = ANY(%s::uuid[])", (uuids(members),)
    )
    return {row[0] for row in cursor.fetchall()}


def opening(cursor: RawCursor) -> tuple[int, Newest]:
    """The instant now and the newest program version and edition, read after the locks."""
    cursor.execute(_OPEN, prepare=True)
    row = cursor.fetchone()
    if row is None:
        raise RuntimeError("the installation row is missing; run the migrations")
    return int(row[0]), Newest(int(row[1]), int(row[2]))


def used_keys(cursor: RawCursor, keys: Sequence[Key]) -> dict[Key, Used]:
    """Which of these keys stored events have used."""
    cursor.execute(
        _KEYS,
        (
            uuids(key[0] for key in keys),
            texts(key[1] for key in keys),
            texts(key[2] for key in keys),
        ),
        prepare=True,
    )
    return {
        (member, source, key): Used(seq, bytes(mac), outcome, reason)
        for member, source, key, seq, mac, outcome, reason in cursor.fetchall()
    }


def lock_allotments(cursor: RawCursor, names: Sequence[str]) -> dict[str, int]:
    """Lock allotments in id order and read what is left of each."""
    if not names:
        return {}
    cursor.execute(
        'SELECT id, "left" FROM allotment WHERE id = ANY(%s::text[]) ORDER BY id FOR UPDATE',
        (texts(names),),
        prepare=True,
    )
    return {row[0]: int(row[1]) for row in cursor.fetchall()}


def save_allotments(cursor: RawCursor, before: dict[str, int], after: dict[str, int]) -> None:
    """Write back the allotments of which something was taken."""
    for name in sorted(before):
        if after[name] != before[name]:
            cursor.execute(
                'UPDATE allotment SET "left" = %s WHERE id = %s', (after[name], name), prepare=True
            )


def history(cursor: RawCursor, member_id: UUID) -> list[EventLeaf]:
    """Every stored event of one holder, in recorded order."""
    cursor.execute(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE member_id = %s ORDER BY seq",
        (member_id,),
        prepare=True,
    )
    return [leaf_of(row) for row in cursor.fetchall()]


def holders_of(
    rows: Iterable[tuple[object, ...]], layout: Layout
) -> tuple[dict[UUID, Holder], set[UUID]]:
    """Locked rows as holders, by id; and the ids of those whose state can't be read."""
    whole: dict[UUID, Holder] = {}
    damaged: set[UUID] = set()
    for row in rows:
        member_id = cast("UUID", row[0])
        try:
            whole[member_id] = holder_of(row, layout)
        except BadState:
            damaged.add(member_id)
    return whole, damaged


def awaited(cursor: RawCursor, member_id: UUID) -> frozenset[tuple[str, str]]:
    """The sources and keys of events that returns of a holder have waited for."""
    cursor.execute(
        "SELECT payload, source FROM event WHERE member_id = %s AND outcome = 'waiting'",
        (member_id,),
        prepare=True,
    )
    return frozenset(named_by(json.loads(payload), source) for payload, source in cursor.fetchall())
