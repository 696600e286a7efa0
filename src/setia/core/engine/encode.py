"""From an event's payload to the row of integers that the engine reads.

Text becomes a code of the version's own dictionary, wall-clock fields come from the pinned zone,
and what the event does not carry becomes the one absent value. Rows are made afresh for every
version and never stored. A payload of the wrong form is refused here, before anything is changed.
"""

from collections.abc import Mapping, Sequence

from setia.core.engine.layout import KINDS, RANKS, RECORDABLE, Layout
from setia.core.engine.limits import ABSENT, MAX_AMOUNT, MAX_ITEMS
from setia.core.engine.readers import Payload, Readers, Unfit
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Program


class Encoder:
    """Makes rows for one version."""

    def __init__(self, program: Program, layout: Layout, zone: ZoneTable) -> None:
        self._program = program
        self._layout = layout
        self._zone = zone
        self._wallets = {wallet.id: place for place, wallet in enumerate(program.wallets)}
        made = Readers(layout, zone, program.lists)
        self._readers = tuple(made.of(one) for one in layout.event_columns)
        self._item_readers = tuple(made.of(one) for one in layout.item_columns)
        self._absent = [ABSENT] * len(self._readers)
        self._no_facts = [0] * layout.n_facts

    def row(
        self, kind: str, at_us: int, payload: Payload, lines: list[int], facts: Sequence[int] | None
    ) -> list[int]:
        """One event as a row; its items are appended to `lines`.

        facts: what was decided outside the state when the event was recorded; None: decide now.
        Raises Unfit, and ValueError for more facts than this version ever makes.
        """
        start = len(lines)
        if kind == "purchase":
            first, second = _whole(payload, "amount", 0), 0
            n_lines = self._items(payload, lines) if len(payload) > 1 else 0
            values = [read(payload, at_us) for read in self._readers]
        elif kind == "spend":
            first, second, n_lines = _whole(payload, "points", 1), self._wallet(payload), 0
            values = self._absent
        else:
            raise Unfit(f"kind: {kind!r} is not known; use one of {', '.join(sorted(RECORDABLE))}")
        given = 0 if facts is None else 1
        held = self._facts(facts) if facts else self._no_facts
        return [
            KINDS[kind],
            at_us,
            RANKS[kind],
            start,
            n_lines,
            given,
            *held,
            first,
            second,
            *values,
        ]

    def _facts(self, facts: Sequence[int]) -> list[int]:
        n_facts = len(self._no_facts)
        if len(facts) > n_facts:
            raise ValueError(
                f"{len(facts)} facts, but this version makes {n_facts}; the event was decided by"
                " another version"
            )
        return [*facts, *self._no_facts[len(facts) :]]

    def _wallet(self, payload: Payload) -> int:
        name = payload.get("wallet")
        if name is None and len(self._wallets) == 1:
            return 0
        if not isinstance(name, str) or name not in self._wallets:
            raise Unfit(f"wallet: {name!r} is not one; use one of {', '.join(self._wallets)}")
        return self._wallets[name]

    def _items(self, payload: Payload, lines: list[int]) -> int:
        currency = payload.get("currency", self._program.currency)
        if currency != self._program.currency:
            raise Unfit(f"currency: {currency!r}; this program takes {self._program.currency}")
        items = payload.get("items")
        if items is None:
            return 0
        if not isinstance(items, list | tuple) or len(items) > MAX_ITEMS:
            raise Unfit(f"items: must be a list of at most {MAX_ITEMS} objects")
        total = 0
        for place, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise Unfit(f"items[{place}]: must be an object with an amount")
            amount = _whole(item, "amount", -MAX_AMOUNT, f"items[{place}].")
            total += abs(amount)
            lines.append(amount)
            try:
                lines.extend([read(item, 0) for read in self._item_readers])
            except Unfit as error:
                raise Unfit(f"items[{place}]: {error}") from None
        if total > MAX_AMOUNT:
            raise Unfit(f"items: amounts add up to {total}; at most {MAX_AMOUNT} in one event")
        return len(items)


def _whole(payload: Payload, key: str, least: int, where: str = "") -> int:
    value = payload.get(key)
    if type(value) is not int or not least <= value <= MAX_AMOUNT:
        raise Unfit(f"{where}{key}: {value!r} must be a whole number from {least} to {MAX_AMOUNT}")
    return value
