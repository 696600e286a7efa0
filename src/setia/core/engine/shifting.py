"""The library of what is counted: windows, calendar periods and rests after a return.

What an event counted for stands in copies of the state, decided whole and without what came back;
the state that is in force changes by their difference. It runs unchanged interpreted and compiled,
and its text below the line is copied in front of the generated source.
"""

from setia.core.engine.kernel import BUCKET, BUCKETS, HEAD, SLOTS, put
from setia.core.engine.returning import lessen, same_in
from setia.core.engine.sharing import standing

# This line ends what stands in front of it in the generated source.


def shift_windows(
    s: list[int],
    old: list[int],
    new: list[int],
    at: int,
    whose: int,
    windows: tuple[int, ...],
    totals: tuple[int, ...],
) -> None:
    """Count in every window that has not forgotten the event what is new instead of what is old.

    windows: by series, the wallet whose points are counted, -1 where something else is, -2 where it
    is no window. whose: which of them.
    """
    p = HEAD + old[SLOTS]
    end = p + BUCKET * old[BUCKETS]
    while p < end:
        k = old[p + 1]
        more = old[p + 5] - same_in(new, old, p)
        if windows[k] == whose and old[p] > at and more > 0:
            lessen(s, totals[k], old[p], k, old[p + 2], old[p + 3], old[p + 4], more)
        p += BUCKET
    p = HEAD + new[SLOTS]
    end = p + BUCKET * new[BUCKETS]
    while p < end:
        k = new[p + 1]
        more = new[p + 5] - same_in(old, new, p)
        if windows[k] == whose and new[p] > at and more > 0:
            put(s, totals[k], new[p], k, new[p + 2], new[p + 3], new[p + 4], more)
        p += BUCKET


def shift_counts(
    s: list[int], old: list[int], new: list[int], whose: int, counted: tuple[int, ...]
) -> None:
    """The same for what is counted by calendar period, where that period still stands.

    counted: the wallet that it belongs to or -1, and where its period and its value stand.
    """
    k = 0
    while k < len(counted):
        if counted[k] == whose:
            period = counted[k + 1]
            value = counted[k + 2]
            now = s[period]
            more = standing(new, period, value, now) - standing(old, period, value, now)
            s[value] = max(0, s[value] + more)
        k += 3


def shift_rests(
    s: list[int], old: list[int], new: list[int], whose: int, rests: tuple[int, ...]
) -> None:
    """A rule that rests since the event, and would not, rests no longer. rests: wallet and slot."""
    k = 0
    while k < len(rests):
        if rests[k] == whose and s[rests[k + 1]] == old[rests[k + 1]]:
            s[rests[k + 1]] = new[rests[k + 1]]
        k += 2
