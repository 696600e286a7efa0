"""What an act of one holder brings to another: the lots that a transfer moves, as an event says it.

No decision touches two holders. A transfer takes lots from one holder; an event of its own, an
effect, brings the same lots to the other: so many points each, with their end, the month in which
they were earned and who pays for them. Points are not made young by being sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from setia.core.engine.kinds import TRANSFER
from setia.core.engine.layout import Layout
from setia.core.engine.limits import MAX_AMOUNT, NEVER
from setia.core.engine.postings import Account, Cause, Posting
from setia.core.engine.readers import Payload, Unfit
from setia.core.engine.state import buckets
from setia.core.program.document import Program, Wallet

Said: TypeAlias = "int | str | Sequence[Said] | Mapping[str, Said]"
"""What stands in an effect's payload."""

MAX_LOTS: Final = 250
"""Most lots of one effect; a transfer of more brings several."""

LOT: Final = 5
"""Integers of one lot among the lines of a row: points, end, month, who pays, when it is due."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def check_sent(wallet: Wallet, points: int, payload: Payload) -> None:
    """Raise Unfit where a wallet's points can't be sent, not so many, or to nobody."""
    if wallet.transfers is None:
        raise Unfit(f"wallet: {wallet.id} can't be transferred")
    least, most = wallet.transfers
    if not least <= points <= most:
        told = f"{wallet.id} are sent from {least} to {most}, in smallest parts"
        raise Unfit(f"points: {points} at a time; {told}")
    recipient(payload)


def recipient(payload: Payload) -> UUID:
    """The holder to whom a transfer sends points. Raises Unfit."""
    named = payload.get("to")
    try:
        found = UUID(named) if isinstance(named, str) else None
    except ValueError:
        found = None
    if found is None or str(found) != named:
        raise Unfit("to: is needed, as the id of the holder who gets the points")
    return found


def dues_sent(
    program: Program, layout: Layout, kind: str, payload: Payload, state: Sequence[int]
) -> Sequence[int]:
    """When the lots of a transfer's wallet are due, in burn order; nothing of another kind."""
    if kind != TRANSFER:
        return ()
    series = layout.series.index(str(payload.get("wallet") or program.wallets[0].id))
    return [one.due_us for one in buckets(state) if one.series == series]


def brought(
    cause: Mapping[str, Said],
    sent: Iterable[Posting],
    layout: Layout,
    dues: Sequence[int] = (),
) -> list[dict[str, Said]]:
    """What the effects of a transfer carry, of so many lots each.

    cause: what names the transfer. sent: postings of its decision; those that do not move a lot to
    `sent` are passed over. dues: µs since 1970, in the order in which lots are used: when each was
    due before, which its own end does not say where it ends by inactivity or another version has
    moved the end; where dues are missing, its end.
    """
    lots = [one for one in sent if one.cause == Cause.TRANSFER and one.target == Account.SENT]
    due_us = [*dues[: len(lots)], *(one.expires_us for one in lots[len(dues) :])]
    said = [_lot(one, due, layout) for one, due in zip(lots, due_us, strict=True)]
    return [
        {
            "of": cause,
            "wallet": layout.series[lots[k].wallet],
            "points": sum(one.amount for one in lots[k : k + MAX_LOTS]),
            "lots": said[k : k + MAX_LOTS],
        }
        for k in range(0, len(lots), MAX_LOTS)
    ]


def _lot(one: Posting, due: int, layout: Layout) -> dict[str, Said]:
    """A lot as an event says it; what it does not have is left out."""
    said: dict[str, Said] = {"points": one.amount, "earned": _month(one.month)}
    if one.expires_us != NEVER:
        said["ends"] = _instant(one.expires_us)
    if due not in (one.expires_us, NEVER):
        said["due"] = _instant(due)
    if one.funder:
        said["funder"] = layout.funders[one.funder]
    return said


def lots_of(payload: Payload, layout: Layout) -> Iterator[int]:
    """The lots that an effect brings, as `LOT` integers each. Raises Unfit."""
    lots = payload.get("lots")
    if not isinstance(lots, list | tuple) or not 1 <= len(lots) <= MAX_LOTS:
        raise Unfit(f"lots: must be a list of 1 to {MAX_LOTS} objects")
    total = 0
    for place, one in enumerate(lots):
        if not isinstance(one, Mapping):
            raise Unfit(f"lots[{place}]: must be an object with points")
        points, funder = one.get("points"), one.get("funder", "")
        if type(points) is not int or not 1 <= points <= MAX_AMOUNT:
            raise Unfit(f"lots[{place}].points: must be a whole number from 1 to {MAX_AMOUNT}")
        if funder not in layout.funders:
            raise Unfit(f"lots[{place}].funder: {funder!r} pays for no points")
        total += points
        where = f"lots[{place}]"
        ends = _read_instant(one.get("ends"), f"{where}.ends")
        due = ends if one.get("due") is None else _read_instant(one["due"], f"{where}.due")
        yield from (points, ends, _earned(one.get("earned"), f"{where}.earned"))
        yield from (layout.funders.index(funder), due)
    if total != payload.get("points"):
        raise Unfit(f"points: the lots come to {total}")


def _month(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _earned(said: object, where: str) -> int:
    match = _MONTH.fullmatch(said) if isinstance(said, str) else None
    if match is None:
        raise Unfit(f"{where}: must be a month such as 2026-01")
    return int(match[1]) * 12 + int(match[2]) - 1


def _instant(us: int) -> str:
    return (_EPOCH + timedelta(microseconds=us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _read_instant(said: object, where: str) -> int:
    if said is None:
        return NEVER
    if not isinstance(said, str) or not _INSTANT.fullmatch(said):
        raise Unfit(f"{where}: must be an instant such as 2026-01-31T16:00:00.000000Z")
    try:
        return (datetime.fromisoformat(said) - _EPOCH) // timedelta(microseconds=1)
    except ValueError:
        raise Unfit(f"{where}: there is no such instant as {said}") from None
