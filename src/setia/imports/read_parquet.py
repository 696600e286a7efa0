"""Reads Parquet files as batches of text columns, the same shape that delimited files give.

Numbers become the shortest text that stands for exactly them (a double 4.58 is ``4.58``), instants
become ISO text, and null becomes absent; so amounts are read by the one exact reader of amounts and
never pass through float arithmetic (I17).
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from setia.imports.import_map import Format
from setia.imports.rows import BATCH_ROWS, Batch, UnusableFile


class ParquetLog:
    """One Parquet file."""

    def __init__(self, path: Path, how: Format) -> None:
        self._path = path
        self._how = how
        try:
            self._file = pq.ParquetFile(path, memory_map=True)
        except pa.ArrowException as error:
            raise UnusableFile(
                f"{path.name}: is not a whole Parquet file ({error}); fetch it again"
            ) from error
        self.names: Sequence[str] = self._file.schema_arrow.names

    @property
    def expected_rows(self) -> int:
        """As the file says."""
        return int(self._file.metadata.num_rows)

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """The whole file in order, with these columns. Raises UnusableFile."""
        asked = [name for name in self.names if name in set(columns)]
        first = 1
        for piece in self._pieces(asked):
            texts = {name: self._texts(name, piece.column(name)) for name in asked}
            lines = range(first, first + piece.num_rows)
            first = lines.stop
            done = min(1.0, (first - 1) / max(1, self.expected_rows))
            yield Batch(lines, texts, _RowText(list(texts.values())), done=done)

    def _pieces(self, asked: list[str]) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._file.iter_batches(batch_size=BATCH_ROWS, columns=asked)
        except (pa.ArrowException, OSError) as error:
            raise UnusableFile(
                f"{self._path.name}: can't be read to its end ({error}); fetch it again"
            ) from error

    def _texts(self, name: str, column: pa.Array) -> list[str]:
        kind = column.type
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        zoned = pa.types.is_timestamp(kind) and kind.tz is not None
        if zoned:
            # A zoned column holds instants; as UTC they need no zone table to be written.
            column = column.cast(pa.timestamp(kind.unit))
        if pa.types.is_nested(kind) or pa.types.is_binary(kind):
            raise UnusableFile(
                f"{self._path.name}: column {name} holds {kind}, not single values; "
                "write it out as columns of text, numbers or times"
            )
        absent, end = self._how.absent, "Z" if zoned else ""
        try:
            texts = pc.fill_null(pc.cast(column, pa.string()), "").to_pylist()
        except (UnicodeDecodeError, pa.ArrowException) as error:
            raise UnusableFile(
                f"{self._path.name}: column {name} can't be read as text ({error}); write it anew"
            ) from None
        return ["" if (cut := text.strip()) in absent else cut + end for text in texts]


class _RowText:
    """Gives a row of a batch as one line of CSV, made only when it is asked for."""

    def __init__(self, columns: list[list[str]]) -> None:
        self._columns = columns

    def __call__(self, place: int) -> str:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow([column[place] for column in self._columns])
        return line.getvalue()
