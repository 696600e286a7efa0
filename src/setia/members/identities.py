"""Identities: the ways in which the world names a member, each brought to one form.

Two spellings that mean the same person's address, telephone or card become equal here, before
anything is hashed or compared; what cannot be brought to one form is refused with the reason, and
so is a payment card's number, which is never stored. A value never shows in a repr or an error,
since both end in logs (I16). Whose an identity is, others decide.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from setia.members.member_numbers import is_member_number
from setia.platform.vault import carries_payment_card

MAX_EMAIL_CHARS: Final = 254
MAX_LOCAL_PART_CHARS: Final = 64
PHONE_DIGITS: Final = range(7, 16)
MAX_CARD_CHARS: Final = 64
MAX_REFERENCE_CHARS: Final = 200

_PHONE_SEPARATORS: Final = re.compile(r"[\s().\-/\u2010-\u2015]")
_CARD: Final = re.compile(r"[0-9A-Z]+")


class BadIdentityError(ValueError):
    """A value that cannot name a member: says of which kind and why, and never the value."""

    def __init__(self, kind: "IdentityKind", problem: str) -> None:
        super().__init__(f"{kind.value}: {problem}")
        self.kind = kind
        self.problem = problem


class IdentityKind(StrEnum):
    """What sort of name it is, and so the form that it is brought to.

    email: an address; white space around it and case go.
    phone: + and digits; spaces, hyphens, dots, slashes and brackets go, 00 is read as + and the (0)
    of "+44 (0)20" is left out.
    card: a loyalty card as printed; spaces and hyphens go, letters become capitals.
    reference: another system's own word; only white space around it goes, and case counts, since
    there are systems that tell their ids apart by it.
    number: the member number that we give ourselves.
    """

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    REFERENCE = "reference"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Identity:
    """One way to name a member; `value` is normalised when the identity is made.

    Raises BadIdentityError for a value that cannot be of its kind.
    """

    kind: IdentityKind
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        kind = IdentityKind(self.kind)
        if not isinstance(self.value, str):
            raise BadIdentityError(kind, "must be text")
        value = unicodedata.normalize("NFC", self.value).strip()
        if not value:
            raise BadIdentityError(kind, "is empty")
        # Unassigned, control, surrogate and private characters, and those that show as nothing;
        # what is printable has none of them, and asking that is fast.
        if not value.isprintable() and any(unicodedata.category(c)[0] == "C" for c in value):
            raise BadIdentityError(kind, "holds a character that can't be seen; remove it")
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "value", _RULES[kind](value))


def _email(value: str) -> str:
    # Lower case may come apart into letter and accent, which NFC puts together again.
    lowered = unicodedata.normalize("NFC", value.lower())
    local, at, domain = lowered.rpartition("@")
    problem = ""
    if not at or not local or "@" in local:
        problem = "must have one @ with a name before it"
    elif len(lowered) > MAX_EMAIL_CHARS or len(local) > MAX_LOCAL_PART_CHARS:
        problem = (
            f"has at most {MAX_EMAIL_CHARS} characters, {MAX_LOCAL_PART_CHARS} of them before the @"
        )
    elif any(sign.isspace() for sign in lowered):
        problem = "has white space in it; remove it"
    elif "." not in domain or not all(domain.split(".")):
        problem = "must end in a domain such as example.com"
    if problem:
        raise BadIdentityError(IdentityKind.EMAIL, problem)
    return lowered


def _phone(value: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip()
    if text.startswith("00"):
        text = "+" + text[2:]
    # "+44 (0)20 …": the 0 is dialled at home only.
    text = text.replace("(0)", "")
    digits = _PHONE_SEPARATORS.sub("", text).removeprefix("+")
    problem = ""
    if not text.startswith("+"):
        problem = "must begin with + and the country code, such as +31 20 123 4567"
    elif not (digits.isascii() and digits.isdecimal()):
        problem = "has a sign that no telephone number has; write + and digits"
    elif len(digits) not in PHONE_DIGITS:
        problem = f"has {PHONE_DIGITS.start} to {PHONE_DIGITS.stop - 1} digits after the +"
    elif digits.startswith("0"):
        problem = "has no country code that begins with 0; write + and the country code"
    if problem:
        raise BadIdentityError(IdentityKind.PHONE, problem)
    return f"+{digits}"


def _card(value: str) -> str:
    card = re.sub(r"[\s\-]", "", value).upper()
    problem = ""
    if not _CARD.fullmatch(card):
        problem = "may hold the letters A to Z, digits, spaces and hyphens"
    elif len(card) > MAX_CARD_CHARS:
        problem = f"has at most {MAX_CARD_CHARS} letters and digits"
    if problem:
        raise BadIdentityError(IdentityKind.CARD, problem)
    return _no_payment_card(IdentityKind.CARD, card)


def _reference(value: str) -> str:
    if len(value) > MAX_REFERENCE_CHARS:
        raise BadIdentityError(
            IdentityKind.REFERENCE, f"has at most {MAX_REFERENCE_CHARS} characters"
        )
    return _no_payment_card(IdentityKind.REFERENCE, value)


def _number(value: str) -> str:
    digits = re.sub(r"[\s\-]", "", value)
    if not is_member_number(digits):
        raise BadIdentityError(
            IdentityKind.NUMBER, "is no member number: its check digit does not fit; read it again"
        )
    return digits


def _no_payment_card(kind: IdentityKind, value: str) -> str:
    if carries_payment_card(value):
        raise BadIdentityError(
            kind,
            "is the number of a payment card, which is never stored; name the member by something "
            "else, such as a loyalty card or the token that the payment provider gives",
        )
    return value


_RULES: Final[Mapping[IdentityKind, Callable[[str], str]]] = {
    IdentityKind.EMAIL: _email,
    IdentityKind.PHONE: _phone,
    IdentityKind.CARD: _card,
    IdentityKind.REFERENCE: _reference,
    IdentityKind.NUMBER: _number,
}
