"""From an event's payload to the row of integers that the engine reads.

Text becomes a code of the version's own dictionary, wall-clock fields come from the pinned zone,
and what the event does not carry becomes the one absent value. Rows are made afresh for every
version and never stored. A payload of the wrong form is refused here, before anything is changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from setia.core.engine.calendar import DAY_US
from setia.core.engine.effects import LOT, check_sent, lots_of
from setia.core.engine.exchange import nearest
from setia.core.engine.exits import GIVE_TO, given_to, offered
from setia.core.engine.joining import Joiner
from setia.core.engine.kinds import (
    EFFECT,
    ENDS,
    KINDS,
    RANKS,
    RELEASE,
    RETURN,
    TRANSFER,
    UNNAMED,
    earns,
    rank_of,
)
from setia.core.engine.layout import Column, Layout
from setia.core.engine.limits import ABSENT, MAX_AMOUNT, MAX_INSTANT_US, MAX_ITEMS, NEVER, UNTOLD
from setia.core.engine.readers import Payload, Read, Readers, Unfit, UnknownKind
from setia.core.engine.reference import STORES, Moment, Reference
from setia.core.engine.remaining import Fits, check_named
from setia.core.engine.unnamed import as_bought, check_unnamed
from setia.core.engine.zones import ZoneTable
from setia.core.expressions.fields import AMOUNT, Field, day_of
from setia.core.expressions.nodes import InList
from setia.core.program.document import Kind, Program

if TYPE_CHECKING:
    from setia.core.engine.book import Happened

MAX_REASON_CHARS: Final = 200
MAX_HOLD_MINUTES, HOLD_MINUTES = 527_040, 30
"""How long a hold can last, a year of 366 days, and how long it does where it doesn't say."""

MINUTE_US: Final = 60_000_000
FIRST_GIVEN, LAST_GIVEN = 0, MAX_INSTANT_US // DAY_US - 1
"""The days that an act may name."""


