"""The library of returns: what an event gave, what it gives without what came back, the difference.

Both are worked out on copies of the slots that stood before the event, without buckets: what lies
in the copy's buckets afterwards is what the event put there. It runs unchanged interpreted and
compiled, like the rest of the library, and its text is copied in front of the generated source.
"""

from setia.core.engine.kernel import (
    AVAILABLE,
    BUCKET,
    BUCKETS,
    DEBT,
    HEAD,
    ISSUED,
    NEVER,
    PENDING,
    RETURN,
    SLOTS,
    WRITE_OFF,
    close_gaps,
    draw,
    post,
    put,
    seek,
    settle,
    take_out,
)
from setia.core.engine.remembering import watch, watched
from setia.core.engine.waiting import (
    draw_unreleased,
    is_lost,
    is_waiting,
    keep_waiting,
    seek_waiting,
    take_waiting,
)

# This line ends what stands in front of it in the generated source.

# fmt: off
WRITTEN_OFF = 22
# fmt: on


def amount_in(s: list[int], due: int, series: int, month: int, funder: int, lot: int) -> int:
    """What a bucket holds, 0 where there is none."""
    p = seek(s, due, series, month, funder, lot)
    if p >= HEAD + s[SLOTS] + BUCKET * s[BUCKETS]:
        return 0
    same = s[p] == due and s[p + 1] == series and s[p + 2] == month and s[p + 3] == funder
    if same and s[p + 4] == lot:
        return s[p + 5]
    return 0


def same_in(s: list[int], other: list[int], p: int) -> int:
    """What a state holds in the bucket that stands at a flat place of another."""
    return amount_in(s, other[p], other[p + 1], other[p + 2], other[p + 3], other[p + 4])


def lessen(
    s: list[int], total: int, due: int, series: int, month: int, funder: int, lot: int, amount: int
) -> int:
    """Take an amount out of one bucket; how much of it was there."""
    part = amount_in(s, due, series, month, funder, lot)
    part = min(part, amount)
    if part > 0:
        p = seek(s, due, series, month, funder, lot)
        s[p + 5] -= part
        s[total] -= part
        if s[p + 5] == 0:
            take_out(s, p)
    return part


def given(s: list[int], wallet: int, pending: tuple[int, ...]) -> int:
    """All points of a wallet that lie in buckets, those that wait included."""
    found = 0
    p = HEAD + s[SLOTS]
    end = p + BUCKET * s[BUCKETS]
    while p < end:
        if s[p + 1] == wallet or pending[s[p + 1]] == wallet:
            found += s[p + 5]
        p += BUCKET
    return found


def part_of(amount: int, part: int, whole: int) -> int:
    """``amount * part // whole`` for 0 <= part <= whole, without going beyond 64 bits."""
    found = 0
    rest = 0
    bit = 61
    while bit >= 0:
        found *= 2
        rest *= 2
        if (amount >> bit) & 1 == 1:
            rest += part
        while rest >= whole:
            rest -= whole
            found += 1
        bit -= 1
    return found


def in_part(
    s: list[int],
    whole: list[int],
    part: int,
    of: int,
    wallets: tuple[int, ...],
    totals: tuple[int, ...],
    pending: tuple[int, ...],
) -> None:
    """Let every lot hold its part of what the whole gave, rounded down."""
    base = HEAD + s[SLOTS]
    k = s[BUCKETS] - 1
    while k >= 0:
        p = base + BUCKET * k
        if wallets[s[p + 1]] >= 0 or pending[s[p + 1]] >= 0:
            s[totals[s[p + 1]]] -= s[p + 5]
            take_out(s, p)
        k -= 1
    k = 0
    while k < whole[BUCKETS]:
        p = HEAD + whole[SLOTS] + BUCKET * k
        series = whole[p + 1]
        if wallets[series] >= 0 or pending[series] >= 0:
            amount = part_of(whole[p + 5], part, of)
            if amount > 0:
                month = whole[p + 2]
                put(s, totals[series], whole[p], series, month, whole[p + 3], whole[p + 4], amount)
        k += 1


def beyond(s: list[int], other: list[int], p: int, wallet: int, pending: tuple[int, ...]) -> int:
    """How many points of a wallet the bucket at a flat place holds beyond that of another state."""
    if s[p + 1] != wallet and pending[s[p + 1]] != wallet:
        return 0
    return max(0, s[p + 5] - same_in(other, s, p))


def give_more(
    s: list[int],
    out: list[int],
    m: list[int],
    old: list[int],
    new: list[int],
    wallet: int,
    at: int,
    ends: int,
    ref: int,
    freed: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
    waits: tuple[int, ...],
) -> int:
    """Issue what lots hold now and did not before; one that has ended only lives on in memory.

    ends: when lots end that have no end of their own. ref: the event's number; freed: when it was
    released; waits: by series, whether points wait for that, and are LOST without it.
    """
    found = 0
    p = HEAD + new[SLOTS]
    end = p + BUCKET * new[BUCKETS]
    while p < end:
        k = new[p + 1]
        month = new[p + 2]
        funder = new[p + 3]
        lot = new[p + 4]
        more = beyond(new, old, p, wallet, pending)
        pends = k != wallet and new[p] > at
        if pends and waits[k] > 0:
            pends = is_waiting(s, ref, k)
        if more > 0 and pends:
            post(out, wallet, ISSUED, PENDING, lot, month, funder, at, RETURN, more)
            if waits[k] > 0:
                q = seek_waiting(s, ref, k, month, funder, lot)
                keep_waiting(s, q, ref, new[p], k, totals[k], month, funder, lot, more, waits[k])
            else:
                put(s, totals[k], new[p], k, month, funder, lot, more)
            found += more
        elif more > 0 and not is_lost(waits[k], new[p], freed, at):
            due = ends if lot == NEVER else lot
            if due > at:
                post(out, wallet, ISSUED, AVAILABLE, lot, month, funder, at, RETURN, more)
                total = totals[wallet]
                debt = debts[wallet]
                settle(s, out, wallet, total, debt, due, month, funder, lot, more, at)
                found += more
            else:
                q = watch(m, wallet, month, funder, lot)
                m[q + 4] += more
        p += BUCKET
    return found


