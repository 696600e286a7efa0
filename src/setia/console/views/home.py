"""The home page: how the program is doing, and what comes in.

It reads counts that readers of the ledger keep, the newest leaf and a screenful of events, in one
snapshot; nothing that it reads grows with the number of members or events.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from setia.console.figures import cards, tier_bars
from setia.console.live.hub import Batch
from setia.console.live.items import in_words
from setia.console.live.reading import read_after
from setia.console.pages import language_of, page
from setia.console.sealing import Sealing, sealing
from setia.console.snapshot import snapshot
from setia.insights.periods import PERIOD_DAYS
from setia.insights.queries import Figures, figures
from setia.ledger import follow
from setia.platform import clock
from setia.platform.connection import RawCursor
from setia.platform.languages.voice import Voice, plain_voice, voice_of
from setia.programs.queries import NoProgram, current_book

FEED_LINES: Final = 12
FEED_ENTRIES: Final = 40
"""Newest entries looked at for the first lines of the feed; not every entry is worth a line."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page, or what to do while there is no program."""
    language = language_of(request)
    try:
        with snapshot() as cursor:
            now_us = clock.now(cursor)
            version = current_book(cursor).newest
            found = figures(cursor, now_us)
            sealed = sealing(cursor)
            newest, lost = _newest(cursor, sealed.position)
    except NoProgram:
        return page(request, "empty.html", plain_voice(language))
    voice = voice_of(language, version.program, version.zone)
    feed = [in_words(item, language) for item in reversed(newest.items)][:FEED_LINES]
    return page(
        request,
        "home.html",
        voice,
        program=voice.name(version.program.names),
        period=_period(voice, found),
        cards=cards(voice, version, found),
        tiers=tier_bars(voice, version, found),
        census=_census(voice, found),
        sealing=_sealing_words(voice, sealed, found),
        no_events=not found.events.total and not newest.items,
        feed=feed,
        feed_after=newest.reached,
        lost=lost,
        place=voice.formats.place(),
    )


def _newest(cursor: RawCursor, head: int) -> tuple[Batch, int]:
    """The newest entries; else the position of an entry whose event is gone, 0 for none."""
    try:
        return read_after(cursor, max(0, head - FEED_ENTRIES)), 0
    except follow.LostEvent as error:
        return Batch((), head), error.position


def _period(voice: Voice, found: Figures) -> str:
    first = voice.formats.date_of(found.last_day - PERIOD_DAYS + 1)
    return voice.say("home.period", first=first, last=voice.formats.date_of(found.last_day))


def _census(voice: Voice, found: Figures) -> str:
    if found.members is None:
        return voice.say("tiers.none")
    at_us = found.members.taken_us
    return voice.say("tiers.as_of", day=voice.formats.day(at_us), time=voice.formats.time(at_us))


def _sealing_words(voice: Voice, sealed: Sealing, found: Figures) -> list[tuple[str, str]]:
    """The state of the ledger, as (what, how much)."""
    formats = voice.formats
    rows = [
        (
            voice.say("ledger.sealed"),
            voice.say("ledger.entries", sealed.position, n=formats.number(sealed.position)),
        )
    ]
    if sealed.more:
        waiting = voice.say("ledger.at_least", n=formats.number(sealed.waiting))
    elif sealed.waiting:
        waiting = voice.say("ledger.entries", sealed.waiting, n=formats.number(sealed.waiting))
    else:
        waiting = voice.say("ledger.nothing")
    rows.append((voice.say("ledger.waiting"), waiting))
    if sealed.position:
        last = f"{formats.day(sealed.sealed_us)}, {formats.seconds(sealed.sealed_us)}"
        rows.append((voice.say("ledger.last"), last))
    behind = sealed.position - found.position
    counted = voice.say("ledger.all")
    if behind > 0:
        counted = voice.say("ledger.behind", n=formats.number(behind))
    rows.append((voice.say("ledger.counted"), counted))
    return rows
