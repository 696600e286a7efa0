"""Proves the log as a whole: dense positions, leaves that name rows, whole audit entries.

What concerns one holder's events is proved with the holder; this looks at what only the whole log
can show: gaps, leaves and notes whose rows are gone, audit entries (I5, I15), sealing times that go
back, and allotments of which more was taken than was granted (I13). The database does the counting.
"""

import json
from typing import Final
from uuid import UUID

from setia.core.engine.book import Book
from setia.core.proof.leaf import AUDIT, EVENT, audit_hash
from setia.ledger.verify.verdict import Verdict
from setia.platform.connection import RawCursor
from setia.platform.json import canonical

_SHOWN: Final = 100
"""Most bad rows of one kind that are named."""

_TALLY: Final = "SELECT count(*), coalesce(min(position), 1), coalesce(max(position), 0) FROM leaf"
_GAPS: Final = f"""
    SELECT before + 1, position FROM (
        SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before FROM leaf
    ) AS pairs WHERE position <> before + 1 ORDER BY position LIMIT {_SHOWN}
"""
_MIXED: Final = """
    SELECT count(*) FROM (
        SELECT min(position) AS first, lag(max(position)) OVER (ORDER BY sealed_us) AS before
        FROM leaf GROUP BY sealed_us
    ) AS batches WHERE first < before
"""
_BACK: Final = f"""
    SELECT position FROM (
        SELECT position, sealed_us, lag(sealed_us) OVER (ORDER BY position) AS before FROM leaf
    ) AS pairs WHERE sealed_us < before ORDER BY position LIMIT {_SHOWN}
"""
# With its LIMIT the planner would look every leaf's row up by itself, four times as slow as to go
# along both indexes once.
_NO_LOOKUPS: Final = "SELECT set_config('enable_nestloop', 'off', true)"
_LOST: Final = f"""
    SELECT l.position, l.kind, l.holder, l.seq FROM leaf AS l
    LEFT JOIN event AS e ON l.kind = {EVENT} AND e.member_id = l.holder AND e.seq = l.seq
    LEFT JOIN audit_entry AS a ON l.kind = {AUDIT} AND a.id = l.holder
    WHERE e.member_id IS NULL AND a.id IS NULL ORDER BY l.position LIMIT {_SHOWN}
"""
# Ranges of holders, and the walk over audit entries, begin behind the nil id, which nobody gets.
_NIL: Final = """
    SELECT what FROM (
        SELECT 'event' AS what, member_id AS id FROM event
        UNION ALL SELECT 'state', member_id FROM member_state
        UNION ALL SELECT 'audit entry', id FROM audit_entry
    ) AS rows WHERE id = '00000000-0000-0000-0000-000000000000'
"""
_LOST_NOTES: Final = f"""
    SELECT n.kind, n.holder, n.seq
    FROM unsealed AS u, unnest(u.kinds, u.holders, u.seqs) AS n (kind, holder, seq)
    LEFT JOIN event AS e ON n.kind = {EVENT} AND e.member_id = n.holder AND e.seq = n.seq
    LEFT JOIN audit_entry AS a ON n.kind = {AUDIT} AND a.id = n.holder
    WHERE e.member_id IS NULL AND a.id IS NULL ORDER BY n.holder, n.seq LIMIT {_SHOWN}
"""
_AUDIT: Final = f"""
    SELECT a.id, a.at_us, a.principal, a.act, a.subject, a.detail::text, l.position, l.hash
    FROM audit_entry AS a
    LEFT JOIN leaf AS l ON l.holder = a.id AND l.seq = 0 AND l.kind = {AUDIT}
    WHERE a.id > %s ORDER BY a.id LIMIT 5000
"""
_AUDIT_NOTES: Final = f"""
    SELECT n.holder, n.hash FROM unsealed AS u, unnest(u.kinds, u.holders, u.hashes)
        AS n (kind, holder, hash) WHERE n.kind = {AUDIT}
"""
_GRANTED: Final = """
    SELECT coalesce(sum(facts[%s]), 0)::bigint FROM event
    WHERE kind = 'purchase' AND outcome = 'accepted' AND version = %s
"""


