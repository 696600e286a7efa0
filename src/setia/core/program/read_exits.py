"""Reads how points can leave a wallet other than by being spent: converted, given away, sent.

A conversion is a rate, written as earning rules write theirs: so many of the other wallet's points
for so many of this one's.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from setia.core.engine.limits import MAX_AMOUNT
from setia.core.expressions.spans import Span
from setia.core.program import phrases
from setia.core.program.document import PerAmount, Wallet
from setia.core.program.phrases import PhraseError
from setia.core.program.read_wallets import places_of
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Listed, Mapped, Text, Value

MAX_CHARITIES: Final = 50
_RATE: Final = "write it like: 1 per whole 100"


def with_exits(placed: Sequence[tuple[Wallet, Shape]]) -> list[tuple[Wallet, Shape]]:
    """The wallets with what their points can become, and to whom they can be given."""
    wallets = [wallet for wallet, _ in placed]
    return [
        (
            replace(
                wallet,
                converts=_rates(wallet, shape, wallets),
                charities=_charities(shape),
                transfers=_transfers(wallet, shape),
            ),
            shape,
        )
        for wallet, shape in placed
    ]


def _rates(
    wallet: Wallet, shape: Shape, wallets: Sequence[Wallet]
) -> tuple[tuple[str, PerAmount], ...]:
    """``{beans: 1 per whole 100}``: by the wallet that takes them."""
    value = shape.peek("converts")
    if value is None:
        return ()
    if not isinstance(value, Mapped):
        shape.wrong("converts", "must be a mapping", "write: {beans: 1 per whole 100}")
        return ()
    others = [one.id for one in wallets if one.id != wallet.id]
    found: list[tuple[str, PerAmount]] = []
    for name, one in value.items.items():
        if name not in others:
            remedy = f"name one of: {', '.join(others)}" if others else "declare a second wallet"
            shape.wrong("converts", f"{name[:60]!r} is no other wallet", remedy)
            continue
        read = partial(_rate, to=name, wallet=wallet, wallets=wallets)
        rate = shape.read_value("converts", one, read)
        if rate is not None:
            found.append((name, rate))
    return tuple(found)


def _rate(text: str, to: str, wallet: Wallet, wallets: Sequence[Wallet]) -> PerAmount:
    basis = Span("number", 10**wallet.decimals, 1, MAX_AMOUNT)
    rate, unit = phrases.rate(text, basis, 0, places_of(wallets, to), _RATE)
    if unit not in ("", to):
        raise PhraseError(f"{text!r} speaks of {unit}", f"these points become {to}")
    return rate


def _transfers(wallet: Wallet, shape: Shape) -> tuple[int, int] | None:
    """``at least 100, at most 5000``: how many points can be sent to another member at a time."""
    read = shape.read("transfers", lambda text: phrases.at_a_time(text, lambda _: wallet.decimals))
    bounds, units = read or (None, set())
    for unit in sorted(units - {wallet.id}):
        shape.wrong("transfers", f"speaks of {unit}", f"this wallet holds {wallet.id}")
    return bounds


def _charities(shape: Shape) -> tuple[str, ...]:
    """``[forest, red-cross]``, or one alone: ids that stay."""
    value = shape.value("donates to")
    listed: Sequence[Value] = value.items if isinstance(value, Listed) else [value] if value else []
    names = [one.value if isinstance(one, Text) else "" for one in listed]
    if not all(ID.fullmatch(name) for name in names):
        remedy = "use a-z, 0-9 and -, a letter first, 40 at most"
        shape.wrong("donates to", "names what is no id", remedy)
    elif len(set(names)) < len(names):
        shape.wrong("donates to", "names one twice", "leave one of them out")
    elif len(names) > MAX_CHARITIES:
        shape.wrong("donates to", f"{len(names)} of them", f"{MAX_CHARITIES} at most")
    return tuple(names)
