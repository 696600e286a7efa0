"""What an import did, in numbers that have to add up.

Every row read is in exactly one place: in an event, rejected, left out by a condition or dropped as
an equal; and every event has exactly one outcome. Rows are counted where they are read and again
where they are recorded, so that a difference shows a fault; it is said, never hidden.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from setia.imports.instants import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One import. Amounts are minor units; times are µs since 1970 UTC.

    read: rows of the file. in_events: rows of events that have an outcome. rejected: rows written
    to `rejected_file`. left_out: rows by condition. dropped: equal rows that the map drops. misses:
    rows by lookup that has no such key. events: sent and taken; outcomes: the same, by outcome.
    reasons: of those not plainly accepted. amounts: the events' money by kind, and by currency
    where it is not the program's (``purchase SGD``). points: by wallet, what events accepted in
    this run posted themselves; rules: the same, by the rule that gave it. tiers: members by level,
    of the whole ledger after the import; expired: points that have expired there so far, by wallet.
    places: the decimals of points, by wallet and by ``rule <id>``.
    """

    file: str
    source: str
    read: int
    in_events: int
    rejected: int
    left_out: Mapping[str, int]
    dropped: int
    blank: int
    misses: Mapping[str, int]
    events: int
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    members: int
    new_members: int
    equal_rows: int
    zero_amounts: int
    amounts: Mapping[str, int]
    decimals: int
    points: Mapping[str, int]
    rules: Mapping[str, int]
    tiers: Mapping[str, int]
    expired: Mapping[str, int]
    places: Mapping[str, int] = field(default_factory=dict)
    first_us: int | None
    last_us: int | None
    staged_before: bool
    rejected_file: str
    duration_s: float

    def faults(self) -> list[str]:
        """What does not add up; empty when all is well."""
        left_out, outcomes = sum(self.left_out.values()), sum(self.outcomes.values())
        found: list[str] = []
        if self.read != self.in_events + self.rejected + left_out + self.dropped:
            found.append(
                f"{self.read} rows were read, but {self.in_events} are in events, {self.rejected} "
                f"rejected, {left_out} left out and {self.dropped} dropped"
            )
        if self.events != outcomes:
            found.append(f"{self.events} events were taken, but {outcomes} have an outcome")
        return found

    @property
    def rows_per_s(self) -> int:
        """Rows read a second, over the whole run."""
        return round(self.read / self.duration_s) if self.duration_s else 0

    def as_json(self) -> dict[str, object]:
        """The summary as plain values, for machines."""
        times = {
            "first": None if self.first_us is None else shown(self.first_us),
            "last": None if self.last_us is None else shown(self.last_us),
        }
        return {**asdict(self), **times, "rows_per_s": self.rows_per_s, "faults": self.faults()}
