"""The database connection of this thread, and the one way to a transaction that records.

The ledger and everything that writes many rows use psycopg's own cursor on Django's connection:
parameters are bound by the server and statements are prepared, which the ORM's cursor does not do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import psycopg
from django.db import connection, transaction

RawCursor: TypeAlias = psycopg.Cursor[tuple[Any, ...]]


@contextmanager
def outermost() -> Iterator[RawCursor]:
    """A transaction of its own with a raw cursor; refuses to run inside another one."""
    _drop_dead()
    with transaction.atomic(durable=True), raw_cursor() as cursor:
        yield cursor


@contextmanager
def raw_cursor() -> Iterator[RawCursor]:
    """A raw cursor on this thread's connection, in whatever transaction is open."""
    _drop_dead()
    connection.ensure_connection()
    opened = connection.connection
    if not isinstance(opened, psycopg.Connection):
        raise TypeError("the default database is not PostgreSQL through psycopg")
    with psycopg.Cursor(opened) as cursor:
        yield cursor


def _drop_dead() -> None:
    """Give up a connection that the server has ended, so that the next use opens another.

    Django notices this for its own cursors alone. Within a transaction nothing is given up: what
    was begun on the lost connection is lost too, and must fail.
    """
    opened = connection.connection
    if opened is not None and opened.closed and not connection.in_atomic_block:
        connection.close()
