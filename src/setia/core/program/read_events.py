"""Reads what can happen to a member and what is known of one: event kinds and member attributes.

A field's name means one thing in the whole document: two kinds that carry it must declare it alike.
A name that the language or the engine has always used is refused rather than shadowed; levels of
tiers are fields too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from setia.core.expressions.fields import AMOUNT, BUILT_IN, ITEM_AMOUNT, Field, Vocabulary
from setia.core.expressions.nodes import Read, Term
from setia.core.expressions.parse import parse_term
from setia.core.expressions.spans import span_of
from setia.core.program.document import LOOKED_UP, Kind
from setia.core.program.phrases import PhraseError
from setia.core.program.read_fields import Place, declared
from setia.core.program.read_tables import read_tables
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Listed, Mapped, Text, Value

MAX_FIELDS: Final = 200
MAX_KINDS: Final = 50
RESERVED: Final = frozenset(
    {
        *("adjust", "cancel", "capture", "clock", "convert", "correction", "donate", "effect"),
        *("hold", "merge", "opening", "profile", "release", "return", "spend", "tier-grant"),
        "transfer",
    }
)
"""Kinds that are built in, or will be."""

# These stand in payloads beside the attributes, or mean something else in a condition.
_TAKEN: Final = frozenset({"currency", "item", "items", "points", "set", "wallet"})

# Built in later than 0.1.0: a document that has an attribute of that name means its own.
_GIVE_WAY: Final = frozenset({"today", "day", "month"})
_OF_MEMBERS: Final = frozenset({"bool", "choice", "date", "money", "number"})


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that expressions of this document may name, and which kinds carry it.

    counters: the names of those among the fields that count.
    """

    fields: dict[str, Field]
    kinds: dict[str, Kind]
    decimals: int
    lists: Sequence[str] = ()
    counters: set[str] = field(default_factory=set)

    @property
    def declared(self) -> frozenset[str]:
        """The names of fields that are no counters."""
        return frozenset(n for n, one in self.fields.items() if one.scope != "state")

    def of(self, kinds: Sequence[str], *, counters: bool = True) -> Vocabulary:
        """What an expression about events of these kinds may name: what all of them carry."""
        elsewhere: dict[str, str] = {}
        for kind in kinds:
            if kind not in self.kinds:
                continue
            for name, one in self.fields.items():
                if one.scope in ("event", "item") and not self.kinds[kind].tells(one):
                    carried = LOOKED_UP[one.table] if one.table else name
                    elsewhere[name] = f"{kind} does not carry {carried}"
        if not counters:
            cause = "{} is a counter, and none can be asked here"
            elsewhere |= {name: cause.format(name) for name in self.counters - self.declared}
        known = {name: one for name, one in self.fields.items() if name not in elsewhere}
        return Vocabulary(known, self.decimals, self.lists, elsewhere)

    def basis(self, kinds: Sequence[str]) -> list[Term]:
        """The basis of each kind that has one."""
        found = (self.kinds[kind].basis for kind in kinds if kind in self.kinds)
        return [one for one in found if one is not None]


def read_events(
    root: Shape, levels: Mapping[str, tuple[str, ...]], decimals: int, lists: Sequence[str]
) -> Words:
    """Every field and kind. levels: of each tier set, by its field's name.

    decimals: of the program's currency. The names of counters are known; what they count is not.
    """
    fields = {one.name: one for one in (*BUILT_IN, ITEM_AMOUNT)}
    for name, values in levels.items():
        fields[name] = Field(name, "choice", "state", values, ordered=True)
    built_in = frozenset(fields)
    counters = root.peek("counters")
    names = set(counters.items) if isinstance(counters, Mapped) else set()
    words = Words(fields, {}, decimals, lists, names)
    shapes = dict(_kinds(root, words, built_in))
    _member(root, words)
    if "purchase" not in words.kinds:
        has = frozenset({AMOUNT.name, ITEM_AMOUNT.name})
        words.kinds["purchase"] = Kind("purchase", {"en": "purchase"}, has, Read(AMOUNT))
    fields.update(read_tables(root, fields, decimals))
    for kind, shape in shapes.items():
        _basis(kind, shape, words)
        shape.close()
    if len(fields) - len(built_in) > MAX_FIELDS:
        root.wrong("events", f"{len(fields) - len(built_in)} attributes", f"{MAX_FIELDS} at most")
    if len(words.kinds) > MAX_KINDS:
        root.wrong("events", f"{len(words.kinds)} kinds", f"{MAX_KINDS} at most")
    return words


