"""What a wallet's rules can give at most, and the denominator under which every share is whole.

Amounts run as integers over one denominator, so that the sum of all rules is exact and is rounded
once. Before a program is accepted it is proved here that no value on the way can reach 2^62, from
the declared largest values of one event (I17).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import assert_never

from setia.core.engine.limits import MAX_AMOUNT, RANGE
from setia.core.expressions.fields import ITEM_AMOUNT
from setia.core.expressions.nodes import Read, Term, Total
from setia.core.expressions.spans import span_of
from setia.core.program.document import (
    Brackets,
    ByBasis,
    Fixed,
    Gives,
    Multiply,
    PerAmount,
    Program,
    Rule,
    Steps,
)


class TooWide(ValueError):
    """A program whose amounts could pass 2^62: names the wallet and how to narrow it."""


def rate(gives: PerAmount) -> Fraction:
    """Points for each whole step, or for each part of the basis."""
    return gives.points if gives.whole else gives.points * Fraction(1, gives.per)


def denominator(rules: Sequence[Rule]) -> int:
    """One denominator under which every rule's amount, and each product of factors, is whole."""
    parts = [1]
    product = 1
    for rule in rules:
        if isinstance(rule.gives, Multiply):
            product *= rule.gives.factor.denominator
        parts += [rate(one).denominator for one in _rates(rule.gives)]
    return lcm(*parts) * product


def check_range(program: Program, wallet_id: str, parts: int) -> None:
    """Prove that no value computed on the way can reach 2^62. parts: the denominator.

    Raises TooWide.
    """
    run = Fraction(0)
    widest = Fraction(0)
    for rule in (one for one in program.ordered_rules if one.wallet == wallet_id):
        if isinstance(rule.gives, Multiply):
            factor = rule.gives.factor
            widest = max(widest, run * parts * (factor.numerator - factor.denominator))
            run *= factor
        else:
            run += _most(rule.gives, program, rule)
        # One more point than the sum: what rounding to the nearest can add on the way.
        widest = max(widest, (run + 1) * parts)
    if widest >= RANGE:
        raise TooWide(
            f"wallet {wallet_id}: one event could give {int(run)} points in parts of 1/{parts},"
            " which passes 2^62; give fewer points per amount, simpler factors, or fields narrower"
            " bounds, from: and to:"
        )


def most_of(term: Term) -> int:
    """The most that a basis can come to; items' amounts together stay within one event's."""
    if isinstance(term, Total) and term.of == Read(ITEM_AMOUNT):
        return MAX_AMOUNT
    return span_of(term).high


def _rates(gives: Gives) -> list[PerAmount]:
    if isinstance(gives, Brackets):
        return [one for _, one in gives.brackets]
    return [gives] if isinstance(gives, PerAmount) else []


def _most(gives: Fixed | ByBasis, program: Program, rule: Rule) -> Fraction:
    """The most points of one rule in one event."""
    if isinstance(gives, Fixed):
        return Fraction(gives.points)
    bases = (program.basis(rule, kind) for kind in rule.kinds)
    most = max((most_of(one) for one in bases if one is not None), default=0)
    match gives:
        case Steps(steps):
            return Fraction(max(points for _, points in steps))
        case PerAmount(points, per):
            return points * Fraction(max(0, most), per)
        case Brackets(brackets):
            ends = [*(start for start, _ in brackets[1:]), max(most, 0)]
            return sum(
                (
                    one.points * Fraction(max(0, end - start), one.per)
                    for (start, one), end in zip(brackets, ends, strict=True)
                ),
                Fraction(0),
            )
        case _:
            assert_never(gives)
