"""How a command names a member: by exactly one identity, or by a bare word that is one.

An identity that can't be one, or that nobody has, ends the command with a message.
"""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

import typer

from setia.cli.context import MISTYPED, fail
from setia.cli.words import counted
from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.queries import blind_of, find, read_lookups
from setia.platform.connection import raw_cursor

Email = Annotated[str, typer.Option(help="E-mail address.", show_default=False)]
Phone = Annotated[str, typer.Option(help="Phone number with country code.", show_default=False)]
Card = Annotated[str, typer.Option(help="Loyalty card number.", show_default=False)]
Reference = Annotated[str, typer.Option(help="The shop's own id.", show_default=False)]
Number = Annotated[str, typer.Option(help="Member number.", show_default=False)]

_ORDER: Final = (
    IdentityKind.NUMBER,
    IdentityKind.EMAIL,
    IdentityKind.PHONE,
    IdentityKind.CARD,
    IdentityKind.REFERENCE,
)


def named(**given: str) -> list[Identity]:
    """The identities that were given, at least one. Exits with a message when one can't be one."""
    try:
        found = [Identity(IdentityKind(kind), value) for kind, value in given.items() if value]
    except BadIdentityError as error:
        raise fail(str(error), MISTYPED) from None
    if not found:
        raise fail(f"name the member by one of: {_options(given)}", MISTYPED)
    return found


def one(**given: str) -> Identity:
    """Exactly one identity. Exits with a message otherwise."""
    found = named(**given)
    if len(found) != 1:
        raise fail(f"name the member by only one of: {_options(given)}", MISTYPED)
    return found[0]


def known(identity: Identity) -> UUID:
    """The member who has an identity. Exits with a message when nobody has it."""
    blind = blind_of(identity)
    with raw_cursor() as cursor:
        lookup = read_lookups(cursor, [blind]).get(blind)
    if lookup is None or lookup.leads_to is None:
        waiting = lookup.waiting if lookup else 0
        said = f"no member has this {identity.kind}"
        if waiting:
            waits = "waits" if waiting == 1 else "wait"
            said += f"; {counted(waiting, 'event')} {waits} for whoever is enrolled with it: "
            said += f"setia member enrol --{identity.kind} …"
        raise fail(said)
    return lookup.leads_to


def anybody(text: str) -> UUID:
    """The member whom a bare word names: by number, else by the first kind of identity that leads
    to one. Exits with a message when it names nobody.
    """
    for kind in _ORDER:
        try:
            member_id = find(Identity(kind, text))
        except BadIdentityError:
            continue
        if member_id is not None:
            return member_id
    raise fail(
        f"{text!r} is no member's number, email, phone, card or reference; "
        "names are not looked up here, the page's search finds them"
    )


def _options(kinds: Iterable[str]) -> str:
    return ", ".join("--" + kind for kind in kinds)
