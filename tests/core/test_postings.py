"""Netting: a posting and its reversal cancel, and a difference is postings of its own (I1)."""

from hypothesis import given
from hypothesis import strategies as st

from setia.core.engine.postings import MOVE, Account, Posting, Totals, add, standing, unfold

ACCOUNTS = st.sampled_from(list(Account)).map(int)
POSTINGS = st.builds(
    Posting,
    wallet=st.integers(0, 1),
    source=ACCOUNTS,
    target=ACCOUNTS,
    expires_us=st.sampled_from([5, 2**62]),
    month=st.integers(1, 2),
    funder=st.just(0),
    effective_us=st.integers(0, 2),
    cause=st.integers(1, 4),
    amount=st.integers(1, 2**61),
).filter(lambda one: one.source != one.target)
LISTS = st.lists(POSTINGS, max_size=12)


def balances(postings: list[Posting]) -> dict[tuple[int, ...], int]:
    """What accounts hold by wallet and lot, counted plainly."""
    found: dict[tuple[int, ...], int] = {}
    for one in postings:
        lot = (one.expires_us, one.month, one.funder, one.effective_us, one.cause)
        for account, change in ((one.source, -one.amount), (one.target, one.amount)):
            key = (one.wallet, account, *lot)
            found[key] = found.get(key, 0) + change
    return {key: amount for key, amount in found.items() if amount}


def reversed_(one: Posting) -> Posting:
    return one._replace(source=one.target, target=one.source)


def netted(*parts: tuple[list[Posting], int]) -> Totals:
    totals: Totals = {}
    for postings, sign in parts:
        add(totals, postings, sign)
    return totals


@given(LISTS)
def test_what_stands_moves_what_the_postings_moved(postings: list[Posting]) -> None:
    left = standing(netted((postings, 1)))
    assert balances(left) == balances(postings)
    assert all(one.amount > 0 for one in left)
    assert len(left) <= len(postings)


@given(LISTS)
def test_a_posting_and_its_reversal_cancel(postings: list[Posting]) -> None:
    assert standing(netted((postings, 1), ([reversed_(one) for one in postings], 1))) == []
    assert standing(netted((postings, 1), (postings, -1))) == []


@given(LISTS, LISTS)
def test_a_difference_leads_from_one_to_the_other(
    stands: list[Posting], should: list[Posting]
) -> None:
    difference = standing(netted((should, 1), (stands, -1)))
    assert balances([*stands, *difference]) == balances(should)


@given(LISTS)
def test_a_stored_row_unfolds_into_its_postings(postings: list[Posting]) -> None:
    moves = [number for one in postings for number in one[:MOVE]]
    assert unfold(moves, [one.amount for one in postings]) == postings


def test_one_reversal_by_hand() -> None:
    earned = Posting(0, Account.ISSUED, Account.AVAILABLE, 9, 8, 0, 3, 1, 10)
    totals = netted(([earned._replace(amount=4)], 1), ([earned], -1))
    assert standing(totals) == [reversed_(earned)._replace(amount=6)]
