"""Random programs and random histories for them, drawn so that they get in each other's way.

Instants come from few days and few minutes of a day, around midnight, the ends of months and years
and the changes of summer time, so that events stand level, limits meet their period's end and lots
end while they are spent. A book has one version or two; the second begins in the middle and may
differ in anything but its wallets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from setia.core.engine.book import Book, Decision, Happened, Version, version_after
from setia.core.engine.kinds import earns
from setia.core.engine.memory import Memory
from setia.core.engine.postings import FIELDS, Totals, add
from setia.core.engine.ranges import TooWide
from setia.core.engine.readers import Payload
from setia.core.program.read import read_program
from tests.core.activities import FACTS, OF_KIND
from tests.core.documents import documents
from tests.core.zones import DAY_US, start_of, table

START_US: Final = 1_706_572_800_000_000  # 2024-01-30T00:00Z: the end of February is near
SECOND_US: Final = START_US + 40 * DAY_US + 1
END_US: Final = START_US + 800 * DAY_US
MINUTE_US: Final = 60_000_000
FIRST: Final = date(2024, 1, 30)
DAYS: Final = st.sampled_from(
    [0, 1, 2, 29, 30, 31, 39, 40, 41, 60, 61, 62, 68, 90, 180, 278, 336, 337]
) | st.integers(0, 400)
"""From 30 January 2024: the ends of months and of the year, and the changes of summer time."""

APART: Final = st.sampled_from([0, 1, 2, 3, 7, 14, 29, 30, 31, 90, 365])
"""Days between the first day of a history and its others."""

WITHIN: Final = st.builds(
    lambda minute, us: minute * MINUTE_US + us,
    st.sampled_from([0, 0, 1, 59, 60, 179, 180, 480, 720, 721, 1439]),
    st.sampled_from([-1, 0, 0, 0, 1]),
)


@dataclass(frozen=True)
class Recorded:
    """A history as a ledger would keep it: events with facts, decisions, the state after."""

    events: list[Happened]
    decisions: list[Decision]
    state: list[int]
    flat: list[int]


@st.composite
def books(
    draw: st.DrawFn, *, budgets: bool = True, largest: bool = False, returns: bool = False
) -> Book:
    """One version, or two of which the second begins in the middle."""
    wallets = draw(st.integers(1, 2))
    text = draw(documents(wallets, budgets=budgets, largest=largest, returns=returns))
    made = [version_of(text)]
    if draw(st.booleans()):
        more = draw(st.integers(wallets, 2))
        text = draw(documents(more, budgets=budgets, later=True, largest=largest, returns=returns))
        made.append(version_of(text, made[0], 2, SECOND_US))
    return Book(tuple(made))


def version_of(
    text: str, before: Version | None = None, number: int = 1, effective_us: int = 0
) -> Version:
    """A version of a program by its text; what a property draws must not be too wide."""
    program = read_program(text)
    made = version_after(before, number, effective_us, program, table(program.time_zone))
    try:
        assert made.source
    except TooWide:
        assume(condition=False)
    return made


@cache
def _midnight(zone: str, day: int) -> int:
    return start_of(ZoneInfo(zone), FIRST + timedelta(days=day))


def _spends(wallets: int) -> st.SearchStrategy[Payload]:
    names = st.sampled_from(["beans", "stars", "miles"][:wallets])
    return st.fixed_dictionaries({"points": st.integers(1, 60), "wallet": names})


def _told(book: Book) -> st.SearchStrategy[Payload]:
    """What a profile event may say in every version."""
    declared = set(FACTS)
    for version in book.versions:
        declared &= {one.key for one in version.program.fields.values() if one.scope == "member"}
    return st.fixed_dictionaries({}, optional={key: FACTS[key] for key in sorted(declared)})


@st.composite
def instants(draw: st.DrawFn, book: Book, size: int) -> list[int]:
    """So many instants on few days, by the clock of one of the versions."""
    zone = draw(st.sampled_from(book.versions)).program.time_zone
    first = draw(DAYS)
    days = draw(st.lists(APART, max_size=3))
    return [
        max(START_US, _midnight(zone, first + draw(st.sampled_from([0, *days]))) + draw(WITHIN))
        for _ in range(size)
    ]


def _sizes(least: int, most: int) -> st.SearchStrategy[int]:
    return st.sampled_from([least, most, most]) | st.integers(least, most)


@st.composite
def histories(
    draw: st.DrawFn,
    book: Book,
    *,
    acts: bool = True,
    cancels: bool = False,
    size: int = 25,
    least: int = 1,
) -> list[Happened]:
    """Events of one holder, each with a key of its own, in no order.

    cancels: spends and captures are cancelled too, which only a fold with a memory can decide.
    """
    wallets = len(book.versions[0].program.wallets)
    ladders = _ladders(book)
    kinds = _kinds(book, acts=acts, ladders=bool(ladders))
    events: list[Happened] = []
    for number, at_us in enumerate(draw(instants(book, draw(_sizes(least, size))))):
        source, kind = draw(st.sampled_from(["till", "app"])), draw(st.sampled_from(kinds))
        if kind == "spend":
            given = draw(st.sampled_from([None, None, (0,), (1,)]))
            events.append(Happened(at_us, kind, source, f"{number}", draw(_spends(wallets)), given))
            events += draw(_ends(events[-1])) if cancels else []
        elif kind == "hold":
            minutes = draw(st.sampled_from([None, 1, 60, 1440, 44_640]))
            said = draw(_spends(wallets))
            payload: Payload = {**said, "minutes": minutes} if minutes else said
            given = draw(st.sampled_from([None, None, None, (0,), (1,)]))
            events.append(Happened(at_us, kind, source, f"{number}", payload, given))
            events += draw(_ends(events[-1], cancels=cancels))
        elif kind == "profile":
            events.append(Happened(at_us, kind, source, f"{number}", draw(_told(book))))
        elif kind == "return":
            given = draw(st.sampled_from([None, None, None, (0,), (1,)]))
            events.append(Happened(at_us, kind, source, f"{number}", draw(_unnamed()), given))
        elif kind in ("donate", "convert", "transfer"):
            given = draw(st.sampled_from([None, None, (0,), (1,)]))
            events.append(
                Happened(at_us, kind, source, f"{number}", draw(_left(kind, wallets)), given)
            )
        elif kind == "effect":
            events.append(Happened(at_us, kind, "effect", f"{number}", draw(_brought(wallets))))
        elif kind in ("opening", "adjust", "tier-grant"):
            told = draw(_acted(kind, book, ladders))
            given = draw(st.sampled_from([None, None, (0,), (1,)])) if kind != "opening" else None
            events.append(Happened(at_us, kind, source, f"{number}", told, given))
        else:
            events.append(Happened(at_us, kind, source, f"{number}", draw(OF_KIND[kind])))
            events += draw(releases(events[-1])) if book.versions[0].layout.releases else []
    return events


@st.composite
def releases(draw: st.DrawFn, of: Happened) -> list[Happened]:
    """Releases of an event: none, one or several; soon or late, at times before it."""
    found: list[Happened] = []
    for number in range(draw(st.sampled_from([0, 1, 1, 2]))):
        days = draw(st.sampled_from([0, 0, 1, 5, 9, 10, 28, 31, 40, -1]))
        at_us = of.at_us + days * DAY_US + draw(st.sampled_from([0, 0, 1, 3_600_000_000]))
        at_us = min(max(START_US, at_us), END_US)
        payload = {"of": of.key, "of_source": of.source}
        found.append(Happened(at_us, "release", of.source, f"{of.key}/free-{number}", payload))
    return found


@st.composite
def _left(draw: st.DrawFn, kind: str, wallets: int) -> Payload:
    """What a donation or a conversion says."""
    if kind == "convert":
        return {"points": draw(st.integers(2, 60)), "wallet": "beans", "to": "stars"}
    to = "forest" if kind == "donate" else "0198a0de-7c00-7000-8000-00000000000a"
    return {**draw(_spends(wallets)), "to": to}


@st.composite
def _brought(draw: st.DrawFn, wallets: int) -> Payload:
    """What an effect brings: lots that end never, long ago, soon or later."""
    days = st.sampled_from([None, -400, 0, 5, 20, 31, 60, 366])
    lots = []
    for points, month, ends in draw(
        st.lists(st.tuples(st.integers(1, 60), st.integers(1, 6), days), min_size=1, max_size=3)
    ):
        lot: dict[str, object] = {"points": points, "earned": f"2024-{month:02}"}
        if ends is not None:
            over = datetime.fromtimestamp(START_US // 10**6, UTC) + timedelta(days=ends)
            lot["ends"] = f"{over:%Y-%m-%dT%H:%M:%S}.000000Z"
        lots.append(lot)
    total = sum(int(str(one["points"])) for one in lots)
    return {**draw(_spends(wallets)), "points": total, "lots": lots}


def _leaving(book: Book) -> list[str]:
    """Whether points of every wallet can be given away and sent, and beans become stars."""
    told = [wallet for one in book.versions for wallet in one.program.wallets]
    found = ["donate"] if all("forest" in one.charities for one in told) else []
    found += ["transfer", "effect"] if all(one.transfers for one in told) else []
    beans = [one for one in told if one.id == "beans"]
    return found + (["convert"] if all("stars" in dict(one.converts) for one in beans) else [])


def _kinds(book: Book, *, acts: bool, ladders: bool) -> list[str]:
    """What can happen under every version, more often what is more often."""
    kinds = [kind for kind in OF_KIND if all(kind in one.program.kinds for one in book.versions)]
    kinds = ["purchase", *kinds, *(["spend", "spend", "hold", "hold"] if acts else []), "profile"]
    kinds += _leaving(book) if acts else []
    if _take_unnamed(book, acts=acts):
        kinds += ["return", "return"]
    kinds += ["opening", *(["adjust"] if acts else [])]
    return [*kinds, *(["tier-grant"] if acts and ladders else [])]


def _take_unnamed(book: Book, *, acts: bool) -> bool:
    """Whether every version takes for returns that name no event; without acts, whatever comes."""
    told = [one.program.returns for one in book.versions]
    return all(one.unnamed and (acts or one.short != "refuse") for one in told)


@st.composite
def _unnamed(draw: st.DrawFn) -> Payload:
    """What a return carries that names no event: what a purchase would, an amount or items."""
    payload = dict(draw(OF_KIND["purchase"]))
    items = payload.get("items")
    assert items is None or isinstance(items, list)
    if sum(one["amount"] for one in items or ()) > 0 and draw(st.booleans()):
        del payload["amount"]
    else:
        payload["amount"] = payload["amount"] or 1
    return payload


@st.composite
def _ends(draw: st.DrawFn, of: Happened, *, cancels: bool = True) -> list[Happened]:
    """Captures and cancels of a hold, or cancels of a spend and of captures, soon or late."""
    found: list[Happened] = []
    kinds = ["capture", "cancel"] if of.kind == "hold" else ["cancel"]
    for number in range(draw(st.sampled_from([0, 1, 1, 2, 3]))):
        kind = draw(st.sampled_from(kinds))
        after_us = draw(st.sampled_from([0, 1, 30 * MINUTE_US - 1, 30 * MINUTE_US, 3_600_000_000]))
        days = draw(st.sampled_from([0, 0, 0, 1, 31, 100, 400, -1]))
        named = draw(st.sampled_from([of, of, of, *(found if cancels else ())]))
        points = draw(st.none() | st.integers(1, 60))
        payload = {"of": named.key, "of_source": named.source, "points": points}
        given = draw(st.sampled_from([None, None, None, (0,), (1,)]))
        at_us = min(max(START_US, of.at_us + days * DAY_US + after_us), END_US)
        key = f"{of.key}/{number}"
        found.append(Happened(at_us, kind, of.source, key, payload, given))
    return found


def _ladders(book: Book) -> dict[str, list[str]]:
    """The levels of each set of tiers that every version has."""
    found: dict[str, list[str]] = {}
    for one in book.versions[0].program.tiers:
        same = [
            {level.id for level in other.levels}
            for version in book.versions
            for other in version.program.tiers
            if other.id == one.id
        ]
        if len(same) == len(book.versions):
            found[one.id] = sorted(set.intersection(*same))
    return found


@st.composite
def _acted(draw: st.DrawFn, kind: str, book: Book, ladders: dict[str, list[str]]) -> Payload:
    """What an adjustment, an opening balance or a granted level says."""
    day = FIRST + timedelta(days=draw(st.sampled_from([-300, -30, 0, 1, 40, 100, 400, 3_000])))
    if kind == "tier-grant":
        tiers = draw(st.sampled_from(sorted(ladders)))
        told = {"tiers": tiers, "level": draw(st.sampled_from(ladders[tiers]))}
        return {**told, "until": day.isoformat()} if draw(st.booleans()) else told
    name = draw(st.sampled_from([one.id for one in book.versions[0].program.wallets]))
    points = draw(st.integers(1, 60))
    if kind == "adjust":
        return {"points": draw(st.sampled_from([points, -points])), "wallet": name, "reason": "x"}
    wallets = [one for version in book.versions for one in version.program.wallets]
    ends = all(one.expiry is None or not one.expiry.without for one in wallets if one.id == name)
    said: dict[str, object] = {"points": points, "wallet": name}
    if ends and draw(st.booleans()):
        said["expires"] = day.isoformat()
    if draw(st.booleans()):
        said["earned"] = (FIRST - timedelta(days=draw(st.sampled_from([1, 40, 400])))).isoformat()
    return said


@st.composite
def returns(draw: st.DrawFn, events: Sequence[Happened]) -> list[Happened]:
    """Some of what was bought or done comes back, in parts or whole, at times too much of it."""
    found: list[Happened] = []
    for one in events:
        if not earns(one.kind):
            continue
        for number in range(draw(st.sampled_from([0, 0, 1, 1, 2, 3]))):
            days = draw(st.sampled_from([0, 0, 1, 3, 30, 100, 400, -1]))
            at_us = max(START_US, one.at_us + days * DAY_US + draw(st.integers(-1, 1)))
            at_us = min(at_us, END_US)
            key = one.key if draw(st.integers(0, 15)) else "nothing"
            payload = {"of": key, "of_source": one.source, **draw(_part(one.payload))}
            found.append(Happened(at_us, "return", "desk", f"{one.key}/{number}", payload))
    return found


@st.composite
def _part(draw: st.DrawFn, of: Payload) -> Payload:
    """What of an event comes back: all, an amount, lines, a number."""
    amount, items = of.get("amount"), of.get("items")
    ways = ["all", "all"]
    ways += ["amount"] * 3 if amount else []
    ways += ["lines"] * 3 if items else []
    ways += ["number"] if isinstance(of.get("nights"), int) and of["nights"] else []
    match draw(st.sampled_from(ways)):
        case "amount":
            assert isinstance(amount, int)
            return {"amount": draw(st.sampled_from([1, amount, (amount + 1) // 2, amount + 1]))}
        case "lines":
            assert isinstance(items, list)
            lines = [draw(_line(place, one)) for place, one in enumerate(items, 1)]
            picked = [line for line in lines if draw(st.booleans())]
            more = amount if isinstance(amount, int) and draw(st.booleans()) else 0
            beside = {"amount": draw(st.integers(1, more))} if more else {}
            return {"items": picked or lines, **beside}
        case "number":
            return {"nights": draw(st.integers(1, 3))}
        case _:
            return {}


@st.composite
def _line(draw: st.DrawFn, place: int, item: Payload) -> Payload:
    amount = item["amount"]
    assert isinstance(amount, int)
    parts = st.sampled_from([1, amount, amount // 2 or 1]) if amount > 0 else st.just(amount or 1)
    told = {"amount": draw(parts)} if draw(st.booleans()) else {}
    quantity = item.get("quantity")
    if told and isinstance(quantity, int) and quantity > 0 and draw(st.booleans()):
        told["quantity"] = draw(st.integers(1, quantity))
    return {"line": place + (draw(st.integers(0, 9)) == 0), **told}


def allotments(book: Book) -> dict[str, int]:
    """What each budget holds before anything happens."""
    return {
        f"budget:{budget.id}": budget.points
        for version in book.versions
        for budget in version.program.budgets
    }


def record(book: Book, events: list[Happened]) -> Recorded:
    """Decide a history in order, as if each event came on time; keep the facts."""
    state, left, flat = book.fresh(), allotments(book), list[int]()
    kept: list[Happened] = []
    decisions: list[Decision] = []
    memory = Memory(book, events)
    for event in memory.in_order(events):
        decision = book.decide(state, event, left, memory)
        flat += decision.postings
        decisions.append(decision)
        kept.append(replace(event, facts=tuple(decision.facts)))
    flat += book.advanced(state, END_US)
    return Recorded(kept, decisions, state, flat)


def netted(flat: list[int]) -> Totals:
    """Postings by what they move between; nothing for what cancels out."""
    totals: Totals = {}
    add(totals, [flat[k : k + FIELDS] for k in range(0, len(flat), FIELDS)])
    return {key: amount for key, amount in totals.items() if amount}
