"""From a program to the source of its engine: plain functions over integers.

The text stands behind the kernel's and calls it; rules come in functions of `RULES_PER_FUNCTION`,
since a compiler's time grows faster than a function's length. Amounts run as integers over one
denominator per wallet, so that the sum of all rules is exact and is rounded once.
"""

import hashlib
import inspect
from fractions import Fraction
from math import lcm
from typing import Final, assert_never

from setia.core.engine import kernel
from setia.core.engine.layout import KINDS, Layout
from setia.core.engine.limits import ABSENT, MAX_AMOUNT, RANGE
from setia.core.engine.zones import ZoneTable
from setia.core.expressions.emit import emit
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import Value
from setia.core.program.document import Fixed, Multiply, PerAmount, Program, Rule, TierSet, Wallet

RULES_PER_FUNCTION: Final = 25
KERNEL: Final = inspect.getsource(kernel)


class TooWide(ValueError):
    """A program whose amounts could pass 2^62: names the wallet and how to narrow it."""


def generate(program: Program, layout: Layout, zone: ZoneTable) -> str:
    """The whole source: kernel, constants, rules, decide and fold."""
    return _Generator(program, layout, zone).source()


def digest(source: str) -> str:
    """A name for a source by its content."""
    return hashlib.sha256(source.encode()).hexdigest()[:24]


