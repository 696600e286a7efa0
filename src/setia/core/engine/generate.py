"""From a program to the source of its engine: plain functions over integers.

The text stands behind the kernel's and calls it; rules come in functions of `RULES_PER_FUNCTION`,
since a compiler's time grows faster than a function's length. What one rule writes is in `rules`,
and how wide its amounts may be in `ranges`; here they are put in order: calendar, what falls due,
earning wallet by wallet, spending, and the fold of many holders.
"""

import hashlib
import inspect
from collections.abc import Iterator
from typing import Final

from setia.core.engine import kernel
from setia.core.engine.layout import KINDS, Layout
from setia.core.engine.ranges import TooWide, check_range, denominator
from setia.core.engine.rules import RuleWriter
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Program, TierSet, Wallet, source_name

__all__ = ["TooWide", "digest", "generate"]

RULES_PER_FUNCTION: Final = 25
_ROW: Final = "list[int]"
_EVENT: Final = "s: list[int], e: list[int], b: int, lines: list[int]"
_OUT: Final = "left: list[int], out: list[int], why: list[int], work: list[int]"
KERNEL: Final = inspect.getsource(kernel)


def generate(program: Program, layout: Layout, zone: ZoneTable) -> str:
    """The whole source: kernel, constants, rules, decide and fold. Raises TooWide."""
    return _Generator(program, layout, zone).source()


def digest(source: str) -> str:
    """A name for a source by its content."""
    return hashlib.sha256(source.encode()).hexdigest()[:24]


