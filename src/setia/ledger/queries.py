"""Reads of one holder, as frozen values.

What can be spent is computed for the instant asked: a copy of the state is advanced to it, so that
a late sweep changes no answer. Nothing is locked or written.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from setia.core.engine.ahead import Ahead, ahead
from setia.core.engine.book import Book, Version, balances
from setia.core.engine.earned import Gift, acted, earned
from setia.core.engine.explanation import Back, Verdict
from setia.core.engine.kinds import told_by_rules
from setia.core.engine.layout import Layout, is_wallet, pending_of
from setia.core.engine.postings import Account, Cause
from setia.core.engine.project import Projection, project
from setia.core.engine.state import Bucket, Held, buckets, holds
from setia.core.program.currencies import decimals_of
from setia.core.program.document import Unreleased
from setia.core.proof.leaf import EventLeaf
from setia.ledger.follow import holder_events
from setia.ledger.rows import STATE_COLUMNS, happened, holder_of
from setia.platform import clock
from setia.platform.connection import RawCursor, outermost
from setia.programs.queries import current_book

_BESIDE = {
    Back.TAKEN: "in proportion",
    Back.ENDED: "had ended",
    Back.FORGIVEN: "written off",
}
_WORDS: Mapping[int, str] = {
    Verdict.LIMITED: " (held to its limit)",
    Verdict.NO_BUDGET: " (budget used up)",
    Verdict.OUTDONE: " (another gives more)",
    Verdict.RESTING: " (gave a short while ago)",
    Verdict.FULL: " (the wallet is full)",
    Back.BY_RULE: " (no purchase is named)",
}


@dataclass(frozen=True, slots=True)
class Lot:
    """Points of one wallet that end at the same instant (2**62: never)."""

    wallet: str
    expires_us: int
    points: int


@dataclass(frozen=True, slots=True)
class Pending:
    """Points of one wallet that can be used from an instant on.

    unreleased: what becomes of them at that instant where they wait for a release until then, None
    where they do not.
    """

    wallet: str
    from_us: int
    points: int
    unreleased: Unreleased | None = None


@dataclass(frozen=True, slots=True)
class OnHold:
    """Points of one wallet that a hold keeps aside until an instant."""

    wallet: str
    until_us: int
    points: int


@dataclass(frozen=True, slots=True)
class Tier:
    """The level held in one tier set, and until when (2**62: no end)."""

    tier_set: str
    level: str
    until_us: int


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a statement.

    points: what it moved, by wallet; arithmetic: each rule's points, which sum to them.
    """

    seq: int
    at_us: int
    what: str
    outcome: str
    points: Mapping[str, int]
    arithmetic: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A holder as of an instant."""

    at_us: int
    time_zone: str
    balances: Mapping[str, int]
    tiers: Sequence[Tier]
    lots: Sequence[Lot]
    pending: Sequence[Pending]
    on_hold: Sequence[OnHold]
    projections: Sequence[Projection]
    ahead: Sequence[Ahead]


@dataclass(frozen=True, slots=True)
class Statement:
    """A holder's standing with its newest events, newest first."""

    at_us: int
    time_zone: str
    balances: Mapping[str, int]
    tiers: Sequence[Tier]
    lots: Sequence[Lot]
    pending: Sequence[Pending]
    on_hold: Sequence[OnHold]
    projections: Sequence[Projection]
    ahead: Sequence[Ahead]
    events: Sequence[Line]


def members_by_tier(cursor: RawCursor) -> dict[str, int]:
    """How many holders hold each level, as of their own states: ``set: level`` and the count."""
    newest = current_book(cursor).newest
    layout, sets = newest.layout, {one.id: one for one in newest.program.tiers}
    columns = [name.removeprefix("tier:") for name in layout.slots if name.startswith("tier:")]
    cursor.execute("SELECT tiers, count(*) FROM member_state GROUP BY tiers")
    found: dict[str, int] = {}
    for codes, count in cursor.fetchall():
        # A state of an older version has fewer columns, and a dropped set is told no more.
        for name, code in zip(columns, codes, strict=False):
            if name in sets:
                level = f"{name}: {sets[name].levels[layout.rank(name, code)].id}"
                found[level] = found.get(level, 0) + count
    return dict(sorted(found.items()))


def expired_points(cursor: RawCursor) -> dict[str, int]:
    """Points that have expired so far, by wallet: posted by expiry, less what refolds took back."""
    series = current_book(cursor).newest.layout.series
    cursor.execute(
        "SELECT wallet, sum(CASE WHEN target_account = %s THEN amount ELSE -amount END)::bigint"
        " FROM posting WHERE cause = %s GROUP BY wallet ORDER BY wallet",
        (int(Account.EXPIRED), int(Cause.EXPIRE)),
    )
    return {series[wallet]: points for wallet, points in cursor.fetchall()}


def standing(cursor: RawCursor, book: Book, member_id: UUID, at_us: int) -> Standing | None:
    """A holder as of an instant that is not before its newest event; None for nobody."""
    cursor.execute(f"SELECT {STATE_COLUMNS} FROM member_state WHERE member_id = %s", (member_id,))
    row = cursor.fetchone()
    if row is None:
        return None
    state = holder_of(row, book.newest.layout).state
    book.advanced(state, at_us)
    return standing_of(book.newest, state, at_us)


