"""The tests that a document brings with it, as frozen values.

A scenario is a member to whom steps happen, one after the other, and what must then be so. Points
are in their smallest parts, and times by the clock on the wall of the program's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Given: TypeAlias = Mapping[str, Mapping[str, Mapping[str, str | list[str]]]]
"""Reference data by table and key: what is known there, by attribute."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario: an event or only time that passes, and what must then be so.

    at_local_us: by the clock on the wall. kind: "" for no event. earns and balance: points by
    wallet; because: points by rule; refused: a reason; tiers: the level by its field. None and
    empty: nothing is said of it.
    """

    line: int
    column: int
    path: str
    at_local_us: int
    kind: str = ""
    payload: Mapping[str, object] = field(default_factory=dict)
    earns: Mapping[str, int] | None = None
    because: Mapping[str, int] | None = None
    refused: str | None = None
    balance: Mapping[str, int] | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the document's own tests: a member to whom its steps happen, one after the other.

    given: the reference data that it takes for given.
    """

    name: str
    steps: tuple[Step, ...]
    given: Given = field(default_factory=dict)
