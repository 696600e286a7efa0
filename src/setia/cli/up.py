"""Starts everything: the database, the web server and a worker.

This process holds the database's lease and serves; the worker is a child that is started again when
it dies and that ends with its parent. Until there is sign-in, only this machine is served.
"""

import errno
import ipaddress
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Final

import typer
import uvicorn

from setia.cli.context import MISTYPED, err, fail, installation, out, settings
from setia.platform.database import Database, DatabaseError

LOOK_EVERY_S: Final = 1.0
RESTARTS: Final = 5
WITHIN_S: Final = 60.0
GRACE_S: Final = 10

Port = Annotated[int, typer.Option(help="TCP port; 0 takes SETIA_PORT.", min=0, max=65535)]


def up(port: Port = 0) -> None:
    """Start database, web server and worker; Ctrl-C ends them."""
    with bound(port, "up") as taken, installation() as database:
        say_home()
        serve(database, taken)


def say_home() -> None:
    """Say where everything of this installation lies."""
    said = f"home: {settings().home} (another terminal uses it with SETIA_HOME set to it)"
    out.print(said, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def bound(port: int, command: str) -> Iterator[socket.socket]:
    """The socket to serve on, bound before anything slow begins; port 0 takes the setting's."""
    chosen = settings()
    if not _is_local(chosen.bind):
        raise fail(
            f"SETIA_BIND={chosen.bind}: there is no sign-in yet, so only this machine is served; "
            "use 127.0.0.1 or ::1",
            MISTYPED,
        )
    number = port or chosen.port
    found = socket.getaddrinfo(chosen.bind, number, type=socket.SOCK_STREAM)
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.socket(family, kind, protocol) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(address)
            # Only a socket that listens keeps others off, and one that does not serve must not.
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen()
        except OSError as error:
            raise _taken(error, chosen.bind, number, command) from None
        yield taken


def serve(database: Database, taken: socket.socket) -> None:
    """Serve an opened installation until a signal ends it."""
    try:
        taken.listen()
    except OSError as error:
        host, number = taken.getsockname()[:2]
        raise _taken(error, host, number, "up") from None
    with worker(database):
        config = uvicorn.Config(
            "setia.console.asgi:application",
            log_level="warning",
            timeout_graceful_shutdown=GRACE_S,
        )
        server = _Server(config)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[taken])
        if not server.started:
            raise fail("the web server did not start; its reason stands above")


class _Server(uvicorn.Server):
    """Says its address once it answers there, and not before."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell where."""
        await super().startup(sockets=sockets)
        if not self.started or not sockets:
            return
        host, number = sockets[0].getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        out.print(f"Setia is at http://{shown}:{number}/ (Ctrl-C stops it)", highlight=False)


def _taken(error: OSError, host: str, number: int, command: str) -> typer.Exit:
    """Say why a port can't be had and what to do; raise what this returns."""
    other = number + 1 if number < 65535 else 8000
    if error.errno == errno.EADDRINUSE:
        message = (
            f"port {number} of {host} is taken by another program, maybe another Setia; "
            f"stop that, or choose another: setia {command} --port {other}"
        )
    elif error.errno == errno.EACCES:
        message = (
            f"this account may not serve on port {number}; choose one above 1023: "
            f"setia {command} --port 8000"
        )
    else:
        message = f"can't serve on port {number} of {host}: {error.strerror}; see SETIA_BIND"
    return fail(message, MISTYPED)


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
