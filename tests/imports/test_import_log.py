"""A whole import into a real file: sums, replays, rejected rows, stops, two at once (I4)."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from setia.imports.actions.import_log import Stopped
from setia.imports.generate.baskets import lines, products
from setia.imports.generate.files import write_lines, write_orders, write_products
from setia.imports.generate.orders import orders
from setia.imports.map_rows import Mapper, Piece
from setia.imports.read_map import BadMap, read_map
from setia.imports.rows import MAX_SHOWN_CHARS, Batch, UnusableFile
from setia.imports.send_events import SinkBroken
from setia.imports.stage_folder import digest_of, held
from setia.imports.summary import Summary
from setia.ledger.entries import Receipt
from tests.imports.file_sink import FileSink, read_entries
from tests.imports.logs import LINES_MAP, ORDERS_MAP, blind, bring_in, write

HEADER = "customer_id,date,number_of_cds,dollar_value\n"
DIRTY = HEADER + (
    "1,1997-01-01,1,11.77\n"
    "1,1997-01-01,1,11.77\n"
    "2,1997-13-01,1,12.00\n"
    "2,1997-01-12,x,1.001\n"
    "\n"
    "3,1997-01-12,2\n"
    "3,1997-01-12,2,0.00\n"
)


def _staged(folder: Path) -> list[Path]:
    return sorted((folder / "imports").iterdir())


def _plain(summary: Summary) -> dict[str, object]:
    """A summary without what differs from run to run."""
    numbers = summary.as_json()
    for name in ("duration_s", "rows_per_s", "staged_before"):
        del numbers[name]
    return numbers


def test_every_row_has_one_place_and_every_event_one_outcome(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "sink")
    summary = bring_in(write(tmp_path, "log.csv", DIRTY), ORDERS_MAP, sink, folder=tmp_path)
    assert _plain(summary) == {
        "file": "log.csv",
        "source": "shop",
        "read": 6,
        "in_events": 3,
        "rejected": 3,
        "left_out": {},
        "dropped": 0,
        "blank": 1,
        "misses": {},
        "events": 3,
        "outcomes": {"accepted": 3},
        "reasons": {},
        "members": 2,
        "new_members": 2,
        "equal_rows": 1,
        "zero_amounts": 1,
        "amounts": {"purchase": 2354},
        "decimals": 2,
        "points": {"points": 22},
        "rules": {},
        "tiers": {"status: member": 2},
        "expired": {},
        "places": {},
        "first_us": 852_120_000_000_000,
        "last_us": 853_070_400_000_000,
        "first": "1997-01-01 12:00:00 UTC",
        "last": "1997-01-12 12:00:00 UTC",
        "rejected_file": str(tmp_path / "log.csv.rejected.csv"),
        "faults": [],
    }
    assert _staged(tmp_path) == [], "what was staged holds personal data and is gone"


def test_rejected_rows_are_written_with_line_column_reason_and_row(tmp_path: Path) -> None:
    bring_in(
        write(tmp_path, "log.csv", DIRTY), ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path
    )
    path = tmp_path / "log.csv.rejected.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(rows, key=lambda row: row["line"]) == [
        {
            "line": "4",
            "column": "date",
            "reason": "date: '1997-13-01' is not a time",
            "row": "2,1997-13-01,1,12.00",
        },
        {
            "line": "5",
            "column": "dollar_value, number_of_cds",
            "reason": "dollar_value: '1.001' has more than 2 decimals; "
            "number_of_cds: 'x' is not a number",
            "row": "2,1997-01-12,x,1.001",
        },
        {
            "line": "7",
            "column": "",
            "reason": "has 3 values where the file has 4 columns",
            "row": "3,1997-01-12,2",
        },
    ]
    assert path.stat().st_mode & 0o077 == 0


def test_the_rejected_file_is_of_this_run_alone(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "sink")
    path = tmp_path / "log.csv.rejected.csv"
    bring_in(write(tmp_path, "log.csv", DIRTY), ORDERS_MAP, sink, folder=tmp_path)
    before = path.read_bytes()
    bring_in(tmp_path / "log.csv", ORDERS_MAP, sink, folder=tmp_path)
    assert path.read_bytes() == before
    mended = HEADER + "2,1997-01-12,1,1.00\n"
    summary = bring_in(write(tmp_path, "log.csv", mended), ORDERS_MAP, sink, folder=tmp_path)
    assert (summary.rejected, summary.rejected_file) == (0, "")
    assert not path.exists()


def test_again_and_shuffled_nothing_changes(tmp_path: Path) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(400, seed=3))
    sink = FileSink(tmp_path / "sink")
    first = bring_in(log, ORDERS_MAP, sink, folder=tmp_path)
    assert first.outcomes == {"accepted": count}
    kept = (tmp_path / "sink").read_bytes()
    again = bring_in(log, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    header, *rows = log.read_text().splitlines(keepends=True)
    shuffled = write(tmp_path, "shuffled.csv", header + "".join(sorted(rows, key=hash)))
    assert shuffled.read_text() != log.read_text()
    moved = bring_in(shuffled, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    for summary in (again, moved):
        assert summary.outcomes == {"replayed": count}
        assert (summary.new_members, summary.points) == (0, {})
        assert (summary.equal_rows, summary.zero_amounts) == (first.equal_rows, first.zero_amounts)
        assert summary.amounts == first.amounts
    assert (tmp_path / "sink").read_bytes() == kept


def test_baskets_add_up_to_their_lines(tmp_path: Path) -> None:
    made = list(lines(6, seed=5, weeks=26))
    write_products(tmp_path / "products.csv", products(seed=5))
    write_lines(tmp_path / "lines.csv", made)
    summary = bring_in(
        tmp_path / "lines.csv", LINES_MAP, FileSink(tmp_path / "sink"), folder=tmp_path
    )
    known = {one.number for one in products(seed=5)}
    assert summary.read == summary.in_events == len(made)
    assert summary.events == len({one.basket for one in made})
    assert summary.amounts == {"purchase": sum(one.value_minor for one in made)}
    assert summary.misses == {"products": sum(one.product not in known for one in made)}
    assert summary.misses["products"] > 0
    assert summary.members == 6


def test_unknown_members_wait_unless_the_map_enrols_them(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", HEADER + "1,1997-01-01,1,11.77\n")
    sink = FileSink(tmp_path / "sink")
    waiting = bring_in(
        log, ORDERS_MAP.replace("unknown: enrol", "unknown: wait"), sink, folder=tmp_path
    )
    assert waiting.outcomes == {"waiting": 1}
    assert waiting.reasons == {"unknown_member": 1}
    assert (waiting.members, waiting.new_members, waiting.points) == (1, 0, {})
    assert sink.members == set()


def test_left_out_and_dropped_rows_are_counted(tmp_path: Path) -> None:
    more = "where: [amount > 0]\nduplicates: drop\n"
    log = write(tmp_path, "log.csv", DIRTY)
    summary = bring_in(log, ORDERS_MAP + more, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert (summary.left_out, summary.dropped, summary.rejected) == ({"amount > 0": 1}, 1, 3)
    assert (summary.read, summary.in_events, summary.events) == (6, 1, 1)


def test_a_key_that_two_different_rows_use_is_rejected_the_second_time(tmp_path: Path) -> None:
    text = ORDERS_MAP + "key: number_of_cds\n"
    log = write(
        tmp_path, "log.csv", HEADER + "1,1997-01-01,7,1.00\n1,1997-01-02,7,2.00\n1,1997-01-01,7,1\n"
    )
    summary = bring_in(log, text, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert summary.outcomes == {"accepted": 1, "replayed": 1}
    assert (summary.rejected, summary.equal_rows) == (1, 1)
    with (tmp_path / "log.csv.rejected.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["reason"]) == ("3", "key_conflict: key 7")
    assert json.loads(row["row"])["event"]["amount"] == 200


def test_an_event_that_the_ledger_finds_too_large_spoils_no_other(tmp_path: Path) -> None:
    text = ORDERS_MAP.replace("units:", "note: customer_id\n  units:")
    who = "w" * 70_000
    log = write(tmp_path, "log.csv", HEADER + f"{who},1997-01-01,1,1.00\n2,1997-01-01,1,1.00\n")
    summary = bring_in(log, text, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert (summary.outcomes, summary.rejected) == ({"accepted": 1}, 1)


def test_stopped_at_every_moment_and_run_again(tmp_path: Path) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(1_500, seed=4))
    clean = bring_in(log, ORDERS_MAP, FileSink(tmp_path / "clean"), folder=tmp_path)
    for moment in range(1, 40):
        sink = FileSink(tmp_path / "sink")
        recorded = len(sink.events)
        try:
            summary = bring_in(log, ORDERS_MAP, sink, folder=tmp_path, stopping=_at(moment))
        except Stopped as stopped:
            known = stopped.of in (None, count)
        else:
            break
        assert known
        assert len(FileSink(tmp_path / "sink").events) >= recorded
    else:
        pytest.fail("it never came to its end")
    assert moment > 4
    assert summary.staged_before
    again = {"accepted", "replayed"}
    assert sum(summary.outcomes.values()) == count
    assert set(summary.outcomes) <= again
    assert summary.amounts == clean.amounts
    assert sorted(map(json.dumps, read_entries(tmp_path / "sink"))) == sorted(
        map(json.dumps, read_entries(tmp_path / "clean"))
    )


def _at(moment: int) -> Callable[[], bool]:
    asked = 0

    def stopping() -> bool:
        nonlocal asked
        asked += 1
        return asked >= moment

    return stopping


class Stager:
    """Imports that are stopped before they record anything; it counts the batches they mapped."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._log = folder / "orders.csv"
        self._batches = 0
        write_orders(self._log, orders(200, seed=4))
        map_batch = Mapper.map

        def counted(mapper: Mapper, batch: Batch) -> Piece:
            self._batches += 1
            return map_batch(mapper, batch)

        monkeypatch.setattr(Mapper, "map", counted)

    def stage(self) -> int:
        """Map the log if need be; how many batches that took."""
        before = self._batches
        asked: list[int] = []

        def stopping() -> bool:
            # Before its one batch an import that maps asks once, and then before its first chunk.
            asked.append(self._batches)
            return self._batches > before or len(asked) > 1 or self._is_whole()

        with pytest.raises(Stopped) as stopped:
            bring_in(
                self._log,
                ORDERS_MAP,
                FileSink(self._folder / "sink"),
                folder=self._folder,
                stopping=stopping,
            )
        assert stopped.value.of is not None
        return self._batches - before

    def _is_whole(self) -> bool:
        manifests = list((self._folder / "imports").glob("*/staged.json"))
        runs = list((self._folder / "imports").glob("*/run-*.arrow"))
        sizes = [json.loads(one.read_text())["run_sizes"] for one in manifests]
        return sizes == [[one.stat().st_size for one in runs]]


