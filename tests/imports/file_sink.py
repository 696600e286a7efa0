"""A sink that keeps what it takes in one file: append-only, synced, and idempotent by key.

It stands where members and ledger stand, so that an import can be killed and run again without a
database. It is a real store: what it answered is on the disk, a line cut by a kill is not there,
and an event that is sent again is replayed or, with another body, refused as an error.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from setia.imports.import_map import MemberKind
from setia.imports.sink import MappedEvent, Newcomer, Whereabouts
from setia.ledger.entries import MAX_BODY_BYTES, Outcome, Receipt
from setia.platform.access.principal import Principal
from setia.platform.json import canonical


def _nothing(_name: str) -> None:
    return


class FileSink:
    """The sink of one file. `between` is called with a name wherever a process may die."""

    def __init__(self, path: Path, between: Callable[[str], None] = _nothing) -> None:
        self._path = path
        self._between = between
        self.members: set[str] = set()
        self.events: dict[tuple[str, str], dict[str, object]] = {}
        for entry in read_entries(path):
            self._apply(entry)
        self._cut_torn_tail()

    def blind(self, kind: MemberKind, identity: str) -> bytes:
        if kind == "email" and "@" not in identity:
            raise ValueError(f"{identity!r} is not an e-mail address")
        text = identity.lower() if kind == "email" else identity
        return hashlib.sha256(f"{kind}:{text}".encode()).digest()[:16]

    def recordable(self, events: Sequence[MappedEvent]) -> list[bool]:
        return [len(canonical(event.payload)) <= MAX_BODY_BYTES for event in events]

    def enrol(self, kind: MemberKind, people: Sequence[Newcomer], *, acting: Principal) -> int:
        self._between("before enrol")
        names = {self.blind(kind, one.identity).hex() for one in people} - self.members
        self._append([{"member": name, "by": acting.line()} for name in sorted(names)])
        self._between("after enrol")
        return len(names)

    def whereabouts(self) -> Whereabouts:
        return Whereabouts({"status: member": len(self.members)}, {})

    def take(
        self, kind: MemberKind, events: Sequence[MappedEvent], *, acting: Principal
    ) -> list[Receipt]:
        assert kind
        assert acting.id
        self._between("before take")
        receipts: list[Receipt] = []
        entries: list[dict[str, object]] = []
        for event in events:
            entry = self._entry(event)
            key = (event.member.hex(), event.key)
            known = self.events.get(key)
            if known is not None and known != entry:
                receipts.append(Receipt(Outcome.ERROR, "key_conflict", detail=f"key {event.key}"))
            elif known is not None:
                receipts.append(Receipt(Outcome.REPLAYED, first=Outcome.ACCEPTED))
            elif len(canonical(event.payload)) > MAX_BODY_BYTES:
                receipts.append(Receipt(Outcome.ERROR, "too_large"))
            elif event.member.hex() not in self.members:
                receipts.append(Receipt(Outcome.WAITING, "unknown_member"))
            else:
                entries.append(entry)
                self.events[key] = entry
                receipts.append(self._accepted(event))
        self._append(entries)
        self._between("after take")
        return receipts

    def _accepted(self, event: MappedEvent) -> Receipt:
        amount = event.payload.get("amount", 0)
        assert isinstance(amount, int)
        return Receipt(Outcome.ACCEPTED, points={"points": amount // 100})

    def _entry(self, event: MappedEvent) -> dict[str, object]:
        return {
            "of": event.member.hex(),
            "kind": event.kind,
            "at_us": event.occurred_us,
            "source": event.source,
            "key": event.key,
            "payload": json.loads(canonical(event.payload)),
            "given": event.given,
        }

    def _append(self, entries: Sequence[dict[str, object]]) -> None:
        with self._path.open("ab") as file:
            for place, entry in enumerate(entries):
                if place == len(entries) // 2:
                    file.flush()
                    self._between("middle of a write")
                file.write(json.dumps(entry).encode() + b"\n")
                self._apply(entry)
            file.flush()
            os.fsync(file.fileno())

    def _apply(self, entry: dict[str, object]) -> None:
        if "member" in entry:
            self.members.add(str(entry["member"]))
        else:
            self.events[str(entry["of"]), str(entry["key"])] = entry

    def _cut_torn_tail(self) -> None:
        if self._path.exists():
            whole = self._path.read_bytes().rpartition(b"\n")
            self._path.write_bytes(whole[0] + whole[1])


def read_entries(path: Path) -> list[dict[str, object]]:
    """Every whole line of the file; a last one that a kill cut is not there."""
    if not path.exists():
        return []
    whole = path.read_bytes().rpartition(b"\n")[0]
    return [json.loads(line) for line in whole.split(b"\n") if line]
