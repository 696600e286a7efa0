"""One history in several ways, for `bench.replay`: out of one home, live into another, what is had.

``export FILE`` writes the events of the installation, one a line as `setia program fold` reads
them; ``live FILE`` records such lines as tills would, some hundred at a time; ``has`` prints what
each holder has. The installation is that of SETIA_HOME.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from setia.cli.context import OPERATOR, installation
from setia.ledger.actions.open_holders import open_holders
from setia.ledger.actions.record import record
from setia.ledger.actions.seal import seal_all
from setia.ledger.entries import NewEvent, Outcome
from setia.platform.connection import outermost
from setia.programs.queries import current_book

AT_ONCE: Final = 500
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EVENTS: Final = """
    SELECT member_id, kind, occurred_us, source, key, payload FROM event WHERE kind <> 'clock'
    ORDER BY occurred_us, member_id, source, key
"""


def export(file: Path) -> None:
    """Write every event, in the order of time."""
    with installation(), outermost() as cursor, file.open("w", encoding="utf-8") as lines:
        cursor.execute(EVENTS)
        for member, kind, at_us, source, key, payload in cursor.fetchall():
            told = {
                "member": str(member),
                "kind": kind,
                "time": (EPOCH + timedelta(microseconds=at_us)).isoformat(),
                "source": source,
                "key": key,
                "payload": json.loads(payload),
            }
            lines.write(json.dumps(told) + "\n")


def live(file: Path) -> None:
    """Record every line as it would be recorded when it happens."""
    events = [_event(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    with installation():
        with outermost() as cursor:
            open_holders(cursor, sorted({(one.member_id, "person") for one in events}))
        for first in range(0, len(events), AT_ONCE):
            receipts = record(events[first : first + AT_ONCE], acting=OPERATOR)
            bad = [one for one in receipts if one.outcome != Outcome.ACCEPTED]
            if bad:
                raise SystemExit(f"not accepted: {bad[0]}")
            seal_all()


def _event(told: dict[str, Any]) -> NewEvent:
    at_us = (datetime.fromisoformat(told["time"]) - EPOCH) // timedelta(microseconds=1)
    names = ("kind", "source", "key", "payload")
    kind, source, key, payload = (told[name] for name in names)
    return NewEvent(UUID(told["member"]), kind, at_us, source, key, payload)


def has() -> None:
    """Print the balances and levels of each holder as of the holder's own newest event."""
    with installation(), outermost() as cursor:
        newest = current_book(cursor).newest
        cursor.execute("SELECT member_id, balances, tiers FROM member_state ORDER BY member_id")
        for member, balances, codes in cursor.fetchall():
            wallets = {one.id: newest.layout.series.index(one.id) for one in newest.program.wallets}
            levels = {
                one.id: one.levels[newest.layout.rank(one.id, code)].id
                for one, code in zip(newest.program.tiers, codes, strict=True)
            }
            owed = {name: -balances[k] for name, k in wallets.items() if balances[k] < 0}
            told = {
                "member": str(member),
                "balances": {name: balances[k] for name, k in wallets.items()},
                "tiers": levels,
                "debts": owed,
            }
            sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["export", name]:
            export(Path(name))
        case ["live", name]:
            live(Path(name))
        case ["has"]:
            has()
        case _:
            raise SystemExit(__doc__)
