"""Folds many holders as the engine does, and sees that each step posts what stands in the ledger.

Its text is put behind the source of the version whose part of the histories it proves, where
`decide`, `advance` and the names above its line come from. Like the engine's own library it uses
the subset that runs interpreted and compiled: indexing, comparison, integer arithmetic, ``while``.
"""

# Types come from the arrays that the functions are called with.
# ruff: noqa: ANN001, ANN201
# mypy: allow-untyped-defs, allow-untyped-calls
from setia.core.engine.folding import WIDTH, advance, decide, size_of
from setia.core.engine.kernel import POSTING, move

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
    rows,
    starts,
    tos,
    lines,
    s,
    left,
    out,
    why,
    work,
    m,
    before,
    begins,
    posted,
    seen,
    posted_ends,
    states,
    ends,
):
    """Go on from each holder's state, and see that each step posts what stands, in order.

    seen: per holder, where the next posting stands that is to be looked at, -1 once one was not as
    it should be; what this version leaves of it, the next one takes up.
    """
    k = 0
    w = 0
    ends[0] = 0
    while k < len(starts) - 1:
        p = begins[k]
        move(s, 0, before, p, p + size_of(before, p))
        q = seen[k]
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
        seen[k] = q
        n = size_of(s, 0)
        move(states, w, s, 0, n)
        w += n
        k += 1
        ends[k] = w
    return w
