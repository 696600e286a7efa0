"""Killed anywhere and run again, an import leaves what a clean run leaves (I4, I14).

The statements are those of every module that writes; each child dies by SIGKILL at one of them,
is killed a second time on its way, and then goes on to the end.
"""

import json
import subprocess
import sys
from pathlib import Path

from setia.imports.generate.files import write_orders
from setia.imports.generate.orders import orders
from tests.arch.tree import ROOT
from tests.imports.logs import ORDERS_MAP, write

SEED = 11
KILLS = 15


def test_killed_at_any_statement_and_run_again(tmp_path: Path) -> None:
    print(f"seed {SEED}")
    log = tmp_path / "orders.csv"
    count = write_orders(log, orders(60, seed=SEED))
    with log.open("a") as file:
        file.write("00001,1997-13-01,1,1.00\n00002,1997-01-01\n")
    assert count > 150, "enough for several runs of the stage and more than one chunk"
    the_map = write(tmp_path, "orders.yaml", ORDERS_MAP)
    folder = tmp_path / "runs"
    folder.mkdir()
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tests.imports.crash"),
            *(str(log), str(the_map), str(folder), str(KILLS), str(SEED)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    result = json.loads(ended.stdout)
    assert result["unlike"] == []
    died_in = {place.partition(":")[0] for place in result["places"]}
    assert len(result["places"]) == KILLS
    assert died_in == {
        "file_sink.py",
        "import_log.py",
        "rejections.py",
        "send_events.py",
        "stage.py",
        "stage_folder.py",
    }
