"""The application's role can add to history and can neither change, remove nor empty it (I5)."""

import psycopg
import pytest

from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.platform.access.principal import SYSTEM
from setia.platform.boot import APPEND_ONLY
from setia.programs.actions.publish_program import publish_program
from tests.conftest import DatabaseUrls
from tests.ledger.programs import coffee, now_us, opened, purchase

COLUMNS = {
    "event": "amounts = amounts",
    "leaf": "hash = hash",
    "tree_head": "root = root",
    "audit_entry": "act = act",
    "program_version": "text = text",
    "reference_edition": "rows = rows",
    "reference_row": "told = told",
    "reference_zone": "edition = edition",
}


@pytest.fixture(autouse=True)
def history(database: DatabaseUrls) -> None:
    publish_program(coffee(), acting=SYSTEM)
    record([purchase(opened(1)[0], "a", 100, now_us())], acting=SYSTEM)
    seal_all()


def test_the_list_is_that_of_start_up() -> None:
    assert set(COLUMNS) == set(APPEND_ONLY)


@pytest.mark.parametrize("table", COLUMNS)
def test_the_application_cannot_touch_history(database: DatabaseUrls, table: str) -> None:
    for statement in (
        f"UPDATE {table} SET {COLUMNS[table]}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"DROP TABLE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
    ):
        with (
            psycopg.connect(database.app_url, autocommit=True) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute(statement)


@pytest.mark.parametrize("role", ["setia_owner", "postgres"])
def test_the_application_cannot_become_somebody_who_may(database: DatabaseUrls, role: str) -> None:
    with (
        psycopg.connect(database.app_url, autocommit=True) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute(f"SET ROLE {role}")
