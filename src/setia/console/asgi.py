"""The door of the web process: the live feed as ASGI, every page as Django in threads.

A stream never takes a thread that a page could need; pages share a fixed number of threads, each
with one database connection of its own, so connections are bounded by a number that stands here.
When the process is told to end, streams are ended first, since a server waits for its connections.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from a2wsgi import WSGIMiddleware
from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPScope,
    LifespanScope,
    WebSocketScope,
)
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # ships no types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.platform.django_settings")
_PAGES: Final = get_wsgi_application()

from setia.console.live.hub import Hub  # noqa: E402  # Needs Django set up.
from setia.console.live.reading import Reading  # noqa: E402
from setia.console.live.stream import PATH, LiveStream  # noqa: E402

WEB_THREADS: Final = 8
"""Pages made at once, and database connections of the pages; the live feed has one more."""

STATIC: Final = Path(__file__).parent / "static"
STATIC_AGE_S: Final = 3_600

_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
_Handler = Callable[[int, FrameType | None], Any] | int | None


class Door:
    """The ASGI application."""

    def __init__(self) -> None:
        files = WhiteNoise(
            _PAGES,
            root=str(STATIC),
            prefix="static/",
            max_age=STATIC_AGE_S,
            allow_all_origins=False,
        )
        self._pages = WSGIMiddleware(files, workers=WEB_THREADS)
        self._reading = Reading()
        self._hub = Hub(self._reading.after)
        self._live = LiveStream(self._hub, self._reading)

    async def __call__(
        self,
        scope: HTTPScope | WebSocketScope | LifespanScope,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        """Serve one request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live_and_end(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await self._live(scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(scope, receive, send)  # type: ignore[arg-type]  # the same, its own types
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1000, "reason": None})

    async def _live_and_end(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()
        restore = _before_the_server_waits(self._hub.close)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        restore()
        self._hub.close()
        await asyncio.get_running_loop().run_in_executor(None, self._reading.close)
        await send({"type": "lifespan.shutdown.complete"})


def _before_the_server_waits(end: Callable[[], None]) -> Callable[[], None]:
    """Call `end` when a signal ends the server, then let the server's own handler have it.

    The server closes its connections before it says so here, and waits for each to finish: a
    stream that nobody ends would hold it. Returns what puts the handlers back.
    """
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, _Handler] = {}

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    def restore() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is on_signal:
                signal.signal(number, handler)

    for number in _ENDING:
        handler = signal.getsignal(number)
        # Only a server's own handler is chained; what a process does by default stays as it is.
        if callable(handler):
            before[number] = handler
            try:
                signal.signal(number, on_signal)
            except ValueError:  # Not in the main thread: whoever runs the server ends the streams.
                del before[number]
    return restore


application: Final = Door()
