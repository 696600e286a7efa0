"""Random programs and histories come to everything that a rule can say, often enough to be asked.

A property that never meets a limit says nothing of limits. So a few hundred programs are drawn,
always the same ones, and the second opinion counts what decided: each part of the language must
have, both ways where there are two.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened
from setia.core.engine.kinds import earns
from setia.core.program.document import tier_field
from tests.core.histories import allotments, books, histories
from tests.core.naive_counters import Past
from tests.core.naive_points import earned

PAIRS: Final = 400
LIMITS: Final = ("event", "day", "week", "month", "year", "ever")
REACHED: Final = (
    *(f"gave: {kind}" for kind in ("purchase", "review", "stay")),
    *(f"gave: {how}" for how in ("PerAmount", "Fixed", "Steps", "Brackets", "Multiply")),
    "gave: several kinds",
    "gave: of picked items",
    "gave: by what it says",
    "a later bracket was reached",
    "a basis was absent",
    "a basis was below 0",
    *(f"at most points {per}" for per in LIMITS),
    *(f"at most times {per}" for per in LIMITS[1:]),
    "rests",
    "outdone in a group",
    "level in a group",
    "the first of a group gave",
    "a later one of a group gave",
    "the best of a group found no budget",
    "the next best of a group gave",
    "exclusive gave alone",
    "exclusive gave nothing",
    "from a budget",
    "no budget left",
    "a grant stands",
    "a grant keeps exclusive rules out",
    *(
        f"{what} {held}"
        for what in ("a counter's condition", "a member's condition", "a list's condition")
        for held in (True, False)
    ),
    *(f"counter: once a {per}" for per in LIMITS[1:-1]),
    *(
        f"counter: {how} {window}"
        for how in ("count", "total", "points")
        for window in ("rolling", *LIMITS[1:])
    ),
)


@pytest.mark.slow
def test_random_histories_come_to_everything() -> None:
    seen: Counter[str] = Counter()

    @seed(1)
    @settings(
        max_examples=PAIRS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def drawn(data: st.DataObject) -> None:
        seen.update(_what_decides(data))

    drawn()
    assert [what for what in REACHED if not seen[what]] == []


def _what_decides(data: st.DataObject) -> Counter[str]:
    """Decide histories by the second opinion, and again with some of their grants standing."""
    book = data.draw(books())
    seen: Counter[str] = Counter()
    for _ in range(2):
        events = sorted(data.draw(histories(book, acts=False, least=15)), key=Happened.order)
        late = data.draw(st.sets(st.sampled_from([event.key for event in events])))
        _, facts = _decided(book, [one for one in events if one.key not in late], {})
        for known in ({}, facts):
            seen += _decided(book, events, known)[0]
    return seen


def _decided(
    book: Book, events: Sequence[Happened], facts: Mapping[str, Sequence[int]]
) -> tuple[Counter[str], dict[str, Sequence[int]]]:
    """What decided, and the grants of each event. The level held changes from event to event."""
    past, left, seen = Past(), allotments(book), Counter[str]()
    granted: dict[str, Sequence[int]] = {}
    for number, event in enumerate(events):
        if event.kind == "profile":
            past.tell(event.payload)
        if not earns(event.kind):
            continue
        version = book.at(event.at_us)
        tiers = version.program.tiers
        held = {tier_field(tiers, one.id): one.levels[number % 2].id for one in tiers}
        told = replace(event, facts=facts.get(event.key))
        opinion = earned(version, told, held, past, left)
        seen += opinion.seen
        granted[event.key] = opinion.facts
    return seen, granted
