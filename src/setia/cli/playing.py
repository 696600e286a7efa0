"""Plays histories through a program that need not be published: no database, nothing is kept.

Events are decided in the order of the fold, as the ledger decides them when it folds a history
anew, on states that begin with nothing and budgets that begin whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, cast
from uuid import UUID
from zoneinfo import available_timezones

import typer

from setia.cli.context import MISTYPED, err
from setia.cli.files import read_text
from setia.console.statement import Entry
from setia.core.engine.book import Book, Decision, Happened, Version, version_after
from setia.core.engine.explain import explain
from setia.core.engine.memory import Memory
from setia.core.engine.play import known_of
from setia.core.engine.postings import apart, unfold
from setia.core.engine.reference import NOTHING_KNOWN
from setia.core.program.document import Program
from setia.core.program.read_given import BadGiven, given_of
from setia.core.proof.leaf import EventLeaf
from setia.ledger.entries import Origin
from setia.ledger.queries import Standing, standing_of
from setia.platform.json import Json, canonical
from setia.platform.zone_table import zone_table

Given = Annotated[
    Path | None,
    typer.Option(
        "--given",
        help="What is known of stores and products, rates and lists: a YAML file, as under given: "
        "in a test of the document.",
        show_default=False,
    ),
]


def book_of(program: Program, given: Path | None = None) -> Book:
    """A book with one version, which decides from the beginning of time on.

    given: a file with what is known of stores and products, rates and lists. Exits with a message
    where it can't be used.
    """
    known = NOTHING_KNOWN
    if given is not None:
        text = read_text(given)
        try:
            found = given_of(text, program, available_timezones())
        except BadGiven as error:
            for problem in error.problems:
                err.print(f"{given}: {problem}", highlight=False, soft_wrap=True, markup=False)
            raise typer.Exit(MISTYPED) from None
        known = known_of(found, zone_table)
    zone = zone_table(program.time_zone)
    return Book((version_after(None, 1, 0, program, zone, known),))


def whole_budgets(version: Version) -> dict[str, int]:
    """What is left of each budget before anything has happened."""
    points = (one.points for one in version.program.budgets)
    return dict(zip(version.budgets, points, strict=True))


class Play:
    """One member's history being played. events: in the order of the fold."""

    def __init__(self, book: Book, events: Sequence[Happened]) -> None:
        self._book = book
        self._memory = Memory(book, events)
        self.state = book.fresh()
        self.events = self._memory.in_order(events)

    def decide(self, event: Happened, left: dict[str, int]) -> Decision:
        """Decide the next event; what fell due before it stands in front of its postings."""
        before = self._book.advanced(self.state, event.at_us, self._memory)
        made = self._book.decide(self.state, event, left, self._memory)
        return replace(made, postings=[*before, *made.postings])

    @property
    def end_us(self) -> int:
        """The instant of the last event."""
        return self.events[-1].at_us


@dataclass(frozen=True, slots=True)
class Played:
    """A history that was played: what each event did, and what the member has after the last."""

    entries: tuple[Entry, ...]
    standing: Standing


def play(book: Book, events: Sequence[Happened]) -> Played:
    """Play one member's history, of one event at least, with whole budgets."""
    left, one = whole_budgets(book.newest), Play(book, events)
    entries = tuple(
        _entry(book, seq, event, one.decide(event, left))
        for seq, event in enumerate(one.events, start=1)
    )
    return Played(entries, standing_of(book.newest, one.state, one.end_us))


def _entry(book: Book, seq: int, event: Happened, made: Decision) -> Entry:
    """One event as a statement has it; it counts as recorded when it happened."""
    moves, amounts = apart(made.postings)
    payload = cast("Mapping[str, Json]", event.payload)  # It was checked when it was read.
    leaf = EventLeaf(
        UUID(int=0), seq, event.kind, event.at_us, event.at_us, "", event.source, event.key, b"",
        Origin.IMPORT.value, made.version, canonical(payload), made.facts, made.outcome,
        made.reason, made.why, moves, amounts,
    )  # fmt: skip
    version = book.by_number[made.version]
    told = explain(version, event, made.outcome, made.why, unfold(moves, amounts), book.newest)
    return Entry(leaf, event, version, told, None)
