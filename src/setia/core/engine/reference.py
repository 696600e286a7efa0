"""What was known of stores, products and lists at an instant: reference data, dated twice.

An entry holds from an instant on, and is known from an instant on. An event is decided by the entry
in force when it happened, of those that were known when it was recorded; so what is uploaded later
changes no decided history, and a fold gives the same for ever (I8, I12). Nothing is changed here.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from setia.core.engine.zones import ZoneTable
from setia.core.expressions.fields import Field

Value: TypeAlias = str | list[str]
Values: TypeAlias = Mapping[str, Value]
"""Of one store or product, by attribute: as people write it, so that each version reads it anew."""

STORES: Final = "stores"
PRODUCTS: Final = "products"
RATES: Final = "rates"
RATE: Final = "rate"
"""What a row of rates says: so much of the program's currency for one of its own, as text."""
CLOCK: Final = "store's clock"
"""Where the time zone of an event's store is put beside what the event carries."""


def question(field: Field, name: str) -> str:
    """Where it is put beside what an event carries whether a text of it is in an uploaded list."""
    return f"{field.key} in list {name}"


class Entry(NamedTuple):
    """What a table says under a key from an instant on (µs), and since when that is known.

    values: None where nothing is under the key any more.
    """

    from_us: int
    known_us: int
    values: Values | None


class Moment(NamedTuple):
    """When an event happened, and when it was recorded (µs)."""

    at_us: int
    known_us: int


def list_table(name: str) -> str:
    """The table of an uploaded list; its keys are the list's texts."""
    return f"list:{name}"


@dataclass(frozen=True, slots=True)
class Reference:
    """Entries by table and key, each key's in the order of `from_us`, then of upload.

    zones: the offsets of every time zone that a store names, pinned when it was first named.
    """

    tables: Mapping[str, Mapping[str, Sequence[Entry]]]
    zones: Mapping[str, ZoneTable]

    def found(self, table: str, key: str, moment: Moment) -> Values | None:
        """What a table said under a key; None where it said nothing."""
        for from_us, known_us, values in reversed(self.tables.get(table, {}).get(key, ())):
            if from_us <= moment.at_us and known_us <= moment.known_us:
                return values
        return None

    def has(self, name: str, text: str, moment: Moment) -> bool:
        """Whether a text stood in an uploaded list."""
        return self.found(list_table(name), text, moment) is not None

    def listed(self, name: str, moment: Moment) -> Container[str]:
        """The texts of an uploaded list, to be asked one by one."""
        return _Listed(self, name, moment)

    def keys(self, table: str, moment: Moment) -> list[str]:
        """The keys under which a table said something, in order."""
        return sorted(
            key for key in self.tables.get(table, {}) if self.found(table, key, moment) is not None
        )


@dataclass(frozen=True, slots=True)
class _Listed:
    reference: Reference
    name: str
    moment: Moment

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.reference.has(self.name, text, self.moment)


NOTHING_KNOWN: Final = Reference({}, {})


def with_entries(
    before: Reference, rows: Iterable[tuple[str, str, Entry]], zones: Mapping[str, ZoneTable]
) -> Reference:
    """What is known with more rows (table, key, entry), which come in the order of upload.

    What is known of other keys is shared with `before`, so that a small upload costs little.
    """
    tables: dict[str, dict[str, Sequence[Entry]]] = {}
    for table, key, entry in rows:
        keys = tables.get(table)
        if keys is None:
            keys = tables[table] = dict(before.tables.get(table, {}))
        keys[key] = sorted((*keys.get(key, ()), entry), key=lambda one: one.from_us)
    return Reference({**before.tables, **tables}, {**before.zones, **zones})
