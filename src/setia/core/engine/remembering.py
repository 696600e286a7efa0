"""The library of what a fold remembers: the lots that returns may ask for, and what stood before.

`m` is what is remembered: how many lots are watched, then for each of them series, month, funder,
lot and what of it has ended unspent; behind them the slots that stood, what is told of each return,
and what spends and captures took. It runs unchanged interpreted and compiled, like the rest of the
library, and its text below the line is copied in front of the generated source.
"""

from setia.core.engine.kernel import (
    BUCKETS,
    EARN,
    EXPIRE,
    HEAD,
    HOLDS,
    PENDING,
    POSTING,
    SLOTS,
    move,
)

# This line ends what stands in front of it in the generated source.

WATCHED = 5
"""Numbers of a watched lot."""


def watched(m: list[int], wallet: int, month: int, funder: int, lot: int) -> int:
    """Where a lot is watched, 0 when it is not."""
    p = 1
    while p < 1 + WATCHED * m[0]:
        if m[p] == wallet and m[p + 1] == month and m[p + 2] == funder and m[p + 3] == lot:
            return p
        p += WATCHED
    return 0


def watch(m: list[int], wallet: int, month: int, funder: int, lot: int) -> int:
    """As `watched`, for a lot that is watched from now on."""
    p = watched(m, wallet, month, funder, lot)
    if p == 0:
        p = 1 + WATCHED * m[0]
        m[p] = wallet
        m[p + 1] = month
        m[p + 2] = funder
        m[p + 3] = lot
        m[p + 4] = 0
        m[0] += 1
    return p


def remember(m: list[int], out: list[int], cause: int) -> None:
    """Note of every posting with a cause: EARN that its lot is watched, EXPIRE what ended of it."""
    k = 0
    while k < out[0]:
        q = 1 + POSTING * k
        if out[q + 7] == cause and cause == EARN:
            watch(m, out[q], out[q + 4], out[q + 5], out[q + 3])
        elif out[q + 7] == cause and cause == EXPIRE and out[q + 1] != PENDING:
            # What was never released is an event's own; a lot can be that of several.
            p = watched(m, out[q], out[q + 4], out[q + 5], out[q + 3])
            if p > 0:
                m[p + 4] += out[q + 8]
        k += 1


def keep(m: list[int], at: int, s: list[int]) -> None:
    """Remember the slots that stand before an event."""
    move(m, at, s, 0, HEAD + s[SLOTS])


def stood(
    s: list[int],
    m: list[int],
    at: int,
    wallets: tuple[int, ...],
    totals: tuple[int, ...],
    debts: tuple[int, ...],
) -> None:
    """The slots that were remembered, as if no debt had to be repaid."""
    move(s, 0, m, at, at + HEAD + m[at + SLOTS])
    s[BUCKETS] = 0
    s[HOLDS] = 0
    k = 0
    while k < len(wallets):
        if wallets[k] >= 0:
            s[totals[k]] -= s[debts[k]]
            s[debts[k]] = 0
        k += 1
