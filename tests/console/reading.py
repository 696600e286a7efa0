"""Reads a page as a person would: its text, its forms, the value beside a label."""

import re
from html.parser import HTMLParser
from typing import Protocol


class Page(Protocol):
    """What was answered."""

    @property
    def content(self) -> bytes: ...


class Answer(Page, Protocol):
    """What was answered, with its status and its headers."""

    @property
    def status_code(self) -> int: ...

    def __getitem__(self, header: str, /) -> str: ...


HIDDEN = {"script", "style", "head", "title"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def text_of(response: Page) -> str:
    """All text that is shown, with single spaces."""
    reader = _Text()
    reader.feed(response.content.decode())
    return re.sub(r"\s+", " ", " ".join(reader.parts)).strip()


def hidden_value(response: Page, name: str) -> str:
    """The value of a hidden input; the last one of that name."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden input {name}"
    return str(found[-1])


def lines_of(response: Page) -> list[str]:
    """The text of each line of a statement."""
    page = response.content.decode()
    parts = re.split(r'<li id="event-', page)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).strip() for part in parts]
