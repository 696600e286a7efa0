"""Says the differences between two versions of a program, each as a sentence of its own.

What stood before is told by the version before, what stands now by the one after: each has its own
names, fields and currency. A value that would be told alike on both sides is shown as written, so
that no difference is ever hidden by its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from babel import Locale, UnknownLocaleError

from setia.core.program.differences import Difference, Path, as_text, value_at
from setia.core.program.read_lists import UPLOADED
from setia.core.program.source import Mapped
from setia.platform.languages.keys import (
    DETAILS,
    KEYS,
    LIKE,
    OTHER,
    PARTS,
    RETURNS,
    SENTENCES,
    TIMES,
    WITHOUT,
    Key,
)
from setia.platform.languages.plurals import examples, forms_of
from setia.platform.languages.side import Side, texts_of

SHOWN: Final = 10
"""Most texts of one named list that a sentence tells."""


def sentences(before: Side, after: Side, found: Sequence[Difference]) -> tuple[str, ...]:
    """What `differences` found between two versions, told in the language of both sides."""
    said: list[str] = []
    for (part, _), together in groupby(found, lambda one: (one.path[:2], _of_list(one))):
        group = list(together)
        if _of_list(group[0]):
            said.append(_Sentence(before, after, group[0]).of_texts(part, group))
        else:
            said.extend(_Sentence(before, after, one).text() for one in group)
    return tuple(said)


def _of_list(one: Difference) -> str:
    """The sort of a difference in a named list's texts; "" for any other."""
    return one.kind if one.path[0] == "lists" and len(one.path) > 2 else ""


