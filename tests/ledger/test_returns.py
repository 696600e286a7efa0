"""Returns in the ledger: before their purchase, at once, again, imported, refused (I4, I8, I9)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import permutations
from uuid import UUID

import pytest

from setia.ledger.actions.rebuild import rebuild_states
from setia.ledger.actions.record import record
from setia.ledger.actions.sweep import sweep_all
from setia.ledger.entries import NewEvent, Origin, Outcome, Receipt
from setia.platform.access.principal import SYSTEM
from setia.platform.json import Json
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.clocks import StoppedClock, us
from tests.ledger.crowd import ROUNDS, at_once
from tests.ledger.programs import DAY_US, coffee, opened, purchase, spend
from tests.ledger.tellings import balances_of, clean, events_of, had, of, told

SINCE_US = us(2024, 1, 1)
NOW_US = us(2024, 6, 1, 12)
REFUSING = coffee(None) + "returns: {when spent: refuse}\n"
WRITING_OFF = coffee(None) + "returns: {when spent: write off}\n"


@pytest.fixture
def clock(database: DatabaseUrls) -> Iterator[StoppedClock]:
    with closing(StoppedClock(database, SINCE_US)) as stopped:
        yield stopped


def _published(clock: StoppedClock, document: str) -> None:
    publish_program(document, acting=SYSTEM, effective_us=SINCE_US)
    clock.set(NOW_US)


def back(member: UUID, key: str, of_: str, **part: Json) -> NewEvent:
    """What comes back of a purchase of the same till."""
    return NewEvent(member, "return", NOW_US, "till", key, {"of": of_, **part})


def _said(receipts: Sequence[Receipt]) -> list[str]:
    return [f"{one.outcome} {one.reason}".strip() for one in receipts]


def test_a_return_takes_back_what_its_purchase_gave(clock: StoppedClock) -> None:
    _published(clock, coffee(None))
    (member,) = opened(1)
    bought = purchase(member, "p", 10_000, NOW_US, "app")
    first, part, rest, more = record(
        [
            bought,
            back(member, "a", "p", amount=2_550),
            back(member, "b", "p"),
            back(member, "c", "p"),
        ],
        acting=SYSTEM,
    )
    assert _said([first, part, rest, more]) == [
        "accepted",
        "accepted",
        "accepted",
        "refused more_than_bought",
    ]
    assert [one.points for one in (first, part, rest)] == [
        {"beans": 103},
        {"beans": -26},
        {"beans": -77},
    ]
    assert part.rules == {"base": -26}
    assert rest.rules == {"base": -74, "visit": -3}
    assert balances_of(member)["beans"] == 0
    assert _said(record([back(member, "b", "p")], acting=SYSTEM)) == ["replayed"]
    clean()


def test_every_order_of_arrival_has_the_documented_end(clock: StoppedClock) -> None:
    """F7: what comes before its purchase waits for it, and is decided when the purchase comes."""
    _published(clock, coffee(None))
    events = [
        lambda one: purchase(one, "p", 10_000, NOW_US - DAY_US, "app"),
        lambda one: purchase(one, "q", 5_000, NOW_US - 2 * DAY_US),
        lambda one: back(one, "a", "p", amount=3_000),
        lambda one: back(one, "b", "p", amount=7_000),
        lambda one: back(one, "c", "q", amount=1_000),
    ]
    orders = list(permutations(range(len(events))))
    members = opened(len(orders))
    ends: Counter[str] = Counter()
    for member, order in zip(members, orders, strict=True):
        for place in order:
            (receipt,) = record([events[place](member)], acting=SYSTEM)
            named = {2: 0, 3: 0, 4: 1}.get(place, place)
            waits = order.index(named) > order.index(place)
            assert receipt.outcome == (Outcome.WAITING if waits else Outcome.ACCEPTED)
            ends[receipt.outcome] += 1
        assert balances_of(member)["beans"] == 40
    assert ends[Outcome.WAITING] == 180
    slots = {str(one["slots"]) for one in had(members, NOW_US).values()}
    assert len(slots) == 1, "counters, windows and tiers too"
    clean()


def test_what_comes_back_twice_at_once_is_taken_once(clock: StoppedClock) -> None:
    """F9: fifty returns of the same whole purchase, each with a key of its own."""
    _published(clock, coffee(None))
    for member in opened(max(3, ROUNDS // 4)):
        record([purchase(member, "p", 10_000, NOW_US - 1), spend(member, "s", 60)], acting=SYSTEM)
        tries = [back(member, f"r{k}", "p") for k in range(20)]
        receipts = at_once(lambda one: record([one], acting=SYSTEM)[0], tries)
        assert Counter(_said(receipts)) == {"accepted": 1, "refused more_than_bought": 19}
        assert balances_of(member)["beans"] == -60
    clean()


def test_spent_points_are_refused_for_good(clock: StoppedClock) -> None:
    _published(clock, REFUSING)
    (member,) = opened(1)
    record([purchase(member, "p", 10_000, NOW_US), spend(member, "s", 60)], acting=SYSTEM)
    assert _said(record([back(member, "a", "p")], acting=SYSTEM)) == ["refused points_spent"]
    assert _said(record([back(member, "b", "p", amount=4_000)], acting=SYSTEM)) == ["accepted"]
    assert balances_of(member)["beans"] == 0
    late = purchase(member, "late", 4_000, NOW_US - 30 * DAY_US)
    assert _said(record([late], acting=SYSTEM)) == ["accepted"]
    assert balances_of(member)["beans"] == 40, "the refusal stands, though points are there now"
    clean()


def test_a_return_is_found_by_its_purchase_in_the_same_request(clock: StoppedClock) -> None:
    _published(clock, coffee(None))
    for origin in (Origin.LIVE, Origin.IMPORT):
        (member,) = opened(1)
        asked = [back(member, "r", "p"), purchase(member, "p", 10_000, NOW_US - DAY_US)]
        said = _said(record(asked, acting=SYSTEM, origin=origin))
        first = "waiting unknown_event" if origin is Origin.LIVE else "accepted"
        assert said == [first, "accepted"], "a file is decided in the order of time"
        assert balances_of(member)["beans"] == 0
    clean()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_return_that_waits_is_found_wherever_its_purchase_stands_in_a_file(
    clock: StoppedClock, place: int
) -> None:
    _published(clock, coffee(None))
    (member,) = opened(1)
    assert _said(record([back(member, "r", "p")], acting=SYSTEM)) == ["waiting unknown_event"]
    clock.set(NOW_US + 9 * DAY_US)
    file = [purchase(member, f"q{k}", 100, NOW_US + k * DAY_US) for k in range(1, 3)]
    file.insert(place, purchase(member, "p", 5_000, NOW_US + place * DAY_US + 1))
    record(file, acting=SYSTEM, origin=Origin.IMPORT)
    assert balances_of(member)["beans"] == 2
    clean()


def test_a_file_is_refused_the_same_return_whatever_else_it_tells(clock: StoppedClock) -> None:
    _published(clock, REFUSING)
    for more in (0, 1):
        (member,) = opened(1)
        bought = purchase(member, "p", 10_000, NOW_US - 3 * DAY_US)
        record([bought, spend(member, "s", 60)], acting=SYSTEM)
        file = [NewEvent(member, "return", NOW_US - DAY_US, "till", "a", {"of": "p"})]
        file += [purchase(member, f"q{k}", 100, NOW_US - 2 * DAY_US) for k in range(more)]
        receipts = record(file, acting=SYSTEM, origin=Origin.IMPORT)
        assert _said(receipts) == ["refused points_spent", "accepted"][: 1 + more]
        assert balances_of(member)["beans"] == 40 + 2 * more, "gold counts twice"
    clean()


def test_what_can_not_be_taken_is_written_off(clock: StoppedClock) -> None:
    _published(clock, WRITING_OFF)
    (member,) = opened(1)
    record([purchase(member, "p", 10_000, NOW_US), spend(member, "s", 60)], acting=SYSTEM)
    clock.set(NOW_US + DAY_US)
    later = NewEvent(member, "return", NOW_US + DAY_US, "till", "a", {"of": "p"})
    (receipt,) = record([later], acting=SYSTEM)
    assert receipt.points == {"beans": -40}
    assert balances_of(member)["beans"] == 0
    assert events_of(member)[-1] == ("return", [40, 60])
    clean()


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_import_with_returns_is_as_live(clock: StoppedClock, pieces: int) -> None:
    _published(clock, coffee(None))
    live, imported = opened(2)
    for one in (
        back(live, "early", "p2", amount=100),
        purchase(live, "p1", 12_345, NOW_US - 40 * DAY_US, "app"),
        purchase(live, "p2", 4_000, NOW_US - 3 * DAY_US, "app"),
        back(live, "a", "p1", amount=2_400),
        spend(live, "s", 50),
        back(live, "b", "p2"),
        back(live, "c", "p1", amount=9_945),
    ):
        record([one], acting=SYSTEM)
    said = [of(imported, one) for one in told(live)]
    size = -(-len(said) // pieces)
    for k in range(0, len(said), size):
        receipts = record(said[k : k + size], acting=SYSTEM, origin=Origin.IMPORT)
        assert Outcome.ERROR not in {one.outcome for one in receipts}
    clock.set(NOW_US + 400 * DAY_US)
    sweep_all()
    left = had([live, imported], clock.now_us)
    assert left[live] == left[imported]
    assert rebuild_states(acting=SYSTEM).mended == 0
    clean()


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({}, "of: is needed"),
        ({"of": ""}, "of: must be text of 1 to 200"),
        ({"of": "x" * 201}, "of: must be text of 1 to 200"),
        ({"of": 5}, "of: must be text"),
        ({"of": "p", "of_source": ""}, "of_source: must be text"),
        ({"of": "p", "amount": 0}, "amount: 0 must be a whole number"),
        ({"of": "p", "amount": -5}, "amount: -5 must be a whole number"),
        ({"of": "p", "amount": "5"}, "amount: '5' must be a whole number"),
        ({"of": "p", "amount": True}, "amount: True must be a whole number"),
        ({"of": "p", "channel": 5}, "channel: can't come back in part; what can: amount"),
        ({"of": "p", "currency": "EUR"}, "currency: 'EUR'; this program takes MYR"),
        ({"of": "p", "items": []}, "items: must be a list of 1 to 1000 lines"),
        ({"of": "p", "items": [7]}, "items[0]: must be an object with a line"),
        ({"of": "p", "items": [{"amount": 5}]}, "items[0].line: None must be a line"),
        ({"of": "p", "items": [{"line": 0}]}, "items[0].line: 0 must be a line"),
        ({"of": "p", "items": [{"line": 1, "amount": 0}]}, "items[0].amount: 0 must be"),
        ({"of": "p", "items": [{"line": 1, "sku": 1}]}, "items[0].sku: can't come back in part"),
    ],
)
def test_a_return_that_can_not_be_read_uses_no_key(
    clock: StoppedClock, payload: dict[str, Json], where: str
) -> None:
    _published(clock, coffee(None))
    (member,) = opened(1)
    unfit = NewEvent(member, "return", NOW_US, "till", "r", payload)
    (receipt,) = record([unfit], acting=SYSTEM)
    assert (receipt.outcome, receipt.reason) == (Outcome.ERROR, "unfit")
    assert receipt.detail.startswith(where)
    assert events_of(member) == []


def test_lines_that_are_not_there_are_refused(clock: StoppedClock) -> None:
    _published(clock, coffee(None))
    (member,) = opened(1)
    items: list[Json] = [{"amount": 600}, {"amount": 400}]
    bought = NewEvent(member, "purchase", NOW_US, "till", "p", {"amount": 1_000, "items": items})
    said = _said(
        record(
            [
                bought,
                back(member, "a", "p", items=[{"line": 3}]),
                back(member, "b", "p", items=[{"line": 2, "amount": 401}]),
                back(member, "c", "p", items=[{"line": 2, "amount": 400}]),
                back(member, "d", "p", items=[{"line": 2, "amount": 1}]),
                back(member, "e", "p", items=[{"line": 1}]),
                back(member, "f", "p", items=[{"line": 1}]),
            ],
            acting=SYSTEM,
        )
    )
    assert said == [
        "accepted", "refused unknown_line", "refused more_than_bought", "accepted",
        "refused more_than_bought", "accepted", "refused more_than_bought",
    ]  # fmt: skip
    assert balances_of(member)["beans"] == 0
    clean()
