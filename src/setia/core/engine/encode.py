"""From an event's payload to the row of integers that the engine reads.

Text becomes a code of the version's own dictionary, wall-clock fields come from the pinned zone,
and what the event does not carry becomes the one absent value. Rows are made afresh for every
version and never stored. A payload of the wrong form is refused here, before anything is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from setia.core.engine.layout import KINDS, RANKS, Column, Layout, rank_of
from setia.core.engine.limits import ABSENT, MAX_AMOUNT, MAX_ITEMS, UNTOLD
from setia.core.engine.readers import Payload, Read, Readers, Unfit, UnknownKind
from setia.core.engine.zones import ZoneTable
from setia.core.expressions.fields import AMOUNT, Field
from setia.core.expressions.nodes import InList
from setia.core.program.document import Kind, Program


@dataclass(frozen=True, slots=True)
class _Form:
    """How events of one kind are read: its number and place, and what each column reads."""

    number: int
    rank: int
    readers: tuple[Read, ...]
    needed: tuple[str, ...]
    amount: Literal["needed", "perhaps", "none"]
    items: bool


class Encoder:
    """Makes rows for one version."""

    def __init__(self, program: Program, layout: Layout, zone: ZoneTable) -> None:
        self._program = program
        self._layout = layout
        self._zone = zone
        self._wallets = {wallet.id: place for place, wallet in enumerate(program.wallets)}
        made = Readers(layout, zone, program.lists)
        self._forms = {
            kind.id: _form(kind, program, layout, made) for kind in program.kinds.values()
        }
        self._item_readers = tuple(made.of(one) for one in layout.item_columns)
        self._members = {one.key: made.kept(one) for one in layout.member_columns}
        self._width = layout.width - layout.fields_at - 2
        self._absent = [ABSENT] * self._width
        self._no_facts = [0] * layout.n_facts
        items = (one for one in program.fields.values() if one.scope == "item" and one.needed)
        self._item_needed = tuple(one.key for one in items)

    def row(
        self, kind: str, at_us: int, payload: Payload, lines: list[int], facts: Sequence[int] | None
    ) -> list[int]:
        """One event as a row; its items are appended to `lines`.

        facts: what was decided outside the state when the event was recorded; None: decide now.
        Raises Unfit, and ValueError for more facts than this version ever makes.
        """
        start = len(lines)
        form = self._forms.get(kind)
        n_lines, second = 0, 0
        if form is not None:
            number, rank = form.number, form.rank
            first = _amount(form, payload)
            if form.items and (len(payload) > 1 or form.amount != "needed"):
                n_lines = self._items(payload, lines)
            for key in form.needed:
                if payload.get(key) is None:
                    raise Unfit(f"{key}: is needed")
            values = [read(payload, at_us) for read in form.readers]
            values += self._absent[len(values) :]
        elif kind == "spend":
            number, rank = KINDS[kind], RANKS[kind]
            first, second = _whole(payload, "points", 1), self._wallet(payload)
            values = self._absent
        elif kind == "profile":
            number, rank, first = KINDS[kind], RANKS[kind], 0
            values = self._told(payload)
        else:
            known = ", ".join([*self._forms, "spend", *(["profile"] if self._members else [])])
            raise UnknownKind(f"kind: {kind!r} is not known; use one of {known}")
        given = 0 if facts is None else 1
        held = self._facts(facts) if facts else self._no_facts
        return [number, at_us, rank, start, n_lines, given, 0, *held, first, second, *values]

    def _told(self, payload: Payload) -> list[int]:
        """What a profile event says of the member."""
        for key in payload:
            if key not in self._members:
                known = ", ".join(self._members) or "none"
                raise Unfit(f"{key[:40]}: is not known of members; declared: {known}")
        values = [
            keep(payload[key]) if key in payload else UNTOLD for key, keep in self._members.items()
        ]
        return [*values, *[UNTOLD] * (self._width - len(values))]

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
            for key in self._item_needed:
                if item.get(key) is None:
                    raise Unfit(f"items[{place}].{key}: is needed")
            total += abs(amount)
            lines.append(amount)
            try:
                lines.extend([read(item, 0) for read in self._item_readers])
            except Unfit as error:
                raise Unfit(f"items[{place}]: {error}") from None
        if total > MAX_AMOUNT:
            raise Unfit(f"items: amounts add up to {total}; at most {MAX_AMOUNT} in one event")
        return len(items)


def _form(kind: Kind, program: Program, layout: Layout, made: Readers) -> _Form:
    """How a kind's events are read: what it does not carry is absent."""
    fields = [program.fields[name] for name in kind.fields]
    carried = {one.name for one in fields}
    readers = tuple(
        made.of(one) if _whose(one).scope == "time" or _whose(one).name in carried else _nothing
        for one in layout.event_columns
    )
    needed = tuple(sorted(one.key for one in fields if one.needed and one.scope == "event"))
    amount: Literal["needed", "perhaps", "none"] = "needed" if kind.id == "purchase" else "none"
    if kind.id != "purchase" and AMOUNT.name in carried:
        amount = "perhaps"
    return _Form(
        layout.kinds[kind.id], rank_of(kind.id), readers, needed, amount, items=kind.has_items
    )


def _whose(one: Column) -> Field:
    return one.field if isinstance(one, InList) else one


def _nothing(_: Payload, __: int) -> int:
    return ABSENT


def _amount(form: _Form, payload: Payload) -> int:
    if form.amount == "needed" or (form.amount == "perhaps" and payload.get("amount") is not None):
        return _whole(payload, "amount", 0)
    return ABSENT


def _whole(payload: Payload, key: str, least: int, where: str = "") -> int:
    value = payload.get(key)
    if type(value) is not int or not least <= value <= MAX_AMOUNT:
        raise Unfit(f"{where}{key}: {value!r} must be a whole number from {least} to {MAX_AMOUNT}")
    return value
