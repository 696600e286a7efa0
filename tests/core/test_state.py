"""States as bytes: what goes in comes out, and damage is seen before anything is decided on it."""

import sys
from array import array
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from setia.core.engine import kernel
from setia.core.engine.book import Happened
from setia.core.engine.layout import FIXED, HEAD, LAYOUT, is_of_holds
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.state import (
    BUCKET,
    HOLD_PART,
    WAITING,
    BadState,
    buckets,
    fitted,
    holds,
    pack,
    unpack,
    used,
)
from tests.core.test_limits import DAILY, START, book_of, full, purchase
from tests.core.zones import DAY_US

BOOK = book_of(DAILY)
LAYOUT_OF = BOOK.newest.layout
N = len(LAYOUT_OF.slots)


def some_state() -> list[int]:
    state = BOOK.fresh()
    for day in range(3):
        BOOK.decide(state, purchase(1_000, START + day * 86_400_000_000), {})
    return state


def packed(*ints: int) -> bytes:
    return array("q", ints).tobytes()


def test_only_the_used_part_is_stored() -> None:
    state = some_state()
    assert len(state) > used(state)
    data = pack(state)
    assert len(data) == 8 * used(state) == 8 * (4 + N + BUCKET * state[2])
    assert unpack(data, LAYOUT_OF) == state[: used(state)]
    assert pack(unpack(data, LAYOUT_OF)) == data


def test_the_bytes_are_little_endian() -> None:
    assert pack([LAYOUT, 4, 0, 0, 1, 2, 3, -2])[:8] == b"\x04" + b"\x00" * 7
    assert pack([LAYOUT, 4, 0, 0, 1, 2, 3, -2])[-8:] == b"\xfe" + b"\xff" * 7


def test_a_fresh_state_is_the_same_in_bytes() -> None:
    assert unpack(pack(BOOK.fresh()), LAYOUT_OF) == BOOK.fresh()
    assert buckets(BOOK.fresh()) == []


def test_a_full_state_can_be_read() -> None:
    assert len(buckets(unpack(pack(full(BOOK, MAX_BUCKETS)), LAYOUT_OF))) == MAX_BUCKETS


