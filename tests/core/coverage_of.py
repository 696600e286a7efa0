"""Which parts of the program language a golden scenario has, and which of them did something.

Every part is a short text, such as ``limit times per week`` or ``expiry 12 months, to year end``.
What a program has is collected from its read form. A part did something when a rule gave because
of it or was held back by it, when points ended or were released, or when a level changed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from setia.core.engine.earned import earned
from setia.core.engine.kinds import earns
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Account, Cause
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import Expression, Read
from setia.core.expressions.walk import every, named_in
from setia.core.program.document import (
    Brackets,
    Counter,
    Expiry,
    Limit,
    PerAmount,
    Program,
    Rule,
    Span,
    TierSet,
    Wallet,
    tier_field,
)
from tests.core.coverage_of_acts import WANTED_OF_ACTS, acted, apart, came_back, freed, left, sent
from tests.core.steps import Done, Scenario, played
from tests.core.zones import local

HELD: Final = {2: "limit held", 3: "budget refused", 4: "outdone", 5: "again after held"}
"""What a rule's code says where it gave less than it would have, or nothing."""

_SPANS: Final = ("day", "week", "month", "year", "ever")

WANTED: Final[Mapping[str, tuple[str, ...]]] = {
    "basis": ("basis calculated", "basis of an own kind", "node Subtract", "node Add"),
    "of, items, quantities": (
        *("rule with of", "rule with items", "of with items", "node Total", "node Count"),
        *("reads item number", "reads item text", "reads item bool", "reads item money"),
    ),
    "exclusions": ("node Not", "node InList", "node EveryItem", "node AnyItem"),
    "steps and brackets": ("gives Steps", "gives Brackets", "gives Brackets whole"),
    "fixed, rates, multipliers": (
        *("gives Fixed", "gives PerAmount", "gives PerAmount whole", "gives Multiply"),
        *("rounding down", "rounding nearest"),
    ),
    "calendar conditions": tuple(
        f"reads time {name}" for name in ("weekday", "hour", "day", "month", "today")
    ),
    "conditions on an event": (
        *(f"reads event {kind}" for kind in ("text", "choice", "bool", "number", "money", "date")),
        *("reads event list", "node Has", "node OneOf", "node IsSet", "node Truth", "node Match"),
        *("node AllOf", "node AnyOf", "node Compare", "node Times", "node Least", "node Most"),
    ),
    "the tier": ("reads tier",),
    "the member": (
        *(f"reads member {kind}" for kind in ("choice", "bool", "number", "money", "date")),
        *("node IsSet", "profile takes away"),
    ),
    "own kinds": ("on an own kind", "on several kinds", "refused as unfit", "default stands in"),
    "again after": ("rule with rests_us", "again after held"),
    "limits of points": (
        *(f"limit points per {span} held" for span in ("event", *_SPANS)),
        *(f"limit points per {span}" for span in ("event", *_SPANS)),
    ),
    "limits of times": (
        *(f"limit times per {span} held" for span in _SPANS),
        *(f"limit times per {span}" for span in _SPANS),
    ),
    "budgets": ("rule with budget", "budget refused"),
    "stacking": (
        *("rule with group", "stacking best", "stacking first", "outdone"),
        "rule with exclusive",
    ),
    "wallets": ("several wallets",),
    "counters": (
        *("counter count", "counter total", "counter points", "counter when"),
        *("counter in days", "counter in months", "counter of several kinds"),
        *(f"counter per {span}" for span in _SPANS),
        *("counter once a day", "counter once a week"),
    ),
    "pending": (
        *("pending days", "pending days, to month end", "pending days, to quarter end"),
        *("pending days, to year end", "spend refused while pending", "debt repaid at release"),
        *(f"pending end of {span}" for span in ("month", "quarter", "year")),
        *("pending until released, else", "pending until released, lost", "release"),
        *("release of nothing", "released twice", "return of what was released"),
        *("return of what was never released", "debt repaid by a release"),
    ),
    "expiry": (
        *("expiry never", "expiry days", "expiry months", "rule's own expiry", "rule with expiry"),
        *(f"expiry months, to {span} end" for span in ("month", "quarter", "year")),
        *(f"expiry end of {span}" for span in ("month", "quarter", "year")),
        *("expiry months without activity", "expiry days without activity"),
    ),
    "spending": ("spend", "spend refused", "spend of several lots", "debt repaid"),
    "tiers by": (
        *("tier by spend", "tier by counter count", "tier by counter total"),
        *("tier by counter points", "tier by counter once a day", "tier by counter per ever"),
        *("tier by counter per year", "tier by counter per month", "tier by counter in days"),
        "tier by counter in months",
    ),
    "tiers kept": (
        *(f"tier keep months, to {span} end" for span in ("month", "quarter", "year")),
        *("tier keep months", "tier keep end of year", "tier kept anew"),
    ),
    "tiers lost": (
        *(f"tier drop {how}" for how in ("to measure", "one level", "never")),
        *("tier in grace", "tier lost after grace", "tier kept by grace"),
    ),
    **WANTED_OF_ACTS,
    "zones and the calendar": ("zone east", "zone west", "zone with summer time", "29 February"),
}
"""Every bullet that the rows must cover, and the parts that must do something for it."""


