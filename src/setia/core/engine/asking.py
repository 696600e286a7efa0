"""How generated source asks what it needs: fields of the event, of its items, of the member's past.

An event's fields and items stand in its row; levels, counters and what is known of the member are
read once into the decision's own context, so that the decision keeps all that it was made from
(I12). What goes through items becomes a function of its own.
"""

from typing import Final, assert_never

from setia.core.engine.layout import Column, Layout, member_slot, window_of
from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.emit import Places, emit, emit_term, present
from setia.core.expressions.fields import NUMERIC, Field
from setia.core.expressions.nodes import (
    Aggregate,
    AnyItem,
    Count,
    EveryItem,
    Has,
    InList,
    Node,
    Term,
    Total,
    Value,
)
from setia.core.expressions.walk import needed
from setia.core.program.document import Counter, Program, source_name, tier_field

_PERIODS: Final = {
    "day": "{0}",
    "week": "({0} + 3) // 7",
    "month": "by_day_month({0})",
    "year": "by_day_month({0}) // 12",
    "membership year": "membership_year({0}, joined(s))",
    "ever": "0",
}

_ITEMS: Final = """def {name}(e: list[int], b: int, lines: list[int], why: list[int]) -> int:
    found = {start}
    k = 0
    while k < e[b + 4]:
        p = e[b + 3] + k * {width}
        if {condition}:
            found {change}
        k += 1
    return found

"""


def period_of(per: str, day: str = "day") -> str:
    """The number of the calendar period of a local day; weeks since the Monday before 1970."""
    return _PERIODS[per].format(day)


class Asking:
    """What the source of one program asks. functions: those that go through items, as asked for."""

    def __init__(self, program: Program, layout: Layout) -> None:
        self._program = program
        self._layout = layout
        self._items: dict[Aggregate, str] = {}
        self._tiers = {tier_field(program.tiers, one.id): one.id for one in program.tiers}
        self._context = [*self._tiers, *(one.name for one in layout.context)]
        self._at = Places(self._place, self._code, self._place, self._bit, self._of_items)

    @property
    def functions(self) -> list[str]:
        """The functions that go through items, as they were asked for."""
        return list(self._items.values())

    @property
    def head(self) -> int:
        """Where in a decision the rules begin: behind the points by wallet and the context."""
        return 1 + len(self._program.wallets) + len(self._context)

    @property
    def ranks(self) -> dict[str, str]:
        """By tier set, the rank that was held before the event."""
        fields = self._program.fields
        return {one: self._of_context(fields[name]) for name, one in self._tiers.items()}

    def condition(self, node: Node | None) -> str:
        """A condition as one expression."""
        return "True" if node is None else emit(node, self._at)

    def term(self, term: Term) -> str:
        """A calculation as one expression; it means nothing where `present` does not hold."""
        return emit_term(term, self._at)

    def present(self, term: Term) -> list[str]:
        """What asks whether everything that a calculation needs is there."""
        return present(needed(term), self._at)

    def of_kinds(self, kinds: tuple[str, ...]) -> str:
        """Whether the event is of one of some kinds."""
        asked = [f"e[b] == {self._layout.kinds[kind]}" for kind in kinds]
        return asked[0] if len(asked) == 1 else f"({' or '.join(asked)})"

    def context(self) -> list[str]:
        """Lines that read the member's past into the decision."""
        first = 1 + len(self._program.wallets)
        lines = [f"why[0] = {self.head}"]
        for place, name in enumerate(self._tiers, first):
            lines.append(f"why[{place}] = s[{self._layout.slot(f'tier:{self._tiers[name]}')}]")
        for place, one in enumerate(self._layout.context, first + len(self._tiers)):
            lines.append(f"why[{place}] = {self._known(one)}")
        return lines

    def counter(self, name: str, day: str = "day") -> str:
        """What a counter stands at on a local day."""
        layout, one = self._layout, self._counter(name)
        if one.rolling:
            return f"s[{layout.slot(f'sum:{window_of(one)}')}]"
        period, value = layout.counter_slots(one)
        return f"standing(s, {period}, {value}, {period_of(one.within, day)})"

    def _known(self, one: Field) -> str:
        if one.scope == "member":
            kept = f"s[{self._layout.slot(member_slot(one))}]"
            low, high = one.bounds
            return f"bounded({kept}, {low}, {high})" if one.type in NUMERIC else kept
        return f"min({self.counter(one.name)}, {MAX_AMOUNT})"

    def _counter(self, name: str) -> Counter:
        return next(one for one in self._program.counters if one.id == name)

    def _place(self, one: Column) -> str:
        whose = one.field if isinstance(one, InList) else one
        if whose.scope in ("state", "member"):
            return self._of_context(whose)
        base = "lines[p" if whose.scope == "item" else "e[b"
        column = self._layout.column(one)
        return f"{base} + {column}]" if column else f"{base}]"

    def _of_context(self, field: Field) -> str:
        known = f"why[{1 + len(self._program.wallets) + self._context.index(field.name)}]"
        if field.name in self._tiers:
            return f"RANK_{source_name(self._tiers[field.name])}[{known}]"
        if field.type == "choice":
            return f"ranked(CHOICE_{field.key}, {known})"
        return known

    def _code(self, field: Field, value: Value) -> int:
        if isinstance(value, int):
            return value
        if field.type == "choice":
            return field.values.index(value)
        return self._layout.codes[field.name, value]

    def _bit(self, node: Has) -> int:
        return self._layout.bits[node.field.name, node.value]

    def _of_items(self, node: Aggregate) -> str:
        """A call of the function that goes through the items for this."""
        if node not in self._items:
            name = f"items_{len(self._items)}"
            self._items[node] = ""  # Its place, should it ask for another one on the way.
            self._items[node] = _ITEMS.format(
                name=name,
                width=self._layout.line_width,
                condition=self._asked_of_each(node),
                **self._outcome(node),
            )
        call = f"items_{list(self._items).index(node)}(e, b, lines, why)"
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
