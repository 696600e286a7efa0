"""The database's clock in the hands of a test: stopped, moved on, moved back.

Setia asks the database for the time. A stopped clock is a function of that name in a schema into
which this database alone looks before the system's own; nothing in Setia is replaced. A running
clock is shifted by the offset that a database made for tests may have.
"""

from datetime import UTC, datetime, timedelta

import psycopg

from tests.conftest import DatabaseUrls, point_django_at

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_STOPPED = """
    CREATE SCHEMA stopped;
    GRANT USAGE ON SCHEMA stopped TO PUBLIC;
    CREATE TABLE stopped.clock (at timestamptz NOT NULL);
    GRANT SELECT ON stopped.clock TO PUBLIC;
    INSERT INTO stopped.clock VALUES (timestamptz 'epoch' + {us} * interval '1 microsecond');
    CREATE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT at FROM stopped.clock';
    ALTER DATABASE "{name}" SET search_path = stopped, pg_catalog, public;
"""


def us(year: int, month: int, day: int, hour: int = 0) -> int:
    """An instant in UTC, µs since 1970."""
    return (datetime(year, month, day, hour, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


class StoppedClock:
    """Stops a database's clock for Django and for every connection that is made afterwards."""

    def __init__(self, database: DatabaseUrls, at_us: int) -> None:
        self._connection = psycopg.connect(database.superuser_url, autocommit=True)
        self._connection.execute(_STOPPED.format(us=at_us, name=database.name).encode())
        self.now_us = at_us
        point_django_at(database)

    def set(self, at_us: int) -> None:
        """Let it stand at another instant, later or earlier."""
        self.now_us = at_us
        self._connection.execute(
            "UPDATE stopped.clock SET at = timestamptz 'epoch' + %s * interval '1 microsecond'",
            (at_us,),
        )

    def close(self) -> None:
        self._connection.close()


def shift(superuser_url: str, offset_us: int) -> None:
    """Let a running clock be ahead (or behind) by so much, as only a test database may."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE installation SET is_test = true, clock_offset_us = %s", (offset_us,)
        )
