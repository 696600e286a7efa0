"""A YAML text as values that remember where they stand.

Every value carries its line and column, so that each complaint can point. Scalars stay text until
somebody who knows their place reads them: no float, date or object is ever made. Keys that stand
twice are an error here, since one of them would be lost in silence; so are anchors, aliases and
tags, and what is nested deeper than any program needs is left at the first bracket too many.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from setia.core.program.document import Problem

MAX_CHARS: Final = 200_000
MAX_NESTING: Final = 12
MAX_EVENTS: Final = 20_000
"""Most keys, values and brackets of one document; 500 rules in five languages have 13,000."""


# Halves of characters, and signs that steer a terminal: an escape in quotes can make them.
_STRANGE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar; `quoted` when it stands in quotes, `inline` when it stands on one line as it is.

    start, end: its characters of the whole text, quotes included; a block (``|``) ends before its
    `end`, where the blank lines and comments behind it begin.
    """

    line: int
    column: int
    value: str
    quoted: bool
    inline: bool = True
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, in the order written; `keys` are where each key stands.

    span: the characters of the whole text where it stands in braces; None where it does not.
    """

    line: int
    column: int
    items: dict[str, "Value"]
    keys: dict[str, Text]
    span: tuple[int, int] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sequence, in order; `span` as of a mapping, where it stands in brackets."""

    line: int
    column: int
    items: tuple["Value", ...]
    span: tuple[int, int] | None = field(default=None, compare=False)


Value: TypeAlias = Text | Mapped | Listed


class Unreadable(Exception):
    """The text is not the YAML that a program is written in; carries the one problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load(text: str) -> Value:
    """Read one YAML 1.2 document. Raises Unreadable with line and column."""
    if len(text) > MAX_CHARS:
        raise _unreadable(1, 1, f"longer than {MAX_CHARS} characters", "split it")
    try:
        return _document(_limited(YAML(typ="safe", pure=True).parse(text)))
    except MarkedYAMLError as error:
        line, column = _place(error.problem_mark)
        raise _unreadable(line, column, str(error.problem), "mend the YAML here") from None
    except (YAMLError, ValueError) as error:
        raise _unreadable(1, 1, str(error).split("\n")[0], "mend the YAML") from None


def _limited(events: Iterator[Event]) -> Iterator[Event]:
    for number, event in enumerate(events):
        if number >= MAX_EVENTS:
            line, column = _place(event.start_mark)
            raise _unreadable(line, column, f"more than {MAX_EVENTS} keys and values", "split it")
        yield event


def _document(events: Iterator[Event]) -> Value:
    root: Value | None = None
    for event in events:
        if isinstance(event, DocumentStartEvent):
            if root is not None:
                line, column = _place(event.start_mark)
                raise _unreadable(line, column, "a second document", "keep one of them")
            root = _value(next(events), events, 0)
    if root is None:
        raise _unreadable(1, 1, "the document is empty", "start with: setia: 1")
    return root


def _value(event: Event, events: Iterator[Event], depth: int) -> Value:
    line, column = _place(event.start_mark)
    if depth > MAX_NESTING:
        raise _unreadable(line, column, f"nested deeper than {MAX_NESTING}", "flatten it")
    if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
        raise _unreadable(line, column, "an anchor or alias", "write the value out in full")
    if getattr(event, "tag", None) is not None:
        raise _unreadable(line, column, "a tag (!)", "write the plain value, or put it in quotes")
    if isinstance(event, ScalarEvent):
        return _text(event, line, column)
    if isinstance(event, SequenceStartEvent):
        return _listed(event, events, depth)
    if isinstance(event, MappingStartEvent):
        return _mapped(event, events, depth)
    raise _unreadable(line, column, "an unknown kind of value", "use text, lists and mappings")


def _listed(start: SequenceStartEvent, events: Iterator[Event], depth: int) -> Listed:
    items: list[Value] = []
    span: tuple[int, int] | None = None
    for event in events:
        if isinstance(event, SequenceEndEvent):
            span = _span(start, event)
            break
        items.append(_value(event, events, depth + 1))
    return Listed(*_place(start.start_mark), tuple(items), span)


def _mapped(start: MappingStartEvent, events: Iterator[Event], depth: int) -> Mapped:
    span: tuple[int, int] | None = None
    items: dict[str, Value] = {}
    keys: dict[str, Text] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            span = _span(start, event)
            break
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            key_line, key_column = _place(event.start_mark)
            raise _unreadable(key_line, key_column, "a key that is not text", "use a plain word")
        key = _value(event, events, depth)
        if not isinstance(key, Text):
            raise TypeError(f"{event} is no list and no mapping, but gave {type(key).__name__}")
        if key.value in items:
            raise _unreadable(key.line, key.column, f"{key.value} stands twice", "keep one of them")
        value = _value(next(events), events, depth + 1)
        if isinstance(value, Text) and not value.value and not value.inline:
            # What is left out stands nowhere; its key is where a person will look.
            value = replace(value, line=key.line, column=key.column)
        items[key.value] = value
        keys[key.value] = key
    return Mapped(*_place(start.start_mark), items, keys, span)


def _text(event: ScalarEvent, line: int, column: int) -> Text:
    value, quoted = str(event.value), event.style in ("'", '"')
    if strange := _STRANGE.search(value):
        cause = f"the character {ord(strange.group()):#06x}, which no text can hold"
        raise _unreadable(line, column, cause, "leave it out")
    start, end = event.start_mark.index, event.end_mark.index
    if event.style in ("|", ">"):
        return Text(line, column, value.rstrip("\n"), False, False, start, end)
    if not value and not quoted:
        return Text(line, column, "", False, False, start, end)
    # Where an escape stands or a line ends, columns of the value are not columns of the file.
    end_line, end_column = _place(event.end_mark)
    as_written = end_column - column == len(value) + (2 if quoted else 0)
    return Text(line, column, value, quoted, end_line == line and as_written, start, end)


def _span(start: MappingStartEvent | SequenceStartEvent, end: Event) -> tuple[int, int] | None:
    """From the opening bracket to behind the closing one; None without brackets."""
    if not start.flow_style:
        return None
    return (start.start_mark.index, end.end_mark.index)


def _place(mark: StringMark | None) -> tuple[int, int]:
    """Line and column from 1; the start of the document when nothing is known."""
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _unreadable(line: int, column: int, cause: str, remedy: str) -> Unreadable:
    return Unreadable(Problem(line, column, "document", cause, remedy))
