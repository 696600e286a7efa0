"""Random program documents: few rules, small limits, and everything a rule can say.

A rule is written for the kinds of events that it is asked of: each kind has conditions and
calculations of its own, some are shared. Counters are named by what they count (n, s, m, w, p), so
that the version after may count otherwise under the same name, but never in another unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hypothesis import strategies as st

from tests.core.activities import (
    ALWAYS,
    ASKED,
    BASES,
    BOTH,
    LISTS,
    MEMBER,
    MEMBER_LATER,
    PICKS,
    declared,
)

ZONES: Final = (
    "UTC",
    "Asia/Kuala_Lumpur",
    "America/Sao_Paulo",
    "Asia/Beirut",  # summer time began at midnight, on 31 March 2024
    "America/Havana",  # began at midnight, on 10 March; midnight came twice on 3 November
    "Australia/Lord_Howe",  # half an hour, on 7 April
)
EXPIRIES: Final = (
    *("never", "never", "1 month", "2 months", "1 year", "1 month, to month end", "10 days"),
    *("1 month, to quarter end", "end of month", "1 month, to anniversary"),
    *("2 months without stay", "20 days without purchase or spend"),
)
OWN_ENDS: Final = ("3 days", "2 months", "end of month")
EXIT: Final = "donates to: forest, transfers: yes"
PENDING: Final = (
    *("1 day", "10 days", "5 days, to month end", "end of month"),
    *(f"until released, {end}" for end in ("else after 10 days", "lost after 1 month")),
    "until released, lost after 5 days, to month end",
)
KEEPS: Final = (
    *("1 month", "2 months", "3 months", "1 month, to month end", "end of quarter"),
    "2 months, to anniversary",
)
GRACES: Final = ("", "", "grace: 1 day,", "grace: 1 month,")
DROPS: Final = ("to measure", "one level", "never")
FACTORS: Final = ("1", "2", "3/2", "4/3", "1.25")
KINDS: Final = (
    ("purchase",),
    ("purchase",),
    ("purchase",),
    ("review",),
    ("stay",),
    ("purchase", "stay"),
    ("purchase", "review", "stay"),
)
WINDOWS: Final = (
    "in: 1 days", "in: 2 days", "in: 1 months", "in: 1 years", "per: day", "per: week",
    "per: month", "per: year", "", "",
)  # fmt: skip
LIMITS: Final = (
    "{n} per event",
    "{n} per day",
    "{n} {wallet} per week",
    "{n} per month",
    "{n} per year",
    "{n} ever",
    "once per day",
    "2 times per week",
    "once per month",
    "once per year",
    "2 times ever",
)
POINTS: Final = st.integers(1, 60) | st.sampled_from([100, 400])
FIXED: Final = st.sampled_from([1, 5, 10, 30]) | st.integers(1, 30)
WAITS: Final = ("1 minute", "3 hours", "1 day", "2 days", "30 days")
PERIODS: Final = ("day", "week", "month", "year")
UNITS: Final = {
    "money": (("1.00", "10.00", "0.03"), ("0", "1.00", "10.00", "100.00")),
    "number": (("1", "3", "2"), ("0", "1", "2", "4")),
    "tenths": (("1.5", "1", "0.5"), ("0", "0.5", "1.5", "2")),
}
"""By what amounts points are given, and where steps and brackets begin, by unit."""

BASIS_UNITS: Final = {"stars": "number", "stars * 2": "number", "visits": "number",
                      "nights": "number", "weight": "tenths"}  # fmt: skip
OFS: Final = {
    "purchase": (
        ("amount - tax", "money"),
        ("fee", "money"),
        ("visits", "number"),
        ("weight", "tenths"),
        ("count()", "number"),
        ("min(amount, 200.00) * 0.5", "money"),
    ),
    "review": (("stars", "number"), ("stars - 3", "number")),
    "stay": (("nights * 2", "number"), ("weight", "tenths"), ("amount - 5.00", "money")),
}
OFS_OF_BOTH: Final = (("weight", "tenths"), ("count(item.fresh)", "number"), ("amount", "money"))
OFS_OF_ITEM: Final = (
    ("item.quantity", "number"),
    ("item.amount - 1.00", "money"),
    ("item.quantity * 2 - 1", "number"),
)


RETURNS: Final = {
    "take back": ("again", "again", "in proportion"),
    "when spent": ("debt", "write off", "refuse"),
    "levels": ("stay", "fall"),
    "grace": ("", "2 days", "1 month"),
    "without a purchase": ("", "plain", "plain"),
}
PLAIN: Final = (
    "of: amount, give: 3 beans per 2.00",
    "of: amount - tax, give: 1 beans per whole 1.00, when: channel == 'app'",
    "items: item.department == 'DELI', give: 1 beans per whole 0.50, expires: 2 months",
    "of: item.amount, items: item.fresh, give: 7 beans per 3.00",
)
"""Rules by which a return can take that names no event."""


@dataclass
class Draft:
    """A document on the way: what rules may speak of.

    own_ends: the wallets whose rules may say how long their points live.
    """

    wallets: Sequence[str]
    pots: Sequence[str]
    bases: dict[str, str]
    counters: dict[str, str] = field(default_factory=dict)
    tier: str = ""
    giving: set[str] = field(default_factory=set)
    factors: int = 0
    rules: int = 0
    own_ends: set[str] = field(default_factory=set)
    stacking: dict[str, str] = field(default_factory=dict)


@st.composite
def documents(
    draw: st.DrawFn,
    wallets: int,
    *,
    budgets: bool = True,
    later: bool = False,
    largest: bool = False,
    returns: bool = False,
) -> str:
    """One program document over the first one or two wallets.

    largest: balances may have a most. returns: it may say what a return does.
    """
    names = ["beans", "stars"][:wallets]
    lines = ["setia: 1", "program: p", "currency: MYR"]
    lines.append(f"time zone: {draw(st.sampled_from(ZONES))}")
    bases = {kind: draw(st.sampled_from(some)) for kind, some in BASES.items()}
    lines += [declared(**bases), MEMBER_LATER if later else MEMBER, LISTS, "wallets:"]
    tiers = draw(st.integers(0, 2))
    kept = [draw(_wallet(tiers, largest=largest)) for _ in names]
    exits = f"{EXIT}, converts: {{stars: 2 per 3}}" if wallets > 1 else EXIT
    for place, (name, (told, _)) in enumerate(zip(names, kept, strict=True)):
        lines.append(f"  {name}: {{{told}, {EXIT if place else exits}}}")
    own_ends = {name for name, (_, free) in zip(names, kept, strict=True) if free}
    pots = [name for name in names if budgets and draw(st.booleans())]
    if pots:
        lines.append("budgets:")
        lines += [f"  pot-{name}: {{points: {draw(POINTS)} {name}}}" for name in pots]
    tier = ("", "tier", "tier_t0")[tiers]
    draft = Draft(names, pots, bases, tier=tier, own_ends=own_ends)
    lines += draw(_counters(draft))
    rules: list[str] = []
    for _ in range(draw(st.sampled_from([1, 2, 3, 4, 4]))):
        rules += draw(_block(draft))
    if returns:
        own = "beans" in own_ends
        plain = [one for one in PLAIN if own or "expires" not in one]
        rules += [f"  - {{rule: plain, {draw(st.sampled_from(plain))}}}"]
    lines += ["earning:", *rules]
    if draft.stacking:
        lines.append(f"stacking: {{{', '.join(f'{k}: {v}' for k, v in draft.stacking.items())}}}")
    if returns:
        drawn = [(key, draw(st.sampled_from(words))) for key, words in RETURNS.items()]
        said = [f"{key}: {word}" for key, word in drawn if word]
        lines.append(f"returns: {{{', '.join(said)}}}")
    return "\n".join([*lines, *draw(_tiers(tiers, draft)), ""])


@st.composite
def _wallet(draw: st.DrawFn, tiers: int, *, largest: bool) -> tuple[str, bool]:
    """What a wallet says, and whether its rules may say how long their points live."""
    expires = draw(st.sampled_from(EXPIRIES))
    told = [f"rounding: {draw(st.sampled_from(['down', 'nearest']))}", f"expires: '{expires}'"]
    pending = expires in ("never", "1 year") and draw(st.booleans())
    if pending:
        told.append(f"pending: '{draw(st.sampled_from(PENDING))}'")
    if tiers and "without" not in expires and draw(st.booleans()):
        told.append("expires for: {l1: 4 months, l2: never}")
    if draw(st.integers(0, 3)) == 0:
        told.append(f"funded by: {draw(st.sampled_from(['brand', 'bank']))}")
    if largest and draw(st.integers(0, 2)) == 0:
        told.append(f"at most: {draw(st.integers(5, 120))}")
    return ", ".join(told), not pending and "without" not in expires


@st.composite
def _counters(draw: st.DrawFn, draft: Draft) -> list[str]:
    """Up to four counters, each with its unit."""
    lines: list[str] = []
    for _ in range(draw(st.sampled_from([0, 2, 3, 4]))):
        name = draw(st.sampled_from("nnnsmwppx"))
        if name in draft.counters:
            continue
        # What x counts differs from version to version.
        how = draw(st.sampled_from("nsmwp")) if name == "x" else name
        kinds = draw(st.sampled_from(KINDS))
        if how in "sw":
            kinds = ("review",) if how == "s" else draw(st.sampled_from((("stay",), KINDS[-2])))
        if how == "m":
            kinds = draw(st.sampled_from((("purchase",), ("stay",), KINDS[-2])))
        parts = draw(_counted(how, kinds, draft))
        parts.append(draw(st.sampled_from(WINDOWS)))
        if how != "p" and draw(st.integers(0, 3)) == 0:
            parts.append(f"when: '{draw(_condition(kinds, draft, counters=False))}'")
        draft.counters[name] = "money" if how == "m" else "tenths" if how == "w" else "number"
        lines.append(f"  {name}: {{{', '.join(filter(None, parts))}}}")
    return ["counters:", *lines] if lines else []


@st.composite
def _counted(draw: st.DrawFn, how: str, kinds: Sequence[str], draft: Draft) -> list[str]:
    on = f"[{', '.join(kinds)}]"
    if how == "p":
        return [f"points: {draw(st.sampled_from(draft.wallets))}"]
    if how == "n":
        once = draw(st.none() | st.sampled_from(PERIODS))
        return [f"count: {on}", *([f"once a: {once}"] if once else [])]
    terms = {"s": ["stars", "stars - 3"], "w": ["weight"], "m": ["amount", "amount - 5.00"]}[how]
    if how == "m":
        terms += ['total(item.amount, item.department == "DELI")']
    return [f"total: '{draw(st.sampled_from(terms))}'", f"on: {on}"]


@st.composite
def _condition(
    draw: st.DrawFn, kinds: Sequence[str], draft: Draft, *, counters: bool = True
) -> str:
    """What can be asked of events of these kinds."""
    kinds_own = ASKED[kinds[0]] if len(kinds) == 1 else BOTH if "review" not in kinds else ()
    choices = [st.sampled_from(ALWAYS)]
    if kinds_own:
        choices.append(st.sampled_from(kinds_own))
    if draft.tier:
        choices.append(st.just(f'{draft.tier} >= "l1"'))
    for name, unit in draft.counters.items() if counters else ():
        bounds = ("20.00", "100.00") if unit == "money" else ("1", "2", "20")
        bound = draw(st.sampled_from(bounds))
        forms = (f"{name} == 0", f"{name} < {bound}", f"{name} >= {bound}")
        choices += [st.sampled_from(forms)] * 2
    return draw(st.one_of(choices))


@st.composite
def _block(draw: st.DrawFn, draft: Draft) -> list[str]:
    """One rule, or the rules of a group."""
    wallet = draw(st.sampled_from(draft.wallets))
    if draw(st.integers(0, 2)):
        return draw(_rule(wallet, draft, ""))
    group = f"g{len(draft.stacking)}"
    draft.stacking[group] = draw(st.sampled_from(["best", "best", "first"]))
    rules = [draw(_rule(wallet, draft, group)) for _ in range(draw(st.integers(2, 3)))]
    return [line for rule in rules for line in rule]


@st.composite
def _rule(draw: st.DrawFn, wallet: str, draft: Draft, group: str) -> list[str]:
    kinds = draw(st.sampled_from(KINDS[:2] if group else KINDS))
    lines = [f"  - rule: r{draft.rules}", f"    wallet: {wallet}", f"    on: [{', '.join(kinds)}]"]
    draft.rules += 1
    multiplies = wallet in draft.giving and draft.factors < 3 and draw(st.integers(0, 3)) == 0
    if multiplies:
        draft.factors += 1
        lines.append(f"    multiply: {draw(st.sampled_from(FACTORS))}")
    else:
        draft.giving.add(wallet)
        lines += draw(_gives(kinds, draft))
    if draw(st.integers(0, 4)) < (1 if group else 2):
        lines.append(f"    when: '{draw(_condition(kinds, draft))}'")
    if draw(st.booleans()):
        limits = draw(st.lists(st.sampled_from(LIMITS), min_size=1, max_size=2, unique=True))
        n = draw(st.integers(1, 40))
        told = ", ".join(one.format(n=n, wallet=wallet) for one in limits)
        lines.append(f"    at most: [{told}]")
    if draw(st.integers(0, 5)) == 0:
        lines.append(f"    again after: {draw(st.sampled_from(WAITS))}")
    if wallet in draft.pots and draw(st.booleans()):
        lines.append(f"    budget: pot-{wallet}")
    if wallet in draft.own_ends and draw(st.integers(0, 4)) == 0:
        lines.append(f"    expires: {draw(st.sampled_from(OWN_ENDS))}")
    if draw(st.integers(0, 5)) == 0:
        lines.append(f"    funded by: {draw(st.sampled_from(['brand', 'bank']))}")
    if group:
        lines.append(f"    group: {group}")
    elif not multiplies and draw(st.integers(0, 4)) == 0:
        lines.append("    exclusive: yes")
    return lines


@st.composite
def _gives(draw: st.DrawFn, kinds: Sequence[str], draft: Draft) -> list[str]:
    """What a rule gives, and by what."""
    if draw(st.integers(0, 3)) == 0:
        return [f"    give: {draw(FIXED)}"]
    lines: list[str] = []
    units = {_unit_of(kind, draft.bases[kind]) for kind in kinds}
    if "review" not in kinds and draw(st.integers(0, 2)) == 0:
        lines.append(f"    items: '{draw(st.sampled_from(PICKS))}'")
        of, unit = draw(st.sampled_from([("", "money"), *OFS_OF_ITEM]))
    elif len(units) > 1 or None in units or draw(st.integers(0, 2)) == 0:
        own = OFS[kinds[0]] if len(kinds) == 1 else OFS_OF_BOTH if "review" not in kinds else ()
        counted = [(name, unit) for name, unit in draft.counters.items()]
        if not own and not counted:
            return [f"    give: {draw(FIXED)}"]
        of, unit = draw(st.sampled_from([*own, *counted]))
    else:
        of, unit = "", str(units.pop())
    if of:
        lines.append(f"    of: {of}")
    return lines + draw(_by(unit))


@st.composite
def _by(draw: st.DrawFn, unit: str) -> list[str]:
    """By a rate, in steps or in brackets."""
    pers, starts = UNITS[unit.removeprefix("half ")]
    whole = st.sampled_from(["", "whole "])

    def rate() -> str:
        points = draw(st.sampled_from(["1", "2", "1.5", "0.3"]))
        return f"{points} per {draw(whole)}{draw(st.sampled_from(pers))}"

    how = draw(st.sampled_from(["rate", "rate", "rate", "steps", "brackets"]))
    if how == "rate":
        return [f"    give: {rate()}"]
    places = sorted(draw(st.sets(st.integers(1, len(starts) - 1), max_size=2)))
    if how == "steps":
        first = draw(st.integers(0, 1))
        rows = [
            f"{{from: {starts[k]}, give: {draw(st.integers(1, 30))}}}"
            for k in ([0] if first or not places else []) + places
        ]
    else:
        rows = [f"{{from: {starts[k]}, give: {rate()}}}" for k in [0, *places]]
    return [f"    {how}: [{', '.join(rows)}]"]


def _unit_of(kind: str, basis: str) -> str | None:
    """The unit of a kind's basis; None where it has none."""
    if not basis:
        return "money" if kind == "purchase" else None
    if basis == "amount * 0.5":
        return "half money"
    return BASIS_UNITS.get(basis, "money")


