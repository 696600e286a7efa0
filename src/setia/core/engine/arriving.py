"""Puts a lot that another holder has sent into a state.

Its text below the line is copied behind the calendar of a version. Like the rest of the library it
runs unchanged interpreted and compiled.
"""

from setia.core.engine.kernel import AVAILABLE, EXPIRE, EXPIRED, SENT, TRANSFER, post, settle

# This line ends what the version itself has.


def bring_lot(
    s: list[int],
    out: list[int],
    wallet: int,
    total: int,
    debt: int,
    lot: int,
    month: int,
    funder: int,
    due: int,
    amount: int,
    at: int,
) -> None:
    """Put points into the lot that they were sent from; a debt is repaid first.

    One that has ended on the way is over.
    """
    post(out, wallet, SENT, AVAILABLE, lot, month, funder, at, TRANSFER, amount)
    if due <= at:
        post(out, wallet, AVAILABLE, EXPIRED, lot, month, funder, at, EXPIRE, amount)
    else:
        settle(s, out, wallet, total, debt, due, month, funder, lot, amount, at)
