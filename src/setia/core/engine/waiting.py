"""The library of points that wait for a release: kept by their event, released or lost.

They stand behind the buckets, among the parts of holds and in the same form: the number of the
event that gave them (see `memory.ref_of`), when they wait no longer, the series of pending points,
month, funder, lot, points, and whether they are LOST then. It runs unchanged interpreted and
compiled, like the rest of the library, and its text below the line is copied in front of the
generated source.
"""

from setia.core.engine.kernel import (
    DUE,
    EARN,
    EXPIRE,
    EXPIRED,
    HOLD_PART,
    HOLDS,
    ISSUED,
    PENDING,
    RELEASE,
    RETURN,
    become_usable,
    first_hold,
    move,
    post,
    put,
)

# This line ends what stands in front of it in the generated source.

LOST = 2
SET_FREE = 15


def drop_part(s: list[int], p: int) -> None:
    """Drop the part that stands at a flat place behind the buckets."""
    move(s, p, s, p + HOLD_PART, first_hold(s) + HOLD_PART * s[HOLDS])
    s[HOLDS] -= 1


def seek_waiting(s: list[int], ref: int, series: int, month: int, funder: int, lot: int) -> int:
    """The flat place of what an event's points wait in; 0 where none do."""
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        same = s[p] == ref and s[p + 2] == series and s[p + 3] == month
        if same and s[p + 4] == funder and s[p + 5] == lot:
            return p
        p += HOLD_PART
    return 0


def seek_newest(s: list[int], ref: int, series: int, month: int, funder: int, lot: int) -> int:
    """As `seek_waiting`, for the event that is decided now: its parts are the last."""
    first = first_hold(s)
    p = first + HOLD_PART * (s[HOLDS] - 1)
    while p >= first and s[p] == ref:
        same = s[p + 2] == series and s[p + 3] == month
        if same and s[p + 4] == funder and s[p + 5] == lot:
            return p
        p -= HOLD_PART
    return 0


def is_waiting(s: list[int], ref: int, series: int) -> bool:
    """Whether any of an event's points still wait in a series."""
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        if s[p] == ref and s[p + 2] == series:
            return True
        p += HOLD_PART
    return False


def is_lost(waits: int, due: int, freed: int, at: int) -> bool:
    """Whether points that waited for a release until `due` got none, and are lost by `at`."""
    return waits == LOST and due <= at and freed >= due


def keep_waiting(
    s: list[int],
    p: int,
    ref: int,
    due: int,
    series: int,
    total: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    then: int,
) -> None:
    """Let points wait for the release of an event, until `due` at the latest. then: LOST or not.

    p: the flat place of what they wait in, 0 where they are the first.
    """
    if p == 0:
        p = first_hold(s) + HOLD_PART * s[HOLDS]
        s[p] = ref
        s[p + 1] = due
        s[p + 2] = series
        s[p + 3] = month
        s[p + 4] = funder
        s[p + 5] = lot
        s[p + 6] = 0
        s[p + 7] = then
        s[HOLDS] += 1
    s[p + 6] += amount
    s[total] += amount
    s[DUE] = min(s[DUE], due)


def issue_waiting(
    s: list[int],
    out: list[int],
    ref: int,
    wallet: int,
    series: int,
    total: int,
    due: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
    then: int,
) -> None:
    """Issue points that can be spent once their event is released."""
    post(out, wallet, ISSUED, PENDING, lot, month, funder, at, EARN, amount)
    p = seek_newest(s, ref, series, month, funder, lot)
    keep_waiting(s, p, ref, due, series, total, month, funder, lot, amount, then)


def lessen_waiting(s: list[int], total: int, p: int, amount: int) -> None:
    """Take points out of a part that waits; it is dropped where nothing is left."""
    s[total] -= amount
    s[p + 6] -= amount
    if s[p + 6] == 0:
        drop_part(s, p)


def take_waiting(
    s: list[int],
    total: int,
    ref: int,
    series: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
) -> int:
    """Take an amount of what an event's points wait in; how much of it was there."""
    p = seek_waiting(s, ref, series, month, funder, lot)
    if p == 0:
        return 0
    part = min(s[p + 6], amount)
    lessen_waiting(s, total, p, part)
    return part


def set_free(
    s: list[int],
    out: list[int],
    p: int,
    at: int,
    cause: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
) -> None:
    """Make a part that waits spendable."""
    series = s[p + 2]
    month = s[p + 3]
    funder = s[p + 4]
    lot = s[p + 5]
    amount = s[p + 6]
    wallet = pending[series]
    lessen_waiting(s, totals[series], p, amount)
    become_usable(
        s, out, wallet, totals[wallet], debts[wallet], month, funder, lot, amount, at, cause
    )


def release_event(
    s: list[int],
    out: list[int],
    ref: int,
    wallet: int,
    at: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
) -> int:
    """Release what an event's points of a wallet wait in; how many they are."""
    found = 0
    k = 0
    while k < s[HOLDS]:
        # What becomes spendable makes a bucket, so places are found anew.
        p = first_hold(s) + HOLD_PART * k
        if s[p] == ref and pending[s[p + 2]] == wallet:
            found += s[p + 6]
            set_free(s, out, p, at, SET_FREE, totals, pending, debts)
        else:
            k += 1
    return found


def end_waiting(
    s: list[int],
    out: list[int],
    p: int,
    at: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
) -> None:
    """What becomes of a part that was not released in time, as was said when it was issued."""
    series = s[p + 2]
    if s[p + 7] == LOST:
        amount = s[p + 6]
        wallet = pending[series]
        post(out, wallet, PENDING, EXPIRED, s[p + 5], s[p + 3], s[p + 4], at, EXPIRE, amount)
        lessen_waiting(s, totals[series], p, amount)
    else:
        set_free(s, out, p, at, RELEASE, totals, pending, debts)


def into_buckets(s: list[int], totals: tuple[int, ...]) -> None:
    """Put what waits into buckets: for copies of a state in which nothing but one event waits."""
    while s[HOLDS] > 0:
        p = first_hold(s) + HOLD_PART * (s[HOLDS] - 1)
        due = s[p + 1]
        series = s[p + 2]
        month = s[p + 3]
        funder = s[p + 4]
        lot = s[p + 5]
        amount = s[p + 6]
        s[HOLDS] -= 1
        s[totals[series]] -= amount
        put(s, totals[series], due, series, month, funder, lot, amount)


def draw_unreleased(
    s: list[int],
    out: list[int],
    wallet: int,
    left: int,
    at: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
) -> int:
    """Take points of a wallet that wait for a release, the oldest first; how many are missing."""
    k = 0
    while k < s[HOLDS] and left > 0:
        p = first_hold(s) + HOLD_PART * k
        if pending[s[p + 2]] == wallet:
            part = min(s[p + 6], left)
            left -= part
            post(out, wallet, PENDING, ISSUED, s[p + 5], s[p + 3], s[p + 4], at, RETURN, part)
            whole = part == s[p + 6]
            lessen_waiting(s, totals[s[p + 2]], p, part)
            if not whole:
                k += 1
        else:
            k += 1
    return left