_OF_POINTS: Final = ("spend", "hold", "adjust", "opening", *GIVE_TO, TRANSFER, EFFECT)
_NAMED: Final = {
    "capture": "keeps the points aside",
    "cancel": "is cancelled",
    RELEASE: "gave the points",
}


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

    def __init__(
        self, program: Program, layout: Layout, zone: ZoneTable, reference: Reference
    ) -> None:
        self._program = program
        self._layout = layout
        self._zone = zone
        self._wallets = {wallet.id: place for place, wallet in enumerate(program.wallets)}
        at_stores = STORES in program.tables
        made = Readers(layout, zone, program.lists, at_stores, program.decimals)
        self._joiner = Joiner(program, layout, reference)
        self._forms = {
            kind.id: _form(kind, program, layout, made) for kind in program.kinds.values()
        }
        self._item_readers = tuple(made.of(one) for one in layout.item_columns)
        self._members = {one.key: made.kept(one) for one in layout.member_columns}
        self._width = layout.width - layout.fields_at - 2 - layout.waits
        self._absent = [ABSENT] * self._width
        self._no_facts = [0] * layout.n_facts
        items = (one for one in program.fields.values() if one.scope == "item" and one.needed)
        self._item_needed = tuple(one.key for one in items)

    def row_of(self, event: "Happened", lines: list[int]) -> list[int]:
        """As `row`, of an event as it stands."""
        ref = event.ref if self._layout.waits or not earns(event.kind) else 0
        return self.row(
            event.kind, event.at_us, event.payload, lines, event.facts, ref, event.known_us
        )

    def joined(self, event: "Happened") -> Payload:
        """What an event carries, with what was known of its store and products."""
        return self._joiner.joined(event.payload, Moment(event.at_us, event.known_us))

    def fits(self, event: "Happened") -> Fits:
        """Whether a number fits a field, were it carried by an event in the event's currency."""
        factor = self._joiner.factor(event.payload, Moment(event.at_us, event.known_us))

        def fits(field: Field, number: int) -> bool:
            least, most = field.bounds
            worth = nearest(number * factor) if factor and field.type == "money" else number
            return least <= worth <= most

        return fits

    def row(
        self,
        kind: str,
        at_us: int,
        payload: Payload,
        lines: list[int],
        facts: Sequence[int] | None,
        ref: int = 0,
        known_us: int = NEVER,
    ) -> list[int]:
        """One event as a row; its items are appended to `lines`.

        facts: what was decided outside the state when the event was recorded; None: decide now.
        ref: its number, or that of what it names, see `memory.ref_of`. known_us: since when
        reference data must have been known.
        Raises Unfit, and ValueError for more facts than this version ever makes.
        """
        if kind == RETURN:
            return self._unnamed(at_us, payload, lines, facts, known_us)
        start = len(lines)
        form = self._forms.get(kind)
        n_lines, second = 0, 0
        if form is not None:
            number, rank = form.number, form.rank
            if not self._joiner.idle:
                payload = self._joiner.joined(payload, Moment(at_us, known_us))
            first, n_lines = _amount(form, payload), self._lines(form, payload, lines)
            values = [read(payload, at_us) for read in form.readers]
            values += self._absent[len(values) :]
        elif kind in _OF_POINTS:
            number, rank = KINDS[kind], RANKS[kind]
            first, second = _points(kind, payload), self._wallet(payload)
            values = self._of_points(kind, at_us, payload, (first, second, ref), lines)
            n_lines = (len(lines) - start) // LOT
        elif kind in ENDS or (kind == RELEASE and self._layout.releases):
            number, rank = KINDS[kind], RANKS[kind]
            first, second = self._part(kind, payload)
            values = [ABSENT, ref, *self._absent[2:]]
        elif kind == "tier-grant" and self._program.tiers:
            number, rank = KINDS[kind], RANKS[kind]
            first, second = self._level(payload)
            values = [self._until(payload, "until"), *self._absent[1:]]
        elif kind == "profile":
            number, rank, first = KINDS[kind], RANKS[kind], 0
            values = self._told(payload)
        else:
            known = ", ".join(self._known())
            raise UnknownKind(f"kind: {kind!r} is not known; use one of {known}")
        given = 0 if facts is None else 1
        held = self._facts(facts) if facts else self._no_facts
        row = [number, at_us, rank, start, n_lines, given, 0, *held, first, second, *values]
        return [*row, ref] if self._layout.waits else row

    def _of_points(
        self, kind: str, at_us: int, payload: Payload, of: tuple[int, int, int], lines: list[int]
    ) -> list[int]:
        """What an act carries beside its points; lots that arrive are appended to `lines`.

        of: its points, its wallet's place and its number.
        """
        points, wallet, ref = of
        if kind == "hold":
            return [_held_until(at_us, payload), ref, *self._absent[2:]]
        if kind in GIVE_TO:
            return [*given_to(self._program, kind, wallet, points, payload), *self._absent[2:]]
        if kind == TRANSFER:
            check_sent(self._program.wallets[wallet], points, payload)
        if kind == EFFECT:
            lines += [*lots_of(payload, self._layout)]
        return self._dates(kind, wallet, payload)

    def _part(self, kind: str, payload: Payload) -> tuple[int, int]:
        """How many points, and of which wallet, of what an event names; absent where it is all."""
        check_named(payload, _NAMED[kind])
        points, wallet = payload.get("points"), payload.get("wallet")
        if kind == RELEASE and (points is not None or wallet is not None):
            said = "wallet" if points is None else "points"
            raise Unfit(f"{said}: a release is of all that its event gave; leave it out")
        return (
            ABSENT if points is None else _whole(payload, "points", 1),
            ABSENT if wallet is None else self._wallet(payload),
        )

    def _lines(self, form: _Form, payload: Payload, lines: list[int]) -> int:
        """How many items there are; they are appended. Raises Unfit where something is missing."""
        n_lines, currency = 0, payload.get("currency")
        if currency is not None and currency != self._program.currency:
            raise Unfit(f"currency: {currency!r}; this program takes {self._program.currency}")
        if form.items and (len(payload) > 1 or form.amount != "needed"):
            n_lines = self._items(payload, lines)
        for key in form.needed:
            if payload.get(key) is None:
                raise Unfit(f"{key}: is needed")
        return n_lines

    def _unnamed(
        self,
        at_us: int,
        payload: Payload,
        lines: list[int],
        facts: Sequence[int] | None,
        known_us: int,
    ) -> list[int]:
        """A return that names no event: what a purchase of it carries, under its own number."""
        check_unnamed(payload, self._program)
        row = self.row("purchase", at_us, as_bought(payload), lines, facts, known_us=known_us)
        row[0], row[2] = UNNAMED, RANKS[RETURN]
        return row

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

    def _known(self) -> Iterator[str]:
        """The kinds of events that there are."""
        yield from self._forms
        yield from ("return", "spend", "hold", "capture", "cancel", "adjust", "opening")
        yield from offered(self._program)
        if self._layout.releases:
            yield RELEASE
        if self._program.tiers:
            yield "tier-grant"
        if self._members:
            yield "profile"

    def _dates(self, kind: str, wallet: int, payload: Payload) -> list[int]:
        """When the points of an opening balance end, and the day on which they were earned."""
        if kind != "opening":
            return self._absent
        expiry = self._program.wallets[wallet].expiry
        if payload.get("expires") is not None and expiry is not None and expiry.without:
            raise Unfit("expires: these points end when the member does nothing; leave it out")
        earned = payload.get("earned")
        day = ABSENT if earned is None else _day("earned", earned)
        return [self._until(payload, "expires"), day, *self._absent[2:]]

    def _until(self, payload: Payload, key: str) -> int:
        """The instant behind the last day that a date names; absent where it names none."""
        value = payload.get(key)
        if value is None:
            return ABSENT
        return self._zone.instant_us((_day(key, value) + 1) * DAY_US)

    def _level(self, payload: Payload) -> tuple[int, int]:
        """The number that states keep for the level that is granted, and its set's place."""
        sets = {one.id: place for place, one in enumerate(self._program.tiers)}
        named = payload.get("tiers") or (next(iter(sets)) if len(sets) == 1 else None)
        if not isinstance(named, str) or named not in sets:
            raise Unfit(f"tiers: {named!r} is no set of tiers; use one of {', '.join(sets)}")
        levels = [one.id for one in self._program.tiers[sets[named]].levels]
        level = payload.get("level")
        if not isinstance(level, str) or level not in levels:
            raise Unfit(f"level: {level!r} is not one; use one of {', '.join(levels)}")
        return self._layout.ladders[named].code(level), sets[named]

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
        made.of(one) if _whose(one).scope == "time" or kind.tells(_whose(one)) else _nothing
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


