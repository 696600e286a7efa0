"""Proves one holder: its state, lots, sums and sealed rows are what its events say.

The history is folded anew and compared with the stored state (I6) and with what was posted; the
lots that the postings leave are compared with those of the state (I7), the accounts of each wallet
with 0 (I1), the columns that SQL asks with the state behind them. `seq` is dense and positions
follow it, and each row still has the hash that was sealed or noted when it was written (I15).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

from setia.core.engine.book import Book, same
from setia.core.engine.layout import Layout, is_wallet
from setia.core.engine.postings import Account, Totals, add, unfold
from setia.core.engine.state import BadState, Bucket, Held, buckets, holds, unpack
from setia.ledger.refold import UNREADABLE, Instants, columns, instants, refold
from setia.ledger.verify.reading import Sealed
from setia.ledger.verify.verdict import Verdict

_ACCOUNTS: Final = frozenset(int(account) for account in Account)


def check_holder(
    verdict: Verdict, book: Book, row: Sequence[Any], events: Sequence[Sealed]
) -> None:
    """Look at one holder. row: the columns that `reading.states` gives."""
    member_id, seq, recorded_us, swept_us, last_act_us, engine, *derived = row
    where = f"holder {member_id}"
    leaves = [event.leaf for event in events]
    for event in events:
        _sealed(verdict, event)
    _order(verdict, where, seq, events)
    _instants(verdict, where, Instants(recorded_us, swept_us, last_act_us), instants(leaves))
    posted: Totals = {}
    try:
        for leaf in leaves:
            add(posted, unfold(leaf.moves, leaf.amounts))
        state, totals = refold(book, leaves)
    except UNREADABLE as error:
        verdict.note("unreadable", where, f"its events can't be folded: {error!r}")
        return
    _postings(verdict, where, posted, totals)
    try:
        stored = unpack(bytes(engine), book.newest.layout)
    except BadState as error:
        verdict.note("bad_state", where, str(error))
        return
    if not same(state, stored):
        verdict.note("state", where, _first_difference(state, stored))
    for difference in columns(book.newest.layout, stored).differences(derived):
        verdict.note("state", where, difference)
    _accounts(verdict, where, posted, stored, book.newest.layout)


def _sealed(verdict: Verdict, event: Sealed) -> None:
    """The row is what was hashed when it was written."""
    leaf = event.leaf
    where = f"event {leaf.seq} of {leaf.member_id}"
    if event.position:
        where = f"position {event.position}: {where}"
    if event.hash is None:
        verdict.note("unsealed", where, "is neither sealed nor noted for the sealer")
    elif not _is_sealed(event):
        verdict.note("leaf_hash", where, "the row is not what was sealed")


def _is_sealed(event: Sealed) -> bool:
    try:
        return event.leaf.hash() == event.hash
    except UNREADABLE:
        return False


def _order(verdict: Verdict, where: str, seq: int, events: Sequence[Sealed]) -> None:
    """`seq` is dense from 1, recorded instants rise with it, and positions follow it."""
    for should, event in enumerate(events, 1):
        if event.leaf.seq != should:
            verdict.note("seq_gap", where, f"event {should} is missing")
            break
    if (events[-1].leaf.seq if events else 0) != seq:
        last = events[-1].leaf.seq if events else 0
        verdict.note("seq_gap", where, f"the last event is {last}, the state says {seq}")
    for before, after in pairwise(events):
        at = f"event {after.leaf.seq} of {after.leaf.member_id}"
        if after.leaf.recorded_us <= before.leaf.recorded_us:
            verdict.note("recorded", at, "was not recorded after the event before it (I11)")
        if after.position and not 0 < before.position < after.position:
            verdict.note("order", at, f"position {after.position} is not after {before.position}")


def _instants(verdict: Verdict, where: str, stored: Instants, should: Instants) -> None:
    """The state's own instants are those of its events."""
    for name in ("recorded_us", "swept_us", "last_act_us"):
        does, gives = getattr(stored, name), getattr(should, name)
        if does != gives:
            verdict.note("state", where, f"{name} is {does}, its events give {gives}")


def _postings(verdict: Verdict, where: str, posted: Totals, totals: Totals) -> None:
    for key in sorted({*posted, *totals}):
        does, should = posted.get(key, 0), totals.get(key, 0)
        if does != should:
            wallet, source, target, expires_us, *_ = key
            verdict.note(
                "postings",
                where,
                f"wallet {wallet}, {_name(source)} to {_name(target)}, lot that ends at"
                f" {expires_us}: {does} posted, the fold gives {should}",
            )
            return


def _accounts(
    verdict: Verdict, where: str, posted: Totals, state: Sequence[int], layout: Layout
) -> None:
    """Lots, holds and debts as posted against those kept; accounts known; wallets sum to 0."""
    sums: dict[int, int] = {}
    owed: dict[int, int] = {}
    for (wallet, source, target, *_), amount in posted.items():
        if source not in _ACCOUNTS or target not in _ACCOUNTS:
            verdict.note("account", where, f"no account {source} or {target}")
        for account, change in ((source, -amount), (target, amount)):
            sums[wallet] = sums.get(wallet, 0) + change
            if account == Account.DEBT:
                owed[wallet] = owed.get(wallet, 0) - change
    for wallet, name in enumerate(layout.series):
        debt = state[layout.slot(f"debt:{name}")] if f"debt:{name}" in layout.slots else 0
        if debt != owed.get(wallet, 0):
            verdict.note("debt", where, f"{owed.get(wallet, 0)} posted, the state holds {debt}")
    kept = [one for one in buckets(state) if is_wallet(layout.series[one.series])]
    if _by_lot(posted, Account.AVAILABLE) != _added_up(kept):
        verdict.note("lots", where, "postings and lots differ")
    aside = [one for one in holds(state) if is_wallet(layout.series[one.series])]
    if _by_lot(posted, Account.HELD) != _added_up(aside):
        verdict.note("holds", where, "postings and what is on hold differ")
    if any(sums.values()):
        verdict.note("sum", where, f"accounts sum to {sums}, not 0")


def _by_lot(posted: Totals, account: Account) -> dict[tuple[int, ...], int]:
    """What postings leave in an account, by lot."""
    lots: dict[tuple[int, ...], int] = {}
    for (wallet, source, target, expires, month, funder, *_), amount in posted.items():
        lot = (wallet, expires, month, funder)
        change = amount * ((target == account) - (source == account))
        lots[lot] = lots.get(lot, 0) + change
    return {lot: amount for lot, amount in lots.items() if amount}


def _added_up(parts: Iterable[Bucket | Held]) -> dict[tuple[int, ...], int]:
    """What a state keeps, by lot."""
    lots: dict[tuple[int, ...], int] = {}
    for one in parts:
        lot = (one.series, one.lot_us, one.month, one.funder)
        lots[lot] = lots.get(lot, 0) + one.amount
    return lots


def _name(account: int) -> str:
    return Account(account).name.lower() if account in _ACCOUNTS else str(account)


def _first_difference(should: Sequence[int], does: Sequence[int]) -> str:
    for place, (want, have) in enumerate(zip(should, does, strict=False)):
        if want != have:
            return f"int {place}: the fold gives {want}, the state holds {have}"
    return f"the fold gives {len(should)} ints, the state holds {len(does)}"
