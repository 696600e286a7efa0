"""Reads what is kept of each store and product: the attributes that reference data tell.

They are looked up by the store that an event names, and by the sku of an item. What they say of one
store or product is no part of the document: it is uploaded, dated, and kept beside the versions.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from setia.core.expressions.fields import Field, Scope, Table
from setia.core.program.document import LOOKED_UP
from setia.core.program.read_fields import Place, declared
from setia.core.program.shape import Shape

_SCOPES: Final[Mapping[Table, tuple[str, Scope]]] = {
    "stores": ("store.", "event"),
    "products": ("product.", "item"),
}
_KEYS: Final = frozenset({"text", "choice"})


def tables_of(root: Shape) -> frozenset[Table]:
    """The tables that a document declares, be it with no attribute at all."""
    return frozenset(table for table in LOOKED_UP if root.peek(table) is not None)


def read_tables(root: Shape, known: Mapping[str, Field], decimals: int) -> dict[str, Field]:
    """The fields of all tables by name. known: what events carry. decimals: of the currency.

    Problems are noted where they stand.
    """
    found: dict[str, Field] = {}
    for table, (prefix, scope) in _SCOPES.items():
        found |= {one.name: one for one in _told(root, table, prefix, scope, decimals)}
        if root.peek(table) is not None:
            _check_key(root, table, known)
    return found


def _told(root: Shape, table: Table, prefix: str, scope: Scope, decimals: int) -> Iterator[Field]:
    place = Place(prefix, scope, root.problems, decimals, table)
    for one, path, at in declared(root, table, place):
        if one.personal or one.needed:
            remedy = "leave that out, or give it a default"
            root.problems.note(at, path, "is personal or needed", remedy)
        else:
            yield one


def _check_key(root: Shape, table: Table, known: Mapping[str, Field]) -> None:
    """Something must name the rows of a table, by text."""
    name = LOOKED_UP[table]
    key = known.get(name)
    if key is None:
        where = "items" if name.startswith("item.") else "attributes"
        remedy = f"declare it: {where}: {{{name.removeprefix('item.')}: text}}"
        root.wrong(table, f"no event carries {name}", remedy)
    elif key.type not in _KEYS:
        root.wrong(table, f"{name} is a {key.type}, and names nothing", "declare it as text")
    elif key.personal:
        root.wrong(table, f"{name} is personal", "leave personal out: it names no person")
