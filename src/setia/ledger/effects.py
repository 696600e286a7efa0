"""What an event brings to another holder, from when it is noted until it has arrived.

It is noted in the transaction of the event that causes it, since no decision touches two holders;
it is recorded for the other holder as an event of its own, under a key that names the cause, and
the note goes in that event's transaction. So it arrives once, whoever dies in between (I4, I14).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from setia.core.engine.effects import Said, brought, recipient
from setia.core.engine.kinds import EFFECT, TRANSFER
from setia.core.engine.layout import Layout
from setia.core.engine.postings import apart, unfold
from setia.ledger.entries import NewEvent, Origin, Outcome
from setia.ledger.holding import Decided
from setia.platform.arrays import ints, texts, uuids
from setia.platform.connection import RawCursor
from setia.platform.json import canonical

EventId = tuple[UUID, int]
"""An event by its holder and seq."""

_NOTE: Final = """
    INSERT INTO effect (member_id, seq, part, target_id, origin, occurred_us, payload)
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::uuid[], %s::text[],
        %s::bigint[], %s::text[])
"""
_NOTED: Final = """
    SELECT member_id, seq, part, target_id, origin, occurred_us, payload FROM effect
"""
_PAGE: Final = f"{_NOTED} WHERE (member_id, seq, part) > (%s, %s, %s) ORDER BY 1, 2, 3 LIMIT %s"
_OF: Final = f"""
    {_NOTED} WHERE (member_id, seq) IN (SELECT * FROM unnest(%s::uuid[], %s::bigint[]))
    ORDER BY 1, 2, 3
"""
_DROP: Final = """
    DELETE FROM effect AS f USING unnest(%s::uuid[], %s::bigint[], %s::bigint[])
        AS n (member_id, seq, part)
    WHERE f.member_id = n.member_id AND f.seq = n.seq AND f.part = n.part
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect on its way. part: from 0, where one cause brings several."""

    cause: EventId
    part: int
    target: UUID
    origin: Origin
    occurred_us: int
    payload: str

    @property
    def place(self) -> tuple[UUID, int, int]:
        """Where it stands among all."""
        return (*self.cause, self.part)

    @property
    def key(self) -> str:
        """What names it among the events of the holder that it is for."""
        return "/".join(str(one) for one in self.place)

    def event(self) -> NewEvent:
        """The event that it becomes for the holder that it is for."""
        payload = json.loads(self.payload)
        return NewEvent(self.target, EFFECT, self.occurred_us, EFFECT, self.key, payload)


def sent_to(event: NewEvent) -> UUID | None:
    """The holder to whom an event sends something; None of most. Raises Unfit."""
    return recipient(event.payload) if event.kind == TRANSFER else None


def note(cursor: RawCursor, decided: Sequence[Decided], layout: Layout) -> list[EventId]:
    """Note what these events bring to others, and what names those that bring something."""
    found = [effect for one in decided for effect in _of(one, layout)]
    if not found:
        return []
    cursor.execute(
        _NOTE,
        (
            uuids(one.cause[0] for one in found),
            ints(one.cause[1] for one in found),
            ints(one.part for one in found),
            uuids(one.target for one in found),
            texts(one.origin.value for one in found),
            ints(one.occurred_us for one in found),
            texts(one.payload for one in found),
        ),
        prepare=True,
    )
    return list(dict.fromkeys(one.cause for one in found))


def _of(one: Decided, layout: Layout) -> list[Effect]:
    leaf, event = one.leaf, one.task.event
    target = sent_to(event) if leaf.outcome == Outcome.ACCEPTED else None
    if target is None:
        return []
    cause: dict[str, Said] = {"kind": leaf.kind, "holder": str(leaf.member_id), "seq": leaf.seq}
    postings = unfold(*apart(one.decision.postings))
    payloads = brought(cause, postings, layout, one.decision.dues)
    origin = Origin(leaf.origin)
    return [
        Effect((leaf.member_id, leaf.seq), part, target, origin, leaf.recorded_us, said)
        for part, said in enumerate(canonical(one).decode() for one in payloads)
    ]


def page(cursor: RawCursor, after: tuple[UUID, int, int], limit: int) -> list[Effect]:
    """Effects on their way, in order, behind a place."""
    cursor.execute(_PAGE, (*after, limit), prepare=True)
    return [_read(row) for row in cursor.fetchall()]


def of_causes(cursor: RawCursor, causes: Sequence[EventId]) -> list[Effect]:
    """Effects on their way of some events."""
    cursor.execute(_OF, (uuids(one[0] for one in causes), ints(one[1] for one in causes)))
    return [_read(row) for row in cursor.fetchall()]


def drop(cursor: RawCursor, effects: Sequence[Effect]) -> None:
    """Drop the notes of effects that have arrived."""
    causes = [one.cause for one in effects]
    columns = (uuids(one[0] for one in causes), ints(one[1] for one in causes))
    cursor.execute(_DROP, (*columns, ints(one.part for one in effects)), prepare=True)


def _read(row: Sequence[Any]) -> Effect:
    member_id, seq, part, target, origin, occurred_us, payload = row
    return Effect((member_id, seq), part, target, Origin(origin), occurred_us, payload)
