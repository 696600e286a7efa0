"""A shuffled file is the same file: same events, same keys, members whole, equal rows counted."""

import json
import random
from collections import Counter
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from setia.core.engine.limits import MAX_ITEMS
from setia.imports import gather_events
from setia.imports.gather_events import Chunk, chunks
from setia.imports.map_rows import Mapper
from setia.imports.open_log import open_all
from setia.imports.read_map import read_map
from setia.imports.stage import StageCounts, StageWriter, read_partitions
from tests.imports.logs import LINES_MAP, ORDERS_MAP, blind, mapped, said, write

HEADER = "customer_id,date,number_of_cds,dollar_value\n"
LINES_HEADER = (
    "household_id,store_id,basket_id,product_id,quantity,sales_value,transaction_timestamp\n"
)

order = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["2020-01-01", "2020-01-02", "2020-01-01T08:00:00Z"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["5.00", "5", "0", "7.25"]),
)
line = st.tuples(
    st.sampled_from(["1", "2"]),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["10", "11"]),
    st.sampled_from(["0", "1", "2"]),
    st.sampled_from(["1.00", "2.50", "0.00"]),
    st.sampled_from(["08:00:00", "09:30:00"]),
)
several = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _pieces(folder: Path, text: str, csv: str, *, partitions: int = 1) -> list[Chunk]:
    path = write(folder, "log.csv", csv)
    write(folder, "products.csv", "product_id,department\n10,Dairy\n")
    the_map = read_map(text, file_name=path.name)
    opened = open_all(path, the_map)
    mapper = Mapper(the_map, opened.tables(), ZoneInfo("UTC"), blind)
    stage = folder / f"stage-{len(list(folder.iterdir()))}"
    stage.mkdir()
    writer = StageWriter(stage, partitions)
    for batch in opened.log.batches(the_map.columns):
        writer.add(mapper.map(batch).columns)
    manifest = writer.finish(StageCounts())
    return [chunk for table in read_partitions(stage, manifest) for chunk in chunks(table, the_map)]


@several
@given(st.lists(order, max_size=30), st.randoms(use_true_random=False), st.integers(1, 5))
def test_shuffled_orders_are_the_same_events_with_the_same_keys(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, ...]],
    chance: random.Random,
    partitions: int,
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    again = chance.sample(rows, len(rows))
    first, second = (
        _pieces(
            folder, ORDERS_MAP, HEADER + "".join(",".join(row) + "\n" for row in some), partitions=n
        )
        for some, n in ((rows, 1), (again, partitions))
    )
    events = [event for chunk in first for event in chunk.events]
    assert said(events) == said([event for chunk in second for event in chunk.events])
    assert len(events) == len(rows)
    assert len({(event.member, event.key) for event in events}) == len(rows)
    distinct = {(who, at, units, float(value)) for who, at, units, value in rows}
    assert sum(chunk.equal for chunk in first) == len(rows) - len(distinct)


