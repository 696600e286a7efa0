"""What a fold remembers of one holder's history, so that returns and cancels can be decided.

A return is decided on what stood before the event that it names. So that event is known by its
source and key, a copy of the slots that it found is kept, and each return that was accepted since.
Of a spend or capture that a cancel names, the lots that it took are kept, see `holds`.
A return waits while there is no such event; one that claims to be older than its event acts at the
event's own instant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from setia.core.engine.holds import PART
from setia.core.engine.kinds import EFFECT, ENDS, KINDS, RELEASE, RETURN, earns, rank_of
from setia.core.engine.layout import HEAD, ROW_FIXED
from setia.core.engine.limits import MAX_BUCKETS, NEVER
from setia.core.engine.readers import Payload
from setia.core.engine.remaining import OF, OF_SOURCE, numbers, problem, remaining
from setia.core.engine.remembering import WATCHED
from setia.core.engine.unnamed import names_one

if TYPE_CHECKING:
    from setia.core.engine.book import Book, Happened, Version

Name = tuple[str, str]
CANCEL: Final = "cancel"
USES: Final = frozenset({"spend", "capture"})
"""Acts that use points, which a cancel can give back."""

NOTHING_LEFT: Final = 3
PART_LEFT: Final = 2
_RANK, _GIVEN, _MEMORY = (ROW_FIXED.index(name) for name in ("rank", "given", "memory"))


@dataclass(slots=True)
class Original:
    """An event of which something comes back: where what stood before it is kept, and its returns.

    facts: those of its decision. returned: what accepted returns said, in the order of the fold.
    known: the same of all returns that were accepted before this fold, wherever they stand in it.
    """

    event: "Happened"
    version: "Version"
    place: int
    facts: Sequence[int] = ()
    returned: list[Payload] = field(default_factory=list)
    known: list[Payload] = field(default_factory=list)

    @property
    def payload(self) -> Payload:
        """What its kind declares of it: items and an amount only where it has any."""
        kind = self.version.program.kinds[self.event.kind]
        aside = {"items"} if not kind.has_items else set()
        aside |= {"amount"} if "amount" not in kind.fields else set()
        return {key: one for key, one in self.event.payload.items() if key not in aside}


class Memory:
    """What one fold remembers. m: as the engine reads it, see `remembering`."""

    def __init__(self, book: "Book", events: Iterable["Happened"]) -> None:
        self._book = book
        events = list(events)
        self._returns = [one for one in events if takes_of_one(one)]
        self._named = {named(one) for one in self._returns}
        known = [one for one in events if (one.source, one.key) in self._named and earns(one.kind)]
        self._known = {(one.source, one.key): one for one in known}
        self._earned_nothing = {
            (one.source, one.key)
            for one in events
            if (one.source, one.key) in self._named and not earns(one.kind)
        }
        # One event and one return watch so many lots at most.
        adds = max(version.sizes.adds for version in book.versions)
        room = WATCHED * adds * (len(known) + len(self._returns)) if self._returns else 0
        self.m = [0] * (1 + room)
        self._out = [0]
        self.found: dict[Name, Original] = {}
        self._cancelled = {named(one) for one in events if one.kind == CANCEL}
        # Every event brings at most so many lots, or splits so many.
        many = (adds + 2) * len(events) + sum(lots_in(one) for one in events)
        self._most_parts = min(MAX_BUCKETS, many) + 2
        self._taken: dict[Name, int] = {}
        self._releases: dict[Name, list[Happened]] = {}
        for one in events:
            if one.kind == RELEASE and named(one) in self._known:
                self._releases.setdefault(named(one), []).append(one)

    def buffer(self, size: int) -> list[int]:
        """An empty posting buffer of so many ints at least; it is the same one each time."""
        if len(self._out) < size:
            self._out = [0] * size
        self._out[0] = 0
        return self._out

    def in_order(self, events: Iterable["Happened"]) -> list["Happened"]:
        """Events in the order of the fold; a return is never older than what it takes from."""
        return sorted((self._placed(one) for one in events), key=lambda one: one.order())

    def _placed(self, event: "Happened") -> "Happened":
        original = self._known.get(named(event)) if takes_of_one(event) else None
        if original is None or original.at_us <= event.at_us:
            return event
        return replace(event, at_us=original.at_us)

    def keep(
        self,
        event: "Happened",
        version: "Version",
        slots: int,
        facts: Sequence[int],
        parts: int | None = None,
    ) -> int:
        """Where to remember what stands before an event, or what it takes; of a cancel, where that
        of its event is remembered. 0 where there is nothing to remember.

        parts: the lots and parts of holds that there are before; None: not known.
        """
        if event.kind == CANCEL:
            return self._taken.get(named(event), 0)
        name = (event.source, event.key)
        if event.kind in USES and name in self._cancelled:
            self._taken[name] = len(self.m)
            most = self._most_parts if parts is None else parts + 2
            self.m += [0] * (1 + PART * most)
            return self._taken[name]
        if name not in self._known:
            return 0
        place = len(self.m)
        self.m += [0] * (HEAD + slots)
        accepted = [
            one.payload for one in self._returns if named(one) == name and outcome(one) == 1
        ]
        self.found[name] = Original(event, version, place, facts, known=accepted)
        return place

    def original(self, event: "Happened") -> Original | None:
        """The event that a return names, once it has been folded."""
        return self.found.get(named(event))

    def forget(self, event: "Happened") -> None:
        """An event that was set aside is none that a return can take from."""
        self.found.pop((event.source, event.key), None)

    def earned_nothing(self, event: "Happened") -> bool:
        """Whether a return names an event that never earns: a spend, a profile, a return."""
        return named(event) in self._earned_nothing

    def took(self, event: "Happened", *, accepted: bool) -> None:
        """Note what a return took, where it was accepted."""
        if not accepted:
            return
        original = self.found[named(event)]
        original.returned.append(event.payload)
        if outcome(event) < 0:
            original.known.append(event.payload)

    def row(
        self, book: "Book", event: "Happened", lines: list[int]
    ) -> tuple[list[int], int, "Version"]:
        """Rows of a return: its event whole, what was left of it, and what is left now.

        And where the last begins, and the version that decides it. Of a return that waits, or was
        refused, there is no row but its own.
        """
        version, known, original = book.at(event.at_us), outcome(event), self.original(event)
        if known == 0 or original is None:
            row = [0] * version.layout.width
            row[1:3] = event.at_us, rank_of(event.kind)
            if known:
                row[0] = KINDS[RETURN]
            else:
                row[_MEMORY] = -self._tell(0, event, 0, 0, 0)
            return row, 0, version if original is None else original.version
        place, version = original.event, original.version
        known_numbers, fits = numbers(version.program), version.encoder.fits(place)
        parts: tuple[list[Payload], ...] = (
            [],
            original.returned,
            [*original.returned, event.payload],
        )
        rows: list[int] = []
        for part in parts:
            left = original.payload
            if part:
                left = remaining(original.payload, part, known_numbers, fits)
            row = version.encoder.row(
                place.kind, place.at_us, left or original.payload, lines, original.facts,
                ref=place.ref, known_us=place.known_us,
            )  # fmt: skip
            if part:
                row[_GIVEN] = PART_LEFT if left else NOTHING_LEFT
            if not left:
                row[version.layout.fields_at] = 0
            rows += row
        width = version.layout.width
        rows[2 * width + _RANK] = rank_of(event.kind)
        rows[2 * width + _MEMORY] = -self._tell(original.place, event, 0, width, known)
        return rows, 2 * width, version

    def _tell(self, place: int, event: "Happened", whole: int, before: int, known: int) -> int:
        """Note what the engine is to know of a return; where that stands."""
        told = len(self.m)
        self.m += [place, event.at_us, whole, before, known, self._released_us(event)]
        return told

    def _released_us(self, event: "Happened") -> int:
        """When what a return takes from was first released; NEVER where it was not."""
        of = self._known.get(named(event))
        if of is None:
            return NEVER
        mine = self._releases.get(named(event), ())
        return min((one.at_us for one in mine if one.order() > of.order()), default=NEVER)


def ref_of(kind: str, source: str, key: str, payload: Payload) -> int:
    """The number of a hold, or of the hold that a capture or cancel names; of an event that earns,
    or of the one that a release names; 0 of any other event.

    It has 62 bits of a hash of source and key: two open holds of a holder share one about once in
    2**62 pairs. Holds and events that earn are told apart, so a capture never finds what waits.
    """
    names = kind in ENDS or kind == RELEASE
    waits = kind == RELEASE or earns(kind)
    if kind != "hold" and not names and not waits:
        return 0
    whose, name = named_by(payload, source) if names else (source, key)
    parts = whose.encode(), name.encode()
    said = (RELEASE.encode() if waits else b"") + len(parts[0]).to_bytes(8, "big")
    return int.from_bytes(sha256(said + b"".join(parts)).digest()[:8], "big") >> 2


def lots_in(event: "Happened") -> int:
    """How many lots an effect brings; 0 of any other event."""
    lots = event.payload.get("lots") if event.kind == EFFECT else None
    return len(lots) if isinstance(lots, list | tuple) else 0


def takes_of_one(event: "Happened") -> bool:
    """Whether it is a return that names the event that it takes from."""
    return event.kind == RETURN and names_one(event.payload)


def named(event: "Happened") -> Name:
    """Source and key of what a return names; in its own source where it says none."""
    return named_by(event.payload, event.source)


def named_by(payload: Payload, source: str) -> Name:
    """As `named`, by what the return carries and its own source."""
    return str(payload.get(OF_SOURCE) or source), str(payload.get(OF))


def outcome(event: "Happened") -> int:
    """What was decided of a return when it was recorded: 1 or 0, -1 for nothing."""
    return -1 if event.facts is None else int(event.facts[0]) if event.facts else 0


def why_not(original: Original, event: "Happened") -> str:
    """Why a return that is decided now can't take what it says; "" where it can."""
    currency = original.version.program.currency
    return problem(original.payload, original.known, event.payload, currency)
