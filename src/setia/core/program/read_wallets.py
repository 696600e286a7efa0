"""Reads the wallets: what points are called, how they are rounded, how long they wait and live.

Points that would end before they can be used are found here, on every day of twelve years.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from setia.core.engine.calendar import months_later, rounded_up
from setia.core.program import phrases
from setia.core.program.document import STRETCH_MONTHS, Expiry, Span, TierSet, Wallet
from setia.core.program.read_events import Words
from setia.core.program.read_units import FormsOf, read_unit
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Mapped

MAX_WALLETS: Final = 20
_FOUR_YEARS: Final = range(1_461)
_AROUND_2100: Final = range(46_020, 49_310)
"""The days of 2096 to 2104: 2100 has no 29 February."""


def read_wallets(root: Shape, forms_of: FormsOf) -> list[tuple[Wallet, Shape]]:
    """Every wallet, and where it stands."""
    found: list[tuple[Wallet, Shape]] = []
    before = len(root.problems.found)
    for name, shape in root.parts("wallets"):
        rounding = shape.text("rounding", default="down")
        decimals = shape.read("decimals", phrases.decimals) or 0
        pending, unreleased = shape.read("pending", phrases.pending) or (None, None)
        if rounding not in ("down", "nearest"):
            shape.wrong("rounding", f"{rounding!r} is not known", "write down or nearest")
        wallet = Wallet(
            id=name,
            unit=read_unit(shape, name, decimals, forms_of),
            rounding="nearest" if rounding == "nearest" else "down",
            expiry=shape.read("expires", phrases.expiry),
            pending=pending,
            unreleased=unreleased,
            value=shape.read("value", phrases.worth),
            cost=shape.read("cost", phrases.worth),
            most=_points(shape, "at most", name, decimals),
            second_above=_points(shape, "second person above", name, decimals),
            funder=funder_of(shape),
        )
        _check_pending(wallet, shape)
        for later in ("converts", "donates to", "transfers"):
            shape.value(later)  # Read when all wallets are known.
        found.append((wallet, shape))
        shape.value("expires for")  # Read when the levels are known.
        shape.close()
    if len(root.problems.found) == before and not 1 <= len(found) <= MAX_WALLETS:
        root.wrong("wallets", f"{len(found)} of them", f"declare from 1 to {MAX_WALLETS}")
    return found


def funder_of(shape: Shape) -> str:
    """Who pays for points: an id, "" where nobody is named."""
    name = shape.text("funded by", default="")
    if name and not ID.fullmatch(name):
        remedy = "use a-z, 0-9 and -, a letter first, 40 at most"
        shape.wrong("funded by", f"{name[:60]!r} is not an id", remedy)
    return name


def with_tiers(
    wallets: Sequence[tuple[Wallet, Shape]], tiers: Sequence[TierSet]
) -> tuple[Wallet, ...]:
    """The wallets with how long points live for those who hold a level."""
    return tuple(
        replace(wallet, by_tier=_by_tier(wallet, shape, tiers)) for wallet, shape in wallets
    )


def check_activity(wallets: Sequence[tuple[Wallet, Shape]], words: Words) -> None:
    """What keeps points alive is a kind of event that there is."""
    known = [*words.kinds, "spend"]
    for wallet, shape in wallets:
        for kind in wallet.expiry.without if wallet.expiry else ():
            if kind not in known:
                shape.wrong("expires", f"no event {kind!r}", f"write one of: {', '.join(known)}")


def places_of(wallets: Sequence[Wallet], usual: str = "") -> phrases.Places:
    """The decimals of the points that a unit names; usual: the wallet that is meant by none."""
    places = {one.id: one.decimals for one in wallets}
    default = places.get(usual, wallets[0].decimals if wallets else 0)
    return lambda unit: places.get(unit, default)


def ends_too_early(pending: Span, expiry: Span) -> bool:
    """Whether points of some day of the calendar would end before, or when, they can be used."""
    return any(
        _through(expiry, day) <= _from(pending, day)
        for days in (_FOUR_YEARS, _AROUND_2100)
        for day in days
    )


def _points(shape: Shape, key: str, name: str, decimals: int) -> int | None:
    """So many of a wallet's own points: ``100000``, or ``100000 beans``."""
    read = shape.read(key, lambda text: phrases.points(text, lambda _: decimals))
    points, unit = read or (None, "")
    if unit and unit != name:
        shape.wrong(key, f"speaks of {unit}", f"this wallet holds {name}")
    return points


def _by_tier(
    wallet: Wallet, shape: Shape, tiers: Sequence[TierSet]
) -> tuple[tuple[str, str, Expiry | None], ...]:
    """``{gold: 24 months, platinum: never}``, from the lowest level up."""
    value = shape.peek("expires for")
    if value is None:
        return ()
    if not isinstance(value, Mapped):
        shape.wrong("expires for", "must be a mapping", "write: {gold: 24 months}")
        return ()
    if wallet.expiry is not None and wallet.expiry.without:
        shape.wrong("expires for", "stands beside an end by inactivity", "leave one of them out")
    found: dict[tuple[int, int], tuple[str, str, Expiry | None]] = {}
    places = {
        level.id: (place, rank)
        for place, one in enumerate(tiers)
        for rank, level in enumerate(one.levels)
    }
    for level, one in value.items.items():
        expiry = shape.read_value("expires for", one, phrases.expiry)
        if level not in places:
            remedy = f"name one of: {', '.join(places)}" if places else "declare it under tiers:"
            shape.wrong("expires for", f"no level {level!r}", remedy)
        elif expiry is not None and expiry.without:
            shape.wrong("expires for", "is an end by inactivity", "write a span: 24 months")
        else:
            place, rank = places[level]
            if expiry and wallet.pending and ends_too_early(wallet.pending, expiry.span):
                shape.wrong(
                    "expires for", "can be before points are usable", "let them live longer"
                )
            found[place, rank] = (tiers[place].id, level, expiry)
    return tuple(found[key] for key in sorted(found))


def _check_pending(wallet: Wallet, shape: Shape) -> None:
    if wallet.pending is None or wallet.expiry is None:
        return
    if wallet.expiry.without:
        cause = "stands beside an end by inactivity"
        shape.wrong("pending", cause, "leave it out, or let points live for a span")
    elif ends_too_early(wallet.pending, wallet.expiry.span):
        shape.wrong("pending", "can be longer than points live", "wait for less, or let them live")


def _through(span: Span, day: int) -> int:
    """The first day, at the earliest, on which a span is over that lasts through its last day."""
    last = months_later(day, span.months) + span.days
    if span.to is None or span.to == "anniversary":
        return last + 1
    return rounded_up(last, STRETCH_MONTHS[span.to])


def _from(span: Span, day: int) -> int:
    """The first day, at the latest, on which a wait is over."""
    last = months_later(day, span.months) + span.days
    if span.to == "anniversary":
        return months_later(last, 12)
    return last if span.to is None else rounded_up(last, STRETCH_MONTHS[span.to])
