"""Commands that record one event: a purchase, a spend, an activity, or facts about a member.

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
from setia.cli.context import MISTYPED, OPERATOR, fail, installation, out
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
from setia.platform.languages.voice import plain_voice
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
    formats = plain_voice("en").formats
    program = _program() if receipt.points else None
    moved = ", ".join(
        f"{formats.signed_points(points, program.points_decimals(wallet))} {wallet}"
        for wallet, points in (receipt.points or {}).items()
        if program is not None
    )
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
