"""Says why a rule gave nothing: ``only when the day of the week is Saturday or Sunday``.

Conditions are told as everywhere else; here are only the words around them.
"""

from setia.core.engine.missed import Missed
from setia.core.expressions.nodes import AllOf
from setia.core.program.document import Program
from setia.platform.languages.conditions import Teller
from setia.platform.languages.voice import Voice


def why_not(voice: Voice, program: Program, one: Missed) -> str:
    """Why one rule gave nothing."""
    teller = Teller(voice, program)
    match one.reason:
        case "condition":
            whole = one.parts[0] if len(one.parts) == 1 else AllOf(one.parts)
            return voice.say("missed.condition", clause=teller.clause(whole))
        case "absent":
            names = [teller.name(field) for field in one.fields]
            return voice.say("missed.absent", fields=voice.formats.either(names))
        case _:
            return voice.say(f"missed.{one.reason}")
