"""The live feed over a real server: it brings what is sealed, is resumed, bounded, and ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import psycopg
import pytest
from asgiref.typing import HTTPScope

from setia.console.live.hub import MAX_VIEWERS, Hub
from setia.console.live.reading import MOST, Reading
from setia.console.live.stream import PATH, LiveStream
from setia.console.screenshots import serving
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent
from setia.members.identities import Identity, IdentityKind
from setia.members.queries import find
from setia.platform import clock
from setia.platform.access.principal import SYSTEM
from setia.platform.connection import outermost
from tests.console.conftest import Sample
from tests.console.streams import DEADLINE_S, Message, Stream, connect, stream


@pytest.fixture
def url(sample: Sample) -> Iterator[str]:
    """A real server of the sample."""
    with serving() as address:
        yield address


def buy(sample: Sample, key: str, amount: int = 1_850) -> None:
    member_id = find(Identity(IdentityKind.NUMBER, sample.numbers[0]))
    assert member_id is not None
    with outermost() as cursor:
        now_us = clock.now(cursor)
    bought = NewEvent(
        member_id, "purchase", now_us, "till", key, {"amount": amount, "channel": "till"}
    )
    record([bought], acting=SYSTEM)


def head(sample: Sample) -> int:
    with psycopg.connect(sample.urls.superuser_url) as connection:
        row = connection.execute("SELECT max(position) FROM leaf").fetchone()
    assert row is not None
    return int(row[0])


def first(opened: Stream, count: int = 1) -> list[Message]:
    return list(islice(opened.messages, count))


def wait_until(what: str, holds: Callable[[], bool]) -> None:
    """Ask again what another process does; each asking is a connection, so it can't spin."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"


def test_what_is_sealed_arrives(sample: Sample, url: str) -> None:
    end = head(sample)
    with stream(url, f"{PATH}?after={end}&lang=en") as opened:
        assert opened.status == 200
        assert opened.headers["content-type"].startswith("text/event-stream")
        assert opened.headers["cache-control"] == "no-store"
        buy(sample, "a")
        seal_all()
        (message,) = first(opened)
    assert (message.event, message.id) == ("message", str(end + 1))
    assert message.data["what"] == "Purchase RM18.50"
    assert str(message.data["points"]).endswith(" Beans")
    assert str(message.data["why"]).startswith("Every ringgit 18")
    assert set(message.data) == {"when", "machine", "what", "points", "why", "member", "seq"}


def test_what_is_not_sealed_does_not_arrive_before_what_is(sample: Sample, url: str) -> None:
    end = head(sample)
    with stream(url, f"{PATH}?after={end}") as opened:
        buy(sample, "first", 100)
        buy(sample, "second", 200)
        seal_all()
        messages = first(opened, 2)
    assert [one.id for one in messages] == [str(end + 1), str(end + 2)]
    assert [one.data["what"] for one in messages] == ["Purchase RM1.00", "Purchase RM2.00"]


def test_each_viewer_reads_its_own_language(sample: Sample, url: str) -> None:
    end = head(sample)
    with (
        stream(url, f"{PATH}?after={end}&lang=de") as german,
        stream(url, f"{PATH}?after={end}", "Accept-Language: nl-BE") as dutch,
    ):
        buy(sample, "a")
        seal_all()
        assert first(german)[0].data["what"] == "Einkauf 18,50\xa0MYR"
        assert str(first(dutch)[0].data["what"]).startswith("Aankoop MYR")


def test_a_viewer_who_comes_back_goes_on_where_it_was(sample: Sample, url: str) -> None:
    end = head(sample)
    with stream(url, f"{PATH}?after={end}") as opened:
        buy(sample, "a")
        seal_all()
        (seen,) = first(opened)
    for key in ("b", "c"):
        buy(sample, key)
    seal_all()
    # The browser's header wins over the address, which still says where the page began.
    with stream(url, f"{PATH}?after={end}", f"Last-Event-ID: {seen.id}") as opened:
        missed = first(opened, 2)
        buy(sample, "d")
        seal_all()
        later = first(opened)
    assert [one.id for one in missed + later] == [str(end + k) for k in (2, 3, 4)]


@pytest.mark.parametrize(("away", "told"), [(MOST - 1, 0), (MOST, 0), (MOST + 1, 1)])
def test_at_most_so_many_entries_are_replayed(
    sample: Sample, url: str, away: int, told: int
) -> None:
    end = head(sample)
    for place in range(away):
        buy(sample, str(place))
    seal_all()
    with stream(url, PATH, f"Last-Event-ID: {end}") as opened:
        messages = first(opened, min(away, MOST) + (1 if told else 0))
    if told:
        assert messages.pop(0).data == {"text": "1 entry went by unseen"}
    assert [one.id for one in messages] == [str(end + told + k + 1) for k in range(len(messages))]


