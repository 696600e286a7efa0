"""The lines of a statement in words: each event with its arithmetic, ready to be shown.

Every figure comes from the explanation; this only writes it in the reader's language. A basket of
many items shows the first ones and what the rest came to.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from setia.console.statement import Entry
from setia.console.wording import also, brief, points_text, title
from setia.core.engine.explanation import Ending, Movement, RuleStep, WalletSum, WalletTaken
from setia.core.engine.kinds import DONATE, EFFECT, RELEASE, TRANSFER, earns
from setia.core.engine.missed import missed
from setia.core.engine.postings import Cause
from setia.core.engine.reasons import MORE_THAN_LEFT
from setia.platform.languages import explaining
from setia.platform.languages.missing import why_not
from setia.platform.languages.voice import Voice

SHOWN_ITEMS: Final = 20
SHOWN_MISSED: Final = 20
"""Most rules of which is said why they gave nothing."""

LATE_US: Final = 3_600_000_000
"""An event recorded more than an hour after it happened says so, unless it was imported."""


OWN_GROUPS: Final = (
    "lot.used", "lot.held", "lot.captured", "lot.given_back", "lot.taken_back", "lot.converted",
    "lot.donated", "lot.sent", "lot.into",
)  # fmt: skip
DUE_GROUPS: Final = {
    "lot.fell_due": Cause.EXPIRE,
    "lot.released": Cause.RELEASE,
    "lot.lapsed": Cause.LAPSE,
}
"""The headings of an event's own movements, and of what time did by then, in order."""

_LEFT: Final = {
    Cause.HOLD: "lot.held",
    Cause.DONATE: "lot.donated",
    Cause.CONVERT: "lot.converted",
    Cause.TRANSFER: "lot.sent",
}
"""The headings of what left a wallet, but not to be spent."""