@several
@given(st.lists(line, max_size=30), st.randoms(use_true_random=False))
def test_shuffled_lines_are_the_same_baskets(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("lines")
    texts = [
        f"{who},s1,{basket},{product},{quantity},{value},2020-01-01 {at}\n"
        for who, basket, product, quantity, value, at in rows
    ]
    again = chance.sample(texts, len(texts))
    first, second = (
        _pieces(folder, LINES_MAP, LINES_HEADER + "".join(one)) for one in (texts, again)
    )
    events = [event for chunk in first for event in chunk.events]
    assert said(events) == said([event for chunk in second for event in chunk.events])
    # A plain reading of the same rows.
    expected: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in rows:
        expected.setdefault((row[0], row[1]), []).append(row)
    assert {(event.identity, event.key) for event in events} == set(expected)
    for event in events:
        own = expected[event.identity, event.key]
        items = event.payload["items"]
        assert isinstance(items, list)
        assert event.payload["amount"] == sum(round(float(row[4]) * 100) for row in own)
        assert Counter(json.dumps(item["sku"]) for item in items) == Counter(
            json.dumps(row[2]) for row in own
        )
        earliest = min(row[5] for row in own)
        hour, minute = int(earliest[:2]), int(earliest[3:5])
        assert event.occurred_us % 86_400_000_000 == (hour * 60 + minute) * 60_000_000


def test_equal_rows_both_count_and_have_keys_of_their_own(tmp_path: Path) -> None:
    row = "1,2020-01-01,1,5.00\n"
    (chunk,) = _pieces(
        tmp_path, ORDERS_MAP, HEADER + row * 3 + "1,2020-01-01,1,5\n2,2020-01-01,1,5\n"
    )
    keys = sorted(event.key for event in chunk.events if event.identity == "1")
    assert [key.removeprefix(keys[0]) for key in keys] == ["", "-2", "-3", "-4"]
    assert (chunk.equal, chunk.dropped, chunk.members) == (3, 0, 2)


def test_dropped_duplicates_leave_the_keys_of_those_that_stay(tmp_path: Path) -> None:
    csv = HEADER + "1,2020-01-01,1,5.00\n" * 3 + "1,2020-01-01,2,5.00\n"
    (kept,) = _pieces(tmp_path, ORDERS_MAP, csv)
    (dropped,) = _pieces(tmp_path, ORDERS_MAP + "duplicates: drop\n", csv)
    assert (dropped.equal, dropped.dropped, len(dropped.events)) == (2, 2, 2)
    assert {event.key for event in dropped.events} < {event.key for event in kept.events}


def test_dropped_lines_of_a_basket_are_those_that_are_equal(tmp_path: Path) -> None:
    csv = LINES_HEADER + "1,s,a,10,1,1.00,2020-01-01\n" * 2 + "1,s,a,11,1,1.00,2020-01-01\n"
    (kept,) = _pieces(tmp_path, LINES_MAP, csv)
    (dropped,) = _pieces(tmp_path, LINES_MAP + "duplicates: drop\n", csv)
    assert kept.events[0].payload["amount"] == 300
    assert dropped.events[0].payload["amount"] == 200
    assert (kept.equal, dropped.equal, dropped.dropped) == (1, 1, 1)


def test_a_key_is_the_same_for_ever(tmp_path: Path) -> None:
    """Keys of what was imported by an earlier release have to be found again."""
    events, _ = mapped(
        write(tmp_path, "log.csv", HEADER + "00001,1997-01-01,1,11.77\n"),
        ORDERS_MAP,
        tmp_path / "s",
    )
    assert events[0].key == "3b2a7cc5ae1bf032afe103c21cf4550a"


def test_a_sequence_orders_events_of_one_instant_by_their_keys(tmp_path: Path) -> None:
    csv = HEADER.replace("\n", ",n\n") + "".join(
        f"1,2020-01-01,1,{n}.00,{n}\n" for n in (10, 9, 100)
    )
    (chunk,) = _pieces(tmp_path, ORDERS_MAP + "sequence: n\n", csv)
    assert [event.payload["amount"] for event in chunk.events] == [900, 1000, 10000]
    keys = [event.key for event in chunk.events]
    assert keys == sorted(keys)
    assert keys[0].startswith("0000000000000000009/")


def test_rows_of_one_basket_that_differ_are_rejected_together(tmp_path: Path) -> None:
    csv = (
        LINES_HEADER
        + "1,s1,a,10,1,1.00,2020-01-01\n1,s2,a,11,1,1.00,2020-01-01\n1,s1,b,10,1,1.00,2020-01-01\n"
    )
    (chunk,) = _pieces(tmp_path, LINES_MAP, csv)
    assert [event.key for event in chunk.events] == ["b"]
    assert sorted(one.line for one in chunk.rejected) == [2, 3]
    assert {one.reason for one in chunk.rejected} == {"rows of basket a differ in store"}


def test_a_basket_of_the_most_items_and_one_more(tmp_path: Path) -> None:
    def lines(basket: str, count: int) -> str:
        return "".join(f"1,s,{basket},{n},1,1.00,2020-01-01\n" for n in range(count))

    csv = LINES_HEADER + lines("fits", MAX_ITEMS) + lines("no", MAX_ITEMS + 1)
    pieces = _pieces(tmp_path, LINES_MAP, csv)
    (event,) = [event for chunk in pieces for event in chunk.events]
    items = event.payload["items"]
    assert isinstance(items, list)
    assert (event.key, len(items)) == ("fits", MAX_ITEMS)
    rejected = [one for chunk in pieces for one in chunk.rejected]
    assert len(rejected) == MAX_ITEMS + 1
    assert {one.reason for one in rejected} == {"its basket no has 1001 rows; at most 1000"}


def test_a_chunk_holds_whole_members_in_fold_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather_events, "CHUNK_EVENTS", 10)
    chance = random.Random(4)
    rows = [
        f"{who},2020-01-{chance.randint(1, 28):02d},1,{n}.00\n"
        for who in range(40)
        for n in range(7)
    ]
    chance.shuffle(rows)
    pieces = _pieces(tmp_path, ORDERS_MAP, HEADER + "".join(rows), partitions=3)
    seen: set[str] = set()
    for chunk in pieces:
        runs = [(who, list(run)) for who, run in groupby(chunk.events, lambda one: one.identity)]
        assert chunk.members == len(runs)
        assert len(chunk.events) < 10 + 7
        for who, run in runs:
            assert who not in seen
            seen.add(who)
            assert len(run) == 7
            assert [one.occurred_us for one in run] == sorted(one.occurred_us for one in run)
    assert len(seen) == 40


def test_a_member_beyond_the_limit_is_parted_between_instants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("CHUNK_EVENTS", 5), ("MEMBER_EVENTS", 10), ("ONE_INSTANT_EVENTS", 30)):
        monkeypatch.setattr(gather_events, name, most)
    days = [1] * 4 + [2] * 14 + [3] * 70 + [4] * 2
    rows = [f"1,2020-01-{day:02d},1,{n}.00\n" for n, day in enumerate(days)]
    random.Random(5).shuffle(rows)
    pieces = _pieces(tmp_path, ORDERS_MAP, HEADER + "".join(rows))
    times = [event.occurred_us for chunk in pieces for event in chunk.events]
    assert times == sorted(times)
    assert len(times) == len(days)
    assert [len(chunk.events) for chunk in pieces] == [18, 30, 30, 10, 2]
    assert sum(chunk.members for chunk in pieces) == 1
