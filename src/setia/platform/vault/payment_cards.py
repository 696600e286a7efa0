"""Recognises numbers of payment cards, so that they can be refused before they are stored.

A text carries one when neighbouring groups of its digits, with single spaces or hyphens between
them, have the prefix and length of a payment network and a right Luhn check digit. A customer
number of a few digits, a telephone number and most loyalty cards are none of these; one loyalty
card in ten of a network's shape passes for a payment card by chance and has to be issued anew.
"""

import re
from collections.abc import Sequence
from typing import Final

# Prefixes (first, last; equally long) and lengths of the networks, after ISO/IEC 7812 and the
# networks' own published ranges: Visa, Mastercard twice, American Express, Discover, UnionPay,
# Diners Club, JCB, Maestro, Mir, RuPay.
_NETWORKS: Final[Sequence[tuple[Sequence[tuple[str, str]], range]]] = (
    ((("4", "4"),), range(13, 20)),
    ((("51", "55"), ("2221", "2720")), range(16, 17)),
    ((("34", "34"), ("37", "37")), range(15, 16)),
    ((("6011", "6011"), ("644", "649"), ("65", "65")), range(16, 20)),
    ((("62", "62"), ("81", "82")), range(16, 20)),
    ((("300", "305"), ("3095", "3095"), ("36", "36"), ("38", "39")), range(14, 20)),
    ((("3528", "3589"),), range(16, 20)),
    ((("5018", "5018"), ("5020", "5020"), ("5038", "5038"), ("5893", "5893")), range(13, 20)),
    ((("6304", "6304"), ("6759", "6759"), ("6761", "6763")), range(13, 20)),
    ((("2200", "2204"),), range(16, 20)),
    ((("5085", "5089"), ("6069", "6085")), range(16, 17)),
)
_RUN: Final = re.compile(r"[0-9]+(?:[ -][0-9]+)*")


def carries_payment_card(text: str) -> bool:
    """Whether a payment card's number stands in `text`, grouped or not."""
    return any(_runs_into_card(re.split("[ -]", run)) for run in _RUN.findall(text))


def _runs_into_card(groups: Sequence[str]) -> bool:
    """Whether neighbouring groups of digits, from any of them on, make up a card's number."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) > 19:
                break
            if _of_network(digits) and luhn_holds(digits):
                return True
    return False


def _of_network(digits: str) -> bool:
    return any(
        len(digits) in lengths and any(a <= digits[: len(a)] <= b for a, b in prefixes)
        for prefixes, lengths in _NETWORKS
    )


def luhn_holds(digits: str) -> bool:
    """ISO/IEC 7812-1: with every second digit from the right doubled, the sum is full tens."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        digit = int(sign)
        total += digit if place % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
    return total % 10 == 0
