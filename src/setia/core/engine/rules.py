"""From one earning rule to lines of source that set its share and why.

A share `c` is a rule's points over the wallet's denominator, `run` the sum of the shares before
it. A rule with a limit or a budget counts whole points, so it is rounded down by itself. Where a
field or a slot lives is the layout's business; what a condition means is the rule language's.
"""

from typing import Final, assert_never

from setia.core.engine.layout import Column, Layout
from setia.core.engine.ranges import rate
from setia.core.expressions.emit import Places, emit, emit_term, present
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import (
    Aggregate,
    AnyItem,
    Count,
    EveryItem,
    Has,
    InList,
    Node,
    Read,
    Total,
    Value,
)
from setia.core.expressions.walk import needed
from setia.core.program.document import (
    Fixed,
    Multiply,
    PerAmount,
    Program,
    Rule,
    source_name,
    tier_field,
)

_ITEMS: Final = """def {name}(s: list[int], e: list[int], b: int, lines: list[int]) -> int:
    found = {start}
    k = 0
    while k < e[b + 4]:
        p = e[b + 3] + k * {width}
        if {condition}:
            found {change}
        k += 1
    return found

"""


class RuleWriter:
    """Writes the rules of one program; every method returns a list of lines.

    functions: the source of those that go through items, which the rules call.
    """

    def __init__(self, program: Program, layout: Layout) -> None:
        self._layout = layout
        self._budgets = [one.id for one in program.budgets]
        self._tiers = {tier_field(program.tiers, one.id): one.id for one in program.tiers}
        self._items: dict[Aggregate, str] = {}
        self._amount = program.fields["item.amount"]
        self._at = Places(self._place, self._code, self._place, self._bit, self._of_items)

    @property
    def functions(self) -> list[str]:
        """The functions that go through items, as they were asked for."""
        return list(self._items.values())

    def lines(self, rule: Rule, place: int, parts: int) -> list[str]:
        """Set the share and the code of the rule numbered `place`, and add to `run`."""
        share = [f"        {line}" for line in self._share(rule, parts)]
        lines = [f"    # {rule.id}", "    c = 0", "    code = 0"]
        lines += [f"    if {self._condition(rule.when)}:", *share]
        lines += ["        if c > 0:", "            code = GIVEN"]
        if rule.counted:
            lines += [f"    {line}" for line in self._counted(rule, place, parts)]
        work = 2 * place
        return [*lines, f"    work[{work}] = c", f"    work[{work + 1}] = code", "    run += c"]

    def _condition(self, node: Node | None) -> str:
        return "True" if node is None else emit(node, self._at)

    def _share(self, rule: Rule, parts: int) -> list[str]:
        match rule.gives:
            case Fixed(points):
                return [f"c = {points * parts}"]
            case Multiply(factor):
                more = factor.numerator - factor.denominator
                return [f"c = run * {more} // {factor.denominator}"]
            case PerAmount(_, per, whole):
                lines = ["amount = " + self._basis(rule.items)]
                if rule.items is not None:
                    lines += ["if amount < 0:", "    amount = 0"]
                steps = f"amount // {per}" if whole else "amount"
                return [*lines, f"c = {steps} * {int(rate(rule.gives) * parts)}"]
            case _:
                assert_never(rule.gives)

    def _basis(self, items: Node | None) -> str:
        """The purchase's amount, or that of the items that a rule picks."""
        if items is None:
            return f"e[b + {self._layout.fields_at}]"
        return self._of_items(Total(Read(self._amount), items))

    def _of_items(self, node: Aggregate) -> str:
        """A call of the function that goes through the items for this."""
        if node not in self._items:
            name = f"items_{len(self._items)}"
            self._items[node] = _ITEMS.format(
                name=name,
                width=self._layout.line_width,
                condition=self._asked_of_each(node),
                **self._outcome(node),
            )
        call = f"items_{list(self._items).index(node)}(s, e, b, lines)"
        return f"({call} == 1)" if isinstance(node, AnyItem | EveryItem) else call

    def _asked_of_each(self, node: Aggregate) -> str:
        """What an item must fulfil to change the outcome."""
        where = "True" if node.where is None else emit(node.where, self._at)
        match node:
            case EveryItem():
                return f"not {where}"
            case Total(of):
                return " and ".join([where, *present(needed(of), self._at)])
            case _:
                return where

    def _outcome(self, node: Aggregate) -> dict[str, str]:
        match node:
            case AnyItem():
                return {"start": "0", "change": "= 1"}
            case EveryItem():
                return {"start": "1 if e[b + 4] > 0 else 0", "change": "= 0"}
            case Count():
                return {"start": "0", "change": "+= 1"}
            case Total(of):
                return {"start": "0", "change": f"+= {emit_term(of, self._at)}"}
            case _:
                assert_never(node)

    def _counted(self, rule: Rule, place: int, parts: int) -> list[str]:
        lines = [f"points = c // {parts}"]
        if rule.most_per_day is not None:
            day, used = (self._layout.slot(f"{name}:{rule.id}") for name in ("day", "used"))
            lines += [
                f"room = limited(s, {day}, {used}, day, {rule.most_per_day}, points)",
                "if room < points:",
                "    code = LIMITED",
                "points = room",
            ]
        if rule.budget is not None:
            lines += self._granted(place, self._budgets.index(rule.budget))
        if rule.most_per_day is not None:
            lines += [f"s[{self._layout.slot(f'used:{rule.id}')}] += points"]
        return [*lines, f"c = points * {parts}"]

    def _granted(self, place: int, budget: int) -> list[str]:
        """Keep the grant that is a fact, or ask the budget for all of the points and note it.

        The code is the same when a decision is made again from its own facts (I12).
        """
        fact = f"e[b + {self._layout.facts_at + self._layout.budget_rules.index(place)}]"
        return [
            "if e[b + 5] == 1:",
            f"    if {fact} != points:",
            "        code = NO_BUDGET",
            f"        if {fact} > 0:",
            "            code = GIVEN",
            f"    points = {fact}",
            f"elif points > left[{budget}]:",
            "    points = 0",
            "    code = NO_BUDGET",
            f"    {fact} = 0",
            "else:",
            f"    left[{budget}] -= points",
            f"    {fact} = points",
        ]

    def _place(self, one: Column) -> str:
        whose = one.field if isinstance(one, InList) else one
        if whose.scope == "state":
            tier_set = self._tiers[whose.name]
            slot = self._layout.slot(f"tier:{tier_set}")
            return f"RANK_{source_name(tier_set)}[s[{slot}]]"
        base = "lines[p" if whose.scope == "item" else "e[b"
        column = self._layout.column(one)
        return f"{base} + {column}]" if column else f"{base}]"

    def _code(self, field: Field, value: Value) -> int:
        if isinstance(value, int):
            return value
        if field.type == "choice":
            return field.values.index(value)
        return self._layout.codes[field.name, value]

    def _bit(self, node: Has) -> int:
        return self._layout.bits[node.field.name, node.value]
