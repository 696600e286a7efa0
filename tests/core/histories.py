"""Random programs and random histories for them, drawn so that they get in each other's way.

Instants come from few days and few minutes of a day, around midnight and the ends of months, so
that events stand level, caps meet their day's end and lots end while they are spent. A book has
one version or two; the second begins in the middle and may differ in anything but its wallets.
"""

from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from setia.core.engine.book import Book, Decision, Happened, Version, version_after
from setia.core.engine.postings import FIELDS, Totals, add
from setia.core.engine.readers import Payload
from setia.core.program.read import read_program
from tests.core.zones import DAY_US, table

START_US: Final = 1_706_572_800_000_000  # 2024-01-30T00:00Z: the end of February is near
SECOND_US: Final = START_US + 40 * DAY_US + 1
END_US: Final = START_US + 500 * DAY_US
ZONES: Final = ("UTC", "Asia/Kuala_Lumpur", "America/Sao_Paulo")
EXPIRIES: Final = ("never", "1 month", "2 months", "1 year", "1 month, to month end")
CONDITIONS: Final = (
    'channel == "app"',
    'channel != "app"',
    'channel not in ("app", "web") or visits is not set',
    "2 <= visits < 5",
    "amount > 9.99 and not visits == 0",
    'weekday in ("sat", "sun", "wed")',
    "hour < 8",
    "gift",
    "due - today >= 0 or month == 2 and day == 29",
    '"vip" in tags or "staff" in tags and size > "small"',
    'size is set and size not in ("small",)',
    "amount * 0.5 - 1.00 > min(fee, 5.00)",
    'any(item.department == "DELI" and item.amount > 0.99)',
    "all(item.amount >= 0) or count() * 2 >= visits",
    "total(item.amount * item.quantity, item.quantity > 1) > 2.50",
)
EVENTS: Final = """events:
  purchase:
    attributes: {channel: text, visits: {type: number, from: -10, to: 1000}, gift: bool, due: date,
      tags: list, fee: money, size: {one of: [small, medium, large], in order: yes}}
    items: {department: text, quantity: {type: number, from: 0, to: 1000}}"""
FACTORS: Final = ("1", "2", "3/2", "4/3", "1.25")
AMOUNTS: Final = (0, 1, 99, 100, 101, 999, 1_000, 2_500, 12_345, 33_333)


@dataclass(frozen=True)
class Recorded:
    """A history as a ledger would keep it: events with facts, decisions, the state after."""

    events: list[Happened]
    decisions: list[Decision]
    state: list[int]
    flat: list[int]


@st.composite
def documents(draw: st.DrawFn, wallets: int, *, budgets: bool = True) -> str:
    """One program document over the first one or two wallets."""
    names = ["beans", "stars"][:wallets]
    head = ["setia: 1", "program: p", "currency: MYR", f"time zone: {draw(st.sampled_from(ZONES))}"]
    head.append(EVENTS)
    head.append("wallets:")
    for name in names:
        rounding = draw(st.sampled_from(["down", "nearest"]))
        expires = draw(st.sampled_from(EXPIRIES))
        head.append(f"  {name}: {{rounding: {rounding}, expires: '{expires}'}}")
    pots = [name for name in names if budgets and draw(st.booleans())]
    if pots:
        head.append("budgets:")
        head += [f"  pot-{name}: {{points: {draw(st.integers(1, 60))} {name}}}" for name in pots]
    tiers = draw(st.integers(0, 2))
    rules = draw(st.integers(1, 6))
    lines = [*head, "earning:"]
    giving: set[str] = set()
    for number in range(rules):
        wallet = draw(st.sampled_from(names))
        lines += draw(_rule(number, wallet, tiers, given=wallet in giving, pot=wallet in pots))
        giving.add(wallet)
    return "\n".join([*lines, *draw(_tiers(tiers)), ""])


@st.composite
def _rule(
    draw: st.DrawFn, number: int, wallet: str, tiers: int, *, given: bool, pot: bool
) -> list[str]:
    kinds = ["whole", "part", "fixed", "items", *(["times", "times"] if given else [])]
    kind = draw(st.sampled_from(kinds))
    lines = [f"  - rule: r{number}", f"    wallet: {wallet}"]
    points = draw(st.sampled_from(["1", "2", "1.5", "0.3"]))
    money = draw(st.sampled_from(["1.00", "10.00", "0.03"]))
    lines.append(
        {
            "whole": f"    give: {points} per whole {money}",
            "part": f"    give: {points} per {money}",
            "fixed": f"    give: {draw(st.integers(1, 30))}",
            "items": '    give: 1 per whole 1.00\n    items: item.department == "DELI"',
            "times": f"    multiply: {draw(st.sampled_from(FACTORS))}",
        }[kind]
    )
    conditions = [*CONDITIONS]
    if tiers:
        conditions += [f'{"tier" if tiers == 1 else "tier_t0"} >= "l1"'] * 3
    if draw(st.booleans()):
        lines.append(f"    when: '{draw(st.sampled_from(conditions))}'")
    if draw(st.integers(0, 3)) == 0:
        lines.append(f"    at most: {draw(st.integers(1, 40))} per day")
    if pot and draw(st.booleans()):
        lines.append(f"    budget: pot-{wallet}")
    return lines


