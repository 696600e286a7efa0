"""The ASGI route of the live feed: Server-Sent Events, resumed by position.

A stream begins with what was sealed since the position that the browser names, a bounded number of
entries, then goes on with what comes. Each message carries its position as its id, so a browser
that lost the line goes on where it was. Beyond the stated number of viewers it answers 503 (I18).
"""

import asyncio
import json
from typing import Final
from urllib.parse import parse_qs

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from setia.console.live.hub import Hub, Offer, Signal, Unreadable, Viewer
from setia.console.live.items import FeedItem, in_words
from setia.console.live.reading import Reading
from setia.platform.languages.language import Language, choose
from setia.platform.languages.voice import plain_voice

PATH: Final = "/live/events"
HEARTBEAT_S: Final = 15.0
"""A comment at least so often, so that proxies keep the line and a dead one is noticed."""

RETRY_MS: Final = 3_000
_MAX_DIGITS: Final = 18

Headers = list[tuple[bytes, bytes]]


class LiveStream:
    """Answers the requests of viewers."""

    def __init__(self, hub: Hub, reading: Reading, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._hub = hub
        self._reading = reading
        self._heartbeat_s = heartbeat_s

    async def __call__(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Serve one request until the viewer leaves or the process ends."""
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] != "GET":
            await _answer(send, 405, b"use GET", [(b"allow", b"GET")])
            return
        if not _is_ours(headers.get(b"host", "")):
            await _answer(send, 400, b"not a host of this server", [])
            return
        viewer = self._hub.join()
        if viewer is None:
            await _answer(send, 503, b"too many viewers; try again", [(b"retry-after", b"30")])
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        language = choose(query.get("lang", [""])[0], "", headers.get(b"accept-language", ""))
        resume = _position(headers.get(b"last-event-id") or query.get("after", [""])[0])
        gone = asyncio.get_running_loop().create_task(_until_gone(receive))
        try:
            await _start(send)
            await self._serve(viewer, send, gone, language, resume)
        finally:
            self._hub.leave(viewer)
            gone.cancel()

    async def _serve(
        self,
        viewer: Viewer,
        send: ASGISendCallable,
        gone: asyncio.Task[None],
        language: Language,
        resume: int | None,
    ) -> None:
        seen = 0
        while not (gone.done() or viewer.ended):
            ready = asyncio.ensure_future(viewer.ready.wait())
            await asyncio.wait(
                {ready, gone}, timeout=self._heartbeat_s, return_when=asyncio.FIRST_COMPLETED
            )
            ready.cancel()
            text = "" if viewer.ready.is_set() else ": still here\n\n"
            if resume is not None and viewer.since is not None:
                caught_up, seen = await self._catch_up(resume, viewer.since, language)
                text, resume = text + caught_up, None
            missed, offers = viewer.take()
            new = [one for one in offers if isinstance(one, Signal) or one.position > seen]
            text += _missed(missed, language) + "".join(_message(one, language) for one in new)
            await _more(send, text)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _catch_up(self, resume: int, since: int, language: Language) -> tuple[str, int]:
        """What a viewer missed while away, and the position up to which it has seen everything."""
        try:
            if resume > since:
                # Either the page was read a moment after the hub, or it is of another database.
                end = (await self._reading.after(None)).reached
                return "", resume if resume <= end else since
            batch = await self._reading.between(resume, since)
        except Unreadable:
            return _missed(max(0, since - resume), language), since
        text = "".join(_message(one, language) for one in batch.items)
        return _missed(batch.skipped, language) + text, since


async def _until_gone(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_ours(host: str) -> bool:
    """Whether the host is one that Django would serve; another name may be a rebound one."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _position(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS
    return int(text) if plain else None


def _missed(count: int, language: Language) -> str:
    if not count:
        return ""
    voice = plain_voice(language)
    said = voice.say("live.missed", count, n=voice.formats.number(count))
    return f"event: missed\ndata: {json.dumps({'text': said})}\n\n"


def _message(one: Offer, language: Language) -> str:
    if isinstance(one, Signal):
        return f"event: {one.value}\ndata: {{}}\n\n"
    return _line(one, language)


def _line(item: FeedItem, language: Language) -> str:
    line = in_words(item, language)
    data = {
        "when": line.when,
        "machine": line.machine,
        "what": line.what,
        "points": line.points,
        "why": line.why,
        "member": str(line.member_id),
        "seq": line.seq,
    }
    # JSON has no line break of its own, so one data line holds it all.
    return f"id: {line.position}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def _start(send: ASGISendCallable) -> None:
    headers: Headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send(
        {"type": "http.response.start", "status": 200, "headers": headers, "trailers": False}
    )
    await _more(send, f"retry: {RETRY_MS}\n\n")


async def _more(send: ASGISendCallable, text: str) -> None:
    if text:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _answer(send: ASGISendCallable, status: int, body: bytes, more: Headers) -> None:
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await send(
        {"type": "http.response.start", "status": status, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
