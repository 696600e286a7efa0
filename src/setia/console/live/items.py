"""What a line of the live feed is: one sealed event with its explanation, and its words.

Events that only wake a member without moving points are left out. A line says what happened and
what it gave; it holds no personal data, and the member behind it is named by id alone (I16).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from setia.console.wording import also, brief, points_text, title
from setia.core.engine.book import Book, Version
from setia.core.engine.explain import explain
from setia.core.engine.explanation import Explained
from setia.core.engine.postings import unfold
from setia.core.proof.leaf import EventLeaf
from setia.ledger.follow import Followed
from setia.ledger.rows import happened
from setia.platform.languages.language import Language
from setia.platform.languages.voice import Voice, voice_of


@dataclass(frozen=True, slots=True, eq=False)
class FeedItem:
    """One event at its position, explained. Compared by identity: its words are made once."""

    position: int
    at_us: int
    leaf: EventLeaf
    explained: Explained
    version: Version


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One line in one language; `when` is for people, `machine` for machines."""

    position: int
    member_id: UUID
    seq: int
    when: str
    machine: str
    what: str
    points: str
    why: str


def feed_items(book: Book, followed: Iterable[Followed]) -> list[FeedItem]:
    """The events that are worth a line, in order."""
    return [_item(book, one) for one in followed if one.event.kind != "clock" or one.event.amounts]


def _item(book: Book, one: Followed) -> FeedItem:
    leaf = one.event
    version = book.by_number[leaf.version]
    event = happened(leaf)
    explained = explain(
        version, event, leaf.outcome, leaf.decision, unfold(leaf.moves, leaf.amounts), book.newest
    )
    return FeedItem(one.position, event.at_us, leaf, explained, version)


@lru_cache(maxsize=1_000)
def in_words(item: FeedItem, language: Language) -> FeedLine:
    """The line of one item in one language."""
    voice = voice_of(language, item.version.program, item.version.zone)
    return FeedLine(
        position=item.position,
        member_id=item.leaf.member_id,
        seq=item.leaf.seq,
        when=_when(voice, item),
        machine=voice.formats.machine(item.at_us),
        what=title(voice, item.leaf, item.explained, item.version),
        points=points_text(voice, item.explained),
        why=" · ".join(_why(voice, item)),
    )


def _why(voice: Voice, item: FeedItem) -> list[str]:
    said = [brief(voice, item.explained), *also(voice, item.explained)]
    return [one for one in said if one]


def _when(voice: Voice, item: FeedItem) -> str:
    """The time of day; for what was recorded on another day than it happened, the day."""
    day = voice.formats.day(item.at_us)
    if day == voice.formats.day(item.leaf.recorded_us):
        return voice.formats.seconds(item.at_us)
    return day
