"""Every format gives the same rows, by the lines of an editor; a bad row costs itself alone."""

import gzip
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from setia.imports.import_map import FileType, Format
from setia.imports.lines import MAX_LINE_CHARS, TOO_LONG, records
from setia.imports.open_log import open_log
from setia.imports.read_delimited import DelimitedLog
from setia.imports.rows import Batch, Rejection, UnusableFile
from tests.imports.logs import ORDERS_MAP, mapped, said, write

CSV = (
    "customer_id,date,number_of_cds,dollar_value\n"
    "00001,1997-01-01,1,11.77\n"
    "00002,1997-01-12,1,12.00\n"
    "00002,1997-01-12,5,77.00\n"
    "Ana María,1997-03-30,2,0.00\n"
)
COLUMNS = ["customer_id", "date", "number_of_cds", "dollar_value"]


def _orders() -> list[list[str]]:
    return [line.split(",") for line in CSV.splitlines()[1:]]


def _parquet(path: Path, compression: str = "zstd") -> Path:
    who, day, units, value = zip(*_orders(), strict=True)
    table = pa.table(
        {
            "customer_id": pa.array(who, pa.large_string()),
            "date": pa.array([date.fromisoformat(one) for one in day], pa.date32()),
            "number_of_cds": pa.array([int(one) for one in units], pa.int16()),
            "dollar_value": pa.array([float(one) for one in value], pa.float64()),
        }
    )
    pq.write_table(table, path, compression=compression, row_group_size=3)
    return path


FORMATS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "csv": ("", lambda to: write(to, "log.csv", CSV)),
    "csv.gz": ("", lambda to: write(to, "log.csv.gz", gzip.compress(CSV.encode()))),
    "tsv": ("", lambda to: write(to, "log.tsv", CSV.replace(",", "\t"))),
    "semicolon": (
        "format: {delimiter: ';', decimal_mark: ','}",
        lambda to: write(to, "log.csv", CSV.replace(",", ";").replace(".", ",")),
    ),
    "spaces": (
        "format: {type: spaces}",
        lambda to: write(to, "log.txt", CSV.replace("Ana María", "Ana-María").replace(",", "   ")),
    ),
    "no header": (
        f"format: {{columns: [{', '.join(COLUMNS)}]}}",
        lambda to: write(to, "log.csv", CSV.partition("\n")[2]),
    ),
    "skipped lines": (
        "format: {skip: 2}",
        lambda to: write(to, "log.csv", f"Orders of 1997\n\n{CSV}"),
    ),
    "latin-1": (
        "format: {encoding: latin-1}",
        lambda to: write(to, "log.csv", CSV.encode("latin-1")),
    ),
    "utf-16": ("format: {encoding: utf-16}", lambda to: write(to, "log.csv", CSV.encode("utf-16"))),
    "with a byte order mark": ("", lambda to: write(to, "log.csv", b"\xef\xbb\xbf" + CSV.encode())),
    "lines of Windows": ("", lambda to: write(to, "log.csv", CSV.replace("\n", "\r\n"))),
    "lines of old Macs": ("", lambda to: write(to, "log.csv", CSV.replace("\n", "\r"))),
    "no last line end": ("", lambda to: write(to, "log.csv", CSV.rstrip("\n"))),
    "blank lines": ("", lambda to: write(to, "log.csv", CSV.replace("\n", "\n\n  \n"))),
    "quoted": (
        "",
        lambda to: write(to, "log.csv", CSV.replace("00001", '"00001"').replace(",1,", ',"1",')),
    ),
    "padded": ("", lambda to: write(to, "log.csv", CSV.replace(",", " ,  "))),
    "parquet": ("", lambda to: _parquet(to / "log.parquet")),
    "parquet.gzip": ("", lambda to: _parquet(to / "log.parquet", "gzip")),
}


@pytest.mark.parametrize(("more", "make"), FORMATS.values(), ids=FORMATS)
def test_every_format_gives_the_same_events(
    tmp_path: Path, more: str, make: Callable[[Path], Path]
) -> None:
    expected, none = mapped(write(tmp_path, "plain.csv", CSV), ORDERS_MAP, tmp_path / "plain")
    events, rejected = mapped(make(tmp_path), f"{ORDERS_MAP}\n{more}", tmp_path / "stage")
    assert (rejected, none) == ([], [])
    assert len(expected) == 4
    texts = [text.replace("Ana-Mar", "Ana Mar") for text in said(events)]
    if more == "format: {type: spaces}":
        # A name that is spelled otherwise is another member, whose keys are others.
        texts, wanted = (
            [text for text in one if "Mar" not in text] for one in (texts, said(expected))
        )
        assert texts == wanted
    else:
        assert texts == said(expected)


