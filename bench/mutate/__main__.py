"""`make mutate`: breaks the pure core in small ways, one at a time, and sees whether tests notice.

A sample by chance stands for all; its seed repeats it. Exit code 1 when fewer are killed than
should be, 2 when it could not be found out. An interrupt stops it, and the same command goes on.
"""

import argparse
import sys
import time
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.mutate.cover import Cover, TestsFail
from bench.mutate.crew import WorkerEnded
from bench.mutate.mutants import Mutant
from bench.mutate.session import Busy, Session, opened, sampled
from bench.mutate.subject import CORE, Subject
from bench.mutate.verdict import ENDLESS, SURVIVED, UNSEEN, judged

SEED: Final = 20261122
COUNT: Final = 400
LEAST_PERCENT: Final = 90.0


def main(arguments: list[str], subject: Subject = CORE, console: Console | None = None) -> int:
    """Run the command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="what the sample is drawn by")
    parser.add_argument("--count", type=int, default=COUNT, help="how many mutants are tried")
    parser.add_argument(
        "--least", type=float, default=LEAST_PERCENT, help="per cent that have to be killed"
    )
    asked = parser.parse_args(arguments)
    # Wide enough for a mutant where no terminal says how wide it is.
    console = console or Console(width=None if sys.stdout.isatty() else 120)
    try:
        with opened(subject) as session:
            return _run(session, console, asked.seed, asked.count, asked.least / 100)
    except (Busy, TestsFail, WorkerEnded) as error:
        console.print(f"mutate: {error}", style="red")
        return 2


def _run(session: Session, console: Console, seed: int, count: int, least: float) -> int:
    mutants = session.mutants()
    sample = sampled(mutants, seed, count)
    console.print(f"seed {seed}: {len(sample)} of {len(mutants):,} mutants", highlight=False)
    started = time.monotonic()
    stopped = False
    try:
        copy = session.copy()
        cover = session.cover(copy, lambda file: console.print(f"  lines of {file}", style="dim"))
        _say_what_is_left_out(console, cover)
        with _progress(console) as progress:
            _attempt(session, sample, cover, copy, progress)
    except KeyboardInterrupt:
        stopped = True
    verdict = judged(console, session.outcomes(), sample, least)
    console.print(f"{time.monotonic() - started:.0f} s", highlight=False)
    if stopped or verdict.tried < len(sample):
        console.print("mutate: stopped; the same command goes on from here", style="yellow")
        return 2
    held = "as it should be" if verdict.good else f"FAILED, fewer than {least:.0%} killed"
    console.print(f"mutate: {held}", style="green" if verdict.good else "red", highlight=False)
    return 0 if verdict.good else 1


def _attempt(
    session: Session, sample: list[Mutant], cover: Cover, copy: Subject, progress: Progress
) -> None:
    known = session.outcomes()
    alive = 0
    before = sum(one.name in known for one in sample)
    bar = progress.add_task("mutants", total=len(sample), completed=before, alive=alive)

    def tell(mutant: Mutant, outcome: str) -> None:
        nonlocal alive
        alive += outcome in {SURVIVED, UNSEEN}
        progress.update(bar, advance=1, alive=alive)
        if outcome in {SURVIVED, UNSEEN, ENDLESS}:
            progress.console.print(f"  {outcome}: {mutant}", markup=False, soft_wrap=True)

    session.attempt(sample, cover, copy, tell)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[alive]} survived"),
        TimeRemainingColumn(),
        console=console,
    )


def _say_what_is_left_out(console: Console, cover: Cover) -> None:
    for name in cover.too_long:
        console.print(f"  not run on mutants, since it takes long: {name}", markup=False)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
