"""The library of the earning rules: counters and limits by calendar period, shares and reasons.

It runs unchanged interpreted and compiled, like the rest of the library, and its text is copied in
front of the generated source; nothing is imported here. A rule has two numbers in `work`: its
share, later its points, and a code that says why.
"""

# fmt: off
GIVEN, LIMITED, NO_BUDGET, OUTDONE, RESTING, FULL = 1, 2, 3, 4, 5, 6
ABSENT = -4611686018427387905
# fmt: on


def ranked(ranks: tuple[int, ...], code: int) -> int:
    """The place of a choice by the code that states keep; absent stays absent."""
    if code < 0:
        return code
    return ranks[code]


def bounded(value: int, low: int, high: int) -> int:
    """A value as this version knows it: one outside its bounds, from an older one, is absent."""
    if value < low or value > high:
        return ABSENT
    return value


def standing(s: list[int], period_slot: int, value_slot: int, period: int) -> int:
    """What a counter of one calendar period stands at: nothing when a new one has begun."""
    if s[period_slot] != period:
        return 0
    return s[value_slot]


def room(s: list[int], period_slot: int, used_slot: int, period: int, most: int) -> int:
    """How much a limit still lets through in a period; never below 0.

    More than `most` can have been used: a refold keeps every grant that was made when the period
    looked different. The caller counts what it gives.
    """
    left = most - standing(s, period_slot, used_slot, period)
    if left < 0:
        return 0
    return left


def count(s: list[int], period_slot: int, value_slot: int, period: int, amount: int) -> None:
    """Add to what stands for a calendar period; the one before is forgotten."""
    if s[period_slot] != period:
        s[period_slot] = period
        s[value_slot] = 0
    s[value_slot] += amount


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


def trim(work: list[int], first: int, n: int, total: int) -> None:
    """Cut what n rules gave down to a total, from the last rule back."""
    over = -total
    k = 0
    while k < n:
        over += work[first + 2 * k]
        k += 1
    while over > 0:
        k -= 1
        p = first + 2 * k
        part = work[p]
        if part > over:  # noqa: PLR1730  # min() is a call, and slower when interpreted.
            part = over
        if part > 0:
            work[p] -= part
            work[p + 1] = FULL
            over -= part


def clear(work: list[int], first: int, n: int) -> None:
    """Forget what n rules came to."""
    p = first
    while p < first + 2 * n:
        work[p] = 0
        p += 1


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
