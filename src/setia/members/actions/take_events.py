"""The way in for events that name a member by an identity: what the shops and files send.

Events of known identities go to the ledger in one call; the others wait, sealed, until somebody is
enrolled under that identity. Whatever waited for an identity is recorded before a newer event of
it, so that the first body sent under a key stays the one that counts (I4). An event that breaks a
bound is answered as an error of its own and spoils no other; answers keep the order asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from setia.core.engine.kinds import ACTS, OURS, TRANSFER, recordable
from setia.ledger.actions.record import record
from setia.ledger.entries import BadEvent, NewEvent, Origin, Outcome, Receipt
from setia.members.actions.claim_waiting import claim_waiting
from setia.members.actions.park_events import Named, park_events
from setia.members.identities import IdentityKind
from setia.members.queries import Lookup, blind_of, read_lookups
from setia.members.waiting import NOBODY, NamedEvent
from setia.platform.access.principal import Principal
from setia.platform.connection import raw_cursor

CHUNK: Final = 1_000
"""Most events that are parked in one transaction."""


def take_events(
    events: Sequence[NamedEvent], *, acting: Principal, origin: Origin = Origin.LIVE
) -> list[Receipt]:
    """Record events of known members and let the others wait; one receipt each, in order."""
    blinds = {named: blind_of(named) for named in {event.identity for event in events}}
    with raw_cursor() as cursor:
        lookups = read_lookups(cursor, blinds.values())
    receipts: dict[int, Receipt] = {}
    known: dict[int, NewEvent] = {}
    nobodys: dict[int, Named] = {}
    for place, asked in enumerate(events):
        blind = blinds[asked.identity]
        answer = _address(asked, _member(lookups.get(blind)), origin)
        if isinstance(answer, Receipt):
            receipts[place] = answer
        elif answer.member_id == NOBODY:
            nobodys[place] = (blind, answer)
        else:
            known[place] = answer
    unclaimed = {b for b, lookup in lookups.items() if lookup.waiting and _member(lookup)}
    unclaimed |= _park(nobodys, receipts, known, acting=acting, origin=origin)
    claim_waiting(unclaimed, acting=acting)
    places = sorted(known)
    recorded = record([known[place] for place in places], acting=acting, origin=origin)
    receipts.update(zip(places, recorded, strict=True))
    return [receipts[place] for place in range(len(events))]


def _member(lookup: Lookup | None) -> UUID | None:
    return None if lookup is None else lookup.leads_to


def _address(asked: NamedEvent, member_id: UUID | None, origin: Origin) -> NewEvent | Receipt:
    """The event as its member's, or as nobody's when it has to wait; a receipt when it can't be."""
    if member_id is None:
        problem = _unfit_to_wait(asked, origin)
        if problem:
            return Receipt(Outcome.ERROR, reason=problem)
    try:
        return asked.of(NOBODY if member_id is None else member_id)
    except BadEvent as bad:
        return Receipt(Outcome.ERROR, reason="invalid", detail=str(bad))


def _unfit_to_wait(asked: NamedEvent, origin: Origin) -> str:
    if asked.identity.kind is IdentityKind.NUMBER:
        # We give these numbers, so nobody will ever bring one and claim what waits for it.
        return "unknown_member_number"
    if not recordable(asked.kind):
        return "unknown_kind"
    if asked.source in OURS:
        return "reserved_source"
    if asked.kind == TRANSFER or (asked.kind in ACTS and origin is Origin.LIVE):
        # Somebody stands at a till for an answer; done by itself later, it would take points for
        # a reward that was never handed over. A transfer is an error in an import: it never waits.
        return "unknown_identity"
    return ""


def _park(
    nobodys: dict[int, Named],
    receipts: dict[int, Receipt],
    known: dict[int, NewEvent],
    *,
    acting: Principal,
    origin: Origin,
) -> set[bytes]:
    """Let events wait, filling `receipts`, or `known` for those that have a member by now.

    Gives the blind indexes under which somebody was enrolled whose events still wait.
    """
    unclaimed: set[bytes] = set()
    places = list(nobodys)
    for start in range(0, len(places), CHUNK):
        chunk = places[start : start + CHUNK]
        answers = park_events([nobodys[place] for place in chunk], acting=acting, origin=origin)
        for place, answer in zip(chunk, answers, strict=True):
            blind, event = nobodys[place]
            if isinstance(answer, Receipt):
                receipts[place] = answer
            elif answer.leads_to is not None:
                known[place] = replace(event, member_id=answer.leads_to)
                unclaimed |= {blind} if answer.waiting else set()
    return unclaimed
