"""Reads CSV, TSV and files parted by spaces, plain or gzipped, as batches of text columns.

A row that has another number of values than the header, a broken quote, or bytes that are not of
the stated encoding is rejected with its line; the file goes on. Nothing is guessed from the values,
and no number or time is made here.
"""

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from setia.imports.import_map import Format
from setia.imports.lines import Record, records
from setia.imports.rows import BATCH_ROWS, Batch, Rejection, UnusableFile

GZIP: Final = b"\x1f\x8b"
_BYTES_A_ROW: Final = 40
_GZIP_RATIO: Final = 5


class DelimitedLog:
    """One delimited file. `names` are from its first row unless the map gives them."""

    def __init__(self, path: Path, how: Format) -> None:
        self._path = path
        self._how = how
        with path.open("rb") as file:
            self._gzipped = file.read(2) == GZIP
        self._size = path.stat().st_size
        self.names: Sequence[str] = how.columns or self._header()

    @property
    def expected_rows(self) -> int:
        """From the file's size."""
        return self._size * (_GZIP_RATIO if self._gzipped else 1) // _BYTES_A_ROW

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """The whole file in order, with these columns. Raises UnusableFile."""
        places = {name: place for place, name in enumerate(self.names) if name in set(columns)}
        with self._opened() as (file, text):
            read = records(text, self._how)
            if not self._how.columns:
                next(read)
            while piece := list(islice(read, BATCH_ROWS)):
                yield self._batch(piece, places, min(1.0, file.tell() / max(1, self._size)))

    def _batch(self, piece: list[Record], places: dict[str, int], done: float) -> Batch:
        width, absent = len(self.names), self._how.absent
        good: list[Record] = []
        rejected: list[Rejection] = []
        blank = 0
        for one in piece:
            fault = one.fault
            if not fault and len(one.values) != width:
                if not one.text.strip():
                    blank += 1
                    continue
                fault = f"has {len(one.values)} values where the file has {width} columns"
            elif not one.text.isascii() and _undecodable(one.text):
                fault = f"has bytes that are not {self._how.encoding}: set format.encoding"
            if fault:
                rejected.append(Rejection(one.line, "", fault, one.text.rstrip("\r\n")))
            else:
                good.append(one)
        # Each value is cut once here, so that no reader of a column has to.
        by_place = list(zip(*(one.values for one in good), strict=True))
        columns = {
            name: ["" if (cut := value.strip()) in absent else cut for value in by_place[place]]
            if good
            else []
            for name, place in places.items()
        }
        lines = [one.line for one in good]
        return Batch(lines, columns, lambda at: good[at].text.rstrip("\r\n"), rejected, blank, done)

    def _header(self) -> Sequence[str]:
        with self._opened() as (_, text):
            first = next(records(text, self._how), None)
        if first is None or not first.values:
            raise UnusableFile(
                f"{self._path.name}: there is no header row on line {self._how.skip + 1}; give the "
                "names in the map (format.columns) or the lines to pass over (format.skip)"
            )
        return [name.strip().lstrip("\ufeff").strip() for name in first.values]

    @contextmanager
    def _opened(self) -> Iterator[tuple[io.BufferedReader, io.TextIOWrapper]]:
        """The file, whose place shows the progress, and its text."""
        try:
            with self._path.open("rb") as file:
                stream = gzip.GzipFile(fileobj=file) if self._gzipped else file
                yield (
                    file,
                    io.TextIOWrapper(
                        stream, encoding=self._how.encoding, errors="surrogateescape", newline=""
                    ),
                )
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise UnusableFile(
                f"{self._path.name}: the compressed file is cut or altered ({error}); fetch it anew"
            ) from error
        except UnicodeError as error:
            raise UnusableFile(
                f"{self._path.name}: is not {self._how.encoding} ({error}); set format.encoding"
            ) from error


def _undecodable(text: str) -> bool:
    """Whether bytes that the encoding does not know were carried over as lone surrogates."""
    return any("\udc80" <= sign <= "\udcff" for sign in text)
