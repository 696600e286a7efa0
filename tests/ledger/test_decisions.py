"""Every stored decision is made again from what was known at its seq, and is the same (I12).

The events before it, in recorded order, and its own facts are all that it may depend on; its
postings are the difference between what stood before it and what stands with it.
"""

import random
from collections.abc import Iterator
from contextlib import closing

import pytest

from setia.core.engine.book import Book, Decision
from setia.core.engine.postings import Totals, add, unfold
from setia.core.proof.leaf import EventLeaf
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.lookups import history
from setia.ledger.refold import refold
from setia.ledger.rows import folded, happened
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.programs.actions.publish_program import publish_program
from setia.programs.queries import current_book
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS
from tests.ledger.programs import DAY_US, opened, purchase, spend
from tests.ledger.terms import FIRST, SECOND, document

EVENTS = 40


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, FIRST.since_us)) as stopped:
        publish_program(document(FIRST), acting=SYSTEM, effective_us=FIRST.since_us)
        publish_program(document(SECOND), acting=SYSTEM, effective_us=SECOND.since_us)
        yield stopped


@pytest.mark.parametrize("seed", range(max(3, ROUNDS // 5)))
def test_each_decision_is_the_same_from_what_was_known(clock: StoppedClock, seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    clock.set(us(2024, 10, 1, 12))
    (member,) = opened(1)
    for n in range(EVENTS):
        clock.set(clock.now_us + chance.randrange(9 * DAY_US))
        if chance.random() < 0.2:
            sweep_all()
        ago_us = chance.choice([0, 0, 1, DAY_US, 40 * DAY_US, 200 * DAY_US])
        amount, channel = chance.randrange(20_000), chance.choice(["app", "web", "post"])
        event = purchase(member, f"k{n}", amount, clock.now_us - ago_us, channel)
        if chance.random() < 0.3:
            event = spend(member, f"k{n}", chance.randrange(1, 1_500))
        record([event], acting=SYSTEM)
    with outermost() as cursor:
        book, stored = current_book(cursor), history(cursor, member)
    assert {leaf.kind for leaf in stored} == {"clock", "purchase", "spend"}
    assert {leaf.outcome for leaf in stored} == {"accepted", "refused"}
    for n, leaf in enumerate(stored):
        before, with_it = stored[:n], stored[: n + 1]
        stood: Totals = {}
        for one in before:
            add(stood, unfold(one.moves, one.amounts))
        add(stood, unfold(leaf.moves, leaf.amounts))
        assert clean(stood) == clean(refold(book, with_it)[1])
        if folded(leaf):
            again = decided(book, before, leaf)
            assert (again.outcome, again.reason, again.version, again.why, again.facts) == (
                leaf.outcome,
                leaf.reason,
                leaf.version,
                leaf.decision,
                leaf.facts,
            )


def decided(book: Book, before: list[EventLeaf], leaf: EventLeaf) -> Decision:
    """The decision of one event among those before it."""
    this = happened(leaf)
    others = [happened(one) for one in before if folded(one)]
    earlier = [one for one in others if one.order() < this.order()]
    state, _ = book.fold(earlier, 0)
    return book.decide(state, this, {})


def clean(totals: Totals) -> Totals:
    return {key: amount for key, amount in totals.items() if amount}
