"""The form of the demo that records a purchase: what it holds, and how it is read.

The server makes the purchase's key when it makes the form and signs it together with the member, so
that sending a form twice is the same purchase twice and records it once (I4). Amounts are read as
decimal text into whole minor units; no float is made (I17).
"""

import re
from dataclasses import dataclass
from typing import Final

from django.core import signing

from setia.core.engine.limits import MAX_AMOUNT
from setia.platform.ids import uuid7

SALT: Final = "setia.console.purchase"
MAX_AGE_S: Final = 86_400
MAX_CHANNEL_CHARS: Final = 40

_AMOUNT: Final = re.compile(r"(?P<whole>[0-9]{1,15})([.,](?P<part>[0-9]{1,15}))?")


@dataclass(frozen=True, slots=True)
class PurchaseForm:
    """What stands in the form: a signed key, what was typed, and what was wrong with it."""

    token: str
    amount: str = ""
    channel: str = ""
    problem: str = ""


def fresh_form(number: str) -> PurchaseForm:
    """An empty form for a member, with a key of its own."""
    token = signing.dumps({"key": str(uuid7()), "number": number}, salt=SALT)
    return PurchaseForm(token)


def key_of(token: str, number: str) -> str | None:
    """The key of a form that was made for this member here; None for any other."""
    try:
        held = signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        return None
    return str(held["key"]) if held.get("number") == number else None


def minor_units(text: str, decimals: int) -> int | None:
    """An amount above zero in minor units; None for what is none.

    A sign between thousands is not taken: what is one to one reader is a decimal sign to another.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or len(found["part"] or "") > decimals:
        return None
    minor = int(found["whole"] + (found["part"] or "").ljust(decimals, "0"))
    return minor if 0 < minor <= MAX_AMOUNT else None
