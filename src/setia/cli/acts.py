"""Commands that record one act: points spent, kept aside, given back or adjusted, a level granted.

Acts count from the moment at which they are recorded; --time is only noted. An opening balance
stands here too: it says what a member brings along.
"""

from typing import Annotated

import typer

from setia.cli.amounts import read_change, read_points
from setia.cli.context import installation
from setia.cli.identities import Card, Email, Number, Phone, Reference, anybody, one
from setia.cli.recording import At, Key, Wallet, moment_of, parts_of, points_of, record_one
from setia.core.engine.encode import HOLD_MINUTES, MAX_HOLD_MINUTES
from setia.core.engine.kinds import TRANSFER
from setia.core.engine.remaining import OF, OF_SOURCE
from setia.members.identities import Identity
from setia.platform.json import Json

Points = Annotated[
    str, typer.Argument(metavar="POINTS", help="How many points.", show_default=False)
]
Part = Annotated[
    str,
    typer.Option("--points", help="How many points; all that are left if left out."),
]
Source = Annotated[
    str,
    typer.Option(
        help="The source of that key, such as that of an import; left out: cli, as what these "
        "commands record.",
        show_default=False,
    ),
]
Level = Annotated[str, typer.Argument(metavar="LEVEL", help="The level's id.", show_default=False)]
Tiers = Annotated[
    str, typer.Option(help="Of which set of tiers, where there are several.", show_default=False)
]


def spend(
    points: Points,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Take points off a balance now. --time is only noted: what is there now decides."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    asked = read_points(points)
    with installation():
        payload = points_of(asked, wallet)
        record_one(identity, "spend", payload, key=key, moment=moment_of(at))


def hold(
    points: Points,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    minutes: Annotated[
        int, typer.Option(help="How long they are kept aside.", min=1, max=MAX_HOLD_MINUTES)
    ] = HOLD_MINUTES,
    at: At = "",
    key: Key = "",
) -> None:
    """Keep points aside until they are used or given back.

    A capture or a cancel names the hold by its --key.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    asked = read_points(points)
    with installation():
        payload = {**points_of(asked, wallet), "minutes": minutes}
        record_one(identity, "hold", payload, key=key, moment=moment_of(at))


def capture(
    of: Annotated[
        str, typer.Argument(metavar="KEY", help="The key of the hold.", show_default=False)
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    points: Part = "",
    wallet: Wallet = "",
    of_source: Source = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Use the points that a hold keeps aside.

    What is not used is back at once.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        payload = _named(of, of_source, points, wallet)
        record_one(identity, "capture", payload, key=key, moment=moment_of(at))


def cancel(
    of: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="The key of the hold, spend or capture.", show_default=False
        ),
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    points: Part = "",
    wallet: Wallet = "",
    of_source: Source = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Give back what a hold, spend or capture took.

    The points go to the lots that they came from, with their old end.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        payload = _named(of, of_source, points, wallet)
        record_one(identity, "cancel", payload, key=key, moment=moment_of(at))


def donate(
    points: Points,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    to: Annotated[str, typer.Option(help="The charity; by default the only one.")] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Give points to a charity.

    A wallet says to whom: donates to: ….
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    _give_to(identity, "donate", points, wallet, to, at, key)


def convert(
    points: Points,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    to: Annotated[str, typer.Option(help="Into which wallet's; by default the only one.")] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Turn points into another wallet's, which live from today.

    A wallet says into which, and at what rate: converts: ….
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    _give_to(identity, "convert", points, wallet, to, at, key)


def transfer(
    points: Points,
    to: Annotated[
        str,
        typer.Option(
            help="Who gets them: a member's number, e-mail, phone, card or reference.",
            show_default=False,
        ),
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    key: Key = "",
) -> None:
    """Send points to another member; they keep their end.

    A wallet says whether, and how many at a time: transfers: ….
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    asked = read_points(points)
    with installation():
        payload = {**points_of(asked, wallet), "to": str(anybody(to))}
        # No --time: an act happens when it is recorded, and a transfer is never imported.
        record_one(identity, TRANSFER, payload, key=key, moment=moment_of(""))


def release(
    of: Annotated[
        str,
        typer.Argument(
            metavar="KEY", help="The key of the event that gave the points.", show_default=False
        ),
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    of_source: Source = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Make usable what an event gave and what waits for that.

    What waits follows from the wallets: pending: until released, ….
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        payload = _named(of, of_source, "", "")
        record_one(identity, "release", payload, key=key, moment=moment_of(at))


def adjust(
    points: Annotated[
        str,
        typer.Argument(
            metavar="POINTS", help="How many points; -5 takes five away.", show_default=False
        ),
    ],
    reason: Annotated[
        str,
        typer.Option(help="Why; it is kept for ever, so nothing personal.", show_default=False),
    ],
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    approved_by: Annotated[
        str,
        typer.Option(
            help="Who else has approved it, as person/ID, where a second person is needed."
        ),
    ] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Give points, or take them away, for a reason."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    takes, asked = read_change(points)
    with installation():
        name, parts = parts_of(asked, wallet)
        payload: dict[str, Json] = {"points": -parts if takes else parts, "reason": reason}
        payload |= {"approved_by": approved_by} if approved_by else {}
        if wallet:
            payload["wallet"] = name
        record_one(identity, "adjust", payload, key=key, moment=moment_of(at))


def opening(
    points: Points,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    wallet: Wallet = "",
    earned: Annotated[
        str, typer.Option(help="The day on which they were earned, like 2026-01-20.")
    ] = "",
    expires: Annotated[
        str, typer.Option(help="The last day on which they can be spent; else the wallet says it.")
    ] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Bring points along from an earlier system."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    asked = read_points(points)
    with installation():
        days: dict[str, Json] = {"earned": earned, "expires": expires}
        payload = {**points_of(asked, wallet), **{name: day for name, day in days.items() if day}}
        record_one(identity, "opening", payload, key=key, moment=moment_of(at))


def tier_grant(
    level: Level,
    email: Email = "",
    phone: Phone = "",
    card: Card = "",
    reference: Reference = "",
    number: Number = "",
    tiers: Tiers = "",
    until: Annotated[
        str, typer.Option(help="The last day on which it is held; else as if it was reached now.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Why; it is kept for ever.")] = "",
    at: At = "",
    key: Key = "",
) -> None:
    """Let a member hold a level."""
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    with installation():
        said: dict[str, Json] = {"tiers": tiers, "until": until, "reason": reason}
        payload = {"level": level, **{name: text for name, text in said.items() if text}}
        record_one(identity, "tier-grant", payload, key=key, moment=moment_of(at))


def _give_to(
    identity: Identity, kind: str, points: str, wallet: str, to: str, at: str, key: str
) -> None:
    """Record an act that says to whom, or into what, points go."""
    asked = read_points(points)
    with installation():
        payload = {**points_of(asked, wallet), **({"to": to} if to else {})}
        record_one(identity, kind, payload, key=key, moment=moment_of(at))


def _named(of: str, of_source: str, points: str, wallet: str) -> dict[str, Json]:
    """What a capture, cancel or release carries."""
    payload: dict[str, Json] = {OF: of}
    if of_source:
        payload[OF_SOURCE] = of_source
    if points:
        payload |= points_of(read_points(points), wallet)
    elif wallet:
        payload["wallet"] = wallet
    return payload
