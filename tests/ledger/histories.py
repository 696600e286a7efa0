"""Generated histories: what Hypothesis may do to a ledger, and how it is put to Setia.

Few members, keys and instants, so that events collide: the same key again, with another body, level
with each other, at the very instant at which a lot ends, before and after a change of version.
"""

from dataclasses import dataclass
from uuid import UUID

from hypothesis import strategies as st

from setia.ledger.entries import NewEvent
from tests.ledger.naive import Asked

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
MEMBERS = 2
AMOUNTS = (0, 99, 100, 2_550, 9_999, 10_000, 31_700)
AGOS_US = (
    *(days * DAY_US for days in (1, 30, 61, 90, 152, 153, 280, 364, 365, 366)),
    *(-DAY_US, -300_000_000, -300_000_001, -1, 0, 1, HOUR_US, 5 * HOUR_US, 30 * HOUR_US),
)


@dataclass(frozen=True)
class Move:
    """The clock moves on, or back when negative."""

    us: int


@dataclass(frozen=True)
class Send:
    """One request. Each event: member, kind, age, source, key, number, channel, given.

    The channel of a hold is its minutes, that of what ends one names it.
    """

    events: tuple[tuple[int, str, int, str, str, int, str | None, bool | None], ...]
    imported: bool


@dataclass(frozen=True)
class Sweep:
    """The sweeper comes by."""


Step = Move | Send | Sweep

_MOVES = st.builds(
    Move,
    st.sampled_from([-HOUR_US, -2, 1, HOUR_US, *(d * DAY_US for d in (1, 29, 31, 60, 92, 160))]),
)
_PURCHASES = st.tuples(
    st.integers(0, MEMBERS - 1), st.just("purchase"), st.sampled_from(AGOS_US),
    st.sampled_from(["shop", "till"]), st.sampled_from("abcdefgh"),
    st.sampled_from([*AMOUNTS, -1]), st.sampled_from([None, "app", "web", "post"]), st.none(),
)  # fmt: skip
_RETURNS = st.tuples(
    st.integers(0, MEMBERS - 1), st.just("return"), st.sampled_from(AGOS_US),
    st.sampled_from(["shop", "till"]), st.sampled_from("abcdefgh"),
    st.sampled_from([0, 99, 100, 700, 2_550, 20_000]), st.sampled_from([None, "app"]), st.none(),
)  # fmt: skip
_SPENDS = st.tuples(
    st.integers(0, MEMBERS - 1), st.just("spend"), st.sampled_from(AGOS_US),
    st.sampled_from(["shop", "till"]), st.sampled_from("abcdefgh"),
    st.sampled_from([0, 1, 7, 20, 100, 150]), st.none(), st.none(),
)  # fmt: skip
_HOLDS = st.tuples(
    st.integers(0, MEMBERS - 1), st.just("hold"), st.sampled_from(AGOS_US),
    st.sampled_from(["shop", "shop", "till"]), st.sampled_from("abc"),
    st.sampled_from([0, 1, 1, 7, 20, 150]), st.sampled_from(["1", "60", "44640", "446400"]),
    st.none(),
)  # fmt: skip
_ENDS = st.tuples(
    st.integers(0, MEMBERS - 1), st.sampled_from(["capture", "cancel"]), st.sampled_from(AGOS_US),
    st.sampled_from(["shop", "shop", "till"]), st.sampled_from("defgh"),
    st.sampled_from([0, 0, -1, 1, 7, 20, 100]), st.sampled_from("abcabcabcdefgh"), st.none(),
)  # fmt: skip
_ACTS = _SPENDS | _HOLDS | _ENDS | _ENDS
_GIVEN = st.tuples(_ACTS | _RETURNS, st.booleans()).map(lambda pair: (*pair[0][:-1], pair[1]))


def _sends(
    *kinds: st.SearchStrategy[tuple[object, ...]], imported: bool
) -> st.SearchStrategy[Send]:
    events = st.lists(st.one_of(*kinds), min_size=1, max_size=6).map(tuple)
    return st.builds(Send, events, st.just(imported))


STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        _sends(_PURCHASES, _PURCHASES, _RETURNS, _ACTS, imported=False),
        _sends(_PURCHASES, _PURCHASES, _RETURNS, _ACTS, _GIVEN, imported=True),
        _MOVES,
        st.just(Sweep()),
        st.just(Sweep()),
    ),
    min_size=3,
    max_size=14,
)


def asked_of(send: Send, members: list[UUID], now_us: int) -> list[Asked]:
    """The events of one request, as they happened before (or a little after) now."""
    return [
        Asked(
            members[member],
            kind,
            now_us - ago_us,
            source,
            key,
            _payload(kind, number, channel),
            given,
        )
        for member, kind, ago_us, source, key, number, channel, given in send.events
    ]


def _payload(kind: str, number: int, channel: str | None) -> dict[str, int | str]:
    if kind == "spend":
        return {"points": number}
    if kind == "hold":
        return {"points": number, "minutes": int(channel or 0)}
    if kind in ("capture", "cancel"):
        return {"of": channel or "", **({"points": number} if number else {})}
    return {"amount": number, **({"channel": channel} if channel else {})}


def event_of(asked: Asked) -> NewEvent:
    return NewEvent(
        asked.member,
        asked.kind,
        asked.occurred_us,
        asked.source,
        asked.key,
        asked.payload,
        asked.given,
    )
