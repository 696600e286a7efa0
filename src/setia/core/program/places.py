"""Finds the value that a path speaks of, in the words in which problems are told.

``earning.base.give``, ``wallets.beans.name.en``, ``tests.a day.steps[2].at``: keys behind dots, and
rows of a list by the id that they give themselves or by their place from 1 in brackets. Of the name
of a test, its beginning will do where no other begins like it. Whatever stands in the document is
spelled out and compared, since a key may hold dots and brackets itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from setia.core.program.differences import ROW_IDS
from setia.core.program.read_scenarios import TOLD_CHARS
from setia.core.program.source import Listed, Mapped, Text, Value

Steps: TypeAlias = tuple[str | int, ...]
"""Keys, and rows by their id or by their place from 1, as `edit` takes them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """One value; `spelled` are the ways to speak of it, that of problems first."""

    spelled: tuple[str, ...]
    steps: Steps
    value: Value


def steps_to(tree: Value, path: str) -> Steps | None:
    """The way to what a path speaks of; None where the document has nothing there."""
    return next((one.steps for one in _places(_root(tree), "") if path in one.spelled), None)


def nearest_to(tree: Value, path: str) -> str | None:
    """The path of the one value that is most like a path; None where none is."""
    spelled = [one.spelled[0] for one in _places(_root(tree), "") if isinstance(one.value, Text)]
    return next(iter(get_close_matches(path, spelled, n=1)), None)


def _root(tree: Value) -> _Place:
    return _Place(("",), (), tree)


def _places(outer: _Place, key: str) -> Iterator[_Place]:
    """What stands inside a value at any depth. key: under which the value itself stands."""
    if isinstance(outer.value, Mapped):
        for name, one in outer.value.items.items():
            spelled = tuple(f"{way}.{name}" if way else name for way in outer.spelled)
            inner = _Place(spelled, (*outer.steps, name), one)
            yield inner
            yield from _places(inner, name)
    elif isinstance(outer.value, Listed):
        names = _names(outer.value, ROW_IDS.get(key, ""))
        told = _alone([name[:TOLD_CHARS] for name in names])
        for place, one in enumerate(outer.value.items, 1):
            name = names[place - 1]
            ways = dict.fromkeys(f".{way}" for way in (told[place - 1], name) if way)
            spelled = tuple(way + end for end in (*ways, f"[{place}]") for way in outer.spelled)
            inner = _Place(spelled, (*outer.steps, name or place), one)
            yield inner
            yield from _places(inner, "")


def _names(rows: Listed, id_key: str) -> Sequence[str]:
    """What each row names itself by; "" where it does not, or as another does too."""
    told = [one.items.get(id_key) if isinstance(one, Mapped) else None for one in rows.items]
    return _alone([one.value if isinstance(one, Text) else "" for one in told])


def _alone(names: Sequence[str]) -> Sequence[str]:
    """The names that only one row has; "" for the others."""
    counts = Counter(names)
    return [name if counts[name] == 1 else "" for name in names]