def has(program: Program) -> set[str]:
    """Every part that a program has, whether or not anything comes of it."""
    found = {part for rule in program.rules for part in of_rule(rule, program)}
    for counter in program.counters:
        found |= set(of_counter(counter))
    for one in program.tiers:
        found |= set(of_tiers(one, program))
    for wallet in program.wallets:
        found |= {of_expiry(wallet.expiry), f"rounding {wallet.rounding}"}
        if wallet.pending is not None:
            found.add(of_pending(wallet))
    return found


def of_pending(wallet: Wallet) -> str:
    """How points of a wallet that has a pending time wait."""
    assert wallet.pending is not None
    if wallet.unreleased is not None:
        said = "lost" if wallet.unreleased == "lost" else "else"
        return f"pending until released, {said}"
    return f"pending {of_span(wallet.pending)}"


def of_rule(rule: Rule, program: Program) -> Iterator[str]:
    """What a rule is made of, and what it reads."""
    yield f"gives {type(rule.gives).__name__}{' whole' if _whole(rule) else ''}"
    own = [kind for kind in rule.kinds if kind != "purchase"]
    yield f"on {'several kinds' if len(rule.kinds) > 1 else 'an own kind' if own else 'purchase'}"
    if rule.of is None and rule.items is None and isinstance(rule.gives, PerAmount):
        named = [kind for kind in rule.kinds if not isinstance(program.kinds[kind].basis, Read)]
        yield from ("basis calculated" for _ in named)
        yield from ("basis of an own kind" for _ in own)
    for key in ("of", "items", "budget", "exclusive", "rests_us", "group"):
        if getattr(rule, key):
            yield f"rule with {key}"
    if rule.of and rule.items:
        yield "of with items"
    if rule.group:
        yield f"stacking {program.stacking[rule.group]}"
    if rule.expiry is not None:
        yield "rule with expiry"
    yield from (of_limit(one) for one in rule.limits)
    for asked in (*rule.asks, *(program.kinds[kind].basis for kind in rule.kinds)):
        yield from of_expression(asked, program) if asked is not None else ()


def _whole(rule: Rule) -> bool:
    if isinstance(rule.gives, Brackets):
        return any(rate.whole for _, rate in rule.gives.brackets)
    return isinstance(rule.gives, PerAmount) and rule.gives.whole


def of_limit(limit: Limit) -> str:
    return f"limit {limit.what} per {limit.per}"


