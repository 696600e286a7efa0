"""Runs the sealer, the sweep, the delivery of effects, claims and readers until told to stop.

Each piece of work is safe to run twice, at once in several workers, and to die in: the database's
rows and leases decide, never this process. A fault in one piece is logged and tried again after a
pause that grows to a bound, and holds up no other piece (I14).
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import psycopg
from django.db import DatabaseError, connection

from setia.ledger.actions.deliver import deliver
from setia.ledger.actions.seal import seal
from setia.ledger.actions.sweep import sweep
from setia.ledger.follow import LostEvent
from setia.members.tasks import sweep_waiting
from setia.platform.access.principal import SYSTEM
from setia.platform.database import DatabaseError as ServerError
from setia.platform.vault.errors import VaultError
from setia.programs.queries import NoProgram

log = logging.getLogger("setia.worker")

LONGEST_PAUSE_S: Final = 30.0
FAULTS: Final = (DatabaseError, psycopg.Error, ServerError, VaultError, LostEvent, OSError)


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work: how much it did is its answer; idle_s: the pause when that was nothing."""

    name: str
    run: Callable[[], int]
    idle_s: float


def all_work(readers: Sequence[Callable[[], int]]) -> tuple[Work, ...]:
    """Everything a worker does."""
    return (
        Work("seal", lambda: seal().leaves, 0.1),
        Work("sweep", lambda: sweep().holders, 1.0),
        Work("deliver", deliver, 1.0),
        Work("claim", lambda: sweep_waiting(acting=SYSTEM), 5.0),
        *(Work(reader.__name__, reader, 0.5) for reader in readers),
    )


def run(stop: threading.Event, works: Sequence[Work]) -> None:
    """Run every piece of work in a thread of its own until `stop` is set, then let each finish."""
    threads = [
        threading.Thread(target=_keep_on, args=(stop, work), name=work.name) for work in works
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _keep_on(stop: threading.Event, work: Work) -> None:
    pause_s = work.idle_s
    try:
        while not stop.is_set():
            started = time.monotonic()
            try:
                done = work.run()
            except NoProgram:
                done, pause_s = 0, work.idle_s
            except FAULTS as error:
                # The database may be restarting; the same work is tried again on a new connection.
                log.warning("%s: %s: %s", work.name, type(error).__name__, error)
                connection.close()
                done, pause_s = 0, min(LONGEST_PAUSE_S, pause_s * 2)
            else:
                pause_s = work.idle_s
            if not done:
                stop.wait(max(0.0, pause_s - (time.monotonic() - started)))
    finally:
        connection.close()
