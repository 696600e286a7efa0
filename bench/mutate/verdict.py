"""What a sample of mutants tells: the share that was killed, how sure that is, and who survived.

The share is of mutants that were tried; one that never ended counts as killed and is told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from rich.console import Console
from rich.markup import escape

from bench.mutate.mutants import Mutant

Z_95: Final = 1.959964
"""The normal distribution's two-sided 95 %."""
KILLED: Final = "killed"
SURVIVED: Final = "survived"
ENDLESS: Final = "endless"
UNSEEN: Final = "unseen"
"""No test runs its line: it survives without being tried."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many mutants were killed out of how many, and the share that is asked for."""

    killed: int
    tried: int
    least: float

    @property
    def share(self) -> float:
        """The killed among the tried, 1 where there were none."""
        return self.killed / self.tried if self.tried else 1.0

    @property
    def good(self) -> bool:
        """Whether it is as much as is asked for."""
        return self.share >= self.least


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """The interval in which the share of all mutants lies, at 95 %.

    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference.
    """
    if not tried:
        return 0.0, 1.0
    share, z2 = killed / tried, Z_95**2
    middle = (share + z2 / (2 * tried)) / (1 + z2 / tried)
    half = Z_95 / (1 + z2 / tried) * sqrt(share * (1 - share) / tried + z2 / (4 * tried**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def judged(
    console: Console, outcomes: Mapping[str, str], sample: Sequence[Mutant], least: float
) -> Verdict:
    """Print survivors, those that never ended, and the share of what was tried of a sample."""
    tried = [one for one in sample if one.name in outcomes]
    alive = [one for one in tried if outcomes[one.name] in {SURVIVED, UNSEEN}]
    endless = [one for one in tried if outcomes[one.name] == ENDLESS]
    for title, found in (("survived", alive), ("killed by time-out", endless)):
        if found:
            console.print(f"{title}: {len(found)}", style="bold")
        for one in sorted(found, key=lambda one: (one.path, one.line, one.number)):
            note = " (no test runs this line)" if outcomes[one.name] == UNSEEN else ""
            console.print(f"  {escape(str(one))}{note}", soft_wrap=True, highlight=False)
    verdict = Verdict(len(tried) - len(alive), len(tried), least)
    low, high = wilson(verdict.killed, verdict.tried)
    console.print(
        f"{verdict.killed} of {verdict.tried} mutants killed: {verdict.share:.1%}"
        f" (95 %: {low:.1%} to {high:.1%}), {len(endless)} of them by time-out",
        highlight=False,
    )
    return verdict
