"""Where points go that leave a wallet by being converted or given away, and how many arrive.

Both are worked out from what the event says and the version that decides it, before the engine is
asked; a rate is a fraction, and what it comes to is rounded down once.
"""

from collections.abc import Iterator
from typing import Final

from setia.core.engine.kinds import CONVERT, DONATE, TRANSFER
from setia.core.engine.limits import MAX_AMOUNT
from setia.core.engine.readers import Payload, Unfit
from setia.core.program.document import Program

GIVE_TO: Final = (DONATE, CONVERT)
"""Acts that name to whom, or into what, points go."""


def offered(program: Program) -> Iterator[str]:
    """Which of them a program knows."""
    if any(one.charities for one in program.wallets):
        yield DONATE
    if any(one.converts for one in program.wallets):
        yield CONVERT
    if any(one.transfers for one in program.wallets):
        yield TRANSFER


def given_to(
    program: Program, kind: str, wallet: int, points: int, payload: Payload
) -> tuple[int, int]:
    """The place of the charity or wallet that points go to, and how many arrive. Raises Unfit."""
    one = program.wallets[wallet]
    rates = dict(one.converts)
    known = list(rates) if kind == CONVERT else list(one.charities)
    named = payload.get("to")
    if named is None and len(known) == 1:
        named = known[0]
    if not isinstance(named, str) or named not in known:
        what = "converted" if kind == CONVERT else "donated"
        said = f"use one of {', '.join(known)}" if known else f"{one.id} can't be {what}"
        raise Unfit(f"to: {named!r} is not one; {said}")
    if kind == DONATE:
        return known.index(named), points
    rate = rates[named]
    if rate.whole and points % rate.per:
        raise Unfit(f"points: {points} is no whole number of times {rate.per}")
    gained = points * rate.points // rate.per
    if not 1 <= gained <= MAX_AMOUNT:
        raise Unfit(f"points: {points} would become {gained} {named}; from 1 to {MAX_AMOUNT}")
    return program.wallet(named), gained
