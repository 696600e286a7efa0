"""Commands on one member: enrol, show.

Showing reads as of now and changes nothing; enrolling again answers the member that there is.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from setia.cli.context import OPERATOR, fail, installation, out
from setia.cli.identities import Card, Email, Number, Phone, Reference, known, named, one
from setia.ledger.queries import Statement, statement
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import BadEnrolmentError, Enrolment
from setia.members.queries import member_view

app = typer.Typer(help="Enrol and show members.", no_args_is_help=True)

EVENTS_SHOWN = 20


@app.command("enrol")
def enrol(
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    name: Annotated[str, typer.Option(help="The person's name.", show_default=False)] = "",
    language: Annotated[str, typer.Option(help="Like en or ms.", show_default=False)] = "",
    country: Annotated[str, typer.Option(help="Two letters, like MY.", show_default=False)] = "",
) -> None:
    """Enrol a person under one or more identities; asking again changes nothing."""
    identities = named(email=email, phone=phone, card=card, reference=reference)
    try:
        request = Enrolment(
            identities, {"name": name} if name else {}, None, language=language, country=country
        )
    except BadEnrolmentError as error:
        raise fail(str(error)) from None
    with installation():
        (answer,) = enrol_members([request], acting=OPERATOR)
        if answer.member_id is None:
            raise fail(f"not enrolled: {answer.reason}")
        number = answer.number or _number(answer.member_id)
    word = "enrolled" if answer.created else "is a member already"
    out.print(f"{word}: member number {number}", highlight=False)


@app.command("show")
def show(
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
) -> None:
    """Show a member's balance, lots, tier and newest events."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        member_id = known(identity)
        found = statement(member_id, EVENTS_SHOWN)
        shown = _number(member_id)
    if found is None:
        raise fail("this member has no ledger state; run: setia verify")
    _print(shown, found)


def _number(member_id: UUID) -> str:
    view = member_view(member_id)
    return view.number if view else str(member_id)


def _print(number: str, found: Statement) -> None:
    zone = ZoneInfo(found.time_zone)
    tiers = ", ".join(f"{tier.level} ({_until(tier.until_us, zone)})" for tier in found.tiers)
    out.print(f"member {number}  {tiers}", highlight=False, markup=False)
    for wallet, points in found.balances.items():
        out.print(f"{points:,} {wallet}", highlight=False)
    lots = Table("expires", "wallet", "points", title="lots", title_justify="left")
    for lot in found.lots:
        lots.add_row(_until(lot.expires_us, zone), lot.wallet, f"{lot.points:,}")
    if found.lots:
        out.print(lots)
    events = Table("seq", "happened", "event", "outcome", "points", "arithmetic")
    for line in found.events:
        events.add_row(
            str(line.seq), _when(line.at_us, zone), line.what, line.outcome,
            f"{line.points:+,}" if line.points else "", line.arithmetic,
        )  # fmt: skip
    out.print(events)


def _when(us: int, zone: ZoneInfo) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _until(us: int, zone: ZoneInfo) -> str:
    """The last day on which something that ends at an instant can be used."""
    return "never" if us >= 2**62 else _when(us - 1, zone)[:10]
