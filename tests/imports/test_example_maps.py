"""The maps that the papers give read made-up logs of the same columns as the real ones."""

from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq

from setia.imports.generate.baskets import lines, products
from setia.imports.generate.files import write_lines, write_orders, write_products
from setia.imports.generate.orders import orders
from tests.arch.tree import ROOT
from tests.imports.file_sink import FileSink
from tests.imports.logs import bring_in

MAPS = ROOT / "docs" / "how-to" / "maps"


def _as_parquet(folder: Path, name: str) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(pyarrow.csv.read_csv(folder / f"{name}.csv"), path)
    return path


def test_both_are_tested_here() -> None:
    assert {path.name for path in MAPS.glob("*.yaml")} == {"cdnow.yaml", "completejourney.yaml"}


def test_orders_of_a_mail_order_shop(tmp_path: Path) -> None:
    log = tmp_path / "cdnow_master.csv.gz"
    made = list(orders(80, seed=12))
    write_orders(log, made)
    text = (MAPS / "cdnow.yaml").read_text()
    summary = bring_in(log, text, FileSink(tmp_path / "sink"), folder=tmp_path)
    assert summary.outcomes == {"accepted": len(made)}
    assert summary.amounts == {"purchase": sum(order.amount_minor for order in made)}
    assert summary.new_members == 80


def test_lines_of_a_grocer_in_parquet_with_doubles(tmp_path: Path) -> None:
    made = list(lines(4, seed=12, weeks=30))
    write_products(tmp_path / "products.csv", products(seed=12))
    write_lines(tmp_path / "transactions.csv", made)
    _as_parquet(tmp_path, "products")
    log = _as_parquet(tmp_path, "transactions")
    text = (MAPS / "completejourney.yaml").read_text()
    sink = FileSink(tmp_path / "sink")
    summary = bring_in(log, text, sink, folder=tmp_path)
    assert summary.events == len({line.basket for line in made})
    assert summary.amounts == {"purchase": sum(line.value_minor for line in made)}
    departments = {
        item.get("department")
        for event in sink.events.values()
        for item in event["payload"]["items"]  # type: ignore[index]
    }
    assert "GROCERY" in departments
