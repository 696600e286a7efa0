"""Makes the two roles and the databases of the embedded server.

`setia_owner` owns the database and its tables and runs migrations. `setia_app` is what the
application logs in as: it may read and write rows but owns nothing, and migrations take UPDATE,
DELETE and TRUNCATE on history away from it (I5). A database gets its final name only when all its
grants are made, so one whose making was killed is never mistaken for a whole one.
"""

from typing import Final, LiteralString

import psycopg
from psycopg import sql

APP: Final = "setia_app"
OWNER: Final = "setia_owner"
DATABASE: Final = "setia"


def ensure_roles(superuser_url: str) -> None:
    """Make both roles unless they exist; safe to repeat. Call it with the start lock held."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role in (OWNER, APP):
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                continue
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def database_exists(superuser_url: str, name: str) -> bool:
    """Whether a database of that name is there, whole."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def create_database(superuser_url: str, name: str, *, template: str | None = None) -> None:
    """Make a database that `setia_owner` owns and `setia_app` may use, empty or as a copy.

    `superuser_url` names the superuser and the database "postgres". A template must have no
    connections. Raises psycopg.errors.DuplicateDatabase when the name is taken.
    """
    draft = f"{name}_draft"
    names = {
        "name": sql.Identifier(name),
        "draft": sql.Identifier(draft),
        "template": sql.Identifier(template or "template0"),
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
    }
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for statement in (
            "DROP DATABASE IF EXISTS {draft}",
            "CREATE DATABASE {draft} OWNER {owner} TEMPLATE {template}",
            "REVOKE ALL ON DATABASE {draft} FROM PUBLIC",
            # Temporary tables are where COPY puts rows before they are recorded.
            "GRANT CONNECT, TEMPORARY ON DATABASE {draft} TO {app}",
        ):
            connection.execute(sql.SQL(statement).format(**names))
        if template is None:
            _grant_inside(superuser_url, draft, names)
        connection.execute(sql.SQL("ALTER DATABASE {draft} RENAME TO {name}").format(**names))


def drop_database(superuser_url: str, name: str) -> None:
    """Remove a database, ending whatever is still connected to it."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _grant_inside(superuser_url: str, database: str, names: dict[str, sql.Identifier]) -> None:
    defaults: LiteralString = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    with psycopg.connect(superuser_url, dbname=database) as connection:
        for statement in (
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {app}",
            f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
            f"{defaults} GRANT USAGE, SELECT ON SEQUENCES TO {{app}}",
        ):
            connection.execute(sql.SQL(statement).format(**names))
