"""`make replay DATA=DIR`: whole real purchase logs through the product, checked to the last point.

Every step is a command that a person could type, in a home of its own. What comes out is compared
with what plain Python makes of the same files; any difference, and any missing file, ends with 1.
"""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
from rich.console import Console

SEED: Final = 20260101
ROOT: Final = Path(__file__).resolve().parents[1]
EXAMPLES: Final = ROOT / "src/setia/core/program/examples"
MAPS: Final = ROOT / "docs/how-to/maps"
BALANCES: Final = """
    SELECT encode(i.blind, 'hex'), s.balances, s.tiers, s.next_due_us
    FROM member_state AS s JOIN member_identity AS i ON i.member_id = s.member_id
    WHERE i.kind = 'reference' ORDER BY 1
"""
console = Console()
failures: list[str] = []


def main(data: Path) -> int:
    """Run the logs; 0 when everything is as it should be."""
    needed = [
        data / "cdnow_master.csv.gz",
        data / "completejourney/transactions.parquet",
        data / "completejourney/products.parquet",
    ]
    missing = [str(path) for path in needed if not path.is_file()]
    if missing:
        console.print(f"missing: {', '.join(missing)}", style="red")
        return 1
    console.print(f"seed {SEED}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="setia-replay-") as folder:
        # As root the embedded database runs as another account, which must get in.
        Path(folder).chmod(0o711)
        cdnow(data / "cdnow_master.csv.gz", Path(folder))
        coffee_chain(data / "cdnow_master.csv.gz", Path(folder))
        complete_journey(data / "completejourney", Path(folder))
    console.print(f"{time.monotonic() - started:.0f} s")
    for failure in failures:
        console.print(f"WRONG: {failure}", style="red")
    console.print("replay: " + ("FAILED" if failures else "all as expected"))
    return 1 if failures else 0


def cdnow(log: Path, folder: Path) -> None:
    """One point a whole dollar; the file again; the file shuffled."""
    home = folder / "cdnow"
    setia(home, "program", "publish", str(EXAMPLES / "music-shop.yaml"))
    rows = gzip.decompress(log.read_bytes()).decode().splitlines()
    base = sum(int(row.rsplit(",", 1)[1].split(".")[0]) for row in rows[1:])
    first = importing(home, log, MAPS / "cdnow.yaml")
    expect("CDNOW rows read", first["read"], 69_659)
    expect("CDNOW outcomes", sum(first["outcomes"].values()) + first["rejected"], 69_659)
    expect("CDNOW equal rows", first["equal_rows"], 255)
    expect("CDNOW zero orders", first["zero_amounts"], 80)
    expect("CDNOW money", first["amounts"]["purchase"], 250_031_563)
    expect("CDNOW base points, re-derived", base, 2_453_159)
    expect("CDNOW base points", first["rules"]["base"], base)
    balances = states(home)
    again = importing(home, log, MAPS / "cdnow.yaml")
    expect("CDNOW again: replayed", again["outcomes"], {"replayed": 69_659})
    expect("CDNOW again: balances", states(home) == balances, True)
    verify(home, "CDNOW")
    shuffled = folder / "cdnow_master.csv"
    body = rows[1:]
    random.Random(SEED).shuffle(body)
    shuffled.write_text("\n".join([rows[0], *body]) + "\n")
    other = folder / "cdnow-shuffled"
    keep_keys(home, other)
    setia(other, "program", "publish", str(EXAMPLES / "music-shop.yaml"))
    importing(other, shuffled, MAPS / "cdnow.yaml")
    expect("CDNOW shuffled: balances", states(other) == balances, True)
    verify(other, "CDNOW shuffled")


def coffee_chain(log: Path, folder: Path) -> None:
    """The same purchases at a coffee chain: imported, live, rebuilt, folded and compiled alike."""
    home, other = folder / "coffee", folder / "coffee-live"
    program = EXAMPLES / "coffee.yaml"
    text = (MAPS / "cdnow.yaml").read_text(encoding="utf-8").replace("USD", "MYR")
    for_one = 'channel: {column: number_of_cds, values: {"1": app}, otherwise: till}'
    the_map = folder / "coffee-map.yaml"
    the_map.write_text(text.replace("channel: {constant: web}", for_one), encoding="utf-8")
    setia(home, "program", "publish", str(program))
    found = importing(home, log, the_map)
    expect("coffee chain: base points", found["rules"]["base"], 2_453_159)
    fired = [rule for rule in ("weekend-app", "launch-gift", "gold") if found["rules"].get(rule)]
    expect("coffee chain: rules that gave", fired, ["weekend-app", "launch-gift", "gold"])
    gifts = found["rules"]["launch-gift"]
    expect("coffee chain: the gifts' budget is not used up", gifts < 50_000, True)
    history = folder / "coffee.jsonl"
    ways(home, "export", str(history))
    imported = ways(home, "has")
    expect("coffee chain: what is had, imported", len(imported.splitlines()), 23_570)
    setia(home, "replay")
    expect("coffee chain: rebuilt", ways(home, "has") == imported, True)
    verify(home, "coffee chain, imported")
    setia(other, "program", "publish", str(program))
    ways(other, "live", str(history))
    expect("coffee chain: live", ways(other, "has") == imported, True)
    verify(other, "coffee chain, live")
    said = setia(home, "program", "fold", str(program), str(history), "--check")
    console.print(f"coffee chain: {said.strip()}")
    rows = setia(home, "program", "fold", str(program), str(history), "--compiled", "--json")
    expect("coffee chain: compiled", sorted(rows.splitlines()) == imported.splitlines(), True)


def complete_journey(log: Path, folder: Path) -> None:
    """Baskets from lines; double points on one department, re-derived by plain Python."""
    home = folder / "journey"
    setia(home, "program", "publish", str(EXAMPLES / "grocer.yaml"))
    found = importing(home, log / "transactions.parquet", MAPS / "completejourney.yaml")
    base, deli, baskets, money = derived(log)
    expect("Complete Journey rows read", found["read"], 495_305)
    expect("Complete Journey baskets", found["events"], baskets)
    expect("Complete Journey baskets, known", baskets, 54_575)
    expect("Complete Journey money", found["amounts"]["purchase"], money)
    expect("Complete Journey money, known", money, 156_110_252)
    expect("Complete Journey base points", found["rules"]["base"], base)
    expect("Complete Journey deli points", found["rules"]["deli"], deli)
    verify(home, "Complete Journey")


def derived(log: Path) -> tuple[int, int, int, int]:
    """Base and deli points, baskets and cents, by plain Python from the files."""
    products = pq.read_table(log / "products.parquet", columns=["product_id", "department"])
    department = dict(zip(*(column.to_pylist() for column in products.columns), strict=True))
    lines = pq.read_table(
        log / "transactions.parquet", columns=["basket_id", "product_id", "sales_value"]
    )
    whole: dict[Any, int] = {}
    deli: dict[Any, int] = {}
    for basket, product, value in zip(*(c.to_pylist() for c in lines.columns), strict=True):
        cents = round(value * 100)
        whole[basket] = whole.get(basket, 0) + cents
        if department.get(product) == "DELI":
            deli[basket] = deli.get(basket, 0) + cents
    return (
        sum(cents // 100 for cents in whole.values()),
        sum(cents // 100 for cents in deli.values()),
        len(whole),
        sum(whole.values()),
    )


def importing(home: Path, log: Path, the_map: Path) -> dict[str, Any]:
    """Import a file; its summary."""
    shown = setia(
        home, "import", str(log), "--map", str(the_map), "--rejected", str(home), "--json"
    )
    summary: dict[str, Any] = json.loads(shown)
    console.print(f"{log.name}: {summary['read']:,} rows in {summary['duration_s']:.0f} s")
    expect(f"{log.name} adds up", summary["faults"], [])
    return summary


def verify(home: Path, what: str) -> None:
    """`setia verify` must end with 0; setia() fails otherwise."""
    console.print(f"{what}: {setia(home, 'verify').strip().splitlines()[0]}")


def states(home: Path) -> list[Any]:
    """Every member's balances, tiers and next due instant, by blind index."""
    script = (
        "import json, os, psycopg\n"
        "from setia.platform.settings import Settings\n"
        "from setia.platform.database import open_database\n"
        "with open_database(Settings.load(os.environ)) as d, psycopg.connect(d.app_url) as c:\n"
        f"    print(json.dumps(c.execute({BALANCES!r}).fetchall()))\n"
    )
    rows: list[Any] = json.loads(run(home, [sys.executable, "-c", script]))
    return rows


def keep_keys(home: Path, other: Path) -> None:
    """Give another home the same keys, so that blind indexes can be compared."""
    shutil.copytree(home / "keys", other / "keys")


def setia(home: Path, *arguments: str) -> str:
    """Run a command as a person would; its standard output."""
    return run(home, [sys.executable, "-m", "setia.cli", *arguments])


def ways(home: Path, *arguments: str) -> str:
    """Run `bench.replay_ways` on one home; its standard output."""
    return run(home, [sys.executable, "-m", "bench.replay_ways", *arguments])


def run(home: Path, command: list[str]) -> str:
    """Run a program on one home; ends the replay when it fails."""
    done = subprocess.run(
        command,
        env={**os.environ, "SETIA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        console.print(
            f"{' '.join(command[2:])}: exit {done.returncode}\n{done.stderr}", style="red"
        )
        raise SystemExit(1)
    return done.stdout


def expect(what: str, found: object, wanted: object) -> None:
    """Note a difference; print what agrees."""
    if found == wanted:
        said = f"{found:,}" if type(found) is int else "yes" if found is True else found
        console.print(f"  {what}: {said}")
    else:
        failures.append(f"{what}: {found!r}, should be {wanted!r}")


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
