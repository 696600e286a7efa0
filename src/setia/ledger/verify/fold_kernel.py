"""Folds many holders as the engine does, and sees that each step posts what stands in the ledger.

Its text is put behind the source of the version whose fold it proves, where `decide`, `advance` and
the names above its line come from. Like the engine's own library it uses the subset that runs
interpreted and compiled: indexing, comparison, integer arithmetic, ``while``.
"""

# Types come from the arrays that the functions are called with.
# ruff: noqa: ANN001, ANN201
# mypy: allow-untyped-defs, allow-untyped-calls
from setia.core.engine.folding import FRESH, WIDTH, advance, decide
from setia.core.engine.kernel import BUCKET, BUCKETS, HEAD, HOLD_PART, HOLDS, POSTING, SLOTS

# This line ends what the version itself has.


def as_posted(out, posted, q, end):
    """Whether these are the next postings that stand; where the ones after them are, else -1."""
    k = 0
    while k < out[0]:
        if q >= end:
            return -1
        j = 0
        while j < POSTING:
            if out[1 + POSTING * k + j] != posted[POSTING * q + j]:
                return -1
            j += 1
        q += 1
        k += 1
    return q


def fold_posted(
    rows, starts, tos, lines, s, left, out, why, work, m, posted, posted_ends, states, ends, doubted
):
    """Fold each holder's rows into a state, and see that each step posts what stands, in order."""
    k = 0
    w = 0
    q = 0
    while k < len(starts) - 1:
        j = 0
        while j < len(FRESH):
            s[j] = FRESH[j]
            j += 1
        i = starts[k]
        while i < starts[k + 1]:
            out[0] = 0
            decide(s, rows, i * WIDTH, lines, left, out, why, work, m)
            if q >= 0:
                q = as_posted(out, posted, q, posted_ends[k])
            i += 1
        out[0] = 0
        advance(s, out, tos[k])
        if q >= 0:
            q = as_posted(out, posted, q, posted_ends[k])
        if q != posted_ends[k]:
            doubted[k] |= 4
        q = posted_ends[k]
        n = HEAD + s[SLOTS] + BUCKET * s[BUCKETS] + HOLD_PART * s[HOLDS]
        j = 0
        while j < n:
            states[w + j] = s[j]
            j += 1
        w += n
        ends[k] = w
        k += 1
    return w
