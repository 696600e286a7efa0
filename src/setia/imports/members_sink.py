"""The real sink: mapped events go to members, and through them to the ledger.

Identities are brought to one form before they are compared, so that two spellings of one e-mail
address are one member here as everywhere. Events come in with origin import, which sends nothing to
anybody (I21) and lets the ledger decide all events of a member in fold order.
"""

from collections.abc import Sequence

from setia.imports.import_map import MemberKind
from setia.imports.sink import MappedEvent, Newcomer, Whereabouts
from setia.ledger.entries import Origin, Receipt
from setia.ledger.queries import expired_points, members_by_tier
from setia.members.actions.enrol_members import enrol_members
from setia.members.actions.take_events import take_events
from setia.members.enrolments import Enrolment
from setia.members.fitness import Asked, problem_of
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import blind_of
from setia.members.waiting import NamedEvent
from setia.platform import clock
from setia.platform.access.principal import Principal
from setia.platform.connection import outermost, raw_cursor
from setia.programs.queries import current_book


class MembersSink:
    """Enrols and records in this installation's database."""

    def blind(self, kind: MemberKind, identity: str) -> bytes:
        """The blind index of an identity. Raises ValueError for what can't be one."""
        return blind_of(Identity(IdentityKind(kind), identity))

    def recordable(self, events: Sequence[MappedEvent]) -> Sequence[bool]:
        """By the program's versions and the database's clock, as the ledger will judge them."""
        with outermost() as cursor:
            book, now_us = current_book(cursor), clock.now(cursor)
        return [
            problem_of(
                Asked(one.kind, one.occurred_us, one.payload, one.given, Origin.IMPORT),
                book,
                now_us,
            )
            is None
            for one in events
        ]

    def enrol(self, kind: MemberKind, people: Sequence[Newcomer], *, acting: Principal) -> int:
        """Enrol whom nobody knows, as joined at their first event."""
        of_kind = IdentityKind(kind)
        asked = [
            Enrolment([Identity(of_kind, one.identity)], joined_us=one.joined_us) for one in people
        ]
        return sum(answer.created for answer in enrol_members(asked, acting=acting))

    def take(
        self, kind: MemberKind, events: Sequence[MappedEvent], *, acting: Principal
    ) -> Sequence[Receipt]:
        """Record events; those of identities that nobody has wait."""
        of_kind = IdentityKind(kind)
        # A member's events name it by one object, so that its form is made once.
        people = {event.identity: Identity(of_kind, event.identity) for event in events}
        named = [
            NamedEvent(
                people[event.identity],
                event.kind,
                event.occurred_us,
                event.source,
                event.key,
                event.payload,
                event.given,
            )
            for event in events
        ]
        return take_events(named, acting=acting, origin=Origin.IMPORT)

    def whereabouts(self) -> Whereabouts:
        """Tiers and expiries as the ledger has them now."""
        with raw_cursor() as cursor:
            program = current_book(cursor).newest.program
            places = {one.id: one.decimals for one in program.wallets}
            for rule in program.rules:
                places[f"rule {rule.id}"] = program.unit(rule.wallet).decimals
            return Whereabouts(members_by_tier(cursor), expired_points(cursor), places)
