"""Keeps points aside and ends that once: holds, captures, cancels, and holds whose time is over.

Its text below the line is copied behind the constants of a version. Like the rest of the library it
runs unchanged interpreted and compiled. Behind the buckets of a state stand the parts of its holds:
the number of the hold, when its time is over, wallet, month, funder, lot, points and when they were
due, those that end first in front. What a spend or capture took stands in `m`, in the same order,
where a cancel of it is known. The lot 0 is none: what was taken of it is owed.
"""

from setia.core.engine.giving_back import give_back
from setia.core.engine.kernel import (
    ACCEPTED,
    BUCKET,
    BUCKETS,
    HEAD,
    HELD,
    HOLD_PART,
    HOLDS,
    NEVER,
    POSTING,
    REFUSED,
    SLOTS,
    SPENT,
    first_hold,
    post,
    take,
)
from setia.core.engine.waiting import drop_part, end_waiting

# fmt: off
DUE = 6
ABSENT = 0
HOLD_KIND, CANCEL_KIND, FACTS_AT, FIELDS_AT = 0, 0, 0, 0
WALLETS: tuple[int, ...] = ()
SUM_OF: tuple[int, ...] = ()
DEBT_OF: tuple[int, ...] = ()
HELD_OF: tuple[int, ...] = ()
PENDING_OF: tuple[int, ...] = ()
# fmt: on


def zeros(n: int) -> list[int]:
    """Stands for what makes room: a list, or an array."""
    return [0] * n


def alive(s: list[int], e: list[int], b: int) -> None:
    """Stands for the version's own."""
    raise NotImplementedError


# This line ends what the version itself has.

HOLD, CAPTURE, CANCEL, LAPSE = 10, 11, 12, 13
PART = 6


def first_lapse(s: list[int]) -> int:
    """When the time of the next hold, or of what waits, is over; NEVER when there is none."""
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


def lessen_hold(s: list[int], p: int, amount: int) -> None:
    """Take points out of the part of a hold; it is dropped where nothing is left."""
    s[HELD_OF[s[p + 2]]] -= amount
    s[p + 6] -= amount
    if s[p + 6] == 0:
        drop_part(s, p)


def give_back_part(s: list[int], out: list[int], p: int, amount: int, cause: int, at: int) -> int:
    """Give back so many points of the part of a hold; how many of them end at once."""
    wallet = s[p + 2]
    month = s[p + 3]
    funder = s[p + 4]
    lot = s[p + 5]
    due = s[p + 7]
    lessen_hold(s, p, amount)
    return give_back(s, out, HELD, cause, wallet, month, funder, lot, due, amount, at)


def lapse(s: list[int], out: list[int], at: int) -> None:
    """Give back what is held by holds whose time is over by `at`; end what waited until then."""
    k = 0
    while k < s[HOLDS]:
        p = first_hold(s) + HOLD_PART * k
        if s[p + 1] > at:
            k += 1
        elif PENDING_OF[s[p + 2]] >= 0:
            end_waiting(s, out, p, at, SUM_OF, PENDING_OF, DEBT_OF)
        else:
            give_back_part(s, out, p, s[p + 6], LAPSE, at)


def dues_of_lots(s: list[int], wallet: int) -> list[int]:
    """When the lots of a wallet are due, in the order in which they are used, then 0 for none."""
    found = zeros(s[BUCKETS] + 1)
    n = 0
    p = HEAD + s[SLOTS]
    end = first_hold(s)
    while p < end:
        if s[p + 1] == wallet:
            found[n] = s[p]
            n += 1
        p += BUCKET
    return found


def hold_points(
    s: list[int], out: list[int], wallet: int, points: int, ref: int, until: int, at: int
) -> None:
    """Keep points aside, those that end first; what is no longer there is owed."""
    dues = dues_of_lots(s, wallet)
    p = 1 + POSTING * out[0]
    take(s, out, wallet, SUM_OF[wallet], DEBT_OF[wallet], HELD, HOLD, points, at)
    end = 1 + POSTING * out[0]
    q = first_hold(s) + HOLD_PART * s[HOLDS]
    k = 0
    while p < end:
        s[q] = ref
        s[q + 1] = until
        s[q + 2] = wallet
        s[q + 3] = out[p + 4]
        s[q + 4] = out[p + 5]
        s[q + 5] = out[p + 3]
        s[q + 6] = out[p + 8]
        s[q + 7] = dues[k]
        s[HOLDS] += 1
        k += 1
        q += HOLD_PART
        p += POSTING
    s[HELD_OF[wallet]] += points
    if until < s[DUE]:  # noqa: PLR1730  # As in the kernel.
        s[DUE] = until


