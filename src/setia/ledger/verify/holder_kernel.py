"""Works out on arrays what holders' events say of time, and what lots their postings leave.

It only ever says that a holder is as it should be; a holder of which it can't say that is looked at
again by `holders.py`. Like the engine's own library it uses the subset that runs interpreted and
compiled: indexing, comparison, integer arithmetic, ``while``. It knows nothing of a program.
"""

# Types come from the arrays that the functions are called with.
# ruff: noqa: ANN001, ANN201
# mypy: allow-untyped-defs, allow-untyped-calls
from setia.core.engine.kernel import AVAILABLE, BUCKET, BUCKETS, DEBT, HEAD, NEVER, POSTING, SLOTS
from setia.ledger.verify.row_kernel import (
    ROW_AT,
    ROW_HASH,
    ROW_IMPORTED,
    ROW_KIND,
    ROW_MARKS,
    ROW_OCCURRED,
    ROW_OUTCOME,
    ROW_POSITION,
    ROW_RECORDED,
    ROW_SEQ,
)

LOT = 5
"""Numbers of a lot: series, month, funder, the end that postings know it by, amount."""

# This line ends what the compiled form gets as constants.


def mark_times(row, starts, acts, clock, imported, accepted, refused, holders, doubted):
    """Where each event stands, and for each holder what its state row should say of time.

    holders: per holder events, recorded, swept, last act, and where to advance to. doubted: holders
    of which this can't tell: a gap, a word that is not known, an order that texts decide.
    """
    k = 0
    while k < len(starts) - 1:
        recorded = 0
        swept = 0
        act = 0
        to = 0
        position = 0
        before = -1
        i = starts[k]
        while i < starts[k + 1]:
            b = i * ROW_MARKS
            kind = row[b + ROW_KIND]
            outcome = row[b + ROW_OUTCOME]
            here = row[b + ROW_POSITION]
            known = 0 <= kind < imported and accepted <= outcome <= refused
            dense = row[b + ROW_SEQ] == i - starts[k] + 1 and row[b + ROW_RECORDED] > recorded
            if not known or not dense or here <= position or row[b + ROW_HASH] < 0:
                doubted[k] |= 1
            position = here
            recorded = row[b + ROW_RECORDED]
            at = recorded
            if kind == clock:
                swept = recorded
            else:
                act_kind = 0 <= kind < imported and acts[kind] == 1
                live_act = act_kind and row[b + ROW_IMPORTED] != imported
                if live_act:
                    act = recorded
                elif row[b + ROW_OCCURRED] < recorded:
                    at = row[b + ROW_OCCURRED]
                if at <= before:
                    doubted[k] |= 2
                before = at
                to = max(to, at)
            row[b + ROW_AT] = at
            i += 1
        to = max(to, swept)
        holders[5 * k] = starts[k + 1] - starts[k]
        holders[5 * k + 1] = recorded
        holders[5 * k + 2] = swept
        holders[5 * k + 3] = act
        holders[5 * k + 4] = to
        k += 1


def known_account(account):
    """Whether there is such an account."""
    return (
        (account >= 1 and account <= 3)
        or (account >= 10 and account <= 13)
        or (account >= 20 and account <= 23)
        or account == 30
    )


def add_to_lot(lots, n, posted, p, change):
    """Add to the lot that a posting names; how many lots are known then."""
    k = n - 1
    while k >= 0:
        b = LOT * k
        same = lots[b] == posted[p] and lots[b + 1] == posted[p + 4]
        if same and lots[b + 2] == posted[p + 5] and lots[b + 3] == posted[p + 3]:
            lots[b + 4] += change
            return n
        k -= 1
    b = LOT * n
    lots[b] = posted[p]
    lots[b + 1] = posted[p + 4]
    lots[b + 2] = posted[p + 5]
    lots[b + 3] = posted[p + 3]
    lots[b + 4] = change
    return n + 1


def prove_lots(posted, posted_ends, states, ends, debts, wallets, lots, doubted):
    """The lots that postings leave are those of the state, amount by amount, and so is the debt."""
    k = 0
    q = 0
    start = 0
    while k < len(ends):
        n = 0
        owed = 0
        while q < posted_ends[k]:
            p = POSTING * q
            source = posted[p + 1]
            target = posted[p + 2]
            if not known_account(source) or not known_account(target) or posted[p + 8] <= 0:
                doubted[k] |= 8
            if source == AVAILABLE:
                n = add_to_lot(lots, n, posted, p, -posted[p + 8])
            if target == AVAILABLE:
                n = add_to_lot(lots, n, posted, p, posted[p + 8])
            if source == DEBT:
                owed += posted[p + 8]
            if target == DEBT:
                owed -= posted[p + 8]
            q += 1
        if not same_lots(lots, n, states, start, wallets) or owed != owing(states, start, debts):
            doubted[k] |= 8
        start = ends[k]
        k += 1


def owing(states, start, debts):
    """The debts of a state, all wallets together."""
    owed = 0
    k = 0
    while k < len(debts):
        owed += states[start + debts[k]]
        k += 1
    return owed


def same_lots(lots, n, states, start, wallets):
    """Whether these lots, those that are empty aside, are the wallets' buckets of a state."""
    left = 0
    k = 0
    while k < n:
        if lots[LOT * k + 4] != 0:
            left += 1
        k += 1
    base = start + HEAD + states[start + SLOTS]
    b = 0
    while b < states[start + BUCKETS]:
        p = base + BUCKET * b
        if wallets[states[p + 1]] >= 0:
            k = 0
            while k < n and not same_numbers(lots, LOT * k, states, p + 1, LOT):
                k += 1
            if k == n:
                return False
            left -= 1
        b += 1
    return left == 0


def same_numbers(a, p, b, q, count):
    """Whether two runs of numbers are the same."""
    k = 0
    while k < count:
        if a[p + k] != b[q + k]:
            return False
        k += 1
    return True


def first_lots(states, ends, wallets, first):
    """When the first lot of any wallet ends, for each holder; NEVER when none does."""
    k = 0
    start = 0
    while k < len(ends):
        first[k] = NEVER
        p = start + HEAD + states[start + SLOTS]
        last = p + BUCKET * states[start + BUCKETS]
        while p < last and first[k] == NEVER:
            if wallets[states[p + 1]] >= 0:
                first[k] = states[p]
            p += BUCKET
        start = ends[k]
        k += 1
