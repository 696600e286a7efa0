"""Turns the money of an event into the program's currency, at the rate of its day.

A rate is reference data: dated, and known since its upload. Every amount is multiplied exactly and
rounded once, to the nearest smallest unit, halves away from 0; the amounts of items are rounded
together, by largest remainder, so that they add up. Nothing else of an event is changed.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import TypeGuard

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.engine.readers import Payload, Unfit
from setia.core.engine.reference import RATE, RATES, Moment, Reference
from setia.core.program.currencies import decimals_of
from setia.core.program.document import Program


class Exchange:
    """Turns money into the currency of one version."""

    def __init__(self, program: Program, reference: Reference) -> None:
        self._program = program
        self._reference = reference
        money = [one for one in program.fields.values() if one.type == "money" and not one.table]
        self._of_event = [one.key for one in money if one.scope == "event"]
        self._of_item = [one.key for one in money if one.scope == "item" and one.key != "amount"]

    def exchanged(self, payload: Payload, moment: Moment) -> Payload:
        """The payload in the program's currency. Raises Unfit where there is no rate."""
        factor = self.factor(payload, moment)
        if factor is None:
            return payload
        found = _times(payload, self._of_event, factor)
        found["currency"] = self._program.currency
        items = payload.get("items")
        if isinstance(items, list | tuple) and all(isinstance(one, Mapping) for one in items):
            found["items"] = self._items(items, factor)
        return found

    def factor(self, payload: Payload, moment: Moment) -> Fraction | None:
        """By what its money is multiplied, None where it is in the program's currency.

        Raises Unfit where there is no rate.
        """
        currency = payload.get("currency")
        if currency is None or currency == self._program.currency:
            return None
        return self._factor(currency, moment)

    def _items(self, items: Sequence[Payload], factor: Fraction) -> list[Payload]:
        made = [_times(one, self._of_item, factor) for one in items]
        told = [one.get("amount") for one in items]
        amounts = [one for one in told if _is_amount(one)]
        if len(amounts) == len(items):
            for one, amount in zip(made, together(amounts, factor), strict=True):
                one["amount"] = amount
        return [*made]

    def _factor(self, currency: object, moment: Moment) -> Fraction:
        """The program's smallest units for one smallest unit of a currency."""
        if not isinstance(currency, str) or currency not in self._program.currencies:
            taken = ", ".join([self._program.currency, *sorted(self._program.currencies)])
            raise Unfit(f"currency: {currency!r}; this program takes {taken}")
        row = self._reference.found(RATES, currency, moment)
        if row is None:
            raise Unfit(
                f"currency: no rate of {currency} is known for that day; load one:"
                " setia reference load rates FILE"
            )
        shift = self._program.decimals - decimals_of(currency)
        return Fraction(str(row[RATE])) * Fraction(10) ** shift


def nearest(exact: Fraction) -> int:
    """The nearest whole number, halves away from 0."""
    whole = floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def together(amounts: Sequence[int], factor: Fraction) -> list[int]:
    """Amounts times a factor, in whole numbers that add up to their sum times the factor."""
    exact = [amount * factor for amount in amounts]
    found = [floor(one) for one in exact]
    last = sorted(range(len(found)), key=lambda place: found[place] - exact[place])
    for place in last[: nearest(sum(exact, Fraction(0))) - sum(found)]:
        found[place] += 1
    return found


def _times(told: Payload, names: Sequence[str], factor: Fraction) -> dict[str, object]:
    """What is told, with these amounts times a factor; what is no amount is refused later."""
    found = dict(told)
    for name in names:
        amount = found.get(name)
        if _is_amount(amount):
            found[name] = nearest(amount * factor)
    return found


def _is_amount(value: object) -> TypeGuard[int]:
    """Whether it is a number that may be multiplied: what is too large is refused as it is."""
    return type(value) is int and abs(value) <= MAX_AMOUNT
