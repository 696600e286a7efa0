"""Writes how the points of an event are put into lots, and what lets lots live on.

A lot is issued to be spent at once or to wait; one that ends by inactivity ends with all others of
its wallet, so postings know it as ending never.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from setia.core.engine.layout import Layout, pending_of
from setia.core.engine.spans import level_end, rule_end, until, wallet_end
from setia.core.program.document import Program, Rule, Wallet, source_name


def ranks(program: Program, layout: Layout) -> Mapping[str, str]:
    """The source of the rank that a state holds in each tier set."""
    slots = {one.id: layout.slot(f"tier:{one.id}") for one in program.tiers}
    return {name: f"RANK_{source_name(name)}[s[{slot}]]" for name, slot in slots.items()}


class LotWriter:
    """Writes the lots of one program; every method gives lines."""

    def __init__(self, program: Program, layout: Layout) -> None:
        self.program = program
        self.layout = layout
        self.rules = program.ordered_rules

    def lots(
        self, wallet: Wallet, rules: Sequence[Rule], tiers: Mapping[str, str]
    ) -> Iterator[str]:
        """Put the points of an event into lots: rules with an end or payer of their own apart.

        tiers: the source of the rank that is held in each tier set.
        """
        own = [rule for rule in rules if rule.own_lots]
        if own:
            yield "    rest = total"
        for rule in own:
            place = 2 * self.rules.index(rule)
            yield f"    if work[{place}] > 0:"
            if rule.expiry is not None:
                span = rule.expiry.span
                yield f"        lot = {until(rule_end(rule), span)}"
            else:
                yield from self._ends(wallet, tiers)
            yield from self._earn(wallet, f"work[{place}]", rule.funder or wallet.funder)
            yield f"        rest -= work[{place}]"
        left = "rest" if own else "total"
        yield f"    if {left} > 0:"
        yield from self._ends(wallet, tiers)
        yield from self._earn(wallet, left, wallet.funder)

    def _ends(self, wallet: Wallet, tiers: Mapping[str, str]) -> Iterator[str]:
        """Lines that set `lot` to the end of points by the wallet, and by the level held."""
        span = wallet.expiry.span if wallet.expiry else None
        yield f"        lot = {until(wallet_end(wallet), span)}"
        for tier_set, level, expiry in wallet.by_tier:
            levels = next(one.levels for one in self.program.tiers if one.id == tier_set)
            rank = [one.id for one in levels].index(level)
            yield f"        if {tiers[tier_set]} >= {rank}:"
            ends = until(level_end(wallet, tier_set, level), expiry.span if expiry else None)
            yield f"            lot = {ends}"

    def _earn(self, wallet: Wallet, amount: str, funder: str) -> Iterator[str]:
        """Lines that issue an amount into the lot that ends at `lot`."""
        if wallet.pending is None:
            yield from self._into(wallet, "ISSUED, EARN", amount, funder)
            return
        series = self.layout.series.index
        waiting = pending_of(wallet.id)
        into = f"{series(wallet.id)}, {series(waiting)}, {self.layout.slot(f'sum:{waiting}')}"
        due = until(f"usable_{source_name(wallet.id)}", wallet.pending)
        whose = self._whose(funder)
        if wallet.unreleased is not None:
            into = f"s, out, e[b + {self.layout.ref_at}], {into}, {due}, {whose}, lot"
            then = f"WAITS_OF[{series(waiting)}]"
            yield f"        issue_waiting({into}, {amount}, e[b + 1], {then})"
            return
        yield f"        issue_pending(s, out, {into}, {due}, {whose}, lot, {amount}, e[b + 1])"

    def _whose(self, funder: str) -> str:
        return f"by_day_month(day), {self.layout.funders.index(funder)}"

    def _into(self, wallet: Wallet, source: str, amount: str, funder: str) -> Iterator[str]:
        """Lines that put an amount at once into the lot that ends at `lot`.

        source: the account that it comes from, and the cause.
        """
        lot = "lot"
        if wallet.expiry is not None and wallet.expiry.without:
            # All lots end with the last active day; postings know them as ending never.
            lot = "NEVER"
            yield from self._idle_lot(wallet)
        into = f"{source}, {self._places(wallet)}, lot, {self._whose(funder)}, {lot}"
        yield f"        bring(s, out, {into}, {amount}, e[b + 1])"

    def _places(self, wallet: Wallet) -> str:
        """A wallet's series, and the slots of its sum and debt."""
        slots = (self.layout.slot(f"{name}:{wallet.id}") for name in ("sum", "debt"))
        return ", ".join(str(one) for one in (self.layout.series.index(wallet.id), *slots))

    def _idle_lot(self, wallet: Wallet) -> Iterator[str]:
        """Lines that set `lot` to the end of all lots, counted anew where none lives."""
        active = self.layout.slot(f"active:{wallet.id}")
        yield from self._begins_anew(wallet)
        yield f"            s[{active}] = day + 1"
        yield f"        lot = by_day_{wallet_end(wallet)}(s[{active}] - 1)"

    def _begins_anew(self, wallet: Wallet) -> Iterator[str]:
        """Lines that note since when lots live on; what follows is for when none did before."""
        active, since = (self.layout.slot(f"{name}:{wallet.id}") for name in ("active", "since"))
        expires = f"by_day_{wallet_end(wallet)}"
        yield f"        if s[{active}] == 0 or {expires}(s[{active}] - 1) <= e[b + 1]:"
        yield f"            s[{since}] = e[b + 1]"

    def brought(self, wallet: Wallet, source: str, tiers: Mapping[str, str]) -> Iterator[str]:
        """Put `points` that were not earned into a lot; one that `ends` says has its own end.

        source: account and cause. A lot that is over already is refused.
        """
        yield from self._ends(wallet, tiers)
        own_end = wallet.expiry is None or not wallet.expiry.without
        if own_end:
            yield "        if ends != ABSENT:"
            yield "            lot = ends"
            yield "        if lot <= e[b + 1]:"
            yield "            return REFUSED"
        yield from self._into(wallet, source, "points", wallet.funder)

    def converted(self, wallet: Wallet, tiers: Mapping[str, str]) -> Iterator[str]:
        """Put `points` that come from another wallet into a lot as of that day."""
        yield from self._ends(wallet, tiers)
        yield from self._into(wallet, "IN_TRANSIT, CONVERT", "points", wallet.funder)

    def arrived(self, wallet: Wallet) -> Iterator[str]:
        """Put a lot that another holder has sent where it was: it keeps its end, month and payer.

        One that ends by inactivity lives with the lots of whoever has it now.
        """
        places = self._places(wallet)
        own = f"bring_lot(s, out, {places}, ends, month, funder, due, points, at)"
        if wallet.expiry is None or not wallet.expiry.without:
            yield f"        {own}"
            return
        yield from self._idle_lot(wallet)
        into = f"SENT, TRANSFER, {places}, lot, month, funder, ends"
        yield "        if ends == NEVER:"
        yield f"            bring(s, out, {into}, points, at)"
        yield "        else:"
        yield f"            {own}"

    def coming_back(self) -> Iterator[str]:
        """Functions of points that come back: when they end, and what a spend keeps alive."""
        yield from self._idle_end()
        yield from self._idle_since()
        yield from self._fresh_end()
        grace = self.program.returns.grace
        day = "local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US"
        ends = "at" if grace is None else f"by_day_given_back({day})"
        yield from ("def graced(at: int) -> int:", f"    return {ends}", "", "")
        yield from ("def month_at(at: int) -> int:", f"    return by_day_month({day})", "", "")
        yield "def alive(s: list[int], e: list[int], b: int) -> None:"
        yield from self.active(lambda kinds: ["True"] if "spend" in kinds else [])
        yield from ("    return", "", "")

    def _fresh_end(self) -> Iterator[str]:
        """A function that says when points of a series would end that were issued at an instant."""
        yield "def fresh_end(s: list[int], series: int, at: int) -> int:"
        yield "    day = local_us(at, ZONE_AT, ZONE_OFFSET) // DAY_US"
        yield "    lot = idle_end(s, series)"
        yield "    if at < lot < NEVER:"
        yield "        return lot"
        for wallet in self.program.wallets:
            yield f"    if series == {self.layout.series.index(wallet.id)}:"
            yield from self._ends(wallet, ranks(self.program, self.layout))
        yield from ("    return lot", "", "")

    def _idle_end(self) -> Iterator[str]:
        """A function that says when the lots of a series end that end without activity."""
        yield "def idle_end(s: list[int], series: int) -> int:"
        for wallet in self.program.wallets:
            if wallet.expiry is not None and wallet.expiry.without:
                active = f"s[{self.layout.slot(f'active:{wallet.id}')}]"
                yield f"    if series == {self.layout.series.index(wallet.id)} and {active} > 0:"
                yield f"        return by_day_{wallet_end(wallet)}({active} - 1)"
        yield from ("    return NEVER", "", "")

    def _idle_since(self) -> Iterator[str]:
        """A function that says when the lots of a series began that end without activity."""
        yield "def idle_since(s: list[int], series: int) -> int:"
        for wallet in self.program.wallets:
            if wallet.expiry is not None and wallet.expiry.without:
                yield f"    if series == {self.layout.series.index(wallet.id)}:"
                yield f"        return s[{self.layout.slot(f'since:{wallet.id}')}]"
        yield from ("    return 0", "", "")

    def active(self, kinds: Callable[[tuple[str, ...]], list[str]]) -> Iterator[str]:
        """Let lots that end by inactivity live on; kinds: what asks whether this event counts."""
        for wallet in self.program.wallets:
            if wallet.expiry is None or not (asked := kinds(wallet.expiry.without)):
                continue
            active = self.layout.slot(f"active:{wallet.id}")
            series, total = (
                self.layout.series.index(wallet.id),
                self.layout.slot(f"sum:{wallet.id}"),
            )
            due = f"by_day_{wallet_end(wallet)}(day)"
            yield f"    if {' or '.join(asked)}:"
            yield "        day = local_us(e[b + 1], ZONE_AT, ZONE_OFFSET) // DAY_US"
            yield from self._begins_anew(wallet)
            yield f"        s[{active}] = day + 1"
            yield f"        postpone(s, {series}, {total}, {due})"
