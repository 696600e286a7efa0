"""Refuses a database that could lose acknowledged writes or let the application change history.

Both checks run at every start, on the application's own connection, and judge what is in force
there, whoever set it. The proof that history is append-only tries each forbidden statement; none
could change a row, and all is rolled back. They hold I19 (2xx means durable) and I5 (history is
never changed).
"""

from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg import errors, sql
from psycopg.rows import TupleRow

from setia.platform.database.binaries import SUPPORTED_MAJORS
from setia.platform.database.errors import UnsafeDatabaseError

_LOCK_TIMEOUT_S: Final = 5
_MUST_BE_ON: Final = {
    "fsync": "a crash of the machine may corrupt the whole database",
    "full_page_writes": "a power cut in the middle of a write may corrupt a page for good",
    # "local" and the remote values all wait until this server's disk has the commit.
    "synchronous_commit": "a crash may lose writes that were already acknowledged",
}


def refuse_unsafe(
    connection: psycopg.Connection[TupleRow], *, majors: range = SUPPORTED_MAJORS
) -> None:
    """Raise UnsafeDatabaseError unless this server keeps what it acknowledges (I19).

    Refused are versions of PostgreSQL outside `majors`, and fsync, full_page_writes or
    synchronous_commit being off. synchronous_commit may be "local": that skips waiting for a
    standby, not for this server's own disk.
    """
    major = connection.info.server_version // 10_000
    if major not in majors:
        raise UnsafeDatabaseError(
            f"The database is PostgreSQL {major}; Setia runs on {majors[0]} to "
            f"{majors[-1]}. Upgrade the server, or point DATABASE_URL at another."
        )
    with connection.transaction():
        rows = connection.execute(
            "SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s) ORDER BY name",
            [list(_MUST_BE_ON)],
        ).fetchall()
    for name, value, source in rows:
        if value == "off":
            raise UnsafeDatabaseError(
                f"The database runs with {name} = off (set by: {source}): "
                f"{_MUST_BE_ON[str(name)]}. Setia acknowledges only what is durable, so it does "
                f"not start. Set {name} = on and reload the server."
            )
    if len(rows) != len(_MUST_BE_ON):
        raise UnsafeDatabaseError(
            "The database does not say whether it keeps what it acknowledges: pg_settings shows "
            f"only {[name for name, _, _ in rows]}. Let the application's role read them."
        )


def prove_append_only(connection: psycopg.Connection[TupleRow], tables: Sequence[str]) -> None:
    """Raise UnsafeDatabaseError unless DELETE, UPDATE of each column and TRUNCATE are all denied
    to this connection's role on each of these tables (I5).

    `tables` are names in the search path, or schema.table. Nothing is changed and nothing stays
    locked: what would be allowed affects no row or is rolled back. Raises ValueError for none.
    """
    if not tables:
        raise ValueError("prove_append_only was given no tables, so it would prove nothing.")
    with connection.transaction(force_rollback=True):
        # A statement that waits for a lock was not denied; it must not wait for ever either.
        connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT_S}s'")
        for table in tables:
            name = sql.Identifier(*table.split("."))
            for verb, statement in _forbidden(connection, table, name):
                _must_be_denied(connection, table, verb, statement)


def _forbidden(
    connection: psycopg.Connection[TupleRow], table: str, name: sql.Identifier
) -> list[tuple[str, sql.Composed]]:
    columns = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 "
        "AND NOT attisdropped ORDER BY attnum",
        [name.as_string(connection)],
    ).fetchall()
    if not columns:
        raise UnsafeDatabaseError(
            f"There is no table {table} in the database, so its history cannot be guarded. Run "
            "the migrations with the owner's role first."
        )
    delete = sql.SQL("DELETE FROM {} WHERE false").format(name)
    truncate = sql.SQL("TRUNCATE {}").format(name)
    # Each column by itself: UPDATE may be granted on one. DEFAULT needs no right to read it.
    updates = [
        (
            f"UPDATE ({column})",
            sql.SQL("UPDATE {} SET {} = DEFAULT WHERE false").format(
                name, sql.Identifier(str(column))
            ),
        )
        for (column,) in columns
    ]
    return [("DELETE", delete), *updates, ("TRUNCATE", truncate)]


def _must_be_denied(
    connection: psycopg.Connection[TupleRow], table: str, verb: str, statement: sql.Composed
) -> None:
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except errors.InsufficientPrivilege:
        return
    except psycopg.Error as error:
        raise UnsafeDatabaseError(
            f"Whether the role {connection.info.user} may {verb} on {table} could not be proven: "
            f"{error} Start again; if it stays, look at that table's definition and locks."
        ) from error
    raise UnsafeDatabaseError(
        f"The role {connection.info.user} may {verb} on {table}, which holds history that nobody "
        f"may change. Log in as setia_app in DATABASE_URL, and as the table's owner run: "
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM setia_app"
    )
