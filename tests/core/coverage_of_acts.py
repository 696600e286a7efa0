"""What adjustments, opening balances, granted levels and returns did in a golden scenario."""

from collections.abc import Iterator, Mapping
from typing import Final

from setia.core.engine.book import balances
from setia.core.engine.earned import earned
from setia.core.engine.explanation import Back
from setia.core.engine.kinds import RELEASE, RETURN
from setia.core.engine.limits import NEVER
from setia.core.engine.postings import Account, Cause
from setia.core.program.document import Program
from tests.core.steps import Done, Scenario

WANTED_OF_ACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "acts": (
        *("adjust up", "adjust down", "adjust refused", "opening", "opening with an end"),
        *("opening of an earlier month", "opening refused", "tier-grant", "tier-grant until a day"),
        *("tier-grant refused", "tier-grant of a lower level"),
    ),
    "holds": (
        *("hold", "hold refused", "hold of several lots", "hold of what is owed", "hold is over"),
        *("capture", "capture of a part", "capture refused", "capture of what has ended"),
    ),
    "donations and conversions": (
        *("donate", "donate refused", "convert", "convert refused", "convert in whole steps"),
        *("convert rounded down", "convert of several lots", "convert repays a debt"),
    ),
    "transfers": (
        *("transfer", "transfer refused", "transfer of several lots", "effect"),
        *("effect of several lots", "effect of what has ended", "effect repays a debt"),
        *("effect that never ends", "effect over the largest balance"),
    ),
    "cancels": (
        *("cancel of a hold", "cancel of a spend", "cancel of a capture", "cancel of a part"),
        *("cancel refused", "cancel of what has ended", "cancel with grace", "cancel of a debt"),
    ),
    "returns": (
        *("return again", "return in proportion", "return of all", "return by line"),
        *("return by amount", "return of a number", "return gives more", "return of pending"),
        *("return of what ended", "return waits", "return more_than_bought", "return unknown_line"),
        *("return of nothing named", "return of nothing named by items"),
    ),
    "returns of spent points": ("return debt", "return write off", "return points_spent"),
    "returns and levels": ("return stay", "return fall"),
}
"""Every bullet that the rows must cover, as in `coverage_of`."""


def acted(done: Done, scenario: Scenario) -> Iterator[str]:
    """What adjustments, opening balances and granted levels did."""
    what, words, decision = done.row.what, done.row.words, done.decision
    if what not in ("adjust", "opening", "tier-grant") or decision is None:
        return
    if decision.outcome == "refused":
        yield f"{what} refused"
        return
    if what == "adjust":
        yield "adjust up" if int(words["points"]) > 0 else "adjust down"
        return
    yield what
    if "expires" in words:
        yield "opening with an end"
    if "earned" in words and len({one.month for one in done.own}) == 1:
        yield "opening of an earlier month"
    if "until" in words:
        yield "tier-grant until a day"
    slot = scenario.book.newest.layout.slot
    tiers = [slot(f"tier:{one.id}") for one in scenario.program.tiers]
    if any(done.after[level] < done.before[level] for level in tiers):
        yield "tier-grant of a lower level"


def apart(done: Done, scenario: Scenario) -> Iterator[str]:
    """What holds kept aside, what captures used, and what came back to where."""
    what, decision = done.row.what, done.decision
    causes = {one.cause for one in done.own}
    if Cause.LAPSE in causes:
        yield "hold is over"
    if what not in ("hold", "capture", "cancel") or decision is None:
        return
    if decision.outcome == "refused":
        yield f"{what} refused"
        return
    if what == "hold":
        yield what
        yield "hold of several lots" if len(done.own) > 1 else what
        yield "hold of what is owed" if Account.DEBT in {one.source for one in done.own} else what
        return
    points, _, there, ended = decision.why
    if what == "capture":
        yield what
        yield "capture of a part" if points < there else what
        yield "capture of what has ended" if ended else what
        return
    of = scenario.rows[int(done.row.words["of"]) - 1].what
    yield f"cancel of a {of}"
    if points < there:
        yield "cancel of a part"
    if ended:
        yield "cancel of what has ended"
    if Cause.RENEW in causes:
        yield "cancel with grace" if scenario.program.returns.grace else "cancel of a debt"


def _how_much(done: Done, program: Program) -> Iterator[str]:
    """What of an event a return takes, and how; or that it names none."""
    words = done.row.words
    if "of" not in words:
        yield f"return of nothing named{' by items' if 'items' in words else ''}"
        return
    said = set(words) & {"amount", "items"}
    yield "return " + ("again" if program.returns.by == "again" else "in proportion")
    yield "return by line" if "items" in said else "return by amount" if said else "return of all"


