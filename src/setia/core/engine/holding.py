"""Keeps points aside and ends that once: holds, captures, cancels, and holds whose time is over.

Its text below the line is copied behind the constants of a version. Like the rest of the library it
runs unchanged interpreted and compiled. Behind the buckets of a state stand the parts of its holds:
the number of the hold, when its time is over, wallet, month, funder, lot and points, those that end
first in front. What a spend or capture took stands in `m`, in the same order, where a cancel of it
is known. The lot 0 is none: what was taken of it is owed.
"""

from setia.core.engine.kernel import (
    ACCEPTED,
    AVAILABLE,
    BUCKET,
    BUCKETS,
    DEBT,
    EXPIRE,
    EXPIRED,
    HEAD,
    HELD,
    HOLD_PART,
    HOLDS,
    NEVER,
    POSTING,
    REFUSED,
    SLOTS,
    SPENT,
    move,
    post,
    settle,
    take,
)

# fmt: off
DUE = 6
ABSENT = 0
CANCEL_KIND, FACTS_AT, FIELDS_AT = 0, 0, 0
SUM_OF: tuple[int, ...] = ()
DEBT_OF: tuple[int, ...] = ()
HELD_OF: tuple[int, ...] = ()
# fmt: on


def idle_end(s: list[int], series: int) -> int:
    """Stands for the version's own, as do the names above."""
    raise NotImplementedError


