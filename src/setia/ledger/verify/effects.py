"""Proves between holders: what one sent is what another got, or it is still on its way.

Each side is proved with its holder; this looks at whether the two belong together (I1, I4). An
event whose payload can't be read is told with its holder.
"""

import json
from collections.abc import Iterator
from typing import Final

from setia.core.engine.kinds import EFFECT, TRANSFER
from setia.ledger.verify.verdict import Verdict
from setia.platform.connection import RawCursor

_SENT: Final = f"""
    SELECT member_id, seq, payload FROM event
    WHERE kind = '{TRANSFER}' AND outcome = 'accepted' ORDER BY member_id, seq
"""
_GOT: Final = f"""
    SELECT member_id, payload FROM event WHERE kind = '{EFFECT}' AND outcome = 'accepted'
    UNION ALL SELECT target_id, payload FROM effect
"""
_PAGE: Final = 10_000

Sent = tuple[str, int, str]
"""The holder and seq of a transfer, and to whom it goes."""


def check_effects(cursor: RawCursor, verdict: Verdict) -> None:
    """Each accepted transfer has arrived, or is on its way, once and whole; nothing else has."""
    left: dict[Sent, int] = {}
    cursor.execute(_SENT)
    for member_id, seq, payload in _rows(cursor):
        said = _read(payload)
        if said is not None:
            left[str(member_id), _whole(seq), str(said.get("to"))] = _points(said)
    cursor.execute(_GOT)
    for target, payload in _rows(cursor):
        said = _read(payload)
        of = said.get("of") if said is not None else None
        if said is None or not isinstance(of, dict):
            continue
        name = (str(of.get("holder")), _whole(of.get("seq")), str(target))
        left[name] = left.get(name, 0) - _points(said)
    for (holder, seq, target), points in sorted(left.items()):
        if points:
            told = "points have not arrived" if points > 0 else "points too many have arrived"
            verdict.note("effect", f"event {seq} of {holder}", f"{abs(points)} {told}: {target}")


def _rows(cursor: RawCursor) -> Iterator[tuple[object, ...]]:
    while page := cursor.fetchmany(_PAGE):
        yield from page


def _read(payload: object) -> dict[str, object] | None:
    try:
        said = json.loads(str(payload))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _points(said: dict[str, object]) -> int:
    return _whole(said.get("points"))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
