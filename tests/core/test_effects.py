"""What a transfer brings to another holder: how an event says it, and what fits into a state."""

import pytest

from setia.core.engine.book import Book, Happened, balances, same
from setia.core.engine.effects import MAX_LOTS, brought, lots_of
from setia.core.engine.limits import MAX_AMOUNT, MAX_BUCKETS, NEVER
from setia.core.engine.postings import Account, Cause, Posting
from setia.core.engine.readers import Payload, Unfit
from setia.core.engine.state import buckets
from tests.core.histories import START_US, version_of
from tests.core.zones import DAY_US

BOOK = Book(
    (
        version_of(
            """
setia: 1
program: p
currency: MYR
wallets:
  beans: {expires: 12 months, transfers: yes, funded by: brand-x}
earning:
  - {rule: base, give: 1 beans per whole 1.00}
"""
        ),
    )
)
LAYOUT = BOOK.newest.layout
MONTH = 2024 * 12
LEFT = (Account.AVAILABLE, Account.SENT)


def lot(points: int = 5, **more: object) -> dict[str, object]:
    return {"points": points, "earned": "2024-01", **more}


def over(part: str) -> dict[str, object]:
    return {"ends": f"2024-01-30T00:00:00.{part}Z"}


def effect(*lots: dict[str, object], at_us: int = START_US, key: str = "k") -> Happened:
    total = sum(int(str(one["points"])) for one in lots)
    return Happened(at_us, "effect", "effect", key, {"points": total, "lots": list(lots)})


def test_a_lot_is_said_and_read_back_as_it_is() -> None:
    sent = [
        Posting(
            0, Account.AVAILABLE, Account.SENT, ends, MONTH + k, k % 2, 7, Cause.TRANSFER, 5 + k
        )
        for k, ends in enumerate([NEVER, START_US, START_US + 1, START_US + 999_999])
    ]
    other = [
        Posting(0, Account.AVAILABLE, Account.SPENT, 9, MONTH, 0, 7, Cause.SPEND, 3),
        Posting(0, Account.SENT, Account.AVAILABLE, 9, MONTH, 0, 7, Cause.TRANSFER, 3),
    ]
    (said,) = brought({"seq": 1}, [*other, *sent], LAYOUT)
    assert (said["of"], said["wallet"], said["points"]) == ({"seq": 1}, "beans", 5 + 6 + 7 + 8)
    assert said["lots"] == [
        {"points": 5, "earned": "2024-01"},
        {
            "points": 6,
            "earned": "2024-02",
            "ends": "2024-01-30T00:00:00.000000Z",
            "funder": "brand-x",
        },
        {"points": 7, "earned": "2024-03", **over("000001")},
        {
            "points": 8,
            "earned": "2024-04",
            "ends": "2024-01-30T00:00:00.999999Z",
            "funder": "brand-x",
        },
    ]
    read = [*lots_of(said, LAYOUT)]
    assert read == [
        n
        for one in sent
        for n in (one.amount, one.expires_us, one.month, one.funder, one.expires_us)
    ]


def test_a_lot_says_when_it_is_due_where_that_is_not_its_end() -> None:
    """A lot that ends by inactivity has no end of its own; another version has moved an end."""
    ends = (NEVER, NEVER, START_US, START_US)
    sent = [Posting(0, *LEFT, one, MONTH, 0, 7, Cause.TRANSFER, 5) for one in ends]
    dues = [NEVER, START_US, START_US, START_US + 1, 99]
    (said,) = brought({}, sent, LAYOUT, dues)
    assert said["lots"] == [
        {"points": 5, "earned": "2024-01"},
        {"points": 5, "earned": "2024-01", "due": over("000000")["ends"]},
        {"points": 5, "earned": "2024-01", **over("000000")},
        {"points": 5, "earned": "2024-01", **over("000000"), "due": over("000001")["ends"]},
    ]
    read = [*lots_of(said, LAYOUT)]
    assert (read[1::5], read[4::5]) == (list(ends), dues[:4])


