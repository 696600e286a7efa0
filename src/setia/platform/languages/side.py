"""Says the values of one version of a program, each as its key means it.

A value is told in the reader's words where its form is known, and in quotes as written where it is
not: a form that this reader does not know must still be seen. Conditions and calculations are told
by the same sentences as everywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from setia.core.engine.zones import UTC
from setia.core.expressions.fields import Vocabulary
from setia.core.expressions.parse import ExpressionError, parse_condition, parse_term
from setia.core.expressions.spans import span_of
from setia.core.program.differences import Path, names_at, value_at
from setia.core.program.document import Program
from setia.core.program.source import Listed, Mapped, Text, Unreadable, Value, load
from setia.core.program.written import one_line
from setia.platform.languages.conditions import Teller
from setia.platform.languages.language import Language
from setia.platform.languages.phrases import Phrases
from setia.platform.languages.voice import Voice, voice_of


@dataclass(frozen=True, slots=True)
class Side:
    """One version: what it says, what it means, and the voice of its reader."""

    voice: Voice
    program: Program
    tree: Value

    @property
    def phrases(self) -> Phrases:
        """The short phrases of this version."""
        return Phrases(self.voice, self.tree)

    def said(self, how: str, path: Path, text: str) -> str:
        """A value in words. how: a key of `VALUES`; text: the value as written, on one line."""
        found = VALUES[how](self, path, self.node(path, text))
        return found or self.quoted(text)

    def quoted(self, text: str) -> str:
        """A value as it is written."""
        return self.voice.formats.quoted(text)

    def node(self, path: Path, text: str) -> Value:
        """What stands at a path, or what a text of one line says where the path has none."""
        found = value_at(self.tree, path)
        if found is not None:
            return found
        plain = Text(1, 1, text, quoted=False)
        if text[:1] not in ("[", "{"):
            return plain
        try:
            return load(text)
        except Unreadable:
            return plain

    def text(self, path: Path) -> str:
        """The text at a path; "" where there is none."""
        found = value_at(self.tree, path)
        return found.value if isinstance(found, Text) else ""

    def name(self, path: Path) -> str:
        """What people call the part at a path."""
        return self.voice.name(names_at(self.tree, path))

    def wallet(self, path: Path) -> str:
        """The wallet that a rule or budget speaks of, as far as it says; else the only one."""
        named = self.text((*path[:2], "wallet"))
        wallets = value_at(self.tree, ("wallets",))
        if named or not isinstance(wallets, Mapped) or len(wallets.items) != 1:
            return named
        return next(iter(wallets.items))

    def unit(self, path: Path) -> str:
        """The unit of what a rule or a level at a path measures; "" where it can't be told."""
        if path[0] == "tiers":
            measure = self.text((*path[:2], "measure"))
            if measure.startswith("spend "):
                return "money"
            total = self.text(("counters", measure, "total"))
            return self._unit_of(total) if total else "number"
        rule = path[:2]
        items = value_at(self.tree, (*rule, "items")) is not None
        if of := self.text((*rule, "of")):
            return self._unit_of(of, of_item=items)
        basis = self.text(("events", self.text((*rule, "on")) or "purchase", "basis"))
        return self._unit_of(basis) if basis and not items else "money"

    def _unit_of(self, text: str, *, of_item: bool = False) -> str:
        try:
            return span_of(parse_term(text, self.words, of_item=of_item)).unit
        except ExpressionError:
            return ""

    @property
    def words(self) -> Vocabulary:
        """What an expression of this version may name."""
        program = self.program
        return Vocabulary(program.fields, program.decimals, (*program.lists, *program.uploaded))

    @property
    def teller(self) -> Teller:
        """Who says its conditions."""
        return Teller(self.voice, self.program)


def side_of(language: Language, program: Program, tree: Value) -> Side:
    """One version for a reader of a language."""
    return Side(voice_of(language, program, UTC), program, tree)


_Says = Callable[[Side, Path, Value], str | None]


def _one(says: Callable[[Phrases, str], str | None]) -> _Says:
    """A phrase of one text."""

    def said(side: Side, _path: Path, value: Value) -> str | None:
        return says(side.phrases, value.value) if isinstance(value, Text) else None

    return said


def _each(says: Callable[[Side, Path, str], str | None]) -> _Says:
    """One text or a list of texts."""

    def said(side: Side, path: Path, value: Value) -> str | None:
        texts = texts_of(value)
        found = [one for one in (says(side, path, text) for text in texts or ()) if one]
        return side.phrases.together(found) if texts and len(found) == len(texts) else None

    return said


def texts_of(value: Value) -> list[str] | None:
    """One text, or the texts of a list; None for anything else."""
    values = value.items if isinstance(value, Listed) else (value,)
    texts = [one.value for one in values if isinstance(one, Text)]
    return texts if len(texts) == len(values) else None


def _condition(side: Side, path: Path, value: Value) -> str | None:
    of_item = path[-1] == "items"
    try:
        text = value.value if isinstance(value, Text) else ""
        node = parse_condition(text, side.words, of_item=of_item)
    except ExpressionError:
        return None
    key = "rule.items" if of_item else "rule.when"
    return side.voice.say(key, clause=side.teller.clause(node))


def _calculation(side: Side, path: Path, value: Value) -> str | None:
    of_item = path[-1] == "of" and value_at(side.tree, (*path[:-1], "items")) is not None
    try:
        text = value.value if isinstance(value, Text) else ""
        return side.teller.term(parse_term(text, side.words, of_item=of_item))
    except ExpressionError:
        return None


