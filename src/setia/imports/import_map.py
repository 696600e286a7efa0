"""What an import map says, as frozen values.

A map tells how the rows of one file become events: which column names the member, which ones hold
time, kind, key, amount and attributes, and which rows belong to one basket. It holds names of
columns and literals only, so that the same file and map always mean the same events (I4, I20).
Where each column was asked for is kept, so that a name that the file lacks can be pointed at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from setia.core.expressions.nodes import Node

FileType = Literal["csv", "tsv", "spaces", "parquet"]
FieldType = Literal["text", "number", "money", "bool", "date", "list", "choice"]
FieldUse = Literal["event", "item", "reads"]
MemberKind = Literal["reference", "email", "phone", "card"]

LINE: Final = "own line"
LINE_BACK: Final = "line back"
"""Fields of items that no map can name, since there is a space in them."""

MEMBER_KINDS: Final[tuple[MemberKind, ...]] = ("reference", "email", "phone", "card")
FILE_TYPES: Final[tuple[FileType, ...]] = ("csv", "tsv", "spaces", "parquet")


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written. `columns`: its names when no header row gives them."""

    type: FileType
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8-sig"
    columns: tuple[str, ...] = ()
    skip: int = 0
    absent: frozenset[str] = frozenset({""})
    decimal_mark: str = "."
    thousands: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a text comes from: a column, or a constant when `column` is empty.

    values: what each text of the column stands for; `otherwise` is used for those not listed, and
    without it they make the row unusable.
    """

    column: str = ""
    constant: str = ""
    values: Mapping[str, str] | None = None
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One value of an event, of an item, or one that only conditions read.

    decimals: how many of the number's decimals become whole units (2: 12.50 is 1250).
    values: those of a choice, which the program declares; ordered: from low to high.
    """

    name: str
    use: FieldUse
    cell: Cell
    type: FieldType = "text"
    decimals: int = 0
    absolute: bool = False
    optional: bool = True
    values: tuple[str, ...] = ()
    ordered: bool = False

    @property
    def path(self) -> str:
        """The name as conditions write it: an item's has ``item.`` in front."""
        return f"item.{self.name}" if self.use == "item" else self.name


@dataclass(frozen=True, slots=True)
class Time:
    """When it happened: columns joined by a space, read by `format` in `zone`.

    zone: of times that name none; None is the program's.
    format: ``iso``, ``seconds``, ``milliseconds``, ``microseconds`` or a strptime pattern.
    """

    columns: tuple[str, ...]
    format: str = "iso"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The kind of the rows for which `when` holds; None: of all that are left."""

    when: Node | None
    kind: str


Kind: TypeAlias = Cell | tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A condition that a row must fulfil to be kept, with its text for the report."""

    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class Lookup:
    """A second file, joined by its column `key` to the log's `by`; its columns are `name.column`.

    Only `columns` of it are held in memory.
    """

    name: str
    file: str
    format: Format
    key: str
    by: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Returns:
    """How rows of the kind `return` say what comes back.

    of: the columns of the key that they name, joined as a key is. lined: whether the rows of a
    purchase have a line, and those of a return the line that comes back of it. numbers: the paths
    of fields of which a part can come back. unnamed: whether the program takes for returns that
    name no event, so that rows may say none; of: empty where the rows never do.
    """

    of: tuple[str, ...]
    lined: bool = False
    numbers: frozenset[str] = frozenset()
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One column that the map names, and where in the map it does."""

    column: str
    path: str
    line: int
    place: int


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole checked map. `text` is what was read: imports are known by it and by their file.

    by_currency: money has the decimals of its row's currency, where the row says one. currency:
    the program's own.
    """

    text: str
    source: str
    format: Format
    member_kind: MemberKind
    member: str
    time: Time
    kind: Kind
    fields: tuple[Field, ...]
    decimals: int
    key: tuple[str, ...] = ()
    sequence: str = ""
    group_by: tuple[str, ...] = ()
    given: Cell | None = None
    returns: Returns | None = None
    lookups: tuple[Lookup, ...] = ()
    where: tuple[Where, ...] = ()
    drop_duplicates: bool = False
    enrol: bool = False
    by_currency: bool = False
    currency: str = ""
    asked: tuple[Asked, ...] = field(default=(), compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file itself that the map needs, each once."""
        of_lookups = tuple(f"{lookup.name}." for lookup in self.lookups)
        own = (one.column for one in self.asked if not one.column.startswith(of_lookups))
        return tuple(dict.fromkeys(own))
