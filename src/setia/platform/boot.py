"""Brings a process up to its database: opens it, checks it, configures Django, migrates.

Every command goes through here once. A database that could lose acknowledged writes is refused
before anything else happens (I19), and so is one whose history the application could change (I5).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

import setia.platform.arrays  # noqa: F401  # Registers how arrays are sent, before any connection.
from setia.platform.database import Database, open_database, prove_append_only, refuse_unsafe
from setia.platform.settings import Settings

APPEND_ONLY = (
    *("event", "leaf", "tree_head", "audit_entry", "program_version"),
    *("reference_edition", "reference_row", "reference_zone"),
)


@contextmanager
def booted(settings: Settings) -> Iterator[Database]:
    """Open the database, bring its schema up to date and yield it, with Django ready to use."""
    with open_database(settings) as database:
        with psycopg.connect(database.app_url) as connection:
            refuse_unsafe(connection)
        configure(database.app_url, database.owner_url, settings.home)
        migrate()
        with psycopg.connect(database.app_url) as connection:
            prove_append_only(connection, APPEND_ONLY)
        from setia.platform.vault import bind_vault  # Needs Django.

        bind_vault(settings.home)
        yield database


def configure(app_url: str, owner_url: str, home: Path) -> None:
    """Configure Django in this process and, through the environment, in those that it starts."""
    os.environ["SETIA_HOME"] = str(home)
    os.environ["SETIA_APP_URL"] = app_url
    os.environ["SETIA_OWNER_URL"] = owner_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "setia.platform.django_settings"
    os.environ.setdefault("SETIA_SECRET_KEY", _secret_key(home))
    import django  # Django reads its settings when it is imported and set up.

    django.setup()


def migrate() -> None:
    """Apply every migration that is missing, as the owner; several processes may do so at once."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with owner.cursor() as cursor:
            # Held to the end of this connection: one process migrates, the others find it done.
            cursor.execute("SELECT pg_advisory_lock(7367)")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    owner.close()


def _secret_key(home: Path) -> str:
    """A key of this installation for signing forms, made once and kept beside its other keys."""
    path = home / "keys" / "django.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link appears whole or not at all, and of several processes' only the first.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()
