"""From a program to the source of its engine: plain functions over integers.

The text stands behind the kernel's and calls it; rules come in functions of `RULES_PER_FUNCTION`,
since a compiler's time grows faster than a function's length. What one rule writes is in `rules`,
and how wide its amounts may be in `ranges`; here they are put in order: calendar, what falls due,
earning wallet by wallet, spending, and the fold of many holders.
"""

import hashlib
import inspect
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Final

from setia.core.engine import (
    arriving,
    folding,
    giving_back,
    holds,
    kernel,
    remembering,
    returning,
    sharing,
    shifting,
    taking,
    waiting,
)
from setia.core.engine import calendar as calendar_library
from setia.core.engine.acts import ActWriter
from setia.core.engine.asking import Asking
from setia.core.engine.counting import CountWriter
from setia.core.engine.kinds import KINDS
from setia.core.engine.layout import Layout, pending_of, spend_of
from setia.core.engine.lots import LotWriter
from setia.core.engine.ranges import TooWide, check_range, denominator
from setia.core.engine.rules import RuleWriter
from setia.core.engine.spans import calendar, joined, spend_windows, until
from setia.core.engine.tables import tables
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import (
    Program,
    TierSet,
    Wallet,
    source_name,
)

__all__ = ["TooWide", "digest", "generate"]

RULES_PER_FUNCTION: Final = 25
_ROW: Final = "list[int]"
_EVENT: Final = "s: list[int], e: list[int], b: int, lines: list[int]"
_OUT: Final = "left: list[int], out: list[int], why: list[int], work: list[int]"


def below(module: ModuleType) -> str:
    """A module's text below its line; above it stands what only readers and checkers need."""
    return re.split(r"(?m)^# This line ends .*$", inspect.getsource(module))[1]


