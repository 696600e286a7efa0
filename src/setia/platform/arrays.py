"""Array parameters for PostgreSQL in its binary form, made by hand.

psycopg adapts Python lists element by element, which costs a recording transaction more than its
inserts; and the server copies a binary array where it would parse a text sign by sign. Importing
this registers how psycopg sends them, for connections opened afterwards. No element may be NULL.
"""

import struct
from collections.abc import Iterable, Sequence
from uuid import UUID

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_UUID, _INT8, _TEXT, _BYTEA = 2950, 20, 25, 17  # the types' fixed numbers in PostgreSQL
_length = struct.Struct(">i").pack


class BinaryArray:
    """The bytes of one array parameter."""

    __slots__ = ("content",)

    def __init__(self, content: bytes) -> None:
        self.content = content


class UuidArray(BinaryArray):
    """A uuid[]."""

    __slots__ = ()


class Int8Array(BinaryArray):
    """A bigint[]."""

    __slots__ = ()


class TextArray(BinaryArray):
    """A text[]."""

    __slots__ = ()


class ByteaArray(BinaryArray):
    """A bytea[]."""

    __slots__ = ()


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: BinaryArray) -> Buffer | None:
        return obj.content


for _kind, _number in ((UuidArray, 2951), (Int8Array, 1016), (TextArray, 1009), (ByteaArray, 1001)):
    psycopg.adapters.register_dumper(
        _kind, type(f"{_kind.__name__}Dumper", (_ArrayDumper,), {"oid": _number})
    )


def uuids(values: Iterable[UUID]) -> UuidArray:
    """A uuid[]."""
    return UuidArray(_array(_UUID, [value.bytes for value in values]))


def ints(values: Iterable[int]) -> Int8Array:
    """A bigint[]; a cast makes it int[] or smallint[]."""
    given = list(values)
    parts = [8] * (2 * len(given))  # each element's length before it
    parts[1::2] = given
    return Int8Array(_head(_INT8, len(given)) + struct.pack(f">{'iq' * len(given)}", *parts))


def texts(values: Iterable[str]) -> TextArray:
    """A text[], or with a cast anything that is written as text."""
    return TextArray(_array(_TEXT, [value.encode() for value in values]))


def blobs(values: Iterable[bytes]) -> ByteaArray:
    """A bytea[]."""
    return ByteaArray(_array(_BYTEA, list(values)))


def rows(values: Iterable[Sequence[int]]) -> TextArray:
    """A text[] whose elements are literals of bigint[], to be cast one by one."""
    inner = [",".join(map(str, value)) for value in values]
    if not inner:
        return TextArray(_array(_TEXT, []))
    # Encoded all at once: no literal of integers holds a line's end.
    return TextArray(_array(_TEXT, ("{" + "}\n{".join(inner) + "}").encode().split(b"\n")))


def _head(element: int, size: int) -> bytes:
    # Dimensions, has NULLs, the elements' type; then the one dimension's size and lower bound.
    return (
        struct.pack(">iiiii", 1, 0, element, size, 1)
        if size
        else struct.pack(">iii", 0, 0, element)
    )


def _array(element: int, values: Sequence[bytes]) -> bytes:
    head = _head(element, len(values))
    lengths = set(map(len, values))
    if len(lengths) == 1:
        # Ids, hashes and words that repeat: one length stands before each, so it is a separator.
        length = _length(lengths.pop())
        return head + length + length.join(values)
    return head + b"".join([part for value in values for part in (_length(len(value)), value)])
