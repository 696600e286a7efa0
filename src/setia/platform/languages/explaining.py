"""Says an explanation in words: how a rule came to its points, and which lot moved.

Every face that explains points says it from here, so that a page, a letter and the command line
tell the same sum in the same words. It decides nothing and adds nothing up.
"""

from fractions import Fraction
from typing import assert_never

from setia.core.engine.explanation import (
    BracketsHow,
    Doubt,
    Ending,
    FixedHow,
    How,
    Measured,
    Movement,
    MultiplyHow,
    PerAmountHow,
    RuleStep,
    StepHow,
    TakenStep,
    Verdict,
    WalletSum,
)
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Cause
from setia.core.engine.reasons import NOTHING
from setia.core.expressions.nodes import Read, Total, Unit
from setia.core.program.document import Limit, Program, Rule
from setia.platform.languages.conditions import Teller
from setia.platform.languages.voice import Voice

_UNITS_US = {"day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000}
_MOVES = {
    Cause.EARN: "earn",
    Cause.SPEND: "spend",
    Cause.EXPIRE: "expire",
    Cause.REPAY: "repay",
    Cause.RELEASE: "release",
    Cause.RETURN: "return",
    Cause.WRITE_OFF: "write_off",
    Cause.ADJUST: "adjust",
    Cause.OPEN: "open",
    Cause.HOLD: "hold",
    Cause.CAPTURE: "capture",
    Cause.CANCEL: "cancel",
    Cause.LAPSE: "lapse",
    Cause.RENEW: "renew",
    Cause.SET_FREE: "release",
    Cause.DONATE: "donate",
    Cause.CONVERT: "convert",
    Cause.TRANSFER: "transfer",
}


def how(voice: Voice, step: RuleStep, program: Program) -> str:
    """How one rule works out: ``1 per whole RM 1.00 of RM 18.50 = 18``."""
    return _worked_out(voice, step.rule, step.how, step.exact, program)


def _worked_out(voice: Voice, rule: Rule, how: How, exact: Fraction, program: Program) -> str:
    formats = voice.formats
    teller = Teller(voice, program)
    decimals = program.unit(rule.wallet).decimals
    parts = 10**decimals
    match how:
        case FixedHow(points):
            key = "why.fixed" if rule.kinds == ("purchase",) else "why.each_time"
            return voice.say(key, points=formats.points(points, decimals))
        case MultiplyHow(factor, on):
            return voice.say(
                "why.times",
                factor=formats.exact(factor),
                on=formats.exact(on / parts),
                exact=formats.exact(exact / parts),
            )
        case PerAmountHow():
            return _rated(teller, how, exact, parts)
        case StepHow(points, start, basis):
            said = formats.points(points, decimals)
            begins = _amount(voice, basis.unit, start)
            return voice.say("why.step", points=said, start=begins, basis=_measured(teller, basis))
        case BracketsHow(brackets):
            shares = [one.points * _steps(one) for one in brackets]
            pairs = zip(brackets, shares, strict=True)
            rated = (_rated(teller, one, share, parts) for one, share in pairs)
            return " + ".join(rated) or "0"
        case _:
            assert_never(how)


def but(voice: Voice, step: RuleStep, decimals: int) -> str:
    """Why a rule gave something else than it came to; "" when it gave just that."""
    match step.verdict:
        case Verdict.LIMITED:
            limits = [_limit(voice, one, decimals) for one in step.rule.limits]
            return voice.say("why.limited", most=voice.formats.either(limits))
        case Verdict.FULL:
            return voice.say("why.full")
        case Verdict.OUTDONE:
            return voice.say("why.outdone")
        case Verdict.RESTING:
            return voice.say("why.resting", wait=_span(voice, step.rule.rests_us))
        case Verdict.NO_BUDGET:
            return voice.say("why.no_budget")
        case Verdict.GIVEN:
            if step.points == step.exact:
                return ""
            if step.rule.counted:
                return voice.say("why.whole_points")
            difference = (step.points - step.exact) / 10**decimals
            sign = "+" if difference > 0 else ""
            return voice.say("why.rounding", difference=sign + voice.formats.exact(difference))
        case _:
            assert_never(step.verdict)


def taken(voice: Voice, step: TakenStep, program: Program) -> tuple[str, str]:
    """Part of what a return takes: what it is, and how it comes about where a rule says it."""
    if step.rule is None:
        return taken_by(voice, step), ""
    if step.how is None:
        return taken_by(voice, step), voice.say("back.again")
    how = _worked_out(voice, step.rule, step.how, step.exact, program)
    return taken_by(voice, step), voice.say("back.by_rule", how=how)


def taken_by(voice: Voice, step: TakenStep) -> str:
    """What part of what a return takes is: the name of its rule, or what is no rule's."""
    if step.rule is not None:
        return voice.name(step.rule.names)
    return voice.say(f"back.{step.back.name.lower()}")


def _rated(teller: Teller, one: PerAmountHow, exact: Fraction, parts: int) -> str:
    formats = teller.voice.formats
    return teller.voice.say(
        "why.per_whole" if one.whole else "why.per",
        points=formats.exact(one.points / parts),
        per=_amount(teller.voice, one.basis.unit, one.per),
        basis=_measured(teller, one.basis),
        exact=formats.exact(exact / parts),
    )


def _steps(one: PerAmountHow) -> Fraction:
    """How many steps of a rate the basis makes."""
    steps = one.basis.value / one.per
    return Fraction(steps.numerator // steps.denominator) if one.whole else steps


def _measured(teller: Teller, basis: Measured) -> str:
    """An amount, and what it is an amount of where it is not the purchase's own."""
    said = _amount(teller.voice, basis.unit, basis.value)
    match basis.of:
        case Read(field) if field.name == "amount":
            return said
        case Total(Read(field)) if field.name == "item.amount":
            return said
        case _:
            return teller.voice.say("why.measured", value=said, what=teller.term(basis.of))


def _amount(voice: Voice, unit: Unit, value: Fraction) -> str:
    """Money, or a plain number; parts of a cent are written out."""
    if unit != "money":
        return voice.formats.exact(value)
    if value.denominator == 1:
        return voice.formats.money(value.numerator)
    return voice.formats.exact(value / 10**voice.formats.decimals)


def _span(voice: Voice, us: int) -> str:
    """A span in the largest unit that it is whole in: ``36 hours``."""
    unit, size = next((unit, size) for unit, size in _UNITS_US.items() if us % size == 0)
    return voice.say(f"phrase.span_{unit}", us // size, n=voice.formats.number(us // size))


def _limit(voice: Voice, one: Limit, decimals: int) -> str:
    if one.what == "times":
        number = voice.formats.number(one.most)
        return voice.say(f"limit.times_{one.per}", one.most, n=number)
    return voice.say(f"limit.points_{one.per}", n=voice.formats.points(one.most, decimals))


def rounded(voice: Voice, one: WalletSum) -> str:
    """How the sum was rounded; "" when it was whole."""
    if one.exact == one.total:
        return ""
    key = "why.rounded_nearest" if one.wallet.rounding == "nearest" else "why.rounded_down"
    exact = one.exact / 10**one.wallet.decimals
    return voice.say(key, exact=voice.formats.exact(exact))


def ended(voice: Voice, one: Ending) -> str:
    """What a capture or cancel did with what was kept aside or spent."""

    def said(points: int) -> str:
        return voice.points(one.wallet.unit, points)

    if one.there == 0:
        # Brought along as accepted, and it names nothing.
        return voice.say(f"reason.{NOTHING[one.kind]}")
    key = "why.captured" if one.kind == "capture" else "why.cancelled"
    told = [voice.say(key, points=said(one.points), there=said(one.there))]
    if one.ended:
        told.append(voice.say("why.ended", points=said(one.ended)))
    return " ".join(told)


def lot(voice: Voice, one: Movement) -> str:
    """Which lot a movement touched."""
    if not one.month:
        return voice.say("lot.debt")
    month = voice.formats.month(one.month)
    if one.expires_us >= NEVER and one.inactive:
        return voice.say("lot.of_active", month=month)
    if one.expires_us >= NEVER:
        return voice.say("lot.of_ever", month=month)
    return voice.say("lot.of", month=month, day=voice.formats.last_day(one.expires_us))


def moved(voice: Voice, one: Movement) -> str:
    """What a movement did, and when it counts."""
    key = f"move.{_MOVES[one.cause]}{'' if one.forward else '_back'}"
    if one.cause is Cause.EXPIRE and one.forward and one.waits:
        key = "move.lost"
    return voice.say(key, day=voice.formats.day(one.effective_us))


def doubted(voice: Voice, one: Doubt) -> str:
    """What does not add up."""
    number = voice.formats.number
    return voice.say(f"doubt.{one.code}", should=number(one.should), does=number(one.does))
