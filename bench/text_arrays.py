"""Array parameters for PostgreSQL as text literals, made by hand.

psycopg adapts a list element by element, which costs several times as much. The server parses such
a text sign by sign; setia.platform.arrays does without. Both have the same functions.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID


def uuids(values: Iterable[UUID]) -> str:
    """A uuid[]."""
    return "{" + ",".join(map(str, values)) + "}"


def ints(values: Iterable[int]) -> str:
    """A bigint[]."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """A text[], or with a cast anything that is written as text."""
    return (
        "{"
        + ",".join(['"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values])
        + "}"
    )


def blobs(values: Iterable[bytes]) -> str:
    """A bytea[]."""
    return "{" + ",".join(['"\\\\x' + value.hex() + '"' for value in values]) + "}"


def rows(values: Iterable[Sequence[int]]) -> str:
    """A text[] whose elements are literals of bigint[], to be cast one by one."""
    return "{" + ",".join(['"{' + ",".join(map(str, value)) + '}"' for value in values]) + "}"
