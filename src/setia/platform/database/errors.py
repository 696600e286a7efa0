"""What can go wrong between Setia and its database before the first query, as named errors.

Each message says what happened, where, and what to do. None of them is retried by those who
raise them. They serve I19: a database that could lose an acknowledged write is an error here.
"""


class DatabaseError(Exception):
    """The database cannot be used; every error of this package is one of these."""


class BinariesMissingError(DatabaseError):
    """No usable PostgreSQL binaries were found, or those that were named cannot run."""


class HomeUnusableError(DatabaseError):
    """A directory that the database needs cannot be entered, or is not ours."""


class WrongVersionError(DatabaseError):
    """The data directory belongs to another major version of PostgreSQL than the binaries."""


class StartFailedError(DatabaseError):
    """initdb, pg_ctl or the server itself failed; the message ends with its last words."""


class BusyError(DatabaseError):
    """Another process held the start lock for longer than the time allowed."""


class AddressRefusedError(DatabaseError):
    """The address of a server is incomplete, or would send data over the network in clear."""


class UnsafeDatabaseError(DatabaseError):
    """The database could lose acknowledged writes, or lets the application change history."""
