"""Reads the currencies in which events may be beside the program's own.

What they are worth stands outside of the document: rates are reference data, uploaded and dated.
"""

from typing import Final

from setia.core.program.currencies import CODE
from setia.core.program.shape import Shape
from setia.core.program.source import Listed, Text

MAX_CURRENCIES: Final = 50


def read_currencies(root: Shape, own: str) -> frozenset[str]:
    """The codes under ``currencies:``. own: the program's. Problems are noted where they stand."""
    value = root.value("currencies")
    if value is None:
        return frozenset()
    if not isinstance(value, Listed):
        root.wrong("currencies", "must be a list", "write: [SGD, IDR]")
        return frozenset()
    found: set[str] = set()
    for place, one in enumerate(value.items, 1):
        code = one.value if isinstance(one, Text) else ""
        path = f"currencies[{place}]"
        if not CODE.fullmatch(code):
            root.problems.note(one, path, f"{code!r} is no currency", "use three capitals: SGD")
        elif code == own:
            root.problems.note(one, path, "is the program's own", "leave it out")
        elif code in found:
            root.problems.note(one, path, "stands twice", "leave one of them out")
        else:
            found.add(code)
    if len(found) > MAX_CURRENCIES:
        root.wrong("currencies", f"{len(found)} of them", f"{MAX_CURRENCIES} at most")
    return frozenset(found)