@st.composite
def _tiers(draw: st.DrawFn, count: int) -> list[str]:
    lines = ["tiers:"] if count else []
    for number in range(count):
        first = draw(st.integers(2, 3_000))
        middle = first + draw(st.integers(1, 3_000))
        # A level in between comes and goes, so that ranks differ from version to version.
        levels = [f"{{tier: l1, from: {first / 100:.2f}}}"]
        if draw(st.booleans()):
            levels.insert(0, "{tier: l0, from: 0.01}")
        levels.append(f"{{tier: l2, from: {middle / 100:.2f}}}")
        lines.append(
            f"  t{number}: {{measure: spend in {draw(st.integers(1, 2))} months,"
            f" keep: {draw(st.integers(1, 3))} months,"
            f" levels: [{{tier: low, from: 0}}, {', '.join(levels)}]}}"
        )
    return lines


@st.composite
def books(draw: st.DrawFn, *, budgets: bool = True) -> Book:
    """One version, or two of which the second begins in the middle."""
    wallets = draw(st.integers(1, 2))
    made = [_version(None, 1, 0, draw(documents(wallets, budgets=budgets)))]
    if draw(st.booleans()):
        text = draw(documents(draw(st.integers(wallets, 2)), budgets=budgets))
        made.append(_version(made[0], 2, SECOND_US, text))
    return Book(tuple(made))


def _version(before: Version | None, number: int, effective_us: int, text: str) -> Version:
    program = read_program(text)
    return version_after(before, number, effective_us, program, table(program.time_zone))


INSTANTS: Final = st.builds(
    lambda day, minute, us: START_US + day * DAY_US + minute * 60_000_000 + us,
    st.sampled_from([0, 1, 2, 29, 30, 31, 39, 40, 41, 60, 61, 90, 180]) | st.integers(0, 400),
    st.sampled_from([0, 179, 180, 480, 720, 959, 960, 1439]),
    st.sampled_from([0, 0, 0, 1]),
)
ITEMS: Final = st.lists(
    st.fixed_dictionaries(
        {"amount": st.sampled_from([-500, -1, 0, 99, 100, 1_234])},
        optional={
            "department": st.sampled_from(["DELI", "BAKERY"]),
            "quantity": st.integers(0, 3),
        },
    ),
    max_size=3,
)
PURCHASES: Final = st.fixed_dictionaries(
    {"amount": st.sampled_from(AMOUNTS)},
    optional={
        "channel": st.sampled_from(["app", "web", "till"]),
        "visits": st.integers(-1, 5),
        "items": ITEMS,
        "gift": st.booleans(),
        "due": st.sampled_from(["2024-02-29", "2024-03-01", "2025-01-01"]),
        "tags": st.lists(st.sampled_from(["vip", "staff", "new"]), max_size=2),
        "fee": st.sampled_from([0, 100, 600]),
        "size": st.sampled_from(["small", "medium", "large"]),
    },
)


def _spends(wallets: int) -> st.SearchStrategy[Payload]:
    names = st.sampled_from(["beans", "stars"][:wallets])
    return st.fixed_dictionaries({"points": st.integers(1, 60), "wallet": names})


@st.composite
def histories(draw: st.DrawFn, book: Book, *, acts: bool = True, size: int = 25) -> list[Happened]:
    """Events of one holder, each with a key of its own, in no order."""
    wallets = len(book.versions[0].program.wallets)
    events: list[Happened] = []
    for number in range(draw(st.integers(1, size))):
        at_us, source = draw(INSTANTS), draw(st.sampled_from(["till", "app"]))
        if acts and draw(st.integers(0, 3)) == 0:
            given = draw(st.sampled_from([None, None, (0,), (1,)]))
            payload = draw(_spends(wallets))
            events.append(Happened(at_us, "spend", source, f"{number}", payload, given))
        else:
            events.append(Happened(at_us, "purchase", source, f"{number}", draw(PURCHASES)))
    return events


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
    for event in sorted(events, key=Happened.order):
        decision = book.decide(state, event, left)
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