def fresh_end(s: list[int], series: int, at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def graced(at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def month_at(at: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def alive(s: list[int], e: list[int], b: int) -> None:
    """Stands for the version's own."""
    raise NotImplementedError


# This line ends what the version itself has.

HOLD, CAPTURE, CANCEL, LAPSE, RENEW = 10, 11, 12, 13, 14
PART = 5


def first_hold(s: list[int]) -> int:
    """The flat place of the first part of a hold, and the end of the buckets."""
    return HEAD + s[SLOTS] + BUCKET * s[BUCKETS]


def first_lapse(s: list[int]) -> int:
    """When the time of the next hold is over, NEVER when there is none."""
    found = NEVER
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        found = min(found, s[p + 1])
        p += HOLD_PART
    return found


def held_by(s: list[int], ref: int) -> int:
    """How many points a hold keeps aside; 0 where there is none of that number."""
    found = 0
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        if s[p] == ref:
            found += s[p + 6]
        p += HOLD_PART
    return found


def drop_hold(s: list[int], p: int) -> None:
    """Drop the part of a hold at a flat place."""
    s[HELD_OF[s[p + 2]]] -= s[p + 6]
    move(s, p, s, p + HOLD_PART, first_hold(s) + HOLD_PART * s[HOLDS])
    s[HOLDS] -= 1


def give_back(
    s: list[int],
    out: list[int],
    source: int,
    cause: int,
    wallet: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> int:
    """Put points back into their lot, or what was owed for them out of debt; how many end at once.

    A lot that has ended lives on for the grace that the program gives, where it gives any.
    """
    debt = DEBT_OF[wallet]
    if lot == 0:
        owed = min(s[debt], amount)
        if owed > 0:
            post(out, wallet, source, DEBT, 0, 0, 0, at, cause, owed)
            s[debt] -= owed
            amount -= owed
        if amount == 0:
            return 0
    post(out, wallet, source, AVAILABLE, lot, month, funder, at, cause, amount)
    due = idle_end(s, wallet) if lot == NEVER else lot
    if due <= at:
        # A debt that was repaid in the meantime was repaid with points of another lot.
        due = fresh_end(s, wallet, at) if lot == 0 else graced(at)
        if due <= at:
            post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, EXPIRE, amount)
            return amount
        post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, RENEW, amount)
        if lot == 0:
            month = month_at(at)
        lot = NEVER if lot == NEVER or idle_end(s, wallet) != NEVER else due
        post(out, wallet, EXPIRED, AVAILABLE, lot, month, funder, at, RENEW, amount)
    settle(s, out, wallet, SUM_OF[wallet], debt, due, month, funder, lot, amount, at)
    return 0


def release_hold(s: list[int], out: list[int], p: int, amount: int, cause: int, at: int) -> int:
    """Give back so many points of the part of a hold; how many of them end at once."""
    wallet = s[p + 2]
    month = s[p + 3]
    funder = s[p + 4]
    lot = s[p + 5]
    if amount == s[p + 6]:
        drop_hold(s, p)
    else:
        s[p + 6] -= amount
        s[HELD_OF[wallet]] -= amount
    return give_back(s, out, HELD, cause, wallet, month, funder, lot, amount, at)


def lapse(s: list[int], out: list[int], at: int) -> None:
    """Give back what is held by holds whose time is over by `at`."""
    k = 0
    while k < s[HOLDS]:
        p = first_hold(s) + HOLD_PART * k
        if s[p + 1] <= at:
            release_hold(s, out, p, s[p + 6], LAPSE, at)
        else:
            k += 1


def set_apart(
    s: list[int], out: list[int], wallet: int, points: int, ref: int, until: int, at: int
) -> None:
    """Keep points aside, those that end first; what is no longer there is owed."""
    p = 1 + POSTING * out[0]
    take(s, out, wallet, SUM_OF[wallet], DEBT_OF[wallet], HELD, HOLD, points, at)
    end = 1 + POSTING * out[0]
    q = first_hold(s) + HOLD_PART * s[HOLDS]
    while p < end:
        s[q] = ref
        s[q + 1] = until
        s[q + 2] = wallet
        s[q + 3] = out[p + 4]
        s[q + 4] = out[p + 5]
        s[q + 5] = out[p + 3]
        s[q + 6] = out[p + 8]
        s[HOLDS] += 1
        q += HOLD_PART
        p += POSTING
    s[HELD_OF[wallet]] += points
    if until < s[DUE]:  # noqa: PLR1730  # As in the kernel.
        s[DUE] = until


def note_taken(m: list[int], r: int, out: list[int], first: int) -> None:
    """Remember at `r` what the postings from `first` on took to be spent."""
    m[r] = 0
    p = 1 + POSTING * first
    end = 1 + POSTING * out[0]
    while p < end:
        if out[p + 2] == SPENT:
            q = r + 1 + PART * m[r]
            m[q] = out[p]
            m[q + 1] = out[p + 4]
            m[q + 2] = out[p + 5]
            m[q + 3] = out[p + 3]
            m[q + 4] = out[p + 8]
            m[r] += 1
        p += POSTING


def taken_by(m: list[int], r: int) -> int:
    """How many points of what is remembered at `r` were not given back; 0 where nothing is."""
    found = 0
    if r > 0:
        k = 0
        while k < m[r]:
            found += m[r + PART * (k + 1)]
            k += 1
    return found


def wallet_of(s: list[int], ref: int, m: list[int], r: int) -> int:
    """The wallet of what an act names, 0 where that is not known."""
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        if s[p] == ref:
            return s[p + 2]
        p += HOLD_PART
    if r > 0 and m[r] > 0:
        return m[r + 1]
    return 0


def use_hold(s: list[int], out: list[int], ref: int, points: int, at: int) -> int:
    """Spend so many points of a hold and give back the others; how many of those end at once."""
    # What is given back makes buckets, so places are found anew.
    k = 0
    ended = 0
    while k < s[HOLDS]:
        p = first_hold(s) + HOLD_PART * k
        if s[p] != ref:
            k += 1
        elif points == 0:
            ended += release_hold(s, out, p, s[p + 6], CANCEL, at)
        else:
            part = min(points, s[p + 6])
            post(out, s[p + 2], HELD, SPENT, s[p + 5], s[p + 3], s[p + 4], at, CAPTURE, part)
            points -= part
            if part == s[p + 6]:
                drop_hold(s, p)
            else:
                s[p + 6] -= part
                s[HELD_OF[s[p + 2]]] -= part
    return ended


def undo_hold(s: list[int], out: list[int], ref: int, points: int, at: int) -> int:
    """Give back so many points of a hold, those that end last; how many of them end at once."""
    ended = 0
    k = s[HOLDS] - 1
    while k >= 0:
        p = first_hold(s) + HOLD_PART * k
        if s[p] == ref and points > 0:
            part = min(points, s[p + 6])
            points -= part
            ended += release_hold(s, out, p, part, CANCEL, at)
        k -= 1
    return ended


def undo_spend(s: list[int], out: list[int], m: list[int], r: int, points: int, at: int) -> int:
    """Give back so many of the points taken, those that end last; how many of them end at once."""
    ended = 0
    k = m[r]
    while k > 0:
        k -= 1
        q = r + 1 + PART * k
        part = min(points, m[q + 4])
        if part > 0:
            points -= part
            m[q + 4] -= part
            ended += give_back(s, out, SPENT, CANCEL, m[q], m[q + 1], m[q + 2], m[q + 3], part, at)
    return ended


def most_parts(s: list[int], e: list[int], b: int, m: list[int]) -> int:
    """How many more lots, or parts of holds, there can be after an act about holds."""
    if e[b] == CANCEL_KIND and e[b + 6] > 0 and held_by(s, e[b + FIELDS_AT + 3]) == 0:
        return m[e[b + 6]]
    # One lot is split, and what is owed is a part of its own.
    return 2


def end_hold(
    s: list[int], e: list[int], b: int, out: list[int], why: list[int], m: list[int]
) -> int:
    """Use what a hold keeps aside, or give back what a hold, spend or capture took.

    Told: how many points that is, their wallet, how many there were, how many ended at once.
    """
    r = e[b + 6]
    ref = e[b + FIELDS_AT + 3]
    at = e[b + 1]
    cancels = e[b] == CANCEL_KIND
    there = held_by(s, ref)
    opened = there > 0
    if cancels and not opened:
        there = taken_by(m, r)
    points = there if e[b + FIELDS_AT] == ABSENT else e[b + FIELDS_AT]
    if e[b + 5] == 0:
        e[b + FACTS_AT] = 1 if there > 0 and points <= there else 0
    why[0] = 5
    why[1] = points
    why[2] = wallet_of(s, ref, m, r)
    why[3] = there
    why[4] = 0
    if e[b + FACTS_AT] == 0:
        return REFUSED
    points = min(points, there)
    why[1] = points
    if not cancels:
        posted = out[0]
        why[4] = use_hold(s, out, ref, points, at)
        if points > 0:
            alive(s, e, b)
        if r > 0:
            note_taken(m, r, out, posted)
    elif opened:
        why[4] = undo_hold(s, out, ref, points, at)
    elif there > 0:
        why[4] = undo_spend(s, out, m, r, points, at)
    return ACCEPTED
