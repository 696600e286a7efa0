"""A split sums exactly to what was split, and no share is a whole point from its own (I17)."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from setia.core.engine.sharing import FULL, allocate, trim


def split(shares: list[int], denominator: int, total: int) -> list[int]:
    work = [-7, -7]  # what stands before and between the shares is somebody else's
    for share in shares:
        work += [share, -7]
    allocate(work, 2, len(shares), denominator, total)
    assert work[1::2] == [-7] * (len(shares) + 1)
    assert work[0] == -7
    return work[2::2]


def naive(shares: list[int], denominator: int, total: int) -> list[int]:
    """Whole parts, then one more to those that lost most, the first of equals."""
    exact = [Fraction(share, denominator) for share in shares]
    points = [int(share) for share in exact]
    order = sorted(range(len(shares)), key=lambda k: (points[k] - exact[k], k))
    for k in order[: total - sum(points)]:
        points[k] += 1
    return points


SHARES = st.lists(st.integers(0, 50) | st.integers(0, 2**55), max_size=30)


@given(SHARES, st.integers(1, 60) | st.integers(1, 10**6), st.booleans())
@example([1, 1, 1], 3, False)
@example([5], 10, True)
@example([], 1, True)
def test_a_split_sums_exactly(shares: list[int], denominator: int, nearest: bool) -> None:  # noqa: FBT001
    half = denominator // 2 if nearest else 0
    total = (sum(shares) + half) // denominator
    points = split(shares, denominator, total)
    assert sum(points) == total
    assert points == naive(shares, denominator, total)
    for share, given_ in zip(shares, points, strict=True):
        assert abs(given_ - Fraction(share, denominator)) < 1


@pytest.mark.parametrize(
    ("shares", "denominator", "total", "points"),
    [
        ([15, 5], 10, 2, [2, 0]),  # 1.5 + 0.5 = 2: both lost a half, the first gets it
        ([5, 15], 10, 2, [1, 1]),
        ([7, 7, 6], 10, 2, [1, 1, 0]),  # 0.7 + 0.7 + 0.6 = 2
        ([6, 7, 7], 10, 2, [0, 1, 1]),
        ([9], 10, 0, [0]),
        ([9], 10, 1, [1]),
        ([30, 0, 20], 10, 5, [3, 0, 2]),
    ],
)
def test_ties_go_to_the_first(
    shares: list[int], denominator: int, total: int, points: list[int]
) -> None:
    assert split(shares, denominator, total) == points


@given(st.lists(st.integers(0, 50), max_size=12), st.data())
def test_what_is_cut_off_is_cut_from_the_last(shares: list[int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(shares)))
    work = [-7, -7]
    for share in shares:
        work += [share, 1]
    trim(work, 2, len(shares), total)
    kept, codes = work[2::2], work[3::2]
    assert work[:2] == [-7, -7]
    assert sum(kept) == total
    left = total
    for share, now, code in zip(shares, kept, codes, strict=True):
        assert now == min(share, left), "the first keep theirs"
        assert code == (1 if now == share else FULL)
        left -= now
