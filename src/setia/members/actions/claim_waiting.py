"""Hands events that waited over to the ledger, once their identity leads to a member.

Recording comes first and removal after it, each in a transaction of its own: whoever dies between
the two leaves events that the next claim records again, which the ledger answers as replayed (I4).
So claiming may run twice, at once and late. An event that the ledger refuses to take at all stays
where it is with the reason, for a person to decide, and holds up no other.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from setia.ledger.actions.record import record
from setia.ledger.entries import BadEvent, Outcome
from setia.members.actions.lock_lookups import count_waiting, lock_existing_lookups
from setia.members.waiting import Waiting, open_waiting
from setia.platform import audit
from setia.platform.access.principal import Principal
from setia.platform.arrays import BinaryArray, blobs, texts
from setia.platform.connection import RawCursor, outermost, raw_cursor
from setia.platform.vault import SealBrokenError

CHUNK: Final = 1_000
TRY_LATER: Final = frozenset({"busy"})
"""Reasons of the ledger that pass by themselves; every other error needs a person."""

_Row = tuple[bytes, str, str]

_CLAIMABLE: Final = """
    SELECT waits.blind, waits.source, waits.key, waits.sealed, known.leads_to
    FROM waiting_event AS waits JOIN identity_lookup AS known ON known.blind = waits.blind
    WHERE waits.blind = ANY(%s::bytea[]) AND waits.problem = '' AND known.leads_to IS NOT NULL
    ORDER BY waits.blind, waits.received_us, waits.source, waits.key LIMIT %s
"""
_REMOVE: Final = """
    DELETE FROM waiting_event AS waits
    USING unnest(%s::bytea[], %s::text[], %s::text[]) AS done (blind, source, key)
    WHERE waits.blind = done.blind AND waits.source = done.source AND waits.key = done.key
    RETURNING waits.blind
"""
_SET_ASIDE: Final = """
    UPDATE waiting_event AS waits SET problem = stuck.problem
    FROM unnest(%s::bytea[], %s::text[], %s::text[], %s::text[])
        AS stuck (blind, source, key, problem)
    WHERE waits.blind = stuck.blind AND waits.source = stuck.source AND waits.key = stuck.key
        AND waits.problem = ''
    RETURNING waits.blind
"""


def claim_waiting(blinds: Iterable[bytes], *, acting: Principal) -> int:
    """Record what waits under `blinds` that lead to members, and give how many events were taken.

    What the ledger is too busy to take now stays claimable; the sweep, or the next event of that
    identity, takes it up.
    """
    wanted = sorted(set(blinds))
    taken = 0
    while wanted:
        opened, problems = _read(wanted)
        recorded = _record(opened, problems)
        if not recorded and not problems:
            break
        _settle(recorded, problems, acting=acting)
        taken += len(recorded)
    return taken


def _read(blinds: Sequence[bytes]) -> tuple[dict[_Row, Waiting], dict[_Row, str]]:
    """The next events to claim, and those that no longer open or fit, with the reason."""
    opened: dict[_Row, Waiting] = {}
    problems: dict[_Row, str] = {}
    with raw_cursor() as cursor:
        cursor.execute(_CLAIMABLE, [blobs(blinds), CHUNK])
        found: list[tuple[bytes, str, str, bytes, UUID]] = cursor.fetchall()
    for blind, source, key, sealed, member_id in found:
        row = (blind, source, key)
        try:
            opened[row] = open_waiting(blind, source, key, sealed, member_id=member_id)
        except SealBrokenError:
            problems[row] = "seal_broken"
        except BadEvent:
            problems[row] = "invalid"
    return opened, problems


def _record(opened: Mapping[_Row, Waiting], problems: dict[_Row, str]) -> list[_Row]:
    """Record events as those who sent them, and give which the ledger has; fills `problems`."""
    groups: defaultdict[tuple[Principal, str], list[_Row]] = defaultdict(list)
    for row, waiting in opened.items():
        groups[waiting.acting, waiting.origin].append(row)
    recorded: list[_Row] = []
    for (sender, _), rows in groups.items():
        rows.sort(key=lambda row: (opened[row].event.occurred_us, row))
        events = [opened[row].event for row in rows]
        receipts = record(events, acting=sender, origin=opened[rows[0]].origin)
        for row, receipt in zip(rows, receipts, strict=True):
            if receipt.outcome is not Outcome.ERROR:
                recorded.append(row)
            elif receipt.reason not in TRY_LATER:
                problems[row] = receipt.reason
    return recorded


def _settle(recorded: Sequence[_Row], problems: Mapping[_Row, str], *, acting: Principal) -> None:
    """Remove what the ledger has, mark what it will never take, and count both down."""
    with outermost() as cursor:
        lock_existing_lookups(cursor, [blind for blind, _, _ in (*recorded, *problems)])
        cursor.execute(_REMOVE, _columns(recorded))
        gone = Counter(blind for (blind,) in cursor)
        if problems:
            cursor.execute(_SET_ASIDE, [*_columns(problems), texts(problems.values())])
            gone.update(blind for (blind,) in cursor)
            _report(cursor, problems, acting=acting)
        count_waiting(cursor, {blind: -events for blind, events in gone.items()})


def _report(cursor: RawCursor, problems: Mapping[_Row, str], *, acting: Principal) -> None:
    for (_, source, _), reason in problems.items():
        audit.write(
            cursor,
            acting=acting,
            act="waiting_event_set_aside",
            subject=f"source/{source}",
            detail={"reason": reason},
        )


def _columns(rows: Iterable[_Row]) -> list[BinaryArray]:
    ordered = list(rows)
    blinds = blobs(blind for blind, _, _ in ordered)
    return [blinds, texts(source for _, source, _ in ordered), texts(key for _, _, key in ordered)]
