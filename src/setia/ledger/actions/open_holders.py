"""Opens holders: gives each a state row, so that there is always a row to lock (I2).

Whoever brings a holder into being calls it in the transaction that does so.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from setia.core.engine.limits import NEVER
from setia.core.engine.state import pack
from setia.platform.arrays import texts, uuids
from setia.platform.connection import RawCursor
from setia.programs.queries import current_book

_INSERT: Final = """
    INSERT INTO member_state (member_id, kind, seq, recorded_us, swept_us, last_act_us, balances,
        tiers, next_due_us, next_expiry_us, engine)
    VALUES (unnest(%s::uuid[]), unnest(%s::text[]), 0, 0, 0, 0, %s::bigint[], %s::smallint[],
        %s, %s, %s)
    ON CONFLICT DO NOTHING
"""


def open_holders(cursor: RawCursor, holders: Sequence[tuple[UUID, str]]) -> None:
    """Insert the state rows of new holders in the caller's transaction; known ones are left alone.

    holders: each one's id and kind ("person"). Raises NoProgram when no program is published.
    """
    if not holders:
        return
    # In id order, as every lock on states: two that open the same holders then wait in one line.
    ordered = sorted(holders)
    book = current_book(cursor)
    layout = book.newest.layout
    cursor.execute(
        _INSERT,
        (
            uuids(member_id for member_id, _ in ordered),
            texts(kind for _, kind in ordered),
            [0] * len(layout.series),
            [0] * sum(1 for name in layout.slots if name.startswith("tier:")),
            NEVER,
            NEVER,
            pack(book.fresh()),
        ),
    )