def _scale(side: Side, path: Path, value: Value) -> str | None:
    """The rows of ``steps`` or ``brackets``."""
    said: list[str] = []
    for row in value.items if isinstance(value, Listed) else ():
        texts = row.items if isinstance(row, Mapped) else {}
        least, give = texts.get("from"), texts.get("give")
        if not (isinstance(least, Text) and isinstance(give, Text)):
            return None
        unit = side.unit(path)
        start = side.phrases.quantity(least.value, unit)
        given = side.phrases.gives(give.value, unit, side.wallet(path))
        if start is None or given is None:
            return None
        said.append(side.voice.say("phrase.from", least=start, give=given))
    return "; ".join(said) or None


def _type(side: Side, _path: Path, value: Value) -> str | None:
    """What an attribute is: its type alone, its choices, or all that is said of it."""
    if isinstance(value, Mapped):
        inner = value.items.get("one of") or value.items.get("type")
        return _type(side, _path, inner) if inner is not None else None
    if isinstance(value, Listed):
        said = side.phrases.either(texts_of(value) or [])
        return side.voice.say("phrase.type_choice", values=said) if said else None
    known = ("text", "number", "money", "bool", "date", "list")
    return side.voice.say(f"phrase.type_{value.value}") if value.value in known else None


def _by_level(side: Side, path: Path, value: Value) -> str | None:
    """When points end, for each level that says so."""
    said = []
    for level, one in value.items.items() if isinstance(value, Mapped) else ():
        ends = side.phrases.expiry(one.value) if isinstance(one, Text) else None
        name = _level(side, path, Text(one.line, one.column, level, quoted=False))
        if ends is None:
            return None
        said.append(f"{name or level}: {ends}")
    return "; ".join(said) or None


def _rates(side: Side, _path: Path, value: Value) -> str | None:
    """What points become, wallet by wallet: ``1 Bean per whole 100``."""
    said = []
    for wallet, one in value.items.items() if isinstance(value, Mapped) else ():
        rate = side.phrases.gives(one.value, "number", wallet) if isinstance(one, Text) else None
        if rate is None:
            return None
        said.append(rate)
    return "; ".join(said) or None


def _of_field(side: Side, path: Path, value: Value) -> str | None:
    """A value of an attribute, by the attribute's type."""
    if not isinstance(value, Text):
        return None
    kind = side.text((*path[:-1], "type"))
    if kind == "bool":
        return side.phrases.yes(value.value)
    return side.phrases.quantity(value.value, kind) if kind in ("money", "number") else None


def _returns(side: Side, path: Path, value: Value) -> str | None:
    """What a return does, by the key and its word."""
    known = {
        "take back": ("again", "in proportion"),
        "when spent": ("debt", "write off", "refuse"),
        "levels": ("stay", "fall"),
    }
    word = value.value if isinstance(value, Text) else ""
    if word not in known.get(path[-1], ()):
        return None
    return side.voice.say(f"phrase.back_{word.replace(' ', '_')}")


def _written(side: Side, _path: Path, value: Value) -> str | None:
    return side.quoted(value.value if isinstance(value, Text) else one_line(value))


def _level(side: Side, _path: Path, value: Value) -> str | None:
    for one in side.program.tiers:
        if isinstance(value, Text) and any(level.id == value.value for level in one.levels):
            return side.name(("tiers", one.id, "levels", value.value))
    return None


def _rule(side: Side, _path: Path, value: Value) -> str | None:
    """The name of a rule that is named by its id; what was never declared is told as written."""
    path = ("earning", value.value if isinstance(value, Text) else "")
    return side.name(path) if value_at(side.tree, path) is not None else None


def _least(side: Side, path: Path, value: Value) -> str | None:
    return side.phrases.quantity(value.value, side.unit(path)) if isinstance(value, Text) else None


def _wrapped(key: str, how: str) -> _Says:
    """A value with its word in front, for a part that is told in one line; how: of `VALUES`."""

    def said(side: Side, path: Path, value: Value) -> str | None:
        inner = VALUES[how](side, path, value)
        return inner and side.voice.say(key, value=inner)

    return said


VALUES: Final[Mapping[str, _Says]] = {
    "number": _one(Phrases.number),
    "money": _one(Phrases.money),
    "points": _each(lambda side, path, text: side.phrases.points(text, side.wallet(path))),
    "least": _least,
    "rule": _rule,
    "level_from": _wrapped("phrase.level_from", "least"),
    "at_most": _wrapped("phrase.at_most", "limit"),
    "gives": _each(
        lambda side, path, text: side.phrases.gives(text, side.unit(path), side.wallet(path))
    ),
    "factor": _one(Phrases.factor),
    "span": _one(Phrases.span),
    "expiry": _one(Phrases.expiry),
    "pending": _one(Phrases.pending),
    "keep": _one(Phrases.keep),
    "limit": _each(lambda side, path, text: side.phrases.limit(text, side.wallet(path))),
    "sent": _each(lambda side, path, text: side.phrases.at_a_time(text, path[1])),
    "measure": _one(Phrases.measure),
    "rolling": _one(Phrases.rolling),
    "calendar": _one(Phrases.calendar),
    "drop": _one(Phrases.drop),
    "kinds": _each(lambda side, _path, text: side.phrases.kind(text)),
    "wallet": _one(Phrases.unit),
    "texts": _each(lambda _side, _path, text: text),
    "condition": _condition,
    "calculation": _calculation,
    "scale": _scale,
    "type": _type,
    "of_field": _of_field,
    "level": _level,
    "by_level": _by_level,
    "rates": _rates,
    "rate": _each(lambda side, path, text: side.phrases.gives(text, "number", path[-1])),
    "returns": _returns,
    "written": _written,
}
"""How each sort of value is told; None from one of them: its form is not known."""
