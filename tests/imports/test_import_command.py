"""The command: exit codes that scripts can ask, a summary to read or to parse, and Ctrl-C."""

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from rich.console import Console

from setia.cli.import_file import run_import
from setia.imports.generate.files import write_orders
from setia.imports.generate.orders import orders
from setia.imports.read_map import read_map
from tests.arch.tree import ROOT
from tests.imports.file_sink import FileSink, read_entries
from tests.imports.logs import ORDERS_MAP, write


def _command(log: Path, folder: Path) -> list[str]:
    the_map = write(folder, "map.yaml", ORDERS_MAP)
    return [sys.executable, "-m", "tests.imports.shell", str(log), str(the_map), str(folder)]


class Ended(NamedTuple):
    """How an import ended: its code, and what it said on each stream."""

    code: int
    out: str
    err: str


class Import(Protocol):
    """Imports a file into the sink of a folder, as the command does."""

    def __call__(
        self, log: Path, folder: Path, *, as_json: bool = False, text: str = ORDERS_MAP
    ) -> Ended: ...


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("COLUMNS", "200")

    def run(log: Path, folder: Path, *, as_json: bool = False, text: str = ORDERS_MAP) -> Ended:
        code = run_import(
            log,
            read_map(text, file_name=log.name),
            sink=FileSink(folder / "sink"),
            home=folder,
            rejected=folder,
            zone="UTC",
            as_json=as_json,
            console=Console(stderr=True),
        )
        return Ended(code, *capsys.readouterr())

    return run


def test_a_clean_import_ends_with_0_and_a_summary(tmp_path: Path, run: Import) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(60, seed=2))
    ended = run(log, tmp_path)
    assert ended.code == 0, ended.err
    assert f"{count:,} = {count:,} in events + 0 rejected" in ended.out
    assert f"{count:,} accepted + 0 refused + 0 waiting + 0 set aside + 0 replayed" in ended.out
    assert "60, 60 of them new" in ended.out
    again = run(log, tmp_path)
    assert f"0 accepted + 0 refused + 0 waiting + 0 set aside + {count:,} replayed" in again.out


def test_conditions_and_reasons_are_shown_as_they_are_written(tmp_path: Path, run: Import) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(60, seed=2))
    ended = run(log, tmp_path, text=ORDERS_MAP + "where: ['units in [1, 2]']\n")
    few = sum(order.units in {1, 2} for order in orders(60, seed=2))
    assert f"{count - few:,} rows do not fulfil: units in [1, 2]" in ended.out
    assert f"{count:,} = {few:,} in events + 0 rejected + {count - few:,} left out" in ended.out


def test_rejected_rows_end_with_3_and_json_is_all_of_the_output(
    tmp_path: Path, run: Import
) -> None:
    log = write(
        tmp_path,
        "log.csv",
        "customer_id,date,number_of_cds,dollar_value\n1,1997-01-01,1,11.77\n1,then,1,1\n",
    )
    ended = run(log, tmp_path, as_json=True)
    assert ended.code == 3, ended.err
    summary = json.loads(ended.out)
    assert (summary["read"], summary["in_events"], summary["rejected"]) == (2, 1, 1)
    assert Path(summary["rejected_file"]).read_text().count("\n") == 2
    assert "rejected" in ended.err, "progress is shown beside it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ORDERS_MAP.replace("time: date", "time: day"), "line 5, column 7: time: the file has no"),
        (ORDERS_MAP.replace("dollar_value", "'[bold]'"), "the file has no column [bold]"),
    ],
)
def test_a_map_that_does_not_fit_ends_with_2(
    tmp_path: Path, run: Import, text: str, said: str
) -> None:
    log = tmp_path / "orders.csv"
    write_orders(log, orders(5, seed=2))
    ended = run(log, tmp_path, text=text)
    assert ended.code == 2
    assert said in ended.err
    assert not (tmp_path / "sink").exists()


def test_a_disk_that_refuses_is_said_without_a_traceback(tmp_path: Path, run: Import) -> None:
    log = tmp_path / "orders.csv"
    write_orders(log, orders(5, seed=2))
    (tmp_path / "imports").write_text("a file stands where the folder should be")
    ended = run(log, tmp_path)
    assert ended.code == 1
    assert "run the same command again" in ended.err


def test_ctrl_c_stops_after_the_chunk_and_the_same_command_goes_on(
    tmp_path: Path, run: Import
) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(60, seed=2))
    for number in (signal.SIGINT, signal.SIGTERM):
        folder = tmp_path / number.name
        folder.mkdir()
        running = subprocess.Popen(
            _command(log, folder),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with running:
            assert running.stdin is not None
            assert running.stdout is not None
            assert running.stdout.readline() == "recording\n"
            running.send_signal(number)
            _, said = running.communicate("go on\n", timeout=60)
        assert running.returncode == 130, said
        assert f"of {count} rows are recorded and stay so. Run the same command again" in said
        entries = read_entries(folder / "sink")
        kept = sum("key" in entry for entry in entries)
        assert 40 <= kept < count, (
            "the chunk that was being recorded is whole, the rest is not there"
        )
        ended = run(log, folder, as_json=True)
        assert ended.code == 0, ended.err
        summary = json.loads(ended.out)
        assert summary["outcomes"] == {"replayed": kept, "accepted": count - kept}
        assert summary["staged_before"] is True


def test_a_second_ctrl_c_does_not_wait(tmp_path: Path, run: Import) -> None:
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(60, seed=2))
    running = subprocess.Popen(
        _command(log, tmp_path),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with running:
        assert running.stdout is not None
        assert running.stdout.readline() == "recording\n"
        # It waits for input that never comes, so asking alone ends nothing. Signals that come
        # before a busy machine has let it see the first are one, so they are sent until it ends.
        for _ in range(300):
            running.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.2)
                break
        assert running.returncode != 0
    ended = run(log, tmp_path, as_json=True)
    assert ended.code == 0
    assert json.loads(ended.out)["in_events"] == count