DAMAGED = {
    "nothing": b"",
    "one byte": b"\x01",
    "half an integer": pack(some_state())[:-4],
    "an integer too few": pack(some_state())[:-8],
    "an integer too many": pack(some_state()) + b"\x00" * 8,
    "a bucket too few": pack(some_state())[: -8 * BUCKET],
    "a head alone": packed(LAYOUT, N, 0),
    "another layout": packed(LAYOUT + 1, N, 0, 0, *[0] * N),
    "a layout that never was": packed(0, N, 0, 0, *[0] * N),
    "big-endian": array("q", some_state()).tobytes()[::-1],
    "holds that nobody knows": packed(LAYOUT, N, 0, 1, *[0] * N),
    "fewer slots than there ever were": packed(LAYOUT, len(FIXED) - 1, 0, 0, *[0] * 3),
    "no slots": packed(LAYOUT, 0, 0, 0),
    "buckets below none, made up for by holds": packed(LAYOUT, N, -4, 3, *[0] * N),
    "holds below none": packed(LAYOUT, N, 0, -1, *[0] * (N - HOLD_PART)),
    "slots below none": packed(LAYOUT, -5, 1, 0),
    "buckets below none": packed(LAYOUT, N + 5, -1, 0, *[0] * N),
    "too many buckets": packed(
        LAYOUT, N, MAX_BUCKETS + 1, 0, *[0] * (N + BUCKET * (MAX_BUCKETS + 1))
    ),
    "a count beyond reason": packed(LAYOUT, N, 2**60, 0, *[0] * N),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_bytes_are_refused(name: str) -> None:
    with pytest.raises(BadState):
        unpack(DAMAGED[name], LAYOUT_OF)


@given(
    st.binary(max_size=400) | st.lists(st.integers(-3, 60), max_size=40).map(lambda n: packed(*n))
)
def test_any_bytes_are_a_state_or_refused(data: bytes) -> None:
    try:
        state = unpack(data, LAYOUT_OF)
    except BadState:
        return
    assert used(state) == len(state)
    assert state[1] >= N


@given(st.data())
def test_a_cut_or_changed_length_is_seen(data: st.DataObject) -> None:
    good = pack(some_state())
    cut = data.draw(st.integers(0, len(good) - 1))
    with pytest.raises(BadState):
        unpack(good[:cut], LAYOUT_OF)


def test_an_older_state_gets_the_slots_that_it_lacks_as_they_are_when_fresh() -> None:
    older = book_of("wallets: {beans: {expires: 240 months}}\n").newest.layout
    slots = len(older.slots)
    assert LAYOUT_OF.slots[:slots] == older.slots
    state = fitted([*older.fresh()], LAYOUT_OF)
    assert state == LAYOUT_OF.fresh()
    longer = LAYOUT_OF.fresh()
    assert fitted(longer, older) is longer, "slots of a later version are kept"
    assert state[HEAD + slots :] == LAYOUT_OF.fresh()[HEAD + slots :]


def _without_held(slots: list[int]) -> list[int]:
    """The last slots of a state as they were before any counted what is on hold."""
    names = LAYOUT_OF.slots[-len(slots) :]
    return [n for name, n in zip(names, slots, strict=True) if not is_of_holds(name)]


def test_a_state_of_the_first_layout_is_read() -> None:
    """There a bucket had no name of its own for its lot: the lot was known by when it ended."""
    state = some_state()
    first = HEAD + state[1]
    # Nor was there a slot for returns that wait.
    old = [1, state[1] - 3, *state[2:WAITING], *_without_held(state[WAITING + 1 : first])]
    for one in buckets(state):
        old += [one.due_us, one.series, one.month, one.funder, one.amount]
    assert unpack(packed(*old), LAYOUT_OF) == state[: used(state)]
    with pytest.raises(BadState):
        unpack(packed(*old[:-1]), LAYOUT_OF)


def test_a_bucket_of_the_first_layout_that_is_no_wallets_has_no_lot() -> None:
    state = some_state()
    first = HEAD + state[1]
    old = [1, state[1] - 3, *state[2:WAITING], *_without_held(state[WAITING + 1 : first])]
    for series in (len(LAYOUT_OF.series), -1):
        strange = [*old[:2], 1, *old[3:], START, series, 24_288, 0, 5]
        (one,) = buckets(unpack(packed(*strange), LAYOUT_OF))
        assert (one.due_us, one.series, one.lot_us, one.amount) == (START, series, 0, 5)


def test_the_bytes_are_the_same_on_every_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that counts bytes the other way round turns them."""
    state = some_state()
    data = pack(state)
    monkeypatch.setattr(sys, "byteorder", "big")
    turned = array("q", state[: used(state)])
    turned.byteswap()
    assert pack(state) == turned.tobytes()
    assert unpack(turned.tobytes(), LAYOUT_OF) == state[: used(state)]
    assert data != turned.tobytes()


def test_a_state_of_the_second_layout_is_read() -> None:
    """There was no slot for returns that wait."""
    state = some_state()
    first = HEAD + state[1]
    old = [2, state[1] - 3, *state[2:WAITING], *_without_held(state[WAITING + 1 : first])]
    old += state[first : used(state)]
    assert unpack(packed(*old), LAYOUT_OF) == state[: used(state)]
    with pytest.raises(BadState):
        unpack(packed(*old[:-1]), LAYOUT_OF)


def test_a_state_of_the_third_layout_is_read() -> None:
    """There was no slot for what is on hold."""
    state = some_state()
    slots = [
        (name, n)
        for name, n in zip(LAYOUT_OF.slots, state[HEAD : HEAD + N], strict=True)
        if not is_of_holds(name)
    ]
    assert len(slots) == N - 2
    lots = state[HEAD + N : used(state)]
    old = [3, len(slots), *state[2:HEAD], *(n for _, n in slots), *lots]
    assert unpack(packed(*old), LAYOUT_OF) == state[: used(state)]
    # One that was written before the last slots were there.
    older = [3, len(slots) - 2, *state[2:HEAD], *(n for _, n in slots[:-2]), *lots]
    fresh = BOOK.fresh()[HEAD + N - 2 : HEAD + N]
    grown = unpack(packed(*older), LAYOUT_OF)
    assert grown == [*state[: HEAD + N - 2], *fresh, *lots]
    with pytest.raises(BadState):
        unpack(packed(*old[:-1]), LAYOUT_OF)


def test_holds_survive_as_bytes() -> None:
    state = some_state()
    BOOK.decide(state, Happened(START + 4 * DAY_US, "hold", "till", "h", {"points": 25}), {})
    assert [one.amount for one in holds(state)] == [10, 10, 5]
    data = pack(state)
    assert unpack(data, LAYOUT_OF) == state[: used(state)]
    with pytest.raises(BadState):
        unpack(data[: -8 * HOLD_PART], LAYOUT_OF)


LOTS = st.lists(
    st.tuples(
        st.integers(1, 6), st.integers(0, 1), st.integers(1, 3), st.integers(0, 1),
        st.integers(1, 2), st.integers(1, 9),
    ),
    max_size=12,
)  # fmt: skip


@given(LOTS, st.integers(1, 7))
def test_lots_that_live_on_keep_their_names_and_their_order(
    lots: list[tuple[int, int, int, int, int, int]], due: int
) -> None:
    """Every lot of one series ends at another instant; the others stay as they are (I7)."""
    state = [LAYOUT, 8, 0, 0, 0, 0, 2**62, 0, 0, 0, 0, 0] + [0] * (BUCKET * 14)
    totals = (8, 10)
    for ends, series, month, funder, lot, amount in lots:
        kernel.put(state, totals[series], ends, series, month, funder, lot, amount)
    should: Counter[tuple[int, int, int, int, int]] = Counter()
    for one in buckets(state):
        ends = due if one.series == 1 else one.due_us
        should[ends, one.series, one.month, one.funder, one.lot_us] += one.amount
    sums = state[8], state[10]
    kernel.postpone(state, 1, 10, due)
    found = buckets(state)
    assert {tuple(one[:5]): one.amount for one in found} == dict(should)
    assert [one[:5] for one in found] == sorted(one[:5] for one in found)
    assert (state[8], state[10]) == sums
