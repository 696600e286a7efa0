"""Writes what an event adds to the counters.

Some look so many days or months back, some at one period of the calendar, some for ever. An event
is counted once everything that it earns has been worked out.
"""

from collections.abc import Iterator

from setia.core.engine.asking import Asking, period_of
from setia.core.engine.layout import Layout, window_of
from setia.core.engine.limits import MAX_AMOUNT
from setia.core.program.document import Counter, Program

_HEAD = "s: list[int], e: list[int], b: int, lines: list[int], why: list[int], day: int"


class CountWriter:
    """Writes the counters of one program; every method gives lines."""

    def __init__(self, program: Program, layout: Layout, asking: Asking) -> None:
        self.program = program
        self.layout = layout
        self.asking = asking

    def function(self) -> Iterator[str]:
        """What an event adds to each counter."""
        yield f"def counted({_HEAD}) -> None:"
        yield '    """Count the event."""'
        for one in self.program.counters:
            yield from self._counted(one)
        yield from ("    return", "", "")

    def _counted(self, one: Counter) -> Iterator[str]:
        asked = [self.asking.of_kinds(one.kinds)] if one.kinds else []
        if one.when is not None:
            asked.append(self.asking.condition(one.when))
        if one.total is not None:
            asked += self.asking.present(one.total)
        amount = "1" if one.total is None else self.asking.term(one.total)
        if one.points:
            amount = f"why[{1 + self.program.wallet(one.points)}]"
        once = ""
        if one.once_a:
            period, value = self.layout.slots_of(one.id, "once", one.once_a)
            once = f"s, {period}, {value}, {period_of(one.once_a)}"
            asked.append(f"standing({once}) == 0")
        yield f"    if {' and '.join(asked) or 'True'}:"
        yield f"        amount = min({amount}, {MAX_AMOUNT})"
        yield "        if amount > 0:"
        if once:
            yield f"            count({once}, 1)"
        if one.rolling:
            yield f"            {self.put(window_of(one), *one.rolling)}"
        else:
            period, value = self.layout.counter_slots(one)
            yield f"            count(s, {period}, {value}, {period_of(one.within)}, amount)"

    def put(self, window: str, count: int, unit: str) -> str:
        """A line that adds `amount` to a rolling window."""
        total, series = self.layout.slot(f"sum:{window}"), self.layout.series.index(window)
        return f"put(s, {total}, by_day_window_{count}_{unit}(day), {series}, 0, 0, 0, amount)"
