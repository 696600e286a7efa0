"""Starts everything: the database, the web server and a worker.

This process holds the database's lease and serves; the worker is a child that is started again when
it dies and that ends with its parent. Until there is sign-in, only this machine is served.
"""

import ipaddress
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer
import uvicorn

from setia.cli.context import err, fail, installation, out, settings
from setia.platform.database import Database, DatabaseError

LOOK_EVERY_S: Final = 1.0
RESTARTS: Final = 5
WITHIN_S: Final = 60.0
GRACE_S: Final = 10


def up(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes SETIA_PORT.", min=0, max=65535)] = 0,
) -> None:
    """Start the database, the web server and the worker; Ctrl-C stops them."""
    with installation() as database:
        serve(database, port)


def serve(database: Database, port: int = 0) -> None:
    """Serve an opened installation until a signal ends it."""
    chosen = settings()
    if not _is_local(chosen.bind):
        raise fail(
            f"SETIA_BIND={chosen.bind}: there is no sign-in yet, so only this machine is served; "
            "use 127.0.0.1 or ::1"
        )
    number = port or chosen.port
    with worker(database):
        out.print(f"Setia is at http://{chosen.bind}:{number}/ (Ctrl-C stops it)", highlight=False)
        uvicorn.run(
            "setia.console.asgi:application",
            host=chosen.bind,
            port=number,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_S,
        )


@contextmanager
def worker(database: Database) -> Iterator[None]:
    """A worker process beside this one, watched together with the embedded database."""
    stop = threading.Event()
    watch = threading.Thread(target=_watch, args=(database, stop), name="watch")
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()


def _watch(database: Database, stop: threading.Event) -> None:
    child = _start()
    starts = [time.monotonic()]
    while not stop.wait(LOOK_EVERY_S):
        try:
            database.ensure_running()
        except DatabaseError as error:
            err.print(str(error), style="red", highlight=False, markup=False)
        if child.poll() is not None:
            starts = [start for start in starts if time.monotonic() - start < WITHIN_S]
            if len(starts) >= RESTARTS:
                continue  # Tried often enough for now; the window moves on and it is tried again.
            err.print(f"the worker ended with {child.returncode}; it is started again")
            child = _start()
            starts.append(time.monotonic())
    _end(child)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "setia.worker"], stdin=subprocess.PIPE)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the worker to finish what it is at; end it when that takes too long."""
    child.terminate()
    try:
        child.communicate(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
