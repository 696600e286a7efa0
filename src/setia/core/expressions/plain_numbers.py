"""Reads plain decimal numbers exactly: digits, and perhaps a point with digits behind it.

Nothing else that Python would take for a number passes: no exponent, underscore, sign, infinity or
digit of another script. No float is made and no decimal context is asked, so that the same text is
the same number everywhere (I17).
"""

import re
from fractions import Fraction
from typing import Final

MAX_DIGITS: Final = 20
_PLAIN: Final = re.compile(rf"[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS}}})?")


def exact(text: str) -> Fraction | None:
    """The number that a text such as ``12.50`` says, None when it is not a plain one."""
    return Fraction(text) if _PLAIN.fullmatch(text) else None
