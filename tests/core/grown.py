"""Programs that grew by several versions, with histories that stand where a version begins.

Versions begin where an event stands or something falls due, a microsecond before or behind it, so
that both sides of each of these instants are met.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from setia.core.engine.book import Book, Happened, Version
from setia.core.engine.bulk import Rows
from setia.core.engine.kinds import earns
from setia.core.engine.limits import NEVER
from setia.core.engine.memory import named, takes_of_one
from setia.core.engine.state import DUE, used
from tests.core.documents import documents
from tests.core.histories import END_US, START_US, Recorded, histories, record, returns, version_of

MADE_OF_THE_DOCUMENT = ("source", "functions", "sizes", "budgets")


@dataclass(frozen=True)
class Grown:
    """A book of several versions, one history as a ledger keeps it, and to where it is folded."""

    book: Book
    recorded: Recorded
    to_us: int

    @property
    def takes_across(self) -> bool:
        """Whether a return takes from an event that another version decides."""
        bought = {(one.source, one.key): one for one in self.recorded.events if earns(one.kind)}
        for one in filter(takes_of_one, self.recorded.events):
            of = bought.get(named(one))
            if of and self.book.place(of.at_us) != self.book.place(max(of.at_us, one.at_us)):
                return True
        return False

    @property
    def folded(self) -> list[int]:
        """The state that the book gives, event by event."""
        state, _ = self.book.fold(self.recorded.events, self.to_us)
        return state[: used(state)]


@st.composite
def versions(draw: st.DrawFn, *, returns: bool) -> list[Version]:
    """Two to four versions, which begin nowhere yet."""
    wallets = draw(st.integers(1, 2))
    made = [version_of(draw(documents(wallets, largest=True, returns=returns)))]
    for number in range(2, 2 + draw(st.sampled_from([1, 1, 2, 3]))):
        wallets = draw(st.integers(wallets, 2))
        text = draw(documents(wallets, later=True, largest=True, returns=returns))
        made.append(version_of(text, made[-1], number, number))
    return made


def begun(made: Sequence[Version], starts: Sequence[int]) -> Book:
    """A book of these versions, which begin at these instants; the first at the beginning."""
    found = []
    for one, start in zip(made, (0, *starts), strict=True):
        found.append(replace(one, effective_us=start))
        kept = {name: value for name, value in vars(one).items() if name in MADE_OF_THE_DOCUMENT}
        vars(found[-1]).update(kept)
    return Book(tuple(found))


def moments(book: Book, events: Sequence[Happened]) -> list[int]:
    """Where events stand and where something falls due after them."""
    state = book.fresh()
    found = {START_US, END_US}
    for event in sorted((one for one in events if one.kind != "return"), key=Happened.order):
        book.decide(state, event, {})
        found |= {event.at_us, state[DUE]}
    return sorted(found - {NEVER})


@st.composite
def grown(draw: st.DrawFn, made: Sequence[Version], *, size: int = 8) -> Grown:
    """A history of one holder, and versions that begin in the midst of it."""
    spread = Book(tuple(made))
    events = draw(histories(spread, cancels=True, size=size))
    if draw(st.booleans()):
        events += draw(returns(events))
    near = st.builds(
        lambda at, us: max(1, at + us),
        st.sampled_from(moments(spread, events)),
        st.sampled_from([-1, 0, 0, 1]),
    )
    starts = draw(st.lists(near, min_size=len(made) - 1, max_size=len(made) - 1, unique=True))
    book = begun(made, sorted(starts))
    return Grown(book, record(book, events), draw(near | st.just(END_US)))


def in_bulk(book: Book, histories: Sequence[tuple[Sequence[Happened], int]]) -> list[list[int]]:
    """The states of several holders, folded at once by interpreted functions."""
    rows = Rows(book)
    for events, to_us in histories:
        rows.add(events, to_us)
    return rows.fold([version.functions for version in book.versions], arrays=False)