def dues_of_hold(s: list[int], ref: int) -> list[int]:
    """When the points of a hold were due, part by part."""
    found = zeros(s[HOLDS] + 1)
    n = 0
    p = first_hold(s)
    end = p + HOLD_PART * s[HOLDS]
    while p < end:
        if s[p] == ref:
            found[n] = s[p + 7]
            n += 1
        p += HOLD_PART
    return found


def note_taken(m: list[int], r: int, out: list[int], first: int, dues: list[int]) -> None:
    """Remember at `r` what the postings from `first` on took to be spent, and when that was due."""
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
            m[q + 5] = dues[m[r]]
            m[r] += 1
        p += POSTING


def taken_by(m: list[int], r: int) -> int:
    """How many points of what is remembered at `r` were not given back; 0 where nothing is."""
    found = 0
    if r > 0:
        k = 0
        while k < m[r]:
            found += m[r + 1 + PART * k + 4]
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


def capture_hold(s: list[int], out: list[int], ref: int, points: int, at: int) -> int:
    """Spend so many points of a hold and give back the others; how many of those end at once."""
    # What is given back makes buckets, so places are found anew.
    k = 0
    ended = 0
    while k < s[HOLDS]:
        p = first_hold(s) + HOLD_PART * k
        if s[p] != ref:
            k += 1
        elif points == 0:
            ended += give_back_part(s, out, p, s[p + 6], CANCEL, at)
        else:
            part = min(points, s[p + 6])
            post(out, s[p + 2], HELD, SPENT, s[p + 5], s[p + 3], s[p + 4], at, CAPTURE, part)
            points -= part
            lessen_hold(s, p, part)
    return ended


def cancel_hold(s: list[int], out: list[int], ref: int, points: int, at: int) -> int:
    """Give back so many points of a hold, those that end last; how many of them end at once."""
    ended = 0
    k = s[HOLDS] - 1
    while k >= 0:
        p = first_hold(s) + HOLD_PART * k
        if s[p] == ref and points > 0:
            part = min(points, s[p + 6])
            points -= part
            ended += give_back_part(s, out, p, part, CANCEL, at)
        k -= 1
    return ended


def cancel_spend(s: list[int], out: list[int], m: list[int], r: int, points: int, at: int) -> int:
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
            lot = m[q + 3]
            due = m[q + 5]
            ended += give_back(s, out, SPENT, CANCEL, m[q], m[q + 1], m[q + 2], lot, due, part, at)
    return ended


def most_parts(s: list[int], e: list[int], b: int, m: list[int]) -> int:
    """How many more lots, or parts of holds, there can be after an act about holds."""
    if e[b] == HOLD_KIND:
        # One lot is split, and what is owed is a part of its own.
        return 2
    if e[b] != CANCEL_KIND:
        return 0
    if held_by(s, e[b + FIELDS_AT + 3]) > 0:
        return 1
    return m[e[b + 6]] if e[b + 6] > 0 else 0


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
    wallet = wallet_of(s, ref, m, r)
    if e[b + FIELDS_AT + 1] != ABSENT and WALLETS[e[b + FIELDS_AT + 1]] != wallet:
        there = 0
    points = there if e[b + FIELDS_AT] == ABSENT else e[b + FIELDS_AT]
    if e[b + 5] == 0:
        e[b + FACTS_AT] = 1 if there > 0 and points <= there else 0
    why[0] = 5
    why[1] = points
    why[2] = wallet
    why[3] = there
    why[4] = 0
    if e[b + FACTS_AT] == 0:
        return REFUSED
    points = min(points, there)
    why[1] = points
    if there == 0:
        # Brought along as accepted, and it names nothing.
        return ACCEPTED
    if not cancels:
        posted = out[0]
        dues = dues_of_hold(s, ref)
        why[4] = capture_hold(s, out, ref, points, at)
        alive(s, e, b)
        if r > 0:
            note_taken(m, r, out, posted, dues)
    elif opened:
        why[4] = cancel_hold(s, out, ref, points, at)
    else:
        why[4] = cancel_spend(s, out, m, r, points, at)
    return ACCEPTED
