"""What is left of an event after returns: amounts, items and declared numbers.

A return names the event that it takes from. Alone it takes all that is left; with ``items`` it
takes lines, each by its place from 1, whole or by an amount; with ``amount`` it takes so much of
all lines in proportion, and with both just what it says. Other declared numbers that it carries are
taken from those of the event. All returns are added up, lines before what comes in proportion, so
neither their parts nor their order matter (I8, I9).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Final, TypeAlias, cast

from setia.core.engine.limits import MAX_AMOUNT, MAX_ITEMS
from setia.core.engine.readers import Payload, Unfit
from setia.core.expressions.fields import Field
from setia.core.program.document import Program

OF, OF_SOURCE = "of", "of_source"
Fits: TypeAlias = Callable[[Field, int], bool]
"""Whether a field can be a number, told in the smallest unit of the event's own currency."""

MAX_NAME_CHARS: Final = 200
MORE_THAN_BOUGHT: Final = "more_than_bought"
UNKNOWN_LINE: Final = "unknown_line"
OTHER_CURRENCY: Final = "other_currency"
TOO_MANY: Final = "too_many_returns"
MAX_RETURNS: Final = 200
"""Most returns of one event; each is decided on all before it."""

_NO_NUMBERS: Final = frozenset({OF, OF_SOURCE, "currency", "items"})


def check_return(payload: Payload, program: Program, currencies: Sequence[str]) -> None:
    """Raise Unfit where a return can't be read: what it names, amounts, lines.

    currencies: those of all versions, since what comes back may be of any.
    """
    check_named(payload, "comes back")
    currency = payload.get("currency")
    if currency is not None and currency not in currencies:
        raise Unfit(f"currency: {currency!r}; this program takes {', '.join(currencies)}")
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


def check_named(payload: Payload, whose: str) -> None:
    """Raise Unfit where an event does not name another as it should. whose: what becomes of it."""
    for key in (OF, OF_SOURCE):
        name = payload.get(key)
        if name is not None and not (isinstance(name, str) and 0 < len(name) <= MAX_NAME_CHARS):
            raise Unfit(f"{key}: must be text of 1 to {MAX_NAME_CHARS} characters")
    if payload.get(OF) is None:
        raise Unfit(f"{OF}: is needed; give the key of the event that {whose}")


def numbers(program: Program) -> dict[str, Field]:
    """The fields of which something can come back in part, by name."""
    return {
        one.name: one
        for one in program.fields.values()
        if one.scope in ("event", "item") and one.type in ("money", "number") and not one.table
    }


def problem(original: Payload, before: Sequence[Payload], this: Payload, currency: str) -> str:
    """Why a return can't take what it says, a stable reason; "" where it can.

    currency: the program's, in which both are where they don't say.
    """
    if len(before) >= MAX_RETURNS:
        return TOO_MANY
    numbers = this.keys() - {OF, OF_SOURCE, "currency"}
    if numbers and (this.get("currency") or currency) != (original.get("currency") or currency):
        return OTHER_CURRENCY
    taken = _Taken(original, before)
    items = _items(original)
    if any(_number(item, "line") > len(items) for item in _items(this)):
        return UNKNOWN_LINE
    return MORE_THAN_BOUGHT if taken.all or not taken.fits(this) else ""


def remaining(
    original: Payload, returns: Sequence[Payload], known: Mapping[str, Field], fits: Fits
) -> Payload:
    """What an event carries once these returns have taken from it; empty where nothing is left.

    known: as `numbers` gives it. A number that then does not fit is no longer carried; where it is
    needed or has a value that stands in for it, nothing is left of what carried it. fits: whether
    it does, in whatever currency the event is. Amounts are rounded down, those of items by largest
    remainder.
    """
    return _Taken(original, returns).left(known, fits)


