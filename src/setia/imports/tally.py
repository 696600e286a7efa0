"""Counts what an import has done so far, a chunk at a time.

The fields are those of the summary. It counts what it is shown and decides nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from setia.core.engine.kinds import RETURN
from setia.imports.sink import MappedEvent
from setia.ledger.entries import Outcome, Receipt
from setia.platform.json import Json


@dataclass(slots=True)
class Tally:
    """What has been counted so far. currency: the program's own, "" if not known. rows: staged rows
    that are dealt with, for the progress.
    """

    currency: str = ""
    rows: int = 0
    in_events: int = 0
    events: int = 0
    members: int = 0
    new_members: int = 0
    equal_rows: int = 0
    dropped: int = 0
    zero_amounts: int = 0
    first_us: int | None = None
    last_us: int | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def count(self, events: Sequence[MappedEvent], receipts: Sequence[Receipt]) -> None:
        """Count events that have an outcome, each with its receipt."""
        if not events:
            return
        self.events += len(events)
        for outcome, number in Counter(receipt.outcome for receipt in receipts).items():
            self.outcomes[outcome.value] += number
        self.reasons.update(receipt.reason for receipt in receipts if receipt.reason)
        self._count_amounts(events)
        for receipt in receipts:
            if receipt.outcome is Outcome.ACCEPTED:
                _add(self.points, receipt.points or {})
                _add(self.rules, receipt.rules or {})
        first, last = min(one.occurred_us for one in events), max(one.occurred_us for one in events)
        self.first_us = first if self.first_us is None else min(self.first_us, first)
        self.last_us = last if self.last_us is None else max(self.last_us, last)

    def _count_amounts(self, events: Sequence[MappedEvent]) -> None:
        for event in events:
            amount = event.payload.get("amount")
            if event.kind == RETURN and amount is None:
                amount = _of_lines(event.payload)
            if type(amount) is int:
                currency = event.payload.get("currency")
                other = currency and self.currency not in ("", currency)
                what = f"{event.kind} {currency}" if other else event.kind
                self.amounts[what] += amount
                if not amount:
                    self.zero_amounts += 1


def _of_lines(payload: Mapping[str, Json]) -> int | None:
    """What comes back by lines, as far as these say amounts; None where none does."""
    items = payload.get("items")
    lines = items if isinstance(items, list | tuple) else ()
    found = [one.get("amount") for one in lines if isinstance(one, Mapping)]
    amounts = [one for one in found if isinstance(one, int)]
    return sum(amounts) if amounts else None


def _add(sums: Counter[str], more: Mapping[str, int]) -> None:
    # Counter.update takes ten times as long for the one or two entries that there are.
    for name, number in more.items():
        sums[name] += number
