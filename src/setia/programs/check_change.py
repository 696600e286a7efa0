"""Checks what a new version changes against what members already hold.

Points, amounts and levels are kept as whole numbers of the smallest part; a version that took a
wallet away, or counted its points or money in other parts, would change what members have without
a posting.
"""

from collections.abc import Iterator

from setia.core.program.document import Problem, Program


def check_change(before: Program, after: Program) -> tuple[Problem, ...]:
    """Every problem of publishing a version after another; none when it may be."""
    return tuple(_problems(before, after))


def _problems(before: Program, after: Program) -> Iterator[Problem]:
    if before.currency != after.currency:
        cause = f"was {before.currency} in the version before"
        yield Problem(1, 1, "currency", cause, "keep it: counters and levels are in it")
    kept = {one.id: one for one in after.wallets}
    for one in before.wallets:
        path = f"wallets.{one.id}"
        if one.id not in kept:
            yield Problem(1, 1, path, "is gone, and members hold its points", "keep the wallet")
        elif kept[one.id].decimals != one.decimals:
            cause = f"had {one.decimals} decimals in the version before"
            yield Problem(1, 1, path, cause, f"write decimals: {one.decimals}")