def kinds_named(shape: Shape, key: str, words: Words, default: str = "purchase") -> tuple[str, ...]:
    """``purchase``, or ``[purchase, review]``: kinds that the document knows."""
    value = shape.value(key)
    listed: Sequence[Value] = value.items if isinstance(value, Listed) else [value] if value else []
    names: list[str] = []
    for one in listed:
        name = one.value if isinstance(one, Text) else ""
        if name in names:
            shape.wrong(key, f"names {name} twice", "leave one of them out")
        elif name not in words.kinds:
            known = ", ".join(
                one for one in words.kinds if ID.fullmatch(one) and one not in RESERVED
            )
            shape.wrong(key, "is not a known event", f"write one of: {known}")
        else:
            names.append(name)
    return tuple(names) or (default,)


def _kinds(root: Shape, words: Words, built_in: frozenset[str]) -> Iterator[tuple[str, Shape]]:
    """The kinds that are declared, each with its fields; a basis is read when all are known."""
    for kind, shape in root.parts("events"):
        if kind in RESERVED:
            shape.problems.note(shape.at, shape.path, "is built in", "give it another name")
        purchase = kind == "purchase"
        has = {AMOUNT.name, ITEM_AMOUNT.name} if purchase else set()
        if shape.value("items") is not None:
            has.add(ITEM_AMOUNT.name)
        for prefix, scope, key in (("", "event", "attributes"), ("item.", "item", "items")):
            place = Place(prefix, "item" if prefix else "event", root.problems, words.decimals)
            for one, path, value in declared(shape, key, place):
                own_amount = one.name == AMOUNT.name and one.type == "money" and not purchase
                if own_amount and scope == "event":
                    has.add(AMOUNT.name)
                elif _fits(one, path, value, words, root, built_in):
                    words.fields[one.name] = one
                    has.add(one.name)
        basis = Read(AMOUNT) if purchase else None
        names = shape.names("name", kind)
        has_items = purchase or shape.value("items") is not None
        words.kinds[kind] = Kind(kind, names, frozenset(has), basis, has_items)
        yield kind, shape


def _fits(
    one: Field, path: str, value: Value, words: Words, root: Shape, built_in: frozenset[str]
) -> bool:
    """Whether a field can have its name, noting why not."""
    before = words.fields.get(one.name)
    gives_way = one.name in _GIVE_WAY and before is not None and before.scope == "time"
    if (one.name in built_in and not gives_way) or one.key in _TAKEN:
        root.problems.note(value, path, "is built in already", "leave it out or rename it")
        return False
    if before is not None and not gives_way and before != one:
        remedy = "declare it alike, or give one of them another name"
        root.problems.note(value, path, "is declared otherwise by another event", remedy)
        return False
    return True


def _basis(kind: str, shape: Shape, words: Words) -> None:
    def read(text: str) -> Term:
        found = parse_term(text, words.of((kind,), counters=False))
        if span_of(found).unit == "date":
            raise PhraseError("a date is no basis", "calculate an amount or a number")
        return found

    basis = shape.read("basis", read)
    if basis is not None:
        words.kinds[kind] = replace(words.kinds[kind], basis=basis)


def _member(root: Shape, words: Words) -> None:
    """What is known of a member: facts that profile events tell."""
    place = Place("member.", "member", root.problems, words.decimals)
    for one, path, value in declared(root, "member", place):
        if one.type not in _OF_MEMBERS:
            remedy = "declare its values: [my, sg], or use a bool, number, money or date"
            root.problems.note(value, path, f"can't be a {one.type}", remedy)
        elif one.personal or one.default is not None or one.needed:
            cause = "is personal, needed or has a default"
            root.problems.note(value, path, cause, "leave that out: it is set, or it is not")
        else:
            words.fields[one.name] = one
