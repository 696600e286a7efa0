"""Commands on the ledger as a whole: verify it, rebuild its states.

Both show progress, may be stopped at any time and start from nothing again (I6).
"""

import time

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from setia.cli.context import OPERATOR, err, fail, installation, out
from setia.ledger.actions.rebuild import Rebuilt, rebuild_states
from setia.ledger.verify import Verdict
from setia.ledger.verify import verify as look


def verify() -> None:
    """Prove that states, lots and sums follow from the events, and that the log is whole."""
    with installation():
        started = time.monotonic()
        with _progress() as bar:
            task = bar.add_task("verifying", total=None)

            def tell(verdict: Verdict) -> None:
                bar.update(
                    task, description=f"{verdict.holders:,} holders, {verdict.events:,} events"
                )

            verdict = look(tell)
    took_s = max(time.monotonic() - started, 1e-9)
    for finding in verdict.findings:
        err.print(
            f"{finding.code}: {finding.where}: {finding.detail}", highlight=False, markup=False
        )
    rate = verdict.postings / took_s
    out.print(
        f"{verdict.holders:,} holders, {verdict.events:,} events, {verdict.postings:,} postings, "
        f"{verdict.leaves:,} leaves in {took_s:.1f} s ({rate:,.0f} postings/s)",
        highlight=False,
    )
    if not verdict.clean:
        raise fail(f"{len(verdict.findings)} findings: the ledger is not what its events say")
    out.print("clean", style="green")


def replay() -> None:
    """Rebuild every state from the events; write those that differ."""
    with installation(), _progress() as bar:
        task = bar.add_task("replaying", total=None)

        def tell(done: Rebuilt) -> None:
            bar.update(task, description=f"{done.holders:,} holders, {done.mended:,} mended")

        done = rebuild_states(acting=OPERATOR, progress=tell)
    out.print(f"{done.holders:,} holders folded, {done.mended:,} states mended", highlight=False)


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )
