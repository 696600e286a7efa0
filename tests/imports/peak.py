"""Imports a made-up log of so many rows into nothing, and prints the most memory that it took.

    python -m tests.imports.peak ROWS FOLDER

prints one line of JSON with the peak in MB. Rows go to a third as many members in no order, so that
every partition gets rows from everywhere.
"""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from setia.imports.import_map import MemberKind
from setia.imports.sink import MappedEvent, Newcomer, Whereabouts
from setia.ledger.entries import Outcome, Receipt
from setia.platform.access.principal import Principal
from tests.imports.logs import ORDERS_MAP, blind, bring_in

ACCEPTED = Receipt(Outcome.ACCEPTED, points={"points": 1})


class Nowhere:
    """Takes everything and keeps nothing."""

    def blind(self, kind: MemberKind, identity: str) -> bytes:
        return blind(kind, identity)

    def recordable(self, events: Sequence[MappedEvent]) -> Sequence[bool]:
        return [True] * len(events)

    def enrol(self, kind: MemberKind, people: Sequence[Newcomer], *, acting: Principal) -> int:
        assert kind
        assert acting.id
        return len(people)

    def take(
        self, kind: MemberKind, events: Sequence[MappedEvent], *, acting: Principal
    ) -> Sequence[Receipt]:
        assert kind
        assert acting.id
        return [ACCEPTED] * len(events)

    def whereabouts(self) -> Whereabouts:
        return Whereabouts({}, {})


def main() -> None:
    rows, folder = int(sys.argv[1]), Path(sys.argv[2])
    log = folder / "log.csv"
    with log.open("w") as file:
        file.write("customer_id,date,number_of_cds,dollar_value\n")
        for n in range(rows):
            who, day, month = n * 7_919 % (rows // 3), n % 28 + 1, n // 28 % 12 + 1
            file.write(f"{who:07d},1997-{month:02d}-{day:02d},{n % 9},{n % 97}.{n % 100:02d}\n")
    summary = bring_in(log, ORDERS_MAP, Nowhere(), folder=folder)
    assert summary.events == rows
    # Linux counts in kB, macOS in bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
    print(json.dumps({"rows": rows, "peak_mb": peak, "rows_per_s": summary.rows_per_s}))


if __name__ == "__main__":
    main()
