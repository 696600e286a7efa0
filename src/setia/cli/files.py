"""Reads the files that a command names, a program, a map, a history, and replaces one as a whole.

A file that can't be read or written is told alike whichever it is, and ends the command with code
2; it is then as it was before.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from setia.cli.context import MISTYPED, fail

STANDARD_INPUT: Final = "-"


def read_text(path: Path) -> str:
    """The text of a file, or a message and exit."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"{path}: {_why(error)}", MISTYPED) from None


def read_as_written(path: Path) -> str:
    """The text of a file with its own ends of lines, or a message and exit."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"{path}: {_why(error)}", MISTYPED) from None


def replace_file(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all, or a message and exit.

    Its owner and its rights stay. A link stays one: what it leads to is replaced.
    """
    try:
        _replace(path.resolve(strict=True), text)
    except OSError as error:
        raise fail(f"{path}: {_why_not_written(error)}", MISTYPED) from None


def _replace(path: Path, text: str) -> None:
    with path.open("r+b"):
        # A file that may not be written is not replaced either, though its folder would allow it.
        found = path.stat()
    draft: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
            draft = Path(new.name)
            new.write(text.encode("utf-8"))
            os.fchown(new.fileno(), found.st_uid, found.st_gid)
            os.fchmod(new.fileno(), found.st_mode & 0o7777)
            new.flush()
            os.fsync(new.fileno())
        draft.replace(path)
    except BaseException:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise


@contextmanager
def open_lines(name: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of the standard input for ``-``, or a message and exit."""
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise fail(f"{name}: {_why(error)}", MISTYPED) from None


def readable(path: Path) -> Path:
    """The path of a file that can be opened, or a message and exit."""
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise fail(f"{path}: {_why(error)}", MISTYPED) from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file; check its name"
        case IsADirectoryError():
            return "is a directory; name a file in it"
        case PermissionError():
            return "this account may not read it; change its rights, or use another account"
        case UnicodeDecodeError():
            return f"is not text in UTF-8 (byte {error.start + 1}); save it as UTF-8"
        case _:
            return f"can't be read: {error.strerror}"


def _why_not_written(error: OSError) -> str:
    match error:
        case PermissionError():
            return (
                "this account may not write it, or not in its folder;"
                " change their rights, or use another account"
            )
        case _:
            return f"can't be written: {error.strerror}"
