"""What an expression may speak of.

A field is declared by the program document or built in; nothing else can be reached. Its type fixes
which literals it may be compared with and how they become integers: money in minor units, numbers
in their declared decimals, dates in days since 1970, yes or no as 1 or 0, choices as their rank.
A text, and each text of a list, is only ever the same as another or not.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from setia.core.engine.limits import MAX_AMOUNT

FieldType = Literal["money", "number", "text", "bool", "date", "list", "choice"]
Scope = Literal["event", "item", "member", "state", "time"]
Table = Literal["", "stores", "products"]
"""What is looked up in reference data, by the store of an event or the sku of an item."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_DAY: Final = -719_162
LAST_DAY: Final = 2_932_896
"""The days since 1970 of 0001-01-01 and 9999-12-31: every date there is."""

_EPOCH: Final = date(1970, 1, 1).toordinal()

NUMERIC: Final = frozenset({"money", "number", "date"})
"""Types that can be calculated with."""


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field: its name as written, type, scope; for a choice its values in order.

    least, most: the range of its integers, where one is declared. decimals: of a number. personal:
    it identifies a person, and no expression may read it. default: stands for what an event does
    not carry. needed: an event without it is refused. names: what people call it, by language.
    table: the reference data that tell it; "" for what events and profiles tell themselves.
    """

    name: str
    type: FieldType
    scope: Scope
    values: tuple[str, ...] = ()
    ordered: bool = False
    least: int | None = None
    most: int | None = None
    decimals: int = 0
    personal: bool = False
    default: int | str | bool | None = None
    needed: bool = False
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    table: Table = ""

    @property
    def key(self) -> str:
        """The attribute's own name, without the ``item.`` or ``member.`` in front; what is looked
        up is put beside what an event carries under its whole name.
        """
        return self.name if self.table else self.attribute

    @property
    def attribute(self) -> str:
        """What it is called where it is told: an event, a profile, a row of reference data."""
        return self.name.rpartition(".")[2]

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the largest integer that it can be."""
        if self.type == "date":
            low, high = FIRST_DAY, LAST_DAY
        elif self.type in ("money", "number"):
            low, high = -MAX_AMOUNT, MAX_AMOUNT
        else:
            low, high = 0, max(1, len(self.values) - 1)
        return (
            low if self.least is None else self.least,
            high if self.most is None else self.most,
        )


Fields: TypeAlias = Mapping[str, Field]

AMOUNT: Final = Field("amount", "money", "event", least=0)
ITEM_AMOUNT: Final = Field("item.amount", "money", "item")
BUILT_IN: Final = (
    AMOUNT,
    Field("today", "date", "time"),
    Field("weekday", "choice", "time", WEEKDAYS),
    Field("hour", "number", "time", least=0, most=23),
    Field("day", "number", "time", least=1, most=31),
    Field("month", "number", "time", least=1, most=12),
)


def day_of(text: str) -> int | None:
    """The days since 1970 of a date written like ``2026-12-25``; None for any other text."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found.toordinal() - _EPOCH if found.isoformat() == text else None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that one expression may name.

    decimals: of the program's currency, for money. lists: named lists of texts. elsewhere: why
    fields that there are can't be named here, by their name.
    """

    fields: Fields
    decimals: int
    lists: Collection[str] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