@pytest.mark.parametrize(("lots", "parts"), [(0, []), (249, [249]), (250, [250]), (251, [250, 1])])
def test_so_many_lots_are_one_effect(lots: int, parts: list[int]) -> None:
    assert MAX_LOTS == 250
    one = Posting(0, Account.AVAILABLE, Account.SENT, 9, MONTH, 0, 7, Cause.TRANSFER, 2)
    found = brought({}, [one] * lots, LAYOUT)
    assert [len(str(said["lots"]).split("earned")) - 1 for said in found] == parts
    assert [said["points"] for said in found] == [2 * n for n in parts]


BAD: list[tuple[Payload, str]] = [
    ({"points": 5}, "lots: must be a list of 1 to 250 objects"),
    ({"points": 5, "lots": []}, "lots: must be a list"),
    ({"points": 251, "lots": [lot(1)] * 251}, "lots: must be a list"),
    ({"points": 5, "lots": ["5"]}, r"lots\[0\]: must be an object"),
    ({"points": 1, "lots": [lot(0), lot(1)]}, r"lots\[0\].points: must be a whole number from 1"),
    ({"points": 1, "lots": [lot(MAX_AMOUNT + 1)]}, r"lots\[0\].points: must be"),
    ({"points": 1, "lots": [{"points": True, "earned": "2024-01"}]}, r"lots\[0\].points: must be"),
    ({"points": 5, "lots": [lot(2), lot(2)]}, "points: the lots come to 4"),
    ({"points": 5, "lots": [lot(earned="2024-13")]}, "earned: must be a month"),
    ({"points": 5, "lots": [lot(earned="2024-1")]}, "earned: must be a month"),
    ({"points": 5, "lots": [{"points": 5}]}, "earned: must be a month"),
    ({"points": 5, "lots": [lot(ends="2024-01-30")]}, "ends: must be an instant"),
    ({"points": 5, "lots": [lot(ends=7)]}, "ends: must be an instant"),
    ({"points": 5, "lots": [lot(ends="2024-02-30T00:00:00.000000Z")]}, "there is no such instant"),
    ({"points": 5, "lots": [lot(due="soon")]}, r"lots\[0\].due: must be an instant"),
    ({"points": 5, "lots": [lot(funder="brand-y")]}, "'brand-y' pays for no points"),
    ({"points": 5, "lots": [lot(funder=["brand-x"])]}, "pays for no points"),
]


@pytest.mark.parametrize(("payload", "said"), BAD)
def test_a_bad_one_is_told(payload: Payload, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        BOOK.check("effect", START_US, payload)


def test_the_most_of_everything_fits() -> None:
    most = [lot(MAX_AMOUNT // 250)] * 250
    BOOK.check("effect", START_US, {"points": MAX_AMOUNT // 250 * 250, "lots": most})
    with pytest.raises(Unfit, match=r"points: .* must be a whole number"):
        BOOK.check("effect", START_US, {"points": 2 * MAX_AMOUNT, "lots": [lot(MAX_AMOUNT)] * 2})


def ends(day: int) -> str:
    """An instant of its own for each lot."""
    return f"20{25 + day // 336:02}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02}T00:00:00.000000Z"


@pytest.mark.parametrize(("more", "outcome"), [(7, "accepted"), (8, "accepted"), (9, "set_aside")])
def test_there_is_room_for_so_many_lots(more: int, outcome: str) -> None:
    """All of its lots or none of them: the state is as it was where they don't fit."""
    state, day, full = BOOK.fresh(), 0, MAX_BUCKETS - 8
    while day < full:
        count = min(MAX_LOTS, full - day)
        lots = [lot(ends=ends(day + k)) for k in range(count)]
        assert BOOK.decide(state, effect(*lots, key=f"{day}"), {}).outcome == "accepted"
        day += count
    assert len(list(buckets(state))) == full
    before = state[:]
    lots = [lot(ends=ends(full + k)) for k in range(more)]
    assert BOOK.decide(state, effect(*lots, at_us=START_US + DAY_US), {}).outcome == outcome
    if outcome == "accepted":
        assert balances(state, LAYOUT) == {"beans": 5 * (full + more)}
    else:
        assert same(state, before)
