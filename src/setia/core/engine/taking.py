"""Decides an event again without what came back of it, and takes the difference.

A return that names no event takes what one rule gives for what it brings.

Its text below the line is copied behind the rules of a version, which it calls. Like the rest of
the library it runs unchanged interpreted and compiled. What is told of a return stands in `m` at
``r = -e[b + 6]``: where the slots stand that the event found, the return's own instant, the flat
places in `e` of the whole event and of what was left before this return, its outcome: 1, 0, or -1
where it is decided now, and when the event was released.
"""

from setia.core.engine.kernel import (
    ACCEPTED,
    AT,
    HEAD,
    HOLD_PART,
    ISSUED,
    MAX_SUM,
    POSTING,
    RANK,
    REFUSED,
    RETURN,
    SET_ASIDE,
    SLOTS,
    draw,
    move,
)
from setia.core.engine.remembering import WATCHED, stood
from setia.core.engine.returning import (
    append,
    draw_waiting,
    give_more,
    given,
    in_part,
    owe,
    points_of,
    take_less,
)
from setia.core.engine.shifting import shift_counts, shift_rests, shift_windows
from setia.core.engine.waiting import into_buckets

# fmt: off
ADDS, WHY, RULES_AT, N_RULES, FIELDS_AT, FACTS_AT, IN_PART, SHORT = 0, 0, 0, 0, 0, 0, 0, 0
N_SERIES, REF_AT = 0, 0
WALLET_OF: tuple[int, ...] = ()
SUM_OF: tuple[int, ...] = ()
PENDING_OF: tuple[int, ...] = ()
DEBT_OF: tuple[int, ...] = ()
FORGIVEN_OF: tuple[int, ...] = ()
WALLETS: tuple[int, ...] = ()
GIVES_IN: tuple[int, ...] = ()
COUNTED: tuple[int, ...] = ()
WINDOW_OF: tuple[int, ...] = ()
RESTS: tuple[int, ...] = ()
WAITS_OF: tuple[int, ...] = ()
# fmt: on


def zeros(n: int) -> list[int]:
    """Stands for what makes room: a list, or an array."""
    return [0] * n


def accrue(
    s: list[int],
    e: list[int],
    b: int,
    lines: list[int],
    left: list[int],
    out: list[int],
    why: list[int],
    work: list[int],
) -> int:
    """Stands for the version's own, as do the names above."""
    raise NotImplementedError


def idle_end(s: list[int], series: int) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


# This line ends what the version itself has.

TAKEN, ENDED, FORGIVEN, OWED, BY_RULE = 7, 8, 9, 10, 11
DEBTS, FORGIVES, REFUSES = 0, 1, 2


def again(
    e: list[int],
    b: int,
    lines: list[int],
    left: list[int],
    work: list[int],
    m: list[int],
    states: tuple[list[int], list[int], list[int]],
    whys: tuple[list[int], list[int], list[int]],
) -> int:
    """Decide the event anew: whole, with what was left of it, and with what is left now.

    1 where the last two are the whole's part instead, else 0.
    """
    r = -e[b + 6]
    out = zeros(1 + POSTING * 2 * (ADDS + 2))
    rows = (m[r + 2], m[r + 3], b)
    k = 0
    while k < 3:
        stood(states[k], m, m[r], WALLET_OF, SUM_OF, DEBT_OF)
        out[0] = 0
        whys[k][0] = RULES_AT
        if e[rows[k] + 5] != 3:
            accrue(states[k], e, rows[k], lines, left, out, whys[k], work)
            into_buckets(states[k], SUM_OF)
        k += 1
    amount = e[rows[0] + FIELDS_AT]
    if IN_PART == 0 or amount <= 0:
        return 0
    whole = states[0]
    in_part(states[1], whole, e[rows[1] + FIELDS_AT], amount, WALLET_OF, SUM_OF, PENDING_OF)
    in_part(states[2], whole, e[b + FIELDS_AT], amount, WALLET_OF, SUM_OF, PENDING_OF)
    return 1


def tell_rules(why: list[int], old: list[int], new: list[int], k: int) -> None:
    """Say of each rule of a wallet what it gives less."""
    j = 0
    while j < N_RULES:
        if GIVES_IN[j] == k:
            append(why, j, TAKEN, points_of(new, RULES_AT, j) - points_of(old, RULES_AT, j))
        j += 1