class _Taken:
    """What returns take from one event, added up; never more than there was.

    numbers: what came back of numbers, of the event (-1) or of an item by its place. gone: the
    places of items that came back whole. by_lines: of the lines' amounts, where no amount is said
    beside them. said: what is said beside lines. in_proportion: what is said alone.
    """

    def __init__(self, original: Payload, returns: Sequence[Payload]) -> None:
        self._original = original
        self._had = [_number(item, "amount") for item in _items(original)]
        self._numbers: dict[tuple[int, str], int] = {}
        self._gone: set[int] = set()
        self._whole = False
        self._by_lines = self._said = self._in_proportion = 0
        for one in sorted(returns, key=lambda told: "amount" in told):
            self._add(one)

    def _add(self, one: Payload) -> None:
        told = {key: _number(one, key) for key in one if key not in _NO_NUMBERS}
        items = _items(one)
        self._whole |= not told and not items
        before = sum(self._lines())
        for item in items:
            place = _number(item, "line") - 1
            if len(item) == 1:
                self._gone.add(place)
            for key in item:
                if key != "line" and place < len(self._had):
                    self._hold(place, key, _number(item, key))
        amount = told.pop("amount", 0)
        if items and not amount:
            self._by_lines += before - sum(self._lines())
        elif items:
            self._said += amount
        else:
            self._in_proportion += amount
        for key, n in told.items():
            self._hold(-1, key, n)

    def _hold(self, place: int, key: str, n: int) -> None:
        """Take so much of a number and no more."""
        whose = self._original if place < 0 else _items(self._original)[place]
        low, high = sorted((0, _number(whose, key)))
        now = self._numbers.get((place, key), 0) + n
        self._numbers[place, key] = min(max(now, low), high)

    def fits(self, one: Payload) -> bool:
        """Whether there is still as much as a return says."""
        rest = self._rest()
        said: dict[int, int] = {}
        for item in _items(one):
            place = _number(item, "line") - 1
            said[place] = said.get(place, 0) + _number(item, "amount")
            low, high = sorted((Fraction(0), rest[place]))
            if place in self._gone or not low <= said[place] <= high:
                return False
            others = [key for key in item if key not in ("line", "amount")]
            if not all(self._is_there(place, key, _number(item, key)) for key in others):
                return False
        told = [key for key in one if key not in _NO_NUMBERS and key != "amount"]
        if not all(self._is_there(-1, key, _number(one, key)) for key in told):
            return False
        return _number(one, "amount") <= self._amount()

    def _is_there(self, place: int, key: str, n: int) -> bool:
        whose = self._original if place < 0 else _items(self._original)[place]
        low, high = sorted((0, _number(whose, key)))
        return low <= self._numbers.get((place, key), 0) + n <= high

    @property
    def all(self) -> bool:
        """Whether the whole of it came back, said so or part by part."""
        if self._whole:
            return True
        return (
            _number(self._original, "amount") > 0 and self._amount() < 1 and not any(self._parts())
        )

    def left(self, known: Mapping[str, Field], fits: Fits) -> Payload:
        """What is left; see `remaining`."""
        if self.all:
            return {}
        found = self._carried(-1, self._original, "", known, fits)
        if found is None:
            return {}
        if "amount" in self._original:
            found["amount"] = floor(self._amount())
        if "items" in self._original:
            found["items"] = [*self._left_items(known, fits)]
        emptied = self._gone or len(found) < len(self._original)
        return {} if emptied and not found.get("amount") and not found.get("items") else found

    def _carried(
        self, place: int, whose: Payload, scope: str, known: Mapping[str, Field], fits: Fits
    ) -> dict[str, object] | None:
        """The event, or an item, with what is left of its numbers; None where it can't be."""
        found = dict(whose)
        for (at, key), n in self._numbers.items():
            if at != place or key == "amount" or not n:
                continue
            field, left = known.get(scope + key), _number(whose, key) - n
            if field is not None and fits(field, left):
                found[key] = left
            elif field is not None and (field.needed or field.default is not None):
                return None
            else:
                del found[key]
        return found

    def _lines(self) -> list[int]:
        """What lines leave of the amount of each item."""
        return [
            0 if place in self._gone else had - self._numbers.get((place, "amount"), 0)
            for place, had in enumerate(self._had)
        ]

    def _base(self) -> Fraction:
        """The amount that is left but for what comes back in proportion."""
        had, total = _number(self._original, "amount"), sum(self._had)
        by_lines = min(max(self._by_lines, 0), total)
        share = Fraction(had * by_lines, total) if total > 0 else Fraction(0)
        if self._by_lines and not any(self._lines()):
            share = Fraction(had)
        return max(Fraction(0), had - share - self._said)

    def _amount(self) -> Fraction:
        return max(Fraction(0), self._base() - self._in_proportion)

    def _rest(self) -> list[Fraction]:
        """What is left of the amount of each item, exactly."""
        base, lines = self._base(), self._lines()
        if base <= 0:
            return [Fraction(line) for line in lines]
        return [Fraction(line * self._amount(), base) for line in lines]

    def _parts(self) -> list[int]:
        """The same in whole parts."""
        rest = self._rest()
        found = [floor(amount) for amount in rest]
        lost = sorted(range(len(found)), key=lambda place: found[place] - rest[place])
        for place in lost[: floor(sum(rest)) - sum(found)]:
            found[place] += 1
        return found

    def _left_items(self, known: Mapping[str, Field], fits: Fits) -> Iterator[Payload]:
        """The items of which something is left, with what that is."""
        parts = self._parts()
        for place, item in enumerate(_items(self._original)):
            found = self._carried(place, item, "item.", known, fits)
            if found is None or place in self._gone or (self._had[place] and not parts[place]):
                continue
            yield {**found, "amount": parts[place]}


def _number(payload: Payload, key: str) -> int:
    """A number that may not be carried; 0 then."""
    found = payload.get(key)
    return found if type(found) is int else 0


def _items(payload: Payload) -> Sequence[Payload]:
    return cast("Sequence[Payload]", payload.get("items") or ())


def _check_numbers(told: Payload, known: Collection[str], scope: str, where: str) -> None:
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
