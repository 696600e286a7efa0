"""What is left of an event after returns: amounts, items and declared numbers.

A return names the event that it takes from. Alone it takes all that is left; with ``items`` it
takes lines, each by its place from 1, whole or by an amount; with ``amount`` it takes so much of
all lines in proportion, and with both just what it says. Other declared numbers that it carries are
taken from those of the event. What is left is worked out exactly, return by return, so many small
ones equal one (I9).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Final, cast

from setia.core.engine.limits import MAX_AMOUNT, MAX_ITEMS
from setia.core.engine.readers import Payload, Unfit
from setia.core.program.document import Program

OF, OF_SOURCE = "of", "of_source"
MAX_NAME_CHARS: Final = 200
MORE_THAN_BOUGHT: Final = "more_than_bought"
UNKNOWN_LINE: Final = "unknown_line"
_NO_NUMBERS: Final = frozenset({OF, OF_SOURCE, "currency", "items"})


def check_return(payload: Payload, program: Program) -> None:
    """Raise Unfit where a return can't be read: what it names, amounts, lines."""
    for key in (OF, OF_SOURCE):
        name = payload.get(key)
        if name is not None and not (isinstance(name, str) and 0 < len(name) <= MAX_NAME_CHARS):
            raise Unfit(f"{key}: must be text of 1 to {MAX_NAME_CHARS} characters")
    if payload.get(OF) is None:
        raise Unfit(f"{OF}: is needed; give the key of the event that comes back")
    currency = payload.get("currency", program.currency)
    if currency != program.currency:
        raise Unfit(f"currency: {currency!r}; this program takes {program.currency}")
    known = numbers(program)
    _check_numbers(payload, known, "", "")
    items = payload.get("items")
    if items is None:
        return
    if not isinstance(items, list | tuple) or not 0 < len(items) <= MAX_ITEMS:
        raise Unfit(f"items: must be a list of 1 to {MAX_ITEMS} lines")
    for place, item in enumerate(items):
        where = f"items[{place}]"
        if not isinstance(item, Mapping):
            raise Unfit(f"{where}: must be an object with a line")
        line = item.get("line")
        if type(line) is not int or not 1 <= line <= MAX_ITEMS:
            raise Unfit(f"{where}.line: {line!r} must be a line of the event, from 1")
        told = {key: one for key, one in item.items() if key != "line"}
        _check_numbers(told, known, "item.", f"{where}.")


def numbers(program: Program) -> dict[str, int]:
    """What can come back in part, and the least that it can be, by the name of the field."""
    return {
        one.name: one.bounds[0]
        for one in program.fields.values()
        if one.scope in ("event", "item") and one.type in ("money", "number")
    }


def problem(original: Payload, before: Sequence[Payload], this: Payload) -> str:
    """Why a return can't take what it says, a stable reason; "" where it can."""
    rest = _Rest(original)
    if any(_number(item, "line") > len(rest.amounts) for item in _items(this)):
        return UNKNOWN_LINE
    for one in before:
        rest.take(one)
    if rest.nothing:
        return MORE_THAN_BOUGHT
    # What was said before may have been cut to what there was; only this one is looked at.
    rest.exceeded = False
    rest.take(this)
    return MORE_THAN_BOUGHT if rest.exceeded else ""


def remaining(original: Payload, returns: Sequence[Payload], least: Mapping[str, int]) -> Payload:
    """What an event carries once these returns have taken from it; empty where nothing is left.

    least: as `numbers` gives it. A number that would be less is no longer carried. Amounts are
    rounded down in the end, those of items by largest remainder.
    """
    rest = _Rest(original)
    for one in returns:
        rest.take(one)
    return rest.payload(least)


