"""Why an event gave the points that it gave: its stored decision, turned into steps that add up.

The steps are made from what was stored (the version, the payload, the decision's integers, the
postings) and each amount is worked out again as an exact fraction, so that a reader can follow the
sum. Whatever does not add up becomes a doubt beside the steps; nothing is mended or hidden (I12,
I17). It decides no points and reads nothing but what it is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, assert_never

from setia.core.engine.book import Happened, Version
from setia.core.engine.earned import Gift, acted, head_of
from setia.core.engine.earned import earned as read_earned
from setia.core.engine.explain_items import Basket, spread
from setia.core.engine.explain_moves import (
    fell_due,
    first,
    given_back,
    moved_by,
    movement,
    wallet_of,
)
from setia.core.engine.explanation import (
    Back,
    BracketsHow,
    Doubt,
    Ending,
    Explained,
    FixedHow,
    How,
    Measured,
    Movement,
    MultiplyHow,
    PerAmountHow,
    RuleStep,
    Spending,
    StepHow,
    TakenStep,
    Verdict,
    WalletSum,
    WalletTaken,
)
from setia.core.engine.kinds import (
    CONVERT,
    DONATE,
    EFFECT,
    ENDS,
    MOVES,
    RELEASE,
    RETURN,
    TRANSFER,
    earns,
)
from setia.core.engine.postings import Cause, Posting
from setia.core.engine.unnamed import as_bought
from setia.core.expressions.spans import span_of
from setia.core.program.document import (
    Brackets,
    ByBasis,
    Fixed,
    Multiply,
    PerAmount,
    Rule,
    Steps,
    Wallet,
)

_CAUSES: Final = {
    "spend": Cause.SPEND,
    "hold": Cause.HOLD,
    "adjust": Cause.ADJUST,
    "opening": Cause.OPEN,
    DONATE: Cause.DONATE,
    CONVERT: Cause.CONVERT,
    TRANSFER: Cause.TRANSFER,
    EFFECT: Cause.TRANSFER,
}


def explain(
    version: Version,
    event: Happened,
    outcome: str,
    decision: Sequence[int],
    postings: Sequence[Posting],
    newest: Version | None = None,
) -> Explained:
    """Explain one stored event by the version that decided it.

    newest: of that version's book, by which wallets are named, since an event can move points of
    wallets that are younger than its version; None: there is no other.
    """
    doubts: list[Doubt] = []
    moves = [movement(newest or version, one) for one in postings]
    net: dict[str, int] = {}
    for one in moves:
        net[one.wallet] = net.get(one.wallet, 0) + one.change
    earned: tuple[WalletSum, ...] = ()
    taken: tuple[WalletTaken, ...] = ()
    spending, ending = None, None
    own: list[Movement] = []
    if earns(event.kind) and outcome == "accepted":
        earned = _earned(version, event, decision, moves, doubts)
        wanted = {one.wallet.id: one.total for one in earned}
        own = first(moves, event.at_us, Cause.EARN, wanted)
        own += first(moves, event.at_us, Cause.REPAY, wanted)
    elif event.kind in _CAUSES and decision:
        spending = _spending(version, event, decision)
        did = acted(version, event.kind, event.payload, decision) if outcome == "accepted" else {}
        wanted = {name: abs(points) for name, points in did.items()}
        own = first(moves, event.at_us, _CAUSES[event.kind], wanted)
        _check_lots(wanted, own, doubts)
        if any(points > 0 for points in did.values()):
            own += first(moves, event.at_us, Cause.REPAY, wanted)
    elif event.kind in ENDS and decision:
        wallet = wallet_of(newest or version, decision[1])
        ending = Ending(event.kind, wallet, decision[0], *decision[2:])
        if outcome == "accepted":
            own = _ended(event, ending, moves, doubts)
    elif event.kind == RELEASE:
        own = _freed(version, event, decision, moves, doubts)
    elif event.kind == RETURN and outcome == "accepted":
        points = zip(version.program.wallets, decision, strict=False)
        own = given_back(
            moves, {wallet.id: n for wallet, n in points}, _forgiven(version, decision)
        )
        taken = _taken(version, event, decision, own, doubts)
    rest = [one for one in moves if all(one is not mine for mine in own)]
    due = fell_due(rest, event.at_us)
    corrected = [one for one in rest if all(one is not other for other in due)]
    moved = (tuple(own), tuple(due), tuple(corrected))
    return Explained(earned, taken, spending, *moved, net, tuple(doubts), ending)


def _earned(
    version: Version,
    event: Happened,
    decision: Sequence[int],
    moves: Sequence[Movement],
    doubts: list[Doubt],
) -> tuple[WalletSum, ...]:
    program = version.program
    head = head_of(version)
    triples = [tuple(decision[k : k + 3]) for k in range(head, len(decision), 3)]
    rules = program.ordered_rules
    readable = len(decision) >= head and all(
        len(triple) == 3 and 0 <= triple[0] < len(rules) and triple[1] in tuple(Verdict)
        for triple in triples
    )
    if not readable:
        doubts.append(Doubt("unreadable", "", head, len(decision)))
        return ()
    basket = Basket(version, event, decision[len(program.wallets) : head])
    sums: list[WalletSum] = []
    for place, wallet in enumerate(program.wallets):
        total = decision[place]
        mine = [(rules[k], code, n) for k, code, n in triples if rules[k].wallet == wallet.id]
        steps = tuple(_steps(mine, basket))
        exact = sum((step.counts for step in steps), Fraction(0))
        own = first(moves, event.at_us, Cause.EARN, {wallet.id: total})
        made = WalletSum(wallet, steps, exact, total, sum(one.points for one in own))
        doubts += _check_sum(made)
        sums.append(made)
    return tuple(sums)


def _steps(applied: Sequence[tuple[Rule, int, int]], basket: Basket) -> list[RuleStep]:
    """The steps of one wallet. Every rule of a group multiplies what stood before the group."""
    steps: list[RuleStep] = []
    run = Fraction(0)
    so_far = [0] * len(basket.amounts)
    before = run, so_far
    group: str | None = None
    for rule, code, points in applied:
        if rule.group is None or rule.group != group:
            before = run, so_far
        group = rule.group
        how, exact, weights = _how(rule, before[0], basket, before[1])
        lines = tuple(spread(points, weights))
        steps.append(RuleStep(rule, Verdict(code), how, exact, points, lines))
        run += steps[-1].counts
        so_far = [a + b for a, b in zip(so_far, lines or [0] * len(so_far), strict=True)]
    return steps


def _how(
    rule: Rule, run: Fraction, basket: Basket, so_far: Sequence[int]
) -> tuple[How, Fraction, Sequence[int]]:
    """How a rule works out, the exact points, and by what its points spread over the items."""
    match rule.gives:
        case Fixed(points):
            return FixedHow(points), Fraction(points), basket.amounts
        case Multiply(factor):
            weights = so_far if any(so_far) else basket.amounts
            return MultiplyHow(factor, run), run * (factor - 1), weights
        case _:
            how, exact, weights = _by_basis(rule.gives, rule, basket)
            return how, exact, weights


def _by_basis(gives: ByBasis, rule: Rule, basket: Basket) -> tuple[How, Fraction, Sequence[int]]:
    term, found, weights = basket.basis(rule)
    if term is None:
        return FixedHow(0), Fraction(0), weights
    span = span_of(term)
    basis = Measured(span.unit, found, term)
    match gives:
        case PerAmount():
            how, exact = _rated(gives, basis, span.scale)
            return how, exact, weights
        case Steps(steps):
            reached = [one for one in steps if one[0] <= found * span.scale] or [(0, 0)]
            start, points = reached[-1]
            step = StepHow(points, Fraction(start, span.scale), basis)
            return step, Fraction(points), weights
        case Brackets(brackets):
            ends = [*(start for start, _ in brackets[1:]), None]
            parts: list[PerAmountHow] = []
            exact = Fraction(0)
            for (start, one), end in zip(brackets, ends, strict=True):
                most = found if end is None else min(found, Fraction(end, span.scale))
                part = most - Fraction(start, span.scale)
                if part > 0:
                    how, given = _rated(one, Measured(span.unit, part, term), span.scale)
                    parts.append(how)
                    exact += given
            return BracketsHow(tuple(parts), basis), exact, weights
        case _:
            assert_never(gives)


def _rated(gives: PerAmount, basis: Measured, scale: int) -> tuple[PerAmountHow, Fraction]:
    """How a rate works out on (a part of) a basis, and the exact points."""
    per = Fraction(gives.per, scale)
    steps = Fraction(basis.value // per) if gives.whole else Fraction(basis.value, per)
    return PerAmountHow(gives.points, per, gives.whole, basis), steps * gives.points


def _ended(
    event: Happened, ending: Ending, moves: Sequence[Movement], doubts: list[Doubt]
) -> list[Movement]:
    """A capture's or cancel's own movements; what can be used again is what was posted."""
    used = ending.points if ending.kind == "capture" else 0
    back = ending.there - used if ending.kind == "capture" else ending.points
    own = moved_by(moves, event.at_us, {Cause.CAPTURE: used, Cause.CANCEL: back})
    posted = sum(one.change for one in own)
    if posted != back - ending.ended:
        doubts.append(Doubt("posted", ending.wallet.id, back - ending.ended, posted))
    return own


def _forgiven(version: Version, decision: Sequence[int]) -> dict[str, int]:
    """What a return writes off, by wallet; nothing where its decision can't be read."""
    try:
        beside = read_earned(version, decision).beside
    except LookupError:
        return {}
    return {one.rule: one.points for one in beside if one.code == Back.FORGIVEN}