class _Generator:
    """Writes one program's source; every method gives lines."""

    def __init__(self, program: Program, layout: Layout, zone: ZoneTable) -> None:
        self.program = program
        self.layout = layout
        self.zone = zone
        self.rules = program.ordered_rules
        self.windows = sorted({one.window_months for one in program.tiers})
        self.writer = RuleWriter(program, layout)

    def source(self) -> str:
        rules = [line for wallet in self.program.wallets for line in self._wallet(wallet)]
        lines = [
            KERNEL,
            *self._constants(),
            *self._calendar(),
            *self._levels(),
            *self._advance(),
            *self.writer.functions,
            *rules,
            *self._purchase(),
            *self._spend(),
            _DECIDE.format(event=_EVENT, out=_OUT, purchase=KINDS["purchase"]),
        ]
        return "\n".join(lines) + "\n" + _FOLD

    def _constants(self) -> list[str]:
        series = self.layout.series
        sums = [self.layout.slot(f"sum:{name}") for name in series]
        lines = [
            f"ZONE_AT = row({list(self.zone.at_us)!r})",
            f"ZONE_OFFSET = row({list(self.zone.offset_us)!r})",
            f"WALLET_OF = row({[-1 if '/' in name else k for k, name in enumerate(series)]!r})",
            f"SUM_OF = row({sums!r})",
            f"N_SERIES = {len(series)}",
            f"WIDTH = {self.layout.width}",
            f"FRESH = row({self.layout.fresh()!r})",
        ]
        for one in self.program.tiers:
            ladder = self.layout.ladders[one.id]
            lines += [
                f"RANK_{source_name(one.id)} = row({list(ladder.ranks)!r})",
                f"CODE_{source_name(one.id)} = row({[ladder.code(lv.id) for lv in one.levels]!r})",
            ]
        return [*lines, "", ""]

    def _calendar(self) -> Iterator[str]:
        """Pure functions of a local day, which the interpreted form remembers."""
        zone = "ZONE_AT, ZONE_OFFSET"
        for wallet in self.program.wallets:
            months, to_end = 0, False
            if wallet.expiry:
                months, to_end = wallet.expiry.months, wallet.expiry.to_month_end
            result = f"expires_us(day, {months}, {to_end}, {zone})"
            yield from _by_day(f"expires_{source_name(wallet.id)}", result)
        for one in self.program.tiers:
            name = source_name(one.id)
            yield from _by_day(f"kept_{name}", f"expires_us(day, {one.keep_months}, False, {zone})")
            renewed = f"instant_us(months_later(day, {one.keep_months}), {zone})"
            yield from _by_day(f"renewed_{name}", renewed)
        for months in self.windows:
            result = f"instant_us(months_later(day, {months}), {zone})"
            yield from _by_day(f"window_{months}", result)
        yield from _by_day("month", "month_of(day)")

    def _levels(self) -> Iterator[str]:
        """The rank that a measure reaches, from the highest level down."""
        for one in self.program.tiers:
            yield f"def level_{source_name(one.id)}(measure: int) -> int:"
            for rank in range(len(one.levels) - 1, 0, -1):
                yield f"    if measure >= {one.levels[rank].least_minor}:"
                yield f"        return {rank}"
            yield from ("    return 0", "", "")

    def _advance(self) -> Iterator[str]:
        yield from (
            f"def advance(s: {_ROW}, out: {_ROW}, to: int) -> None:",
            '    """Apply what falls due by `to`, in order of time: windows, lots, then tiers."""',
            "    while s[DUE] <= to:",
            "        at = s[DUE]",
            "        expire(s, out, at, WALLET_OF, SUM_OF)",
            "        due = first_due(s)",
        )
        for one in self.program.tiers:
            name = source_name(one.id)
            level, until, measure = self._tier_slots(one)
            yield from (
                f"        if s[{until}] <= at:",
                f"            rank = level_{name}(s[{measure}])",
                f"            s[{level}] = CODE_{name}[rank]",
                f"            s[{until}] = NEVER",
                "            if rank > 0:",
                "                day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US",
                f"                s[{until}] = by_day_renewed_{name}(day)",
                f"        if s[{until}] < due:",
                f"            due = s[{until}]",
            )
        yield from ("        s[DUE] = due", "        s[DONE] = at", "", "")

    def _tier_slots(self, one: TierSet) -> tuple[int, int, int]:
        """The slots of a tier set: level, until when, and the sum that is its measure."""
        names = (f"tier:{one.id}", f"until:{one.id}", f"sum:spend/{one.window_months}")
        level, until, measure = (self.layout.slot(name) for name in names)
        return level, until, measure

    def _wallet(self, wallet: Wallet) -> Iterator[str]:
        """The rules of one wallet, in functions, and the sum that rounds once and allocates."""
        places = [k for k, rule in enumerate(self.rules) if rule.wallet == wallet.id]
        rules = [self.rules[k] for k in places]
        parts = denominator(rules)
        check_range(wallet.id, rules, parts)
        name = source_name(wallet.id)
        groups = range(0, len(places), RULES_PER_FUNCTION)
        for group, start in enumerate(groups):
            yield f"def rules_{name}_{group}({_EVENT}, left: {_ROW}, work: {_ROW},"
            yield "    day: int, run: int) -> int:"
            for place in places[start : start + RULES_PER_FUNCTION]:
                yield from self.writer.lines(self.rules[place], place, parts)
            yield from ("    return run", "", "")
        yield f"def earn_{name}({_EVENT}, {_OUT}, day: int) -> int:"
        yield "    run = 0"
        for group in range(len(groups)):
            yield f"    run = rules_{name}_{group}(s, e, b, lines, left, work, day, run)"
        half = f" + {parts // 2}" if wallet.rounding == "nearest" else ""
        total, debt = self.layout.slot(f"sum:{wallet.id}"), self.layout.slot(f"debt:{wallet.id}")
        lot = f"{self.layout.series.index(wallet.id)}, {total}, {debt}, by_day_expires_{name}(day)"
        first = 2 * places[0] if places else 0
        yield from (
            f"    total = (run{half}) // {parts}",
            f"    allocate(work, {first}, {len(places)}, {parts}, total)",
            f"    explain(work, {first}, {len(places)}, why)",
            "    if total > 0:",
            f"        earn(s, out, {lot}, by_day_month(day), total, e[b + 1])",
            "    return total",
            "",
            "",
        )

    def _purchase(self) -> Iterator[str]:
        head = 1 + len(self.program.wallets)
        yield from (
            f"def purchase({_EVENT}, {_OUT}) -> int:",
            '    """Earn in every wallet at the tiers held before, then count the spend."""',
            "    at = e[b + 1]",
            "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US",
            f"    amount = e[b + {self.layout.fields_at}]",
        )
        for k, one in enumerate(self.program.tiers):
            yield f"    why[{head + k}] = s[{self._tier_slots(one)[0]}]"
        yield f"    why[0] = {head + len(self.program.tiers)}"
        for k, wallet in enumerate(self.program.wallets):
            arguments = "s, e, b, lines, left, out, why, work, day"
            yield f"    why[{1 + k}] = earn_{source_name(wallet.id)}({arguments})"
        for months in self.windows:
            total = self.layout.slot(f"sum:spend/{months}")
            series = self.layout.series.index(f"spend/{months}")
            yield "    if amount > 0:"
            yield f"        put(s, {total}, by_day_window_{months}(day), {series}, 0, 0, amount)"
        for one in self.program.tiers:
            name = source_name(one.id)
            level, until, measure = self._tier_slots(one)
            yield from (
                f"    rank = level_{name}(s[{measure}])",
                f"    if rank > 0 and rank >= RANK_{name}[s[{level}]]:",
                f"        s[{level}] = CODE_{name}[rank]",
                f"        s[{until}] = by_day_kept_{name}(day)",
                f"        if s[{until}] < s[DUE]:",
                f"            s[DUE] = s[{until}]",
            )
        yield from ("    return ACCEPTED", "", "")

    def _spend(self) -> Iterator[str]:
        fact = f"e[b + {self.layout.facts_at}]"
        yield from (
            f"def spend(s: {_ROW}, e: {_ROW}, b: int, out: {_ROW}, why: {_ROW}) -> int:",
            '    """Take points if there are enough now; a given outcome is kept for ever."""',
            f"    points = e[b + {self.layout.fields_at}]",
            f"    wallet = e[b + {self.layout.fields_at + 1}]",
            "    series, total, debt = 0, 0, 0",
        )
        for k, wallet in enumerate(self.program.wallets):
            slots = ", ".join(str(self.layout.slot(f"{x}:{wallet.id}")) for x in ("sum", "debt"))
            yield f"    if wallet == {k}:"
            yield f"        series, total, debt = {self.layout.series.index(wallet.id)}, {slots}"
        yield from (
            "    why[1] = points",
            "    why[2] = s[total] - s[debt]",
            "    why[0] = 3",
            "    if e[b + 5] == 0:",
            f"        {fact} = 0",
            "        if s[total] - s[debt] >= points:",
            f"            {fact} = 1",
            f"    if {fact} == 0:",
            "        return REFUSED",
            "    take(s, out, series, total, debt, points, e[b + 1])",
            "    return ACCEPTED",
            "",
            "",
        )


