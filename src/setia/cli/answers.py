"""What a command that records one event answers, on the terminal and by its exit code.

Reasons and sums are the page's own words. What a return took is told rule by rule, with what was
gone already, what was written off and what the member owes from now on.
"""

from collections.abc import Iterable, Iterator

import typer

from setia.cli.context import fail, out
from setia.cli.words import entry_of, said_of
from setia.core.engine.explanation import Movement
from setia.core.engine.kinds import ENDS, RELEASE, RETURN
from setia.core.program.document import Program
from setia.ledger.entries import Outcome, Receipt
from setia.members.identities import Identity
from setia.platform.languages.explaining import ended, taken
from setia.platform.languages.voice import plain_voice


def tell_receipt(identity: Identity, kind: str, receipt: Receipt, program: Program) -> None:
    """Print what became of an event. Exits with 1 where it is refused, set aside or not recorded.

    program: the newest; it knows the wallets that points are told in.
    """
    if receipt.outcome is Outcome.ERROR:
        raise fail(_problem(identity, receipt))
    again = receipt.outcome is Outcome.REPLAYED
    outcome = receipt.first if again and receipt.first is not None else receipt.outcome
    words = ["replayed" if again else "", _outcome(outcome, receipt, program, again=again)]
    if outcome is Outcome.WAITING and receipt.member_id is None:
        words.append(
            f"nobody has this {identity.kind} yet; it counts once somebody is enrolled with it: "
            f"setia member enrol --{identity.kind} …"
        )
    elif outcome is Outcome.WAITING and again:
        # It may have come since; only the answer of that time is kept.
        words.append("what comes back was not known then; it is taken back once it is known")
    elif receipt.reason and receipt.member_id is not None and receipt.seq is not None:
        words.append(said_of(receipt.member_id, receipt.seq))
    _print(": ".join(word for word in words if word))
    if outcome is Outcome.ACCEPTED and not again:
        for line in _taken_back(receipt, program) if kind == RETURN else _ended(receipt, kind):
            _print(f"  {line}")
        if kind == RELEASE and not receipt.points:
            _print("  nothing waits for it; should its event come later, it is released then")
    if outcome in {Outcome.REFUSED, Outcome.SET_ASIDE}:
        raise typer.Exit(1)


def _print(line: str) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _outcome(outcome: Outcome, receipt: Receipt, program: Program, *, again: bool) -> str:
    """What became of it, with the points that it moved now."""
    if outcome is not Outcome.ACCEPTED:
        return str(outcome).replace("_", " ")
    if again:
        return "accepted before under this key, and counted once"
    moved = ", ".join(
        _points(points, wallet, program) for wallet, points in (receipt.points or {}).items()
    )
    return ": ".join(word for word in ("accepted", moved) if word)


def _taken_back(receipt: Receipt, program: Program) -> Iterator[str]:
    """What a return took, line by line, and what is owed for it."""
    if receipt.member_id is None or receipt.seq is None:
        return
    found = entry_of(receipt.member_id, receipt.seq)
    if found is None:
        return
    entry, voice = found
    for one in entry.explained.taken:
        for step in one.steps:
            what, how = taken(voice, step, entry.version.program)
            points = _points(step.points, one.wallet.id, program)
            yield ", ".join(word for word in (f"{what}: {points}", how) if word)
    for wallet, debt in _owed(entry.explained.own).items():
        owed = _points(debt, wallet, program).lstrip("+")
        yield f"Owed: {owed}, which the next points repay first"


def _ended(receipt: Receipt, kind: str) -> Iterator[str]:
    """What a capture used or a cancel gave back, of how much."""
    if kind in ENDS and receipt.member_id is not None and receipt.seq is not None:
        found = entry_of(receipt.member_id, receipt.seq)
        if found is not None and found[0].explained.ending is not None:
            yield ended(found[1], found[0].explained.ending)


def _owed(own: Iterable[Movement]) -> dict[str, int]:
    """By wallet, the points that were not there to be taken."""
    found: dict[str, int] = {}
    for one in own:
        if one.debt:
            found[one.wallet] = found.get(one.wallet, 0) - one.change
    return {wallet: points for wallet, points in found.items() if points > 0}


def _points(points: int, wallet: str, program: Program) -> str:
    """``-26 Beans``."""
    return plain_voice("en").signed_points(program.unit(wallet), points)


def _problem(identity: Identity, receipt: Receipt) -> str:
    """Why an event is not recorded, and what to do."""
    remedies = {
        "conflict": f"this key stands for another event: {receipt.detail}; give it another --key",
        "unknown_identity": f"nobody has this {identity.kind}, so nothing can be done for them; "
        f"enrol first: setia member enrol --{identity.kind} …",
        "unknown_member_number": "no member has this number; name the member by another identity",
        "own_recipient": "--to names the same member; name whoever gets the points",
        "in_the_future": "--time lies ahead of the clock; write when it happened, or leave it out",
        "busy": "this member is being written to elsewhere; give the same command again",
    }
    known = remedies.get(receipt.reason)
    if known is not None:
        return f"not recorded: {known}"
    return ": ".join(word for word in ("not recorded", receipt.reason, receipt.detail) if word)