def take_wallet(
    s: list[int],
    out: list[int],
    why: list[int],
    m: list[int],
    k: int,
    at: int,
    ref: int,
    freed: int,
    states: tuple[list[int], list[int], list[int]],
    whys: tuple[list[int], list[int], list[int]],
    by_part: int,
) -> int:
    """Take back in one wallet, and say what was taken; how many points could not be found."""
    w = WALLETS[k]
    # Without a part of it an event may earn more; it never comes to more than the whole.
    most = given(states[0], w, PENDING_OF)
    i = 1 if given(states[1], w, PENDING_OF) <= most else 0
    j = 2 if given(states[2], w, PENDING_OF) <= most else 0
    old, new = states[i], states[j]
    if by_part == 0:
        # In proportion every rule has still given, so its limits and its rest stay as they are.
        shift_windows(s, old, new, at, k, WINDOW_OF, SUM_OF)
        shift_counts(s, old, new, k, COUNTED)
        shift_rests(s, old, new, k, RESTS)
    told = zeros(3)
    ends = idle_end(s, w)
    more = give_more(
        s, out, m, old, new, w, at, ends, ref, freed, SUM_OF, PENDING_OF, DEBT_OF, WAITS_OF
    )
    take_less(s, out, m, old, new, w, at, ref, freed, SUM_OF, PENDING_OF, WAITS_OF, told)
    missing = told[2]
    owe(s, out, w, DEBT_OF[w], missing, at, 1 if SHORT == FORGIVES else 0)
    less = given(new, w, PENDING_OF) - given(old, w, PENDING_OF)
    if by_part == 1:
        append(why, -1 - k, TAKEN, less)
    else:
        tell_rules(why, whys[i], whys[j], k)
    moved = more - told[0] - missing
    if SHORT == FORGIVES:
        append(why, -1 - k, FORGIVEN, missing)
        s[FORGIVEN_OF[w]] += missing
        moved += missing
        less += missing
    # What had ended is gone already; what is given to a lot that has ended never comes.
    append(why, -1 - k, ENDED, moved - less)
    why[1 + k] = moved
    return missing


def take_back(
    s: list[int],
    e: list[int],
    b: int,
    lines: list[int],
    left: list[int],
    out: list[int],
    why: list[int],
    work: list[int],
    m: list[int],
) -> int:
    """Let the event stand without what came back; what the program can't get back it is owed."""
    r = -e[b + 6]
    if m[r + 4] == 0:
        return REFUSED
    at = m[r + 1]
    ref = e[b + REF_AT]
    size = HEAD + m[m[r] + SLOTS] + HOLD_PART * (ADDS + 2)
    states = (zeros(size), zeros(size), zeros(size))
    whys = (zeros(WHY), zeros(WHY), zeros(WHY))
    by_part = again(e, b, lines, left, work, m, states, whys)
    # What a refusal leaves as it was.
    before = zeros(len(s))
    move(before, 0, s, 0, len(s))
    lots = zeros(1 + WATCHED * m[0])
    move(lots, 0, m, 0, len(lots))
    posted = out[0]
    shift_windows(s, states[1], states[2], at, -1, WINDOW_OF, SUM_OF)
    shift_counts(s, states[1], states[2], -1, COUNTED)
    move(why, 0, whys[0], 0, RULES_AT)
    why[0] = RULES_AT
    missing = 0
    k = 0
    while k < len(WALLETS):
        missing += take_wallet(s, out, why, m, k, at, ref, m[r + 5], states, whys, by_part)
        k += 1
    if SHORT == REFUSES and m[r + 4] < 0 and missing > 0:
        move(s, 0, before, 0, len(before))
        move(m, 0, lots, 0, len(lots))
        out[0] = posted
        why[0] = 1
        m[r + 4] = 0
        return REFUSED
    m[r + 4] = 1
    return ACCEPTED


def take_by_rule(
    s: list[int],
    e: list[int],
    b: int,
    out: list[int],
    why: list[int],
    k: int,
    rule: int,
    points: int,
) -> int:
    """Take what a rule gives in a wallet, for a return that names no event.

    What can be used goes first, in burn order, then what waits, then the program's policy decides.
    """
    w = WALLETS[k]
    at = e[b + 1]
    if s[DEBT_OF[w]] > MAX_SUM or s[FORGIVEN_OF[w]] > MAX_SUM:
        why[0] = 1
        return SET_ASIDE
    s[AT] = at
    s[RANK] = e[b + 2]
    there = s[SUM_OF[w]]
    j = 0
    while j < N_SERIES:
        if PENDING_OF[j] == w:
            there += s[SUM_OF[j]]
        j += 1
    if e[b + 5] == 0:
        e[b + FACTS_AT] = 1
        if SHORT == REFUSES and there < points:
            e[b + FACTS_AT] = 0
    if e[b + FACTS_AT] == 0:
        why[0] = 1
        return REFUSED
    missing = draw(s, out, w, SUM_OF[w], ISSUED, RETURN, points, at)
    missing = draw_waiting(s, out, w, missing, at, SUM_OF, PENDING_OF)
    owe(s, out, w, DEBT_OF[w], missing, at, 1 if SHORT == FORGIVES else 0)
    append(why, rule, BY_RULE, -points)
    moved = -points
    if SHORT == FORGIVES:
        append(why, -1 - k, FORGIVEN, missing)
        s[FORGIVEN_OF[w]] += missing
        moved += missing
    why[1 + k] = moved
    return ACCEPTED
