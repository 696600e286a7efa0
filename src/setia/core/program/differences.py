"""What is another in one version of a document than in the version before it.

Both are compared as they are written, by the ids that their parts have: comments, quotes, brackets,
the order of keys and of tests make no difference; the order of rules does. A part that is new or
gone is one difference, whatever it holds. What a difference means for points is not decided here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

from setia.core.program.names import FORMS, Forms, Names, PointsUnit, one_name
from setia.core.program.source import Listed, Mapped, Text, Value
from setia.core.program.written import one_line

Kind = Literal["added", "removed", "changed", "moved"]
Path: TypeAlias = tuple[str, ...]

ROW_IDS: Final[Mapping[str, str]] = {"earning": "rule", "levels": "tier", "tests": "test"}
"""The key by which the rows of a list name themselves."""

_SECTIONS: Final = (
    frozenset({"wallets", "events", "member", "stores", "products", "counters", "budgets"})
    | {"lists", "earning", "stacking", "returns", "tiers", "tests"}
)  # fmt: skip
_FIELDS: Final = frozenset({"attributes", "items"})
_NOWHERE: Final = Text(0, 0, "", quoted=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its path by keys and ids (a step of a test by its place from 1).

    before, after: the value as text on one line, None where there is none. Of a rule that moved:
    the rule that it stood behind, and the one that it stands behind now; None for the first.
    """

    kind: Kind
    path: Path
    before: str | None
    after: str | None


def differences(before: Value, after: Value) -> tuple[Difference, ...]:
    """Every difference between two documents (`source.load`), in the order of the later one."""
    return tuple(_between((), before, after))


def value_at(tree: Value, path: Path) -> Value | None:
    """What stands at a difference's path; None where nothing does."""
    value: Value | None = tree
    for step, key in zip(path, ("", *path), strict=False):
        if isinstance(value, Mapped):
            value = value.items.get(step)
        elif isinstance(value, Listed):
            rows = _by_id(value, ROW_IDS.get(key, "")) or {
                str(place): one for place, one in enumerate(value.items, 1)
            }
            value = rows.get(step)
        else:
            return None
    return value


def names_at(tree: Value, path: Path) -> Names:
    """What people call the part at a path, by language; its id where it has no name."""
    return PointsUnit(_called(tree, path)).names


def unit_at(tree: Value, wallet: str) -> PointsUnit:
    """What the points of a wallet are called, as far as the document says it in a known form.

    It is for numbers as they are written, so it knows no decimals of its own.
    """
    return PointsUnit(_called(tree, ("wallets", wallet)))


def _called(tree: Value, path: Path) -> Mapping[str, Forms]:
    value = value_at(tree, path)
    name = value.items.get("name") if isinstance(value, Mapped) else None
    by_language = name.items if isinstance(name, Mapped) else {"en": name}
    told = {language: _forms(one) for language, one in by_language.items()}
    found = {language: forms for language, forms in told.items() if "other" in forms}
    return found or {"en": one_name(path[-1] if path else "")}


def _forms(name: Value | None) -> Forms:
    """A name in one language by its plural forms; one text stands for all."""
    if isinstance(name, Text) and name.value:
        return one_name(name.value)
    items = name.items if isinstance(name, Mapped) else {}
    return {form: one.value for form in FORMS if isinstance(one := items.get(form), Text)}


def _between(path: Path, before: Value | None, after: Value | None) -> Iterator[Difference]:
    before, after = _alike(path, before, after)
    if before is None or after is None:
        yield from _one_sided(path, before, after)
    elif isinstance(before, Mapped) and isinstance(after, Mapped):
        either = ("one of" in before.items) != ("one of" in after.items)
        if (_is_field(path) and either) or _is_given(path):
            if not _same(before, after):
                yield Difference("changed", path, as_text(before), as_text(after))
            return
        for key in dict.fromkeys([*after.items, *before.items]):
            yield from _between((*path, key), before.items.get(key), after.items.get(key))
    elif isinstance(before, Listed) and isinstance(after, Listed):
        yield from _lists(path, before, after)
    elif _same(before, after):
        return
    else:
        yield Difference("changed", path, as_text(before), as_text(after))


def _one_sided(path: Path, before: Value | None, after: Value | None) -> Iterator[Difference]:
    """A part that stands on one side only; of a whole section, each of its entries."""
    one = before if after is None else after
    if one is None:
        return
    if _holds_parts(path) and isinstance(one, Mapped | Listed):
        nothing = Mapped(0, 0, {}, {}) if isinstance(one, Mapped) else Listed(0, 0, ())
        yield from _between(path, before or nothing, after or nothing)
    elif after is None:
        yield Difference("removed", path, as_text(one), None)
    else:
        yield Difference("added", path, None, as_text(one))


def _holds_parts(path: Path) -> bool:
    """Whether the entries at a path are told one by one where all of them are new or gone."""
    if len(path) == 1:
        return path[0] in _SECTIONS
    if _is_unit(path) or _is_unit((*path, "")):
        return True
    return len(path) == 3 and (
        (path[0] == "events" and path[2] in _FIELDS)
        or (path[0], path[2]) in (("tiers", "levels"), ("tests", "steps"))
    )


def _is_field(path: Path) -> bool:
    """Whether a path is that of an attribute of events, items or members."""
    if len(path) == 2:
        return path[0] in ("member", "stores", "products")
    return len(path) == 4 and path[0] == "events" and path[2] in _FIELDS


def _is_given(path: Path) -> bool:
    """Whether a path is that of what a test takes for given, which is told as a whole."""
    return len(path) == 3 and (path[0], path[2]) == ("tests", "given")


def _is_unit(path: Path) -> bool:
    """Whether a path is that of what points are called in one language, in one form or several."""
    return len(path) == 4 and (path[0], path[2]) == ("wallets", "name")


