"""The database of an installation: embedded PostgreSQL under our own supervisor, or a server.

`open_database` decides which and gives the addresses of the two roles; `refuse_unsafe` and
`prove_append_only` are run on them before anything is served. Nothing here knows Django or any
table of Setia. It holds I19, and the proof behind I5.
"""

from setia.platform.database.checks import prove_append_only, refuse_unsafe
from setia.platform.database.errors import DatabaseError, UnsafeDatabaseError
from setia.platform.database.locate import Database, open_database
from setia.platform.database.roles import APP, OWNER
from setia.platform.database.supervisor import Embedded, embedded

__all__ = [
    "APP",
    "OWNER",
    "Database",
    "DatabaseError",
    "Embedded",
    "UnsafeDatabaseError",
    "embedded",
    "open_database",
    "prove_append_only",
    "refuse_unsafe",
]
