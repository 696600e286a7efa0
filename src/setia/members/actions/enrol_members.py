"""Enrolment: people become members, each once, however often and by whomever it is asked.

The identities of a batch are locked before anything is decided, so two processes that enrol one
person at once make one member and both answer it; nobody's would-be member is ever written. A
member, its key, its sealed values, its lookups, its state row and the audit entry commit together.
Events that waited for the new identities are claimed right after the commit, or by whoever comes
next if this process dies in between (I4, I14, I16).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from setia.ledger.actions.open_holders import open_holders
from setia.members.actions.claim_waiting import claim_waiting
from setia.members.actions.insert_members import PERSON, Newcomer, insert_members
from setia.members.actions.lock_lookups import lead, lock_lookups, remove_empty
from setia.members.enrolments import Enrolled, Enrolment, assign
from setia.members.identities import Identity
from setia.members.queries import Lookup, blind_of, read_lookups
from setia.platform import audit, clock
from setia.platform.access.principal import Principal
from setia.platform.connection import RawCursor, outermost, raw_cursor
from setia.platform.ids import uuid7
from setia.platform.vault import vault

CHUNK: Final = 1_000
"""Most enrolments of one transaction, so that the locks of a long import are held briefly."""

_Named = Sequence[dict[bytes, Identity]]


def enrol_members(requests: Sequence[Enrolment], *, acting: Principal) -> list[Enrolled]:
    """Enrol people, or answer the members that they already are, in the order asked.

    Asking again changes nothing. A longer batch commits 1,000 at a time; after a crash, ask again.
    """
    answers: list[Enrolled] = []
    for start in range(0, len(requests), CHUNK):
        answers += _enrol_chunk(requests[start : start + CHUNK], acting=acting)
    return answers


def _enrol_chunk(requests: Sequence[Enrolment], *, acting: Principal) -> list[Enrolled]:
    named = [{blind_of(identity): identity for identity in r.identities} for r in requests]
    with raw_cursor() as cursor:
        found = read_lookups(cursor, {blind for identities in named for blind in identities})
    owners = _owners(found)
    # An enrolment that died before its claim is finished when it is asked for again.
    freed = {blind for blind in owners if found[blind].waiting}
    # Who is known by every identity that was given needs no lock to be answered.
    undecided = {b for blinds in named if not owners.keys() >= blinds.keys() for b in blinds}
    if not undecided:
        claim_waiting(freed, acting=acting)
        return assign([list(blinds) for blinds in named], owners, uuid7)
    with outermost() as cursor:
        locked = lock_lookups(cursor, undecided)
        owners = _owners({**found, **locked})
        answers = assign([list(blinds) for blinds in named], owners, uuid7)
        newcomers = _newcomers(requests, named, answers)
        numbers = _write(cursor, newcomers, acting=acting) if newcomers else {}
        assigned = {blind for newcomer in newcomers for blind in newcomer.identities}
        remove_empty(cursor, undecided - assigned)
    freed |= {blind for blind in assigned if locked[blind].waiting}
    claim_waiting(freed, acting=acting)
    return [_with_number(answer, numbers) for answer in answers]


def _owners(lookups: dict[bytes, Lookup]) -> dict[bytes, UUID]:
    return {blind: k.leads_to for blind, k in lookups.items() if k.leads_to is not None}


def _newcomers(
    requests: Sequence[Enrolment], named: _Named, answers: Sequence[Enrolled]
) -> list[Newcomer]:
    secrets = vault()
    return [
        Newcomer(request, secrets.new_member_key(answer.member_id), identities)
        for request, identities, answer in zip(requests, named, answers, strict=True)
        if answer.created and answer.member_id is not None
    ]


def _write(
    cursor: RawCursor, newcomers: Sequence[Newcomer], *, acting: Principal
) -> dict[UUID, str]:
    numbers = insert_members(cursor, newcomers, now_us=clock.now(cursor))
    lead(cursor, {blind: new.member_id for new in newcomers for blind in new.identities})
    open_holders(cursor, [(newcomer.member_id, PERSON) for newcomer in newcomers])
    ids = [str(newcomer.member_id) for newcomer in newcomers]
    # One entry a batch: a long import would otherwise write as many entries as members.
    subject = f"member/{ids[0]}" if len(ids) == 1 else f"members/{len(ids)}"
    audit.write(
        cursor, acting=acting, act="members_enrolled", subject=subject, detail={"members": ids}
    )
    return numbers


def _with_number(answer: Enrolled, numbers: dict[UUID, str]) -> Enrolled:
    if not answer.created or answer.member_id is None:
        return answer
    return replace(answer, number=numbers[answer.member_id])
