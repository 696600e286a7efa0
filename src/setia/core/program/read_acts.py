"""Reads the acts in the tests of a document: points spent, kept aside, given back or adjusted.

A capture, cancel or release names the step whose points it is of, by its place. What is read is
what an event of that kind carries.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from setia.core.engine.kinds import CONVERT, RELEASE, TRANSFER, earns
from setia.core.expressions.fields import Field
from setia.core.program import phrases
from setia.core.program.document import Program
from setia.core.program.read_wallets import places_of
from setia.core.program.scenarios import Step
from setia.core.program.shape import Shape
from setia.core.program.values import value_of

Payload = Mapping[str, object]
_USABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "capture": ("hold",),
    "cancel": ("hold", "spend", "capture"),
}
_REASON: Final = "test"
"""Why a test adjusts points, where it does not say."""

_SOMEBODY: Final = "00000000-0000-0000-0000-000000000000"
"""To whom a test transfers points; nobody has this id."""

_MINUTES: Final = Field("minutes", "number", "event")
_DAYS: Final = {name: Field(name, "date", "event") for name in ("earned", "expires", "until")}


def read_act(shape: Shape, kind: str, program: Program, before: Sequence[Step]) -> Payload:
    """What an act or an opening balance carries. before: the steps above it."""
    payload = _ACTS[kind](shape, kind, program, before)
    shape.close()
    return payload


def step_key(place: int) -> str:
    """The key of the event of a step, by its place from 0."""
    return f"{place:04}"


def named_step(shape: Shape, known: Sequence[int], what: str) -> str:
    """The key of the step that ``of:`` names by its place from 1. what: can't be done with it."""
    of = shape.read("of", phrases.place, needed=True)
    if of is not None and of not in known:
        earlier = f"name one of the steps: {', '.join(map(str, known))}"
        remedy = earlier if known else "put what it names in a step before it"
        shape.wrong("of", f"step {of} is no event that can {what}", remedy)
    return step_key((of or 1) - 1)


def _points(
    shape: Shape, program: Program, *, signed: bool = False, needed: bool = True
) -> Payload:
    """So many points, with the wallet where it is named."""
    places = places_of(program.wallets)

    def read(text: str) -> tuple[int, str]:
        takes = signed and text.startswith("-") and not text.startswith("--")
        found, unit = phrases.points(text.removeprefix("-") if takes else text, places)
        return -found if takes else found, unit

    found = shape.read("points", read, needed=needed)
    if found is None:
        return {}
    points, unit = found
    if unit and unit not in {one.id for one in program.wallets}:
        shape.wrong("points", f"no wallet {unit!r}", "name one that is declared")
    return {"points": points, "wallet": unit} if unit else {"points": points}


def _day(shape: Shape, *names: str) -> Payload:
    found = {name: shape.read(name, value_of(_DAYS[name], 0)) for name in names}
    return {name: day for name, day in found.items() if day is not None}


def _spend(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    return _points(shape, program)


def _give_away(shape: Shape, kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    payload = _points(shape, program)
    wallet = program.wallets[program.wallet(str(payload.get("wallet", program.wallets[0].id)))]
    known = list(wallet.charities) if kind == "donate" else [name for name, _ in wallet.converts]
    to = shape.text("to", default="")
    if to not in known and (to or len(known) != 1):
        said = f"of {wallet.id}: {', '.join(known) or 'none'}"
        shape.wrong("to", f"{to[:60]!r} is not known" if to else "is needed", f"name one {said}")
    return {**payload, "to": to} if to else payload


def _transfer(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    payload = _points(shape, program)
    wallet = program.wallets[program.wallet(str(payload.get("wallet", program.wallets[0].id)))]
    if wallet.transfers is None:
        known = ", ".join(one.id for one in program.wallets if one.transfers)
        shape.wrong("points", f"{wallet.id} can't be transferred", f"name some of: {known}")
    return {**payload, "to": _SOMEBODY}


def _hold(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    minutes = shape.read("minutes", value_of(_MINUTES, 0))
    return {**_points(shape, program), **({} if minutes is None else {"minutes": minutes})}


def _end(shape: Shape, kind: str, program: Program, before: Sequence[Step]) -> Payload:
    known = [place for place, step in enumerate(before, 1) if step.kind in _USABLE[kind]]
    of = named_step(shape, known, "be cancelled" if kind == "cancel" else "be captured")
    return {"of": of, **_points(shape, program, needed=False)}


def _release(shape: Shape, _kind: str, _program: Program, before: Sequence[Step]) -> Payload:
    known = [place for place, step in enumerate(before, 1) if step.kind and earns(step.kind)]
    return {"of": named_step(shape, known, "be released")}


def _adjust(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    reason = shape.text("reason", default=_REASON)
    return {**_points(shape, program, signed=True), "reason": reason}


def _opening(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    return {**_points(shape, program), **_day(shape, "earned", "expires")}


def _grant(shape: Shape, _kind: str, program: Program, _before: Sequence[Step]) -> Payload:
    tiers = shape.text("tiers", default="")
    sets = {one.id: one for one in program.tiers if not tiers or one.id == tiers}
    if tiers and not sets:
        known = ", ".join(one.id for one in program.tiers)
        shape.wrong("tiers", f"no set of tiers {tiers!r}", f"known: {known or 'none'}")
    level = shape.text("level")
    levels = [one.id for each in sets.values() for one in each.levels]
    if level and sets and level not in levels:
        shape.wrong("level", f"no level {level!r}", f"known: {', '.join(levels)}")
    named = {"tiers": tiers} if tiers else {}
    return {"level": level, **named, **_day(shape, "until")}


_ACTS: Final[Mapping[str, Callable[[Shape, str, Program, Sequence[Step]], Payload]]] = {
    "spend": _spend,
    "hold": _hold,
    "capture": _end,
    "cancel": _end,
    RELEASE: _release,
    "donate": _give_away,
    CONVERT: _give_away,
    TRANSFER: _transfer,
    "adjust": _adjust,
    "opening": _opening,
    "tier-grant": _grant,
}
ACTS_TOLD: Final = tuple(_ACTS)
"""The kinds that `read_act` reads."""