def _points(kind: str, payload: Payload) -> int:
    """The points of an act; an adjustment takes some where they are below 0, and says why."""
    if kind != "adjust":
        return _whole(payload, "points", 1)
    reason = payload.get("reason")
    if not isinstance(reason, str) or not 0 < len(reason) <= MAX_REASON_CHARS:
        raise Unfit(f"reason: is needed, as text of at most {MAX_REASON_CHARS} characters")
    points = _whole(payload, "points", -MAX_AMOUNT)
    if points == 0:
        raise Unfit("points: 0 adjusts nothing")
    return points


def _held_until(at_us: int, payload: Payload) -> int:
    """The instant at which the time of a hold is over."""
    minutes = payload.get("minutes")
    if minutes is None:
        minutes = HOLD_MINUTES
    if type(minutes) is not int or not 1 <= minutes <= MAX_HOLD_MINUTES:
        raise Unfit(f"minutes: {minutes!r} must be a whole number from 1 to {MAX_HOLD_MINUTES}")
    return at_us + minutes * MINUTE_US


def _day(key: str, value: object) -> int:
    day = day_of(value) if isinstance(value, str) else None
    if day is None or not FIRST_GIVEN <= day <= LAST_GIVEN:
        raise Unfit(f"{key}: {value!r} must be a date such as 2026-12-25, from 1970 to 2199")
    return day


def _whole(payload: Payload, key: str, least: int, where: str = "") -> int:
    value = payload.get(key)
    if type(value) is not int or not least <= value <= MAX_AMOUNT:
        raise Unfit(f"{where}{key}: {value!r} must be a whole number from {least} to {MAX_AMOUNT}")
    return value
