"""The cards of the home page: each figure with its period, its comparison, its chart and its table.

It turns counted figures into words and bars and counts nothing itself. A figure that can be
compared is; one that can't says what it is instead.
"""

from dataclasses import dataclass
from typing import Final

from setia.core.engine.book import Version
from setia.insights.periods import PERIOD_DAYS, Series
from setia.insights.queries import Figures, WalletFigures
from setia.platform.languages.voice import Voice

BAR_STEP: Final = 4
BAR_WIDTH: Final = 3
CHART_HEIGHT: Final = 40
ROW_DAYS: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, zero-based, in units of its own drawing."""

    x: int
    y: int
    height: int
    now: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One figure as shown. trend: "up", "down", "level" or "" for none."""

    name: str
    title: str
    value: str
    period: str
    trend: str
    change: str
    compared: str
    in_all: str
    how: str
    bars: tuple[Bar, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TierBar:
    """How many hold one tier. width: of its bar, in thousandths of the widest."""

    name: str
    members: str
    share: str
    width: int


def cards(voice: Voice, version: Version, figures: Figures) -> list[Card]:
    """Members, events, then what happened to the points of each wallet."""
    made = [_members(voice, figures), _events(voice, figures)]
    for one in figures.wallets:
        made += _wallet(voice, version, one)
    return made


def tier_bars(voice: Voice, version: Version, figures: Figures) -> list[tuple[str, list[TierBar]]]:
    """The members by tier, a list for each tier set of the newest version, highest tier first."""
    if figures.members is None:
        return []
    found: list[tuple[str, list[TierBar]]] = []
    for one in version.program.tiers:
        held = {level: n for name, level, n in figures.members.tiers if name == one.id}
        whole, widest = sum(held.values()), max(held.values(), default=0)
        bars = [
            TierBar(
                name=voice.name(level.names),
                members=voice.formats.number(held.get(place, 0)),
                share=voice.formats.percent(held.get(place, 0), whole or 1),
                width=1_000 * held.get(place, 0) // (widest or 1),
            )
            for place, level in reversed(list(enumerate(one.levels)))
        ]
        found.append((one.id, bars))
    return found


def _members(voice: Voice, figures: Figures) -> Card:
    members = figures.members
    title, now = voice.say("home.members"), voice.say("home.today")
    if members is None:
        return Card(
            "members", title, "–", now, "", "", voice.say("home.not_counted"), "", "", (), ()
        )
    number = voice.formats.number
    joined = voice.say(
        "home.joined", n=number(members.joined.now), before=number(members.joined.before)
    )
    return Card(
        name="members",
        title=title,
        value=voice.formats.compact(members.members),
        period=now,
        trend="",
        change="",
        compared=joined,
        in_all="",
        how=voice.say("home.how_members", time=voice.formats.time(members.taken_us)),
        bars=_bars(members.joined),
        rows=_rows(voice, members.joined, 0, sums=True),
    )


def _events(voice: Voice, figures: Figures) -> Card:
    return _flow(voice, "events", voice.say("home.events"), figures.events)


def _others(voice: Voice, one: WalletFigures, decimals: int) -> str:
    """What else changed what members have, and what all of it comes to; "" for nothing."""
    others = {"written_off": one.written_off, "opened": one.opened, "adjusted": one.adjusted}
    others |= {"donated": one.donated, "converted": one.converted, "sent": one.sent}
    said = [
        voice.say(f"home.how_{key}", points=voice.formats.signed_points(series.total, decimals))
        for key, series in others.items()
        if series.total
    ]
    if said:
        left = voice.formats.points(one.outstanding.total, decimals)
        said.append(voice.say("home.how_left", left=left))
    return "".join(f" {sentence}" for sentence in said)


def _wallet(voice: Voice, version: Version, one: WalletFigures) -> list[Card]:
    unit = version.program.unit(one.wallet)
    name, decimals = voice.units(unit), unit.decimals
    made = [
        _flow(voice, key, voice.say(f"home.{key}", unit=name), series, decimals)
        for key, series in (("issued", one.issued), ("spent", one.spent), ("expired", one.expired))
    ]

    def number(points: int) -> str:
        return voice.formats.points(points, decimals)

    how = voice.say(
        "home.how_outstanding",
        issued=number(one.issued.total),
        spent=number(one.spent.total),
        expired=number(one.expired.total),
        left=number(one.outstanding.total - one.others),
    )
    how += _others(voice, one, decimals)
    if one.pending:
        how += " " + voice.say("home.how_pending", pending=number(one.pending))
    ago = one.outstanding.days[PERIOD_DAYS - 1]
    trend, change = _trend(voice, one.outstanding.total, ago)
    made.append(
        Card(
            name="outstanding",
            title=voice.say("home.outstanding", unit=name),
            value=voice.formats.compact_points(one.outstanding.total, decimals),
            period=voice.say("home.today"),
            trend=trend,
            change=change,
            compared=voice.say("home.ago", n=number(ago)) if ago else voice.say("home.none_before"),
            in_all="",
            how=how,
            bars=_bars(one.outstanding),
            rows=_rows(voice, one.outstanding, decimals, sums=False),
        )
    )
    return made


def _flow(voice: Voice, name: str, title: str, series: Series, decimals: int = 0) -> Card:
    """What happened within the period, beside the period before and all there ever was."""
    trend, change = _trend(voice, series.now, series.before)
    before = voice.formats.points(series.before, decimals)
    key = "home.before" if series.before else "home.none_before"
    return Card(
        name=name,
        title=title,
        value=voice.formats.compact_points(series.now, decimals),
        period=voice.say("home.in_30_days"),
        trend=trend,
        change=change,
        compared=voice.say(key, n=before),
        in_all=voice.say("home.in_all", n=voice.formats.points(series.total, decimals)),
        how=voice.say(f"home.how_{name}"),
        bars=_bars(series),
        rows=_rows(voice, series, decimals, sums=True),
    )


def _trend(voice: Voice, now: int, before: int) -> tuple[str, str]:
    if before <= 0:
        return "", ""
    if now == before:
        return "level", voice.say("home.level")
    percent = voice.formats.percent(abs(now - before), before)
    trend = "up" if now > before else "down"
    return trend, voice.say(f"home.{trend}", percent=percent)


def _bars(series: Series) -> tuple[Bar, ...]:
    widest = max(0, *series.days)
    bars = []
    for place, value in enumerate(series.days):
        height = CHART_HEIGHT * max(0, value) // widest if widest else 0
        bars.append(Bar(BAR_STEP * place, CHART_HEIGHT - height, height, now=place >= PERIOD_DAYS))
    return tuple(bars)


def _rows(
    voice: Voice, series: Series, decimals: int, *, sums: bool
) -> tuple[tuple[str, str], ...]:
    """Ten days a row, newest first: their sum, or the balance at the end of the last of them."""
    rows = []
    for place in range(len(series.days) - ROW_DAYS, -1, -ROW_DAYS):
        days = series.days[place : place + ROW_DAYS]
        first = series.last_day - len(series.days) + 1 + place
        last = voice.formats.date_of(first + ROW_DAYS - 1)
        label = last
        if sums:
            label = voice.say("home.from_to", first=voice.formats.date_of(first), last=last)
        points = sum(days) if sums else days[-1]
        rows.append((label, voice.formats.points(points, decimals)))
    return tuple(rows)
