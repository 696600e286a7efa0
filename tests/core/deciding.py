"""Three ways to decide a condition on plain values: by its source, node by node, and in SQL.

Source runs on integers as the engine's does; the SQL is only made here, and run by who has a
database.
"""

from datetime import date
from typing import Any

from setia.core.engine.limits import ABSENT
from setia.core.expressions.emit import Places, emit, emit_term, present
from setia.core.expressions.evaluate import Facts, Known, holds
from setia.core.expressions.fields import Field
from setia.core.expressions.nodes import (
    Aggregate,
    AnyItem,
    Count,
    EveryItem,
    Has,
    InList,
    Total,
    Value,
)
from setia.core.expressions.parse import parse_condition
from setia.core.expressions.walk import needed
from tests.core.naive_expressions import EPOCH, FIELDS, ITEM_FIELDS, LISTS, TEXTS, WORDS, Values

NAMES = list(FIELDS)
ITEM_NAMES = list(ITEM_FIELDS)


def by_source(text: str, values: Values) -> bool:
    """What the generated source makes of a condition."""
    source = emit(parse_condition(text, WORDS), PLACES)
    result: object = eval(  # noqa: S307  # what the engine does with it
        source,
        {
            "v": [coded(FIELDS[name], values.get(name)) for name in NAMES],
            "items": [
                [coded(ITEM_FIELDS[name], item.get(name)) for name in ITEM_NAMES]
                for item in values.get("items", [])
            ],
            "listed": _listed,
        },
    )
    assert type(result) is bool
    return result


def by_node(text: str, values: Values) -> bool:
    """What the evaluation node by node makes of it."""

    def reader(said: Values) -> Any:
        return lambda field: known(said.get(field.name))

    items = [reader({**values, **item}) for item in values.get("items", [])]
    return holds(parse_condition(text, WORDS), Facts(reader(values), items, LISTS))


def known(value: Any) -> Known:
    return (value - EPOCH).days if isinstance(value, date) else value


def coded(field: Field, value: Any) -> int:
    """The integer of a value."""
    if value is None:
        return ABSENT
    if field.type == "list":
        return sum(1 << TEXTS.index(one) for one in set(value))
    if field.type == "date":
        return int((value - EPOCH).days)
    return _code(field, value)


def _code(field: Field, value: Value) -> int:
    if isinstance(value, int):
        return int(value)
    if field.type == "choice":
        return field.values.index(value)
    # A text that nobody carries is as good as any other that nobody carries.
    return TEXTS.index(value) if value in TEXTS else len(TEXTS)


def _place(field: Field) -> str:
    if field.scope == "item":
        return f"it[{ITEM_NAMES.index(field.name)}]"
    return f"v[{NAMES.index(field.name)}]"


def _items(node: Aggregate) -> str:
    where = "True" if node.where is None else emit(node.where, PLACES)
    match node:
        case AnyItem():
            return f"any({where} for it in items)"
        case EveryItem():
            return f"(len(items) > 0 and all({where} for it in items))"
        case Count():
            return f"sum(1 for it in items if {where})"
        case Total(of):
            there = " and ".join([where, *present(needed(of), PLACES)])
            return f"sum({emit_term(of, PLACES)} for it in items if {there})"


def _listed(code: int, name: str) -> int:
    return int(code != ABSENT and TEXTS[code] in LISTS[name])


def _in_list(node: InList) -> str:
    return f"listed({_place(node.field)}, {node.list!r})"


def _bit(node: Has) -> int:
    return 1 << TEXTS.index(node.value)


PLACES = Places(_place, _code, _in_list, _bit, _items)
