"""Commands that record one event: a purchase, a spend, a return, an activity, or a member's facts.

A key makes the command safe to give again (I4); without one, each call is another event. A time
that nobody said is the moment of the command, and no part of what the key stands for.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

import typer

from setia.cli.activity import activity_of, profile_of
from setia.cli.amounts import Amounts, minor, read_amount, read_points, read_time
from setia.cli.answers import tell_receipt
from setia.cli.context import MISTYPED, OPERATOR, fail, installation
from setia.cli.identities import Card, Email, Number, Phone, Reference, one
from setia.cli.returned import Typed, return_of
from setia.core.program.document import Program
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import BadEvent
from setia.members.actions.take_events import take_events
from setia.members.identities import Identity
from setia.members.waiting import NamedEvent
from setia.platform import clock
from setia.platform.connection import raw_cursor
from setia.platform.json import Json
from setia.programs.queries import current_book

_CODES: Final = (
    "Exit codes: 0 it is accepted, waits for its member or for what comes back, or was so before; "
    "1 it is refused, set aside or not recorded; 2 what was typed can't be meant."
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
Told = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE",
        help="What is told, such as stars=5 photo=yes tip=12.50 on=2026-12-25 tags=a,b.",
        show_default=False,
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE",
        help="What is known, such as country=nl vip=yes born=1990-12-25.",
        show_default=False,
    ),
]
Parts = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE",
        help="How much of another number comes back, such as nights=1 tax=0.60.",
        show_default=False,
    ),
]
AsJson = Annotated[
    str,
    typer.Option(
        "--json",
        help="All of it as one JSON object instead, items too; money in the smallest unit.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class _Moment:
    """When an event happened; timed: whether somebody said so."""

    us: int
    timed: bool


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
        _record(identity, "purchase", payload, key=key, moment=_moment(at))


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
    wallet: Annotated[
        str, typer.Option(help="Of which wallet, where there are several.", show_default=False)
    ] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Take points off a balance now. --time is only noted: what is there now decides."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    given = read_points(points)
    with installation():
        payload = _spent(given, wallet)
        _record(identity, "spend", payload, key=key, moment=_moment(at))


@app.command("return", epilog=_CODES)
def take_back(
    of: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="The key of the purchase that comes back.", show_default=False
        ),
    ],
    told: Parts = None,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    amount: Annotated[
        str, typer.Option(help="How much of it, like 5.00; else all that is left.")
    ] = "",
    line: Annotated[
        list[str] | None,
        typer.Option(
            help="Which line of it, from 1: 2 for the whole line, 2:5.00 for so much of it; may "
            "stand several times.",
            show_default=False,
        ),
    ] = None,
    of_source: Annotated[
        str,
        typer.Option(
            help="The source of that key, such as that of an import; left out: cli, as what "
            "these commands record.",
            show_default=False,
        ),
    ] = "",
    as_json: AsJson = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Take back what a purchase gave, where goods come back.

    The purchase is named by its key. A return that comes before its purchase waits for it.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    _either([*(told or []), *(line or []), *([amount] if amount else [])], as_json)
    typed = Typed(of, of_source, amount, line or (), told or (), as_json)
    with installation():
        moment = _moment(at)
        payload = return_of(typed, _program(moment))
        _record(identity, "return", payload, key=key, moment=moment)


@app.command("activity", epilog=_CODES)
def activity(
    kind: Annotated[
        str,
        typer.Argument(help="A kind of event that the program declares.", show_default=False),
    ],
    told: Told = None,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    as_json: AsJson = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Record an event of one of the program's own kinds.

    What it carries is told by name, as its kind declares it: setia record activity review stars=5.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    _either(told, as_json)
    with installation():
        moment = _moment(at)
        payload = activity_of(kind, told or [], as_json, _program(moment))
        _record(identity, kind, payload, key=key, moment=moment)


@app.command("profile", epilog=_CODES)
def profile(
    told: Facts = None,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    as_json: AsJson = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Tell what is known of a member.

    It is told by name: country=nl vip=yes. A name without a value, as in children=, takes away what
    was known; what is not named stays as it was.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    _either(told, as_json)
    with installation():
        moment = _moment(at)
        payload = profile_of(told or [], as_json, _program(moment))
        _record(identity, "profile", payload, key=key, moment=moment)


def _spent(points: Decimal, wallet: str) -> dict[str, Json]:
    """What a spend carries: points of a wallet in its smallest parts."""
    program = _program()
    known = [one.id for one in program.wallets]
    if (wallet and wallet not in known) or (not wallet and len(known) > 1):
        cause = f"no wallet {wallet!r}" if wallet else "there are several wallets"
        raise fail(f"{cause}; write --wallet with one of: {', '.join(known)}", MISTYPED)
    name = wallet or known[0]
    parts = minor(points, program.points_decimals(name), name)
    return {"points": parts, "wallet": name} if wallet else {"points": parts}


def _either(told: list[str] | None, as_json: str) -> None:
    if told and as_json:
        raise fail("--json: says all of it by itself; leave out the other values", MISTYPED)


def _program(moment: _Moment | None = None) -> Program:
    """The program of the version in force at a moment; without one, the newest."""
    with raw_cursor() as cursor:
        book = current_book(cursor)
    return (book.at(moment.us) if moment else book.newest).program


def _moment(at: str) -> _Moment:
    """What --time says, else now."""
    if at:
        return _Moment(read_time(at, _program().time_zone), timed=True)
    with raw_cursor() as cursor:
        return _Moment(clock.now(cursor), timed=False)


def _record(
    identity: Identity, kind: str, payload: Mapping[str, Json], *, key: str, moment: _Moment
) -> None:
    key = key or uuid.uuid4().hex
    event = NamedEvent(identity, kind, moment.us, "cli", key, payload, timed=moment.timed)
    try:
        (receipt,) = take_events([event], acting=OPERATOR)
    except BadEvent as error:
        raise fail(str(error)) from None
    seal_all()
    tell_receipt(identity, kind, receipt, _program())
