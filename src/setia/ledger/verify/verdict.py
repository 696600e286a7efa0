"""What verifying answers: how much was looked at, and everything that is wrong.

A finding is a value, never an exception: one damaged row must not hide the next. Nothing here reads
the database.
"""

from dataclasses import dataclass, field
from typing import Final

MAX_FINDINGS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a stable code, where, and what was found instead of what."""

    code: str
    where: str
    detail: str


@dataclass(slots=True)
class Verdict:
    """What was looked at and what was found, the first bad row first."""

    holders: int = 0
    events: int = 0
    postings: int = 0
    leaves: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def note(self, code: str, where: str, detail: str) -> None:
        """Keep a finding, up to a bound that no reader would pass."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code, where, detail))

    def add(self, other: "Verdict") -> None:
        """Take over what was seen of another part of the ledger."""
        self.holders += other.holders
        self.events += other.events
        self.postings += other.postings
        self.leaves += other.leaves
        self.findings += other.findings[: MAX_FINDINGS - len(self.findings)]