def test_a_stage_is_used_again_until_it_is_no_longer_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stager = Stager(tmp_path, monkeypatch)
    assert stager.stage() == 1
    (folder,) = (path for path in _staged(tmp_path) if path.is_dir())
    assert folder.stat().st_mode & 0o077 == 0
    assert stager.stage() == 0, "the same import finds its stage"
    (folder / "staged.json").unlink()
    assert stager.stage() == 1, "without its manifest a stage is nothing"
    (run,) = folder.glob("run-*.arrow")
    run.write_bytes(run.read_bytes()[:-8])
    assert stager.stage() == 1, "a stage whose files were cut is made again"
    assert not (tmp_path / "sink").exists(), "nothing was recorded"


def test_what_is_imported_has_a_name_of_its_own(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", HEADER)
    other = write(tmp_path, "other.csv", HEADER + "1,1997-01-01,1,11.77\n")
    the_map = read_map(ORDERS_MAP, file_name="log.csv")
    changed = read_map(ORDERS_MAP + "duplicates: drop\n", file_name="log.csv")
    write(tmp_path, "products.csv", "product_id,department\n")
    looking = read_map(LINES_MAP, file_name="log.csv")
    key = blind("reference", "nobody")
    names = [
        digest_of(log, the_map, zone="UTC", blind_of_nobody=key),
        digest_of(other, the_map, zone="UTC", blind_of_nobody=key),
        digest_of(log, changed, zone="UTC", blind_of_nobody=key),
        digest_of(log, the_map, zone="Asia/Jakarta", blind_of_nobody=key),
        digest_of(log, the_map, zone="UTC", blind_of_nobody=b"another installation"),
        digest_of(log, looking, zone="UTC", blind_of_nobody=key),
    ]
    write(tmp_path, "products.csv", "product_id,department\n1,a\n")
    names.append(digest_of(log, looking, zone="UTC", blind_of_nobody=key))
    assert len(set(names)) == len(names)
    assert digest_of(log, the_map, zone="UTC", blind_of_nobody=key) == names[0]


def test_one_process_at_a_time_imports_one_file(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", DIRTY)
    the_map = read_map(ORDERS_MAP, file_name="log.csv")
    digest = digest_of(log, the_map, zone="UTC", blind_of_nobody=blind("reference", "nobody"))
    with (
        held(tmp_path / "imports", digest),
        pytest.raises(UnusableFile, match="another process is importing this very file"),
    ):
        bring_in(log, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    summary = bring_in(log, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert summary.events == 3


def test_nothing_is_done_when_the_file_or_the_map_can_t_be_used(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", DIRTY.replace("date", "day"))
    sink = FileSink(tmp_path / "sink")
    with pytest.raises(BadMap, match="the file has no column date; it has"):
        bring_in(log, ORDERS_MAP, sink, folder=tmp_path)
    with pytest.raises(UnusableFile, match="no such file"):
        bring_in(tmp_path / "none.csv", ORDERS_MAP, sink, folder=tmp_path)
    with pytest.raises(UnusableFile, match="no such folder for rejected rows"):
        bring_in(log, ORDERS_MAP, sink, folder=tmp_path / "nowhere")
    assert not (tmp_path / "imports").exists()
    assert not (tmp_path / "sink").exists()


class _Silent(FileSink):
    """A sink that forgets to answer for its last event."""

    def take(self, *args: object, **more: object) -> list[Receipt]:
        return super().take(*args, **more)[:-1]  # type: ignore[arg-type]


def test_a_sink_that_does_not_answer_everything_is_found(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", DIRTY)
    with pytest.raises(SinkBroken, match="3 events were sent but 2 answered"):
        bring_in(log, ORDERS_MAP, _Silent(tmp_path / "sink"), folder=tmp_path)
    assert not (tmp_path / "log.csv.rejected.csv").exists(), "half of a file is no file"


def test_a_summary_that_does_not_add_up_says_so(tmp_path: Path) -> None:
    log = write(tmp_path, "log.csv", DIRTY)
    good = bring_in(log, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    fields = {name: getattr(good, name) for name in Summary.__slots__}
    assert Summary(**{**fields, "in_events": 2}).faults() == [
        "6 rows were read, but 2 are in events, 3 rejected, 0 left out and 0 dropped"
    ]
    assert Summary(**{**fields, "outcomes": {"accepted": 4}}).faults() == [
        "3 events were taken, but 4 have an outcome"
    ]


@pytest.mark.parametrize(
    "cell", ["y" * 200_000, "," * 140_000, "x," * 100_000, "y" * 2_500_000], ids=len
)
def test_a_row_that_is_very_long_is_rejected_and_the_file_goes_on(
    tmp_path: Path, cell: str
) -> None:
    head, good = "customer_id,date,number_of_cds,dollar_value\n", "1,1997-01-01,1,8.00\n"
    log = write(tmp_path, "log.csv", f"{head}2,1997-01-01,{cell},9.00\n{good}")
    summary = bring_in(log, ORDERS_MAP, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert (summary.read, summary.events, summary.rejected) == (2, 1, 1)
    assert (tmp_path / "log.csv.rejected.csv").stat().st_size < 3 * MAX_SHOWN_CHARS