def part_of(path: Path) -> tuple[str, int]:
    """The sort of part that a path leads to or into, and how many steps lead to it."""
    part = PARTS.get(path[0], "") if len(path) > 1 else ""
    if part == "event" and len(path) > 3 and path[2] in ("attributes", "items"):
        return ("attribute" if path[2] == "attributes" else "item"), 4
    if part == "tiers" and len(path) > 3 and path[2] == "levels":
        return "level", 4
    return part, 2 if part else 0


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One difference on its way to words."""

    before: Side
    after: Side
    one: Difference

    @property
    def side(self) -> Side:
        """The version that knows the part: the later one, but for what is gone."""
        return self.before if self.one.kind == "removed" else self.after

    def text(self) -> str:
        part, depth = part_of(self.one.path)
        if not part:
            said = self._of_key("", self.one.path)
            return f"{said[:1].upper()}{said[1:]}."
        if len(self.one.path) == depth:
            return self._of_part(part)
        return self._about(part, depth, self._of_key(part, self.one.path[depth:]))

    def of_texts(self, part: Path, group: Sequence[Difference]) -> str:
        """Texts that came onto a named list, or went."""
        say, formats = self.side.voice.say, self.side.voice.formats
        texts = [formats.quoted(one.path[2]) for one in group[:SHOWN]]
        if (more := len(group) - SHOWN) > 0:
            texts.append(say("change.more", more, n=formats.number(more)))
        key = "change.list_gains" if self.one.kind == "added" else "change.list_loses"
        thing = self._thing("thing", "list", part)
        return say("change.about", thing=thing, said=say(key, texts=formats.together(texts)))

    def _about(self, part: str, depth: int, said: str) -> str:
        thing = self._thing("thing", part, self.one.path[:depth])
        return self.side.voice.say("change.about", thing=thing, said=said)

    def _thing(self, word: str, part: str, path: Path) -> str:
        """The part by its name; word: ``thing``, or ``new`` for one that is new."""
        side = self.side if value_at(self.side.tree, path) is not None else self.before
        say, name = side.voice.say, side.name(path)
        if part == "event":
            name = side.phrases.kind(path[1])
        if part in ("attribute", "item"):
            kind = side.phrases.kind(path[1])
            name = name.replace("_", " ")
            start = "thing" if word == "thing" else "new"
            return say(f"{start}.{part}", name=name, kind=kind)
        if part == "test":
            name = side.quoted(name)
        if part == "level" and len(side.program.tiers) > 1:
            name = f"{name} ({path[1]})"
        return say(f"thing.{part}" if word == "thing" else f"new.{part}", name=name)

    def _of_part(self, part: str) -> str:
        one, say = self.one, self.side.voice.say
        if one.kind == "moved":
            return self._about(part, len(one.path), self._moved())
        if part == "group":
            return self._about(part, len(one.path), self._stacking())
        if part == "returns":
            return self._about(part, len(one.path), self._returns())
        if one.kind == "removed":
            return say("change.gone", thing=self._thing("thing", part, one.path))
        if one.kind == "changed" and part == "list":
            where = "uploaded" if one.after == UPLOADED else "written"
            return self._about(part, len(one.path), say(f"change.list_{where}"))
        if one.kind == "changed":
            field = LIKE.get(part, part) == "attribute"
            key = Key("key.type", "type") if field else OTHER
            return self._about(part, len(one.path), self._noun(key, one.path[-1]))
        thing, details = self._thing("new", part, one.path), self._details(part)
        return say("change.about", thing=thing, said=details) if details else f"{thing}."

    def _moved(self) -> str:
        say, behind = self.after.voice.say, self.one.after
        if behind is None:
            return say("change.moved_first")
        return say("change.moved", rule=self.after.name((*self.one.path[:-1], behind)))

    def _stacking(self) -> str:
        said = self.one.after if self.one.after in ("best", "first", None) else ""
        if said == "":
            return self._noun(OTHER, self.one.path[-1])
        return self.after.voice.say(f"change.stacking_{said or 'gone'}")

    def _returns(self) -> str:
        """What a return does; a key that is not there stands for its usual value."""
        one, say = self.one, self.side.voice.say
        if (key := WITHOUT.get(one.path[-1])) is not None:
            return self._noun(key, one.path[-1])
        if one.path[-1] not in RETURNS:
            return self._noun(OTHER, one.path[-1])
        noun, usual = RETURNS[one.path[-1]]
        what = say(noun)
        before, after = (
            side.said("returns", one.path, usual if text is None else text)
            for side, text in ((self.before, one.before), (self.after, one.after))
        )
        if before == after:
            return say(
                f"change.{'unstated' if one.after is None else 'stated'}", what=what, said=after
            )
        return self._joined(what, before, after, plain=False)

    def _details(self, part: str) -> str:
        """What a new part is, as far as one line can say it."""
        side, path, text = self.after, self.one.path, self.one.after or ""
        if LIKE.get(part, part) == "attribute":
            return side.said("type", path, text)
        if part == "list" and text == UPLOADED:
            return side.voice.say("phrase.uploaded")
        if part == "list":
            texts = texts_of(side.node(path, text)) or []
            more = [side.voice.formats.number(len(texts) - SHOWN)] if len(texts) > SHOWN else []
            said = [side.quoted(one) for one in texts[:SHOWN]]
            said += [side.voice.say("change.more", len(texts) - SHOWN, n=n) for n in more]
            return side.phrases.together(said) if said else ""
        value = side.node(path, text)
        items = value.items if isinstance(value, Mapped) else {}
        return ", ".join(
            side.said(how, (*path, key), as_text(items[key]))
            for key, how in DETAILS.get(part, ())
            if key in items
        )

    def _of_key(self, part: str, rest: Path) -> str:
        key, like = rest[0], LIKE.get(part, part)
        if key == "name":
            return self._named(rest[1:])
        if part == "test" and key == "steps" and len(rest) > 1:
            return self._of_step(rest[1:])
        if key == "expires for" and len(rest) > 1:
            return self._entry("key.expires_for", self._level(rest[1]), "expiry")
        if key == "converts" and len(rest) > 1:
            return self._entry("key.converts", self.side.phrases.unit(rest[1]), "rate")
        if (like, key) in SENTENCES and len(rest) == 1:
            return self._sentence(like, key)
        if (like, key) in TIMES and len(rest) == 1:
            return self._time(like, key)
        known = KEYS.get(like, {}).get(key) if len(rest) == 1 else None
        return self._noun(known or OTHER, ".".join(rest))

    def _entry(self, noun: str, of: str, how: str) -> str:
        """One entry of a mapping: what a wallet says for a level, or of another wallet."""
        what = f"{self.side.voice.say(noun)} ({of})"
        told = [
            text and side.said(how, self.one.path, text)
            for side, text in ((self.before, self.one.before), (self.after, self.one.after))
        ]
        return self._joined(what, told[0], told[1], plain=False)

    def _level(self, level: str) -> str:
        for one in self.side.program.tiers:
            if any(level == known.id for known in one.levels):
                return self.side.name(("tiers", one.id, "levels", level))
        return level

    def _of_step(self, rest: Path) -> str:
        place, *keys = rest
        say = self.side.voice.say
        if not keys:
            before, after = self._as_written()
            if self.one.kind == "removed":
                return say("change.step_gone", n=place, before=before)
            return say("change.step_new", n=place, after=after)
        key = KEYS["test"].get(keys[0].split("_")[0] if keys[0].startswith("tier_") else keys[0])
        said = self._noun(key or OTHER, ".".join(keys))
        return say("change.step", n=place, said=said)

    def _named(self, rest: Path) -> str:
        """A name, in one language or in all."""
        say = self.side.voice.say
        what = say("key.name")
        if rest:
            what = f"{what} ({self._in(*rest)})"
        told = [
            text and side.quoted(text if rest else side.name(self.one.path[:-1]))
            for side, text in ((self.before, self.one.before), (self.after, self.one.after))
        ]
        return self._joined(what, told[0], told[1], plain=True)

    def _in(self, tag: str, form: str = "") -> str:
        """In which language a name is, and for which numbers where that is one of its forms."""
        voice = self.side.voice
        language = _language(voice.formats.locale, tag)
        if not form or len(forms_of(tag)) < 2:
            return language
        numbers, more = examples(tag, form)
        listed = ", ".join(voice.formats.exact(Fraction(one)) for one in numbers)
        said = f"{listed} …" if more else listed
        return f"{language}, {voice.say('change.for_numbers', numbers=said)}"

    def _noun(self, key: Key, name: str) -> str:
        """A noun, and its value on either side."""
        one = self.one
        say = self.side.voice.say
        what = say("key.other", name=self.side.quoted(name)) if key == OTHER else say(key.noun)
        before = None if one.before is None else self.before.said(key.value, one.path, one.before)
        after = None if one.after is None else self.after.said(key.value, one.path, one.after)
        if before == after:
            before, after = self._as_written()
        return self._joined(what, before, after, plain=key.plain)

    def _joined(self, what: str, before: str | None, after: str | None, *, plain: bool) -> str:
        say = self.side.voice.say
        if before is None:
            return say("change.added", what=what, after=after or "")
        if after is None:
            return say("change.removed", what=what, before=before)
        key = "change.changed" if plain else "change.reworded"
        return say(key, what=what, before=before, after=after)

    def _as_written(self) -> tuple[str, str]:
        """Both values in quotes: their words would be the same, or there are none."""
        return self.before.quoted(self.one.before or ""), self.after.quoted(self.one.after or "")

    def _sentence(self, part: str, key: str) -> str:
        """A key whose values are sentences; one that is not there stands for its usual value."""
        usual = SENTENCES[part, key]
        was, word = (
            {"true": "yes", "false": "no"}.get(one, one)
            for one in (self.one.before or usual, self.one.after or usual)
        )
        say = self.after.voice.say
        if was == word:
            return self._noun(OTHER, key)
        if key == "rounding" and word in ("down", "nearest"):
            return say(f"change.rounding_{word}")
        if key != "rounding" and word in ("yes", "no"):
            return say(f"change.{key.removeprefix('in ')}_{word}")
        return self._noun(OTHER, key)

    def _time(self, part: str, key: str) -> str:
        """When points end or can be spent, and how long a level lasts."""
        one, absent = self.one, TIMES[part, key]
        how = "expiry" if key == "expires" else key
        say = self.after.voice.say
        before, after = (
            side.said(how, one.path, text) if text is not None else say(absent or "phrase.never")
            for side, text in ((self.before, one.before), (self.after, one.after))
        )
        if before == after:
            return self._noun(OTHER, key)
        if key == "expires" and (one.after == "never" or (one.after is None and part == "wallet")):
            return say("change.expires_never", before=before)
        return say(f"change.{key}", before=before, after=after)


def _language(locale: Locale, tag: str) -> str:
    """What a language is called in another; its tag where nobody knows it."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        return tag
    return found or tag
