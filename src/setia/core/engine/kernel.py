"""The hand-written library under every compiled program: buckets, lots, and what falls due.

Its functions use the subset that runs unchanged interpreted on lists of Python ints and compiled
on int64 arrays: indexing, comparison, integer arithmetic, ``while``, and `move`. They know nothing
of a program; generated code calls them with slot numbers. State is one flat sequence ``[layout,
n_slots, n_buckets, n_holds, slots…, buckets…, holds…]``. Buckets stand sorted by (due, series,
month, funder, lot): the burn order within a series (I7, I8), what falls due first in front; rolling
windows and pending points are series of buckets too, and a lot is the end that postings know; holds
stand behind them, see `holds`.

The text of this module is copied in front of the generated source; nothing is imported here.
"""

# fmt: off
SLOTS, BUCKETS, HOLDS, HEAD = 1, 2, 3, 4
AT, RANK, DUE, DONE, WAITING = 4, 5, 6, 7, 8
BUCKET = 6
HOLD_PART = 8
POSTING = 9
NEVER = 4611686018427387904
UNTOLD = -4611686018427387906
MAX_BUCKETS = 4096
MAX_SUM = 2305843009213693952
ISSUED, OPENING, ADJUSTED, PENDING, AVAILABLE, HELD, DEBT = 1, 2, 3, 10, 11, 12, 13
SPENT, EXPIRED, DONATED, IN_TRANSIT, SENT = 20, 21, 23, 30, 31
EARN, SPEND, EXPIRE, REPAY, RELEASE, RETURN, WRITE_OFF, ADJUST, OPEN = 1, 2, 3, 4, 5, 6, 7, 8, 9
DONATE, CONVERT, TRANSFER = 16, 17, 18
ACCEPTED, REFUSED, WAITS, SET_ASIDE = 1, 2, 3, 4
# fmt: on


def post(
    out: list[int],
    wallet: int,
    source: int,
    target: int,
    expires: int,
    month: int,
    funder: int,
    effective: int,
    cause: int,
    amount: int,
) -> None:
    """Append one posting; every amount is positive (I1)."""
    p = 1 + out[0] * POSTING
    out[p] = wallet
    out[p + 1] = source
    out[p + 2] = target
    out[p + 3] = expires
    out[p + 4] = month
    out[p + 5] = funder
    out[p + 6] = effective
    out[p + 7] = cause
    out[p + 8] = amount
    out[0] += 1


def move(target: list[int], to: int, source: list[int], start: int, end: int) -> None:
    """Copy a stretch of integers to another place, also where the two overlap.

    The only slices: a loop is slow when interpreted, and each slice costs seconds of compiling.
    """
    target[to : to + end - start] = source[start:end]


def seek(s: list[int], due: int, series: int, month: int, funder: int, lot: int) -> int:
    """The flat place of the first bucket that does not come before this key."""
    base = HEAD + s[SLOTS]
    low = 0
    high = s[BUCKETS]
    while low < high:
        middle = (low + high) // 2
        p = base + BUCKET * middle
        if s[p] != due:
            before = s[p] < due
        elif s[p + 1] != series:
            before = s[p + 1] < series
        elif s[p + 2] != month:
            before = s[p + 2] < month
        elif s[p + 3] != funder:
            before = s[p + 3] < funder
        else:
            before = s[p + 4] < lot
        if before:
            low = middle + 1
        else:
            high = middle
    return base + BUCKET * low


def put(
    s: list[int], total: int, due: int, series: int, month: int, funder: int, lot: int, amount: int
) -> None:
    """Add an amount to its bucket, making it when there is none; `total` is its sum slot."""
    p = seek(s, due, series, month, funder, lot)
    end = HEAD + s[SLOTS] + BUCKET * s[BUCKETS]
    same = (
        p < end
        and s[p] == due
        and s[p + 1] == series
        and s[p + 2] == month
        and s[p + 3] == funder
        and s[p + 4] == lot
    )
    if same:
        s[p + 5] += amount
    else:
        move(s, p + BUCKET, s, p, end + HOLD_PART * s[HOLDS])
        s[p] = due
        s[p + 1] = series
        s[p + 2] = month
        s[p + 3] = funder
        s[p + 4] = lot
        s[p + 5] = amount
        s[BUCKETS] += 1
    s[total] += amount
    if due < s[DUE]:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
        s[DUE] = due