def test_a_position_that_can_not_be_is_no_fault(sample: Sample, url: str) -> None:
    for place, named in enumerate(("999999999", "-1", "abc", "9" * 40, "1.5", "")):
        with stream(url, PATH, f"Last-Event-ID: {named}") as opened:
            assert opened.status == 200
            wait_for_first_reading(url)
            buy(sample, str(place))
            seal_all()
            assert first(opened)[0].id == str(head(sample))


def wait_for_first_reading(url: str) -> None:
    """A second viewer's replay is read after the first one's, in the same thread."""
    with stream(url, PATH, "Last-Event-ID: 1") as opened:
        first(opened)


def test_there_are_at_most_so_many_viewers(sample: Sample, url: str) -> None:
    opened = [connect(url, PATH) for _ in range(MAX_VIEWERS)]
    assert [one.status for one in opened] == [200] * MAX_VIEWERS
    refused = connect(url, PATH)
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    refused.close()
    page = connect(url, "/")
    assert page.status == 200, "streams take no thread from the pages"
    page.close()
    opened.pop().close()

    def there_is_room() -> bool:
        again = connect(url, PATH)
        if again.status != 200:
            again.close()
            return False
        opened.append(again)
        return True

    wait_until("a viewer who left made room", there_is_room)
    for one in opened:
        one.close()


def test_only_our_own_pages_may_watch(url: str) -> None:
    asked = (
        connect(url, PATH, method="POST"),
        connect(url, PATH, host="evil.example"),
        connect(url, "/live/other"),
    )
    assert [one.status for one in asked] == [405, 400, 404]
    for one in asked:
        one.close()


def test_the_feed_outlives_its_database_connection(sample: Sample, url: str) -> None:
    end = head(sample)
    with stream(url, f"{PATH}?after={end}") as opened:
        buy(sample, "before")
        seal_all()
        assert first(opened)[0].id == str(end + 1)
        with psycopg.connect(sample.urls.superuser_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = 'setia_app'",
                (sample.urls.name,),
            )
        from django.db import connections

        connections["default"].close()
        buy(sample, "after")
        seal_all()
        messages = (one for one in opened.messages if one.event == "message")
        assert next(messages).id == str(end + 2)


def test_a_server_that_is_told_to_end_ends_its_streams_first(sample: Sample) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [sys.executable, "-m", "uvicorn", "setia.console.asgi:application", "--fd"]
        command += [str(listening.fileno()), "--log-level", "warning"]
        server = subprocess.Popen(
            command, pass_fds=[listening.fileno()], stderr=subprocess.PIPE, env=dict(os.environ)
        )
        try:
            with stream(address, PATH) as one, stream(address, PATH) as other:
                server.send_signal(signal.SIGTERM)
                assert list(one.messages) == []
                assert list(other.messages) == [], "each stream ended whole"
            _, said = server.communicate(timeout=DEADLINE_S)
        finally:
            server.kill()
            server.wait()
    assert server.returncode in (0, -signal.SIGTERM)
    assert b"Traceback" not in said
    assert b"ERROR" not in said


def test_a_quiet_stream_is_kept_alive(sample: Sample) -> None:
    async def test() -> list[str]:
        reading = Reading()
        live = LiveStream(Hub(reading.after), reading, heartbeat_s=0.01)
        said: list[str] = []
        enough = asyncio.Event()

        async def receive() -> dict[str, object]:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            said.append(str(message.get("body", b"")))
            if sum("still here" in one for one in said) >= 3:
                enough.set()

        scope = {"method": "GET", "headers": [(b"host", b"localhost")], "query_string": b""}
        await asyncio.wait_for(
            live(as_scope(scope), receive, send),  # type: ignore[arg-type]
            DEADLINE_S,
        )
        reading.close()
        return said

    assert any("still here" in one for one in asyncio.run(test()))


def as_scope(scope: dict[str, object]) -> HTTPScope:
    return scope  # type: ignore[return-value]


def test_a_line_is_one_line_of_json(sample: Sample, url: str) -> None:
    with stream(url, PATH, "Last-Event-ID: 1") as opened:
        for block in islice(opened.blocks, 20):
            for line in block:
                if line.startswith("data: "):
                    assert isinstance(json.loads(line.removeprefix("data: ")), dict)
