"""What is asked at an enrolment, what is answered, and whose each identity becomes.

One rule decides, request by request in the order given: identities that nobody has make a new
member; identities that lead to one member answer that member and change nothing, because a
stranger who knows somebody's e-mail must not add a telephone to that account; identities of several
members are answered with a "no", since joining members is a decision of its own. Nothing here reads
a table.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from setia.core.engine.limits import MAX_INSTANT_US
from setia.members.identities import Identity, IdentityKind
from setia.platform.vault import carries_payment_card

MAX_IDENTITIES: Final = 20
MAX_PERSONAL_FIELDS: Final = 50
MAX_PERSONAL_CHARS: Final = 1_000
SEVERAL_MEMBERS: Final = "identities_of_several_members"

_FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE: Final = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?")
_COUNTRY: Final = re.compile(r"([A-Z]{2})?")


class BadEnrolmentError(ValueError):
    """A request that cannot be met as it stands: says where and why, and never a personal value."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person who joins.

    identities: one to 20, of any kind but the member number, which we give.
    personal: sealed fields by name (``name``, ``birthday``, …), text of up to 1,000 characters.
    joined_us: when the person joined, µs since 1970 UTC; None means now.
    language, country: a BCP 47 tag (``nl``) and an ISO 3166 code (``NL``), or empty.
    """

    identities: Sequence[Identity]
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)
    joined_us: int | None = None
    language: str = ""
    country: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.identities) <= MAX_IDENTITIES:
            raise BadEnrolmentError("identities", f"must be 1 to {MAX_IDENTITIES}")
        if any(identity.kind is IdentityKind.NUMBER for identity in self.identities):
            raise BadEnrolmentError("identities", "member numbers are given, never brought")
        if len(self.personal) > MAX_PERSONAL_FIELDS:
            raise BadEnrolmentError("personal", f"has at most {MAX_PERSONAL_FIELDS} fields")
        for name, text in self.personal.items():
            _check_personal(name, text)
        if self.joined_us is not None and not 0 <= self.joined_us <= MAX_INSTANT_US:
            raise BadEnrolmentError("joined_us", f"must be a whole number up to {MAX_INSTANT_US}")
        if not _LANGUAGE.fullmatch(self.language):
            raise BadEnrolmentError("language", "must be a tag such as en, ms or pt-BR, or empty")
        if not _COUNTRY.fullmatch(self.country):
            raise BadEnrolmentError("country", "must be two capital letters such as NL, or empty")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The answer to one enrolment.

    member_id: the new member, or the one who has the identities already; None for a "no".
    number: the member number, when the member is new.
    reason: `SEVERAL_MEMBERS` for a "no", else empty.
    """

    member_id: UUID | None
    created: bool
    number: str = field(default="", repr=False)
    reason: str = ""


def assign(
    requests: Sequence[Sequence[bytes]],
    owners: dict[bytes, UUID],
    new_id: Callable[[], UUID],
) -> list[Enrolled]:
    """Decide each request, given as the blind indexes of its identities, in order.

    `owners` says whose each index is and learns the new ones, so that two requests of one batch
    that share an identity are one member.
    """
    answers: list[Enrolled] = []
    for blinds in requests:
        found = {owners[blind] for blind in blinds if blind in owners}
        if len(found) > 1:
            answers.append(Enrolled(None, created=False, reason=SEVERAL_MEMBERS))
        elif found:
            answers.append(Enrolled(found.pop(), created=False))
        else:
            member_id = new_id()
            owners.update(dict.fromkeys(blinds, member_id))
            answers.append(Enrolled(member_id, created=True))
    return answers


def _check_personal(name: str, text: str) -> None:
    if not _FIELD_NAME.fullmatch(name):
        raise BadEnrolmentError(
            "personal", "a field's name has 1 to 40 small letters, digits and _, a letter first"
        )
    problem = ""
    if len(text) > MAX_PERSONAL_CHARS:
        problem = f"must be text of at most {MAX_PERSONAL_CHARS} characters"
    elif any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        problem = "is not valid Unicode (a lone surrogate); send UTF-8"
    elif carries_payment_card(text):
        problem = "holds the number of a payment card, which is never stored; leave it out"
    if problem:
        raise BadEnrolmentError(f"personal.{name}", problem)