def first_hold(s: list[int]) -> int:
    """The flat place of the first part of a hold, and the end of the buckets."""
    return HEAD + s[SLOTS] + BUCKET * s[BUCKETS]


def take_out(s: list[int], p: int) -> None:
    """Drop the bucket at a flat place."""
    move(s, p, s, p + BUCKET, HEAD + s[SLOTS] + BUCKET * s[BUCKETS] + HOLD_PART * s[HOLDS])
    s[BUCKETS] -= 1


def close_gaps(s: list[int], touched: int) -> None:
    """Drop the buckets that hold nothing among the first `touched`, keeping the order."""
    base = HEAD + s[SLOTS]
    kept = 0
    k = 0
    while k < touched:
        p = base + BUCKET * k
        if s[p + 5] > 0:
            if kept < k:
                move(s, base + BUCKET * kept, s, p, p + BUCKET)
            kept += 1
        k += 1
    dropped = touched - kept
    if dropped > 0:
        end = base + BUCKET * s[BUCKETS] + HOLD_PART * s[HOLDS]
        move(s, base + BUCKET * kept, s, base + BUCKET * touched, end)
        s[BUCKETS] -= dropped


def repay(
    s: list[int],
    out: list[int],
    series: int,
    debt: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> int:
    """Repay a debt from a lot that has become spendable (I2); what is left of it."""
    repaid = s[debt]
    if repaid > amount:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
        repaid = amount
    if repaid > 0:
        post(out, series, AVAILABLE, DEBT, lot, month, funder, at, REPAY, repaid)
        s[debt] -= repaid
    return amount - repaid


def settle(
    s: list[int],
    out: list[int],
    series: int,
    total: int,
    debt: int,
    due: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> None:
    """Repay a debt from a lot that has become spendable, and keep what is left of it (I2)."""
    left = amount if s[debt] == 0 else repay(s, out, series, debt, month, funder, lot, amount, at)
    if left > 0:
        put(s, total, due, series, month, funder, lot, left)


def become_usable(
    s: list[int],
    out: list[int],
    wallet: int,
    total: int,
    debt: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
    cause: int,
) -> None:
    """Make points spendable that were pending; a debt is repaid first, from that very lot."""
    post(out, wallet, PENDING, AVAILABLE, lot, month, funder, at, cause, amount)
    if lot <= at:
        # Only where a calendar skips a day, or a version let points end sooner than they waited.
        post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, EXPIRE, amount)
    else:
        settle(s, out, wallet, total, debt, lot, month, funder, lot, amount, at)


def release(
    s: list[int],
    out: list[int],
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
) -> None:
    """Make the pending lot in front spendable."""
    p = HEAD + s[SLOTS]
    at = s[p]
    wallet = pending[s[p + 1]]
    month = s[p + 2]
    funder = s[p + 3]
    lot = s[p + 4]
    amount = s[p + 5]
    s[totals[s[p + 1]]] -= amount
    take_out(s, p)
    total = totals[wallet]
    debt = debts[wallet]
    become_usable(s, out, wallet, total, debt, month, funder, lot, amount, at, RELEASE)


def expire(
    s: list[int],
    out: list[int],
    at: int,
    wallets: tuple[int, ...],
    totals: tuple[int, ...],
    pending: tuple[int, ...],
    debts: tuple[int, ...],
) -> None:
    """End every bucket due by `at`: windows forget, lots end, what was pending is released.

    By series: wallets: its own number for a wallet, else -1; pending: the wallet that it waits for,
    else -1; totals and debts: their slots.
    """
    base = HEAD + s[SLOTS]
    waiting = 0
    k = 0
    while k < s[BUCKETS] and s[base + BUCKET * k] <= at:
        p = base + BUCKET * k
        series = s[p + 1]
        amount = s[p + 5]
        if pending[series] >= 0:
            waiting += 1
        else:
            if wallets[series] >= 0:
                ends = s[p]
                lot = s[p + 4]
                post(out, series, AVAILABLE, EXPIRED, lot, s[p + 2], s[p + 3], ends, EXPIRE, amount)
            s[totals[series]] -= amount
            s[p + 5] = 0
        k += 1
    close_gaps(s, k)
    while waiting > 0:
        release(s, out, totals, pending, debts)
        waiting -= 1


def first_due(s: list[int]) -> int:
    """When the first bucket ends, NEVER when there is none."""
    if s[BUCKETS] > 0:
        return s[HEAD + s[SLOTS]]
    return NEVER


def bring(
    s: list[int],
    out: list[int],
    source: int,
    cause: int,
    series: int,
    total: int,
    debt: int,
    due: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> None:
    """Put points from a source into a lot that can be spent at once; a debt is repaid first."""
    post(out, series, source, AVAILABLE, lot, month, funder, at, cause, amount)
    settle(s, out, series, total, debt, due, month, funder, lot, amount, at)


def issue_pending(
    s: list[int],
    out: list[int],
    wallet: int,
    series: int,
    total: int,
    due: int,
    month: int,
    funder: int,
    lot: int,
    amount: int,
    at: int,
) -> None:
    """Issue points into a lot that can be spent from `due` on."""
    post(out, wallet, ISSUED, PENDING, lot, month, funder, at, EARN, amount)
    put(s, total, due, series, month, funder, lot, amount)


def postpone(s: list[int], series: int, total: int, due: int) -> None:
    """Let every lot of a wallet end at another instant; postings know them by their own name.

    From the last to the first: where nothing stands in between, a lot stays in its place.
    """
    base = HEAD + s[SLOTS]
    p = base + BUCKET * (s[BUCKETS] - 1)
    while p >= base:
        if s[p + 1] == series and s[p] != due:
            old = s[p]
            q = p + BUCKET
            free = q == base + BUCKET * s[BUCKETS]
            if not free:
                free = s[q] > due or (s[q] == due and s[q + 1] > series)
                if s[q] == due and s[q + 1] == series:
                    free = s[p + 2] < s[q + 2]
            if old < due and free:
                s[p] = due
            else:
                month = s[p + 2]
                funder = s[p + 3]
                lot = s[p + 4]
                amount = s[p + 5]
                before = s[BUCKETS]
                s[total] -= amount
                take_out(s, p)
                put(s, total, due, series, month, funder, lot, amount)
                if due < old and s[BUCKETS] == before:
                    # It stands further in front now, so the one before it stands here.
                    p = q
        p -= BUCKET


def draw(
    s: list[int],
    out: list[int],
    series: int,
    total: int,
    target: int,
    cause: int,
    left: int,
    at: int,
) -> int:
    """Move points out of lots in burn order; how many could not be found."""
    base = HEAD + s[SLOTS]
    k = 0
    while k < s[BUCKETS] and left > 0:
        p = base + BUCKET * k
        if s[p + 1] == series:
            part = s[p + 5]
            if part > left:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
                part = left
            post(out, series, AVAILABLE, target, s[p + 4], s[p + 2], s[p + 3], at, cause, part)
            s[p + 5] -= part
            s[total] -= part
            left -= part
        k += 1
    close_gaps(s, k)
    return left


def take(
    s: list[int],
    out: list[int],
    series: int,
    total: int,
    debt: int,
    target: int,
    cause: int,
    amount: int,
    at: int,
) -> None:
    """Take from lots in burn order; what they can't cover becomes debt (only after the fact)."""
    left = draw(s, out, series, total, target, cause, amount, at)
    if left > 0:
        post(out, series, DEBT, target, 0, 0, 0, at, cause, left)
        s[debt] += left
