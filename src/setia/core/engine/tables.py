"""Writes what the library looks up in a program: the constants in front of its generated source.

Numbers stand there, and tables by series, wallet and rule; what decides is written elsewhere.
"""

from collections.abc import Iterator

from setia.core.engine.kinds import KINDS, UNNAMED
from setia.core.engine.layout import (
    Layout,
    is_wallet,
    most_added,
    pending_of,
    size_of_why,
    window_of,
)
from setia.core.engine.limits import ABSENT
from setia.core.engine.zones import ZoneTable
from setia.core.program.document import Program, source_name


def tables(program: Program, layout: Layout, zone: ZoneTable, rules_at: int) -> list[str]:
    """Lines of constants. rules_at: where in a decision its rules begin."""
    lines = [
        f"ZONE_AT = row({list(zone.at_us)!r})",
        f"ZONE_OFFSET = row({list(zone.offset_us)!r})",
        *(f"{source_name(kind).upper()}_KIND = {number}" for kind, number in KINDS.items()),
        f"UNNAMED_KIND = {UNNAMED}",
        *_of_series(layout),
        f"ADDS = {most_added(program, layout)}",
        f"WIDTH = {layout.width}",
        f"REF_AT = {layout.ref_at}",
        f"WHY = {size_of_why(program, layout)}",
        f"RULES_AT = {rules_at}",
        *_funders(program, layout),
        *_of_returns(program, layout),
        *_of_releases(program, layout),
    ]
    for one in program.tiers:
        ladder = layout.ladders[one.id]
        lines += [
            f"RANK_{source_name(one.id)} = row({list(ladder.ranks)!r})",
            f"CODE_{source_name(one.id)} = row({[ladder.code(lv.id) for lv in one.levels]!r})",
        ]
    for name, texts in layout.choices.items():
        field = program.fields.get(name)
        values = field.values if field is not None else ()
        ranks = [values.index(one) if one in values else ABSENT for one in texts]
        lines.append(f"CHOICE_{name.removeprefix('member.')} = row({ranks!r})")
    return [*lines, "", ""]


def _of_series(layout: Layout) -> Iterator[str]:
    """By series: the wallet that it is, where its sum and debt stand, the wallet it waits for."""
    series = layout.series
    waits = {pending_of(name): k for k, name in enumerate(series)}
    debts = [f"debt:{name}" for name in series]
    yield f"WALLET_OF = row({[k if is_wallet(name) else -1 for k, name in enumerate(series)]!r})"
    yield f"SUM_OF = row({[layout.slot(f'sum:{name}') for name in series]!r})"
    yield f"PENDING_OF = row({[waits.get(name, -1) for name in series]!r})"
    known = [layout.slot(name) if name in layout.slots else 0 for name in debts]
    yield f"DEBT_OF = row({known!r})"
    held = [f"held:{name}" for name in series]
    known = [layout.slot(name) if name in layout.slots else 0 for name in held]
    yield f"HELD_OF = row({known!r})"
    forgiven = [f"forgiven:{name}" for name in series]
    known = [layout.slot(name) if name in layout.slots else 0 for name in forgiven]
    yield f"FORGIVEN_OF = row({known!r})"
    yield f"N_SERIES = {len(series)}"


def _funders(program: Program, layout: Layout) -> Iterator[str]:
    """By series: who pays for the points of the wallet that it is."""
    paid = {one.id: layout.funders.index(one.funder) for one in program.wallets}
    yield f"FUNDER_OF = row({[paid.get(name, 0) for name in layout.series]!r})"


def _of_releases(program: Program, layout: Layout) -> Iterator[str]:
    """By series: 0 where nothing in it waits for a release, else what becomes of it without one."""
    ends = {
        pending_of(one.id): ("", "usable", "lost").index(one.unreleased)
        for one in program.wallets
        if one.unreleased is not None
    }
    yield f"WAITS_OF = row({[ends.get(name, 0) for name in layout.series]!r})"


def _of_returns(program: Program, layout: Layout) -> Iterator[str]:
    """What taking back needs to know: policies, and where things are counted."""
    rules = program.ordered_rules
    rests = [
        (program.wallet(rule.wallet), layout.slot(f"rests:{rule.id}"))
        for rule in rules
        if rule.rests_us
    ]
    counted = list(_counted(program, layout))
    points = {window_of(one): program.wallet(one.points) for one in program.counters if one.points}
    waiting = {pending_of(name) for name in layout.series}
    windows = [
        -2 if is_wallet(name) or name in waiting else points.get(name, -1) for name in layout.series
    ]
    yield f"N_RULES = {len(rules)}"
    yield f"FIELDS_AT = {layout.fields_at}"
    yield f"FACTS_AT = {layout.facts_at}"
    yield f"IN_PART = {int(program.returns.by == 'proportion')}"
    yield f"SHORT = {('debt', 'write off', 'refuse').index(program.returns.short)}"
    yield f"WALLETS = row({[layout.series.index(one.id) for one in program.wallets]!r})"
    yield f"GIVES_IN = row({[program.wallet(rule.wallet) for rule in rules]!r})"
    yield f"COUNTED = row({[number for one in counted for number in one]!r})"
    yield f"RESTS = row({[number for one in rests for number in one]!r})"
    yield f"WINDOW_OF = row({windows!r})"


def _counted(program: Program, layout: Layout) -> Iterator[tuple[int, int, int]]:
    """What is counted by calendar period: the wallet whose points it follows or -1, its slots."""
    for rule in program.ordered_rules:
        for limit in rule.limits:
            if limit.per != "event":
                wallet = program.wallet(rule.wallet)
                yield (wallet, *layout.slots_of(rule.id, limit.what, limit.per))
    for one in program.counters:
        if not one.rolling:
            wallet = program.wallet(one.points) if one.points else -1
            yield (wallet, *layout.counter_slots(one))
        if one.once_a:
            yield (-1, *layout.slots_of(one.id, "once", one.once_a))