def of_expression(asked: Expression, program: Program) -> Iterator[str]:
    """The kinds of its nodes and of the fields that it names; of a counter, what it counts."""
    counters = {one.id: one for one in program.counters}
    tiers = {tier_field(program.tiers, one.id) for one in program.tiers}
    for node in every(asked):
        yield f"node {type(node).__name__}"
        for field in named_in(node):
            if field.name in counters:
                yield from of_counter(counters[field.name])
            elif field.name in tiers:
                yield "reads tier"
            else:
                yield of_field(field)


def of_field(field: Field) -> str:
    return f"reads {field.scope} {field.name if field.scope == 'time' else field.type}"


def of_counter(counter: Counter) -> Iterator[str]:
    """How it counts and how far back."""
    yield f"counter {'points' if counter.points else 'total' if counter.total else 'count'}"
    if counter.rolling:
        yield f"counter in {counter.rolling[1]}"
    else:
        yield f"counter per {counter.per or 'ever'}"
    if counter.once_a:
        yield f"counter once a {counter.once_a}"
    if counter.when:
        yield "counter when"
    if len(counter.kinds) > 1:
        yield "counter of several kinds"


def of_span(span: Span) -> str:
    """As it is written, without its numbers."""
    unit = "months" if span.months else "days" if span.days else ""
    if not unit:
        return f"end of {span.to}"
    return f"{unit}, to {span.to} end" if span.to else unit


def of_expiry(expiry: Expiry | None) -> str:
    if expiry is None:
        return "expiry never"
    without = " without activity" if expiry.without else ""
    return f"expiry {of_span(expiry.span)}{without}"


def of_tiers(one: TierSet, program: Program) -> Iterator[str]:
    """How levels are measured, kept and lost."""
    yield f"tier keep {of_span(one.keep)}"
    yield f"tier drop {one.drop}"
    if not one.counter:
        yield "tier by spend"
    for counter in (found for found in program.counters if found.id == one.counter):
        yield from (f"tier by {part}" for part in of_counter(counter))


def effects(scenario: Scenario) -> set[str]:
    """The parts of a scenario's program that did something in at least one row."""
    found = set(_place(scenario))
    for done in played(scenario):
        found |= set(_gave(done, scenario))
        found |= set(_moved(done, scenario))
        found |= set(_levels(done, scenario))
        found |= set(_refused(done, scenario)) | set(_told(done, scenario))
        found |= set(came_back(done, scenario)) | set(acted(done, scenario))
        found |= set(apart(done, scenario)) | set(freed(done, scenario))
        found |= set(left(done, scenario)) | set(sent(done, scenario))
    return found


def _place(scenario: Scenario) -> Iterator[str]:
    """What the calendar of the rows is like."""
    zone = ZoneInfo(scenario.program.time_zone)
    shown = [(local(zone, row.when_us), row.when_us) for row in scenario.rows]
    epoch = local(ZoneInfo("UTC"), 0)
    offsets = {(wall - epoch).total_seconds() - us / 1e6 for wall, us in shown}
    if min(offsets) < 0:
        yield "zone west"
    if max(offsets) > 0:
        yield "zone east"
    if len(offsets) > 1:
        yield "zone with summer time"
    if any((wall.month, wall.day) == (2, 29) for wall, _ in shown):
        yield "29 February"


def _gave(done: Done, scenario: Scenario) -> Iterator[str]:
    """Why rules gave, and why not."""
    decision, program = done.decision, scenario.program
    if decision is None or decision.outcome != "accepted" or not earns(done.row.what):
        return
    won = earned(scenario.book.newest, decision.why)
    rules = {rule.id: rule for rule in program.rules}
    if len(won.points) > 1:
        yield "several wallets"
    for gift in won.gifts:
        rule = rules[gift.rule]
        if gift.code in HELD:
            yield HELD[gift.code]
        if gift.code == 2 and len(rule.limits) == 1:
            yield f"{of_limit(rule.limits[0])} held"
        if gift.points > 0:
            yield from of_rule(rule, program)
            rounding = next(one.rounding for one in program.wallets if one.id == rule.wallet)
            yield f"rounding {rounding}"


