"""What a wallet's rules can give at most, and the denominator under which every share is whole.

Amounts run as integers over one denominator, so that the sum of all rules is exact and is rounded
once. Before a program is accepted it is proved here that no value on the way can reach 2^62, from
the declared largest amount of one event (I17).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from setia.core.engine.limits import MAX_AMOUNT, RANGE
from setia.core.program.document import Fixed, Multiply, PerAmount, Rule


class TooWide(ValueError):
    """A program whose amounts could pass 2^62: names the wallet and how to narrow it."""


def rate(gives: PerAmount) -> Fraction:
    """Points for each whole step, or for each minor unit."""
    return gives.points if gives.whole else gives.points * Fraction(1, gives.per_minor)


def denominator(rules: Sequence[Rule]) -> int:
    """One denominator under which every rule's amount, and each product of factors, is whole."""
    parts = [1]
    product = 1
    for rule in rules:
        if isinstance(rule.gives, PerAmount):
            parts.append(rate(rule.gives).denominator)
        elif isinstance(rule.gives, Multiply):
            product *= rule.gives.factor.denominator
    return lcm(*parts) * product


def check_range(wallet_id: str, rules: Sequence[Rule], parts: int) -> None:
    """Prove that no value computed on the way can reach 2^62. parts: the denominator.

    Raises TooWide.
    """
    run = Fraction(0)
    widest = Fraction(0)
    for rule in rules:
        if isinstance(rule.gives, Fixed):
            run += rule.gives.points
        elif isinstance(rule.gives, Multiply):
            factor = rule.gives.factor
            widest = max(widest, run * parts * (factor.numerator - factor.denominator))
            run *= factor
        else:
            run += rule.gives.points * Fraction(MAX_AMOUNT, rule.gives.per_minor)
        # One more point than the sum: what rounding to the nearest can add on the way.
        widest = max(widest, (run + 1) * parts)
    if widest >= RANGE:
        raise TooWide(
            f"wallet {wallet_id}: one purchase could give {int(run)} points in parts of 1/{parts},"
            " which passes 2^62; give fewer points per amount or simpler factors"
        )
