"""Says an explanation in words: how a rule came to its points, and which lot moved.

Every face that explains points says it from here, so that a page, a letter and the command line
tell the same sum in the same words. It decides nothing and adds nothing up.
"""

from typing import assert_never

from setia.core.engine.explanation import (
    Doubt,
    FixedHow,
    Movement,
    MultiplyHow,
    PerAmountHow,
    RuleStep,
    Verdict,
    WalletSum,
)
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Cause
from setia.platform.languages.voice import Voice

_MOVES = {Cause.EARN: "earn", Cause.SPEND: "spend", Cause.EXPIRE: "expire", Cause.REPAY: "repay"}


def how(voice: Voice, step: RuleStep) -> str:
    """How one rule works out: ``1 per whole RM 1.00 of RM 18.50 = 18``."""
    formats = voice.formats
    match step.how:
        case FixedHow(points):
            return voice.say("why.fixed", points=formats.number(points))
        case MultiplyHow(factor, on):
            return voice.say(
                "why.times",
                factor=formats.exact(factor),
                on=formats.exact(on),
                exact=formats.exact(step.exact),
            )
        case PerAmountHow(points, per_minor, whole, basis_minor):
            return voice.say(
                "why.per_whole" if whole else "why.per",
                points=formats.exact(points),
                per=formats.money(per_minor),
                basis=formats.money(basis_minor),
                exact=formats.exact(step.exact),
            )
        case _:
            assert_never(step.how)


def but(voice: Voice, step: RuleStep) -> str:
    """Why a rule gave something else than it came to; "" when it gave just that."""
    match step.verdict:
        case Verdict.LIMITED:
            return voice.say("why.limited", most=voice.formats.number(step.rule.most_per_day or 0))
        case Verdict.NO_BUDGET:
            return voice.say("why.no_budget")
        case Verdict.GIVEN:
            if step.points == step.exact:
                return ""
            if step.rule.counted:
                return voice.say("why.whole_points")
            difference = step.points - step.exact
            sign = "+" if difference > 0 else ""
            return voice.say("why.rounding", difference=sign + voice.formats.exact(difference))
        case _:
            assert_never(step.verdict)


def rounded(voice: Voice, one: WalletSum) -> str:
    """How the sum was rounded; "" when it was whole."""
    if one.exact == one.total:
        return ""
    key = "why.rounded_nearest" if one.wallet.rounding == "nearest" else "why.rounded_down"
    return voice.say(key, exact=voice.formats.exact(one.exact))


def lot(voice: Voice, one: Movement) -> str:
    """Which lot a movement touched."""
    if one.debt and not one.month:
        return voice.say("lot.debt")
    month = voice.formats.month(one.month)
    if one.expires_us >= NEVER:
        return voice.say("lot.of_ever", month=month)
    return voice.say("lot.of", month=month, day=voice.formats.last_day(one.expires_us))


def moved(voice: Voice, one: Movement) -> str:
    """What a movement did, and when it counts."""
    key = f"move.{_MOVES[one.cause]}{'' if one.forward else '_back'}"
    return voice.say(key, day=voice.formats.day(one.effective_us))


def doubted(voice: Voice, one: Doubt) -> str:
    """What does not add up."""
    number = voice.formats.number
    return voice.say(f"doubt.{one.code}", should=number(one.should), does=number(one.does))
