"""Decides one event, and folds the events of many holders that one version decides.

Its text below the line is copied behind all that a version writes, which it calls. Like the rest of
the library it runs unchanged interpreted and compiled.
"""

from setia.core.engine.holds import dues_of_lots, end_hold, most_parts, note_taken
from setia.core.engine.kernel import (
    ACCEPTED,
    AT,
    BUCKET,
    BUCKETS,
    EARN,
    EXPIRE,
    HEAD,
    HOLD_PART,
    HOLDS,
    MAX_BUCKETS,
    MAX_SUM,
    RANK,
    SET_ASIDE,
    SLOTS,
    WAITING,
    WAITS,
    move,
)
from setia.core.engine.remembering import WATCHED, keep, remember
from setia.core.engine.taking import accrue, take_back
from setia.core.engine.waiting import release_event

# fmt: off
SPEND_KIND, PROFILE_KIND, RETURN_KIND, ADJUST_KIND, OPENING_KIND, TIER_GRANT_KIND = 0, 0, 0, 0, 0, 0
HOLD_KIND, CAPTURE_KIND, CANCEL_KIND, UNNAMED_KIND, RELEASE_KIND = 0, 0, 0, 0, 0
DONATE_KIND, CONVERT_KIND, TRANSFER_KIND, EFFECT_KIND = 0, 0, 0, 0
ADDS, N_SERIES, WIDTH, FIELDS_AT = 0, 0, 0, 0
WALLETS: tuple[int, ...] = ()
SUM_OF: tuple[int, ...] = ()
PENDING_OF: tuple[int, ...] = ()
DEBT_OF: tuple[int, ...] = ()
# fmt: on


def advance(s: list[int], out: list[int], to: int) -> None:
    """Stands for the version's own, as do the names above."""
    raise NotImplementedError


def act(s: list[int], e: list[int], b: int, out: list[int], why: list[int]) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def arrive(
    s: list[int], e: list[int], b: int, lines: list[int], out: list[int], why: list[int]
) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def take_unnamed(
    s: list[int], e: list[int], b: int, lines: list[int], out: list[int], why: list[int]
) -> int:
    """Stands for the version's own."""
    raise NotImplementedError


def fall(s: list[int], at: int) -> None:
    """Stands for the version's own."""
    raise NotImplementedError


# This line ends what the version itself has.


def is_full(s: list[int]) -> bool:
    """Whether there may be no room for what an event can give."""
    k = 0
    while k < N_SERIES:
        if s[SUM_OF[k]] > MAX_SUM:
            return True
        k += 1
    return s[BUCKETS] + s[HOLDS] + ADDS > MAX_BUCKETS


def makes_no_lots(e: list[int], b: int) -> bool:
    """Whether an event is an act, or tells a fact, that adds no lots to a state."""
    if e[b] == SPEND_KIND or e[b] == DONATE_KIND or e[b] == TRANSFER_KIND:
        return True
    return e[b] == PROFILE_KIND or e[b] == TIER_GRANT_KIND


def act_once(
    s: list[int], e: list[int], b: int, out: list[int], why: list[int], m: list[int]
) -> int:
    """Apply an act that makes no lots; note what a spend takes where a cancel may ask for it."""
    if e[b] != SPEND_KIND or e[b + 6] <= 0:
        return act(s, e, b, out, why)
    posted = out[0]
    dues = dues_of_lots(s, WALLETS[e[b + FIELDS_AT + 1]])
    outcome = act(s, e, b, out, why)
    note_taken(m, e[b + 6], out, posted, dues)
    return outcome


def act_on_hold(
    s: list[int], e: list[int], b: int, out: list[int], why: list[int], m: list[int]
) -> int:
    """Apply a hold, or what ends one or a spend; returns the outcome."""
    if s[BUCKETS] + s[HOLDS] + most_parts(s, e, b, m) > MAX_BUCKETS:
        remember(m, out, EXPIRE)
        return SET_ASIDE
    s[AT] = e[b + 1]
    s[RANK] = e[b + 2]
    outcome = act(s, e, b, out, why) if e[b] == HOLD_KIND else end_hold(s, e, b, out, why, m)
    # What ended before, and what came back to a lot that has ended.
    remember(m, out, EXPIRE)
    return outcome


def set_event_free(
    s: list[int], e: list[int], b: int, out: list[int], why: list[int], m: list[int]
) -> int:
    """Release what waits for an event, if anything does. Told: how many points, by wallet."""
    s[AT] = e[b + 1]
    s[RANK] = e[b + 2]
    ref = e[b + FIELDS_AT + 3]
    why[0] = 1 + len(WALLETS)
    k = 0
    while k < len(WALLETS):
        why[1 + k] = release_event(s, out, ref, WALLETS[k], e[b + 1], SUM_OF, PENDING_OF, DEBT_OF)
        k += 1
    # What ended before, and what could be spent no more when it was released.
    remember(m, out, EXPIRE)
    return ACCEPTED


