"""Says what is still needed for a level or a rule: ``RM 120.00 more by 31 Dec 2026 keeps Gold``.

Where it is no money, what is counted is said first: ``Visits: 3 more reaches Gold``.
Every face says it from here. What is needed is the engine's; here are the words.
"""

from collections.abc import Sequence
from typing import Final

from setia.core.engine.ahead import Ahead
from setia.core.engine.project import Goal, Projection
from setia.core.program.document import Program
from setia.platform.languages.voice import Voice

WEEK_US: Final = 7 * 86_400_000_000
"""From when on something counts is said when that is more than a week ahead."""


SHOWN_AHEAD: Final = 5
"""So many rules within reach are said, those that end first before the others."""


def all_goals(
    voice: Voice, program: Program, projections: Sequence[Projection], ahead: Sequence[Ahead]
) -> list[str]:
    """What is enough for levels, then for rules."""
    said = [goal for one in projections for goal in goals(voice, program, one)]
    nearest = sorted(ahead, key=lambda one: one.by_us)[:SHOWN_AHEAD]
    return said + [_of_rule(voice, program, one) for one in nearest]


def _of_rule(voice: Voice, program: Program, one: Ahead) -> str:
    """``Visits: 2 more by 29 Nov 2026 for Tenth coffee``."""
    rule = voice.name(next(found.names for found in program.rules if found.id == one.rule))
    more, day = _amount(voice, one, one.more), voice.formats.last_day(one.by_us)
    if day:
        said = voice.say("member.rule_by", more=more, day=day, rule=rule)
    else:
        said = voice.say("member.rule", more=more, rule=rule)
    if one.unit == "money":
        return said
    what = voice.name(program.fields[one.counter].names)
    return voice.say("member.counted", what=what, goal=said)


def goals(voice: Voice, program: Program, one: Projection) -> list[str]:
    """What keeps the level that is held, then what reaches the next."""
    counted = _counted(voice, program, one)
    said = _goals(voice, program, one)
    return (
        [voice.say("member.counted", what=counted, goal=goal) for goal in said] if counted else said
    )


def _goals(voice: Voice, program: Program, one: Projection) -> list[str]:
    said = []
    if one.keep is not None:
        day = voice.formats.last_day(one.keep.by_us)
        more, tier = _more(voice, one, one.keep), _name(voice, program, one, one.keep)
        if one.keep.from_us > one.at_us + WEEK_US:
            start = voice.formats.day(one.keep.from_us)
            said.append(voice.say("member.keeps_from", more=more, start=start, day=day, tier=tier))
        else:
            said.append(voice.say("member.keeps", more=more, day=day, tier=tier))
    if one.reach is not None:
        more, tier = _more(voice, one, one.reach), _name(voice, program, one, one.reach)
        day = voice.formats.last_day(one.reach.by_us)
        if day:
            said.append(voice.say("member.reaches_by", more=more, day=day, tier=tier))
        else:
            said.append(voice.say("member.reaches", more=more, tier=tier))
    return said


def _counted(voice: Voice, program: Program, one: Projection) -> str:
    """What the level is measured by, as people call it; "" for money, which says it itself.

    A name stands in one form alone, singular or plural, so no number is put before it.
    """
    tier_set = next(found for found in program.tiers if found.id == one.tier_set)
    if one.unit == "money" or not tier_set.counter:
        return ""
    return voice.name(program.fields[tier_set.counter].names)


def _more(voice: Voice, one: Projection, goal: Goal) -> str:
    return _amount(voice, one, goal.more)


def _amount(voice: Voice, one: Projection | Ahead, more: int) -> str:
    if one.unit == "money":
        return voice.formats.money(more)
    return voice.formats.ratio(more, 10**one.decimals)


def _name(voice: Voice, program: Program, one: Projection, goal: Goal) -> str:
    tier_set = next(found for found in program.tiers if found.id == one.tier_set)
    return voice.name(next(level.names for level in tier_set.levels if level.id == goal.level))
