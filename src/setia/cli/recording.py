"""What all commands share that record one event: its key, its time, and how it is recorded.

A key makes the command safe to give again (I4); without one, each call is another event. A time
that nobody said is the moment of the command, and no part of what the key stands for.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final

import typer

from setia.cli.amounts import minor, read_time
from setia.cli.answers import tell_receipt
from setia.cli.context import MISTYPED, OPERATOR, fail
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

CODES: Final = (
    "Exit codes: 0 it is accepted, waits for its member or for what comes back, or was so before; "
    "1 it is refused, set aside or not recorded; 2 what was typed can't be meant."
)

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
Wallet = Annotated[
    str, typer.Option(help="Of which wallet, where there are several.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an event happened; timed: whether somebody said so."""

    us: int
    timed: bool


def parts_of(points: Decimal, wallet: str) -> tuple[str, int]:
    """A wallet, the only one if "", and so many points of it in its smallest parts."""
    program = program_then()
    known = [one.id for one in program.wallets]
    if (wallet and wallet not in known) or (not wallet and len(known) > 1):
        cause = f"no wallet {wallet!r}" if wallet else "there are several wallets"
        raise fail(f"{cause}; write --wallet with one of: {', '.join(known)}", MISTYPED)
    name = wallet or known[0]
    return name, minor(points, program.unit(name).decimals, name)


def points_of(points: Decimal, wallet: str) -> dict[str, Json]:
    """What an act carries that says points of a wallet."""
    name, parts = parts_of(points, wallet)
    return {"points": parts, "wallet": name} if wallet else {"points": parts}


def program_then(moment: Moment | None = None) -> Program:
    """The program of the version in force at a moment; without one, the newest."""
    with raw_cursor() as cursor:
        book = current_book(cursor)
    return (book.at(moment.us) if moment else book.newest).program


def moment_of(at: str) -> Moment:
    """What --time says, else now."""
    if at:
        return Moment(read_time(at, program_then().time_zone), timed=True)
    with raw_cursor() as cursor:
        return Moment(clock.now(cursor), timed=False)


def record_one(
    identity: Identity, kind: str, payload: Mapping[str, Json], *, key: str, moment: Moment
) -> None:
    """Record an event and say what became of it."""
    key = key or uuid.uuid4().hex
    event = NamedEvent(identity, kind, moment.us, "cli", key, payload, timed=moment.timed)
    try:
        (receipt,) = take_events([event], acting=OPERATOR)
    except BadEvent as error:
        raise fail(str(error)) from None
    seal_all()
    tell_receipt(identity, kind, receipt, program_then())
