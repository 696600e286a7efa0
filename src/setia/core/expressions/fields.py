"""What an expression may speak of.

A field is declared by the program document or built in; nothing else can be reached. Its type fixes
which literals it may be compared with and how they become integers: money in minor units, numbers
as they are, choices as their rank, text as a code from the version's own dictionary.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

FieldType = Literal["money", "number", "text", "choice"]
Scope = Literal["event", "item", "state"]

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field: its name as written, type, scope; for a choice its values in order."""

    name: str
    type: FieldType
    scope: Scope
    values: tuple[str, ...] = ()
    ordered: bool = False

    @property
    def key(self) -> str:
        """The attribute's own name, without the ``item.`` in front."""
        return self.name.rpartition(".")[2]


Fields = Mapping[str, Field]

BUILT_IN: Final = (
    Field("amount", "money", "event"),
    Field("weekday", "choice", "event", WEEKDAYS),
    Field("hour", "number", "event"),
)
