"""Which stores and products events named that reference data do not know.

Such events were decided by the program's stated policy: what is not known of a store or product is
absent, or has its default. Whoever keeps the data finds here what is missing, most frequent first.
"""

from dataclasses import dataclass
from typing import Final

from setia.core.engine.reference import PRODUCTS, STORES, Moment, Reference
from setia.platform.connection import RawCursor

_NAMED: Final = {
    STORES: """
        SELECT payload::jsonb ->> 'store', count(*) FROM event
        WHERE recorded_us >= %s AND outcome = 'accepted'
            AND jsonb_typeof(payload::jsonb -> 'store') = 'string'
        GROUP BY 1
    """,
    PRODUCTS: """
        SELECT item ->> 'sku', count(*)
        FROM event CROSS JOIN LATERAL jsonb_array_elements(
            CASE jsonb_typeof(payload::jsonb -> 'items') WHEN 'array'
            THEN payload::jsonb -> 'items' ELSE '[]' END) AS item
        WHERE recorded_us >= %s AND outcome = 'accepted' AND jsonb_typeof(item -> 'sku') = 'string'
        GROUP BY 1
    """,
}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A store or sku that nothing is known of, and how many events or items named it."""

    key: str
    times: int


def unknown(
    cursor: RawCursor, table: str, known: Reference, since_us: int, now_us: int
) -> list[Unknown]:
    """What accepted events named since an instant that a table does not know now.

    It reads every event that was recorded since. The most frequent first, then by name.
    """
    cursor.execute(_NAMED[table], (since_us,))
    moment = Moment(now_us, now_us)
    found = [
        Unknown(key, times)
        for key, times in cursor.fetchall()
        if known.found(table, key, moment) is None
    ]
    return sorted(found, key=lambda one: (-one.times, one.key))