@st.composite
def _tiers(draw: st.DrawFn, count: int, draft: Draft) -> list[str]:
    lines = ["tiers:"] if count else []
    for number in range(count):
        measure, unit = f"spend in {draw(st.integers(1, 2))} months", "money"
        by_counter = draw(st.booleans())
        if draft.counters and by_counter:
            measure, unit = draw(st.sampled_from(sorted(draft.counters.items())))
        places = {"money": 2, "tenths": 1}.get(unit, 0)
        first = draw(st.integers(2, 3_000 if places == 2 else 6))
        middle = first + draw(st.integers(1, 3_000 if places == 2 else 6))
        # A level in between comes and goes, so that ranks differ from version to version.
        levels = [f"{{tier: l1, from: {first / 10**places:.{places}f}}}"]
        if draw(st.booleans()):
            levels.insert(0, f"{{tier: l0, from: {1 / 10**places:.{places}f}}}")
        levels.append(f"{{tier: l2, from: {middle / 10**places:.{places}f}}}")
        lines.append(
            f"  t{number}: {{measure: {measure}, keep: '{draw(st.sampled_from(KEEPS))}',"
            f" drop: {draw(st.sampled_from(DROPS))}, {draw(st.sampled_from(GRACES))}"
            f" levels: [{{tier: low, from: 0}}, {', '.join(levels)}]}}"
        )
    return lines