class _Generator:
    """Writes one program's source; every method returns a list of lines."""

    def __init__(self, program: Program, layout: Layout, zone: ZoneTable) -> None:
        self.program = program
        self.layout = layout
        self.zone = zone
        self.rules = program.ordered_rules

    def source(self) -> str:
        lines = [
            KERNEL,
            *self._constants(),
            *self._calendar(),
            *self._advance(),
            *(line for wallet in self.program.wallets for line in self._wallet(wallet)),
            *self._purchase(),
            *self._spend(),
            *self._decide(),
        ]
        return "\n".join(lines) + "\n" + FOLD

    def _constants(self) -> list[str]:
        series = self.layout.series
        sums = [self.layout.slot(f"sum:{name}") for name in series]
        return [
            f"ZONE_AT = row({list(self.zone.at_us)!r})",
            f"ZONE_OFFSET = row({list(self.zone.offset_us)!r})",
            f"WALLET_OF = row({[-1 if '/' in name else k for k, name in enumerate(series)]!r})",
            f"SUM_OF = row({sums!r})",
            f"N_SERIES = {len(series)}",
            f"N_SLOTS = {len(self.layout.slots)}",
            f"WIDTH = {self.layout.width}",
            f"FRESH = row({self.layout.fresh()!r})",
            "",
        ]

    def _calendar(self) -> list[str]:
        """Pure functions of a local day, which the interpreted form remembers."""
        lines: list[str] = []
        for wallet in self.program.wallets:
            months, to_end = 0, False
            if wallet.expiry:
                months, to_end = wallet.expiry.months, wallet.expiry.to_month_end
            lines += [
                f"def by_day_{_name(wallet.id)}(day):",
                f"    return expires_us(day, {months}, {to_end}, ZONE_AT, ZONE_OFFSET)",
                "",
                "",
            ]
        for one in self.program.tiers:
            lines += [
                f"def by_day_kept_{_name(one.id)}(day):",
                f"    return expires_us(day, {one.keep_months}, False, ZONE_AT, ZONE_OFFSET)",
                "",
                "",
            ]
        for months in self._windows():
            lines += [
                f"def by_day_window_{months}(day):",
                f"    return instant_us(months_later(day, {months}), ZONE_AT, ZONE_OFFSET)",
                "",
                "",
            ]
        return [*lines, "def by_day_month(day):", "    return month_of(day)", "", ""]

    def _windows(self) -> list[int]:
        return sorted({one.window_months for one in self.program.tiers})

    def _advance(self) -> list[str]:
        lines: list[str] = []
        for one in self.program.tiers:
            lines += [f"def level_{_name(one.id)}(measure):"]
            for rank, level in reversed(list(enumerate(one.levels))[1:]):
                lines += [f"    if measure >= {level.least_minor}:", f"        return {rank}"]
            lines += ["    return 0", "", ""]
        lines += [
            "def advance(s, out, to):",
            '    """Apply what falls due by `to`, in order of time: windows, lots, then tiers."""',
            "    while s[DUE] <= to:",
            "        at = s[DUE]",
            "        expire(s, out, at, WALLET_OF, SUM_OF)",
            "        due = first_due(s)",
        ]
        for one in self.program.tiers:
            level, until, measure = self._tier_slots(one)
            lines += [
                f"        if s[{until}] <= at:",
                f"            s[{level}] = level_{_name(one.id)}(s[{measure}])",
                f"            s[{until}] = NEVER",
                f"            if s[{level}] > 0:",
                "                day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US",
                f"                s[{until}] = by_day_kept_{_name(one.id)}(day)",
                f"        if s[{until}] < due:",
                f"            due = s[{until}]",
            ]
        return [*lines, "        s[DUE] = due", "        s[DONE] = at", "", ""]

    def _tier_slots(self, one: TierSet) -> tuple[int, int, int]:
        slot = self.layout.slot
        return slot(f"tier:{one.id}"), slot(f"until:{one.id}"), slot(f"sum:spend/{one.window_months}")

    def _wallet(self, wallet: Wallet) -> list[str]:
        """The rules of one wallet, in functions, and the sum that rounds once and allocates."""
        places = [k for k, rule in enumerate(self.rules) if rule.wallet == wallet.id]
        denominator = _denominator([self.rules[k] for k in places])
        _check_range(wallet, [self.rules[k] for k in places], denominator)
        name = _name(wallet.id)
        lines: list[str] = []
        groups = [places[k : k + RULES_PER_FUNCTION] for k in range(0, len(places), RULES_PER_FUNCTION)]
        for group, members in enumerate(groups):
            lines += [f"def rules_{name}_{group}(s, e, b, lines, left, work, day, run):"]
            for place in members:
                lines += self._rule(place, denominator)
            lines += ["    return run", "", ""]
        lines += [f"def earn_{name}(s, e, b, lines, left, out, why, work, day):", "    run = 0"]
        lines += [
            f"    run = rules_{name}_{group}(s, e, b, lines, left, work, day, run)"
            for group in range(len(groups))
        ]
        half = f" + {denominator // 2}" if wallet.rounding == "nearest" else ""
        total, debt = self.layout.slot(f"sum:{wallet.id}"), self.layout.slot(f"debt:{wallet.id}")
        series = self.layout.series.index(wallet.id)
        first = 2 * places[0] if places else 0
        return [
            *lines,
            f"    total = (run{half}) // {denominator}",
            f"    allocate(work, {first}, {len(places)}, {denominator}, total)",
            f"    explain(work, {first}, {len(places)}, why)",
            "    if total > 0:",
            f"        earn(s, out, {series}, {total}, {debt},"
            f" by_day_{name}(day), by_day_month(day), total, e[b + 1])",
            "    return total",
            "",
            "",
        ]

    def _rule(self, place: int, denominator: int) -> list[str]:
        rule = self.rules[place]
        work = 2 * place
        lines = [f"    # {rule.id}", "    c = 0", "    code = 0"]
        lines += [f"    if {self._condition(rule)}:", *(f"        {line}" for line in self._amount(rule, denominator))]
        lines += ["        if c > 0:", "            code = GIVEN"]
        if rule.counted:
            lines += [f"    {line}" for line in self._counted(rule, place, denominator)]
        return [*lines, f"    work[{work}] = c", f"    work[{work + 1}] = code", "    run += c"]

    def _condition(self, rule: Rule) -> str:
        return "True" if rule.when is None else emit(rule.when, self._place, self._code)

    def _amount(self, rule: Rule, denominator: int) -> list[str]:
        """Lines that set `c` to the rule's own points over the denominator."""
        match rule.gives:
            case Fixed(points):
                return [f"c = {points * denominator}"]
            case Multiply(factor):
                return [f"c = run * {factor.numerator - factor.denominator} // {factor.denominator}"]
            case PerAmount(_, per, whole):
                amount = f"e[b + {self.layout.fields_at}]" if rule.items is None else "amount"
                steps = f"{amount} // {per}" if whole else amount
                rate = int(_rate(rule.gives) * denominator)
                return [*self._items_amount(rule), f"c = {steps} * {rate}"]
            case _:
                assert_never(rule.gives)

    def _items_amount(self, rule: Rule) -> list[str]:
        if rule.items is None:
            return []
        condition = emit(rule.items, self._place, self._code)
        return [
            "amount = 0",
            "k = 0",
            "while k < e[b + 4]:",
            f"    p = e[b + 3] + k * {self.layout.line_width}",
            f"    if {condition}:",
            "        amount += lines[p]",
            "    k += 1",
            "if amount < 0:",
            "    amount = 0",
        ]

    def _counted(self, rule: Rule, place: int, denominator: int) -> list[str]:
        """A rule with a limit or a budget counts whole points, so it is rounded down by itself."""
        lines = [f"points = c // {denominator}"]
        if rule.most_per_day is not None:
            day, used = self.layout.slot(f"day:{rule.id}"), self.layout.slot(f"used:{rule.id}")
            lines += [
                f"room = limited(s, {day}, {used}, day, {rule.most_per_day}, points)",
                "if room < points:",
                "    code = LIMITED",
                "points = room",
            ]
        if rule.budget is not None:
            fact = f"e[b + {self.layout.facts_at + self.layout.budget_rules.index(place)}]"
            budget = [one.id for one in self.program.budgets].index(rule.budget)
            lines += [
                "if e[b + 5] == 1:",
                f"    if {fact} < points or {fact} == 0 and points > 0:",
                "        code = NO_BUDGET",
                f"    points = {fact}",
                "    if points > 0:",
                "        code = GIVEN",
                f"elif points > left[{budget}]:",
                "    points = 0",
                "    code = NO_BUDGET",
                f"    {fact} = 0",
                "else:",
                f"    left[{budget}] -= points",
                f"    {fact} = points",
            ]
        if rule.most_per_day is not None:
            lines += [f"s[{self.layout.slot(f'used:{rule.id}')}] += points"]
        return [*lines, f"c = points * {denominator}"]

    def _place(self, field: Field) -> str:
        if field.name == "amount":
            return f"e[b + {self.layout.fields_at}]"
        if field.name == "item.amount":
            return "lines[p]"
        if field.scope == "item":
            return f"lines[p + {1 + self.layout.item_fields.index(field)}]"
        if field.scope == "state":
            one = next(one for one in self.program.tiers if field.name in ("tier", f"tier-{one.id}"))
            return f"s[{self.layout.slot(f'tier:{one.id}')}]"
        return f"e[b + {self.layout.fields_at + 2 + self.layout.event_fields.index(field)}]"

    def _code(self, field: Field, value: Value) -> int:
        if isinstance(value, int):
            return value
        if field.type == "choice":
            return field.values.index(value)
        return self.layout.codes[field.name, value]

    def _purchase(self) -> list[str]:
        lines = [
            "def purchase(s, e, b, lines, left, out, why, work):",
            '    """Earn in every wallet at the tiers held before, then count the spend."""',
            "    at = e[b + 1]",
            "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US",
            f"    amount = e[b + {self.layout.fields_at}]",
        ]
        head = 1 + len(self.program.wallets)
        for k, one in enumerate(self.program.tiers):
            lines += [f"    why[{head + k}] = s[{self._tier_slots(one)[0]}]"]
        lines += [f"    why[0] = {head + len(self.program.tiers)}"]
        for k, wallet in enumerate(self.program.wallets):
            call = f"earn_{_name(wallet.id)}(s, e, b, lines, left, out, why, work, day)"
            lines += [f"    why[{1 + k}] = {call}"]
        for months in self._windows():
            name = f"spend/{months}"
            lines += [
                "    if amount > 0:",
                f"        put(s, {self.layout.slot(f'sum:{name}')}, by_day_window_{months}(day),"
                f" {self.layout.series.index(name)}, 0, 0, amount)",
            ]
        for one in self.program.tiers:
            level, until, measure = self._tier_slots(one)
            lines += [
                f"    reached = level_{_name(one.id)}(s[{measure}])",
                f"    if reached > 0 and reached >= s[{level}]:",
                f"        s[{level}] = reached",
                f"        s[{until}] = by_day_kept_{_name(one.id)}(day)",
                f"        if s[{until}] < s[DUE]:",
                f"            s[DUE] = s[{until}]",
            ]
        return [*lines, "    return ACCEPTED", "", ""]

    def _spend(self) -> list[str]:
        fact = f"e[b + {self.layout.facts_at}]"
        lines = [
            "def spend(s, e, b, out, why):",
            '    """Take points if there are enough now; a given outcome is kept for ever."""',
            f"    points = e[b + {self.layout.fields_at}]",
            f"    wallet = e[b + {self.layout.fields_at + 1}]",
            "    series, total, debt = 0, 0, 0",
        ]
        for k, wallet in enumerate(self.program.wallets):
            lines += [
                f"    if wallet == {k}:",
                f"        series, total, debt = {self.layout.series.index(wallet.id)}, "
                f"{self.layout.slot(f'sum:{wallet.id}')}, {self.layout.slot(f'debt:{wallet.id}')}",
            ]
        return [
            *lines,
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
        ]

    def _decide(self) -> list[str]:
        return [
            "def decide(s, e, b, lines, left, out, why, work):",
            '    """Advance to the event\'s instant, then apply it; returns the outcome."""',
            "    why[0] = 1",
            "    advance(s, out, e[b + 1])",
            "    if s[BUCKETS] + N_SERIES > MAX_BUCKETS:",
            "        return SET_ASIDE",
            "    k = 0",
            "    while k < N_SERIES:",
            "        if s[SUM_OF[k]] > MAX_SUM:",
            "            return SET_ASIDE",
            "        k += 1",
            "    s[AT] = e[b + 1]",
            "    s[RANK] = e[b + 2]",
            f"    if e[b] == {KINDS['spend']}:",
            "        return spend(s, e, b, out, why)",
            "    return purchase(s, e, b, lines, left, out, why, work)",
            "",
            "",
        ]


