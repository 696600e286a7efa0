"""Commands on one member: enrol, show.

Showing reads as of now and changes nothing; enrolling again answers the member that there is.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from rich.text import Text

from setia.cli.context import MISTYPED, OPERATOR, fail, installation, out
from setia.cli.identities import Card, Email, Number, Phone, Reference, anybody, known, named, one
from setia.cli.words import newest_of
from setia.console import lines
from setia.console.statement import Entry
from setia.console.statement import Statement as Page
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Cause
from setia.core.program.document import Program
from setia.core.program.names import PointsUnit
from setia.ledger.queries import Line, Statement, statement
from setia.members.actions.enrol_members import enrol_members
from setia.members.enrolments import BadEnrolmentError, Enrolment
from setia.members.queries import member_view
from setia.platform.languages.projecting import all_goals
from setia.platform.languages.voice import Voice

app = typer.Typer(help="Enrol and show members.", no_args_is_help=True)

EVENTS_SHOWN = 20

_DUE: Final = {
    Cause.EXPIRE: "ended",
    Cause.RELEASE: "became usable",
    Cause.LAPSE: "came back from a hold",
}


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
    """Enrol a person under one or more identities. Asking again changes nothing."""
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
    who: Annotated[
        str,
        typer.Argument(help="Member number, email, phone, card or reference.", show_default=False),
    ] = "",
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
) -> None:
    """Show a member's balance, lots, tier and newest events."""
    options = {
        "email": email, "phone": phone, "card": card, "reference": reference, "number": number
    }  # fmt: skip
    if who and any(options.values()):
        raise fail(f"name the member once: by {who!r}, or by an option", MISTYPED)
    identity = None if who else one(**options)
    with installation():
        member_id = anybody(who) if identity is None else known(identity)
        found = statement(member_id, EVENTS_SHOWN)
        page = newest_of(member_id)
        shown = _number(member_id)
    if found is None or page is None:
        raise fail("this member has no ledger state; run: setia verify")
    _print(shown, found, *page)


def _number(member_id: UUID) -> str:
    view = member_view(member_id)
    return view.number if view else str(member_id)


def _print(number: str, found: Statement, page: Page, voice: Voice) -> None:
    zone = ZoneInfo(found.time_zone)
    tiers = [
        f"{tier.tier_set}: {tier.level}, "
        + ("does not end" if tier.until_us >= NEVER else f"until {_until(tier.until_us, zone)}")
        for tier in found.tiers
    ]
    _say("; ".join([f"member {number}", *tiers]))
    for said in all_goals(voice, page.newest.program, found.projections, found.ahead):
        _say(said)
    _print_points(found, page.newest.program, voice, zone)
    if not found.events:
        _say("nothing has happened yet; record a purchase: setia record purchase 18.50 --number …")
        return
    entries = {entry.leaf.seq: entry for entry in page.entries}
    events = _table("seq", "happened", "event", "outcome", "points", "arithmetic")
    for line in found.events:
        cells = _cells(line, entries.get(line.seq), voice, page.newest.program)
        events.add_row(str(line.seq), _when(line.at_us, zone), *(Text(cell) for cell in cells))
    out.print("\nevents, the newest first", events, sep="\n")


def _cells(
    line: Line, entry: Entry | None, voice: Voice, program: Program
) -> tuple[str, str, str, str]:
    """What an event was, its outcome, the points that it moved, and why."""
    several = len(program.wallets) > 1
    units = {wallet: program.unit(wallet) for wallet in line.points}
    moved = ", ".join(
        voice.signed_points(units[wallet], points)
        if several
        else voice.formats.signed_points(points, units[wallet].decimals)
        for wallet, points in line.points.items()
    )
    if entry is None or line.outcome == "accepted":
        due = "" if entry is None or entry.leaf.kind != "clock" else _fell_due(entry, voice)
        return line.what, line.outcome, moved, due or line.arithmetic
    told = lines.line(voice, entry)
    return told.title, voice.say(f"outcome.{line.outcome}"), moved, told.said


def _fell_due(entry: Entry, voice: Voice) -> str:
    """What time did: points that ended, and points that can be used now."""
    done: dict[tuple[Cause, str], int] = {}
    units: dict[str, PointsUnit] = {}
    for move in entry.explained.fell_due:
        units[move.wallet] = move.unit
        done[move.cause, move.wallet] = done.get((move.cause, move.wallet), 0) + move.points
    return ", ".join(
        f"{voice.points(units[wallet], points)} {_DUE[cause]}"
        for (cause, wallet), points in done.items()
        if cause in _DUE
    )


def _print_points(found: Statement, program: Program, voice: Voice, zone: ZoneInfo) -> None:
    """Balances, lots by when they end, and what is pending by when it can be used."""

    def shown(wallet: str, points: int) -> str:
        return voice.formats.points(points, program.unit(wallet).decimals)

    for wallet, points in found.balances.items():
        _say(voice.points(program.unit(wallet), points))
    if found.lots:
        lots = _table("usable until", "wallet", "points")
        for lot in found.lots:
            until = "never ends" if lot.expires_us >= NEVER else _until(lot.expires_us, zone)
            lots.add_row(until, lot.wallet, shown(lot.wallet, lot.points))
        out.print("\nlots", lots, sep="\n")
    if found.pending:
        waiting = _table("usable from", "wallet", "points")
        for part in found.pending:
            day = _when(part.from_us, zone)[:10]
            if part.unreleased:
                last = "else" if part.unreleased == "usable" else "lost"
                day = f"released, {last} {day}"
            waiting.add_row(day, part.wallet, shown(part.wallet, part.points))
        out.print("\npending", waiting, sep="\n")
    if found.on_hold:
        aside = _table("on hold until", "wallet", "points")
        for hold in found.on_hold:
            until = _when(hold.until_us, zone)
            aside.add_row(until, hold.wallet, shown(hold.wallet, hold.points))
        out.print("\non hold", aside, sep="\n")


def _say(line: str) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _table(*headers: str) -> Table:
    """A table that wraps what is too long for the terminal, and cuts nothing."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for header in headers:
        right = header in {"seq", "points"}
        table.add_column(
            header,
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=right or header in {"happened", "usable until", "usable from", "on hold until"},
        )
    return table


def _when(us: int, zone: ZoneInfo) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _until(us: int, zone: ZoneInfo) -> str:
    """The last day on which something that ends at an instant can be used."""
    return _when(us - 1, zone)[:10]
