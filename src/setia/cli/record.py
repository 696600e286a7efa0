"""Commands that record one event: a purchase, a return, an activity, or a member's facts.

What all of them share is in `recording`; acts, such as a spend, are in `acts`.
"""

from typing import Annotated

import typer
from typer.core import TyperCommand

from setia.cli import acts
from setia.cli.activity import activity_of, profile_of
from setia.cli.amounts import Amounts, Signed, minor, read_amount
from setia.cli.context import MISTYPED, fail, installation
from setia.cli.identities import Card, Email, Number, Phone, Reference, one
from setia.cli.recording import CODES, At, Key, moment_of, program_then, record_one
from setia.cli.returned import Typed, key_of, return_of
from setia.platform.json import Json

app = typer.Typer(help=f"Record one event. {CODES}", no_args_is_help=True)
for _name, _act, _how in (
    ("spend", acts.spend, Amounts),
    ("hold", acts.hold, Amounts),
    ("capture", acts.capture, TyperCommand),
    ("cancel", acts.cancel, TyperCommand),
    ("donate", acts.donate, Amounts),
    ("convert", acts.convert, Amounts),
    ("transfer", acts.transfer, Amounts),
    ("release", acts.release, TyperCommand),
    ("adjust", acts.adjust, Signed),
    ("opening", acts.opening, Amounts),
    ("tier-grant", acts.tier_grant, TyperCommand),
):
    app.command(_name, cls=_how, epilog=CODES)(_act)

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
        help="How much of another number comes back, such as nights=1 tax=0.60; without a KEY, "
        "what a purchase would carry.",
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


@app.command("purchase", cls=Amounts, epilog=CODES)
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
        program = program_then()
        payload: dict[str, Json] = {"amount": minor(paid, program.decimals, program.currency)}
        if channel:
            payload["channel"] = channel
        record_one(identity, "purchase", payload, key=key, moment=moment_of(at))


@app.command("return", epilog=CODES)
def take_back(
    of: Annotated[
        str,
        typer.Argument(
            metavar="[KEY]",
            help="The key of the purchase that comes back; left out where the program takes back "
            "without one, then --amount is needed.",
            show_default=False,
        ),
    ] = "",
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

    The purchase is named by its key. A return that comes before its purchase waits for it. Without
    a key, one rule of the program says what is taken, where the program names one.
    """
    identity = one(email=email, phone=phone, card=card, reference=reference, number=number)
    of, said = key_of(of, told or ())
    _either([*said, *(line or []), *([amount] if amount else [])], as_json)
    typed = Typed(of, of_source, amount, line or (), said, as_json)
    with installation():
        moment = moment_of(at)
        payload = return_of(typed, program_then(moment))
        record_one(identity, "return", payload, key=key, moment=moment)


@app.command("activity", epilog=CODES)
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
        moment = moment_of(at)
        payload = activity_of(kind, told or [], as_json, program_then(moment))
        record_one(identity, kind, payload, key=key, moment=moment)


@app.command("profile", epilog=CODES)
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
        moment = moment_of(at)
        payload = profile_of(told or [], as_json, program_then(moment))
        record_one(identity, "profile", payload, key=key, moment=moment)


def _either(told: list[str] | None, as_json: str) -> None:
    if told and as_json:
        raise fail("--json: says all of it by itself; leave out the other values", MISTYPED)