def _whole(path: Path, how: Format, columns: list[str]) -> Batch:
    (batch,) = open_log(path, how).batches(columns)
    return batch


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    text = 'a,b\n1,"x\ny"\n\n2,z\nonly one\n3,"p""q"\n'
    batch = _whole(write(tmp_path, "log.csv", text), Format("csv"), ["a", "b"])
    assert batch.lines == [2, 5, 7]
    assert batch.columns == {"a": ["1", "2", "3"], "b": ["x\ny", "z", 'p"q']}
    assert batch.rejected == [
        Rejection(6, "", "has 1 values where the file has 2 columns", "only one")
    ]
    assert (batch.blank, batch.read) == (1, 4)
    assert batch.row(0) == '1,"x\ny"'


def test_lines_count_skipped_ones(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", 'title\n"\na,b\n1,2\n')
    assert _whole(path, Format("csv", skip=2), ["a"]).lines == [4]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('2,"open', "a quote opens here and never closes"),
        ('2,"shut"badly', "',' expected after '\"'"),
    ],
)
def test_a_broken_quote_costs_its_own_line_alone(tmp_path: Path, bad: str, reason: str) -> None:
    good = "".join(f"{n},x\n" for n in range(3, 60))
    path = write(tmp_path, "log.csv", f"a,b\n1,x\n{bad}\n{good}")
    batch = _whole(path, Format("csv"), ["a"])
    assert batch.columns["a"] == ["1", *(str(n) for n in range(3, 60))]
    assert batch.lines == [2, *range(4, 61)]
    assert batch.rejected == [Rejection(3, "", reason, bad)]


def test_a_quote_that_swallows_more_than_a_field_holds(tmp_path: Path) -> None:
    good = "".join(f"{n},x\n" for n in range(30_000))
    path = write(tmp_path, "log.csv", f'a,b\n-1,"open\n{good}')
    batches = list(open_log(path, Format("csv")).batches(["a"]))
    assert sum(len(batch.lines) for batch in batches) == 30_000
    assert [batch.lines[0] for batch in batches] == [3, 16_386]
    (rejected,) = [one for batch in batches for one in batch.rejected]
    assert (rejected.line, rejected.row) == (2, '-1,"open')
    assert rejected.reason == "a quote opens here and does not close soon"


def test_bytes_of_another_encoding_are_rejected_and_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", b"a,b\n1,caf\xe9\n2,caf\xc3\xa9\n")
    batch = _whole(path, Format("csv"), ["b"])
    assert batch.columns["b"] == ["café"]
    (rejected,) = batch.rejected
    assert rejected.line == 2
    assert rejected.reason == "has bytes that are not utf-8-sig: set format.encoding"


def test_absent_values_are_empty(tmp_path: Path) -> None:
    how = Format("csv", absent=frozenset({"", "NA", "-"}))
    batch = _whole(write(tmp_path, "log.csv", "a\nNA\n x \n-\nna\n"), how, ["a"])
    assert batch.columns["a"] == ["", "x", "", "na"]