def _alike(
    path: Path, before: Value | None, after: Value | None
) -> tuple[Value | None, Value | None]:
    """Both written the long way where one is: ``name: X`` as ``{en: X}``, ``a: text`` in full,
    a unit's one name as ``{other: X}``.
    """
    if before is None or after is None:
        return before, after
    if _is_field(path):
        return _in_full(before), _in_full(after)
    if path and path[-1] == "name" and isinstance(before, Mapped) != isinstance(after, Mapped):
        return _with_key("en", before), _with_key("en", after)
    if _is_unit(path) and isinstance(before, Mapped) != isinstance(after, Mapped):
        return _with_key("other", before), _with_key("other", after)
    if isinstance(before, Listed) != isinstance(after, Listed) and path[:1] != ("lists",):
        return _as_list(before), _as_list(after)
    return before, after


def _in_full(value: Value) -> Value:
    if isinstance(value, Mapped):
        return value
    return _with_key("type" if isinstance(value, Text) else "one of", value)


def _with_key(key: str, value: Value) -> Value:
    if isinstance(value, Mapped):
        return value
    return Mapped(value.line, value.column, {key: value}, {key: _NOWHERE})


def _as_list(value: Value) -> Value:
    return Listed(value.line, value.column, (value,)) if isinstance(value, Text) else value


def _lists(path: Path, before: Listed, after: Listed) -> Iterator[Difference]:
    id_key = ROW_IDS.get(path[-1] if path else "", "")
    old, new = _by_id(before, id_key), _by_id(after, id_key)
    if old is not None and new is not None and id_key:
        yield from _rows(path, old, new)
    elif len(path) == 2 and path[0] == "lists":
        yield from _texts(path, before, after)
    elif len(path) == 3 and path[0] == "tests":
        yield from _steps(path, before, after)
    elif not _same(before, after):
        yield Difference("changed", path, as_text(before), as_text(after))


def _by_id(rows: Listed, id_key: str) -> dict[str, Value] | None:
    """Rows by their own id; None where one has none, or one that another has."""
    found: dict[str, Value] = {}
    for one in rows.items:
        name = one.items.get(id_key) if isinstance(one, Mapped) else None
        if not isinstance(name, Text) or name.value in found:
            return None
        found[name.value] = one
    return found


def _rows(path: Path, old: dict[str, Value], new: dict[str, Value]) -> Iterator[Difference]:
    moved = _moved(old, new) if path == ("earning",) else frozenset()
    for name in [*new, *(name for name in old if name not in new)]:
        if name in moved:
            yield Difference("moved", (*path, name), _behind(old, name), _behind(new, name))
        yield from _between((*path, name), old.get(name), new.get(name))


def _moved(old: Mapping[str, Value], new: Mapping[str, Value]) -> frozenset[str]:
    """The fewest rows that must move for the common rows of both to stand in one order."""
    places = {name: place for place, name in enumerate(old)}
    common = [name for name in new if name in places]
    longest: list[list[str]] = []
    for place, name in enumerate(common):
        best: list[str] = []
        for other in range(place):
            if places[common[other]] < places[name] and len(longest[other]) > len(best):
                best = longest[other]
        longest.append([*best, name])
    kept = max(longest, key=len, default=[])
    return frozenset(common) - frozenset(kept)


def _behind(rows: Mapping[str, Value], name: str) -> str | None:
    names = list(rows)
    place = names.index(name)
    return names[place - 1] if place else None


def _texts(path: Path, before: Listed, after: Listed) -> Iterator[Difference]:
    """The texts of a named list, whose order means nothing."""
    old, new = (dict.fromkeys(map(one_line, one.items)) for one in (before, after))
    for text in new:
        if text not in old:
            yield Difference("added", (*path, text), None, text)
    for text in old:
        if text not in new:
            yield Difference("removed", (*path, text), text, None)


def _steps(path: Path, before: Listed, after: Listed) -> Iterator[Difference]:
    """The steps of a test: those that stand beside each other are compared key by key."""
    old, new = (list(map(_canonical, one.items)) for one in (before, after))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and i_end - i == j_end - j:
            for place in range(i_end - i):
                at = (*path, str(j + place + 1))
                yield from _step(at, before.items[i + place], after.items[j + place])
        elif tag != "equal":
            for place in range(i, i_end):
                yield Difference(
                    "removed", (*path, str(place + 1)), as_text(before.items[place]), None
                )
            for place in range(j, j_end):
                yield Difference(
                    "added", (*path, str(place + 1)), None, as_text(after.items[place])
                )


def _step(path: Path, before: Value, after: Value) -> Iterator[Difference]:
    if not (isinstance(before, Mapped) and isinstance(after, Mapped)):
        yield Difference("changed", path, as_text(before), as_text(after))
        return
    for key in dict.fromkeys([*after.items, *before.items]):
        one, other = before.items.get(key), after.items.get(key)
        if one is None or other is None:
            yield from _one_sided((*path, key), one, other)
        elif not _same(*(_alike((*path, key), one, other))):
            yield Difference("changed", (*path, key), as_text(one), as_text(other))


def _same(one: Value | None, other: Value | None) -> bool:
    return (None if one is None else _canonical(one)) == (
        None if other is None else _canonical(other)
    )


def as_text(value: Value) -> str:
    """A text as it is, anything else on one line."""
    return value.value if isinstance(value, Text) else one_line(value)


def _canonical(value: Value) -> str:
    """The same text for whatever says the same."""
    if isinstance(value, Text):
        return repr(value.value)
    if isinstance(value, Mapped):
        pairs: Sequence[str] = sorted(f"{key!r}: {_canonical(x)}" for key, x in value.items.items())
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(_canonical, value.items)) + "]"
