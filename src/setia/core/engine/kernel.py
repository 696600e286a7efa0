"""The hand-written library under every compiled program: buckets, windows, calendar, allocation.

Its functions use the subset that runs unchanged interpreted on lists of Python ints and compiled
on int64 arrays: indexing, comparison, integer arithmetic, ``while``, and `move`. They know nothing
of a program; generated code calls them with slot numbers. State is one flat sequence ``[layout,
n_slots, n_buckets, n_holds, slots…, buckets…, holds…]``; buckets stand sorted by (expires, series,
month, funder), which is the burn order within a series (I7, I8) and puts what falls due first in
front. A rolling window is a series of buckets that fall out by expiring.

The text of this module is copied in front of the generated source; nothing is imported here.
"""

# fmt: off
SLOTS, BUCKETS, HOLDS, HEAD = 1, 2, 3, 4
AT, RANK, DUE, DONE = 4, 5, 6, 7
BUCKET = 5
POSTING = 9
NEVER = 4611686018427387904
MAX_BUCKETS = 4096
MAX_SUM = 2305843009213693952
DAY_US = 86400000000
ISSUED, AVAILABLE, DEBT, SPENT, EXPIRED = 1, 11, 13, 20, 21
EARN, SPEND, EXPIRE, REPAY = 1, 2, 3, 4
ACCEPTED, REFUSED, SET_ASIDE = 1, 2, 4
GIVEN, LIMITED, NO_BUDGET = 1, 2, 3
# fmt: on


def local_us(us: int, zone_at: tuple[int, ...], zone_offset: tuple[int, ...]) -> int:
    """The wall-clock reading of an instant, µs since 1970 local, by a table of transitions."""
    low = 0
    high = len(zone_at)
    while low < high:
        middle = (low + high) // 2
        if zone_at[middle] <= us:
            low = middle + 1
        else:
            high = middle
    return us + zone_offset[low - 1]


def instant_us(day: int, zone_at: tuple[int, ...], zone_offset: tuple[int, ...]) -> int:
    """The first instant of a local day (days since 1970): its midnight, or the end of its gap."""
    wall = day * DAY_US
    before = wall - (local_us(wall - DAY_US, zone_at, zone_offset) - (wall - DAY_US))
    after = wall - (local_us(wall + DAY_US, zone_at, zone_offset) - (wall + DAY_US))
    first = before
    last = after
    if after < before:
        first = after
        last = before
    if local_us(first, zone_at, zone_offset) == wall:
        return first
    if local_us(last, zone_at, zone_offset) == wall:
        return last
    k = 0
    while k < len(zone_at) - 1 and zone_at[k] <= first:
        k += 1
    return zone_at[k]


def month_of(day: int) -> int:
    """Months since year 0 of a day since 1970 (proleptic Gregorian; Hinnant's civil_from_days)."""
    z = day + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    year = yoe + era * 400
    if mp < 10:
        return year * 12 + mp + 2
    return (year + 1) * 12 + mp - 10


def first_day(month: int) -> int:
    """The day since 1970 on which a month (since year 0) begins."""
    year = month // 12
    m = month - year * 12 + 1
    if m <= 2:
        year -= 1
    era = year // 400
    yoe = year - era * 400
    mp = m - 3
    if m <= 2:
        mp = m + 9
    doy = (153 * mp + 2) // 5
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468


def months_later(day: int, months: int) -> int:
    """The same day of the month, so many months later; the month's last day when it has no such."""
    month = month_of(day)
    within = day - first_day(month)
    start = first_day(month + months)
    length = first_day(month + months + 1) - start
    if within >= length:
        within = length - 1
    return start + within


def expires_us(
    day: int,
    months: int,
    to_month_end: bool,  # noqa: FBT001  # Compiled code takes no keywords.
    zone_at: tuple[int, ...],
    zone_offset: tuple[int, ...],
) -> int:
    """When points of a local day end: after the same day `months` later, or after that month."""
    if months == 0:
        return NEVER
    if to_month_end:
        return instant_us(first_day(month_of(day) + months + 1), zone_at, zone_offset)
    return instant_us(months_later(day, months) + 1, zone_at, zone_offset)


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


def seek(s: list[int], expires: int, series: int, month: int, funder: int) -> int:
    """The flat place of the first bucket that does not come before this key."""
    base = HEAD + s[SLOTS]
    low = 0
    high = s[BUCKETS]
    while low < high:
        middle = (low + high) // 2
        p = base + BUCKET * middle
        if s[p] != expires:
            before = s[p] < expires
        elif s[p + 1] != series:
            before = s[p + 1] < series
        elif s[p + 2] != month:
            before = s[p + 2] < month
        else:
            before = s[p + 3] < funder
        if before:
            low = middle + 1
        else:
            high = middle
    return base + BUCKET * low


