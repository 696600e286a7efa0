"""Everything has a limit: one below, at it, one above (I17, I18); nothing over it is half done."""

from collections.abc import Iterator
from contextlib import closing, nullcontext
from typing import Any
from uuid import UUID

import pytest

from setia.core.engine.limits import MAX_AMOUNT, MAX_BUCKETS, MAX_INSTANT_US, MAX_ITEMS
from setia.ledger import transaction
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import (
    MAX_BODY_BYTES,
    MAX_DEPTH,
    MAX_KEY_CHARS,
    MAX_SOURCE_CHARS,
    BadEvent,
    NewEvent,
    Origin,
    Outcome,
)
from setia.ledger.verify import verify
from setia.platform.access.principal import SYSTEM
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.programs import DAY_US, balances, coffee, now_us, opened, purchase, spend

MEMBER = UUID("01900000-0000-7000-8000-000000000001")
NEAR = (-1, 0, 1)


def clean() -> bool:
    seal_all()
    verdict = verify()
    assert verdict.clean, verdict.findings
    return verdict.clean


def event(**more: Any) -> NewEvent:
    return NewEvent(
        MEMBER,
        "purchase",
        more.pop("occurred_us", 0),
        more.pop("source", "till"),
        more.pop("key", "k"),
        {"amount": 0, **more},
    )


def nested(levels: int) -> Any:
    return [] if levels == 1 else [nested(levels - 1)]


def wide(size: int) -> dict[str, Any]:
    """Attributes that make a body of so many bytes."""
    bare = len(event(note="").body())
    return {"note": "é" * ((size - bare) // 2) + "x" * ((size - bare) % 2)}


@pytest.mark.parametrize("over", NEAR)
@pytest.mark.parametrize(
    ("where", "made"),
    [
        ("key", lambda over: {"key": "k" * (MAX_KEY_CHARS + over)}),
        ("source", lambda over: {"source": "s" * (MAX_SOURCE_CHARS + over)}),
        ("occurred_us", lambda over: {"occurred_us": MAX_INSTANT_US + over}),
        ("payload.amount", lambda over: {"amount": MAX_AMOUNT + over}),
        ("payload.amount", lambda over: {"amount": -MAX_AMOUNT - over}),
        ("payload.items", lambda over: {"items": [{"amount": 1}] * (MAX_ITEMS + over)}),
        # The payload itself is the first level.
        ("payload.deep", lambda over: {"deep": nested(MAX_DEPTH - 1 + over)}),
        ("payload", lambda over: wide(MAX_BODY_BYTES + over)),
    ],
)
def test_one_below_and_at_the_limit_pass_and_one_above_is_refused(
    where: str, made: Any, over: int
) -> None:
    with pytest.raises(BadEvent) if over > 0 else nullcontext() as refused:
        event(**made(over))
    if refused is not None:
        assert refused.value.where.startswith(where)


@pytest.mark.parametrize(
    "made",
    [
        {"key": ""},
        {"source": ""},
        {"occurred_us": -1},
        {"key": "a\x00b"},
        {"key": "\ud800"},
        {"note": "\ud800"},
        {"note": "a\x00b"},
        {"note": 1.5},
        {"amount": float("nan")},
        {"note": b"bytes"},
        {"items": {"amount": 1}},
        {"note": {1: "not text"}},
        {"note": {"a\x00": 1}},
    ],
)
def test_what_no_engine_could_hold_is_refused_at_the_door(made: dict[str, Any]) -> None:
    with pytest.raises(BadEvent):
        event(**made)


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, us(2025, 6, 1))) as stopped:
        yield stopped


