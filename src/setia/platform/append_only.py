"""Takes the right to change history away from the application's role (I5).

Used by the migrations that make such tables. The role is the one the application logs in as; where
it logs in as the owner itself there is nothing to revoke from, and start-up refuses to go on.
"""

from collections.abc import Callable, Sequence
from typing import LiteralString

from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from psycopg import sql


def revoke_changes(
    tables: Sequence[str], rights: LiteralString = "UPDATE, DELETE, TRUNCATE"
) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    """A migration step: take rights on tables away from the application.

    rights: as SQL lists them; by default it can neither change, remove nor empty what it inserts.
    """

    def revoke(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        role = connections["default"].settings_dict["USER"]
        for table in tables:
            statement = sql.SQL("REVOKE {} ON {} FROM {}").format(
                sql.SQL(rights), sql.Identifier(table), sql.Identifier(role)
            )
            with editor.connection.cursor() as cursor:
                cursor.execute(statement)

    return revoke
