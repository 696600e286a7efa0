"""Writes the calendar of one program: pure functions of a local day, from which spans are counted.

The interpreted form remembers what those of a day alone answered. A span without a stretch of the
calendar lasts through its last day; with one, to that stretch's end. What ends with an anniversary
asks for the day of joining too: the one that the member's profile tells, or that of the first
event.
"""

from collections.abc import Iterator
from typing import Final

from setia.core.engine.layout import Layout, member_slot
from setia.core.engine.limits import ABSENT
from setia.core.program.document import STRETCH_MONTHS, Program, Rule, Span, Wallet, source_name

JOINED: Final = "joined"
"""The date of a member's profile from which membership is counted, where it is declared."""

_ZONE: Final = "ZONE_AT, ZONE_OFFSET"


def calendar(program: Program) -> Iterator[str]:
    """Lines of functions: when points end and can be used, tiers end, and windows forget."""
    for name, span in _expiries(program).items():
        yield from _of_day(name, _through(span), span)
    for wallet in program.wallets:
        if (wait := wallet.pending) is not None:
            yield from _of_day(f"usable_{source_name(wallet.id)}", _from(wait), wait)
    for one in program.tiers:
        name = source_name(one.id)
        yield from _of_day(f"kept_{name}", _through(one.keep), one.keep)
        yield from _of_day(f"renewed_{name}", _again(one.keep), one.keep)
        if one.grace is not None:
            yield from _of_day(f"graced_{name}", _from(one.grace), one.grace)
    if (back := program.returns.grace) is not None:
        yield from _of_day("given_back", _through(back), back)
    for count, unit in _windows(program):
        later = f"months_later(day, {count})" if unit == "months" else f"day + {count}"
        yield from _of_day(f"window_{count}_{unit}", f"instant_us({later}, {_ZONE})", None)
    yield from _of_day("month", "month_of(day)", None)


def until(name: str, span: Span | None, day: str = "day") -> str:
    """A call of the function that says when a span ends."""
    if span is not None and span.to == "anniversary":
        return f"joining_{name}({day}, joined(s))"
    return f"by_day_{name}({day})"


def joined(program: Program, layout: Layout) -> Iterator[str]:
    """Lines of the function that tells the day of joining, where anything is counted from it."""
    if not program.by_anniversary:
        return
    yield "def joined(s: list[int]) -> int:"
    told = program.fields.get(f"member.{JOINED}")
    if told is not None and told.type == "date":
        slot = layout.slot(member_slot(told))
        yield f"    if s[{slot}] != {ABSENT}:"
        yield f"        return s[{slot}]"
    slot = layout.slot("joined")
    yield f"    if s[{slot}] == 0:"
    # Nothing has happened since this is counted: the last event stands for the first.
    yield f"        return local_us(s[AT], {_ZONE}) // DAY_US"
    yield from (f"    return s[{slot}] - 1", "", "")


def spend_windows(program: Program) -> list[int]:
    """Over how many months purchases are added up for tiers, each once."""
    return sorted({one.window_months for one in program.tiers if not one.counter})


def _windows(program: Program) -> list[tuple[int, str]]:
    """How far back something is counted, each span once."""
    counted = {one.rolling for one in program.counters if one.rolling is not None}
    return sorted({*counted, *((months, "months") for months in spend_windows(program))})


def wallet_end(wallet: Wallet) -> str:
    """The name of the function that says when a wallet's points end; ids have no capitals."""
    return f"expires_{source_name(wallet.id)}"


def rule_end(rule: Rule) -> str:
    """The name of the function that says when a rule's own points end."""
    return f"expires_RULE_{source_name(rule.id)}"


def level_end(wallet: Wallet, tier_set: str, level: str) -> str:
    """The name of the function that says when points end for whoever holds a level."""
    names = map(source_name, (level, tier_set, wallet.id))
    return "expires_LEVEL_{}_OF_{}_IN_{}".format(*names)


def _expiries(program: Program) -> dict[str, Span | None]:
    """How long points live, by the name of the function: each wallet's, levels', then rules'."""
    found = {wallet_end(one): one.expiry.span if one.expiry else None for one in program.wallets}
    for one in program.wallets:
        for tiers, level, expiry in one.by_tier:
            found[level_end(one, tiers, level)] = expiry.span if expiry else None
    for rule in program.rules:
        if rule.expiry is not None:
            found[rule_end(rule)] = rule.expiry.span
    return found


def _later(span: Span, day: str) -> str:
    later = f"months_later({day}, {span.months})" if span.months else day
    return f"{later} + {span.days}" if span.days else later


def _through(span: Span | None, day: str = "day") -> str:
    """The instant behind the last day of a span, or of the calendar stretch that it ends in."""
    if span is None:
        return "NEVER"
    if span.to is None:
        return f"instant_us({_later(span, day)} + 1, {_ZONE})"
    if span.to == "anniversary":
        return f"instant_us(anniversary({_later(span, day)}, joined), {_ZONE})"
    return f"instant_us(rounded_up({_later(span, day)}, {STRETCH_MONTHS[span.to]}), {_ZONE})"


def _from(span: Span) -> str:
    """The instant at which a span is over: its last day begins, or the stretch has ended."""
    if span.to is None:
        return f"instant_us({_later(span, 'day')}, {_ZONE})"
    return _through(span)


def _again(span: Span) -> str:
    """When what ends at the beginning of a day ends again.

    A stretch of the calendar is counted on from its own last day, any other span from now.
    """
    if span.to is None:
        return _from(span)
    return _through(span, "day - 1" if span.months or span.days else "day")


def _of_day(name: str, result: str, span: Span | None) -> tuple[str, ...]:
    if span is not None and span.to == "anniversary":
        head = f"def joining_{name}(day: int, joined: int) -> int:"
    else:
        head = f"def by_day_{name}(day: int) -> int:"
    return (head, f"    return {result}", "", "")
