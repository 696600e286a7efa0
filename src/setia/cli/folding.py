"""Folds the histories of many members: event by event, or in bulk, interpreted or compiled.

What a fold needs and no state has, the outcome of an act or return and what a budget granted, is
decided once event by event, with budgets that begin whole and are claimed in the order of time over
all members. In bulk these facts are kept, as a ledger keeps them, so that all ways agree (I20).
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from setia.cli.playing import Play, whole_budgets
from setia.core.engine.book import Book, Decision, Happened, same
from setia.core.engine.build import Functions, compiled
from setia.core.engine.bulk import Rows
from setia.core.engine.kinds import SETTLED, earns

Members = Mapping[str, Sequence[Happened]]
States = dict[str, list[int]]
Seen = Callable[[int], None]
"""Told how many more events are done."""

_AT_ONCE: Final = 2_000
"""Members laid end to end for one call, so that memory does not grow with their number."""

_NO_EFFECT: Final = "set_aside"
EVENT_BY_EVENT: Final = "event by event"
IN_BULK: Final = "in bulk, interpreted"
COMPILED: Final = "in bulk, compiled"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first member whose state two ways do not agree on, and where it first differs."""

    member: str
    way: str
    place: int


def is_settled(book: Book, event: Happened) -> bool:
    """Whether a fold needs no decision for an event that is not in its history."""
    if event.kind in SETTLED:
        return event.facts is not None
    return not (earns(event.kind) and book.newest.budgets)


def fold_each(book: Book, members: Members, seen: Seen) -> tuple[States, dict[str, list[Happened]]]:
    """The state of each member after its last event, and its events with their facts.

    An event that is set aside has no effect, so it is not among them.
    """
    left = whole_budgets(book.newest)
    plays = {name: Play(book, events) for name, events in members.items()}
    queue = [(event, name) for name, one in plays.items() for event in one.events]
    queue.sort(key=lambda place: (place[0].order(), place[1]))
    kept: dict[str, list[Happened]] = {name: [] for name in plays}
    for event, name in queue:
        made = plays[name].decide(event, left)
        if made.outcome != _NO_EFFECT:
            kept[name].append(decided(event, made))
        seen(1)
    return {name: one.state for name, one in plays.items()}, kept


def decided(event: Happened, made: Decision) -> Happened:
    """An event with the facts of its decision, as a ledger keeps it."""
    return replace(event, facts=made.facts)


def with_facts(book: Book, members: Members, seen: Seen) -> dict[str, Sequence[Happened]]:
    """The events of each member with all facts that a fold needs; what is settled stays as it is.

    seen: is told of the events that had to be decided.
    """
    open_ = {
        name: events
        for name, events in members.items()
        if not all(is_settled(book, one) for one in events)
    }
    _, closed = fold_each(book, open_, seen)
    return {name: closed.get(name, events) for name, events in members.items()}


def fold_bulk(
    book: Book, members: Members, ends: Mapping[str, int], how: "How", seen: Seen
) -> States:
    """As `fold_each`, in bulk. members: with their facts. ends: each one's last instant."""
    found: States = {}
    everybody = list(members)
    for start in range(0, len(everybody), _AT_ONCE):
        names = everybody[start : start + _AT_ONCE]
        rows = Rows(book)
        for name in names:
            rows.add(members[name], ends[name])
        found.update(zip(names, rows.fold(how.functions, arrays=how.arrays), strict=True))
        seen(sum(len(members[name]) for name in names))
    return found


@dataclass(frozen=True, slots=True)
class How:
    """Each version's functions that fold in bulk. arrays: they are compiled."""

    functions: Sequence[Functions]
    arrays: bool


def how_interpreted(book: Book) -> How:
    """The functions as plain Python."""
    return How([version.functions for version in book.versions], arrays=False)


def how_compiled(book: Book, cache: Path | None) -> How:
    """The functions compiled, which takes many seconds unless they are found in the cache.

    cache: where what is compiled stays; None: nowhere.
    """
    if cache is not None:
        return How([compiled(one.source, cache) for one in book.versions], arrays=True)
    with tempfile.TemporaryDirectory(prefix="setia-engine-") as folder:
        return how_compiled(book, Path(folder))


def ends_of(members: Members) -> dict[str, int]:
    """The instant of each member's last event."""
    return {name: max(one.at_us for one in events) for name, events in members.items()}


def first_difference(states: States, others: States, way: str) -> Difference | None:
    """The first member on whose state another way does not agree; None where all are the same."""
    for name, state in states.items():
        other = others[name]
        if not same(state, other):
            pairs = zip(state, other, strict=False)
            place = next(
                (k for k, (a, b) in enumerate(pairs) if a != b), min(len(state), len(other))
            )
            return Difference(name, way, place)
    return None
