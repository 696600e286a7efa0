"""Reads shapes out of a document and gathers every problem instead of stopping at the first.

A `Shape` wraps one mapping: it hands out the values that a reader asks for, notes what is missing
or of the wrong form, and at the end what was never asked for, with the nearest known word.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from setia.core.expressions.parse import ExpressionError
from setia.core.program.document import Problem
from setia.core.program.names import Names
from setia.core.program.phrases import PhraseError
from setia.core.program.source import Listed, Mapped, Text, Value

T = TypeVar("T")
ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
MAX_NAME_CHARS = 200
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


class Problems:
    """The problems found so far, in the order found."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def note(self, at: Value, path: str, cause: str, remedy: str, *, column: int = 0) -> None:
        """Add one problem at a value; `column` (from 1) counts into the value's own text."""
        shift = 0
        if column and isinstance(at, Text) and at.inline:
            shift = column - 1 + (1 if at.quoted else 0)
        self.found.append(Problem(at.line, at.column + shift, path, cause, remedy))


class Shape:
    """One mapping of the document under a path, and which of its keys were asked for."""

    def __init__(self, value: Value, path: str, problems: Problems) -> None:
        self.at = value
        self.path = path
        self.problems = problems
        self._asked: list[str] = []
        if not isinstance(value, Mapped):
            problems.note(value, path, "must be a mapping", "write keys and values below it")
        self._items = value.items if isinstance(value, Mapped) else {}
        self._keys = value.keys if isinstance(value, Mapped) else {}

    def value(self, key: str) -> Value | None:
        """The raw value of a key, None when absent."""
        self._asked.append(key)
        return self._items.get(key)

    def peek(self, key: str) -> Value | None:
        """The raw value of a key that is asked for elsewhere."""
        return self._items.get(key)

    def text(self, key: str, *, default: str | None = None) -> str:
        """A scalar's text; a missing one without default is a problem."""
        value = self.value(key)
        if isinstance(value, Text):
            return value.value
        if value is not None:
            self.problems.note(value, self.under(key), "must be one value", "write text here")
        elif default is None:
            self.missing(key)
        return default or ""

    def one_of(self, key: str, known: Mapping[str, T]) -> T:
        """What one of some words stands for; the first where it says nothing."""
        word = self.text(key, default=next(iter(known)))
        if word not in known:
            self.wrong(key, f"{word!r} is not known", f"write one of: {', '.join(known)}")
        return known.get(word, next(iter(known.values())))

    def yes(self, key: str) -> bool:
        """Whether it says yes; no where it says nothing."""
        told = self.text(key, default="no")
        if told not in ("yes", "no", "true", "false"):
            self.wrong(key, f"{told!r} is neither yes nor no", "write yes or no")
        return told in ("yes", "true")

    def missing(self, key: str) -> None:
        """Note that a key is needed, unless there is no mapping that could have it."""
        if isinstance(self.at, Mapped):
            self.problems.note(self.at, self.path, f"has no {key}", f"add {key}:")

    def wrong(self, key: str, cause: str, remedy: str) -> None:
        """Note a problem where a key's value stands, or here when it has none."""
        self.problems.note(self._items.get(key, self.at), self.under(key), cause, remedy)

    def read(self, key: str, reader: Callable[[str], T], *, needed: bool = False) -> T | None:
        """A scalar through a phrase reader; its error is noted where the value stands."""
        value = self.value(key)
        if value is None:
            if needed:
                self.missing(key)
            return None
        return self.read_value(key, value, reader)

    def read_value(self, key: str, value: Value, reader: Callable[[str], T]) -> T | None:
        """As `read`, for one of several values that stand under a key."""
        if not isinstance(value, Text):
            self.problems.note(value, self.under(key), "must be one value", "write text here")
            return None
        try:
            return reader(value.value)
        except PhraseError as error:
            self.problems.note(value, self.under(key), error.cause, error.remedy)
        except ExpressionError as error:
            self.problems.note(
                value, self.under(key), error.cause, error.remedy, column=error.column
            )
        return None

    def names(self, key: str, default: str) -> Names:
        """A name by language: a mapping of language to text, or one text for every language."""
        value = self.value(key)
        if value is None:
            return {"en": default}
        if isinstance(value, Text):
            if not is_name(value):
                self.wrong(key, "is not a name", f"write 1 to {MAX_NAME_CHARS} characters")
            return {"en": value.value}
        names: dict[str, str] = {}
        for language, one in self._entries(value, key):
            if not LANGUAGE.fullmatch(language) or not is_name(one):
                self.problems.note(
                    one, f"{self.under(key)}.{language}", "is not a name", "write: en: Bean"
                )
            elif isinstance(one, Text):
                names[language] = one.value
        return names or {"en": default}

    def parts(self, key: str) -> Iterator[tuple[str, "Shape"]]:
        """The entries of a mapping of ids to mappings, each as a shape of its own."""
        value = self.value(key)
        for name, one in self._entries(value, key) if value is not None else ():
            if not ID.fullmatch(name):
                self._bad_id(one, f"{self.under(key)}.{name}", name)
            yield name, Shape(one, f"{self.under(key)}.{name}", self.problems)

    def rows(self, key: str, id_key: str) -> Iterator[tuple[str, "Shape"]]:
        """The entries of a list of mappings that each name themselves by `id_key`."""
        value = self.value(key)
        if value is None:
            return
        if not isinstance(value, Listed):
            self.wrong(key, "must be a list", f"start with: - {id_key}:")
            return
        seen: set[str] = set()
        for place, one in enumerate(value.items, 1):
            shape = Shape(one, f"{self.under(key)}[{place}]", self.problems)
            name = shape.text(id_key)
            if name:
                shape.path = f"{self.under(key)}.{name}"
            if name and not ID.fullmatch(name):
                self._bad_id(one, shape.path, name)
            if name and name in seen:
                self.problems.note(one, shape.path, "stands twice", "give one of them another id")
            seen.add(name)
            yield name, shape

    def close(self) -> None:
        """Note every key that nobody asked for."""
        known = list(dict.fromkeys(self._asked))
        for key, at in self._keys.items():
            if key not in known:
                if key.startswith("to "):
                    hint = 'a comma ended the value before it: put all of that in "quotes"'
                    self.problems.note(at, self.under(key), "is not known here", hint)
                    continue
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
                self.problems.note(at, self.under(key), "is not known here", hint)

    def _entries(self, value: Value, key: str) -> Iterator[tuple[str, Value]]:
        if isinstance(value, Mapped):
            yield from value.items.items()
        else:
            self.problems.note(value, self.under(key), "must be a mapping", "write: name: value")

    def _bad_id(self, at: Value, path: str, name: str) -> None:
        self.problems.note(
            at, path, f"{name!r} is not an id", "use a-z, 0-9 and -, a letter first, 40 at most"
        )

    def under(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path != "document" else key


def is_name(value: Value) -> bool:
    """Whether a value can be what people call something."""
    return isinstance(value, Text) and 0 < len(value.value.strip()) <= MAX_NAME_CHARS
