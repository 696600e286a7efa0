"""Reads the tier sets: what levels are reached by, how long they are kept and how far they fall.

A level is a field of conditions, so its names are gathered first; what it takes to reach it is read
when all counters are known, in the measure's own unit.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from setia.core.expressions.fields import Field
from setia.core.program import phrases
from setia.core.program.document import Counter, Drop, Level, Span, TierSet, tier_field
from setia.core.program.shape import Shape
from setia.core.program.source import Listed, Mapped, Text

MAX_TIER_SETS: Final = 10
MAX_LEVELS: Final = 30
_DROPS: Final[Mapping[str, Drop]] = {
    "to measure": "to measure", "one level": "one level", "never": "never",
}  # fmt: skip
_YEAR: Final = Span(months=12)
_SPEND: Final = Field("spend", "money", "state", least=0)


def levels_of(root: Shape) -> Mapping[str, tuple[str, ...]]:
    """The ids of each tier set's levels, by the field's name; what is wrong is noted later."""
    value = root.value("tiers")
    sets = value.items if isinstance(value, Mapped) else {}
    found: dict[str, tuple[str, ...]] = {}
    for name, one in sets.items():
        rows = one.items.get("levels") if isinstance(one, Mapped) else None
        listed = rows.items if isinstance(rows, Listed) else ()
        ids = (row.items.get("tier") for row in listed if isinstance(row, Mapped))
        found[tier_field(sets, name)] = tuple(one.value for one in ids if isinstance(one, Text))
    return found


def read_tiers(
    root: Shape, counters: Sequence[Counter], fields: Mapping[str, Field], decimals: int
) -> tuple[TierSet, ...]:
    """Every tier set. decimals: of the program's currency."""
    tiers = tuple(
        _tier_set(name, shape, {one.id for one in counters}, fields, decimals)
        for name, shape in root.parts("tiers")
    )
    if len(tiers) > MAX_TIER_SETS:
        root.wrong("tiers", f"{len(tiers)} of them", f"{MAX_TIER_SETS} at most")
    return tiers


def _tier_set(
    name: str, shape: Shape, counters: set[str], fields: Mapping[str, Field], decimals: int
) -> TierSet:
    measure = shape.text("measure", default="")
    counter = measure if measure in counters else ""
    window = 12
    if not counter:
        remedy = "write it like: spend in 12 months"
        if counters:
            remedy += f", or name a counter: {', '.join(sorted(counters))}"
        window = (
            shape.read("measure", lambda text: phrases.spend_window(text, remedy), needed=True)
            or window
        )
    unit = fields[counter] if counter else _SPEND
    places = decimals if unit.type == "money" else unit.decimals
    keep = shape.read("keep", phrases.keep, needed=True) or _YEAR
    drop = shape.one_of("drop", _DROPS)
    grace = shape.read("grace", phrases.grace)
    levels = tuple(_levels(shape, places))
    shape.close()
    return TierSet(name, window, keep, levels, counter, drop, grace)


def _levels(shape: Shape, decimals: int) -> list[Level]:
    levels: list[Level] = []
    before = len(shape.problems.found)
    for name, row in shape.rows("levels", "tier"):
        least = row.read("from", lambda text: phrases.money(text, decimals), needed=True)
        if least is not None and not _rises(levels, least):
            row.wrong("from", "does not rise", "start at 0 and go up")
        levels.append(Level(name, row.names("name", name), least or 0))
        row.close()
    if len(shape.problems.found) == before and not 1 <= len(levels) <= MAX_LEVELS:
        shape.wrong("levels", f"{len(levels)} of them", f"from 1 to {MAX_LEVELS}")
    return levels


def _rises(levels: list[Level], least: int) -> bool:
    return least > levels[-1].least if levels else least == 0
