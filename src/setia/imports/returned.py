"""What the rows of a return say, as the ledger takes it.

A till writes what comes back with a minus before it, or without: both mean the same. So where the
amount of a return is below zero all its amounts are turned round, a discount that stands beside
them too; other numbers lose their minus. Only what can come back in part is kept of a row.
"""

from collections.abc import Mapping, Sequence

from setia.imports.import_map import LINE, LINE_BACK, Returns
from setia.platform.json import Json

NOTHING = "takes nothing back: its amount is 0"
_KEPT = frozenset({"of", "of_source", "currency"})


class NoReturn(ValueError):
    """Rows that can't be a return; says why."""


def return_of(
    event: Mapping[str, Json], items: Sequence[Mapping[str, Json]] | None, how: Returns
) -> dict[str, Json]:
    """The payload of a return. Raises NoReturn.

    items: those of its rows; None where a row is an event.
    """
    total = _whole(event, "amount")
    if total is None and items is not None:
        total = sum(_whole(one, "amount") or 0 for one in items)
    sign = -1 if total is not None and total < 0 else 1
    if "of" not in event:
        return _unnamed(event, items, abs(total or 0), sign)
    found = {key: one for key, one in event.items() if key in _KEPT}
    found |= _numbers(event, how, "", sign)
    lines = [one for one in items or () if LINE_BACK in one]
    if items is None or not lines:
        if total == 0:
            raise NoReturn(NOTHING)
        return found if total is None else {**found, "amount": abs(total)}
    if len(lines) < len(items):
        raise NoReturn("some of its rows say a line and some say none")
    parts = [part for one in lines if (part := _line(one, how, sign))]
    if not parts:
        raise NoReturn(NOTHING)
    return {**found, "items": parts}


def _unnamed(
    event: Mapping[str, Json],
    items: Sequence[Mapping[str, Json]] | None,
    total: int,
    sign: int,
) -> dict[str, Json]:
    """A return that names no event: all that its rows say, as a purchase says it."""
    if any(LINE_BACK in one for one in items or ()):
        raise NoReturn("says a line, but not of which event")
    if not total:
        raise NoReturn(NOTHING)
    told = {key: one for key, one in event.items() if key != "of_source"}
    found = {**_above_zero(told, sign), "amount": total}
    if items is None:
        return found
    return {**found, "items": [_above_zero(without_lines(one), sign) for one in items]}


def _above_zero(told: Mapping[str, Json], sign: int) -> dict[str, Json]:
    """What is said, its numbers without their minus; amounts all turned round where one is."""
    turned = {
        key: n * sign if key == "amount" else abs(n)
        for key in told
        if (n := _whole(told, key)) is not None
    }
    return {**told, **turned}


def in_lines(items: Sequence[Mapping[str, Json]]) -> list[dict[str, Json]]:
    """The items of what can come back, in the order of their lines. Raises NoReturn for a gap."""
    lines = [_whole(one, LINE) for one in items]
    if not any(lines):
        return [without_lines(one) for one in items]
    order = sorted(range(len(items)), key=lambda place: lines[place] or 0)
    if [lines[place] for place in order] != [*range(1, len(items) + 1)]:
        raise NoReturn(f"its lines are not numbered from 1 to {len(items)}, each once")
    return [without_lines(items[place]) for place in order]


def without_lines(item: Mapping[str, Json]) -> dict[str, Json]:
    """An item as a purchase carries it."""
    return {key: one for key, one in item.items() if key not in (LINE, LINE_BACK)}


def _line(item: Mapping[str, Json], how: Returns, sign: int) -> dict[str, Json] | None:
    """One line; whole where its row has no amount, None where it takes nothing."""
    parts = _numbers(item, how, "item.", sign)
    if not parts and _whole(item, "amount") == 0:
        return None
    return {"line": item[LINE_BACK], **parts}


def _numbers(told: Mapping[str, Json], how: Returns, scope: str, sign: int) -> dict[str, Json]:
    """What comes back of each number; nothing of one that is 0."""
    found: dict[str, Json] = {}
    for key in told:
        n = _whole(told, key)
        if not n or (key != "amount" and scope + key not in how.numbers):
            continue
        found[key] = n * sign if key == "amount" else abs(n)
    return found


def _whole(told: Mapping[str, Json], key: str) -> int | None:
    found = told.get(key)
    return found if type(found) is int else None
