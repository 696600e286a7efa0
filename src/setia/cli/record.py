"""Commands that record one event: a purchase or a spend.

A key makes the command safe to give again (I4); without one, each call is another event. A time
that nobody said is the moment of the command, and no part of what the key stands for.
"""

import uuid
from collections.abc import Mapping
from typing import Annotated, Final

import typer

from setia.cli.amounts import Amounts, minor, read_amount, read_points, read_time
from setia.cli.context import OPERATOR, fail, installation, out
from setia.cli.identities import Card, Email, Number, Phone, Reference, one
from setia.cli.words import said_of
from setia.core.program.document import Program
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import BadEvent, Outcome, Receipt
from setia.members.actions.take_events import take_events
from setia.members.identities import Identity
from setia.members.waiting import NamedEvent
from setia.platform import clock
from setia.platform.connection import raw_cursor
from setia.platform.json import Json
from setia.programs.queries import current_book

_CODES: Final = (
    "Exit codes: 0 it is accepted, waits for its member, or was so before; 1 it is refused, set "
    "aside or not recorded; 2 what was typed can't be meant."
)

app = typer.Typer(help=f"Record one event. {_CODES}", no_args_is_help=True)

Key = Annotated[str, typer.Option(help="The till's own id of this event; made when left out.")]
At = Annotated[
    str,
    typer.Option(
        "--time",
        help="When it happened, ISO 8601, like 2026-01-03T12:04; without an offset in the "
        "program's time zone, a date alone is noon. Left out: now.",
        show_default=False,
    ),
]


@app.command("purchase", cls=Amounts, epilog=_CODES)
def purchase(
    amount: Annotated[str, typer.Argument(help="What was paid, like 18.50.", show_default=False)],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    channel: Annotated[str, typer.Option(help="Where: app, web, shop …", show_default=False)] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Record a purchase, which happens now unless --time says when."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    paid = read_amount(amount)
    with installation():
        program = _program()
        payload: dict[str, Json] = {"amount": minor(paid, program.decimals, program.currency)}
        if channel:
            payload["channel"] = channel
        _record(identity, "purchase", payload, key=key, at=at, zone=program.time_zone)


@app.command("spend", cls=Amounts, epilog=_CODES)
def spend(
    points: Annotated[
        str, typer.Argument(metavar="POINTS", help="How many points.", show_default=False)
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Take points off a balance now. --time is only noted: what is there now decides."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    payload: dict[str, Json] = {"points": read_points(points)}
    with installation():
        _record(identity, "spend", payload, key=key, at=at, zone=_program().time_zone)


def _program() -> Program:
    with raw_cursor() as cursor:
        return current_book(cursor).newest.program


def _record(
    identity: Identity, kind: str, payload: Mapping[str, Json], *, key: str, at: str, zone: str
) -> None:
    key = key or uuid.uuid4().hex
    try:
        if at:
            event = NamedEvent(identity, kind, read_time(at, zone), "cli", key, payload)
        else:
            with raw_cursor() as cursor:
                now_us = clock.now(cursor)
            event = NamedEvent(identity, kind, now_us, "cli", key, payload, timed=False)
        (receipt,) = take_events([event], acting=OPERATOR)
    except BadEvent as error:
        raise fail(str(error)) from None
    seal_all()
    _tell(identity, receipt)


def _tell(identity: Identity, receipt: Receipt) -> None:
    if receipt.outcome is Outcome.ERROR:
        raise fail(_problem(identity, receipt))
    again = receipt.outcome is Outcome.REPLAYED
    outcome = receipt.first if again and receipt.first is not None else receipt.outcome
    words = ["replayed" if again else "", _outcome(outcome, receipt, again=again)]
    if outcome is Outcome.WAITING:
        words.append(
            f"nobody has this {identity.kind} yet; it counts once somebody is enrolled with it: "
            f"setia member enrol --{identity.kind} …"
        )
    elif receipt.reason and receipt.member_id is not None and receipt.seq is not None:
        words.append(said_of(receipt.member_id, receipt.seq))
    line = ": ".join(word for word in words if word)
    out.print(line, highlight=False, markup=False, soft_wrap=True)
    if outcome in {Outcome.REFUSED, Outcome.SET_ASIDE}:
        raise typer.Exit(1)


def _outcome(outcome: Outcome, receipt: Receipt, *, again: bool) -> str:
    """What became of it, with the points that it moved now."""
    if outcome is not Outcome.ACCEPTED:
        return str(outcome).replace("_", " ")
    if again:
        return "accepted before under this key, and counted once"
    moved = ", ".join(f"{points:+,} {wallet}" for wallet, points in (receipt.points or {}).items())
    return ": ".join(word for word in ("accepted", moved) if word)


def _problem(identity: Identity, receipt: Receipt) -> str:
    """Why an event is not recorded, and what to do."""
    remedies = {
        "conflict": f"this key stands for another event: {receipt.detail}; give it another --key",
        "unknown_identity": f"nobody has this {identity.kind}, so there are no points to spend; "
        f"enrol first: setia member enrol --{identity.kind} …",
        "unknown_member_number": "no member has this number; name the member by another identity",
        "in_the_future": "--time lies ahead of the clock; write when it happened, or leave it out",
        "busy": "this member is being written to elsewhere; give the same command again",
    }
    known = remedies.get(receipt.reason)
    if known is not None:
        return f"not recorded: {known}"
    return ": ".join(word for word in ("not recorded", receipt.reason, receipt.detail) if word)
