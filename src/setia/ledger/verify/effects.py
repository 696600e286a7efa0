"""Proves between holders: what one sent is what another got, or it is still on its way.

Each side is proved with its holder; this looks at whether the two belong together (I1, I4). A
transfer whose row can't be read is told with its holder.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from setia.core.engine.effects import brought
from setia.core.engine.kinds import EFFECT, TRANSFER
from setia.core.engine.layout import Layout
from setia.core.engine.postings import Account, Cause, Posting, unfold
from setia.ledger.refold import UNREADABLE
from setia.ledger.verify.verdict import Verdict
from setia.platform.connection import RawCursor

_SENT: Final = f"""
    SELECT member_id, seq, origin, recorded_us, payload, moves, amounts FROM event
    WHERE kind = '{TRANSFER}' AND outcome = 'accepted' ORDER BY member_id, seq
"""
_GOT: Final = f"""
    SELECT key, member_id, origin, occurred_us, payload FROM event
    WHERE kind = '{EFFECT}' AND outcome = 'accepted'
    UNION ALL
    SELECT member_id || '/' || seq || '/' || part, target_id, origin, occurred_us, payload
    FROM effect
"""
_PAGE: Final = 10_000

Sent = tuple[str, int, str]
"""The holder and seq of a transfer, and to whom it goes."""


def check_effects(cursor: RawCursor, verdict: Verdict, layout: Layout) -> None:
    """Each accepted transfer has arrived, or is on its way, once and whole; nothing else has."""
    left: defaultdict[Sent, Counter[tuple[object, ...]]] = defaultdict(Counter)
    cursor.execute(_SENT)
    for member_id, seq, origin, at_us, payload, moves, amounts in _rows(cursor):
        try:
            asked = json.loads(payload)
            own = _first(unfold(moves, amounts), asked["points"])
            for said in brought({}, own, layout):
                left[str(member_id), seq, str(asked["to"])].update(_lots(said, origin, at_us))
        except UNREADABLE:
            continue
    cursor.execute(_GOT)
    for key, target, origin, at_us, payload in _rows(cursor):
        try:
            said = json.loads(payload)
            holder, seq = str(said["of"]["holder"]), int(said["of"]["seq"])
            if key.rsplit("/", 1)[0] != f"{holder}/{seq}" or said["of"]["kind"] != TRANSFER:
                raise ValueError(key)
            left[holder, seq, str(target)].subtract(_lots(said, origin, at_us))
        except UNREADABLE:
            verdict.note("effect", f"{key} to {target}", "names no transfer, or can't be read")
    for (holder, seq, target), lots in sorted(left.items()):
        points, where = sum(lots.values()), f"event {seq} of {holder}"
        if points:
            told = "points have not arrived" if points > 0 else "points too many have arrived"
            verdict.note("effect", where, f"{abs(points)} {told}: {target}")
        elif any(lots.values()):
            verdict.note("effect", where, f"other lots have arrived than have left: {target}")


def _first(postings: Sequence[Posting], points: int) -> Iterator[Posting]:
    """A transfer's own: they stand first in its row, before those that put others right."""
    for one in postings:
        if one.cause == Cause.TRANSFER and one.target == Account.SENT and points > 0:
            points -= one.amount
            yield one


def _lots(said: Mapping[str, Any], origin: object, at_us: object) -> Counter[tuple[object, ...]]:
    """The points that an effect brings, by lot. Raises what `UNREADABLE` names."""
    found: Counter[tuple[object, ...]] = Counter()
    for one in said["lots"]:
        if type(one["points"]) is not int or one["points"] < 1:
            raise ValueError(one["points"])
        lot = tuple(str(one.get(key, "")) for key in ("earned", "ends", "funder"))
        found[(origin, at_us, said["wallet"], *lot)] += one["points"]
    if found.total() != said["points"]:
        raise ValueError(said["points"])
    return found


def _rows(cursor: RawCursor) -> Iterator[Sequence[Any]]:
    while page := cursor.fetchmany(_PAGE):
        yield from page
