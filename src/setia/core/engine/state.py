"""The engine's state as bytes and back.

A state is a flat list of ints with free room at its end; only its used part is ever stored, as
little-endian int64. A state written by an older version has fewer slots and is padded when it is
read; nothing is ever migrated.
"""

import sys
from array import array
from collections.abc import Sequence
from typing import Final

from setia.core.engine.layout import FIXED, HEAD, LAYOUT, Layout
from setia.core.engine.limits import MAX_BUCKETS

BUCKET: Final = 5
DUE: Final = HEAD + FIXED.index("due")
DONE: Final = HEAD + FIXED.index("done")


class BadState(ValueError):
    """Bytes that are not a state: the row was damaged, or written by a newer release."""


def used(state: Sequence[int]) -> int:
    """How many ints of a state mean something."""
    return HEAD + state[1] + BUCKET * state[2]


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
    if len(state) < HEAD or not _whole(state):
        raise BadState(f"{len(state)} integers do not form a state of layout {LAYOUT}")
    return fitted(state, layout)


def _whole(state: Sequence[int]) -> bool:
    """Whether the counts in front add up to the length and none of them is impossible."""
    counted = len(FIXED) <= state[1] and 0 <= state[2] <= MAX_BUCKETS and state[3] == 0
    return state[0] == LAYOUT and counted and used(state) == len(state)


def fitted(state: list[int], layout: Layout) -> list[int]:
    """The state with the slots that its version did not know yet, as they are when fresh."""
    known, wanted = state[1], len(layout.slots)
    if known >= wanted:
        return state
    fresh = layout.fresh()
    state[HEAD + known : HEAD + known] = fresh[HEAD + known : HEAD + wanted]
    state[1] = wanted
    return state


def buckets(state: Sequence[int]) -> list[tuple[int, int, int, int, int]]:
    """Every bucket: (expires_us, series, month, funder, amount), in the order stored."""
    first = HEAD + state[1]
    return [
        (state[p], state[p + 1], state[p + 2], state[p + 3], state[p + 4])
        for p in range(first, first + BUCKET * state[2], BUCKET)
    ]
