"""Commands that record one event: a purchase or a spend.

A key makes the command safe to give again (I4); without one, each call is another event.
"""

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from setia.cli.context import OPERATOR, fail, installation, out
from setia.cli.identities import Card, Email, Number, Phone, Reference, one
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import BadEvent, Outcome, Receipt
from setia.members.actions.take_events import take_events
from setia.members.identities import Identity
from setia.members.waiting import NamedEvent
from setia.platform import clock
from setia.platform.connection import raw_cursor
from setia.platform.json import Json
from setia.programs.queries import current_book

app = typer.Typer(help="Record one event.", no_args_is_help=True)

Key = Annotated[str, typer.Option(help="The till's own id of this event; made when left out.")]


@app.command("purchase")
def purchase(
    amount: Annotated[str, typer.Argument(help="What was paid, like 18.50.", show_default=False)],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    channel: Annotated[str, typer.Option(help="Where: app, web, shop …", show_default=False)] = "",
    key: Key = "",
) -> None:
    """Record a purchase that happens now."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        payload: dict[str, Json] = {"amount": _minor(amount)}
        if channel:
            payload["channel"] = channel
        _record(identity, "purchase", payload, key)


@app.command("spend")
def spend(
    points: Annotated[int, typer.Argument(help="How many points.", show_default=False)],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    key: Key = "",
) -> None:
    """Take points off a balance now."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        _record(identity, "spend", {"points": points}, key)


def _minor(amount: str) -> int:

    with raw_cursor() as cursor:
        decimals = current_book(cursor).newest.program.decimals
    try:
        scaled = Decimal(amount).scaleb(decimals)
    except InvalidOperation:
        raise fail(f"{amount!r} is not an amount; write it like 18.50") from None
    if scaled != scaled.to_integral_value():
        raise fail(f"{amount} has too many decimals; at most {decimals}")
    return int(scaled)


def _record(identity: Identity, kind: str, payload: Mapping[str, Json], key: str) -> None:

    with raw_cursor() as cursor:
        now_us = clock.now(cursor)
    try:
        event = NamedEvent(identity, kind, now_us, "cli", key or uuid.uuid4().hex, payload)
        (receipt,) = take_events([event], acting=OPERATOR)
    except BadEvent as error:
        raise fail(str(error)) from None
    seal_all()
    _tell(receipt)


def _tell(receipt: Receipt) -> None:
    if receipt.outcome == Outcome.ERROR:
        raise fail(f"{receipt.reason}: {receipt.detail}")
    moved = ", ".join(f"{points:+} {wallet}" for wallet, points in (receipt.points or {}).items())
    words = [str(receipt.outcome), receipt.reason, moved]
    out.print(": ".join(word for word in words if word), highlight=False)
