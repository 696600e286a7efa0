"""Reads what events and items carry, field by field, as the integers that conditions compare.

Each field has a reader of its own, made once for a version: it refuses a value of another form and
gives the one absent value for what is not there. Calendar fields are read from the pinned zone.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, TypeAlias

from setia.core.engine.layout import Layout
from setia.core.engine.limits import ABSENT, MAX_TEXTS
from setia.core.engine.zones import ZoneTable
from setia.core.expressions.fields import Field, day_of

DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000
Payload: TypeAlias = Mapping[str, object]
Read: TypeAlias = Callable[[Payload, int], int]
"""From what an event or item carries, and an instant (µs), to a field's integer."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


class Unfit(ValueError):
    """A payload that the program can't read: where, and what to do."""


def reader(field: Field, layout: Layout, zone: ZoneTable) -> Read:
    """What reads a declared or built-in field of an event or item. It raises Unfit."""
    if field.scope == "time":
        return _time(field, zone)
    if field.type == "text":
        codes = layout.codes.items()
        return _text(field, {text: code for (name, text), code in codes if name == field.name})
    if field.type == "list":
        bits = layout.bits.items()
        return _texts(field, {text: bit for (name, text), bit in bits if name == field.name})
    if field.type == "choice":
        return _choice(field)
    if field.type == "bool":
        return _truth(field)
    return _date(field) if field.type == "date" else _number(field)


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


def _number(field: Field) -> Read:
    key = field.key
    least, most = field.bounds

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        if type(value) is not int or not least <= value <= most:
            raise Unfit(f"{field.name}: {value!r} must be a whole number from {least} to {most}")
        return value

    return read


def _text(field: Field, codes: Mapping[str, int]) -> Read:
    key = field.key

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        if not isinstance(value, str):
            raise Unfit(f"{field.name}: {value!r} must be text")
        return codes.get(value, 0)

    return read


def _texts(field: Field, bits: Mapping[str, int]) -> Read:
    """The bits of the texts that are held, of those that conditions look for."""
    key = field.key

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        if not isinstance(value, list | tuple) or len(value) > MAX_TEXTS:
            raise Unfit(f"{field.name}: must be a list of at most {MAX_TEXTS} texts")
        found = 0
        for one in value:
            if not isinstance(one, str):
                raise Unfit(f"{field.name}: {one!r} must be text")
            found |= bits.get(one, 0)
        return found

    return read


def _choice(field: Field) -> Read:
    key = field.key
    ranks = {value: rank for rank, value in enumerate(field.values)}

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        if not isinstance(value, str) or value not in ranks:
            raise Unfit(f"{field.name}: {value!r} must be one of {', '.join(field.values)}")
        return ranks[value]

    return read


def _truth(field: Field) -> Read:
    key = field.key

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        if not isinstance(value, bool):
            raise Unfit(f"{field.name}: {value!r} must be true or false")
        return int(value)

    return read


def _date(field: Field) -> Read:
    key = field.key
    least, most = field.bounds

    def read(payload: Payload, _: int) -> int:
        value = payload.get(key)
        if value is None:
            return ABSENT
        day = day_of(value) if isinstance(value, str) else None
        if day is None or not least <= day <= most:
            raise Unfit(f"{field.name}: {value!r} must be a date such as 2026-12-25")
        return day

    return read