def check_positions(cursor: RawCursor, verdict: Verdict) -> None:
    """Positions are dense from 1 and sealing times never go back."""
    cursor.execute(_TALLY)
    count, first, last = cursor.fetchone() or (0, 1, 0)
    verdict.leaves += count
    if (first, last) != (1, count):
        cursor.execute(_GAPS)
        for missing, position in cursor.fetchall():
            verdict.note("position_gap", f"position {missing}", f"the next leaf is {position}")
    cursor.execute(_MIXED)
    if cursor.fetchone() != (0,):
        cursor.execute(_BACK)
        for (position,) in cursor.fetchall():
            verdict.note("sealed_back", f"position {position}", "sealed before the one before it")


def check_names(cursor: RawCursor, verdict: Verdict) -> None:
    """Every leaf, and every note for the sealer, names a row that is there."""
    cursor.execute(_NIL)
    for (what,) in cursor.fetchall():
        verdict.note("nil", what, "has the nil id, which nobody is given")
    cursor.execute(_NO_LOOKUPS)
    cursor.execute(_LOST)
    for position, kind, holder, seq in cursor.fetchall():
        verdict.note("leaf_lost", f"position {position}", f"{_what(kind, holder, seq)} is gone")
    cursor.execute(_LOST_NOTES)
    for kind, holder, seq in cursor.fetchall():
        verdict.note("note_lost", _what(kind, holder, seq), "is noted for the sealer but is gone")


def check_audit(cursor: RawCursor, verdict: Verdict) -> None:
    """Every audit entry is what was hashed when it was written, and is sealed or noted."""
    cursor.execute(_AUDIT_NOTES)
    notes = {entry: bytes(noted) for entry, noted in cursor.fetchall()}
    after = UUID(int=0)
    while True:
        cursor.execute(_AUDIT, (after,))
        rows = cursor.fetchall()
        for entry, at_us, principal, act, subject, detail, position, sealed in rows:
            where = f"audit entry {entry}"
            if position:
                where = f"position {position}: {where}"
            known = bytes(sealed) if sealed is not None else notes.get(entry)
            body = canonical(json.loads(detail))
            if known is None:
                verdict.note("unsealed", where, "is neither sealed nor noted for the sealer")
            elif audit_hash(entry, at_us, principal, act, subject, body) != known:
                verdict.note("leaf_hash", where, "the entry is not what was sealed")
        if not rows:
            return
        after = rows[-1][0]


def check_allotments(cursor: RawCursor, verdict: Verdict, book: Book) -> None:
    """What is left of each budget and what events were granted from it is what it began with."""
    began: dict[str, int] = {}
    granted: dict[str, int] = {}
    for version in book.versions:
        for budget in version.program.budgets:
            began.setdefault(budget.id, budget.points)
        for nth, place in enumerate(version.layout.budget_rules, 1):
            budget_id = str(version.program.ordered_rules[place].budget)
            cursor.execute(_GRANTED, (nth, version.number))
            granted[budget_id] = granted.get(budget_id, 0) + int((cursor.fetchone() or (0,))[0])
    for budget_id, points in began.items():
        cursor.execute('SELECT "left" FROM allotment WHERE id = %s', (f"budget:{budget_id}",))
        left = int((cursor.fetchone() or (0,))[0])
        if left + granted.get(budget_id, 0) != points:
            verdict.note(
                "allotment",
                f"budget:{budget_id}",
                f"{left} left and {granted.get(budget_id, 0)} granted of {points}",
            )


def _what(kind: int, holder: UUID, seq: int) -> str:
    return f"event {seq} of {holder}" if kind == EVENT else f"audit entry {holder}"
