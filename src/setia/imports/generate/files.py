"""Writes made-up logs as files, with the columns of the real ones, so that one map reads both.

A name that ends in .gz is compressed. Rows stream; a file is as large as what is written to it.
"""

import csv
import gzip
import io
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from setia.imports.generate.baskets import Line, Product
from setia.imports.generate.coffee import Sold
from setia.imports.generate.orders import Order

ORDER_COLUMNS: Final = ("customer_id", "date", "number_of_cds", "dollar_value")
VISIT_COLUMNS: Final = (
    "member",
    "time",
    "store",
    "channel",
    "visit",
    "sku",
    "department",
    "price",
)
LINE_COLUMNS: Final = (
    "household_id",
    "store_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "transaction_timestamp",
)


def write_orders(path: Path, orders: Iterable[Order]) -> int:
    """Write orders; how many."""
    return _write(
        path,
        ORDER_COLUMNS,
        ((one.customer, one.day.isoformat(), one.units, money(one.amount_minor)) for one in orders),
    )


def write_lines(path: Path, lines: Iterable[Line]) -> int:
    """Write lines of baskets; how many."""
    return _write(
        path,
        LINE_COLUMNS,
        (
            (
                one.household,
                one.store,
                one.basket,
                one.product,
                one.quantity,
                money(one.value_minor),
                one.at.isoformat(" "),
            )
            for one in lines
        ),
    )


def write_visits(path: Path, sold: Iterable[Sold]) -> int:
    """Write what members bought, a row a thing; how many."""
    return _write(
        path,
        VISIT_COLUMNS,
        (
            (
                one.member,
                one.at.isoformat(sep=" "),
                one.store,
                one.channel,
                one.visit,
                one.sku,
                one.department,
                money(one.amount_minor),
            )
            for one in sold
        ),
    )


def write_products(path: Path, products: Iterable[Product]) -> int:
    """Write a catalogue; how many products."""
    rows = ((one.number, one.department) for one in products)
    return _write(path, ("product_id", "department"), rows)


def money(minor: int) -> str:
    """An amount of two decimals, as logs show it."""
    whole, part = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{part:02d}"


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> int:
    count = 0
    with path.open("wb") as file, _packed(path, file) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
        text.detach()
    return count


def _packed(path: Path, file: BinaryIO) -> BinaryIO | gzip.GzipFile:
    if path.suffix != ".gz":
        return file
    # No time of writing in the file: the same rows are the same bytes.
    return gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0)