ON_THE_WAY: Final = (Cause.EXPIRE, Cause.RENEW, Cause.REPAY)
"""What becomes at once of points that come back; it is said of each."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sum: what, how, how many. note: why it is not what it came to."""

    what: str
    how: str
    points: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """The arithmetic of one wallet: its rows, how it was rounded, the total, and the items."""

    rows: tuple[Row, ...]
    rounded: str
    total: str
    items: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Movements of points under one heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One event as shown. points: its own; also: what was posted along with it.

    badges: (tone, text); facts: (name, value) for those who check.
    """

    seq: int
    day: str
    time: str
    machine: str
    title: str
    brief: str
    points: str
    also: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]
    said: str
    sums: tuple[Sum, ...]
    missed: tuple[Row, ...]
    groups: tuple[Group, ...]
    doubts: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    new: bool


def line(voice: Voice, entry: Entry, *, new: bool = False) -> Line:
    """One event in words. new: it was recorded by this very reader a moment ago."""
    formats, leaf, explained = voice.formats, entry.leaf, entry.explained
    at_us = entry.event.at_us
    return Line(
        seq=leaf.seq,
        day=formats.day(at_us),
        time=formats.time(at_us),
        machine=formats.machine(at_us),
        title=title(voice, leaf, explained, entry.version),
        brief=brief(voice, explained),
        points=points_text(voice, explained),
        also=tuple(also(voice, explained)),
        badges=_badges(voice, entry, new=new),
        said=_said(voice, entry),
        missed=_missed(voice, entry),
        sums=(
            *(_sum(voice, entry, one) for one in explained.earned),
            *(_back(voice, entry, one) for one in explained.taken),
        ),
        groups=_groups(voice, entry),
        doubts=tuple(explaining.doubted(voice, one) for one in explained.doubts),
        facts=_facts(voice, entry),
        new=new,
    )


def _badges(voice: Voice, entry: Entry, *, new: bool) -> tuple[tuple[str, str], ...]:
    found = [("good", voice.say("event.new"))] if new else []
    outcome = entry.leaf.outcome
    if outcome != "accepted":
        found.append(("warn", voice.say(f"outcome.{outcome}")))
    if entry.explained.doubts:
        found.append(("bad", voice.say("doubt.title")))
    late_us = entry.leaf.recorded_us - entry.event.at_us
    if entry.leaf.origin == "live" and late_us > LATE_US:
        found.append(("info", voice.say("event.late")))
    return tuple(found)


def _said(voice: Voice, entry: Entry) -> str:
    """A sentence above the sums: why not, or what was asked."""
    spending, reason = entry.explained.spending, entry.leaf.reason
    known = {
        *("not_enough_points", "too_many_lots", "too_many_later_events", "no_room"),
        *("unknown_event", "more_than_bought", "unknown_line", "points_spent", "ended_already"),
        *("earned_nothing", "too_many_returns", "other_currency"),
    }
    if spending is not None:
        available = voice.points(spending.wallet.unit, spending.available)
        if reason == "not_enough_points":
            return voice.say("reason.not_enough_points", available=available)
        if entry.leaf.kind == "adjust":
            return _why(voice, entry)
        asked = voice.points(spending.wallet.unit, spending.asked)
        return voice.say("why.asked", asked=asked, available=available)
    if entry.explained.ending is not None:
        return _ending(voice, reason, entry.explained.ending)
    if reason in known:
        return voice.say(f"reason.{reason}")
    if reason:
        return voice.say("reason.other", reason=reason)
    if entry.leaf.kind in ("adjust", "tier-grant"):
        return _why(voice, entry)
    if entry.leaf.kind == RELEASE and not entry.explained.own:
        return voice.say("why.nothing_waited")
    if earns(entry.leaf.kind) and not any(one.steps for one in entry.explained.earned):
        return voice.say("why.no_rule") if entry.leaf.outcome == "accepted" else ""
    return ""


def _ending(voice: Voice, reason: str, one: Ending) -> str:
    """What a capture or cancel did with what was kept aside or spent, or why not."""
    if reason == MORE_THAN_LEFT:
        asked, there = (voice.points(one.wallet.unit, points) for points in (one.points, one.there))
        return voice.say("reason.more_than_left", asked=asked, there=there)
    return voice.say(f"reason.{reason}") if reason else explaining.ended(voice, one)


def _why(voice: Voice, entry: Entry) -> str:
    """The reason that whoever acted has given; "" where there is none."""
    reason = json.loads(entry.leaf.payload).get("reason")
    if not isinstance(reason, str):
        return ""
    return voice.say("reason.other", reason=reason.rstrip(" ."))


def _missed(voice: Voice, entry: Entry) -> tuple[Row, ...]:
    """The rules that gave nothing, each with its reason."""
    if entry.leaf.outcome != "accepted" or not earns(entry.leaf.kind) or entry.explained.doubts:
        return ()
    found = missed(entry.version, entry.event, entry.leaf.decision)[:SHOWN_MISSED]
    program = entry.version.program
    return tuple(Row(voice.name(one.rule.names), why_not(voice, program, one), "") for one in found)


def _sum(voice: Voice, entry: Entry, one: WalletSum) -> Sum:
    decimals = one.wallet.decimals
    rows = tuple(
        Row(
            what=voice.name(step.rule.names),
            how=explaining.how(voice, step, entry.version.program),
            points=voice.formats.signed_points(step.points, decimals),
            note=explaining.but(voice, step, decimals),
        )
        for step in one.steps
    )
    total = voice.signed_points(one.wallet.unit, one.total)
    items = _items(voice, entry, one.steps, decimals)
    return Sum(rows, explaining.rounded(voice, one), total, items)


def _back(voice: Voice, entry: Entry, one: WalletTaken) -> Sum:
    decimals, program = one.wallet.decimals, entry.version.program
    rows = tuple(
        Row(
            *explaining.taken(voice, step, program),
            voice.formats.signed_points(step.points, decimals),
        )
        for step in one.steps
    )
    total = voice.signed_points(one.wallet.unit, one.total)
    return Sum(rows, "", total, ())


def _items(voice: Voice, entry: Entry, steps: Sequence[RuleStep], decimals: int) -> tuple[Row, ...]:
    """What each item brought, over all rules of a wallet."""
    said = json.loads(entry.leaf.payload)
    items, currency = said.get("items") or (), said.get("currency")
    spread = [step.lines for step in steps if step.lines]
    if not items or not spread:
        return ()
    points = [sum(column) for column in zip(*spread, strict=True)]
    rows = [
        Row(
            what=_item_name(voice, place, item),
            how=voice.formats.money_of(item["amount"], currency),
            points=voice.formats.signed_points(points[place], decimals),
        )
        for place, item in enumerate(items[:SHOWN_ITEMS])
    ]
    rest = items[SHOWN_ITEMS:]
    if rest:
        rows.append(
            Row(
                what=voice.say("why.more_items", len(rest), n=voice.formats.number(len(rest))),
                how=voice.formats.money_of(sum(item["amount"] for item in rest), currency),
                points=voice.formats.signed_points(sum(points[SHOWN_ITEMS:]), decimals),
            )
        )
    return tuple(rows)


def _item_name(voice: Voice, place: int, item: Mapping[str, object]) -> str:
    """An item by its own words (``Milk, 2 l``), else by its place in the basket."""
    words = [str(value) for name, value in sorted(item.items()) if isinstance(value, str) and value]
    return ", ".join(words) or voice.say("why.item", n=voice.formats.number(place + 1))


def _groups(voice: Voice, entry: Entry) -> tuple[Group, ...]:
    explained = entry.explained
    named = [(_group(entry, one), _moved(voice, one, _how(entry, one))) for one in explained.own]
    groups = [(key, [row for group, row in named if group == key]) for key in OWN_GROUPS]
    for key, cause in DUE_GROUPS.items():
        due = [one for one in explained.fell_due if one.cause is cause]
        groups.append((key, [_moved(voice, one, "day") for one in due]))
    late = [_moved(voice, one, "move") for one in explained.corrected]
    groups.append(("lot.corrected", late))
    return tuple(Group(voice.say(key), tuple(rows)) for key, rows in groups if rows)


def _how(entry: Entry, one: Movement) -> str:
    """By its lot alone; but what became of it on the way is told in full."""
    return "move" if entry.explained.ending is not None and one.cause in ON_THE_WAY else ""


def _group(entry: Entry, one: Movement) -> str:
    """Under which heading a movement of an event's own stands; "" where nothing is told of it."""
    if one.cause is Cause.CAPTURE:
        return "lot.captured"
    if not (one.change or one.waits):
        return ""
    if entry.explained.spending is not None:
        return _LEFT.get(one.cause, "lot.used") if one.change < 0 else "lot.into"
    if entry.explained.ending is not None:
        return "lot.given_back"
    return "lot.taken_back" if one.cause is Cause.RETURN and one.forward else "lot.into"


