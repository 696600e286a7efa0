"""``setia program decide FILE HISTORY``: what a program would make of one member's history.

Every event is told as the member's page tells it, with its arithmetic; then what the member has.
No database is asked, and nothing is kept.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

import typer

from setia.cli.context import MISTYPED, err, fail
from setia.cli.documents import Document, InLanguage, language_named, tell, told
from setia.cli.files import open_lines, read_text
from setia.cli.history import BadLine, read_history
from setia.cli.playing import Given, Played, book_of, play
from setia.cli.words import counted
from setia.console import holdings
from setia.console.lines import Line, Row, line
from setia.core.engine.book import Version
from setia.core.program.read import BadProgram
from setia.platform.languages.projecting import all_goals
from setia.platform.languages.voice import Voice, voice_of
from setia.programs.check_program import check_program

SHOWN_PROBLEMS: Final = 20
"""Most lines of a history of which it is said what is wrong with them."""

_WIDEST: Final = 72
"""Points stand in one column to here; behind what is longer they follow at once."""

Events = Annotated[
    str,
    typer.Argument(
        metavar="HISTORY",
        help="The events, one a line as JSON; - for the standard input.",
        show_default=False,
    ),
]


def decide(
    document: Document, history: Events, language: InLanguage = "en", given: Given = None
) -> None:
    """Play one member's history; say what each event does and why.

    A line is like {"kind": "purchase", "time": "2026-01-03T12:04", "payload": {"amount": 1850}},
    with money and points in the smallest unit, and may have key, source, and for an act or a
    return given. Nothing is recorded.
    """
    chosen = language_named(language)
    try:
        program = check_program(read_text(document))
    except BadProgram as error:
        raise told(document, error) from None
    book = book_of(program, given)
    with open_lines(history) as lines:
        found = read_history(lines, book, of_one=True)
    if found.problems:
        raise unusable(history, found.problems)
    if not found.size:
        raise fail(f"{history}: has no event; write one a line", MISTYPED)
    events = [one for part in found.members.values() for one in part]
    voice = voice_of(chosen, program, book.newest.zone)
    for said in statement(voice, book.newest, play(book, events)):
        tell(said)


def unusable(history: str, problems: list[BadLine]) -> typer.Exit:
    """Tell which lines of a history can't be used; raise what this returns."""
    for problem in problems[:SHOWN_PROBLEMS]:
        err.print(f"{history}: {problem}", highlight=False, soft_wrap=True, markup=False)
    rest = len(problems) - SHOWN_PROBLEMS
    if rest > 0:
        err.print(f"and {rest:,} more", highlight=False)
    return fail(f"{counted(len(problems), 'problem')}; nothing was decided", MISTYPED)


def statement(voice: Voice, version: Version, played: Played) -> Iterator[str]:
    """The lines of a whole history: its events, the oldest first, then what the member has."""
    for entry in played.entries:
        yield from _event(voice, line(voice, entry), entry.leaf.key)
        yield ""
    yield from _standing(voice, version, played)


def _event(voice: Voice, one: Line, key: str) -> Iterator[str]:
    """One event: its head, why not, its sums, why not more, and the lots that moved."""
    badges = "".join(f" [{text}]" for _, text in one.badges)
    head = f"{one.day} {one.time}  {key}  {one.title}{badges}"
    yield f"{head}  {one.points}" if one.points else head
    yield from (f"  {said}" for said in (one.said, *one.also) if said)
    yield from (f"  {voice.say('doubt.title')}: {doubt}" for doubt in one.doubts)
    for sum_ in one.sums:
        if not sum_.rows:
            continue
        total = Row(voice.say("why.sum"), sum_.rounded, sum_.total)
        yield from _rows([*sum_.rows, total])
        if sum_.items:
            yield f"  {voice.say('why.items')}"
            yield from _rows(sum_.items, "    ")
    if one.missed:
        yield f"  {voice.say('missed.title')}"
        yield from _rows(one.missed, "    ")
    for group in one.groups:
        yield f"  {group.title}"
        yield from _rows(group.rows, "    ")


def _standing(voice: Voice, version: Version, played: Played) -> Iterator[str]:
    """What the member has after the last event: levels, what is still enough, balances, lots."""
    found = played.standing
    yield voice.formats.day(found.at_us)
    yield from holdings.tiers(voice, version, found)
    yield from all_goals(voice, version.program, found.projections, found.ahead)
    yield voice.say("member.balance")
    for one in holdings.balances(voice, version, found):
        yield f"  {one.said}" + (f"  {one.note}" if one.note else "")
    yield from (f"  {said}" for said in holdings.later(voice, version, found))
    yield voice.say("lots.title")
    rows = [Row(day, "", points) for day, points in holdings.lots(voice, version, found.lots)]
    yield from _rows(rows) if rows else (f"  {voice.say('lots.none')}",)


def _rows(rows: Iterable[Row], indent: str = "  ") -> Iterator[str]:
    """Rows with their points one below the other, as far as a line has room for them."""
    made = [(_words(one), *one.points.partition(" ")) for one in rows]
    wide = [len(words) for words, number, *_ in made if number and len(words) <= _WIDEST]
    width = max(wide, default=0)
    column = max((len(number) for words, number, *_ in made if len(words) <= width), default=0)
    for words, number, gap, unit in made:
        room = column if len(words) <= width else 0
        points = f"  {number:>{room}}{gap}{unit}" if number else ""
        yield f"{indent}{words:{width if number else 0}}{points}"


def _words(one: Row) -> str:
    how = f"{one.what}: {one.how}" if one.how else one.what
    return f"{how} ({one.note})" if one.note else how
