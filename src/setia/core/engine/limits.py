"""Bounds of everything that the engine computes with.

Amounts, instants and sizes beyond these are refused at the door or set aside whole (I18), which
is what lets the engine work on 64-bit integers without ever wrapping (I17). Every bound is stated
once, here, and tested one below, at, and one above.
"""

from typing import Final

MAX_AMOUNT: Final = 10**12
"""Largest amount of money (minor units) or points in one event."""

MAX_INSTANT_US: Final = 7_258_118_400_000_000
"""Latest instant: 2200-01-01T00:00Z in µs since 1970."""

MAX_ITEMS: Final = 1_000
"""Most items of one event."""

MAX_TEXTS: Final = 100
"""Most texts of one list that an event or item carries."""

MAX_BUCKETS: Final = 4_096
"""Most lots, window days and parts of holds of one holder; one more sets the event aside."""

RANGE: Final = 2**62
"""Every intermediate value stays strictly below this; the program check proves it."""

NEVER: Final = 2**62
"""The instant of what does not happen: a lot that never expires, a tier that never ends."""

ABSENT: Final = -(2**62) - 1
"""Stands for an attribute that an event does not carry; no declared range reaches it."""

UNTOLD: Final = ABSENT - 1
"""Stands for what a profile event does not speak of; absent is what it takes away."""
