"""Reads the named lists of a document: texts that conditions ask for by the list's name.

A list that stands here is part of the version; one that is ``uploaded`` is reference data. Either
way an event is always decided by the list of its day. Each is a plain list of texts; one that is
empty holds nothing, which is no mistake.
"""

from collections.abc import Mapping
from typing import Final

from setia.core.program.document import LOOKED_UP
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Listed, Mapped, Text

MAX_LISTS: Final = 50
MAX_LISTED: Final = 5_000
"""Most texts of one list."""

MAX_LISTED_CHARS: Final = 200


UPLOADED: Final = "uploaded"
"""What stands in the place of a list's texts where they are reference data."""


def read_lists(root: Shape) -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """The texts of each list by its name, and the names of the lists that are uploaded.

    Problems are noted where they stand.
    """
    value = root.value("lists")
    if value is None:
        return {}, frozenset()
    if not isinstance(value, Mapped):
        root.wrong("lists", "must be a mapping", "write: excluded: [sku-1, sku-2]")
        return {}, frozenset()
    if len(value.items) > MAX_LISTS:
        root.wrong("lists", f"{len(value.items)} of them", f"{MAX_LISTS} at most")
    found: dict[str, frozenset[str]] = {}
    uploaded: set[str] = set()
    for name, one in value.items.items():
        path = f"lists.{name}"
        texts = (
            [text.value for text in one.items if isinstance(text, Text)]
            if isinstance(one, Listed)
            else None
        )
        if not ID.fullmatch(name):
            remedy = "use a-z, 0-9 and -, a letter first, 40 at most"
            root.problems.note(value.keys[name], path, f"{name!r} is not an id", remedy)
        elif isinstance(one, Text) and one.value == UPLOADED:
            if name in (*LOOKED_UP, "rates"):
                remedy = "give the list another name"
                root.problems.note(one, path, "is the name of a table", remedy)
            uploaded.add(name)
            continue
        elif texts is None or not isinstance(one, Listed) or len(texts) < len(one.items):
            root.problems.note(
                one, path, "is not a list of texts", "write: [sku-1, sku-2], or: uploaded"
            )
        elif len(texts) > MAX_LISTED:
            root.problems.note(one, path, f"{len(texts)} texts", f"{MAX_LISTED} at most")
        elif any(not 0 < len(text) <= MAX_LISTED_CHARS for text in texts):
            remedy = f"write 1 to {MAX_LISTED_CHARS} characters"
            root.problems.note(one, path, "a text is empty or too long", remedy)
        found[name] = frozenset(texts or ())
    return found, frozenset(uploaded)
