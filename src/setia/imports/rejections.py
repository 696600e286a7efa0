"""The file of rejected rows: line, column at fault, reason, and the row as it stands.

It is written beside its final name and takes it whole at the end, so that a reader never sees half
of one; each run writes it anew. It holds what the log holds, personal data too, and so is readable
by its owner alone.
"""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from setia.imports.rows import Rejection

HEADER: Final = ("line", "column", "reason", "row")


class RejectionFile:
    """Use as a context: on a clean end the file is whole under its name, if there were any rows.

    count: rows written. draft: where it is written until then; one that a kill left is written
    over. copy_from: a file of the same form whose rows come first.
    """

    def __init__(self, path: Path, *, draft: Path, copy_from: Path | None = None) -> None:
        self.path = path
        self.count = 0
        self._draft = draft
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        # A byte that the log's encoding did not know is shown as an escape here, never lost.
        self._file = os.fdopen(
            descriptor, "w", encoding="utf-8", errors="backslashreplace", newline=""
        )
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADER)
        if copy_from is not None and copy_from.exists():
            with copy_from.open(encoding="utf-8", newline="") as before:
                rows = csv.reader(before)
                next(rows, None)
                for row in rows:
                    self._writer.writerow(row)
                    self.count += 1

    def add(self, rejections: Iterable[Rejection]) -> int:
        """Write rejections; how many they were."""
        before = self.count
        for one in rejections:
            self._writer.writerow((one.line, one.column, one.reason, one.row))
            self.count += 1
        return self.count - before

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None or not self.count:
            self._file.close()
            self._draft.unlink(missing_ok=True)
            if kind is None:
                # Rows that an earlier run rejected would be taken for this one's.
                self.path.unlink(missing_ok=True)
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self.path)