def _moved(voice: Voice, one: Movement, how: str) -> Row:
    """A movement by its lot; how: "" for the lot alone, "day" when it counts, "move" in full."""
    said = {"day": voice.formats.day(one.effective_us), "move": explaining.moved(voice, one)}
    points = one.change or one.waits or -one.points
    return Row(
        what=explaining.lot(voice, one),
        how=said.get(how, ""),
        points=voice.signed_points(one.unit, points),
    )


def _facts(voice: Voice, entry: Entry) -> tuple[tuple[str, str], ...]:
    leaf, formats = entry.leaf, voice.formats
    happened = f"{formats.day(leaf.occurred_us)}, {formats.seconds(leaf.occurred_us)}"
    recorded = f"{formats.day(leaf.recorded_us)}, {formats.seconds(leaf.recorded_us)}"
    position = voice.say("facts.unsealed")
    if entry.position is not None:
        position = formats.number(entry.position)
    payload = json.loads(leaf.payload)
    channel = payload.get("channel")
    facts = [
        (voice.say("facts.happened"), happened),
        (voice.say("facts.recorded"), recorded),
        (voice.say("facts.by"), leaf.principal),
        (voice.say("facts.key"), f"{leaf.source} · {leaf.key}"),
        (voice.say("facts.version"), formats.number(leaf.version)),
        (voice.say("facts.position"), position),
    ]
    if isinstance(channel, str):
        facts.insert(2, (voice.say("facts.channel"), channel))
    if leaf.kind == DONATE and entry.explained.spending is not None:
        charities = entry.explained.spending.wallet.charities
        facts.insert(0, (voice.say("facts.to"), str(payload.get("to") or charities[0])))
    if leaf.kind == "adjust" and payload.get("approved_by"):
        facts.insert(3, (voice.say("facts.approved"), str(payload["approved_by"])))
    if other := _other(leaf.kind, payload):
        facts.insert(0, (voice.say("facts.other"), other))
    return tuple(facts)


def _other(kind: str, payload: Mapping[str, object]) -> str:
    """The holder to whom points go, or from whom they come; "" of most events."""
    of = payload.get("of")
    if kind == EFFECT and isinstance(of, Mapping):
        return str(of.get("holder"))
    return str(payload.get("to")) if kind == TRANSFER else ""
