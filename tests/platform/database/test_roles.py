"""What the application's role may do, and the proof that it cannot change history (I5)."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import TupleRow

from setia.platform.database import UnsafeDatabaseError, prove_append_only
from tests.conftest import DatabaseUrls, NewDatabase

REVOKE = "REVOKE UPDATE, DELETE, TRUNCATE ON history FROM setia_app"


@pytest.fixture
def urls(new_database: NewDatabase) -> DatabaseUrls:
    made = new_database()
    with psycopg.connect(made.owner_url) as owner:
        owner.execute("CREATE TABLE history (id int GENERATED ALWAYS AS IDENTITY, word text)")
        owner.execute("CREATE TABLE draft (id serial PRIMARY KEY, word text)")
    return made


@pytest.fixture
def app(urls: DatabaseUrls) -> Iterator[psycopg.Connection[TupleRow]]:
    with psycopg.connect(urls.app_url, autocommit=True) as connection:
        yield connection


def as_owner(urls: DatabaseUrls, statement: str) -> None:
    with psycopg.connect(urls.owner_url) as owner:
        owner.execute(statement)


def test_the_application_works_with_rows_of_tables_that_the_owner_made(
    app: psycopg.Connection[TupleRow],
) -> None:
    for table in ("history", "draft"):
        app.execute(f"INSERT INTO {table} (word) VALUES ('a'), ('b')")
        app.execute(f"UPDATE {table} SET word = 'c' WHERE word = 'a'")
        app.execute(f"DELETE FROM {table} WHERE word = 'b'")
        assert app.execute(f"SELECT word FROM {table}").fetchall() == [("c",)]


def test_the_application_owns_nothing(
    app: psycopg.Connection[TupleRow], subtests: pytest.Subtests
) -> None:
    for statement in (
        "CREATE TABLE mine (id int)",
        "ALTER TABLE history ADD COLUMN more text",
        "DROP TABLE history",
        "TRUNCATE history",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE setia_owner",
        "SET ROLE postgres",
        "ALTER SYSTEM SET fsync = off",
        "COPY history TO PROGRAM 'cat'",
    ):
        with subtests.test(statement), pytest.raises(errors.InsufficientPrivilege):
            app.execute(statement)


def test_the_application_cannot_give_itself_rights(
    urls: DatabaseUrls, app: psycopg.Connection[TupleRow]
) -> None:
    as_owner(urls, REVOKE)
    # PostgreSQL answers this with a warning only; what counts is that nothing was granted.
    app.execute("GRANT DELETE ON history TO setia_app")
    prove_append_only(app, ["history"])


def test_the_proof_passes_when_history_is_append_only(
    urls: DatabaseUrls, app: psycopg.Connection[TupleRow]
) -> None:
    as_owner(urls, REVOKE)
    prove_append_only(app, ["history", "public.history"])
    assert app.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_the_proof_fails_for_each_right_by_itself_and_changes_nothing(
    urls: DatabaseUrls, app: psycopg.Connection[TupleRow], subtests: pytest.Subtests
) -> None:
    app.execute("INSERT INTO history (word) VALUES ('a'), ('b')")
    for right, verb in (
        ("DELETE", "DELETE"),
        ("UPDATE", r"UPDATE \(id\)"),
        ("UPDATE (word)", r"UPDATE \(word\)"),
        ("TRUNCATE", "TRUNCATE"),
    ):
        as_owner(urls, REVOKE)
        as_owner(urls, f"GRANT {right} ON history TO setia_app")
        said = rf"setia_app may {verb} on history"
        with subtests.test(right), pytest.raises(UnsafeDatabaseError, match=said):
            prove_append_only(app, ["history"])
        assert app.execute("SELECT count(*) FROM history").fetchone() == (2,)


def test_the_proof_fails_for_the_owner_and_for_a_superuser(urls: DatabaseUrls) -> None:
    as_owner(urls, REVOKE)
    for url, role in ((urls.owner_url, "setia_owner"), (urls.superuser_url, "postgres")):
        with psycopg.connect(url) as link, pytest.raises(UnsafeDatabaseError, match=role):
            prove_append_only(link, ["history"])


def test_the_proof_looks_at_every_table(
    urls: DatabaseUrls, app: psycopg.Connection[TupleRow]
) -> None:
    as_owner(urls, REVOKE)
    with pytest.raises(UnsafeDatabaseError, match="on draft"):
        prove_append_only(app, ["history", "draft"])
    with pytest.raises(UnsafeDatabaseError, match="no table absent"):
        prove_append_only(app, ["history", "absent"])
    with pytest.raises(ValueError, match="no tables"):
        prove_append_only(app, [])


def test_the_proof_leaves_an_open_transaction_as_it_was(urls: DatabaseUrls) -> None:
    as_owner(urls, REVOKE)
    with psycopg.connect(urls.app_url) as link:
        link.execute("INSERT INTO history (word) VALUES ('a')")
        prove_append_only(link, ["history"])
        assert link.execute("SELECT count(*) FROM history").fetchone() == (1,)
        assert link.execute("SHOW lock_timeout").fetchone() == ("0",)


def test_a_copy_of_a_template_has_the_same_rights(
    urls: DatabaseUrls, new_database: NewDatabase
) -> None:
    as_owner(urls, REVOKE)
    as_owner(urls, "INSERT INTO history (word) VALUES ('a')")
    copy = new_database(template=urls.name)
    with psycopg.connect(copy.app_url) as link:
        prove_append_only(link, ["history"])
        assert link.execute("SELECT word FROM history").fetchall() == [("a",)]
        link.execute("INSERT INTO draft (word) VALUES ('b')")