def draw_lot(
    s: list[int],
    out: list[int],
    wallet: int,
    total: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> int:
    """Take an amount back out of one lot, wherever it stands; how much of it was there."""
    p = HEAD + s[SLOTS]
    end = p + BUCKET * s[BUCKETS]
    while p < end:
        same = s[p + 1] == wallet and s[p + 2] == month and s[p + 3] == funder and s[p + 4] == lot
        if same:
            part = lessen(s, total, s[p], wallet, month, funder, lot, amount)
            post(out, wallet, AVAILABLE, ISSUED, lot, month, funder, at, RETURN, part)
            return part
        p += BUCKET
    return 0


def forget(m: list[int], wallet: int, month: int, funder: int, lot: int, amount: int) -> int:
    """Take an amount of what ended of a lot; how much that was.

    It is gone already; all lots that end together have one name.
    """
    q = watched(m, wallet, month, funder, lot)
    if q == 0:
        return 0
    part = min(m[q + 4], amount)
    m[q + 4] -= part
    return part


def take_pending(
    s: list[int],
    total: int,
    ref: int,
    waits: int,
    due: int,
    series: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
) -> int:
    """Take an amount of what is pending, for the event's release or for time; how much was there.

    waits: whether it is for a release, as `waits` of `give_more` has it.
    """
    if waits > 0:
        return take_waiting(s, total, ref, series, month, funder, lot, amount)
    return lessen(s, total, due, series, month, funder, lot, amount)


def take_less(
    s: list[int],
    out: list[int],
    m: list[int],
    old: list[int],
    new: list[int],
    wallet: int,
    at: int,
    ref: int,
    freed: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    waits: tuple[int, ...],
    told: list[int],
) -> None:
    """Take back what lots held before and do not now: from the lot, then in burn order.

    What has ended unspent is gone already. told: what was taken, what had ended, what is missing.
    """
    left = 0
    p = HEAD + old[SLOTS]
    end = p + BUCKET * old[BUCKETS]
    while p < end:
        k = old[p + 1]
        month = old[p + 2]
        funder = old[p + 3]
        lot = old[p + 4]
        less = beyond(old, new, p, wallet, pending)
        if is_lost(waits[k], old[p], freed, at):
            told[1] += less
        elif less > 0:
            part = forget(m, wallet, month, funder, lot, less)
            told[1] += part
            less -= part
            if k != wallet and old[p] > at and less > 0:
                total = totals[k]
                part = take_pending(s, total, ref, waits[k], old[p], k, month, funder, lot, less)
                if part > 0:
                    post(out, wallet, PENDING, ISSUED, lot, month, funder, at, RETURN, part)
                told[0] += part
                less -= part
            if less > 0:
                part = draw_lot(s, out, wallet, totals[wallet], month, funder, lot, less, at)
                told[0] += part
                less -= part
            left += less
        p += BUCKET
    missing = left
    if left > 0:
        missing = draw(s, out, wallet, totals[wallet], ISSUED, RETURN, left, at)
    told[0] += left - missing
    told[2] += missing


def draw_waiting(
    s: list[int],
    out: list[int],
    wallet: int,
    left: int,
    at: int,
    totals: tuple[int, ...],
    pending: tuple[int, ...],
) -> int:
    """Take points of a wallet that wait, from what can be used first; how many are not found.

    Those that wait for time go before those that wait for a release.
    """
    k = 0
    while k < s[BUCKETS] and left > 0:
        p = HEAD + s[SLOTS] + BUCKET * k
        if pending[s[p + 1]] == wallet:
            part = min(s[p + 5], left)
            month = s[p + 2]
            post(out, wallet, PENDING, ISSUED, s[p + 4], month, s[p + 3], at, RETURN, part)
            s[totals[s[p + 1]]] -= part
            s[p + 5] -= part
            left -= part
        k += 1
    close_gaps(s, k)
    return draw_unreleased(s, out, wallet, left, at, totals, pending)


def points_of(why: list[int], head: int, rule: int) -> int:
    """What a rule gave by a decision."""
    p = head
    while p < why[0]:
        if why[p] == rule:
            return why[p + 2]
        p += 3
    return 0


def append(why: list[int], whose: int, code: int, points: int) -> None:
    """Tell something of a rule, or of a wallet (below 0); nothing where it comes to nothing."""
    if points != 0:
        p = why[0]
        why[p] = whose
        why[p + 1] = code
        why[p + 2] = points
        why[0] = p + 3


def owe(
    s: list[int], out: list[int], wallet: int, debt: int, amount: int, at: int, forgive: int
) -> None:
    """What could not be taken back becomes a debt, or is written off."""
    if amount > 0 and forgive == 1:
        post(out, wallet, WRITTEN_OFF, ISSUED, 0, 0, 0, at, WRITE_OFF, amount)
    elif amount > 0:
        post(out, wallet, DEBT, ISSUED, 0, 0, 0, at, RETURN, amount)
        s[debt] += amount