def standing_of(newest: Version, state: Sequence[int], at_us: int) -> Standing:
    """What a state says that its holder has. state: advanced to `at_us`."""
    layout = newest.layout
    return Standing(
        at_us,
        newest.program.time_zone,
        balances(state, layout),
        _tiers(newest, state),
        _lots(layout, state),
        _pending(layout, state),
        _on_hold(layout, state),
        project(newest, state, at_us),
        ahead(newest, state, at_us),
    )


def statement(member_id: UUID, limit: int) -> Statement | None:
    """A holder as of now with up to `limit` events; None for nobody."""
    with outermost() as cursor:
        book = current_book(cursor)
        found = standing(cursor, book, member_id, clock.now(cursor))
        if found is None:
            return None
        events = holder_events(cursor, member_id, limit)
    lines = [_line(book, leaf) for leaf in events]
    return Statement(
        found.at_us,
        found.time_zone,
        found.balances,
        found.tiers,
        found.lots,
        found.pending,
        found.on_hold,
        found.projections,
        found.ahead,
        lines,
    )


def _tiers(version: Version, state: Sequence[int]) -> list[Tier]:
    slot = version.layout.slot
    return [
        Tier(
            one.id,
            one.levels[version.layout.rank(one.id, state[slot(f"tier:{one.id}")])].id,
            state[slot(f"until:{one.id}")],
        )
        for one in version.program.tiers
    ]


def _lots(layout: Layout, state: Sequence[int]) -> list[Lot]:
    """Lots in burn order, those that end together joined."""
    joined: dict[tuple[str, int], int] = {}
    for one in buckets(state):
        name = layout.series[one.series]
        if is_wallet(name):
            joined[name, one.due_us] = joined.get((name, one.due_us), 0) + one.amount
    return [Lot(name, expires, points) for (name, expires), points in joined.items()]


def _pending(layout: Layout, state: Sequence[int]) -> list[Pending]:
    """What is pending, the first to be usable first, what becomes so together joined."""
    names = {pending_of(name): name for name in layout.series}
    joined: dict[tuple[str, int, Unreleased | None], int] = {}
    waiting: Sequence[Bucket | Held] = (*buckets(state), *holds(state))
    for one in waiting:
        wallet = names.get(layout.series[one.series])
        if wallet is not None:
            key = (wallet, one.due_us, one.unreleased if isinstance(one, Held) else None)
            joined[key] = joined.get(key, 0) + one.amount
    found = [
        Pending(wallet, from_us, points, unreleased)
        for (wallet, from_us, unreleased), points in joined.items()
    ]
    return sorted(found, key=lambda one: one.from_us)


def _on_hold(layout: Layout, state: Sequence[int]) -> list[OnHold]:
    """What is on hold, the hold that is over first in front, what one hold keeps joined."""
    joined: dict[tuple[int, int, int], int] = {}
    for one in holds(state):
        if not is_wallet(layout.series[one.series]):
            continue
        key = (one.due_us, one.series, one.ref)
        joined[key] = joined.get(key, 0) + one.amount
    return [
        OnHold(layout.series[series], until_us, points)
        for (until_us, series, _), points in sorted(joined.items())
    ]


def _line(book: Book, leaf: EventLeaf) -> Line:
    at_us = leaf.recorded_us if leaf.kind == "clock" else happened(leaf).at_us
    payload = json.loads(leaf.payload)
    version = book.by_number[leaf.version]
    if leaf.outcome != "accepted":
        return Line(leaf.seq, at_us, leaf.kind, leaf.outcome, {}, leaf.reason)
    if leaf.kind == "profile":
        return Line(leaf.seq, at_us, "profile", leaf.outcome, {}, ", ".join(sorted(payload)))
    if told_by_rules(leaf.kind):
        what = leaf.kind
        if isinstance(amount := payload.get("amount"), int):
            currency = str(payload.get("currency") or version.program.currency)
            other = f"{currency} " if currency != version.program.currency else ""
            what += f" {other}{_money(amount, decimals_of(currency))}"
        read = earned(version, leaf.decision)
        program = version.program
        places = {rule.id: program.unit(rule.wallet).decimals for rule in program.rules}
        parts = [
            f"{gift.rule} {_signed(gift.points, places[gift.rule])}{_said(gift)}"
            for gift in read.gifts
        ]
        parts += [
            f"{_BESIDE[Back(gift.code)]} {_signed(gift.points, program.unit(gift.rule).decimals)}"
            for gift in read.beside
        ]
        return Line(leaf.seq, at_us, what, leaf.outcome, read.points, ", ".join(parts))
    if leaf.kind == "tier-grant":
        return Line(leaf.seq, at_us, f"level {payload['level']}", leaf.outcome, {}, "")
    if leaf.kind != "clock":
        points = acted(version, leaf.kind, payload, leaf.decision)
        said = str(payload.get("reason") or payload.get("to") or "")
        return Line(leaf.seq, at_us, leaf.kind, leaf.outcome, points, said)
    return Line(leaf.seq, at_us, "time passed", leaf.outcome, {}, "")


def _said(gift: Gift) -> str:
    return _WORDS.get(gift.code, "")


def _signed(points: int, decimals: int) -> str:
    return f"{'-' if points < 0 else '+'}{_money(abs(points), decimals)}"


def _money(minor: int, decimals: int) -> str:
    whole, part = divmod(minor, 10**decimals)
    return f"{whole:,}.{part:0{decimals}}" if decimals else f"{whole:,}"
