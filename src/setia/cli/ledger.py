"""Commands on the ledger as a whole: verify it, rebuild its states.

Both show progress, may be stopped at any time and start from nothing again (I6).
"""

import time

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from setia.cli.context import OPERATOR, err, fail, installation, out
from setia.cli.words import counted
from setia.core.proof.leaf import EVENT
from setia.ledger.actions.rebuild import Rebuilt, rebuild_states
from setia.ledger.verify import Verdict
from setia.ledger.verify import verify as look
from setia.platform.connection import raw_cursor


def verify() -> None:
    """Prove that all sums follow from the events. It changes nothing, and also proves states, lots
    and that the log of what is sealed is whole.
    """
    with installation():
        started = time.monotonic()
        with _progress() as bar:
            task = bar.add_task("verifying", total=None)

            def tell(verdict: Verdict) -> None:
                seen = f"{counted(verdict.holders, 'holder')}, {counted(verdict.events, 'event')}"
                bar.update(task, description=seen)

            verdict = look(tell)
        unsealed = _unsealed()
    took_s = max(time.monotonic() - started, 1e-9)
    for finding in verdict.findings:
        err.print(
            f"{finding.code}: {finding.where}: {finding.detail}", highlight=False, markup=False
        )
    rate = verdict.postings / took_s
    out.print(
        f"{counted(verdict.holders, 'holder')}, {counted(verdict.events, 'event')}, "
        f"{counted(verdict.postings, 'posting')}, {counted(verdict.leaves, 'leaf', 'leaves')} "
        f"in {took_s:.1f} s ({rate:,.0f} postings/s)",
        highlight=False,
        soft_wrap=True,
    )
    if unsealed:
        out.print(f"{counted(unsealed, 'event')} not yet sealed: setia up does it", highlight=False)
    if not verdict.clean:
        found = counted(len(verdict.findings), "finding")
        raise fail(f"{found}: the ledger is not what its events say")
    out.print("clean", style="green")


def replay() -> None:
    """Rebuild every state from the events; write those that differ."""
    with installation(), _progress() as bar:
        task = bar.add_task("replaying", total=None)

        def tell(done: Rebuilt) -> None:
            bar.update(task, description=_folded(done))

        done = rebuild_states(acting=OPERATOR, progress=tell)
    out.print(_folded(done), highlight=False)


def _folded(done: Rebuilt) -> str:
    return f"{counted(done.holders, 'holder')} folded, {counted(done.mended, 'state')} mended"


def _unsealed() -> int:
    """How many events have no position yet."""
    with raw_cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unsealed CROSS JOIN unnest(kinds) AS kind WHERE kind = %s",
            (EVENT,),
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        # Where nobody watches, its last frame would be an empty line.
        disable=not err.is_terminal,
    )