def came_back(done: Done, scenario: Scenario) -> Iterator[str]:
    """What a return took, from where, and what it left."""
    decision, program = done.decision, scenario.program
    if decision is None or done.row.what != "return":
        return
    if decision.outcome != "accepted":
        yield "return waits" if decision.outcome == "waiting" else f"return {decision.reason}"
        return
    if not decision.postings:
        return
    said = set(done.row.words) & {"amount", "items"}
    yield from _how_much(done, program)
    if set(done.row.words) - {"of", "of_source", "amount", "items", "outcome"} and not said:
        yield "return of a number"
    codes = {gift.code for gift in earned(scenario.book.newest, decision.why).beside}
    sides = {(one.source, one.target) for one in done.own if one.cause == Cause.RETURN}
    if (Account.ISSUED, Account.AVAILABLE) in sides:
        yield "return gives more"
    if (Account.PENDING, Account.ISSUED) in sides:
        yield "return of pending"
    if (Account.DEBT, Account.ISSUED) in sides:
        yield "return debt"
    if Back.ENDED in codes:
        yield "return of what ended"
    if Back.FORGIVEN in codes:
        yield "return write off"
    slot = scenario.book.newest.layout.slot
    for one in program.tiers:
        level = slot(f"tier:{one.id}")
        if done.before[level]:
            fell = done.after[level] < done.before[level]
            yield "return fall" if fell else "return stay"


def left(done: Done, scenario: Scenario) -> Iterator[str]:
    """What was given away, or became another wallet's."""
    what, decision = done.row.what, done.decision
    if what not in ("donate", "convert") or decision is None:
        return
    yield what if decision.outcome == "accepted" else f"{what} refused"
    if what == "donate" or decision.outcome != "accepted":
        return
    program = scenario.program
    of = next(one for one in program.wallets if one.id == done.row.words["wallet"])
    rate = dict(of.converts)[program.wallets[decision.why[3]].id]
    if rate.whole:
        yield "convert in whole steps"
    elif (decision.why[0] * rate.points / rate.per).denominator > 1:
        yield "convert rounded down"
    if len({one.expires_us for one in done.own if one.source == Account.AVAILABLE}) > 1:
        yield "convert of several lots"
    if Cause.REPAY in {one.cause for one in done.own}:
        yield "convert repays a debt"


def sent(done: Done, scenario: Scenario) -> Iterator[str]:
    """What went to another holder, or came from one."""
    what, decision = done.row.what, done.decision
    if what not in ("transfer", "effect") or decision is None:
        return
    yield what if decision.outcome == "accepted" else f"{what} refused"
    if len([one for one in done.own if one.cause == Cause.TRANSFER]) > 1:
        yield f"{what} of several lots"
    if what == "transfer":
        return
    wallet = scenario.program.wallets[scenario.program.wallet(done.row.words["wallet"])]
    causes = {one.cause for one in done.own}
    if Cause.EXPIRE in causes:
        yield "effect of what has ended"
    if Cause.REPAY in causes:
        yield "effect repays a debt"
    if (
        any(one.expires_us == NEVER for one in done.own)
        and wallet.expiry
        and not wallet.expiry.without
    ):
        yield "effect that never ends"
    held = balances(done.after, scenario.book.newest.layout)[wallet.id]
    if wallet.most is not None and held > wallet.most:
        yield "effect over the largest balance"


def freed(done: Done, scenario: Scenario) -> Iterator[str]:
    """What a release came to, and a return of what waited for one."""
    row, rows, decision = done.row, scenario.rows, done.decision
    of = row.words.get("of")
    before = rows[: rows.index(row)]
    released = any(one.what == RELEASE and one.words["of"] == of for one in before)
    if decision is None or decision.outcome != "accepted" or of is None:
        return
    causes = {one.cause for one in done.own}
    if Cause.SET_FREE in causes:
        yield "release"
        yield "debt repaid by a release" if Cause.REPAY in causes else "release"
    if row.what == RELEASE and not any(decision.why):
        yield "released twice" if released else "release of nothing"
    if row.what == RETURN and released and Account.AVAILABLE in {one.source for one in done.own}:
        yield "return of what was released"
    lost = any(one.unreleased == "lost" for one in scenario.program.wallets)
    if row.what == RETURN and lost and not released:
        codes = {gift.code for gift in earned(scenario.book.newest, decision.why).beside}
        yield from ("return of what was never released" for code in codes if code == Back.ENDED)
