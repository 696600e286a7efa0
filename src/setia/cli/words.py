"""How the commands put things: nouns agree with their number, and reasons are the page's.

Reasons, titles and points come from the page's own lines, so that terminal and browser agree.
"""

from uuid import UUID

from setia.console import lines
from setia.console.statement import Entry, Statement
from setia.console.statement import statement as page_of
from setia.platform.connection import outermost
from setia.platform.languages.voice import Voice, voice_of


def counted(number: int, noun: str, many: str = "") -> str:
    """``1 rule``, ``2 rules``."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


def newest_of(member_id: UUID) -> tuple[Statement, Voice] | None:
    """The newest events of a member as the page has them, and what says them in English."""
    with outermost() as cursor:
        found = page_of(cursor, member_id)
    if found is None:
        return None
    return found, voice_of("en", found.newest.program, found.newest.zone)


def entry_of(member_id: UUID, seq: int) -> tuple[Entry, Voice] | None:
    """One event as the page explains it, and what says it in English."""
    with outermost() as cursor:
        found = page_of(cursor, member_id, before=seq + 1)
    if found is None or not found.entries or found.entries[0].leaf.seq != seq:
        return None
    return found.entries[0], voice_of("en", found.newest.program, found.newest.zone)


def said_of(member_id: UUID, seq: int) -> str:
    """The page's sentence on one event: why it was refused, how many points there were."""
    found = entry_of(member_id, seq)
    if found is None:
        return ""
    entry, voice = found
    return lines.line(voice, entry).said
