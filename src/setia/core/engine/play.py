"""Plays the tests that a document brings with it, and tells every step that does not come out.

Each scenario begins with a member to whom nothing has happened and whole budgets; its events are
decided by the engine, as they would be live. Nothing of it is kept.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from setia.core.engine.book import Book, Decision, Happened, Version, balances
from setia.core.engine.earned import Earned, earned
from setia.core.engine.kinds import told_by_rules
from setia.core.engine.memory import Memory
from setia.core.engine.readers import Unfit
from setia.core.engine.reference import NOTHING_KNOWN, STORES, Entry, Reference, with_entries
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import TIME_ZONE, Problem, tier_field
from setia.core.program.read_acts import step_key
from setia.core.program.scenarios import Given, Scenario, Step

Zones: TypeAlias = Callable[[str], ZoneTable]
"""From the name of a time zone to its offsets."""


def play(version: Version, zones: Zones) -> tuple[Problem, ...]:
    """Every expectation of the version's scenarios that does not hold, where it stands."""
    return tuple(
        problem
        for one in version.program.scenarios
        for problem in play_scenario(one, version, zones)
    )


def play_scenario(scenario: Scenario, version: Version, zones: Zones) -> Iterator[Problem]:
    """As `play`, for one scenario."""
    version = version.knowing(known_of(scenario.given, zones))
    book = Book((version,))
    state = book.fresh()
    budgets = version.program.budgets
    left = dict(zip(version.budgets, (one.points for one in budgets), strict=True))
    events = {
        place: Happened(
            version.zone.instant_us(step.at_local_us),
            step.kind,
            "test",
            step_key(place),
            step.payload,
        )
        for place, step in enumerate(scenario.steps)
        if step.kind
    }
    memory = Memory(book, events.values())
    for place, step in enumerate(scenario.steps):
        at_us = version.zone.instant_us(step.at_local_us)
        if step.kind:
            try:
                decision = book.decide(state, events[place], left, memory)
            except Unfit as error:
                yield _problem(step, step.kind, f"can't be read: {error}", "mend the event")
                continue
            yield from _decided(step, decision, version)
        book.advanced(state, at_us, memory)
        yield from _standing(step, state, version)


def known_of(given: Given, zones: Zones) -> Reference:
    """What is taken for given, as known and so from the beginning of time."""
    if not given:
        return NOTHING_KNOWN
    rows = [
        (table, key, Entry(0, 0, values))
        for table, keys in given.items()
        for key, values in keys.items()
    ]
    stores = given.get(STORES, {}).values()
    named = {str(one[TIME_ZONE]) for one in stores if TIME_ZONE in one}
    return with_entries(NOTHING_KNOWN, rows, {name: zones(name) for name in named})


def _decided(step: Step, decision: Decision, version: Version) -> Iterator[Problem]:
    """What the event itself did."""
    reason = decision.reason if decision.outcome != "accepted" else None
    if step.refused != reason:
        said = f"is {decision.outcome}" + (f": {reason}" if reason else "")
        yield _problem(step, "refused", said, "say refused: with the reason, or leave it out")
    earning = told_by_rules(step.kind) and decision.outcome == "accepted"
    found = earned(version, decision.why) if earning else Earned({}, [])
    rules = {one.rule: one.points for one in found.gifts if one.points}
    program = version.program
    wallets = {rule.id: rule.wallet for rule in program.rules}

    def gift(rule: str, points: int) -> str:
        return shown(points, program.unit(wallets[rule]).decimals)

    for wallet, points in (step.earns or {}).items():
        does = found.points.get(wallet, 0)
        if does != points:
            gave = ", ".join(f"{name} {gift(name, given)}" for name, given in rules.items())
            decimals = program.unit(wallet).decimals
            cause = f"earns {shown(does, decimals)} {wallet}, not {shown(points, decimals)}"
            yield _problem(step, "earns", cause, f"what gave: {gave or 'no rule'}")
    because = step.because
    if because is not None and rules != {name: n for name, n in because.items() if n}:
        gave = ", ".join(f"{name}: {gift(name, given)}" for name, given in rules.items())
        yield _problem(step, "because", "other rules gave", f"they gave: {{{gave}}}")


def _standing(step: Step, state: list[int], version: Version) -> Iterator[Problem]:
    """What the member has at that instant."""
    held = balances(state, version.layout)
    for wallet, points in (step.balance or {}).items():
        if held[wallet] != points:
            decimals = version.program.unit(wallet).decimals
            does, should = shown(held[wallet], decimals), shown(points, decimals)
            cause = f"the balance is {does} {wallet}, not {should}"
            yield _problem(step, "balance", cause, "mend the rule, or what the test expects")
    for one in version.program.tiers:
        name = tier_field(version.program.tiers, one.id)
        code = state[version.layout.slot(f"tier:{one.id}")]
        level = one.levels[version.layout.rank(one.id, code)].id
        if step.tiers.get(name, level) != level:
            cause = f"the level is {level}, not {step.tiers[name]}"
            yield _problem(step, name, cause, "mend the rule, or what the test expects")


def shown(points: int, decimals: int) -> str:
    """Points as people write them: ``2.50``."""
    sign = "-" if points < 0 else ""
    whole, part = divmod(abs(points), 10**decimals)
    return f"{sign}{whole}.{part:0{decimals}}" if decimals else f"{sign}{whole}"


def _problem(step: Step, key: str, cause: str, remedy: str) -> Problem:
    return Problem(step.line, step.column, f"{step.path}.{key}", cause, remedy)
