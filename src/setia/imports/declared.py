"""What a program declares of events, as an import map is checked against it.

A file tells a long history, so every version counts: what any of them declares is known, as the
newest that does declares it. Kinds and attributes that none knows are problems of the map, with the
nearest name, before a row is read. A purchase alone may carry more than is declared: no rule reads
it, and a later version may.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from setia.core.engine.kinds import CONVERT, EFFECT, RELEASE, RETURN, TRANSFER
from setia.core.engine.remaining import OF, OF_SOURCE, numbers
from setia.core.expressions.fields import ITEM_AMOUNT, Field
from setia.core.program.document import Program
from setia.core.program.shape import Problems
from setia.core.program.source import Listed, Mapped, Text, Value

OPEN: Final = "purchase"
"""The kind whose events may carry what is not declared."""


_POINTS: Final = (Field("points", "number", "event"), Field("wallet", "text", "event"))
_OF: Final = tuple(Field(name, "text", "event") for name in (OF, OF_SOURCE))
_ENDS: Final = (*_OF, Field("points", "number", "event"))
_REASON: Final = Field("reason", "text", "event")
_TO: Final = Field("to", "text", "event")
_UNTIL: Final = Field("until", "date", "event")
_ACTS: Final[Mapping[str, tuple[Field, ...]]] = {
    "spend": _POINTS,
    "hold": (*_POINTS, Field("minutes", "number", "event")),
    "capture": _ENDS,
    "cancel": _ENDS,
    RELEASE: _OF,
    "donate": (*_POINTS, _TO),
    CONVERT: (*_POINTS, _TO),
    "adjust": (*_POINTS, _REASON),
    "opening": (*_POINTS, *(Field(name, "date", "event") for name in ("earned", "expires"))),
    "tier-grant": (*(Field(one, "text", "event") for one in ("level", "tiers")), _UNTIL, _REASON),
}
"""What every program's acts and opening balances carry."""

_LIVE: Final = frozenset({TRANSFER, EFFECT})
"""Kinds between two members, which are recorded live alone."""

BARE: Final = frozenset({"profile", *_ACTS})
"""Kinds whose events have no money at all."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The kinds of events that can be recorded, each with what it carries, by path.

    A path is an attribute's name, an item's with ``item.`` in front. decimals: of the currency.
    unnamed: whether a version takes for returns that name no event. currency: the newest one's.
    """

    kinds: Mapping[str, Mapping[str, Field]]
    decimals: int
    unnamed: bool = False
    currency: str = ""

    def carried(self, kinds: AbstractSet[str] | None) -> Mapping[str, Field]:
        """What events of these kinds carry together; None: of any kind."""
        chosen = self.kinds if kinds is None else [one for one in self.kinds if one in kinds]
        found: dict[str, Field] = {}
        for kind in chosen:
            found = {**self.kinds[kind], **found}
        return found


def declared_in(programs: Sequence[Program]) -> Declared:
    """What the versions of a program declare, given from the oldest to the newest."""
    kinds: dict[str, dict[str, Field]] = {}
    for program in programs:
        for kind in program.kinds.values():
            fields = [program.fields[name] for name in kind.fields]
            if kind.has_items:
                fields.append(ITEM_AMOUNT)
            _add(kinds.setdefault(kind.id, {}), fields)
        facts = [one for one in program.fields.values() if one.scope == "member"]
        if facts:
            _add(kinds.setdefault("profile", {}), facts)
        back = [program.fields[name] for name in numbers(program)]
        _add(kinds.setdefault(RETURN, {ITEM_AMOUNT.name: ITEM_AMOUNT}), back)
    for act, carried in _ACTS.items():
        kinds[act] = {one.name: one for one in carried}
    unnamed = any(program.returns.unnamed for program in programs)
    newest = programs[-1]
    return Declared(kinds, newest.decimals, unnamed, newest.currency)


def kinds_named(value: Value | None) -> frozenset[str] | None:
    """The kinds that a map names under ``kind:``; None where they stand in a column."""
    if isinstance(value, Text):
        return frozenset({value.value})
    if isinstance(value, Listed):
        cases = [one.items.get("kind") for one in value.items if isinstance(one, Mapped)]
        return _texts(cases)
    if not isinstance(value, Mapped):
        return None
    if "constant" in value.items:
        return _texts([value.items["constant"]])
    values = value.items.get("values")
    if not isinstance(values, Mapped):
        return None
    return _texts([*values.items.values(), value.items.get("otherwise")])


class Checker:
    """Checks what a map says of its events, and says how the program types it.

    Without a program, nothing is known and nothing is wrong.
    """

    def __init__(self, declared: Declared | None, kind: Value | None, problems: Problems) -> None:
        named = kinds_named(kind)
        kinds = named or frozenset()
        self._problems = problems
        self._fields = declared.carried(named) if declared else {}
        self._whose = " or ".join(sorted(kinds))
        unknown = sorted(kinds - declared.kinds.keys()) if declared else []
        self._strict = declared is not None and bool(kinds) and not unknown and OPEN not in kinds
        self._lacks: set[str] = set()
        if self._strict and ITEM_AMOUNT.name not in self._fields:
            self._lacks.add("items")
        if self._strict and kinds <= BARE:
            self._lacks.add("currency")
        if declared is not None and kind is not None:
            for name in unknown:
                cause, remedy = f"no kind of event is called {name!r}", _hint(name, declared.kinds)
                if name in _LIVE:
                    cause = f"{name} is not imported"
                    remedy = "import the balances that it has left: opening, or adjust"
                problems.note(kind, "kind", cause, remedy)

    def field(self, path: str) -> Field | None:
        """The attribute as the program declares it."""
        return self._fields.get(path)

    def attribute(self, at: Value, path: str, name: str) -> None:
        """Note an attribute that no kind of the map carries. name: as `Declared` has it."""
        if self._strict and name not in self._fields:
            scope, _, key = name.rpartition(".")
            names = [one.rpartition(".") for one in self._fields]
            known = [own for before, _, own in names if before == scope]
            cause = f"{self._whose} has no attribute {key}"
            self._problems.note(at, path, cause, _hint(key, known))

    def section(self, at: Value | None, key: str) -> None:
        """Note items or a currency that no kind of the map has."""
        if at is not None and key in self._lacks:
            self._problems.note(at, key, f"{self._whose} has no {key}", f"remove {key}:")


def _add(known: dict[str, Field], fields: Iterable[Field]) -> None:
    """What a newer version declares stands for what an older one did; a choice keeps all values."""
    for one in fields:
        path = one.key if one.scope == "member" else one.name
        before = known.get(path)
        of_old = before.values if before is not None and before.type == one.type else ()
        known[path] = replace(one, values=tuple(dict.fromkeys([*one.values, *of_old])))


def _texts(values: Iterable[Value | None]) -> frozenset[str]:
    return frozenset(one.value for one in values if isinstance(one, Text))


def _hint(word: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(names) or 'none'}"
