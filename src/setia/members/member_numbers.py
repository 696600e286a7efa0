"""Member numbers: twelve digits that a person can read out over a telephone.

The last digit is a check digit after Damm, which catches every wrong digit and every swap of two
neighbours; Luhn's, which payment cards use, misses 09 for 90. Numbers are drawn at random, so that
they tell neither how many members there are nor when one joined, and begin with 1 to 9, because
spreadsheets drop a leading 0. With twelve digits none can be taken for a payment card, which has 13
to 19. That a number is given once is the work of the lookup table.
"""

import secrets
from typing import Final

DIGITS: Final = 12

# Damm's quasigroup of order 10 (H. M. Damm, 2004): row is the state so far, column the next digit.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def new_member_number() -> str:
    """A number drawn at random from 9 × 10**10; whether it is taken, the lookup table knows."""
    first = 10 ** (DIGITS - 2)
    body = str(first + secrets.randbelow(9 * first))
    return body + str(check_digit(body))


def is_member_number(text: str) -> bool:
    """Whether `text` is twelve digits, the first from 1 to 9, with a fitting check digit."""
    if len(text) != DIGITS or not (text.isascii() and text.isdecimal()) or text[0] == "0":
        return False
    return check_digit(text) == 0


def check_digit(digits: str) -> int:
    """The digit that completes `digits`; 0 for digits that are complete with theirs."""
    state = 0
    for digit in digits:
        state = _DAMM[state][int(digit)]
    return state


def grouped(number: str) -> str:
    """A member number as it is shown: 1234 5678 9012."""
    return " ".join(number[start : start + 4] for start in range(0, DIGITS, 4))
