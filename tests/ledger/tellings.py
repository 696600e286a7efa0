"""One history told in other ways: as a file tells it, of another member, and what it comes to.

What was recorded live is read back from the ledger, so that an import of it brings along when each
act was decided and how. What a holder then has is compared without the marks of what came last; and
the ledger that says so is verified both ways.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from setia.core.engine.kinds import ACTS
from setia.core.engine.state import BUCKET, holds
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent
from setia.ledger.rows import STATE_COLUMNS, holder_of
from setia.ledger.verify import verify, verify_range
from setia.ledger.verify.bulk import Bulk
from setia.ledger.verify.reading import Range, snapshot
from setia.platform.connection import outermost
from setia.programs.queries import current_book


def told(member: UUID) -> list[NewEvent]:
    """A recorded history as a file tells it: when it happened, and how each act ended."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT kind, occurred_us, recorded_us, source, key, payload, outcome FROM event"
            " WHERE member_id = %s AND kind <> 'clock'",
            (member,),
        )
        return [
            NewEvent(
                member,
                kind,
                recorded_us if kind in ACTS else occurred_us,
                source,
                key,
                json.loads(payload),
                _given(kind, outcome),
            )
            for kind, occurred_us, recorded_us, source, key, payload, outcome in cursor.fetchall()
        ]


def _given(kind: str, outcome: str) -> bool | None:
    """How an event ended, where that was decided for good when it was recorded."""
    if kind == "return":
        return outcome != "refused"
    return outcome == "accepted" if kind in ACTS else None


def of(member: UUID, event: NewEvent) -> NewEvent:
    """The same event of another member."""
    return replace(event, member_id=member)


def had(members: Sequence[UUID], at_us: int) -> dict[UUID, dict[str, object]]:
    """What each has at an instant: slots, lots and holds, without the marks of what came last."""
    found: dict[UUID, dict[str, object]] = {}
    with outermost() as cursor:
        book = current_book(cursor)
        cursor.execute(
            f"SELECT {STATE_COLUMNS}, balances, tiers FROM member_state WHERE member_id = ANY(%s)",
            (list(members),),
        )
        for *columns, balances, tiers in cursor.fetchall():
            holder = holder_of(columns, book.newest.layout)
            book.advanced(holder.state, at_us)
            slots = book.newest.layout.slots
            first = 4 + len(slots)
            found[holder.member_id] = {
                "slots": holder.state[8:first],
                "series": holder.state[first : first + BUCKET * holder.state[2]],
                "holds": [one[1:] for one in holds(holder.state)],
                "balances": balances,
                "tiers": tiers,
            }
    return found


def clean(*, bulk: bool = False) -> None:
    """Seal, then verify holder by holder; perhaps in bulk too."""
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
    if bulk:
        with snapshot() as cursor:
            proves = Bulk(current_book(cursor), cache=None)
        in_bulk = verify_range(Range(), proves)
        assert in_bulk.clean, in_bulk.findings
        assert (in_bulk.holders, in_bulk.events) == (verdict.holders, verdict.events)


def balances_of(member: UUID) -> dict[str, int]:
    """What the state row says, by wallet."""
    with outermost() as cursor:
        series = current_book(cursor).newest.layout.series
        cursor.execute("SELECT balances FROM member_state WHERE member_id = %s", (member,))
        (row,) = cursor.fetchall()
    return dict(zip(series, row[0], strict=False))


def events_of(member: UUID) -> list[tuple[str, list[int]]]:
    """Kind and amounts of each event, as recorded."""
    with outermost() as cursor:
        cursor.execute(
            "SELECT kind, amounts FROM event WHERE member_id = %s ORDER BY seq", (member,)
        )
        return [(kind, list(amounts)) for kind, amounts in cursor.fetchall()]
