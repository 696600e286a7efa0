"""Reads what events and items carry, field by field, as the integers that conditions compare.

Each column has a reader of its own, made once for a version: it refuses a value of another form
and gives the one absent value for what is not there. Calendar fields are read from the pinned zone.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from setia.core.engine.calendar import DAY_US
from setia.core.engine.layout import Column, Layout
from setia.core.engine.limits import ABSENT, MAX_TEXTS
from setia.core.engine.reference import CLOCK, question
from setia.core.engine.zones import ZoneTable
from setia.core.expressions.fields import Field, day_of
from setia.core.expressions.nodes import InList
from setia.core.program.phrases import PhraseError
from setia.core.program.values import value_of

HOUR_US: Final = 3_600_000_000
MAX_READ: Final = 10_000
"""So many texts of one field are remembered with what they mean."""

Payload: TypeAlias = Mapping[str, object]
Read: TypeAlias = Callable[[Payload, int], int]
"""From what an event or item carries, and an instant (µs), to a field's integer."""

Coded: TypeAlias = Callable[[object], int]
"""From a value that is there to its integer; it raises Unfit."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


class Unfit(ValueError):
    """A payload that the program can't read: where, and what to do."""

    reason = "unfit"


class UnknownKind(Unfit):
    """An event of a kind that the version in force does not know."""

    reason = "unknown_kind"


@dataclass(frozen=True, slots=True)
class Readers:
    """Makes the readers of one version. lists: the texts of each list that is not uploaded."""

    layout: Layout
    zone: ZoneTable
    lists: Mapping[str, AbstractSet[str]]
    at_stores: bool = False
    """Whether the clock on the wall is that of the event's store, where it is known."""

    decimals: int = 2
    """Of the program's currency."""

    def of(self, one: Column) -> Read:
        """What reads a field of an event or item, or whether its text stands in a list."""
        if isinstance(one, InList):
            if one.list not in self.lists:
                return _asked(one)
            listed = _listed(one.field, self.lists[one.list])
            return _known(one.field, listed, 0) if one.field.table else _carried(one.field, listed)
        if one.scope == "time":
            return _at_store(one, self.zone) if self.at_stores else _time(one, self.zone)
        if one.table:
            return _known(one, self._coded(one), self.decimals)
        return _carried(one, self._coded(one))

    def kept(self, field: Field) -> Coded:
        """What turns a profile's value into what a state keeps; None takes it away."""
        texts = self.layout.choices.get(field.name, ())
        codes = {text: code for code, text in enumerate(texts) if text in field.values}
        coded = _choice(field, codes) if field.type == "choice" else self._coded(field)
        return lambda value: ABSENT if value is None else coded(value)

    def _coded(self, field: Field) -> Coded:
        match field.type:
            case "text":
                codes = self.layout.codes.items()
                return _text(field, {text: n for (name, text), n in codes if name == field.name})
            case "list":
                bits = self.layout.bits.items()
                return _texts(field, {text: n for (name, text), n in bits if name == field.name})
            case "choice":
                return _choice(field, {text: rank for rank, text in enumerate(field.values)})
            case "bool":
                return _truth(field)
            case "date":
                return _date(field)
            case _:
                return _number(field)


def _carried(field: Field, coded: Coded) -> Read:
    """What reads a field that may be absent, or has a value that stands in for it."""
    key = field.key
    otherwise = ABSENT if field.default is None else coded(field.default)

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        return otherwise if value is None else coded(value)

    return read


def _known(field: Field, coded: Coded, decimals: int) -> Read:
    """What reads a field of a store or product, which is kept as people write it.

    What does not fit the field, as this version declares it, is not known.
    """
    key, value = field.key, value_of(field, decimals)
    otherwise = ABSENT if field.default is None else coded(field.default)

    @lru_cache(MAX_READ)
    def of_text(text: str) -> int:
        try:
            return coded(value(text))
        except (PhraseError, Unfit):
            return otherwise

    def read(payload: Payload, _: int) -> int:
        told = payload.get(key)
        if isinstance(told, str):
            return of_text(told)
        if isinstance(told, list) and field.type == "list":
            return coded(told[:MAX_TEXTS])
        return otherwise

    return read


def _asked(one: InList) -> Read:
    """Whether a text stands in an uploaded list, as the joiner has found out."""
    key = question(one.field, one.list)

    def read(payload: Payload, _: int) -> int:
        found = payload.get(key)
        return ABSENT if found is None else int(found is True)

    return read


def _at_store(field: Field, zone: ZoneTable) -> Read:
    """As `_time`, by the clock of the event's store, else by the program's."""
    by_zone = lru_cache(256)(lambda theirs: _time(field, theirs))
    otherwise = _time(field, zone)

    def read(payload: Payload, at: int) -> int:
        theirs = payload.get(CLOCK)
        return (by_zone(theirs) if isinstance(theirs, ZoneTable) else otherwise)(payload, at)

    return read


def _time(field: Field, zone: ZoneTable) -> Read:
    """What the clock on the wall says at the event's instant."""
    local_us = zone.local_us
    match field.name:
        case "weekday":
            return lambda _, at: (local_us(at) // DAY_US + 3) % 7
        case "hour":
            return lambda _, at: local_us(at) % DAY_US // HOUR_US
        case "day":
            return lambda _, at: _on(local_us(at) // DAY_US).day
        case "month":
            return lambda _, at: _on(local_us(at) // DAY_US).month
        case _:
            return lambda _, at: local_us(at) // DAY_US


@lru_cache(4_096)
def _on(day: int) -> date:
    return date.fromordinal(_EPOCH + day)


def _number(field: Field) -> Coded:
    least, most = field.bounds

    def coded(value: object) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Unfit(f"{field.name}: {value!r} must be a whole number from {least} to {most}")
        return value

    return coded


def _text(field: Field, codes: Mapping[str, int]) -> Coded:
    def coded(value: object) -> int:
        if not isinstance(value, str):
            raise Unfit(f"{field.name}: {value!r} must be text")
        return codes.get(value, 0)

    return coded


def _listed(field: Field, texts: AbstractSet[str]) -> Coded:
    def coded(value: object) -> int:
        if not isinstance(value, str):
            raise Unfit(f"{field.name}: {value!r} must be text")
        return int(value in texts)

    return coded


def _texts(field: Field, bits: Mapping[str, int]) -> Coded:
    """The bits of the texts that are held, of those that conditions look for."""

    def coded(value: object) -> int:
        if not isinstance(value, list | tuple) or len(value) > MAX_TEXTS:
            raise Unfit(f"{field.name}: must be a list of at most {MAX_TEXTS} texts")
        found = 0
        for one in value:
            if not isinstance(one, str):
                raise Unfit(f"{field.name}: {one!r} must be text")
            found |= bits.get(one, 0)
        return found

    return coded


def _choice(field: Field, ranks: Mapping[str, int]) -> Coded:
    def coded(value: object) -> int:
        if not isinstance(value, str) or value not in ranks:
            raise Unfit(f"{field.name}: {value!r} must be one of {', '.join(field.values)}")
        return ranks[value]

    return coded


def _truth(field: Field) -> Coded:
    def coded(value: object) -> int:
        if not isinstance(value, bool):
            raise Unfit(f"{field.name}: {value!r} must be true or false")
        return int(value)

    return coded


def _date(field: Field) -> Coded:
    def coded(value: object) -> int:
        day = day_of(value) if isinstance(value, str) else None
        if day is None:
            raise Unfit(f"{field.name}: {value!r} must be a date such as 2026-12-25")
        return day

    return coded
