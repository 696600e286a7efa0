"""The set-based floor: the floor's writes for many purchases at once, on one connection.

Each transaction writes a whole batch by unnest into the floor's own tables, so it is what an import
through one connection could reach if it decided nothing: the least writes of a purchase, set-wise.
The live driver's import is given as a ratio to it.
"""

import random
import time
from collections.abc import Callable

from psycopg import sql

from bench.floor import MEMBERS
from bench.machine import Connection
from bench.measure import Meter, Sample, Turn
from bench.place import BenchDatabase, connect
from bench.text_arrays import ints, texts

BATCH = 250
_LINES = '[{"sku":"A100","qty":1,"amount":1500},{"sku":"B200","qty":2,"amount":2500}]'

# One statement for all tables: the ids that the events get are needed by what hangs on them.
_RECORD = sql.SQL("""
WITH asked AS (
    SELECT unnest(%s::bigint[]) AS member_id, unnest(%s::text[]) AS external_id,
        unnest(%s::bigint[]) AS amount, unnest(%s::bigint[]) AS points
), made AS (
    INSERT INTO event (member_id, external_id, amount, currency, channel, occurred_at, lines,
        points)
    SELECT member_id, external_id, amount, 'EUR', 1, now(), %s::jsonb, points FROM asked
    ON CONFLICT (external_id) DO NOTHING
    RETURNING id, member_id, points, occurred_at
), posted AS (
    INSERT INTO posting (event_id, account_id, amount, occurred_at)
    SELECT id, member_id, points, occurred_at FROM made
    UNION ALL SELECT id, -1, -points, occurred_at FROM made
), bought AS (
    INSERT INTO lot (member_id, event_id, points, remaining, expires_at)
    SELECT member_id, id, points, points, occurred_at + interval '1 year' FROM made
), told AS (
    INSERT INTO outbox (topic, payload)
    SELECT 'points.earned',
        jsonb_build_object('member', member_id, 'event', id, 'points', points) FROM made
)
UPDATE balance AS b
SET points = b.points + n.points, lifetime = b.lifetime + n.points, version = b.version + n.events
FROM (SELECT member_id, sum(points)::bigint AS points, count(*)::int AS events
      FROM made GROUP BY member_id) AS n
WHERE b.member_id = n.member_id
""")


class SetFloor:
    """Writes batches of seeded purchases set-wise; each instance draws keys of its own."""

    def __init__(self, connection: Connection, *, seed: str, batch: int = BATCH) -> None:
        self._connection = connection
        self._seed = seed
        self._batch = batch
        self._draw = random.Random(f"set floor {seed}")
        self._number = 0

    def ready(self) -> Callable[[], int]:
        """Draw the next batch; what is returned writes it in one transaction."""
        members = [self._draw.randint(1, MEMBERS) for _ in range(self._batch)]
        amounts = [self._draw.randint(100, 20_000) for _ in range(self._batch)]
        first = self._number
        self._number += self._batch
        keys = [f"set-{self._seed}-{number}" for number in range(first, self._number)]
        return lambda: self._write(members, keys, amounts)

    def _write(self, members: list[int], keys: list[str], amounts: list[int]) -> int:
        points = [amount // 100 + 1 for amount in amounts]
        # It commits by itself: one statement is one transaction.
        self._connection.execute(
            _RECORD, [ints(members), texts(keys), ints(amounts), ints(points), _LINES]
        )
        return len(keys)

    def turn(self) -> Turn:
        """The floor as one of several things that alternate."""
        return Turn(self._connection, self.ready)


def run(database: BenchDatabase, *, seed: str, seconds: float = 5, batch: int = BATCH) -> Sample:
    """Write batches for `seconds` on one connection; needs the floor's schema. A seed's keys can be
    written only once.
    """
    with connect(database.owner_url, schema="floor") as connection:
        writer = SetFloor(connection, seed=seed, batch=batch)
        for _ in range(8):
            writer.ready()()  # Plans are made and statements prepared.
        with connect(database.owner_url) as watcher:
            meter = Meter(watcher)
            until, events = time.perf_counter() + seconds, 0
            while time.perf_counter() < until:
                events += writer.ready()()
            return meter.end(events)
