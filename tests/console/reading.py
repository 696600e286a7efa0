"""Reads a page as a person would: its text, its forms, the value beside a label."""

import re
from html.parser import HTMLParser
from typing import Protocol
from uuid import UUID

from setia.console.lines import Line, line
from setia.console.statement import statement
from setia.platform.connection import outermost
from setia.platform.languages.language import Language
from setia.platform.languages.voice import voice_of


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


def statement_of(member: UUID, language: Language) -> list[Line]:
    """A member's statement as a page shows it, the newest first."""
    with outermost() as cursor:
        page = statement(cursor, member)
    assert page is not None
    voice = voice_of(language, page.newest.program, page.newest.zone)
    return [line(voice, one) for one in page.entries]