def _taken(
    version: Version,
    event: Happened,
    decision: Sequence[int],
    own: Sequence[Movement],
    doubts: list[Doubt],
) -> tuple[WalletTaken, ...]:
    """What a return takes, by wallet; wallets that it leaves alone are left out."""
    try:
        read = read_earned(version, decision)
    except LookupError:
        doubts.append(Doubt("unreadable", "", head_of(version), len(decision)))
        return ()
    rules = {rule.id: rule for rule in version.program.rules}
    found: list[WalletTaken] = []
    for wallet in version.program.wallets:
        gifts = [one for one in read.gifts if rules[one.rule].wallet == wallet.id]
        steps = [_taken_by(rules[one.rule], one, version, event, decision) for one in gifts]
        beside = [one for one in read.beside if one.rule == wallet.id]
        steps += [TakenStep(None, Back(one.code), one.points) for one in beside]
        total = read.points.get(wallet.id, 0)
        posted = sum(one.change + one.waits for one in own if one.wallet == wallet.id)
        given = sum(step.points for step in steps)
        if given != total:
            doubts.append(Doubt("rules", wallet.id, total, given))
        doubts += [
            Doubt("rounding", wallet.id, should, step.points)
            for step in steps
            if step.how and (should := -_rounded(step.exact, wallet)) != step.points
        ]
        if posted != total:
            doubts.append(Doubt("posted", wallet.id, total, posted))
        if steps or total or posted:
            found.append(WalletTaken(wallet, tuple(steps), total, posted))
    return tuple(found)