FOLD: Final = '''
def fold(rows, starts, tos, lines, s, left, out, why, work, states, ends):
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
        j = 0
        while j < n:
            states[w + j] = s[j]
            j += 1
        w += n
        ends[k] = w
        k += 1
    return w
'''


def _name(identity: str) -> str:
    return identity.replace("-", "_")


def _denominator(rules: list[Rule]) -> int:
    """One denominator under which every rule's amount, and each product of factors, is whole."""
    parts = [1]
    product = 1
    for rule in rules:
        if isinstance(rule.gives, PerAmount):
            parts.append(_rate(rule.gives).denominator)
        elif isinstance(rule.gives, Multiply):
            product *= rule.gives.factor.denominator
    return lcm(*parts) * product


def _rate(gives: PerAmount) -> Fraction:
    """Points for each whole step, or for each minor unit."""
    return gives.points if gives.whole else gives.points / gives.per_minor


def _check_range(wallet: Wallet, rules: list[Rule], denominator: int) -> None:
    """Prove that no value computed on the way can reach 2^62, from the declared largest amount."""
    run = Fraction(0)
    widest = Fraction(0)
    for rule in rules:
        match rule.gives:
            case Fixed(points):
                run += points
            case Multiply(factor):
                widest = max(widest, run * denominator * (factor.numerator - factor.denominator))
                run *= factor
            case PerAmount(points, per, _):
                run += points * MAX_AMOUNT / per
        widest = max(widest, (run + 1) * denominator)
    if widest >= RANGE:
        raise TooWide(
            f"wallet {wallet.id}: one purchase could give {int(run)} points in parts of 1/"
            f"{denominator}, which passes 2^62; give fewer points per amount or simpler factors"
        )