KERNEL: Final = "\n\n".join(
    [
        *(inspect.getsource(one) for one in (calendar_library, kernel, sharing)),
        *(below(one) for one in (remembering, waiting, returning, shifting)),
    ]
)


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
        self.windows = spend_windows(program)
        self.asking = Asking(program, layout)
        self.writer = RuleWriter(program, layout, self.asking)
        self.lots = LotWriter(program, layout)
        self.counting = CountWriter(program, layout, self.asking)

    def source(self) -> str:
        rules = [line for wallet in self.program.wallets for line in self._wallet(wallet)]
        counters = [*self.counting.function()]
        unnamed = [*self._unnamed()]
        lines = [
            KERNEL,
            *tables(self.program, self.layout, self.zone, self.asking.head),
            *calendar(self.program),
            *joined(self.program, self.layout),
            *self.lots.coming_back(),
            below(giving_back),
            below(arriving),
            below(holds),
            *self._levels(),
            *self._advance(),
            *self.asking.functions,
            *rules,
            *counters,
            *self._accrue(),
            *ActWriter(self.program, self.layout, self.lots).functions(),
            *self._fall(),
            below(taking),
            *unnamed,
            below(folding),
        ]
        return "\n".join(lines)

    def _levels(self) -> Iterator[str]:
        """The rank that a measure reaches, from the highest level down."""
        for one in self.program.tiers:
            yield f"def level_{source_name(one.id)}(measure: int) -> int:"
            for rank in range(len(one.levels) - 1, 0, -1):
                yield f"    if measure >= {one.levels[rank].least}:"
                yield f"        return {rank}"
            yield from ("    return 0", "", "")

    def _advance(self) -> Iterator[str]:
        yield from (
            f"def advance(s: {_ROW}, out: {_ROW}, to: int) -> None:",
            '    """Apply what falls due by `to`, in order of time: windows, lots, then tiers."""',
            "    while s[DUE] <= to:",
            "        at = s[DUE]",
            "        expire(s, out, at, WALLET_OF, SUM_OF, PENDING_OF, DEBT_OF)",
            "        due = first_due(s)",
            "        if s[HOLDS] > 0:",
            "            lapse(s, out, at)",
            "            due = min(first_due(s), first_lapse(s))",
        )
        for one in self.program.tiers:
            _, ends = self._tier_slots(one)
            yield f"        if s[{ends}] <= at:"
            yield "            day = local_us(at - 1, ZONE_AT, ZONE_OFFSET) // DAY_US"
            yield f"            rank = level_{source_name(one.id)}({self._measure(one)})"
            yield "            day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US"
            yield from self._lost(one)
            yield f"        if s[{ends}] < due:"
            yield f"            due = s[{ends}]"
        yield from ("        s[DUE] = due", "        s[DONE] = at", "", "")

    def _lost(self, one: TierSet) -> Iterator[str]:
        """What a level becomes when its time is over: the measure's, held once more, or lost."""
        name = source_name(one.id)
        level, ends = self._tier_slots(one)
        held, deeper = f"RANK_{name}[s[{level}]]", "            "
        if one.grace is not None:
            grace = self.layout.slot(f"grace:{one.id}")
            yield f"            if rank < {held} and s[{grace}] == 0:"
            yield f"                s[{grace}] = 1"
            yield f"                s[{ends}] = {until(f'graced_{name}', one.grace)}"
            yield "            else:"
            yield f"                s[{grace}] = 0"
            deeper += "    "
        if one.drop != "to measure":
            least = held + (" - 1" if one.drop == "one level" else "")
            yield f"{deeper}rank = max(rank, {least})"
        yield f"{deeper}s[{level}] = CODE_{name}[rank]"
        yield f"{deeper}s[{ends}] = NEVER"
        yield f"{deeper}if rank > 0:"
        yield f"{deeper}    s[{ends}] = {until(f'renewed_{name}', one.keep)}"

    def _no_grace(self, one: TierSet) -> Iterator[str]:
        """A level that is reached has its grace still before it."""
        if one.grace is not None:
            yield f"        s[{self.layout.slot(f'grace:{one.id}')}] = 0"

    def _tier_slots(self, one: TierSet) -> tuple[int, int]:
        """The slots of a tier set: level, and until when."""
        return self.layout.slot(f"tier:{one.id}"), self.layout.slot(f"until:{one.id}")

    def _measure(self, one: TierSet) -> str:
        """What a tier set's levels are reached by, on the local day `day`."""
        if one.counter:
            return self.asking.counter(one.counter)
        return f"s[{self.layout.slot(f'sum:{spend_of(one.window_months)}')}]"

    def _wallet(self, wallet: Wallet) -> Iterator[str]:
        """The rules of one wallet, in functions, and the sum that rounds once and allocates."""
        places = [k for k, rule in enumerate(self.rules) if rule.wallet == wallet.id]
        rules = [self.rules[k] for k in places]
        parts = denominator(rules)
        check_range(self.program, wallet.id, parts)
        name = source_name(wallet.id)
        first = 2 * places[0] if places else 0
        asked = "s, e, b, lines, left, work, why, day"
        earns = ["    run = 0"]
        if any(rule.exclusive for rule in rules):
            lines = self.writer.exclusive(rules, parts)
            yield from self._rules(f"exclusive_{name}", lines)
            earns += [
                f"    clear(work, {first}, {len(rules)})",
                f"    run = exclusive_{name}({asked}, 0)",
                "    if run == 0:",
            ]
        shared = [rule for rule in rules if not rule.exclusive]
        for group, lines in enumerate(_grouped(self.writer.blocks(shared, parts))):
            yield from self._rules(f"rules_{name}_{group}", lines)
            deeper = "    " if len(shared) < len(rules) else ""
            earns.append(f"    {deeper}run = rules_{name}_{group}({asked}, run)")
        if earns[-1].endswith(":"):
            earns.append("        run = 0")
        half = f" + {parts // 2}" if wallet.rounding == "nearest" else ""
        yield from (
            f"def earn_{name}({_EVENT}, {_OUT}, day: int) -> int:",
            *earns,
            f"    total = (run{half}) // {parts}",
            f"    allocate(work, {first}, {len(places)}, {parts}, total)",
            *self._most(wallet, first, len(places)),
            f"    explain(work, {first}, {len(places)}, why)",
            *self.lots.lots(wallet, rules, self.asking.ranks),
            "    return total",
            "",
            "",
        )

    def _most(self, wallet: Wallet, first: int, count: int) -> Iterator[str]:
        """Give no more than the wallet still has room for, pending and held points counted."""
        if wallet.most is None:
            return
        held = [f"s[{self.layout.slot(f'{name}:{wallet.id}')}]" for name in ("sum", "held")]
        if (waiting := f"sum:{pending_of(wallet.id)}") in self.layout.slots:
            held.append(f"s[{self.layout.slot(waiting)}]")
        owed = f"s[{self.layout.slot(f'debt:{wallet.id}')}]"
        yield f"    most = max(0, {wallet.most} - {' - '.join(held)} + {owed})"
        yield "    if total > most:"
        yield "        total = most"
        yield f"        trim(work, {first}, {count}, total)"

    def _rules(self, name: str, lines: list[str]) -> Iterator[str]:
        """One function of rules, which adds to `run`."""
        yield f"def {name}({_EVENT}, left: {_ROW}, work: {_ROW}, why: {_ROW},"
        yield "    day: int, run: int) -> int:"
        yield from (*lines, "    return run", "", "")

    def _accrue(self) -> Iterator[str]:
        yield from (
            f"def accrue({_EVENT}, {_OUT}) -> int:",
            '    """Earn in every wallet by what stood before, then count the event."""',
            "    at = e[b + 1]",
            "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US",
            *self._joins(),
            *(f"    {line}" for line in self.asking.context()),
            *self.lots.active(self._of_kinds),
        )
        for k, wallet in enumerate(self.program.wallets):
            arguments = "s, e, b, lines, left, out, why, work, day"
            yield f"    why[{1 + k}] = earn_{source_name(wallet.id)}({arguments})"
        if self.program.counters:
            yield "    counted(s, e, b, lines, why, day)"
        if self.windows:
            yield f"    amount = e[b + {self.layout.fields_at}]"
            yield f"    if e[b] == {KINDS['purchase']} and amount > 0:"
        for months in self.windows:
            yield f"        {self.counting.put(spend_of(months), months, 'months')}"
        for one in self.program.tiers:
            name = source_name(one.id)
            level, ends = self._tier_slots(one)
            yield from (
                f"    rank = level_{name}({self._measure(one)})",
                f"    if rank > 0 and rank >= RANK_{name}[s[{level}]]:",
                f"        s[{level}] = CODE_{name}[rank]",
                f"        s[{ends}] = {until(f'kept_{name}', one.keep)}",
                *self._no_grace(one),
                f"        if s[{ends}] < s[DUE]:",
                f"            s[DUE] = s[{ends}]",
            )
        yield from ("    return ACCEPTED", "", "")

    def _of_kinds(self, kinds: tuple[str, ...]) -> list[str]:
        own = tuple(kind for kind in kinds if kind in self.program.kinds)
        return [self.asking.of_kinds(own)] if own else []

    def _joins(self) -> Iterator[str]:
        """Note the day of the first event, from which membership is counted."""
        if self.program.by_anniversary:
            slot = self.layout.slot("joined")
            yield f"    if s[{slot}] == 0:"
            yield f"        s[{slot}] = day + 1"

    def _unnamed(self) -> Iterator[str]:
        """What a return takes that names no event: what one rule alone gives for what it brings."""
        yield f"def take_unnamed({_EVENT}, out: {_ROW}, why: {_ROW}) -> int:"
        rule = next((one for one in self.rules if one.id == self.program.returns.unnamed), None)
        if rule is None:
            yield from ("    return REFUSED", "", "")
            return
        wallet = self.program.wallet(rule.wallet)
        parts = denominator([one for one in self.rules if one.wallet == rule.wallet])
        nearest = self.program.wallets[wallet].rounding == "nearest"
        half = f" + {parts // 2}" if nearest else ""
        yield "    day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield from (f"    {line}" for line in self.asking.context())
        yield from self.writer.alone(rule, parts)
        yield f"    points = (c{half}) // {parts}"
        place = self.rules.index(rule)
        yield f"    return take_by_rule(s, e, b, out, why, {wallet}, {place}, points)"
        yield from ("", "")

    def _fall(self) -> Iterator[str]:
        """What a return does to levels: they stay, or are looked at again."""
        yield f"def fall(s: {_ROW}, at: int) -> None:"
        if self.program.returns.levels == "fall" and self.program.tiers:
            yield "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US"
            for one in (each for each in self.program.tiers if each.drop != "never"):
                name = source_name(one.id)
                level, ends = self._tier_slots(one)
                yield from (
                    f"    rank = level_{name}({self._measure(one)})",
                    f"    if rank < RANK_{name}[s[{level}]]:",
                    f"        s[{level}] = CODE_{name}[rank]",
                    "        if rank == 0:",
                    f"            s[{ends}] = NEVER",
                )
        yield from ("    return", "", "")


def _grouped(blocks: Iterable[list[str]]) -> Iterator[list[str]]:
    """Blocks of lines, so many to a function."""
    lines: list[str] = []
    for number, block in enumerate(blocks, 1):
        lines += block
        if number % RULES_PER_FUNCTION == 0:
            yield lines
            lines = []
    if lines:
        yield lines