def test_parquet_types_become_exact_texts(tmp_path: Path) -> None:
    at = datetime(2017, 1, 7, 23, 15, 32)  # noqa: DTZ001  # a column without a zone
    table = pa.table(
        {
            "f32": pa.array([0.1, None], pa.float32()),
            "f64": pa.array([1561102.52, 1e21]),
            "dec": pa.array([Decimal("4.580"), None], pa.decimal128(10, 3)),
            "i64": pa.array([-(2**62), 0]),
            "ns": pa.array([at, None], pa.timestamp("ns")),
            "utc": pa.array([at, at], pa.timestamp("us", "Asia/Jakarta")),
            "day": pa.array([at.date(), None], pa.date32()),
            "yes": pa.array([True, None]),
            "word": pa.array(["a", "b"]).dictionary_encode(),
            "big": pa.array(["x", None], pa.large_string()),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    batch = _whole(tmp_path / "log.parquet", Format("parquet"), table.column_names)
    assert {name: list(texts) for name, texts in batch.columns.items()} == {
        "f32": ["0.1", ""],
        "f64": ["1561102.52", "1e+21"],
        "dec": ["4.580", ""],
        "i64": [str(-(2**62)), "0"],
        "ns": ["2017-01-07 23:15:32.000000000", ""],
        "utc": ["2017-01-07 23:15:32.000000Z"] * 2,
        "day": ["2017-01-07", ""],
        "yes": ["true", ""],
        "word": ["a", "b"],
        "big": ["x", ""],
    }
    assert batch.lines == range(1, 3)
    assert batch.row(1).startswith(",1e+21,")


def test_a_parquet_column_of_lists_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [[1], [2]]}), tmp_path / "log.parquet")
    with pytest.raises(UnusableFile, match="column a holds list"):
        _whole(tmp_path / "log.parquet", Format("parquet"), ["a"])


def test_files_that_can_t_be_read_say_what_to_do(tmp_path: Path) -> None:
    packed = gzip.compress(CSV.encode() * 50)
    cases = [
        (tmp_path / "none.csv", Format("csv"), "there is no such file"),
        (write(tmp_path, "empty.csv", ""), Format("csv"), "no header row on line 1"),
        (write(tmp_path, "short.csv", "a,b\n"), Format("csv", skip=3), "no header row on line 4"),
        (write(tmp_path, "cut.csv.gz", packed[:-50]), Format("csv"), "cut or altered"),
        (write(tmp_path, "odd.csv", b"\xff\xfe\x61"), Format("csv", encoding="utf-16"), "utf-16"),
        (write(tmp_path, "cut.parquet", b"PAR1cut"), Format("parquet"), "not a whole Parquet"),
    ]
    for path, how, words in cases:
        with pytest.raises(UnusableFile, match=words):
            list(open_log(path, how).batches(["a"]))


def test_the_share_that_is_read_grows_to_one(tmp_path: Path) -> None:
    path = write(tmp_path, "log.csv", "a\n" + "12345678\n" * 60_000)
    shares = [batch.done for batch in DelimitedLog(path, Format("csv")).batches(["a"])]
    assert shares == sorted(shares)
    assert len(shares) == 4
    assert shares[0] < 0.9
    assert shares[-1] == 1.0


@pytest.mark.parametrize("type_", ["csv", "spaces"])
@pytest.mark.parametrize("size", [MAX_LINE_CHARS - 1, MAX_LINE_CHARS, MAX_LINE_CHARS + 1])
def test_a_line_has_so_many_characters(type_: FileType, size: int) -> None:
    """Its end included; what is longer costs its own line alone, however long it is."""
    sign = "," if type_ == "csv" else " "
    long = f"a{sign}" * (size // 2 - 1)
    long += "b" * (size - len(long) - 1) + "\n"
    assert len(long) == size
    longer = f"a{sign}" * 2 * size
    read = list(records(StringIO(f"{long}{longer}\nc{sign}d\n"), Format(type_)))
    first, second, last = read
    assert (first.fault == TOO_LONG) is (size > MAX_LINE_CHARS)
    assert second.fault == TOO_LONG
    assert len(second.text) <= MAX_LINE_CHARS + 1
    assert (last.line, last.values, last.fault) == (3, ["c", "d"], "")


def test_a_long_last_line_ends_the_file(tmp_path: Path) -> None:
    (only,) = records(StringIO("a " * MAX_LINE_CHARS), Format("spaces"))
    assert only.fault == TOO_LONG
    with pytest.raises(UnusableFile, match="there is no header row"):
        DelimitedLog(write(tmp_path, "bomb.csv", "a" * (3 * MAX_LINE_CHARS)), Format("csv"))


def test_parquet_text_that_is_no_text_names_its_column(tmp_path: Path) -> None:
    data = pa.py_buffer(b"\xff\xfeA")
    offsets = pa.py_buffer(b"\0\0\0\0\3\0\0\0")
    broken = pa.StringArray.from_buffers(1, offsets, data)
    pq.write_table(pa.table({"who": broken}), tmp_path / "log.parquet")
    log = open_log(tmp_path / "log.parquet", Format("parquet"))
    with pytest.raises(UnusableFile, match=r"column who can't be read as text"):
        list(log.batches(["who"]))
