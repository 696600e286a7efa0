"""Reads the amounts, points and times that are typed after a command.

What can't be meant ends the command with code 2 and a sentence, before any database is opened.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperCommand

from setia.cli.context import MISTYPED, fail
from setia.core.engine.limits import MAX_AMOUNT
from setia.imports.amounts import Bad
from setia.imports.import_map import Time
from setia.imports.instants import Instants

_POINTS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_NEGATIVE: Final = re.compile(r"-[0-9.,]+")


class Amounts(TyperCommand):
    """A command whose first argument is an amount: ``-5`` is one, and no option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Say of a negative amount what it is, where it would be taken for an unknown option."""
        for before, arg in zip(["", *args], args, strict=False):
            if arg == "--":
                break
            if _NEGATIVE.fullmatch(arg) and not before.startswith("--"):
                raise below_zero(arg)
        return super().parse_args(ctx, args)


class Signed(TyperCommand):
    """A command whose first argument may be below zero: ``-5`` is a number, and no option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Move a negative number behind the options, where it is taken for no option."""
        numbers = [arg for arg in args if _NEGATIVE.fullmatch(arg)]
        if len(numbers) != 1 or "--" in args:
            return super().parse_args(ctx, args)
        others = [arg for arg in args if arg != numbers[0]]
        return super().parse_args(ctx, [*others, "--", *numbers])


def below_zero(text: str) -> typer.Exit:
    """Say that an amount can't be negative; raise what this returns."""
    return fail(
        f"{text}: neither an amount nor points are below zero; what comes back of a purchase has "
        "a command of its own: setia record return",
        MISTYPED,
    )


def read_amount(text: str) -> Decimal:
    """An amount of money, not below zero, its decimals not yet looked at."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        hint = "; write a point before the decimals" if "," in text else ""
        raise fail(f"{text!r} is not an amount; write it like 18.50{hint}", MISTYPED)
    if amount < 0:
        raise below_zero(text)
    return amount


def minor(amount: Decimal, decimals: int, currency: str) -> int:
    """The amount in minor units of a currency."""
    scaled = amount.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        at_most = f"at most {decimals}" if decimals else "none"
        raise fail(f"{amount} has too many decimals; {currency} has {at_most}", MISTYPED)
    if scaled > MAX_AMOUNT:
        most = Decimal(MAX_AMOUNT).scaleb(-decimals)
        raise fail(f"{amount} is too much for one event; at most {most:,f} {currency}", MISTYPED)
    return int(scaled)


def read_change(text: str) -> tuple[bool, Decimal]:
    """Whether points are taken away, and how many, their decimals not yet looked at."""
    return text.startswith("-"), read_points(text.removeprefix("-"))


def read_points(text: str) -> Decimal:
    """A number of points, above 0, its decimals not yet looked at."""
    if text.startswith("-"):
        raise below_zero(text)
    plain = text.isascii() and _POINTS.fullmatch(text) is not None
    if not plain or not 0 < Decimal(text) <= MAX_AMOUNT:
        raise fail(
            f"{text!r} is not a number of points; write one above 0, {MAX_AMOUNT:,} at most",
            MISTYPED,
        )
    return Decimal(text)


def read_time(text: str, zone: str) -> int:
    """An instant from ISO 8601, µs since 1970; without an offset in the program's zone."""
    found = Instants(Time(("--time",)), ZoneInfo(zone)).read(text)
    if isinstance(found, Bad):
        raise fail(f"--time: {found.reason}; write it like 2026-01-03T12:04", MISTYPED)
    return found
