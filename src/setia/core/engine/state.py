"""The engine's state as bytes and back.

A state is a flat list of ints with free room at its end; only its used part is ever stored, as
little-endian int64. A state written by an older version has fewer slots and is padded when it is
read, one of an older layout is read as this one; nothing is ever migrated.
"""

import sys
from array import array
from collections.abc import Sequence
from typing import Final, NamedTuple

from setia.core.engine.layout import FIXED, HEAD, LAYOUT, Layout, is_of_holds, is_wallet
from setia.core.engine.limits import MAX_BUCKETS
from setia.core.engine.waiting import LOST
from setia.core.program.document import Unreleased

BUCKET: Final = 6
HOLD_PART: Final = 8
_WITHOUT_LOTS: Final = 1
_WITHOUT_WAITING: Final = 2
_WITHOUT_HOLDS: Final = 3
_FIRST_BUCKET: Final = 5
AT: Final = HEAD + FIXED.index("at")
DUE: Final = HEAD + FIXED.index("due")
DONE: Final = HEAD + FIXED.index("done")
WAITING: Final = HEAD + FIXED.index("waiting")


class BadState(ValueError):
    """Bytes that are not a state: the row was damaged, or written by a newer release."""


def used(state: Sequence[int]) -> int:
    """How many ints of a state mean something."""
    return HEAD + state[1] + BUCKET * state[2] + HOLD_PART * state[3]


def pack(state: list[int]) -> bytes:
    """The used part as little-endian int64."""
    ints = array("q", state[: used(state)])
    if sys.byteorder == "big":
        ints.byteswap()
    return ints.tobytes()


def unpack(data: bytes, layout: Layout) -> list[int]:
    """A state with every slot of the layout. Raises BadState."""
    ints = array("q")
    try:
        ints.frombytes(data)
    except ValueError:
        raise BadState(f"{len(data)} bytes are not whole integers") from None
    if sys.byteorder == "big":
        ints.byteswap()
    state = ints.tolist()
    if len(state) >= HEAD and state[0] == _WITHOUT_LOTS:
        state = _with_lots(state, layout)
    if len(state) > WAITING and state[0] == _WITHOUT_WAITING:
        state = [_WITHOUT_HOLDS, state[1] + 1, *state[2:WAITING], 0, *state[WAITING:]]
    if len(state) >= HEAD and state[0] == _WITHOUT_HOLDS:
        state = _with_held(state, layout)
    if len(state) < HEAD or not _whole(state):
        raise BadState(f"{len(state)} integers do not form a state of layout {LAYOUT}")
    return fitted(state, layout)


def _with_lots(state: list[int], layout: Layout) -> list[int]:
    """A state of the first layout in this one: there a bucket's end was its lot's name too."""
    first = HEAD + state[1]
    old = state[first:]
    if len(old) != _FIRST_BUCKET * state[2]:
        return state
    made = [_WITHOUT_WAITING, *state[1:first]]
    for p in range(0, len(old), _FIRST_BUCKET):
        due, series, month, funder, amount = old[p : p + _FIRST_BUCKET]
        known = 0 <= series < len(layout.series) and is_wallet(layout.series[series])
        made += [due, series, month, funder, due if known else 0, amount]
    return made


def _with_held(state: list[int], layout: Layout) -> list[int]:
    """A state of the third layout in this one: there no wallet had a slot for what is on hold."""
    known = state[HEAD : HEAD + state[1]]
    slots: list[int] = []
    for name in layout.slots:
        if is_of_holds(name):
            slots.append(0)
        elif known:
            slots.append(known.pop(0))
        else:
            break
    return [
        LAYOUT,
        len(slots) + len(known),
        *state[2:HEAD],
        *slots,
        *known,
        *state[HEAD + state[1] :],
    ]


def _whole(state: Sequence[int]) -> bool:
    """Whether the counts in front add up to the length and none of them is impossible."""
    counted = len(FIXED) <= state[1] and state[2] >= 0 and state[3] >= 0
    room = state[2] + state[3] <= MAX_BUCKETS
    return state[0] == LAYOUT and counted and room and used(state) == len(state)


def fitted(state: list[int], layout: Layout) -> list[int]:
    """The state with the slots that its version did not know yet, as they are when fresh."""
    known, wanted = state[1], len(layout.slots)
    if known >= wanted:
        return state
    fresh = layout.fresh()
    state[HEAD + known : HEAD + known] = fresh[HEAD + known : HEAD + wanted]
    state[1] = wanted
    return state


class Bucket(NamedTuple):
    """Something of a series that falls due. lot_us: the end that postings know it by."""

    due_us: int
    series: int
    month: int
    funder: int
    lot_us: int
    amount: int


class Held(NamedTuple):
    """A lot's points that a hold keeps aside until `due_us`, or that wait for a release until then.

    ref: the number of the hold, or of the event that gave them. lot_due_us: when they were due
    themselves; of what waits, what becomes of it without a release.
    """

    ref: int
    due_us: int
    series: int
    month: int
    funder: int
    lot_us: int
    amount: int
    lot_due_us: int

    @property
    def unreleased(self) -> Unreleased:
        """What becomes of what waits at `due_us`."""
        return "lost" if self.lot_due_us == LOST else "usable"


def holds(state: Sequence[int]) -> list[Held]:
    """All that is on hold, each hold's lots in burn order."""
    first = HEAD + state[1] + BUCKET * state[2]
    return [
        Held._make(state[p : p + HOLD_PART])
        for p in range(first, first + HOLD_PART * state[3], HOLD_PART)
    ]


def buckets(state: Sequence[int]) -> list[Bucket]:
    """Every bucket, in the order stored."""
    first = HEAD + state[1]
    return [
        Bucket._make(state[p : p + BUCKET]) for p in range(first, first + BUCKET * state[2], BUCKET)
    ]
