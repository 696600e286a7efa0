"""Reads a stream of the live feed over a real connection, as a browser does, with a deadline."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

DEADLINE_S = 20.0


@dataclass(slots=True)
class Message:
    """One message: its event name, its data and its id."""

    event: str = "message"
    data: dict[str, object] = field(default_factory=dict)
    id: str = ""


class Stream:
    """An open stream; `status` and `headers` are those of the answer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self.status = int(self._reader.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._reader.readline().strip().decode():
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        # One reading for the whole stream: what was read ahead belongs to the next that asks.
        self.blocks = self._blocks()
        self.messages = self._messages()

    def _blocks(self) -> Iterator[list[str]]:
        """The blocks of the stream, each a list of lines, until it ends."""
        lines: list[str] = []
        pending = b""
        for chunk in self._chunks():
            pending += chunk
            while b"\n" in pending:
                line, pending = pending.split(b"\n", 1)
                if line:
                    lines.append(line.decode())
                elif lines:
                    yield lines
                    lines = []

    def _messages(self) -> Iterator[Message]:
        """The messages, without comments and settings, until the stream ends."""
        for block in self.blocks:
            message = Message()
            for line in block:
                name, _, value = line.partition(": ")
                if name == "event":
                    message.event = value
                elif name == "data":
                    message.data = json.loads(value)
                elif name == "id":
                    message.id = value
            if any(line.startswith("data") for line in block):
                yield message

    def close(self) -> None:
        self._reader.close()
        self._connection.close()

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._reader.readline().strip() or b"0", 16):
            yield self._reader.read(size)
            self._reader.readline()


def connect(url: str, path: str, *headers: str, method: str = "GET", host: str = "") -> Stream:
    """Ask for a stream."""
    name, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((name, int(port)), DEADLINE_S)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or name}", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode())
    return Stream(connection)


@contextmanager
def stream(url: str, path: str, *headers: str) -> Iterator[Stream]:
    """An open stream that is closed at the end."""
    opened = connect(url, path, *headers)
    try:
        yield opened
    finally:
        opened.close()
