"""Makes the ids of members and other rows: UUIDs of version 7 (RFC 9562).

An id begins with the millisecond in which it was made, so rows that are made together lie together
in an index. Ids of one process rise strictly, also when its clock steps back and also in threads.
An id is a name and never a time: nothing reads the instant out of it, and order is decided by the
ledger's own columns (I11).
"""

import os
import secrets
import threading
import time
from uuid import UUID

# The 74 bits that version 7 leaves free are one number, which rises within a millisecond.
_TAIL_BITS = 74
_LOW_BITS = 62
# A step of this size leaves room for more than 2**40 ids before a millisecond's tail is full.
_STEP_BITS = 32


class _Last:
    """The newest id of this process, in its two parts."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.lock = threading.Lock()
        self.millisecond = 0
        self.tail = 0


_last = _Last()
# A fork copies the newest id, from which both processes would count on, and perhaps a held lock.
os.register_at_fork(after_in_child=_last.forget)


def uuid7() -> UUID:
    """A new id, greater than every one that this process made before."""
    now_ms = time.time_ns() // 1_000_000
    with _last.lock:
        if now_ms > _last.millisecond:
            _last.millisecond = now_ms
            # The top bit starts at 0, so that counting on can't overflow within a millisecond.
            _last.tail = secrets.randbits(_TAIL_BITS - 1)
        else:
            _last.tail += 1 + secrets.randbits(_STEP_BITS)
        millisecond, tail = _last.millisecond, _last.tail
    high, low = tail >> _LOW_BITS, tail & ((1 << _LOW_BITS) - 1)
    return UUID(int=millisecond << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
