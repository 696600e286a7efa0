"""Array literals for PostgreSQL, made by hand.

psycopg adapts Python lists element by element, which costs a recording transaction more than the
insert itself; these build the text that the server parses anyway. Only what these functions quote is
ever put into a literal, and the result is still passed as a bound parameter.
"""

from collections.abc import Iterable, Sequence


def ints(values: Iterable[int]) -> str:
    """``{1,2,3}`` for a ``bigint[]`` or any other integer array."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """A ``text[]`` (or ``jsonb[]``); every element is quoted."""
    return (
        "{"
        + ",".join(['"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values])
        + "}"
    )


def plain(values: Iterable[object]) -> str:
    """An array of values whose text needs no quotes: UUIDs and the like."""
    return "{" + ",".join(map(str, values)) + "}"


def blobs(values: Iterable[bytes]) -> str:
    """A ``bytea[]``, each element in hex."""
    return "{" + ",".join(['"\\\\x' + value.hex() + '"' for value in values]) + "}"


def rows(values: Iterable[Sequence[int]]) -> str:
    """A ``text[]`` whose elements are integer array literals, to be cast one by one."""
    return "{" + ",".join(['"{' + ",".join(map(str, value)) + '}"' for value in values]) + "}"
