"""Holds, captures and cancels in the ledger: each hold ends once (I2, I3, I4, I8, I9, F7)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from setia.core.engine.limits import MAX_BUCKETS
from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from setia.platform.json import Json
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, coffee, in_force, opened, purchase, spend
from tests.ledger.tellings import balances_of, clean, events_of, had

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
MINUTE_US = 60_000_000
WON = {(Outcome.ACCEPTED, ""): 1}


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with in_force(database, coffee(None), SINCE_US, NOW_US) as stopped:
        yield stopped


def act(member: UUID, kind: str, key: str, **payload: Json) -> NewEvent:
    """An act of the shop."""
    return NewEvent(member, kind, NOW_US, "shop", key, payload)


def alone(event: NewEvent) -> Receipt:
    (receipt,) = record([event], acting=SYSTEM)
    return receipt


def _said(receipts: Sequence[Receipt]) -> list[str]:
    return [f"{one.outcome} {one.reason}".strip() for one in receipts]


def _with_points(holders: int, points: int) -> list[UUID]:
    members = opened(holders)
    record([purchase(one, "p", points * 100, NOW_US) for one in members], acting=SYSTEM)
    return members


def test_a_hold_is_used_in_part_and_cancelled_in_part(clock: StoppedClock) -> None:
    (member,) = _with_points(1, 100)
    receipts = record(
        [
            act(member, "hold", "h", points=60),
            act(member, "hold", "too much", points=41),
            act(member, "capture", "c", of="h", points=45),
            act(member, "capture", "again", of="h"),
            act(member, "cancel", "x", of="c", points=20),
            act(member, "cancel", "y", of="c", points=26),
            act(member, "cancel", "z", of="c"),
            act(member, "cancel", "none", of="c"),
        ],
        acting=SYSTEM,
    )
    assert _said(receipts) == [
        *("accepted", "refused not_enough_points", "accepted", "refused no_open_hold"),
        *("accepted", "refused more_than_left", "accepted", "refused nothing_to_cancel"),
    ]
    moved = [one.points for one in receipts if one.outcome == Outcome.ACCEPTED]
    assert moved == [{"beans": -60}, {"beans": 15}, {"beans": 20}, {"beans": 25}]
    assert balances_of(member)["beans"] == 100
    assert _said([alone(act(member, "cancel", "x", of="c", points=20))]) == ["replayed"]
    clean(bulk=True)


def test_of_fifty_captures_at_once_one_wins(clock: StoppedClock) -> None:
    """I3: and of as many cancels."""
    for member in _with_points(max(3, ROUNDS // 8), 60):
        record([act(member, "hold", "h", points=60)], acting=SYSTEM)
        tries = [act(member, "capture", f"c{k}", of="h") for k in range(50)]
        found = Counter((one.outcome, one.reason) for one in at_once(alone, tries))
        assert found == {**WON, (Outcome.REFUSED, "no_open_hold"): 49}
        used = next(one.key for one in tries if alone(one).first == Outcome.ACCEPTED)
        tries = [act(member, "cancel", f"x{k}", of=used) for k in range(50)]
        found = Counter((one.outcome, one.reason) for one in at_once(alone, tries))
        assert found == {**WON, (Outcome.REFUSED, "nothing_to_cancel"): 49}
        assert balances_of(member)["beans"] == 60
    clean(bulk=True)


def test_captures_and_cancels_at_once_end_a_hold_once(clock: StoppedClock) -> None:
    for member in _with_points(max(3, ROUNDS // 8), 60):
        record([act(member, "hold", "h", points=60)], acting=SYSTEM)
        tries = [act(member, "capture" if k % 2 else "cancel", f"e{k}", of="h") for k in range(50)]
        receipts = at_once(alone, tries)
        won = [one for one, it in zip(tries, receipts, strict=True) if it.outcome == "accepted"]
        assert len(won) == 1
        assert balances_of(member)["beans"] == (60 if won[0].kind == "cancel" else 0)
    clean(bulk=True)


def test_of_fifty_holds_of_the_last_points_one_wins(clock: StoppedClock) -> None:
    for member in _with_points(max(3, ROUNDS // 8), 60):
        tries = [act(member, "hold", f"h{k}", points=60) for k in range(50)]
        found = Counter((one.outcome, one.reason) for one in at_once(alone, tries))
        assert found == {**WON, (Outcome.REFUSED, "not_enough_points"): 49}
    clean(bulk=True)


ACTS: Mapping[str, tuple[str, str]] = {
    "hold": ("hold", ""),
    "first": ("capture", "hold"),
    "second": ("capture", "hold"),
    "cancel": ("cancel", "hold"),
    "refund": ("cancel", "first"),
}


def _expected(order: Sequence[str]) -> tuple[list[str], int]:
    """The rule in plain words: an act that names nothing that is there is refused, for ever."""
    found, balance, opened_, used = [], 100, False, ""
    for name in order:
        kind, _ = ACTS[name]
        good = {
            "hold": True,
            "first": opened_,
            "second": opened_,
            "cancel": opened_,
            "refund": used == "first",
        }[name]
        reason = "no_open_hold" if kind == "capture" else "nothing_to_cancel"
        found.append("accepted" if good else f"refused {reason}")
        if good and kind == "capture":
            used = name
        if name == "refund" and good:
            used = ""
        if good and name != "refund":
            opened_ = name == "hold"
        balance = 100 - 60 * (opened_ or bool(used))
    return found, balance


def test_every_order_of_arrival_has_the_documented_end(clock: StoppedClock) -> None:
    """F7: every order of a hold, two captures, a cancel of the hold and one of the first."""
    orders = list(permutations(ACTS))
    members = _with_points(len(orders), 100)
    for together, (member, order) in enumerate(zip(members, orders, strict=True)):
        events = [
            act(member, kind, name, points=60) if not of_ else act(member, kind, name, of=of_)
            for name, (kind, of_) in ((name, ACTS[name]) for name in order)
        ]
        # One request, or one each.
        asked = [events] if together % 2 else [[one] for one in events]
        receipts = [one for request in asked for one in record(request, acting=SYSTEM)]
        ends, balance = _expected(order)
        assert (_said(receipts), balances_of(member)["beans"]) == (ends, balance), order
    clean(bulk=True)


def test_a_hold_is_over_when_its_time_is_whenever_the_sweep_comes(clock: StoppedClock) -> None:
    early, late, never = _with_points(3, 100)
    holds = [act(one, "hold", "h", points=60, minutes=10) for one in (early, late, never)]
    record(holds, acting=SYSTEM)
    clock.set(NOW_US + 10 * MINUTE_US)  # they were recorded a microsecond after their purchases
    sweep_all()
    assert _balances((early, late, never), clock) == [40, 40, 40]
    clock.set(NOW_US + 10 * MINUTE_US + 1)
    assert _said([alone(act(late, "capture", "early", of="h"))]) == ["refused no_open_hold"]
    sweep_all()
    assert events_of(early)[-1][0] == "clock"
    clock.set(NOW_US + 3 * DAY_US)
    assert _balances((early, late, never), clock) == [100, 100, 100]
    receipts = [alone(act(one, "capture", "c", of="h")) for one in (early, late)]
    assert _said(receipts) == ["refused no_open_hold"] * 2
    assert _said([alone(spend(never, "s", 100))]) == ["accepted"]
    clean(bulk=True)


def _balances(members: Sequence[UUID], clock: StoppedClock) -> list[int]:
    return [balances_of(one)["beans"] for one in members]


def test_what_comes_late_moves_lots_and_never_the_outcome(clock: StoppedClock) -> None:
    """A purchase that comes after a capture and a cancel, but is older than both (I8)."""
    members = opened(2)
    for member in members:
        record([purchase(member, "p", 10_000, NOW_US - 2 * DAY_US)], acting=SYSTEM)
    clock.set(NOW_US)
    for member in members:
        acts = [
            act(member, "hold", "h", points=80),
            act(member, "capture", "c", of="h", points=70),
            act(member, "cancel", "x", of="c", points=30),
        ]
        assert _said(record(acts, acting=SYSTEM)) == ["accepted"] * 3
    late, other = members
    (receipt,) = record([purchase(late, "late", 5_000, NOW_US - 90 * DAY_US)], acting=SYSTEM)
    assert receipt.points == {"beans": 50}
    back = NewEvent(other, "return", NOW_US, "till", "r", {"of": "p"})
    assert alone(back).points == {"beans": -100}
    assert _balances(members, clock) == [110, -40]
    whole = had(members, clock.now_us)
    clean(bulk=True)
    rebuild_states(acting=SYSTEM)
    assert had(members, clock.now_us) == whole


def test_an_import_brings_outcomes_or_has_them_decided(clock: StoppedClock) -> None:
    decided, brought = opened(2)
    at = {"p": 1, "h": 2, "c": 3, "x": 4, "s": 5, "y": 6}

    def given(member: UUID, kind: str, key: str, *, outcome: bool | None, **said: Json) -> NewEvent:
        return NewEvent(member, kind, SINCE_US + at[key] * DAY_US, "file", key, said, given=outcome)

    def history(member: UUID, *, outcome: bool | None) -> list[NewEvent]:
        bought = NewEvent(
            member, "purchase", SINCE_US + at["p"] * DAY_US, "file", "p", {"amount": 10_000}
        )
        return [
            given(member, "cancel", "y", outcome=outcome, of="s", points=10),
            given(member, "capture", "c", outcome=outcome, of="h", points=50),
            given(member, "hold", "h", outcome=outcome, points=60, minutes=2_880),
            bought,
            given(member, "cancel", "x", outcome=outcome, of="c", points=20),
            given(member, "spend", "s", outcome=outcome, points=70),
        ]

    events = [*history(decided, outcome=None), *history(brought, outcome=True)]
    receipts = record(events, acting=SYSTEM, origin=Origin.IMPORT)
    assert _said(receipts) == ["accepted"] * 12
    assert _balances((decided, brought), clock) == [10, 10]
    again = record(events, acting=SYSTEM, origin=Origin.IMPORT)
    assert _said(again) == ["replayed"] * 12
    one, other = had((decided, brought), clock.now_us).values()
    assert one == other
    clean(bulk=True)


def test_a_bad_act_is_an_error_and_uses_no_key(clock: StoppedClock) -> None:
    (member,) = _with_points(1, 100)
    bad = [
        act(member, "hold", "b", points=0),
        act(member, "hold", "b", points=10, minutes=0),
        act(member, "capture", "b", points=10),
        act(member, "capture", "b", of="h", points=0),
        act(member, "cancel", "b", of=""),
        act(member, "cancel", "b", of="h", of_source=""),
    ]
    for one in bad:
        assert alone(one).outcome == Outcome.ERROR, one
    assert _said([alone(act(member, "hold", "b", points=10))]) == ["accepted"]
    clean()


def test_a_late_event_never_undoes_an_act_for_lack_of_room(database: DatabaseUrls) -> None:
    """An act keeps its outcome for ever (I12): what would leave it no room is set aside itself, and
    a budget keeps what it would have claimed.
    """
    with in_force(database, coffee(100), SINCE_US, NOW_US) as clock:
        (member,) = opened(1)
        lots = [_lot(member, "file", k, date(2025, 1, 1) + timedelta(days=k)) for k in range(MOST)]
        record(lots, acting=SYSTEM, origin=Origin.IMPORT)
        acts = [act(member, "hold", "h", points=10), act(member, "capture", "c", of="h")]
        assert _said(record(acts, acting=SYSTEM)) == ["accepted"] * 2
        clock.set(NOW_US + MINUTE_US)
        late = [
            purchase(member, "late", 6_000, NOW_US - DAY_US // 2, "web"),
            _lot(member, "till", 0, date(2024, 12, 1)),
        ]
        assert _said([alone(one) for one in late]) == ["set_aside no_room"] * 2
        with outermost() as cursor:
            cursor.execute('SELECT "left" FROM allotment')
            assert cursor.fetchall() == [(100,)]
        assert balances_of(member)["beans"] == MOST - 10
        assert _said([alone(act(member, "cancel", "x", of="c", points=4))]) == ["accepted"]
        (now,) = record([purchase(member, "now", 6_000, clock.now_us, "web")], acting=SYSTEM)
        assert now.rules is not None
        assert now.rules["gift"] > 0, "what the late one did not claim is there"
        clean()


MOST = MAX_BUCKETS - 2
"""As many lots as leave room for a hold."""


def _lot(member: UUID, source: str, number: int, ends: date) -> NewEvent:
    told: dict[str, Json] = {"points": 1, "expires": ends.isoformat()}
    return NewEvent(member, "opening", NOW_US - DAY_US, source, f"o{number:05}", told)
