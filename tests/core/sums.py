"""What is true of any state, and of the postings that led to it."""

from collections import Counter
from collections.abc import Sequence

from setia.core.engine.book import Book, Version, balances
from setia.core.engine.kinds import ENDS, RELEASE, earns
from setia.core.engine.layout import is_wallet, pending_of
from setia.core.engine.postings import Account, apart, unfold
from setia.core.engine.state import DONE, DUE, Bucket, Held, buckets, holds
from setia.core.program.document import tier_field
from tests.core.histories import END_US, Recorded, netted


def check_state(book: Book, recorded: Recorded) -> None:
    """What is true of any state, and of the postings that led to it (I1, I2, I7)."""
    state, layout = recorded.state, book.newest.layout
    lots: Counter[tuple[int, int, int, int]] = Counter()
    accounts: Counter[tuple[int, int]] = Counter()
    for (wallet, source, target, expires, month, funder, *_), amount in netted(
        recorded.flat
    ).items():
        for account, change in ((source, -amount), (target, amount)):
            accounts[wallet, account] += change
            if account == Account.AVAILABLE:
                lots[wallet, expires, month, funder] += change
    held = buckets(state)
    keys = [bucket[:5] for bucket in held]
    assert keys == sorted(set(keys))
    assert all(amount > 0 for *_, amount in held)
    assert all(one.due_us > END_US for one in held)
    kept: Counter[tuple[int, int, int, int]] = Counter()
    waiting: Counter[str] = Counter()
    for one in held:
        name = layout.series[one.series]
        waiting[name] += one.amount
        if is_wallet(name):
            kept[one.series, one.lot_us, one.month, one.funder] += one.amount
    assert {lot: amount for lot, amount in lots.items() if amount} == dict(kept)
    assert state[DUE] <= min((one.due_us for one in held), default=2**62)
    assert state[DONE] <= END_US < state[DUE]
    parts = holds(state)
    aside = [one for one in parts if is_wallet(layout.series[one.series])]
    unreleased = [one for one in parts if one not in aside]
    waiting.update(_by_series(book, unreleased))
    _check_parts(state, aside, unreleased, recorded)
    spendable = balances(state, layout)
    for series, name in enumerate(layout.series):
        total = state[layout.slot(f"sum:{name}")]
        assert total == _of(series, held) + _of(series, unreleased) >= 0
        if name in spendable:
            debt = state[layout.slot(f"debt:{name}")]
            assert debt >= 0
            assert not (debt and total), "what is owed is repaid before anything can be spent"
            assert accounts[series, Account.AVAILABLE] == total
            assert accounts[series, Account.DEBT] == -debt
            assert accounts[series, Account.PENDING] == waiting[pending_of(name)]
            held_points = sum(one.amount for one in aside if one.series == series)
            assert state[layout.slot(f"held:{name}")] == held_points
            assert accounts[series, Account.HELD] == held_points
            assert spendable[name] == total - debt
    postings = unfold(*apart(recorded.flat))
    assert all(one.amount > 0 for one in postings)


def _by_series(book: Book, parts: Sequence[Held]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in parts:
        found[book.newest.layout.series[one.series]] += one.amount
    return found


def _of(series: int, parts: Sequence[Bucket | Held]) -> int:
    return sum(one.amount for one in parts if one.series == series)


def _check_parts(
    state: Sequence[int], aside: Sequence[Held], unreleased: Sequence[Held], recorded: Recorded
) -> None:
    """What stands behind the lots falls due later, and is what somebody kept aside or earned."""
    parts = (*aside, *unreleased)
    assert all(one.amount > 0 and one.due_us > END_US for one in parts)
    assert state[DUE] <= min((one.due_us for one in parts), default=2**62)
    _check_waiting(unreleased, recorded)
    _check_holds(aside, recorded)


def _check_waiting(parts: Sequence[Held], recorded: Recorded) -> None:
    """What waits for a release is of an event that earned, and of none that was released since."""
    known = {event.ref: event for event in recorded.events if earns(event.kind)}
    freed = {event.ref: event for event in recorded.events if event.kind == RELEASE}
    for one in parts:
        assert one.ref in known
        assert one.ref not in freed or freed[one.ref].order() < known[one.ref].order()


def _check_holds(aside: Sequence[Held], recorded: Recorded) -> None:
    """What is on hold is so by lot too (I7), and by holds whose last word was not said (I3)."""
    lots: Counter[tuple[int, int, int, int]] = Counter()
    for (wallet, source, target, expires, month, funder, *_), amount in netted(
        recorded.flat
    ).items():
        for account, change in ((source, -amount), (target, amount)):
            if account == Account.HELD:
                lots[wallet, expires, month, funder] += change
    for one in aside:
        lots[one.series, one.lot_us, one.month, one.funder] -= one.amount
    assert not any(lots.values())
    decided = zip(recorded.events, recorded.decisions, strict=True)
    pairs = [(event, one) for event, one in decided if one.outcome == "accepted"]
    opened = {event.ref: one.why[0] for event, one in pairs if event.kind == "hold"}
    assert {one.ref for one in aside} <= opened.keys()
    for ref, points in opened.items():
        ends = [(event, one) for event, one in pairs if event.kind in ENDS and event.ref == ref]
        used = [one for event, one in ends if event.kind == "capture" and one.why[2]]
        assert len(used) <= 1
        left = sum(one.amount for one in aside if one.ref == ref)
        assert left <= points
        assert not (used and left)


def levels(version: Version, state: list[int]) -> dict[str, str]:
    """The levels held, as a version sees them, by what expressions call them."""
    found: dict[str, str] = {}
    for one in version.program.tiers:
        code = state[version.layout.slot(f"tier:{one.id}")]
        name = tier_field(version.program.tiers, one.id)
        found[name] = one.levels[version.layout.rank(one.id, code)].id
    return found
