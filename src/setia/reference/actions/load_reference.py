"""Uploads to a table of reference data: adds and changes rows, or says what all of it is now.

An upload is an edition that never changes. It is known from an instant on that lies a moment
ahead: what is recorded from then on sees it, and nothing that was recorded before ever does (I8).
What says again what holds already adds nothing, so that an upload can be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from psycopg.types.json import Jsonb

from setia.core.engine.limits import NEVER
from setia.core.engine.reference import STORES, Moment, Reference, Values
from setia.core.program.document import TIME_ZONE
from setia.platform import audit, clock
from setia.platform.access.principal import Principal
from setia.platform.connection import RawCursor, outermost
from setia.platform.json import Json
from setia.platform.recording import hold_alone
from setia.platform.zone_table import zone_table
from setia.reference.queries import Edition, current_reference, editions

AHEAD_US: Final = 500_000
"""How far ahead an edition is known: more than a holder's clock runs ahead of the database's."""


@dataclass(frozen=True, slots=True)
class Row:
    """What an upload says under one key. from_us: from when on, None: from now; values: None: gone.

    A store's values may name its time zone under `TIME_ZONE`. told: the attributes of which it
    speaks, those that it leaves empty too; None: of all.
    """

    key: str
    values: Values | None
    from_us: int | None = None
    told: frozenset[str] | None = None


def load_reference(table: str, rows: Sequence[Row], *, acting: Principal) -> Edition | None:
    """Add and change rows of a table; keys and attributes that they don't name stay as they are.

    None where nothing would be another. Raises psycopg's LockNotAvailable where recording has no
    pause in time; nothing is uploaded then.
    """

    def found(known: Reference, now_us: int) -> list[Row]:
        return _new(table, [_whole(table, one, known, now_us) for one in rows], known, now_us)

    return _load(table, found, acting)


def replace_reference(
    table: str, rows: Sequence[Row], *, acting: Principal, from_us: int | None = None
) -> Edition | None:
    """Say all of a table: what the rows don't name is gone, from an instant on or from now.

    It is that instant from which the rows hold, too, and what was uploaded for later days holds no
    more. Otherwise as `load_reference`.
    """

    def found(known: Reference, now_us: int) -> list[Row]:
        start_us = now_us if from_us is None else from_us
        said = {one.key: one.values for one in rows}
        made: list[Row] = []
        for key in dict.fromkeys([*said, *known.tables.get(table, {})]):
            entries = known.tables.get(table, {}).get(key, ())
            later = sorted({one.from_us for one in entries if one.from_us > start_us})
            made += [Row(key, said.get(key), at_us) for at_us in (from_us, *later)]
        return _new(table, made, known, now_us)

    return _load(table, found, acting)


def _whole(table: str, row: Row, known: Reference, now_us: int) -> Row:
    """A row with what it does not speak of as it was."""
    if row.told is None or row.values is None:
        return row
    before = known.found(table, row.key, _then(row, now_us)) or {}
    kept = {name: value for name, value in before.items() if name not in row.told}
    return replace(row, values={**kept, **row.values})


def _then(row: Row, now_us: int) -> Moment:
    return Moment(now_us if row.from_us is None else row.from_us, NEVER)


def _new(table: str, rows: Sequence[Row], known: Reference, now_us: int) -> list[Row]:
    """The rows of every key of which one says something else than what holds then."""

    def differs(row: Row) -> bool:
        return known.found(table, row.key, _then(row, now_us)) != row.values

    changed = {one.key for one in rows if differs(one)}
    return [one for one in rows if one.key in changed]


def _load(
    table: str, changed: Callable[[Reference, int], list[Row]], acting: Principal
) -> Edition | None:
    with outermost() as cursor:
        # Uploads are rare: the installation's row, held, keeps editions dense and in order.
        cursor.execute("SELECT id FROM installation WHERE id = 1 FOR UPDATE")
        began_us = clock.now(cursor)
        rows = changed(current_reference(cursor), began_us)
        if not rows:
            return None
        before = editions(cursor)
        number = len(before) + 1
        _insert_rows(cursor, number, rows)
        if table == STORES:
            _pin_zones(cursor, number, rows)
        last_us = max(_recorded_us(cursor), before[-1].known_us if before else 0)
        hold_alone(cursor)
        known_us = max(began_us, clock.now(cursor), last_us) + AHEAD_US
        cursor.execute(
            "INSERT INTO reference_edition (number, table_name, known_us, rows)"
            " VALUES (%s, %s, %s, %s)",
            (number, table, known_us, len(rows)),
        )
        detail: dict[str, Json] = {"edition": number, "known_us": known_us, "rows": len(rows)}
        subject = f"reference/{table}"
        audit.write(cursor, acting=acting, act="reference_uploaded", subject=subject, detail=detail)
    return Edition(number, table, known_us, len(rows))


def _recorded_us(cursor: RawCursor) -> int:
    """The latest instant at which anything was recorded: after a clock was set back it is ahead."""
    cursor.execute("SELECT coalesce(max(recorded_us), 0) FROM member_state")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def _insert_rows(cursor: RawCursor, number: int, rows: Sequence[Row]) -> None:
    told = "COPY reference_row (edition, place, key, from_us, told) FROM STDIN"
    with cursor.copy(told) as copy:
        for place, one in enumerate(rows):
            values = None if one.values is None else Jsonb(one.values)
            copy.write_row((number, place, one.key, one.from_us, values))


def _pin_zones(cursor: RawCursor, number: int, rows: Sequence[Row]) -> None:
    """Keep the offsets of every time zone that was not named before."""
    named = {str(one.values[TIME_ZONE]) for one in rows if one.values and TIME_ZONE in one.values}
    for name in sorted(named):
        table = zone_table(name)
        cursor.execute(
            "INSERT INTO reference_zone (name, edition, at_us, offset_us) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (name) DO NOTHING",
            (name, number, list(table.at_us), list(table.offset_us)),
        )