def put(
    s: list[int], total: int, expires: int, series: int, month: int, funder: int, amount: int
) -> None:
    """Add an amount to its bucket, making it when there is none; `total` is its sum slot."""
    p = seek(s, expires, series, month, funder)
    end = HEAD + s[SLOTS] + BUCKET * s[BUCKETS]
    same = (
        p < end
        and s[p] == expires
        and s[p + 1] == series
        and s[p + 2] == month
        and s[p + 3] == funder
    )
    if same:
        s[p + 4] += amount
    else:
        move(s, p + BUCKET, s, p, end)
        s[p] = expires
        s[p + 1] = series
        s[p + 2] = month
        s[p + 3] = funder
        s[p + 4] = amount
        s[BUCKETS] += 1
    s[total] += amount
    if expires < s[DUE]:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
        s[DUE] = expires


def close_gaps(s: list[int], touched: int) -> None:
    """Drop the buckets that hold nothing among the first `touched`, keeping the order."""
    base = HEAD + s[SLOTS]
    kept = 0
    k = 0
    while k < touched:
        p = base + BUCKET * k
        if s[p + 4] > 0:
            if kept < k:
                move(s, base + BUCKET * kept, s, p, p + BUCKET)
            kept += 1
        k += 1
    dropped = touched - kept
    if dropped > 0:
        end = base + BUCKET * s[BUCKETS]
        move(s, base + BUCKET * kept, s, base + BUCKET * touched, end)
        s[BUCKETS] -= dropped


def expire(
    s: list[int], out: list[int], at: int, wallets: tuple[int, ...], totals: tuple[int, ...]
) -> None:
    """End every bucket due by `at`; those of a wallet (not -1) post to `expired`."""
    base = HEAD + s[SLOTS]
    k = 0
    while k < s[BUCKETS] and s[base + BUCKET * k] <= at:
        p = base + BUCKET * k
        ends = s[p]
        series = s[p + 1]
        wallet = wallets[series]
        amount = s[p + 4]
        if wallet >= 0:
            post(out, wallet, AVAILABLE, EXPIRED, ends, s[p + 2], s[p + 3], ends, EXPIRE, amount)
        s[totals[series]] -= amount
        s[p + 4] = 0
        k += 1
    close_gaps(s, k)


def first_due(s: list[int]) -> int:
    """When the first bucket ends, NEVER when there is none."""
    if s[BUCKETS] > 0:
        return s[HEAD + s[SLOTS]]
    return NEVER


def earn(
    s: list[int],
    out: list[int],
    series: int,
    total: int,
    debt: int,
    expires: int,
    month: int,
    amount: int,
    at: int,
) -> None:
    """Issue points into a lot; a debt is repaid first, from that very lot (I2)."""
    post(out, series, ISSUED, AVAILABLE, expires, month, 0, at, EARN, amount)
    repaid = s[debt]
    if repaid > amount:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
        repaid = amount
    if repaid > 0:
        post(out, series, AVAILABLE, DEBT, expires, month, 0, at, REPAY, repaid)
        s[debt] -= repaid
    if amount > repaid:
        put(s, total, expires, series, month, 0, amount - repaid)


def take(
    s: list[int], out: list[int], series: int, total: int, debt: int, amount: int, at: int
) -> None:
    """Spend from lots in burn order; what they can't cover becomes debt (only after the fact)."""
    base = HEAD + s[SLOTS]
    left = amount
    k = 0
    while k < s[BUCKETS] and left > 0:
        p = base + BUCKET * k
        if s[p + 1] == series:
            part = s[p + 4]
            if part > left:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
                part = left
            post(out, series, AVAILABLE, SPENT, s[p], s[p + 2], s[p + 3], at, SPEND, part)
            s[p + 4] -= part
            s[total] -= part
            left -= part
        k += 1
    if left > 0:
        post(out, series, DEBT, SPENT, 0, 0, 0, at, SPEND, left)
        s[debt] += left
    close_gaps(s, k)


def limited(s: list[int], day_slot: int, used_slot: int, day: int, most: int, points: int) -> int:
    """How many of these points a daily limit lets through; never below 0.

    More than `most` can have been used: a refold keeps every grant that was made when the day
    looked different. The caller counts what it gives.
    """
    if s[day_slot] != day:
        s[day_slot] = day
        s[used_slot] = 0
    room = most - s[used_slot]
    if room < 0:
        return 0
    if points > room:
        return room
    return points


def allocate(work: list[int], first: int, n: int, denominator: int, total: int) -> None:
    """Split `total` over n scaled shares by largest remainder, ties to the first (I17).

    work[first + 2k] holds share k scaled by `denominator` and is replaced by its whole points.
    `total` is the shares' exact sum, rounded.
    """
    left = total
    p = first
    end = first + 2 * n
    while p < end:
        left -= work[p] // denominator
        p += 2
    while left > 0:
        best = first
        rest = 0
        p = first
        while p < end:
            if work[p] % denominator > rest:
                best = p
                rest = work[p] % denominator
            p += 2
        work[best] += denominator - rest
        left -= 1
    p = first
    while p < end:
        work[p] //= denominator
        p += 2


def explain(work: list[int], first: int, n: int, why: list[int]) -> None:
    """Append (rule, code, points) for every rule that gave something or was held back."""
    k = 0
    while k < n:
        code = work[first + 2 * k + 1]
        if code != 0:
            p = why[0]
            why[p] = first // 2 + k
            why[p + 1] = code
            why[p + 2] = work[first + 2 * k]
            why[0] = p + 3
        k += 1
