"""Writes what acts do to a state: spends, holds, adjustments, levels; and what is only told.

An act that takes points asks whether there are enough now; its outcome is a fact that is kept for
ever, so what it took before must be found again whatever has come since, or be owed. Opening
balances and profiles stand here too: they say what is so and earn nothing.
"""

from collections.abc import Iterable, Iterator

from setia.core.engine.effects import LOT
from setia.core.engine.layout import Layout, member_slot
from setia.core.engine.lots import LotWriter, ranks
from setia.core.engine.spans import until
from setia.core.program.document import Program, TierSet, source_name

_HEAD = "(s: list[int], e: list[int], b: int, out: list[int], why: list[int]) -> int:"
_FUNCTIONS = (
    *("spend", "hold", "adjust", "opening", "tier-grant", "profile", "donate", "convert"),
    "transfer",
)
_LINES = "(s: list[int], e: list[int], b: int, lines: list[int], out: list[int], why: list[int])"


class ActWriter:
    """Writes the acts of one program; every method gives lines."""

    def __init__(self, program: Program, layout: Layout, lots: LotWriter) -> None:
        self.program = program
        self.layout = layout
        self.lots = lots
        self._fact = f"e[b + {layout.facts_at}]"
        self._first = layout.fields_at
        self._ranks = ranks(program, layout)

    def functions(self) -> Iterator[str]:
        """A function for each act, and the one that calls them by the kind of the event."""
        yield from self._spend()
        yield from self._hold()
        yield from self._adjust()
        yield from self._opening()
        yield from self._tier_grant()
        yield from self._profile()
        yield from self._gone("donate", "Give points away", "DONATED, DONATE")
        yield from self._gone("transfer", "Send points to another holder", "SENT, TRANSFER")
        yield from self._convert()
        yield from self._arrive()
        yield f"def act{_HEAD}"
        for kind in _FUNCTIONS[1:]:
            name = source_name(kind)
            yield f"    if e[b] == {name.upper()}_KIND:"
            yield f"        return {name}(s, e, b, out, why)"
        yield from ("    return spend(s, e, b, out, why)", "", "")

    def _begins(self, name: str, said: str) -> Iterator[str]:
        """The head of a function that moves points of one wallet."""
        yield f"def {name}{_HEAD}"
        yield f'    """{said}"""'
        yield f"    points = e[b + {self._first}]"
        yield f"    wallet = e[b + {self._first + 1}]"

    def _slots(self) -> Iterator[str]:
        """Where the wallet of an act stands, and what can be spent of it."""
        yield "    series = WALLETS[wallet]"
        yield "    total = SUM_OF[series]"
        yield "    debt = DEBT_OF[series]"
        yield from ("    why[1] = points", "    why[2] = s[total] - s[debt]", "    why[0] = 3")

    def _asks(self, condition: str) -> Iterator[str]:
        """Keep the outcome that is a fact, or decide it now and note it."""
        yield "    if e[b + 5] == 0:"
        yield f"        {self._fact} = 0"
        yield f"        if {condition}:"
        yield f"            {self._fact} = 1"
        yield f"    if {self._fact} == 0:"
        yield "        return REFUSED"

    def _spend(self) -> Iterator[str]:
        yield from self._begins("spend", "Take points if there are enough now.")
        yield from self._slots()
        yield from self._asks("s[total] - s[debt] >= points")
        yield "    take(s, out, series, total, debt, SPENT, SPEND, points, e[b + 1])"
        yield from ("    alive(s, e, b)", "    return ACCEPTED", "", "")

    def _hold(self) -> Iterator[str]:
        yield from self._begins("hold", "Keep points aside if there are enough now.")
        yield from self._slots()
        yield from self._asks("s[total] - s[debt] >= points")
        until, ref = f"e[b + {self._first + 2}]", f"e[b + {self._first + 3}]"
        yield f"    hold_points(s, out, series, points, {ref}, {until}, e[b + 1])"
        yield from ("    return ACCEPTED", "", "")

    def _gone(self, name: str, said: str, target: str) -> Iterator[str]:
        """An act whose points leave the holder, and which no cancel gives back.

        said: what it does. target: the account that takes the points, and the cause.
        """
        yield from self._begins(name, f"{said} if there are enough now.")
        yield from self._slots()
        yield from self._asks("s[total] - s[debt] >= points")
        yield f"    take(s, out, series, total, debt, {target}, points, e[b + 1])"
        yield from ("    return ACCEPTED", "", "")

    def _arrive(self) -> Iterator[str]:
        """Lots that another holder has sent; they stand among the lines."""
        yield f"def arrive{_LINES} -> int:"
        yield '    """Put each lot of an effect where it was."""'
        yield f"    wallet = e[b + {self._first + 1}]"
        yield "    at = e[b + 1]"
        yield "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield f"    why[1] = e[b + {self._first}]"
        yield "    why[0] = 2"
        yield "    k = e[b + 3]"
        yield f"    behind = k + {LOT} * e[b + 4]"
        yield "    while k < behind:"
        yield "        points = lines[k]"
        yield "        ends = lines[k + 1]"
        yield "        month = lines[k + 2]"
        yield "        funder = lines[k + 3]"
        yield "        due = lines[k + 4]"
        for line in self._each(self.lots.arrived(wallet) for wallet in self.program.wallets):
            yield f"    {line}"
        yield f"        k += {LOT}"
        yield from ("    return ACCEPTED", "", "")

    def _convert(self) -> Iterator[str]:
        yield from self._begins("convert", "Turn points into another wallet's.")
        yield from self._slots()
        to, gained = f"e[b + {self._first + 2}]", f"e[b + {self._first + 3}]"
        yield f"    why[3] = {gained}"
        yield f"    why[4] = {to}"
        yield "    why[0] = 5"
        yield from self._asks("s[total] - s[debt] >= points")
        yield "    take(s, out, series, total, debt, IN_TRANSIT, CONVERT, points, e[b + 1])"
        yield f"    wallet = {to}"
        yield f"    points = {gained}"
        yield "    day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield from self._each(
            self.lots.converted(wallet, self._ranks) for wallet in self.program.wallets
        )
        yield from ("    return ACCEPTED", "", "")

    def _adjust(self) -> Iterator[str]:
        yield from self._begins("adjust", "Give points, or take them if there are enough now.")
        yield from self._slots()
        yield from self._asks("points > 0 or s[total] - s[debt] >= -points")
        yield "    if points < 0:"
        yield "        take(s, out, series, total, debt, ADJUSTED, ADJUST, -points, e[b + 1])"
        yield "        return ACCEPTED"
        yield "    day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield "    ends = ABSENT"
        yield from self._each(
            self.lots.brought(wallet, "ADJUSTED, ADJUST", self._ranks)
            for wallet in self.program.wallets
        )
        yield from ("    return ACCEPTED", "", "")

    def _opening(self) -> Iterator[str]:
        yield from self._begins("opening", "Points that the member brings along.")
        yield f"    ends = e[b + {self._first + 2}]"
        yield f"    day = e[b + {self._first + 3}]"
        yield "    if day == ABSENT:"
        yield "        day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield "    why[1] = points"
        yield "    why[0] = 2"
        yield from self._each(
            self.lots.brought(wallet, "OPENING, OPEN", self._ranks)
            for wallet in self.program.wallets
        )
        yield from ("    return ACCEPTED", "", "")

    def _each(self, written: Iterable[Iterable[str]]) -> Iterator[str]:
        """The lines of each wallet where the act is of it."""
        for k, lines in enumerate(written):
            yield f"    if wallet == {k}:"
            yield from lines

    def _tier_grant(self) -> Iterator[str]:
        yield f"def tier_grant{_HEAD}"
        yield '    """Hold a level until a day, or as long as one that was reached."""'
        yield f"    code = e[b + {self._first}]"
        yield f"    until = e[b + {self._first + 2}]"
        yield "    why[1] = code"
        yield "    why[0] = 2"
        yield from self._asks("until > e[b + 1] or until == ABSENT")
        yield "    day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
        for k, one in enumerate(self.program.tiers):
            yield from self._granted(k, one)
        yield from ("    return ACCEPTED", "", "")

    def _granted(self, k: int, one: TierSet) -> Iterator[str]:
        level, ends = (self.layout.slot(f"{name}:{one.id}") for name in ("tier", "until"))
        name = source_name(one.id)
        yield f"    if e[b + {self._first + 1}] == {k}:"
        yield f"        s[{level}] = code"
        yield f"        s[{ends}] = NEVER"
        if one.grace is not None:
            yield f"        s[{self.layout.slot(f'grace:{one.id}')}] = 0"
        yield f"        if RANK_{name}[code] > 0:"
        yield f"            s[{ends}] = until"
        yield "            if until == ABSENT:"
        yield f"                s[{ends}] = {until(f'kept_{name}', one.keep)}"
        yield f"        if s[{ends}] < s[DUE]:"
        yield f"            s[DUE] = s[{ends}]"

    def _profile(self) -> Iterator[str]:
        yield f"def profile{_HEAD}"
        yield '    """What is told of the member; what is not named stays as it was."""'
        yield "    why[0] = 1"
        for place, one in enumerate(self.layout.member_columns):
            told = f"e[b + {self._first + 2 + place}]"
            yield f"    if {told} != UNTOLD:"
            yield f"        s[{self.layout.slot(member_slot(one))}] = {told}"
        yield from ("    return ACCEPTED", "", "")
