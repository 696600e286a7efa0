"""How a command names a member: by exactly one identity.

An identity that can't be one, or that nobody has, ends the command with a message.
"""

from typing import Annotated
from uuid import UUID

import typer

from setia.cli.context import fail
from setia.members.identities import BadIdentityError, Identity, IdentityKind
from setia.members.queries import find

Email = Annotated[str, typer.Option(help="E-mail address.", show_default=False)]
Phone = Annotated[str, typer.Option(help="Phone number with country code.", show_default=False)]
Card = Annotated[str, typer.Option(help="Loyalty card number.", show_default=False)]
Reference = Annotated[str, typer.Option(help="The shop's own id.", show_default=False)]
Number = Annotated[str, typer.Option(help="Member number.", show_default=False)]


def named(**given: str) -> list[Identity]:
    """The identities that were given. Exits with a message when one can't be one."""
    try:
        return [Identity(IdentityKind(kind), value) for kind, value in given.items() if value]
    except BadIdentityError as error:
        raise fail(str(error)) from None


def one(**given: str) -> Identity:
    """Exactly one identity. Exits with a message otherwise."""
    found = named(**given)
    if len(found) != 1:
        raise fail(f"name the member by one of: {', '.join('--' + kind for kind in given)}")
    return found[0]


def known(identity: Identity) -> UUID:
    """The member who has an identity. Exits with a message when nobody has it."""
    member_id = find(identity)
    if member_id is None:
        raise fail(f"no member has this {identity.kind}")
    return member_id
