"""Publishes a program document as the next version.

A version that has been published never changes. It takes effect at least a minute ahead, except for
the first, since history before the first version is decided by the first. Publishing the very text
that is newest already changes nothing, so the act may be repeated.
"""

from typing import Final

from setia.core.engine.generate import TooWide
from setia.core.program.document import Budget, Problem
from setia.core.program.read import BadProgram, read_program
from setia.platform import audit, clock
from setia.platform.access.principal import Principal
from setia.platform.connection import RawCursor, outermost
from setia.platform.zone_table import zone_table
from setia.programs.check_change import check_change
from setia.programs.check_program import check_program
from setia.programs.queries import StoredVersion, make_book, versions

LEAST_AHEAD_US: Final = 60_000_000


def publish_program(text: str, *, acting: Principal, effective_us: int | None = None) -> int:
    """Publish a document; returns its version number.

    effective_us: when it takes effect, µs since 1970; None: as soon as it may. Raises BadProgram
    with every problem, and ValueError for an instant that is too early.
    """
    program = check_program(text)
    zone = zone_table(program.time_zone)
    with outermost() as cursor:
        # Publishing is rare: the installation's row, held, keeps numbers dense and instants rising.
        cursor.execute("SELECT id FROM installation WHERE id = 1 FOR UPDATE")
        stored = versions(cursor)
        if stored and stored[-1].text == text:
            return stored[-1].number
        if stored and (problems := check_change(read_program(stored[-1].text), program)):
            raise BadProgram(problems)
        now_us = clock.now(cursor)
        starts_us = _starts(stored, now_us, effective_us)
        version = StoredVersion(len(stored) + 1, text, starts_us, zone)
        try:
            source = make_book([*stored, version]).newest.source
        except TooWide as error:
            raise BadProgram((Problem(1, 1, "earning", str(error), "narrow it"),)) from None
        compile(source, "<program>", "exec")
        _insert(cursor, version, now_us)
        _open_budgets(cursor, program.budgets)
        audit.write(
            cursor,
            acting=acting,
            act="program_published",
            subject=f"program/{program.id}",
            detail={"version": version.number, "effective_us": starts_us},
        )
        return version.number


def _starts(stored: list[StoredVersion], now_us: int, asked_us: int | None) -> int:
    if not stored:
        return now_us if asked_us is None else asked_us
    least = max(now_us + LEAST_AHEAD_US, stored[-1].effective_us + 1)
    if asked_us is not None and asked_us < least:
        raise ValueError(
            f"a version takes effect at least a minute ahead: {asked_us} is before {least} (µs)"
        )
    return least if asked_us is None else asked_us


def _insert(cursor: RawCursor, version: StoredVersion, now_us: int) -> None:
    cursor.execute(
        "INSERT INTO program_version"
        " (number, text, effective_us, published_us, zone_at_us, zone_offset_us)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (
            version.number,
            version.text,
            version.effective_us,
            now_us,
            list(version.zone.at_us),
            list(version.zone.offset_us),
        ),
    )


def _open_budgets(cursor: RawCursor, budgets: tuple[Budget, ...]) -> None:
    """A budget's allotment is opened once; a later version with another amount does not refill
    it.
    """
    for budget in budgets:
        cursor.execute(
            'INSERT INTO allotment (id, "left") VALUES (%s, %s) ON CONFLICT (id) DO NOTHING',
            (f"budget:{budget.id}", budget.points),
        )
