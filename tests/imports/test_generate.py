"""Made-up logs have the traits of the real ones, stream, and are the same for one seed."""

import gzip
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from setia.imports.generate.baskets import Line, lines, products
from setia.imports.generate.files import write_lines, write_orders, write_products
from setia.imports.generate.orders import Order, orders


@pytest.fixture(scope="module")
def shop() -> list[Order]:
    return list(orders(6_000, seed=9))


@pytest.fixture(scope="module")
def grocer() -> list[Line]:
    return list(lines(60, seed=9))


def test_one_seed_one_log_however_much_of_it_is_asked_for() -> None:
    some = list(orders(1_200, seed=5))
    assert list(islice(orders(10_000, seed=5), len(some))) == some
    assert list(orders(1_200, seed=6)) != some
    few = list(lines(3, seed=5))
    assert list(islice(lines(50, seed=5), len(few))) == few
    assert products(seed=5) == products(seed=5) != products(seed=6)


def test_orders_are_as_heavy_tailed_as_a_real_shop_s(shop: list[Order]) -> None:
    """CDNOW: mean 2.96, half with one order, 99th percentile 20."""
    each = np.array(list(Counter(order.customer for order in shop).values()))
    assert len(each) == 6_000, "everybody ordered once"
    assert 2.5 < each.mean() < 3.4
    assert 0.45 < (each == 1).mean() < 0.6
    assert 14 <= np.quantile(each, 0.99) <= 26


def test_orders_have_the_odd_rows_of_a_real_shop(shop: list[Order]) -> None:
    """CDNOW: 0.37 % equal rows, 0.11 % orders of 0.00, half of the amounts from 14.49 to 43.70."""
    rows = Counter((one.customer, one.day, one.units, one.amount_minor) for one in shop)
    equal = sum(count - 1 for count in rows.values())
    assert 0.001 < equal / len(shop) < 0.008
    assert 0.0003 < sum(one.amount_minor == 0 for one in shop) / len(shop) < 0.003
    low, middle, high = np.quantile([one.amount_minor for one in shop], [0.25, 0.5, 0.75])
    assert 1_350 < low < 1_550
    assert 2_000 < middle < 2_900
    assert 3_900 < high < 4_800
    assert {one.day for one in shop} >= {date(1997, 1, 2), date(1998, 6, 1)}
    assert max(one.day for one in shop) <= date(1998, 6, 30)


def test_orders_come_member_by_member_and_by_day(shop: list[Order]) -> None:
    places = [(one.customer, one.day) for one in shop]
    assert places == sorted(places)
    assert [one.number for one in shop] == list(range(1, len(shop) + 1))


def test_returns_name_their_order_and_some_come_before_it() -> None:
    made = list(orders(1_000, seed=5, returns=0.2))
    of = {one.number: one for one in made}
    returned = [one for one in made if one.returns]
    assert 0.1 < len(returned) / len(made) < 0.25
    for one in returned:
        bought = of[one.returns]
        assert (one.customer, one.units) == (bought.customer, bought.units)
        assert one.amount_minor == -bought.amount_minor < 0
    assert {one.day < of[one.returns].day for one in returned} == {True, False}


def test_baskets_have_the_sizes_of_a_real_grocer_s(grocer: list[Line]) -> None:
    """The Complete Journey: median 5 lines, 99th percentile 56, at most 161."""
    size = np.array(list(Counter(line.basket for line in grocer).values()))
    assert 3 <= np.median(size) <= 7
    assert 40 <= np.quantile(size, 0.99) <= 90
    assert size.max() <= 161
    shared = {(line.basket, line.household, line.store, line.at) for line in grocer}
    assert len(shared) == len(size), "lines of one basket share household, store and time"


def test_baskets_have_the_odd_lines_of_a_real_grocer(grocer: list[Line]) -> None:
    known = {one.number: one.department for one in products(seed=9)}
    assert {"FUEL", "FLORAL", "GROCERY"} <= set(known.values())
    missing = [line for line in grocer if line.product not in known]
    assert 0.001 < len(missing) / len(grocer) < 0.01
    none = [line for line in grocer if line.quantity == 0]
    assert 0.002 < len(none) / len(grocer) < 0.02
    assert any(line.quantity > 5_000 for line in grocer if known.get(line.product) == "FUEL")
    assert any(line.quantity == 0 and line.value_minor for line in lines(400, seed=9, weeks=40))


def test_files_are_the_same_bytes_for_the_same_rows(tmp_path: Path) -> None:
    made = list(orders(50, seed=5))
    for name in ("a.csv", "b.csv", "a.csv.gz", "b.csv.gz"):
        assert write_orders(tmp_path / name, made) == len(made)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert (
        gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == (tmp_path / "a.csv").read_bytes()
    )
    header, first, *_ = (tmp_path / "a.csv").read_text().splitlines()
    assert header == "customer_id,date,number_of_cds,dollar_value"
    assert first.startswith("00001,1997-")
    assert write_lines(tmp_path / "l.csv", lines(1, seed=5)) > 0
    assert write_products(tmp_path / "p.csv", products(seed=5)) == 4_000
