"""How many decimals a currency's amounts are written with (ISO 4217).

Money is a whole number of the smallest unit everywhere; only where a person writes or reads an
amount does the number of decimals matter. A currency that is not named here has two.
"""

import re
from typing import Final

from setia.core.program.phrases import PhraseError

CODE: Final = re.compile(r"[A-Z]{3}")

_RATE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
_FOUR: Final = "CLF UYW"
_DECIMALS: Final = {
    **dict.fromkeys(_NONE.split(), 0),
    **dict.fromkeys(_THREE.split(), 3),
    **dict.fromkeys(_FOUR.split(), 4),
}


def rate_of(text: str) -> str:
    """A rate as it is kept. Raises PhraseError."""
    if not _RATE.fullmatch(text) or not text.strip("0."):
        raise PhraseError(f"{text[:40]!r} is no rate", "write how much one of it is worth: 3.45")
    return text


def decimals_of(currency: str) -> int:
    """The decimals of a currency by its code."""
    return _DECIMALS.get(currency, 2)
