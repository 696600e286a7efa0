"""Reads of what insights has counted: the figures of the home page.

It reads a few rows a day and never the ledger, so its time does not grow with members or events.
Each figure says up to which position it counts, since a reader may be behind the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from setia.core.engine.layout import Layout, is_wallet
from setia.core.engine.postings import Account
from setia.insights.actions.count_events import READER
from setia.insights.periods import DAY_US, PERIOD_DAYS, Series, series
from setia.platform.connection import RawCursor
from setia.programs.queries import current_book

_POINTS: Final = "SELECT wallet, account, day, change FROM points_day WHERE day >= %s"
_POINTS_IN_ALL: Final = """
    SELECT wallet, account, sum(change)::bigint FROM points_day GROUP BY wallet, account
"""
_EVENTS: Final = """
    SELECT day, sum(events)::bigint FROM event_day WHERE kind <> 'clock' AND day >= %s GROUP BY day
"""
_EVENTS_IN_ALL: Final = """
    SELECT kind, outcome, sum(events)::bigint FROM event_day WHERE kind <> 'clock'
    GROUP BY kind, outcome ORDER BY kind, outcome
"""
_CENSUS: Final = """
    SELECT taken_us, members, joined_days, joined, tier_sets, levels, holders FROM census
    WHERE id = 1
"""
_OWN: Final = (Account.PENDING, Account.AVAILABLE, Account.HELD, Account.DEBT)
"""The accounts of members themselves: what is issued stays in them until it is spent or expires."""
_POSITION: Final = "SELECT position FROM reader_cursor WHERE reader = %s"


@dataclass(frozen=True, slots=True)
class WalletFigures:
    """What happened to one wallet's points; the days of `outstanding` are balances at their end.

    issued − spent − expired + others = outstanding, which counts points that are still pending, of
    which `pending` says how many there are, and takes debts off. What a return takes is taken off
    issued, also points that were spent; what the program writes off of these is `written_off`.
    opened: balances that were brought along; adjusted: by hand, below 0 where more was taken.
    donated: below 0; converted: what came from other wallets less what went into them. sent: below
    0, what is on its way from one member to another.
    """

    wallet: str
    issued: Series
    spent: Series
    expired: Series
    outstanding: Series
    pending: int
    written_off: Series
    opened: Series
    adjusted: Series
    donated: Series
    converted: Series
    sent: Series

    @property
    def others(self) -> int:
        """What is neither issued, spent nor expired, as far as it changed what members have."""
        others = (self.written_off, self.opened, self.adjusted)
        moved = (self.donated, self.converted, self.sent)
        return sum(one.total for one in (*others, *moved))


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many events of a kind had an outcome, in all."""

    kind: str
    outcome: str
    events: int


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """Who the members were at `taken_us`; tiers: (set, level, members)."""

    taken_us: int
    members: int
    joined: Series
    tiers: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures; `position`: every entry of the log up to it is counted, None in `members` when
    nobody has been counted yet.
    """

    position: int
    last_day: int
    events: Series
    kinds: tuple[EventCount, ...]
    wallets: tuple[WalletFigures, ...]
    members: MemberFigures | None


def figures(cursor: RawCursor, now_us: int) -> Figures:
    """The figures of the period that ends with the day of `now_us`. Raises NoProgram."""
    version = current_book(cursor).newest
    last_day = version.zone.local_us(now_us) // DAY_US
    first = last_day - 2 * PERIOD_DAYS + 1
    cursor.execute(_EVENTS, (first,))
    by_day: dict[int, int] = dict(cursor.fetchall())
    cursor.execute(_EVENTS_IN_ALL)
    kinds = tuple(EventCount(*row) for row in cursor)
    events = series(by_day, last_day, sum(one.events for one in kinds))
    cursor.execute(_POSITION, (READER,))
    row = cursor.fetchone()
    return Figures(
        position=int(row[0]) if row else 0,
        last_day=last_day,
        events=events,
        kinds=kinds,
        wallets=_wallets(cursor, version.layout, first, last_day),
        members=_members(cursor, last_day),
    )


def _wallets(
    cursor: RawCursor, layout: Layout, first: int, last_day: int
) -> tuple[WalletFigures, ...]:
    totals: dict[tuple[int, int], int] = {}
    days: dict[tuple[int, int], dict[int, int]] = {}
    cursor.execute(_POINTS_IN_ALL)
    for wallet, account, change in cursor:
        totals[wallet, account] = change
    cursor.execute(_POINTS, (first,))
    for wallet, account, day, change in cursor:
        days.setdefault((wallet, account), {})[day] = change

    def of(place: int, account: Account, sign: int = 1) -> Series:
        by_day = {day: sign * n for day, n in days.get((place, account), {}).items()}
        return series(by_day, last_day, sign * totals.get((place, account), 0))

    return tuple(
        WalletFigures(
            wallet=name,
            issued=of(place, Account.ISSUED, -1),
            spent=of(place, Account.SPENT),
            expired=of(place, Account.EXPIRED),
            outstanding=_balance([of(place, account) for account in _OWN]),
            pending=of(place, Account.PENDING).total,
            written_off=of(place, Account.WRITTEN_OFF, -1),
            opened=of(place, Account.OPENING, -1),
            adjusted=of(place, Account.ADJUSTED, -1),
            donated=of(place, Account.DONATED, -1),
            converted=of(place, Account.IN_TRANSIT, -1),
            sent=of(place, Account.SENT, -1),
        )
        for place, name in enumerate(layout.series)
        if is_wallet(name)
    )


def _balance(accounts: Sequence[Series]) -> Series:
    """What members hold at the end of each day, debts taken off, from how it changed."""
    total = sum(one.total for one in accounts)
    changes = [sum(day) for day in zip(*(one.days for one in accounts), strict=True)]
    levels: list[int] = []
    left = total
    for change in reversed(changes):
        levels.append(left)
        left -= change
    return Series(accounts[0].last_day, tuple(reversed(levels)), total)


def _members(cursor: RawCursor, last_day: int) -> MemberFigures | None:
    cursor.execute(_CENSUS)
    row = cursor.fetchone()
    if row is None:
        return None
    taken_us, members, joined_days, joined, sets, levels, holders = row
    return MemberFigures(
        taken_us=taken_us,
        members=members,
        joined=series(dict(zip(joined_days, joined, strict=True)), last_day, members),
        tiers=tuple(zip(sets, levels, holders, strict=True)),
    )
