"""Reads what a map says about files: the format, the time's form and zone, and lookups.

What the map leaves open is taken from the file's name. Only forms that reading can keep are let
through: one sign as a delimiter, an encoding that Python knows, a zone of the zone table.
"""

import codecs
import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from setia.core.program.phrases import PhraseError
from setia.core.program.shape import ID, Shape
from setia.core.program.source import Listed, Text
from setia.imports.import_map import FILE_TYPES, FileType, Format, Lookup, Time
from setia.imports.instants import COUNTS
from setia.imports.read_cells import CellReader, entries, under, word

MAX_SKIP: Final = 10_000
MAX_LOOKUPS: Final = 8
_ENDINGS: Final[dict[str, FileType]] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_DELIMITERS: Final[dict[FileType, str]] = {"csv": ",", "tsv": "\t", "spaces": " ", "parquet": ""}


def read_format(root: Shape, file_name: str) -> Format:
    """The ``format:`` of a map, or of one lookup."""
    value = root.value("format")
    guessed = _by_name(file_name)
    if value is None:
        return format_of(file_name)
    shape = Shape(value, under(root, "format"), root.problems)
    kind = guessed if shape.value("type") is None else word(shape, "type", FILE_TYPES)
    skip = shape.read("skip", _skip)
    absent = shape.value("absent")
    found = Format(
        type=kind,
        delimiter=shape.read("delimiter", _sign) or _DELIMITERS[kind],
        quote=shape.read("quote", _sign) or '"',
        encoding=shape.read("encoding", _encoding) or "utf-8-sig",
        columns=_names(shape, "columns"),
        skip=skip or 0,
        absent=frozenset({""}) if absent is None else frozenset({"", *_names(shape, "absent")}),
        decimal_mark=word(shape, "decimal_mark", (".", ",")),
        thousands=word(shape, "thousands", ("", ",", ".", " ", "'", "\u00a0", "\u202f")),
    )
    if found.thousands == found.decimal_mark:
        shape.problems.note(shape.at, under(shape, "thousands"), "is the decimal mark too",
                            "give decimal_mark: another sign")  # fmt: skip
    shape.close()
    return found


def format_of(file_name: str) -> Format:
    """How a file of this name is written where nobody says so."""
    guessed = _by_name(file_name)
    return Format(guessed, _DELIMITERS[guessed])


def read_time(root: Shape, cells: CellReader) -> Time:
    """The ``time:`` of a map: a column, a list of columns, or both with a form and a zone."""
    value = root.value("time")
    if value is None:
        root.problems.note(root.at, "map", "has no time", "add time: column")
        return Time(())
    if isinstance(value, Text | Listed):
        return Time(cells.columns(root, "time"))
    shape = Shape(value, "time", root.problems)
    one, several = cells.columns(shape, "column"), cells.columns(shape, "columns")
    if bool(one) == bool(several):
        root.problems.note(value, "time", "needs one of column or columns", "write: column: name")
    found = Time(
        columns=one or several,
        format=shape.read("format", _pattern) or "iso",
        zone=shape.read("zone", _zone),
    )
    shape.close()
    return found


def read_lookups(root: Shape, cells: CellReader) -> tuple[Lookup, ...]:
    """The ``lookups:`` of a map. Read last: what the others asked of a lookup is what it holds."""
    value = root.value("lookups")
    found: list[Lookup] = []
    for name, one in entries(value).items() if value is not None else ():
        shape = Shape(one, f"lookups.{name}", root.problems)
        if not ID.fullmatch(name):
            root.problems.note(one, shape.path, f"{name!r} is not an id", "use a-z, 0-9 and -")
        file = shape.text("file")
        key = shape.text("key")
        by = cells.column(shape, "by", needed=True)
        asked = (cell.column for cell in cells.asked if cell.column.startswith(f"{name}."))
        columns = dict.fromkeys(column.partition(".")[2] for column in asked)
        if not columns:
            root.problems.note(one, shape.path, "is never used", f"name a column: {name}.column")
        found.append(Lookup(name, file, read_format(shape, file), key, by, tuple(columns)))
        shape.close()
    if value is not None and not 1 <= len(found) <= MAX_LOOKUPS:
        root.problems.note(value, "lookups", f"{len(found)} of them", f"1 to {MAX_LOOKUPS}")
    return tuple(found)


def _by_name(file_name: str) -> FileType:
    bare = file_name.lower().removesuffix(".gz")
    return next((kind for end, kind in _ENDINGS.items() if bare.endswith(end)), "csv")


def _names(shape: Shape, key: str) -> tuple[str, ...]:
    value = shape.value(key)
    if value is None:
        return ()
    if not isinstance(value, Listed) or not all(isinstance(one, Text) for one in value.items):
        shape.problems.note(value, under(shape, key), "must be a list of names", "write: [a, b]")
        return ()
    return tuple(one.value for one in value.items if isinstance(one, Text))


def _skip(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > MAX_SKIP:
        raise PhraseError(f"{text!r} is not a number of lines", f"from 0 to {MAX_SKIP}")
    return int(text)


def _sign(text: str) -> str:
    sign = {r"\t": "\t", "tab": "\t"}.get(text, text)
    if len(sign) != 1 or sign in "\r\n\0":
        raise PhraseError(f"{text!r} is not one sign", 'write it like ";"')
    return sign


def _encoding(text: str) -> str:
    try:
        "a".encode(codecs.lookup(text).name)
    except (LookupError, UnicodeError):
        raise PhraseError(f"{text!r} is not an encoding", "write it like: latin-1") from None
    return text


def _pattern(text: str) -> str:
    if text != "iso" and text not in COUNTS and not re.search(r"%[YyGsc]", text):
        raise PhraseError(
            f"{text!r} names no year", f'write iso, {", ".join(COUNTS)} or a pattern: "%d/%m/%Y"'
        )
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PhraseError(f"{text!r} is not a zone", "write it like: Asia/Jakarta") from None