def wait(s: list[int], e: list[int], b: int, out: list[int], m: list[int]) -> int:
    """Let a return wait: what it takes back has not happened yet."""
    advance(s, out, e[b + 1])
    remember(m, out, EXPIRE)
    s[WAITING] += 1
    return WAITS


def take_in(
    s: list[int], e: list[int], b: int, lines: list[int], out: list[int], why: list[int]
) -> int:
    """Take in what another holder has sent, if there is room for all of its lots."""
    if s[BUCKETS] + s[HOLDS] + e[b + 4] > MAX_BUCKETS:
        return SET_ASIDE
    s[AT] = e[b + 1]
    s[RANK] = e[b + 2]
    return arrive(s, e, b, lines, out, why)


def decide(
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
    """Advance to the event's instant, then apply it; returns the outcome."""
    why[0] = 1
    remembers = e[b + 6]
    if e[b] == RETURN_KIND:
        return wait(s, e, b, out, m)
    at = m[1 - remembers] if remembers < 0 else e[b + 1]
    advance(s, out, at)
    if e[b] == HOLD_KIND or e[b] == CAPTURE_KIND or e[b] == CANCEL_KIND:
        return act_on_hold(s, e, b, out, why, m)
    if e[b] == RELEASE_KIND:
        return set_event_free(s, e, b, out, why, m)
    if m[0] > 0:
        remember(m, out, EXPIRE)
    # A spend makes no buckets, so it is never set aside for there being too many.
    if makes_no_lots(e, b):
        s[AT] = at
        s[RANK] = e[b + 2]
        return act_once(s, e, b, out, why, m)
    if e[b] == UNNAMED_KIND:
        return take_unnamed(s, e, b, lines, out, why)
    if is_full(s):
        return SET_ASIDE
    if e[b] == EFFECT_KIND:
        return take_in(s, e, b, lines, out, why)
    s[AT] = at
    s[RANK] = e[b + 2]
    if e[b] == ADJUST_KIND or e[b] == OPENING_KIND or e[b] == CONVERT_KIND:
        return act(s, e, b, out, why)
    if remembers < 0:
        return take_back(s, e, b, lines, left, out, why, work, m)
    if remembers == 0:
        return accrue(s, e, b, lines, left, out, why, work)
    keep(m, remembers, s)
    accrue(s, e, b, lines, left, out, why, work)
    remember(m, out, EARN)
    return ACCEPTED


def size_of(states: list[int], p: int) -> int:
    """How many ints the state has that begins at a flat place."""
    lots = BUCKET * states[p + BUCKETS] + HOLD_PART * states[p + HOLDS]
    return HEAD + states[p + SLOTS] + lots


def take_up(m: list[int], kept: int) -> None:
    """Watch the lots again that are kept at a flat place; none where it is 0."""
    m[0] = 0
    if kept > 0:
        move(m, 0, m, kept, kept + 1 + WATCHED * m[kept])


def lay_down(m: list[int], kept: int) -> None:
    """Keep the lots that are watched for the next version, where there is a place for them."""
    if kept > 0:
        move(m, kept, m, 0, 1 + WATCHED * m[0])


def fold(
    rows: list[int],
    starts: list[int],
    tos: list[int],
    lines: list[int],
    s: list[int],
    left: list[int],
    out: list[int],
    why: list[int],
    work: list[int],
    m: list[int],
    before: list[int],
    begins: list[int],
    kept: list[int],
    states: list[int],
    ends: list[int],
) -> int:
    """Go on from the state of each member with the rows of this version, advanced to `tos`.

    begins: where each one's state begins in `before`. kept: where in `m` each one's watched lots
    are kept from version to version, or 0. The states are laid end to end; `ends` begins with 0.
    """
    k = 0
    w = 0
    ends[0] = 0
    while k < len(starts) - 1:
        p = begins[k]
        move(s, 0, before, p, p + size_of(before, p))
        take_up(m, kept[k])
        i = starts[k]
        while i < starts[k + 1]:
            out[0] = 0
            b = i * WIDTH
            outcome = decide(s, rows, b, lines, left, out, why, work, m)
            if rows[b + 6] < 0 and outcome == ACCEPTED:
                fall(s, m[1 - rows[b + 6]])
            i += 1
        out[0] = 0
        advance(s, out, tos[k])
        if m[0] > 0:
            remember(m, out, EXPIRE)
        lay_down(m, kept[k])
        n = size_of(s, 0)
        move(states, w, s, 0, n)
        w += n
        k += 1
        ends[k] = w
    return w