def _taken_by(
    rule: Rule, gift: Gift, version: Version, event: Happened, decision: Sequence[int]
) -> TakenStep:
    """What a rule takes; where no event is named, with what the rule alone comes to."""
    if gift.code != Back.BY_RULE:
        return TakenStep(rule, Back(gift.code), gift.points)
    bought = replace(event, kind="purchase", payload=as_bought(event.payload))
    basket = Basket(version, bought, decision[len(version.program.wallets) : head_of(version)])
    how, exact, _ = _how(rule, Fraction(0), basket, ())
    return TakenStep(rule, Back.BY_RULE, gift.points, how, exact)


def _check_sum(one: WalletSum) -> list[Doubt]:
    wallet, found = one.wallet.id, []
    given = sum(step.points for step in one.steps)
    if given != one.total:
        found.append(Doubt("rules", wallet, one.total, given))
    rounded = _rounded(one.exact, one.wallet)
    if any(step.verdict is Verdict.FULL for step in one.steps):
        rounded = min(given, one.total)  # What was cut off was cut off after rounding.
    strange = [step for step in one.steps if not _plausible(step)]
    if rounded != one.total or strange:
        found.append(Doubt("rounding", wallet, one.total, rounded))
    if one.posted != one.total:
        found.append(Doubt("posted", wallet, one.total, one.posted))
    return found


def _rounded(exact: Fraction, wallet: Wallet) -> int:
    if wallet.rounding == "nearest":
        exact += Fraction(1, 2)
    return exact.numerator // exact.denominator


def _plausible(step: RuleStep) -> bool:
    """Whether a rule gave what it comes to: less than a point apart, or held back."""
    if step.verdict is not Verdict.GIVEN:
        return 0 <= step.points <= step.exact
    return abs(step.points - step.exact) < 1


def _check_lots(wanted: Mapping[str, int], own: Sequence[Movement], doubts: list[Doubt]) -> None:
    for wallet, points in wanted.items():
        moved = sum(one.points for one in own if one.wallet == wallet)
        if moved != points:
            doubts.append(Doubt("lots", wallet, points, moved))


def _freed(
    version: Version,
    event: Happened,
    decision: Sequence[int],
    moves: Sequence[Movement],
    doubts: list[Doubt],
) -> list[Movement]:
    """A release's own movements; what can be used then is what was posted."""
    own = moved_by(moves, event.at_us, {Cause.SET_FREE: sum(decision)})
    for wallet, should in zip(version.program.wallets, decision, strict=False):
        freed = (one for one in own if one.cause is Cause.SET_FREE and one.wallet == wallet.id)
        if (does := sum(one.points for one in freed)) != should:
            doubts.append(Doubt("posted", wallet.id, should, does))
    return own


def _spending(version: Version, event: Happened, decision: Sequence[int]) -> Spending | None:
    """What an act that takes points asked for; None for one that gives them."""
    asked = MOVES[event.kind] * decision[0]
    if asked >= 0 or len(decision) < 2:
        return None
    return Spending(_its_wallet(version, event), -asked, decision[1])


def _its_wallet(version: Version, event: Happened) -> Wallet:
    named = event.payload.get("wallet")
    wallets = version.program.wallets
    return next((one for one in wallets if one.id == named), wallets[0])
