"""Puts what reference data say of a store, of products and of lists beside what an event carries.

Readers find it there under names that no event can use for its own: a field's whole name
(``store.region``), a list's question, the store's clock. Only what the version asks for is looked
up, so a program without reference data pays nothing. It reads the moment of the event alone, so a
fold gives the same for ever (I12).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from setia.core.engine.exchange import Exchange
from setia.core.engine.layout import Column, Layout
from setia.core.engine.readers import Payload, Unfit
from setia.core.engine.reference import CLOCK, PRODUCTS, STORES, Moment, Reference, Values, question
from setia.core.expressions.fields import Field, Table
from setia.core.expressions.nodes import InList
from setia.core.program.document import LOOKED_UP, TIME_ZONE, Program


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked up for an event, or for each of its items.

    key: which field names the row, None where no row is asked for.
    """

    table: str
    key: Field | None
    columns: tuple[str, ...]
    lists: tuple[tuple[Field, str], ...]
    clock: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.key or self.lists)


class Joiner:
    """Joins the reference data that one version asks for."""

    def __init__(self, program: Program, layout: Layout, reference: Reference) -> None:
        self._reference = reference
        clock = STORES in program.tables and any(
            not isinstance(one, InList) and one.scope == "time" for one in layout.event_columns
        )
        self._event = _asked(program, layout.event_columns, STORES, clock=clock)
        self._item = _asked(program, layout.item_columns, PRODUCTS, clock=False)
        self._exchange = Exchange(program, reference) if program.currencies else None
        self.idle = not (self._event.anything or self._item.anything or self._exchange)
        """Whether nothing is ever looked up."""

    def factor(self, payload: Payload, moment: Moment) -> Fraction | None:
        """By what the money of an event is multiplied, None where it is in the program's own."""
        return None if self._exchange is None else self._exchange.factor(payload, moment)

    def joined(self, payload: Payload, moment: Moment) -> Payload:
        """The payload with what is known of what it names; the payload itself is not changed.

        Money is in the program's currency then. Raises Unfit where a store or product is named by
        something else than text, and where a rate is not known.
        """
        if self._exchange is not None:
            payload = self._exchange.exchanged(payload, moment)
        found = self._with(self._event, payload, moment) if self._event.anything else payload
        items = payload.get("items")
        if not self._item.anything or not isinstance(items, list | tuple):
            return found
        each = [
            self._with(self._item, one, moment) if isinstance(one, Mapping) else one
            for one in items
        ]
        return {**found, "items": each}

    def _with(self, asked: _Asked, told: Payload, moment: Moment) -> Payload:
        """An event, or an item, with what is known of it; whatever it says of that itself goes."""
        found = dict(told)
        key = None if asked.key is None else _text(asked.key, told)
        row: Values = {}
        if key is not None:
            row = self._reference.found(asked.table, key, moment) or row
        for name in asked.columns:
            found[name] = row.get(name.rpartition(".")[2])
        if asked.clock:
            found[CLOCK] = self._reference.zones.get(str(row.get(TIME_ZONE)))
        for field, name in asked.lists:
            text = _text(field, found if field.table else told)
            listed = text is not None and self._reference.has(name, text, moment)
            found[question(field, name)] = None if text is None else listed
        return found


def _asked(program: Program, columns: tuple[Column, ...], table: Table, *, clock: bool) -> _Asked:
    fields = tuple(
        one.name for one in columns if not isinstance(one, InList) and one.table == table
    )
    lists = tuple(
        (one.field, one.list)
        for one in columns
        if isinstance(one, InList) and one.list in program.uploaded
    )
    key = program.fields[LOOKED_UP[table]] if fields or clock else None
    return _Asked(table, key, fields, lists, clock)


def _text(field: Field, told: Payload) -> str | None:
    """What names a row, or is asked for in a list; None where it is not carried.

    What is looked up and is no text is not known.
    """
    value = told.get(field.key)
    if field.table and not isinstance(value, str):
        value = None
    value = field.default if value is None else value
    if value is None or isinstance(value, str):
        return value
    raise Unfit(f"{field.name}: {value!r} must be text")
