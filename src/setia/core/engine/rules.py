"""From the earning rules of one wallet to lines of source that set their shares and why.

A share `c` is a rule's points over the wallet's denominator, `run` the sum of the shares before
it. A rule with points limits or a budget counts whole points, so it is rounded down by itself.
First a rule claims its share, held to its limits; then, once it is known to be the one that gives,
it asks its budget and counts what it used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, assert_never

from setia.core.engine.asking import Asking, period_of
from setia.core.engine.layout import Layout
from setia.core.engine.ranges import rate
from setia.core.expressions.fields import AMOUNT
from setia.core.expressions.nodes import Read, Term
from setia.core.program.document import (
    Brackets,
    ByBasis,
    Fixed,
    Limit,
    Multiply,
    PerAmount,
    Program,
    Rule,
    Steps,
)

_STEP: Final = "    "


class RuleWriter:
    """Writes the rules of one program as lines of source."""

    def __init__(self, program: Program, layout: Layout, asking: Asking) -> None:
        self._program = program
        self._layout = layout
        self._asking = asking
        self._budgets = [one.id for one in program.budgets]
        self._places = {rule.id: place for place, rule in enumerate(program.ordered_rules)}
        self._one_kind = all(kind == "purchase" for kind in program.kinds)

    def blocks(self, rules: Sequence[Rule], parts: int) -> Iterator[list[str]]:
        """One block of lines for each rule or group, in order; each adds to `run`."""
        for group, found in groupby(rules, key=lambda rule: rule.group or f" {rule.id}"):
            members = list(found)
            if members[0].group is None:
                yield self._alone(members[0], parts)
            elif self._program.stacking[group] == "best":
                yield self._best(members, parts)
            else:
                yield self._first(members, parts)

    def exclusive(self, rules: Sequence[Rule], parts: int) -> list[str]:
        """Each exclusive rule in turn, until one of them gives; the others are passed by.

        A grant that stands was made when the other side gave, and stays with it.
        """
        theirs = [self._fact(rule) for rule in rules if rule.budget and not rule.exclusive]
        lines = ["    barred = 0"]
        if theirs:
            granted = " or ".join(f"{fact} > 0" for fact in theirs)
            lines += [f"    if e[b + 5] == 1 and ({granted}):", "        barred = 1"]
        return [*lines, *self._first([rule for rule in rules if rule.exclusive], parts)]

    def alone(self, rule: Rule, parts: int) -> list[str]:
        """Set `c` to what a rule comes to by itself for a purchase; it has no limits."""
        asked = "True" if rule.when is None else self._asking.condition(rule.when)
        share = self._share(replace(rule, kinds=("purchase",)), parts)
        return [f"    # {rule.id}", "    c = 0", f"    if {asked}:", *_deeper(_deeper(share))]

    def _alone(self, rule: Rule, parts: int, *, whole: bool = False) -> list[str]:
        """A rule by itself. whole: what comes to less than one point counts as nothing."""
        barred: list[str] = []
        if whole and not rule.counted:
            barred = [f"    if c > 0 and c < {parts}:", "        c = 0", "        code = 0"]
        if whole and rule.budget is None:
            stands = "(fixed >= 0 or barred == 1)" if rule.exclusive else "fixed >= 0"
            barred += [f"    if {stands} and c > 0:", "        c = 0", "        code = 0"]
        return [*self._claim(rule, parts), *barred, *self._settle(rule, parts)]

    def _first(self, rules: Sequence[Rule], parts: int) -> list[str]:
        """The first rule that gives a whole point; a grant that stands keeps its place.

        What stands was granted when every rule before it gave nothing, so none of them gives now.
        """
        lines = [*self._granted_before(rules), "    given = 0"]
        for rule in rules:
            place = self._places[rule.id]
            lines += [
                f"    work[{2 * place}] = 0",
                f"    work[{2 * place + 1}] = 0",
                "    if given == 0:",
                *_deeper(self._alone(rule, parts, whole=True)),
                "        if c > 0:",
                "            given = 1",
            ]
        return lines

    def _best(self, rules: Sequence[Rule], parts: int) -> list[str]:
        """The rule with the largest share, the first of equals; the others are outdone.

        Where its budget refuses, the next best is asked. A grant that stands gives even where its
        rule is no longer the best, or comes to nothing.
        """
        lines = self._granted_before(rules)
        for rule in rules:
            place = self._places[rule.id]
            lines += [*self._claim(rule, parts), f"    work[{2 * place}] = c"]
            lines.append(f"    work[{2 * place + 1}] = code")
        lines += ["    given = 0", "    while given == 0:", "        best = -1", "        most = 0"]
        for rule in rules:
            share = f"work[{2 * self._places[rule.id]}]"
            free = "" if rule.budget else " and fixed < 0"
            lines += [
                f"        if {share} > most{free}:",
                f"            most = {share}",
                f"            best = {self._places[rule.id]}",
            ]
        lines += ["        if best < 0:", "            best = fixed", "            given = 1"]
        for rule in rules:
            place = self._places[rule.id]
            lines += [
                f"        if best == {place}:",
                f"            c = work[{2 * place}]",
                f"            code = work[{2 * place + 1}]",
                *_deeper(_deeper(self._settle(rule, parts))),
                "            if c > 0:",
                "                given = 1",
            ]
        for rule in rules:
            place = self._places[rule.id]
            lines += [
                f"    if best != {place} and work[{2 * place}] > 0:",
                f"        work[{2 * place}] = 0",
                f"        work[{2 * place + 1}] = OUTDONE",
            ]
        return lines

    def _granted_before(self, rules: Sequence[Rule]) -> list[str]:
        """Which rule of a group has a grant that stands, -1 for none."""
        lines = ["    fixed = -1"]
        for rule in rules:
            if rule.budget:
                lines += [
                    f"    if e[b + 5] == 1 and {self._fact(rule)} > 0:",
                    f"        fixed = {self._places[rule.id]}",
                ]
        return lines

    def _claim(self, rule: Rule, parts: int) -> list[str]:
        """Set `c` and `code` to what the rule comes to, held to its limits, budget aside."""
        asked = [self._asking.condition(rule.when)] if rule.when is not None else []
        if not self._one_kind:
            asked.insert(0, self._asking.of_kinds(rule.kinds))
        lines = [f"    # {rule.id}", "    c = 0", "    code = 0"]
        lines += [f"    if {' and '.join(asked) or 'True'}:"]
        lines += [f"        {line}" for line in self._share(rule, parts)]
        lines += ["        if c > 0:", "            code = GIVEN"]
        if rule.rests_us:
            rests = self._layout.slot(f"rests:{rule.id}")
            lines += [f"            if e[b + 1] < s[{rests}]:"]
            lines += ["                c = 0", "                code = RESTING"]
        for limit in rule.limits:
            if limit.what == "times":
                lines += [f"            if c > 0 and room({self._used(rule, limit)}) == 0:"]
                lines += ["                c = 0", "                code = LIMITED"]
        if not rule.counted:
            return lines
        lines += [f"    points = c // {parts}"]
        for limit in rule.limits:
            if limit.what == "points":
                lines += [
                    f"    most_now = {self._room(rule, limit)}",
                    "    if most_now < points:",
                    "        points = most_now",
                    "        code = LIMITED",
                ]
        return [*lines, f"    c = points * {parts}"]

    def _settle(self, rule: Rule, parts: int) -> list[str]:
        """Ask the budget, count what is used, keep share and code, and add to `run`."""
        place = self._places[rule.id]
        lines: list[str] = []
        if rule.budget is not None:
            lines += [f"    points = c // {parts}", *_deeper(self._granted(rule))]
            lines += [f"    c = points * {parts}"]
        used: list[str] = []
        for limit in rule.limits:
            if limit.per != "event":
                period, value = self._layout.slots_of(rule.id, limit.what, limit.per)
                amount = f"c // {parts}" if limit.what == "points" else "1"
                used.append(f"count(s, {period}, {value}, {period_of(limit.per)}, {amount})")
        if rule.rests_us:
            rests = self._layout.slot(f"rests:{rule.id}")
            used.append(f"s[{rests}] = e[b + 1] + {rule.rests_us}")
        if used:
            lines += ["    if c > 0:", *(f"        {line}" for line in used)]
        work = 2 * place
        return [*lines, f"    work[{work}] = c", f"    work[{work + 1}] = code", "    run += c"]

    def _used(self, rule: Rule, limit: Limit) -> str:
        period, value = self._layout.slots_of(rule.id, limit.what, limit.per)
        return f"s, {period}, {value}, {period_of(limit.per)}, {limit.most}"

    def _room(self, rule: Rule, limit: Limit) -> str:
        return str(limit.most) if limit.per == "event" else f"room({self._used(rule, limit)})"

    def _share(self, rule: Rule, parts: int) -> list[str]:
        match rule.gives:
            case Fixed(points):
                return [f"c = {points * parts}"]
            case Multiply(factor):
                more = factor.numerator - factor.denominator
                return [f"c = run * {more} // {factor.denominator}"]
            case _:
                return [*self._basis(rule), *_by_basis(rule.gives, parts)]

    def _basis(self, rule: Rule) -> list[str]:
        """Set `amount` to what the rule gives by: 0 where it is less, -1 where there is none."""
        terms: dict[Term, list[str]] = {}
        for kind in rule.kinds:
            term = self._program.basis(rule, kind)
            if term is not None:
                terms.setdefault(term, []).append(kind)
        if terms == {Read(AMOUNT): ["purchase"]}:
            return [f"amount = {self._asking.term(Read(AMOUNT))}"]
        lines = ["amount = -1"]
        for term, kinds in terms.items():
            asked = self._asking.present(term)
            if len(terms) > 1:
                asked.insert(0, self._asking.of_kinds(tuple(kinds)))
            lines += [f"if {' and '.join(asked) or 'True'}:"]
            lines += [f"    amount = {self._asking.term(term)}"]
            lines += ["    if amount < 0:", "        amount = 0"]
        return lines

    def _fact(self, rule: Rule) -> str:
        place = self._layout.budget_rules.index(self._places[rule.id])
        return f"e[b + {self._layout.facts_at + place}]"

    def _granted(self, rule: Rule) -> list[str]:
        """Keep the grant that is a fact, or ask the budget for all of the points and note it.

        The code is the same when a decision is made again from its own facts (I12). What came back
        in part is decided anew: what was granted is all that is left.
        """
        fact = self._fact(rule)
        budget = self._budgets.index(rule.budget or "")
        return [
            "if e[b + 5] == 2:",
            f"    if points > {fact}:",
            "        points = 0",
            "        code = NO_BUDGET",
            "elif e[b + 5] == 1:",
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


def _by_basis(gives: ByBasis, parts: int) -> list[str]:
    """Set `c` by `amount`."""
    match gives:
        case PerAmount():
            return ["if amount > 0:", f"    c = {_rated('amount', gives, parts)}"]
        case Steps(steps):
            pairs = ((f"if amount >= {start}:", f"    c = {n * parts}") for start, n in steps)
            return [line for pair in pairs for line in pair]
        case Brackets(brackets):
            lines = []
            ends = [start for start, _ in brackets[1:]]
            for place, (start, one) in enumerate(brackets):
                lines += [f"if amount > {start}:", f"    part = amount - {start}"]
                if place < len(ends):
                    width = ends[place] - start
                    lines += [f"    if part > {width}:", f"        part = {width}"]
                lines.append(f"    c += {_rated('part', one, parts)}")
            return lines
        case _:
            assert_never(gives)


def _rated(amount: str, one: PerAmount, parts: int) -> str:
    steps = f"{amount} // {one.per}" if one.whole else amount
    return f"{steps} * {int(rate(one) * parts)}"


def _deeper(lines: Sequence[str]) -> list[str]:
    return [_STEP + line for line in lines]
