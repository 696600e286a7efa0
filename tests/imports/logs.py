"""What the tests of imports share: small files, a map for them, and one import into a file."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from setia.imports.actions.import_log import import_log
from setia.imports.gather_events import chunks
from setia.imports.import_map import MemberKind
from setia.imports.map_rows import Mapper
from setia.imports.open_log import open_all
from setia.imports.read_map import read_map
from setia.imports.rows import Rejection
from setia.imports.sink import MappedEvent, Sink
from setia.imports.stage import StageCounts, StageWriter, read_partitions
from setia.imports.summary import Summary
from setia.platform.access.principal import SYSTEM
from setia.platform.json import canonical

ORDERS_MAP = """
source: shop
unknown: enrol
member: {reference: customer_id}
time: date
kind: purchase
amount: {column: dollar_value, decimals: 2}
currency: USD
attributes:
  units: {column: number_of_cds, type: number}
"""

LINES_MAP = """
source: grocer
unknown: enrol
member: {reference: household_id}
time: transaction_timestamp
kind: purchase
attributes:
  store: store_id
items:
  group_by: [basket_id]
  fields:
    amount: {column: sales_value, decimals: 2}
    quantity: {column: quantity, type: number}
    sku: product_id
    department: products.department
lookups:
  products: {file: products.csv, key: product_id, by: product_id}
"""


class Quiet:
    """A watcher that looks away."""

    def staged(self, rows: int, rejected: int, share: float) -> None:
        assert 0 <= rejected <= rows
        assert 0.0 <= share <= 1.0

    def recorded(self, rows: int, of: int, events: int) -> None:
        assert 0 <= rows <= of
        assert events <= rows


def never() -> bool:
    return False


def blind(kind: MemberKind, identity: str) -> bytes:
    return hashlib.sha256(f"{kind}:{identity}".encode()).digest()[:16]


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def bring_in(
    file: Path,
    text: str,
    sink: Sink,
    *,
    folder: Path,
    stopping: Callable[[], bool] = never,
    zone: str = "UTC",
) -> Summary:
    """Import a file into a sink, staged and with its rejected rows under a folder."""
    summary = import_log(
        file,
        read_map(text, file_name=file.name),
        acting=SYSTEM,
        sink=sink,
        home=folder,
        rejected_folder=folder,
        zone=zone,
        watcher=Quiet(),
        stopping=stopping,
    )
    assert summary.faults() == []
    return summary


def mapped(
    file: Path, text: str, folder: Path, *, partitions: int = 4
) -> tuple[list[MappedEvent], list[Rejection]]:
    """The events of a file, and the rows of it that make none, without a sink."""
    the_map = read_map(text, file_name=file.name)
    opened = open_all(file, the_map)
    mapper = Mapper(the_map, opened.tables(), ZoneInfo("UTC"), blind)
    folder.mkdir()
    writer = StageWriter(folder, partitions)
    rejected: list[Rejection] = []
    for batch in opened.log.batches(the_map.columns):
        piece = mapper.map(batch)
        writer.add(piece.columns)
        rejected += piece.rejected
    manifest = writer.finish(StageCounts())
    events: list[MappedEvent] = []
    for table in read_partitions(folder, manifest):
        for chunk in chunks(table, the_map):
            events += chunk.events
            rejected += chunk.rejected
    return events, rejected


def said(events: Iterable[MappedEvent]) -> list[str]:
    """Events as text, in an order that depends on them alone."""
    return sorted(
        json.dumps([one.identity, one.kind, one.occurred_us, one.source, one.key, one.given])
        + canonical(one.payload).decode()
        for one in events
    )