def _by_day(name: str, result: str) -> tuple[str, ...]:
    return (f"def by_day_{name}(day: int) -> int:", f"    return {result}", "", "")


_DECIDE: Final = '''def decide({event}, {out}) -> int:
    """Advance to the event's instant, then apply it; returns the outcome."""
    why[0] = 1
    advance(s, out, e[b + 1])
    if e[b] == {purchase}:
        # Only what earns makes buckets: a spend is never set aside for having too many.
        if s[BUCKETS] + N_SERIES > MAX_BUCKETS:
            return SET_ASIDE
        k = 0
        while k < N_SERIES:
            if s[SUM_OF[k]] > MAX_SUM:
                return SET_ASIDE
            k += 1
        s[AT] = e[b + 1]
        s[RANK] = e[b + 2]
        return purchase(s, e, b, lines, left, out, why, work)
    s[AT] = e[b + 1]
    s[RANK] = e[b + 2]
    return spend(s, e, b, out, why)
'''

_FOLD: Final = '''
def fold(
    rows: list[int],
    starts: list[int],
    tos: list[int],
    lines: list[int],
    s: list[int],
    left: list[int],
    out: list[int],
    why: list[int],
    work: list[int],
    states: list[int],
    ends: list[int],
) -> int:
    """Fold each member's rows into a state, advanced to `tos`; the states are laid end to end."""
    k = 0
    w = 0
    while k < len(starts) - 1:
        j = 0
        while j < len(FRESH):
            s[j] = FRESH[j]
            j += 1
        i = starts[k]
        while i < starts[k + 1]:
            out[0] = 0
            decide(s, rows, i * WIDTH, lines, left, out, why, work)
            i += 1
        out[0] = 0
        advance(s, out, tos[k])
        n = HEAD + s[SLOTS] + BUCKET * s[BUCKETS]
        move(states, w, s, 0, n)
        w += n
        ends[k] = w
        k += 1
    return w
'''
