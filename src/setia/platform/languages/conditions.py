"""Says a condition of a program as a clause that a member or a manager can read.

The clause stands behind *when* in any of the five languages: ``when the amount is at least RM 50.00
and it is Saturday or Sunday``. Names are the program's own; what it did not name is called by its
id. Brackets stand wherever *and* and *or* meet, so that nobody has to guess which binds first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from setia.core.expressions.fields import WEEKDAYS, Field
from setia.core.expressions.nodes import (
    Add,
    AllOf,
    AnyItem,
    AnyOf,
    Compare,
    Constant,
    Count,
    EveryItem,
    Has,
    InList,
    IsSet,
    Least,
    Match,
    Most,
    Node,
    Not,
    OneOf,
    Operator,
    Read,
    Single,
    Subtract,
    Term,
    Times,
    Total,
    Truth,
    Value,
)
from setia.core.expressions.spans import span_of
from setia.core.program.document import Program, Rule, tier_field
from setia.platform.languages.voice import Voice

_NUMBERS: Final[Mapping[Operator, str]] = {
    "==": "if.equal",
    "!=": "if.not_equal",
    "<": "if.below",
    "<=": "if.at_most",
    ">": "if.above",
    ">=": "if.at_least",
}
_DAYS: Final[Mapping[Operator, str]] = {
    **_NUMBERS,
    "<": "if.before",
    "<=": "if.until",
    ">": "if.after",
    ">=": "if.from",
}
_WORDS: Final[Mapping[Operator, str]] = {
    "==": "if.word",
    "!=": "if.no_word",
    "<": "if.word_below",
    "<=": "if.word_up_to",
    ">": "if.word_above",
    ">=": "if.word_from",
}
_MONTHS: Final = 12
_HOURS: Final = 24
_BUILT_IN: Final[Mapping[str, str]] = {
    "amount": "term.amount",
    "today": "term.today",
    "day": "term.day",
    "month": "term.month",
    "hour": "term.hour",
    "item.amount": "term.item_amount",
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Says conditions of one program in one language."""

    voice: Voice
    program: Program

    def of_rule(self, rule: Rule) -> str:
        """When a rule applies, and to which items, as one sentence without its full stop."""
        said = []
        if rule.kinds != ("purchase",):
            said.append(self.voice.say("rule.on", kinds=self._or([*map(self.kind, rule.kinds)])))
        if rule.when is not None:
            said.append(self.voice.say("rule.when", clause=self.clause(rule.when)))
        if rule.items is not None:
            said.append(self.voice.say("rule.items", clause=self.clause(rule.items)))
        return ", ".join(said) or self.voice.say("rule.always")

    def kind(self, kind: str) -> str:
        """What an event kind is called."""
        named = self.program.kinds.get(kind)
        if kind == "purchase" or named is None:
            return self.voice.say("kind.purchase") if kind == "purchase" else kind
        return self.voice.name(named.names)

    def clause(self, node: Node) -> str:
        """The condition as a clause behind *when*."""
        if (inside := _not_in(node)) is not None:
            return self._denied(inside)
        match node:
            case AnyItem(where):
                return self.voice.say("if.any_item", clause=self._inner(where))
            case EveryItem(where):
                return self.voice.say("if.every_item", clause=self._inner(where))
            case Not(inner):
                return self._denied(inner)
            case AllOf(parts):
                return self._joined("if.and", parts)
            case AnyOf(parts):
                return self._joined("if.or", parts)
            case _:
                return self._single(node)

    def _joined(self, key: str, parts: Sequence[Node]) -> str:
        said = self._inner(parts[0])
        for part in parts[1:]:
            said = self.voice.say(key, first=said, last=self._inner(part))
        return said

    def _inner(self, node: Node) -> str:
        """A clause inside another: in brackets where it is made of several."""
        said = self.clause(node)
        several = isinstance(node, AllOf | AnyOf) and _not_in(node) is None
        return f"({said})" if several else said

    def _denied(self, node: Node) -> str:
        say = self.voice.say
        match node:
            case IsSet(field):
                return say("if.unknown", field=self.name(field))
            case Truth(field):
                return say("if.not_yes", field=self.name(field))
            case Has(field, text):
                return say("if.has_not", field=self.name(field), value=self._quoted(text))
            case InList(field, name):
                return say("if.not_listed", field=self.name(field), list=self._quoted(name))
            case OneOf(field, values):
                if field.name == "weekday":
                    return say("if.not_weekday", days=self._or(self._values(field, values)))
                said = self._or(self._values(field, values))
                return say("if.no_word", field=self.name(field), value=said)
            case Not(inner):
                return self.clause(inner)
            case _:
                return say("if.not", clause=self._inner(node))

    def _single(self, node: Single) -> str:
        say = self.voice.say
        match node:
            case Compare(Read(Field(name="hour")), operator, Constant(hour)) if 0 <= hour < _HOURS:
                return self._clock(operator, hour)
            case Compare(left, operator, right):
                keys = _DAYS if span_of(left).unit == "date" else _NUMBERS
                one, other = self.term(left, right), self.term(right, left)
                return say(keys[operator], left=one, right=other)
            case Match(field, operator, other):
                return self._match(field, operator, other)
            case OneOf(field, values):
                said = self._or(self._values(field, values))
                if field.name == "weekday":
                    return say("if.weekday", days=said)
                return say("if.word", field=self.name(field), value=said)
            case InList(field, name):
                return say("if.listed", field=self.name(field), list=self._quoted(name))
            case Has(field, text):
                return say("if.has", field=self.name(field), value=self._quoted(text))
            case IsSet(field):
                return say("if.known", field=self.name(field))
            case Truth(field):
                return say("if.yes", field=self.name(field))
            case _:
                assert_never(node)

    def _match(self, field: Field, operator: Operator, other: str | Field) -> str:
        value = self.name(other) if isinstance(other, Field) else self._value(field, other)
        if field.name == "weekday":
            key = "if.weekday" if operator == "==" else "if.not_weekday"
            return self.voice.say(key, days=value)
        return self.voice.say(_WORDS[operator], field=self.name(field), value=value)

    def _clock(self, operator: Operator, hour: int) -> str:
        """An hour beside a number: hours begin on the hour, and none but whole ones are asked."""
        say, clock = self.voice.say, self.voice.formats.clock
        match operator:
            case "<" | "<=":
                return say("if.earlier", time=clock(hour + (operator == "<=")))
            case ">" | ">=":
                return say("if.later", time=clock(hour + (operator == ">")))
            case "==":
                return say("if.hour", time=clock(hour), end=clock(hour + 1))
            case _:
                return say("if.not", clause=self._clock("==", hour))

    def term(self, term: Term, beside: Term | None = None) -> str:
        """What is calculated, as a noun. beside: the term that it is compared with."""
        say = self.voice.say
        match term:
            case Read(field):
                return self.name(field)
            case Constant():
                return self._constant(term, beside)
            case Subtract(left, right) if span_of(left).unit == span_of(right).unit == "date":
                return say("term.apart", first=self.term(right), last=self.term(left))
            case Add(left, right):
                return f"{self.term(left)} + {self.term(right, _of_days(left))}"
            case Subtract(left, right):
                less = self._factor(right, _of_days(left))
                return f"{self.term(left)} \N{MINUS SIGN} {less}"
            case Times(left, right):
                return f"{self._factor(left)} × {self._factor(right)}"
            case Least(parts):
                return say("term.least", values=self._and([self.term(one) for one in parts]))
            case Most(parts):
                return say("term.most", values=self._and([self.term(one) for one in parts]))
            case Count() | Total():
                return self._of_items(term)
            case _:
                assert_never(term)

    def _of_items(self, term: Count | Total) -> str:
        say, where = self.voice.say, term.where
        if isinstance(term, Count):
            if where is None:
                return say("term.count")
            return say("term.count_where", clause=self.clause(where))
        of = self._factor(term.of)
        if where is None:
            return say("term.total", of=of)
        return say("term.total_where", of=of, clause=self.clause(where))

    def _factor(self, term: Term, beside: Term | None = None) -> str:
        said = self.term(term, beside)
        return f"({said})" if isinstance(term, Add | Subtract | Least | Most) else said

    def _constant(self, one: Constant, beside: Term | None) -> str:
        formats = self.voice.formats
        if one.unit == "money":
            return formats.money(one.value)
        if one.unit == "date":
            return formats.date(one.value)
        if beside is not None and _is_days(beside) and one.scale == 1:
            return self.voice.say("term.days", one.value, n=formats.number(one.value))
        if _is_month(beside) and one.scale == 1 and 1 <= one.value <= _MONTHS:
            return formats.month_name(one.value)
        return formats.ratio(one.value, one.scale)

    def name(self, field: Field) -> str:
        """What a field is called."""
        if field.name in _BUILT_IN and (field.scope == "time" or field.key == "amount"):
            return self.voice.say(_BUILT_IN[field.name])
        if field.scope == "state" and field.type == "choice":
            tier = self.voice.say("term.tier")
            several = len(self.program.tiers) > 1
            return f"{tier} ({field.name.removeprefix('tier_')})" if several else tier
        return self.voice.name(field.names) if field.names else field.key.replace("_", " ")

    def _values(self, field: Field, values: Sequence[Value]) -> list[str]:
        return [self._value(field, value) for value in values]

    def _value(self, field: Field, value: Value) -> str:
        if isinstance(value, int):
            return self._constant(_constant_of(field, value), Read(field))
        if field.name == "weekday":
            return self.voice.formats.weekday(WEEKDAYS.index(value))
        if field.scope == "state":
            sets = self.program.tiers
            levels = next(one.levels for one in sets if tier_field(sets, one.id) == field.name)
            return self.voice.name(next(one.names for one in levels if one.id == value))
        return value if field.type == "choice" else self._quoted(value)

    def _quoted(self, text: str) -> str:
        return self.voice.formats.quoted(text)

    def _or(self, said: Sequence[str]) -> str:
        return self.voice.formats.either(said)

    def _and(self, said: Sequence[str]) -> str:
        return self.voice.formats.together(said)


def _not_in(node: Node) -> OneOf | InList | Has | None:
    """What a ``not in`` denies, as the parser writes it: a field is there, and not among them."""
    match node:
        case AllOf((IsSet(field), Not(OneOf() | InList() | Has() as inside))):
            return inside if inside.field == field else None
        case _:
            return None


def _constant_of(field: Field, value: int) -> Constant:
    span = span_of(Read(field))
    return Constant(value, span.unit, span.scale)


def _is_month(term: Term | None) -> bool:
    return isinstance(term, Read) and (term.field.name, term.field.scope) == ("month", "time")


def _of_days(term: Term) -> Term | None:
    """A term beside which a plain number is so many days."""
    return term if _is_days(term) else None


def _is_days(term: Term) -> bool:
    """Whether a term is days: the time between two dates, or a date to which some are added."""
    if isinstance(term, Subtract) and span_of(term.left).unit == "date":
        return True
    return span_of(term).unit == "date"
