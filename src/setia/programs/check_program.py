"""Checks a program document as far as it can be checked before it is published.

Reading it finds what is wrong with the text; here come the time zones that this installation knows,
the plural forms that languages have, the engine's source, which is refused when amounts could leave
64 bits (I17), and the document's own tests, which are played. What passes here is what can be
published.
"""

from functools import cache
from zoneinfo import available_timezones

from setia.core.engine.book import version_after
from setia.core.engine.generate import TooWide
from setia.core.engine.play import play
from setia.core.program.document import Problem, Program
from setia.core.program.read import BadProgram, read_program
from setia.platform.languages.plurals import forms_of
from setia.platform.zone_table import zone_table


def check_program(text: str) -> Program:
    """The program that a document says. Raises BadProgram with all of its problems, by line."""
    program = read_program(text, _zones(), forms_of)
    version = version_after(None, 1, 0, program, zone_table(program.time_zone))
    try:
        compile(version.source, "<program>", "exec")
    except TooWide as error:
        raise BadProgram((Problem(1, 1, "earning", str(error), "narrow it"),)) from None
    if problems := play(version, zone_table):
        raise BadProgram(problems)
    return program


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