@dataclass(slots=True)
class _Rest:
    """What is left of one event, exactly; never less than nothing.

    amounts: of each item. numbers: what came back of other numbers, of the event or of an item by
    its place. gone: the places of items that came back whole.
    """

    original: Payload
    amount: Fraction = field(init=False)
    amounts: list[Fraction] = field(init=False)
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    whole: bool = False
    exceeded: bool = False

    def __post_init__(self) -> None:
        self.amount = Fraction(_number(self.original, "amount"))
        self.amounts = [Fraction(_number(item, "amount")) for item in _items(self.original)]

    def take(self, one: Payload) -> None:
        """Take what one return says."""
        told = {key: _number(one, key) for key in one if key not in _NO_NUMBERS}
        items = _items(one)
        self.whole |= not told and not items
        before = sum(self.amounts)
        for item in items:
            self._take_line(item)
        part = Fraction(told.pop("amount", 0))
        if items and not part and before > 0:
            # Without an amount of its own the lines' share of the amount comes back.
            part = Fraction(self.amount * (before - sum(self.amounts)), before)
        self.exceeded |= part > self.amount
        left = max(Fraction(0), self.amount - part)
        if not items and self.amount:
            self.amounts = [Fraction(one * left, self.amount) for one in self.amounts]
        self.amount = left
        for key, n in told.items():
            self._take_number(-1, key, n, _number(self.original, key))

    @property
    def nothing(self) -> bool:
        """Whether the whole of it came back, said so or part by part."""
        if self.whole:
            return True
        return _number(self.original, "amount") > 0 and self.amount < 1 and not any(self._whole())

    def payload(self, least: Mapping[str, int]) -> Payload:
        """What is left; see `remaining`."""
        if self.nothing:
            return {}
        left = self._left(-1, self.original)
        found = {**self.original, **left}
        if "amount" in self.original:
            found["amount"] = floor(self.amount)
        if "items" in self.original:
            found["items"] = [*self._left_items(least)]
        short = {key for key, n in left.items() if n < least.get(key, 0)}
        kept = {key: one for key, one in found.items() if key not in short}
        emptied = short or (self.gone and not found["items"])
        return {} if emptied and not kept.get("amount") and not kept.get("items") else kept

    def _take_line(self, told: Payload) -> None:
        place = _number(told, "line") - 1
        if place >= len(self.amounts):
            return
        self.exceeded |= place in self.gone
        if len(told) == 1:
            self.gone.add(place)
            self.amounts[place] = Fraction(0)
        for key in told:
            if key == "amount":
                self._take_amount(place, _number(told, key))
            elif key != "line":
                had = _number(_items(self.original)[place], key)
                self._take_number(place, key, _number(told, key), had)

    def _take_amount(self, place: int, part: int) -> None:
        low, high = sorted((Fraction(0), self.amounts[place]))
        self.exceeded |= not low <= part <= high
        self.amounts[place] -= min(max(Fraction(part), low), high)

    def _take_number(self, place: int, key: str, part: int, had: int) -> None:
        now = self.numbers.get((place, key), 0) + part
        low, high = sorted((0, had))
        self.exceeded |= not low <= now <= high
        self.numbers[place, key] = min(max(now, low), high)

    def _left(self, place: int, whose: Payload) -> dict[str, int]:
        """The numbers of the event, or of an item, of which something came back."""
        mine = ((key, n) for (at, key), n in self.numbers.items() if at == place)
        return {key: _number(whose, key) - n for key, n in mine}

    def _whole(self) -> list[int]:
        """What is left of the amount of each item, in whole parts."""
        found = [floor(amount) for amount in self.amounts]
        lost = sorted(range(len(found)), key=lambda place: found[place] - self.amounts[place])
        for place in lost[: floor(sum(self.amounts)) - sum(found)]:
            found[place] += 1
        return found

    def _left_items(self, least: Mapping[str, int]) -> Iterator[Payload]:
        """The items of which something is left, with what that is."""
        rest = self._whole()
        for place, item in enumerate(_items(self.original)):
            if place in self.gone or (not rest[place] and _number(item, "amount")):
                continue
            left = self._left(place, item)
            short = {key for key, n in left.items() if n < least[f"item.{key}"]}
            found = {**item, **left, "amount": rest[place]}
            yield {key: one for key, one in found.items() if key not in short}


def _number(payload: Payload, key: str) -> int:
    """A number that may not be carried; 0 then."""
    found = payload.get(key)
    return found if isinstance(found, int) else 0


def _items(payload: Payload) -> Sequence[Payload]:
    return cast("Sequence[Payload]", payload.get("items") or ())


def _check_numbers(told: Payload, known: Mapping[str, int], scope: str, where: str) -> None:
    lowest = -MAX_AMOUNT if scope else 1
    for key, n in told.items():
        if not scope and key in _NO_NUMBERS:
            continue
        if key != "amount" and scope + key not in known:
            same = (one.removeprefix(scope) for one in known if one.startswith(scope))
            names = ", ".join(sorted({"amount", *(one for one in same if "." not in one)}))
            raise Unfit(f"{where}{key}: can't come back in part; what can: {names}")
        if type(n) is not int or not lowest <= n <= MAX_AMOUNT or n == 0:
            raise Unfit(f"{where}{key}: {n!r} must be a whole number up to {MAX_AMOUNT}, not 0")