def _moved(done: Done, scenario: Scenario) -> Iterator[str]:
    """Whose points ended, were released, or repaid a debt."""
    program = scenario.program
    wallets = {scenario.book.newest.layout.series.index(one.id): one for one in program.wallets}
    postings = (*done.earlier, *done.own)
    released = {one.effective_us for one in postings if one.cause == Cause.RELEASE}
    for one in postings:
        wallet = wallets[one.wallet]
        if one.source == Account.PENDING and one.cause == Cause.EXPIRE:
            yield of_pending(wallet)
        elif one.cause == Cause.EXPIRE and wallet.expiry is not None:
            yield of_expiry(wallet.expiry)
        elif one.cause == Cause.EXPIRE:
            yield "rule's own expiry"
        elif one.cause == Cause.RELEASE and wallet.pending is not None:
            yield of_pending(wallet)
        elif one.cause == Cause.REPAY:
            yield "debt repaid"
            if one.effective_us in released:
                yield "debt repaid at release"
        elif one.cause == Cause.SPEND and one.source == Account.AVAILABLE:
            yield "spend"
            if one.expires_us == NEVER and wallet.expiry is None:
                yield "expiry never"
    ends_us = [one.expires_us for one in postings if one.cause == Cause.SPEND]
    if len(set(ends_us)) > 1:
        yield "spend of several lots"


def _levels(done: Done, scenario: Scenario) -> Iterator[str]:
    """Which levels were won, lost, or kept when their time was over."""
    slot = scenario.book.newest.layout.slot
    for one in scenario.program.tiers:
        level, until = slot(f"tier:{one.id}"), slot(f"until:{one.id}")
        was, now = done.before[level], done.after[level]
        parts = set(of_tiers(one, scenario.program))
        if now > was:
            yield from (part for part in parts if part.startswith("tier by"))
        elif now < was:
            yield from parts
        if one.grace is not None:
            yield from _grace(done, slot(f"grace:{one.id}"), now - was)
        if (
            was == now
            and done.row.what == "due"
            and now > 0
            and done.before[until] != done.after[until]
        ):
            yield from parts
            yield "tier kept anew"


def _grace(done: Done, slot: int, change: int) -> Iterator[str]:
    """Whether a level is held once more, and what became of it then."""
    before, after = done.before[slot], done.after[slot]
    if before < after:
        yield "tier in grace"
    elif before > after:
        yield "tier lost after grace" if change < 0 else "tier kept by grace"


def _told(done: Done, scenario: Scenario) -> Iterator[str]:
    """What a profile takes away, and what stands in for what an event does not carry."""
    row, program = done.row, scenario.program
    if row.what == "profile" and "-" in row.words.values():
        yield "profile takes away"
    kind = program.kinds.get(row.what)
    if done.decision is not None and kind is not None:
        carried = [program.fields[name] for name in kind.fields]
        silent = {one.key for one in carried if one.default is not None} - set(row.words)
        yield from ("default stands in" for _ in silent)


def _refused(done: Done, scenario: Scenario) -> Iterator[str]:
    """What was not accepted."""
    outcome = done.row.words.get("outcome", "accepted")
    if outcome == "unfit":
        yield "refused as unfit"
    if outcome == "refused" and done.row.what == "spend":
        yield "spend refused"
        if done.row.words.get("pending", "0") != "0":
            yield "spend refused while pending"


def table_of(wanted: Iterable[str], found: Mapping[str, set[str]]) -> Iterator[str]:
    """Lines that say of each part in which scenarios it did something."""
    for part in wanted:
        names = sorted(name for name, parts in found.items() if part in parts)
        yield f"{part:44} {len(names):3}  {', '.join(names[:3]) or '—'}"


def untouched(program_parts: Iterable[str], done: Iterable[str]) -> list[str]:
    """Parts that programs have and that never did anything."""
    return sorted(set(program_parts) - set(done))
