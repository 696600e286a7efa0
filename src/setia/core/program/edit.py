"""Changes one value of a document's text and leaves every other character as it is.

Comments, order, quotes, blank lines and ends of lines survive, since the text itself is cut and
joined where the reader says that a value stands. After each edit the whole is read again: unless it
differs in just the value meant, the edit is refused and nothing is handed back.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from setia.core.program.extents import (
    BREAK,
    begin_of,
    block_end,
    finish_of,
    indent_of,
    line_end,
    line_start,
)
from setia.core.program.plain import drop, inside, plain, put, reads_as
from setia.core.program.source import Listed, Mapped, Text, Value, load
from setia.core.program.written import forms, written

Path: TypeAlias = Sequence[str | int]
"""Keys of mappings; rows of a list by the id that they name themselves by, or by place from 1."""

ROW_IDS: Final = ("rule", "tier", "test")
"""The keys by which the rows of a list name themselves."""

_HEADER: Final = re.compile(r"[|>][-+0-9]*")


class CannotEdit(ValueError):
    """An edit that this module does not make; says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A value, its key or its place from 0 in what it stands in, and the way there."""

    value: Value
    parent: Mapped | Listed
    steps: tuple[str | int, ...]
    flow: bool

    @property
    def place(self) -> int:
        """The place among its neighbours, from 0."""
        step = self.steps[-1]
        return step if isinstance(step, int) else list(self.parent.items).index(step)


@dataclass(frozen=True, slots=True)
class _New:
    """What is inserted: its key ("" for a row), its text and what that text says."""

    key: str
    text: str
    value: Value


def replace_value(text: str, path: Path, new_text: str) -> str:
    """The document with one scalar changed; no other line of it is another.

    Raises Unreadable when the document can't be read, CannotEdit when there is no such value.
    """
    tree = load(text)
    found = _find(tree, path)
    if not isinstance(found.value, Text):
        raise CannotEdit(f"{_said(path)} is more than one value; name one of those inside it")
    if found.value.value == new_text:
        return text
    wanted = plain(tree)
    put(wanted, found.steps, new_text)
    for start, end, instead in _replacements(text, found, found.value, new_text):
        changed = text[:start] + instead + text[end:]
        if reads_as(changed, wanted):
            return changed
    raise CannotEdit(f"{_said(path)} can't be written like this here; write it by hand")


def remove(text: str, path: Path) -> str:
    """The document without a key or a row: its own lines are gone, the others as they were.

    Raises Unreadable, and CannotEdit where a neighbour's comment would go or nothing be left.
    """
    tree = load(text)
    found = _find(tree, path)
    braces = found.parent.span is not None
    if len(found.parent.items) == 1 and not braces:
        raise CannotEdit(f"{_said(path)} stands there alone; remove what it stands in")
    start, end = (_cut_in_flow if braces else _cut_in_block)(text, found)
    if "#" in text[start:end] and _loses(text, found, start, end):
        raise CannotEdit(f"{_said(path)} has a comment beside it; take the comment away first")
    wanted = plain(tree)
    drop(wanted, found.steps)
    changed = text[:start] + text[end:]
    if not reads_as(changed, wanted):
        raise CannotEdit(f"{_said(path)} can't be taken out here; take it out by hand")
    return changed


def insert(text: str, path: Path, yaml_text: str) -> str:
    """The document with a new key or row, written as its neighbours are.

    path: what it will be: a new key (it comes last), or the place of a new row from 1, at most one
    behind the last. yaml_text: the value as YAML. Raises Unreadable for either text, CannotEdit.
    """
    if not path:
        raise CannotEdit("name the new key or the place of the new row")
    tree, value = load(text), load(yaml_text)
    *outer, step = path
    if outer:
        found = _find(tree, outer)
        parent, steps, flow = found.value, found.steps, found.flow
    else:
        parent, steps, flow = tree, (), False
    wanted = plain(tree)
    if isinstance(parent, Mapped) and isinstance(step, str) and step not in parent.items:
        new, place = _New(step, yaml_text.strip("\r\n"), value), len(parent.items)
        put(wanted, (*steps, step), plain(value))
    elif isinstance(parent, Listed):
        place = _place_for(parent, step, path)
        new = _New("", yaml_text.strip("\r\n"), value)
        rows = inside(wanted, (*steps, place))
        if isinstance(rows, list):
            rows.insert(place, plain(value))
    else:
        raise CannotEdit(f"{_said(path)} is there already, or what it would stand in is no mapping")
    flow = flow or parent.span is not None
    changed = (_into_flow if flow else _into_block)(text, parent, place, new)
    if not reads_as(changed, wanted):
        raise CannotEdit(f"{_said(path)} can't be written like this here; write it by hand")
    return changed


# Where things stand.


def _find(tree: Value, path: Path) -> _Found:
    value, flow = tree, False
    parent: Mapped | Listed | None = None
    steps: list[str | int] = []
    for number, step in enumerate(path, 1):
        if isinstance(value, Text):
            raise CannotEdit(f"{_said(path[: number - 1])} is one value; nothing stands inside it")
        parent, flow = value, flow or value.span is not None
        if isinstance(value, Mapped):
            if step not in value.items:
                known = ", ".join(value.items)
                raise CannotEdit(f"{_said(path[:number])} is not there; known: {known}")
            steps.append(str(step))
            value = value.items[str(step)]
        else:
            steps.append(row := _row(value, step, path[:number]))
            value = value.items[row]
    if parent is None:
        raise CannotEdit("name a value of the document")
    return _Found(value, parent, tuple(steps), flow)


def _row(rows: Listed, step: str | int, path: Path) -> int:
    """The place of a row from 0, by its own id or else by its number from 1."""
    named = [place for place, one in enumerate(rows.items) if step in ids_of(one)]
    if len(named) > 1:
        raise CannotEdit(f"{_said(path)} stands twice; name it by its place")
    if named:
        return named[0]
    if str(step).isdecimal() and 1 <= int(step) <= len(rows.items):
        return int(step) - 1
    raise CannotEdit(f"{_said(path)} is not there; name a row by its id, or by its place from 1")


def ids_of(row: Value) -> tuple[str, ...]:
    """What a row names itself by; empty where it does not."""
    if not isinstance(row, Mapped):
        return ()
    return tuple(one.value for key in ROW_IDS if isinstance(one := row.items.get(key), Text))


def _place_for(rows: Listed, step: str | int, path: Path) -> int:
    if not (str(step).isdecimal() and 1 <= int(step) <= len(rows.items) + 1):
        raise CannotEdit(f"{_said(path)}: a new row needs a place, 1 to {len(rows.items) + 1}")
    return int(step) - 1


# One value for another.


def _replacements(
    text: str, found: _Found, value: Text, new: str
) -> Iterator[tuple[int, int, str]]:
    """What to put from where to where, the best first."""
    start, end = value.start, value.end
    first = text[start : start + 1]
    if not first or start == end:
        yield from _fill(text, found, new)
    elif first in "|>" and not value.quoted:
        yield from _reblock(text, value, new)
    else:
        blank = " " if text[start - 1 : start] in (":", ",") else ""
        for one in forms(new, first if value.quoted else "", flow=found.flow):
            yield start, end, blank + one


def _fill(text: str, found: _Found, new: str) -> Iterator[tuple[int, int, str]]:
    """A value where nothing stands: behind the colon of its key."""
    if isinstance(found.parent, Listed):
        raise CannotEdit("a row that is empty can't be found again; write its value by hand")
    at = finish_of(text, found.parent, found.place)
    colon = "" if text[at - 1] == ":" else ":"
    for one in forms(new, "", flow=found.flow):
        yield at, at, f"{colon} {one}"


def _reblock(text: str, value: Text, new: str) -> Iterator[tuple[int, int, str]]:
    """A block (``|`` or ``>``) stays one where it can hold the text, else it becomes one line."""
    end = block_end(text, value)
    body = BREAK.search(text, value.start)
    header = _HEADER.match(text, value.start)
    if header is None:
        raise CannotEdit("this block can't be read; write it by hand")
    if body is not None and body.end() < end:
        lines = text[body.end() : end].splitlines()
        indent = " " * next(indent_of(line) for line in lines if line.strip())
        gap = body.group() * (2 if header.group()[0] == ">" else 1)
        body_text = gap.join(indent + line if line else "" for line in new.split("\n"))
        yield body.end(), end, body_text
    for one in forms(new, "", flow=False):
        rest = text[header.end() : body.start() if body else len(text)]
        yield value.start, max(end, header.end()), one + rest.rstrip()


# An entry taken out.


def _cut_in_flow(text: str, found: _Found) -> tuple[int, int]:
    parent, place = found.parent, found.place
    if place + 1 < len(parent.items):
        return begin_of(parent, place), begin_of(parent, place + 1)
    end = finish_of(text, parent, place)
    return (finish_of(text, parent, place - 1) if place else begin_of(parent, place)), end


def _cut_in_block(text: str, found: _Found) -> tuple[int, int]:
    parent, place = found.parent, found.place
    begin = begin_of(parent, place)
    line = line_start(text, begin)
    if isinstance(parent, Listed):
        # The row's own dash, which may stand on a line of its own or before another dash.
        while line and not text[line:begin].strip():
            line = line_start(text, line - 1)
        own_line = text[line:begin].find("-") == parent.column - 1
    else:
        own_line = not text[line:begin].strip()
    if not own_line:
        if place:
            raise CannotEdit("it does not begin its line; take it out by hand")
        # The first key of a row stands beside the dash: what follows it takes its place.
        return begin, begin_of(parent, 1)
    end = line_end(text, finish_of(text, parent, place))
    after = line_end(text, end)
    blank_before = line == 0 or not text[line_start(text, line - 1) : line].strip()
    if blank_before and end < after and not text[end:after].strip():
        end = after
    return line, end


def _loses(text: str, found: _Found, start: int, end: int) -> bool:
    """Whether a comment would go that stands between the entry and a neighbour of it."""
    begin = begin_of(found.parent, found.place)
    finish = finish_of(text, found.parent, found.place)
    rest = text[finish:end]
    if found.parent.span is None and len(BREAK.findall(rest.rstrip())) == 0:
        rest = ""
    return "#" in text[start:begin] or "#" in rest


# An entry put in.


def _into_flow(text: str, parent: Mapped | Listed, place: int, new: _New) -> str:
    if BREAK.search(new.text):
        raise CannotEdit("this stands in brackets; give the new value on one line")
    entry = new.text.strip()
    if isinstance(new.value, Mapped) and new.value.span is None:
        entry = "{" + entry + "}"
    elif isinstance(new.value, Text):
        entry = written(new.value.value, flow=True)
    if new.key:
        entry = f"{written(new.key, flow=True)}: {entry}"
    if place:
        at = finish_of(text, parent, place - 1)
        # Behind a key without a value, a comma would become part of the key.
        blank = " " if text[at - 1] == ":" else ""
        return f"{text[:at]}{blank}, {entry}{text[at:]}"
    at = parent.span[0] + 1 if parent.span is not None else begin_of(parent, 0)
    return text[:at] + entry + (", " if parent.items else "") + text[at:]


def _into_block(text: str, parent: Mapped | Listed, place: int, new: _New) -> str:
    found = BREAK.search(text)
    ending = found.group() if found else "\n"
    column = parent.column - 1
    lines = _entry(new, " " * column)
    if place == 0:
        at = line_start(text, begin_of(parent, 0))
        if text[at : at + column].strip():
            raise CannotEdit("nothing can be put before what begins beside a dash")
        return text[:at] + "".join(line + ending for line in lines) + text[at:]
    if _spaced(text, parent):
        lines.insert(0, "")
    at = line_end(text, finish_of(text, parent, place - 1))
    if not BREAK.search(text, max(at - 2, 0), at):
        return text + "".join(ending + line for line in lines)
    return text[:at] + "".join(line + ending for line in lines) + text[at:]


def _entry(new: _New, indent: str) -> list[str]:
    """The lines of a new key or row at an indent."""
    lines = [line.rstrip("\r") for line in new.text.split("\n")]
    block = isinstance(new.value, Mapped | Listed) and new.value.span is None
    if not new.key:
        first, deeper, apart = "- ", indent + "  ", False
    else:
        first, deeper, apart = f"{written(new.key)}: ", indent + "  ", block
    if apart:
        return [indent + first.rstrip(), *(deeper + line if line else "" for line in lines)]
    head, *rest = lines
    return [indent + first + head, *(deeper + line if line else "" for line in rest)]


def _spaced(text: str, parent: Mapped | Listed) -> bool:
    """Whether a blank line stands before the last of the entries that there are."""
    last = len(parent.items) - 1
    line = line_start(text, begin_of(parent, last))
    return last > 0 and line > 0 and not text[line_start(text, line - 1) : line].strip()


def _said(path: Path) -> str:
    """A path as problems tell it: ``earning[1].give``."""
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return said.removeprefix(".") or "document"
