"""Sends chunks of events to the sink and counts what comes back.

A chunk's unknown identities are enrolled first, when the map says so and an event of theirs can be
recorded; then its events are taken in one call. An event that is answered with an error used no key
and makes its rows rejected. Sending a chunk again is always right, whatever became of it the first
time (I4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from setia.imports.gather_events import Chunk, rejection
from setia.imports.import_map import ImportMap
from setia.imports.rejections import RejectionFile
from setia.imports.sink import MappedEvent, Newcomer, Sink
from setia.imports.tally import Tally
from setia.ledger.entries import Outcome, Receipt
from setia.platform.access.principal import Principal


class SinkBroken(RuntimeError):
    """The sink did not answer every event: a fault of the program, not of the file."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the chunks of one import."""

    the_map: ImportMap
    sink: Sink
    acting: Principal
    rejections: RejectionFile
    tally: Tally

    def send(self, chunk: Chunk) -> None:
        """Enrol, take, count; rows without an event go to the file of rejected rows."""
        tally = self.tally
        tally.members += chunk.members
        tally.equal_rows += chunk.equal
        tally.dropped += chunk.dropped
        tally.rows += chunk.dropped + self.rejections.add(chunk.rejected)
        if not chunk.events:
            return
        if self.the_map.enrol:
            people: dict[bytes, Newcomer] = {}
            recordable = self.sink.recordable(chunk.events)
            for event in compress(chunk.events, recordable):
                people.setdefault(event.member, Newcomer(event.identity, event.occurred_us))
            kind, who = self.the_map.member_kind, list(people.values())
            tally.new_members += self.sink.enrol(kind, who, acting=self.acting)
        receipts = self._taken(chunk.events)
        tally.rows += sum(map(len, chunk.rows))
        if any(receipt.outcome is Outcome.ERROR for receipt in receipts):
            chunk, receipts = self._without_errors(chunk, receipts)
        tally.in_events += sum(map(len, chunk.rows))
        tally.count(chunk.events, receipts)

    def _taken(self, events: Sequence[MappedEvent]) -> Sequence[Receipt]:
        receipts = self.sink.take(self.the_map.member_kind, events, acting=self.acting)
        if len(receipts) != len(events):
            raise SinkBroken(
                f"{len(events)} events were sent but {len(receipts)} answered; what was recorded "
                "stays recorded. Report this, and run the import again."
            )
        return receipts

    def _without_errors(
        self, chunk: Chunk, receipts: Sequence[Receipt]
    ) -> tuple[Chunk, Sequence[Receipt]]:
        """The events that have an outcome; the rows of the others are rejected."""
        whole, answers = Chunk(), []
        for event, rows, receipt in zip(chunk.events, chunk.rows, receipts, strict=True):
            if receipt.outcome is Outcome.ERROR:
                said = filter(None, (receipt.reason, receipt.detail))
                reason = ": ".join(said) or "could not be taken"
                self.rejections.add(rejection(row, reason) for row in rows)
            else:
                whole.events.append(event)
                whole.rows.append(rows)
                answers.append(receipt)
        return whole, answers