def test_the_longest_and_largest_event_is_recorded_as_it_is(database: DatabaseUrls) -> None:
    publish_program(coffee(), acting=SYSTEM)
    (member,) = opened(1)
    largest = NewEvent(
        member,
        "purchase",
        now_us(),
        'é"\\{}' * (MAX_SOURCE_CHARS // 5),
        "\n\t'\"\\,{}" * (MAX_KEY_CHARS // 8),
        {"amount": MAX_AMOUNT, "channel": 'a"\\,{b}\n', **wide(MAX_BODY_BYTES - 100)},
    )
    (first,) = record([largest], acting=SYSTEM)
    (again,) = record([largest], acting=SYSTEM)
    assert (first.outcome, again.outcome) == (Outcome.ACCEPTED, Outcome.REPLAYED)
    assert first.points == {"beans": MAX_AMOUNT // 100}
    items = [{"amount": MAX_AMOUNT // 2 + 1}] * 2
    (split,) = record(
        [NewEvent(member, "purchase", 0, "till", "i", {"amount": 1, "items": items})],
        acting=SYSTEM,
    )
    assert (split.outcome, split.reason) == (Outcome.ERROR, "unfit")
    assert clean()


@pytest.mark.parametrize("points", [0, MAX_AMOUNT])
def test_a_spend_of_nothing_is_an_error_and_of_too_much_a_refusal(
    database: DatabaseUrls, points: int
) -> None:
    publish_program(coffee(), acting=SYSTEM)
    (member,) = opened(1)
    (receipt,) = record([spend(member, "s", points)], acting=SYSTEM)
    assert receipt.outcome == (Outcome.REFUSED if points else Outcome.ERROR)
    assert clean()


def test_a_lot_more_than_a_holder_can_have_is_set_aside_whole(clock: StoppedClock) -> None:
    """A lot a day, kept 20 years: full at 4,096 buckets less one for each series of an event."""
    text = coffee(budget=None).replace("expires: 12 months", "expires: 240 months")
    text = text.replace("spend in 3 months", "spend in 1 month")
    publish_program(text, acting=SYSTEM, effective_us=0)
    (member,) = opened(1)
    room = MAX_BUCKETS - 2 - 31 + 1
    first_us = clock.now_us - (room + 4) * DAY_US
    events = [purchase(member, f"k{n}", 100, first_us + n * DAY_US) for n in range(room - 2)]
    for k in range(0, len(events), 2_000):
        record(events[k : k + 2_000], acting=SYSTEM, origin=Origin.IMPORT)
    before = balances([member])
    outcomes = []
    for n in range(room - 2, room + 4):
        (receipt,) = record([purchase(member, f"k{n}", 100, first_us + n * DAY_US)], acting=SYSTEM)
        outcomes.append((receipt.outcome, receipt.reason))
    full = outcomes.index((Outcome.SET_ASIDE, "too_many_lots"))
    assert set(outcomes[:full]) <= {(Outcome.ACCEPTED, "")}
    assert set(outcomes[full:]) == {(Outcome.SET_ASIDE, "too_many_lots")}
    assert full > 0, "one below and at the limit pass"
    assert balances([member]) == {member: before[member] + full}
    assert clean()
    (spent,) = record([spend(member, "s", 1_000)], acting=SYSTEM)
    assert spent.outcome in (Outcome.ACCEPTED, Outcome.SET_ASIDE)
    sweep_all()
    assert clean()


def test_a_late_event_moves_at_most_so_many_later_ones(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "MAX_LATER_EVENTS", 5)
    publish_program(coffee(), acting=SYSTEM)
    (member,) = opened(1)
    now = now_us()
    events = [purchase(member, f"k{n}", 100, now - n * DAY_US) for n in range(6, 0, -1)]
    record(events, acting=SYSTEM)
    late = [purchase(member, f"late{n}", 100, now - n * DAY_US - 1) for n in (4, 5, 6)]
    outcomes = []
    for one in late:
        (receipt,) = record([one], acting=SYSTEM)
        outcomes.append((receipt.outcome, receipt.reason))
    # The first two stand before 4 and, with the first, 6 later events; so does the third.
    assert outcomes == [
        (Outcome.ACCEPTED, ""),
        (Outcome.SET_ASIDE, "too_many_later_events"),
        (Outcome.SET_ASIDE, "too_many_later_events"),
    ]
    (again,) = record([late[1]], acting=SYSTEM)
    assert (again.outcome, again.first) == (Outcome.REPLAYED, Outcome.SET_ASIDE)
    (imported,) = record(
        [purchase(member, "file", 100, now - 9 * DAY_US)], acting=SYSTEM, origin=Origin.IMPORT
    )
    assert imported.outcome == Outcome.ACCEPTED, "an import refolds a member once"
    assert balances([member]) == {member: 8}
    assert clean()
